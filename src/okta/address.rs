//! The address of an org, made out of whatever an admin pastes.
//!
//! Refuses addresses that would send a token in the clear: https only, plain http to loopback alone.

use crate::advice::{Advice, Advise};
use serde::{Deserialize, Serialize};
use std::fmt;
use url::{Host, Position, Url};

/// The origin of an org, such as `https://acme.okta.com`: no path, no `-admin`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrgUrl(Url);

/// Why a text is not the address of an org.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing was entered.
    #[error("no address was entered")]
    Empty,
    /// The text cannot be read as an address.
    #[error("this is not a web address")]
    NotAnAddress,
    /// The text is an e-mail address.
    #[error("this is an e-mail address")]
    Email,
    /// Plain http to another computer.
    #[error("the address does not begin with https")]
    Insecure,
    /// The address carries a user name or password.
    #[error("the address contains a user name or password")]
    Credentials,
}

impl Advise for AddressError {
    fn advice(&self) -> Advice {
        let (headline, why) = match self {
            Self::Empty => (
                "Enter the address of the org",
                "It is what stands in the browser after signing in",
            ),
            Self::NotAnAddress => ("This is not a web address", "It should look like acme.okta.com"),
            Self::Email => (
                "This is an e-mail address",
                "The address of the org is what stands in the browser, such as acme.okta.com",
            ),
            Self::Insecure => (
                "The address must begin with https",
                "An API token sent over plain http could be read on the way",
            ),
            Self::Credentials => (
                "The address contains a user name or password",
                "Enter the address alone, the token has its own field",
            ),
        };
        Advice::new(headline, why).then("Copy the address from the browser while signed in to the org")
    }
}

impl OrgUrl {
    /// Reads what was typed or pasted: with or without `https://`, with a path, with `-admin`, in any case.
    ///
    /// ```
    /// use org2org_setup::okta::OrgUrl;
    ///
    /// let pasted = OrgUrl::parse("https://acme-admin.okta.com/admin/dashboard").unwrap();
    /// assert_eq!(pasted.origin(), "https://acme.okta.com");
    /// assert_eq!(pasted.admin_page("/admin/users"), "https://acme-admin.okta.com/admin/users");
    /// assert!(OrgUrl::parse("mira.chen@acme.example").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim().trim_matches(['"', '\'', '<', '>']).trim();
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        let with_scheme = if text.contains("://") {
            text.to_owned()
        } else {
            default_scheme(text)?
        };
        let url = Url::parse(&with_scheme).map_err(|_| AddressError::NotAnAddress)?;
        Self::from_url(&url)
    }

    fn from_url(url: &Url) -> Result<Self, AddressError> {
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::Credentials);
        }
        let loopback = is_loopback(url);
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => return Err(AddressError::Insecure),
            _ => return Err(AddressError::NotAnAddress),
        }
        let host = url.host_str().ok_or(AddressError::NotAnAddress)?;
        if !loopback && !host.contains('.') {
            return Err(AddressError::NotAnAddress);
        }
        let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
        let origin = format!("{}://{}{port}/", url.scheme(), without_admin(host));
        Url::parse(&origin)
            .map(Self)
            .map_err(|_| AddressError::NotAnAddress)
    }

    /// The origin without a trailing slash, as Okta writes base URLs.
    pub fn origin(&self) -> String {
        self.0.as_str().trim_end_matches('/').to_owned()
    }

    /// The host, with the port where it is not the usual one.
    pub fn host(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        self.0
            .port()
            .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Whether the address leads to this computer.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// Joins a path with its query, beginning with a slash.
    pub fn join(&self, path_and_query: &str) -> String {
        format!("{}{path_and_query}", self.origin())
    }

    /// A page of the admin console; on Okta's own domains that is the host with `-admin`.
    pub fn admin_page(&self, path: &str) -> String {
        let host = self.host();
        match (self.is_loopback(), host.split_once('.')) {
            (false, Some((subdomain, domain))) if is_okta_domain(domain) => {
                format!("https://{subdomain}-admin.{domain}{path}")
            }
            _ => self.join(path),
        }
    }

    /// Path and query of an absolute address of this org, however its host is written; `None` for one of another origin.
    pub fn path_of(&self, address: &str) -> Option<String> {
        let url = Url::parse(address)
            .ok()
            .filter(|url| url.origin() == self.0.origin())?;
        Some(url[Position::BeforePath..Position::AfterQuery].to_owned())
    }
}

/// `-admin` is the admin console's host and never the org's own address.
fn without_admin(host: &str) -> String {
    match host.split_once('.') {
        Some((subdomain, domain)) if is_okta_domain(domain) => {
            format!(
                "{}.{domain}",
                subdomain.strip_suffix("-admin").unwrap_or(subdomain)
            )
        }
        _ => host.to_owned(),
    }
}

/// Domains on which the admin console has a host of its own; other domains are custom ones.
fn is_okta_domain(domain: &str) -> bool {
    [
        "okta.com",
        "oktapreview.com",
        "okta-emea.com",
        "okta-gov.com",
        "okta.mil",
        "trexcloud.com",
    ]
    .iter()
    .any(|known| domain == *known || domain.ends_with(&format!(".{known}")))
}

fn default_scheme(text: &str) -> Result<String, AddressError> {
    let host = text.split('/').next().unwrap_or_default();
    if host.contains('@') {
        return Err(AddressError::Email);
    }
    if host.contains(char::is_whitespace) {
        return Err(AddressError::NotAnAddress);
    }
    let name = host.split(':').next().unwrap_or_default();
    let scheme = if name == "localhost" || name == "127.0.0.1" {
        "http"
    } else {
        "https"
    };
    Ok(format!("{scheme}://{text}"))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl fmt::Display for OrgUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin())
    }
}

impl TryFrom<String> for OrgUrl {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<OrgUrl> for String {
    fn from(url: OrgUrl) -> Self {
        url.origin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_pasted_becomes_the_origin_of_the_org() {
        for text in [
            "acme.okta.com",
            " https://acme.okta.com/ ",
            "https://acme-admin.okta.com/admin/access/api/tokens",
            "HTTPS://ACME.OKTA.COM/app/UserHome?x=1",
            "\"acme.okta.com\"",
        ] {
            assert_eq!(
                OrgUrl::parse(text).unwrap().origin(),
                "https://acme.okta.com",
                "{text}"
            );
        }
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        assert_eq!(OrgUrl::parse("http://acme.okta.com"), Err(AddressError::Insecure));
        assert_eq!(
            OrgUrl::parse("http://127.0.0.1:8080/x").unwrap().origin(),
            "http://127.0.0.1:8080"
        );
        assert_eq!(
            OrgUrl::parse("localhost:9000").unwrap().origin(),
            "http://localhost:9000"
        );
    }

    #[test]
    fn each_mistake_has_its_own_name() {
        assert_eq!(OrgUrl::parse("  "), Err(AddressError::Empty));
        assert_eq!(OrgUrl::parse("mira@acme.com"), Err(AddressError::Email));
        assert_eq!(
            OrgUrl::parse("https://mira:pw@acme.okta.com"),
            Err(AddressError::Credentials)
        );
        assert_eq!(
            OrgUrl::parse("ftp://acme.okta.com"),
            Err(AddressError::NotAnAddress)
        );
        assert_eq!(OrgUrl::parse("acme"), Err(AddressError::NotAnAddress));
        assert_eq!(OrgUrl::parse("not an address"), Err(AddressError::NotAnAddress));
    }

    #[test]
    fn admin_pages_live_on_the_admin_host_of_okta_domains_only() {
        let page = |org: &str| OrgUrl::parse(org).unwrap().admin_page("/admin/apps/active");
        assert_eq!(
            page("acme.okta.com"),
            "https://acme-admin.okta.com/admin/apps/active"
        );
        assert_eq!(
            page("id.acme.example"),
            "https://id.acme.example/admin/apps/active"
        );
    }

    #[test]
    fn a_custom_domain_that_ends_in_admin_keeps_its_name() {
        assert_eq!(
            OrgUrl::parse("sso-admin.acme.example").unwrap().host(),
            "sso-admin.acme.example"
        );
    }

    #[test]
    fn a_next_link_to_another_host_is_not_of_this_origin() {
        let org = OrgUrl::parse("acme.okta.com").unwrap();
        for own in [
            "https://acme.okta.com/api/v1/apps?after=x",
            "https://ACME.okta.com:443/api/v1/apps?after=x",
        ] {
            assert_eq!(org.path_of(own).as_deref(), Some("/api/v1/apps?after=x"), "{own}");
        }
        for other in [
            "https://acme.okta.com.evil.example/api",
            "https://acme.okta.com@evil.example/api",
            "https://acme.okta.com:8443/api",
            "http://acme.okta.com/api",
            "/api",
        ] {
            assert_eq!(org.path_of(other), None, "{other}");
        }
    }
}

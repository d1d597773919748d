//! A request and an answer as plain data: what the practice orgs need of HTTP, without a server.
//!
//! It knows neither sockets nor Okta.

use serde::Serialize;
use serde_json::Value;
use std::net::Ipv4Addr;

/// The verbs of Okta's API; anything else is [`Method::Other`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, or changes a part.
    Post,
    /// Replaces.
    Put,
    /// Changes a part.
    Patch,
    /// Removes.
    Delete,
    /// A verb Okta's API does not know.
    Other,
}

impl Method {
    /// The verb of a request line.
    pub fn parse(verb: &str) -> Self {
        match verb {
            "GET" | "HEAD" => Self::Get,
            "POST" => Self::Post,
            "PUT" => Self::Put,
            "PATCH" => Self::Patch,
            "DELETE" => Self::Delete,
            _ => Self::Other,
        }
    }

    /// The verb as the System Log and error messages show it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Other => "OTHER",
        }
    }
}

/// One request to a practice org.
#[derive(Clone)]
pub struct Request {
    /// The verb.
    pub method: Method,
    /// The path as sent, percent-encoded, beginning with a slash.
    pub path: String,
    /// The query, decoded, in the order sent.
    pub query: Vec<(String, String)>,
    /// Header names in lower case, and their values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Where it comes from, as the connection says and no header can.
    pub(super) from: Ipv4Addr,
}

impl Request {
    /// A request without headers or body; `target` is a path, with or without a query.
    pub fn new(method: Method, target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let query = pairs(query.as_bytes());
        Self {
            method,
            path: path.to_owned(),
            query,
            headers: Vec::new(),
            body: Vec::new(),
            from: Ipv4Addr::LOCALHOST,
        }
    }

    /// The same request from another address than this machine's.
    #[must_use]
    pub fn from_address(mut self, address: Ipv4Addr) -> Self {
        self.from = address;
        self
    }

    /// The same request with one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_ascii_lowercase(), value.to_owned()));
        self
    }

    /// The same request with an API token (`SSWS`), accepting JSON.
    #[must_use]
    pub fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("SSWS {token}"))
            .header("accept", "application/json")
    }

    /// The same request with a JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        let mut request = self.header("content-type", "application/json");
        request.body = body.to_string().into_bytes();
        request
    }

    /// The same request with a form as body.
    #[must_use]
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let mut request = self.header("content-type", "application/x-www-form-urlencoded");
        request.body = encode_pairs(fields).into_bytes();
        request
    }

    /// Whether it is one to the API rather than to a page that a browser shows.
    pub fn is_api(&self) -> bool {
        is_api(&self.path)
    }

    /// The first header of that name.
    pub(super) fn header_value(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The first query parameter of that name.
    pub(super) fn query_value(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The cookie of that name.
    pub(super) fn cookie(&self, name: &str) -> Option<&str> {
        let cookies = self.header_value("cookie")?.split(';');
        cookies
            .filter_map(|cookie| cookie.trim().split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, v)| v)
    }

    /// The fields of a form body.
    pub(super) fn form_fields(&self) -> Vec<(String, String)> {
        pairs(&self.body)
    }

    /// The path's segments, decoded, without empty ones.
    pub(super) fn segments(&self) -> Vec<String> {
        self.path
            .split('/')
            .filter(|part| !part.is_empty())
            .map(decode)
            .collect()
    }
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} {} ({} bytes)",
            self.method.name(),
            self.path,
            self.body.len()
        )
    }
}

/// One answer of a practice org.
#[derive(Clone)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Header names in lower case, and their values; a name may come twice.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// An answer without a body.
    pub(super) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// An answer with a JSON body.
    pub(super) fn json(status: u16, body: &impl Serialize) -> Self {
        Self::text(
            status,
            "application/json",
            serde_json::to_vec(body).unwrap_or_default(),
        )
    }

    /// An answer with a body of some other type.
    pub(super) fn text(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type".to_owned(), kind.to_owned())],
            body: body.into(),
        }
    }

    /// Sends the browser on.
    pub(super) fn redirect(to: &str) -> Self {
        Self::empty(302).with("location", to)
    }

    /// The same answer with one more header.
    #[must_use]
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The first header of that name.
    pub fn header_value(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON; null when it is none.
    pub fn json_body(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The body as text.
    pub fn text_body(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({} bytes)", self.status, self.body.len())
    }
}

/// Percent-encoded pairs, as a query or a form carries them.
pub(super) fn encode_pairs(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// One value percent-encoded for a query.
pub(super) fn encode(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

/// The decoded pairs of a query or form.
pub(super) fn pairs(text: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text).into_owned().collect()
}

/// A path segment decoded; a plus sign stays a plus sign there.
fn decode(segment: &str) -> String {
    let query = format!("x={}", segment.replace('+', "%2B").replace('&', "%26"));
    pairs(query.as_bytes())
        .into_iter()
        .next()
        .map(|(_, value)| value)
        .unwrap_or_default()
}

/// Whether a path is one of the API rather than that of a page.
pub(super) fn is_api(path: &str) -> bool {
    ["/api/", "/oauth2/", "/.well-known/"]
        .iter()
        .any(|start| path.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_segments_are_decoded_and_plus_signs_kept() {
        let request = Request::new(Method::Get, "/api/v1/users/a%2Bb+c%40x.example?q=1+2");
        assert_eq!(request.segments(), ["api", "v1", "users", "a+b+c@x.example"]);
        assert_eq!(request.query_value("q"), Some("1 2"));
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let request = Request::new(Method::Get, "/").header("Cookie", "a=1; sid=102x; b=2");
        assert_eq!(request.cookie("sid"), Some("102x"));
        assert_eq!(request.cookie("c"), None);
    }

    #[test]
    fn a_request_does_not_show_its_headers_or_body() {
        let request = Request::new(Method::Post, "/x")
            .token("00secret")
            .form(&[("password", "hunter2")]);
        assert!(!format!("{request:?}").contains("secret") && !format!("{request:?}").contains("hunter2"));
    }
}

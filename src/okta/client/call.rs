//! A call before it is sent, and the answer after.

use crate::okta::{
    ErrorKind,
    transport::{Headers, HttpResponse, Method},
};
use serde_json::Value;

/// A call of the API, as it can be shown and sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// Path and query, beginning with a slash.
    pub path: String,
    /// The JSON body, if any.
    pub body: Option<Value>,
    /// The media type that is wanted.
    pub accept: &'static str,
    /// Whether the token goes with it.
    pub authenticated: bool,
}

impl Call {
    /// A call that reads.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::Get, path, None)
    }

    /// A call with a body.
    pub fn new(method: Method, path: impl Into<String>, body: Option<Value>) -> Self {
        Self {
            method,
            path: path.into(),
            body,
            accept: "application/json",
            authenticated: true,
        }
    }

    /// The path with `{…}` in place of identifiers and without its query: fit for logs and errors.
    pub fn template(&self) -> String {
        let path = self.path.split('?').next().unwrap_or_default();
        let segments: Vec<&str> = path
            .split('/')
            .map(|part| if is_identifier(part) { "{…}" } else { part })
            .collect();
        segments.join("/")
    }
}

/// Fixed parts of Okta's paths are lower-case words; the feature names are upper-case words.
fn is_identifier(segment: &str) -> bool {
    let word = |c: char| c.is_ascii_lowercase() || c == '-' || c == '.';
    let feature = |c: char| c.is_ascii_uppercase() || c == '_';
    let fixed =
        segment.chars().all(word) || segment.chars().all(feature) || segment == "v1" || segment == "oauth2";
    !fixed
}

/// An answer of success.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    pub(super) fn new(response: HttpResponse) -> Self {
        Self {
            status: response.status,
            headers: response.headers,
            body: response.body,
        }
    }

    /// The body as JSON; an empty body is null.
    pub fn json(&self) -> Result<Value, ErrorKind> {
        if self.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&self.body).map_err(|error| {
            let media_type = self.headers.get("content-type").unwrap_or_default();
            if media_type.contains("html") {
                ErrorKind::NotOkta {
                    status: self.status,
                    media_type: media_type.to_owned(),
                }
            } else {
                ErrorKind::Unreadable(error.to_string())
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_and_queries_do_not_appear_in_a_template() {
        let template = |path: &str| Call::get(path).template();
        assert_eq!(
            template("/api/v1/apps/0oa1k2m3n4/features/USER_PROVISIONING"),
            "/api/v1/apps/{…}/features/USER_PROVISIONING"
        );
        assert_eq!(
            template("/api/v1/users/mira%40acme.example?x=1"),
            "/api/v1/users/{…}"
        );
        assert_eq!(
            template("/.well-known/okta-organization"),
            "/.well-known/okta-organization"
        );
    }
}

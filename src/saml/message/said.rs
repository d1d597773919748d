//! The values of a response that both sides must agree on, whether they are believed or not: to be laid side by side.

use super::super::certificate::Certificate;
use super::super::signature::signatures;
use super::super::xml::{self, Limits};
use super::{Assertion, Field, Response};

/// What a response says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Who says it.
    pub issuer: Option<String>,
    /// For whom it is: the first audience.
    pub audience: Option<String>,
    /// Where it is sent.
    pub destination: Option<String>,
    /// SHA-256 of the first certificate that it brings, in hexadecimal with colons.
    pub certificate: Option<String>,
    /// The name of the person.
    pub name_id: Option<String>,
}

impl Said {
    /// Reads a response or a bare assertion; anything else is `None`.
    pub fn read(text: &str) -> Option<Self> {
        let tree = xml::parse(text, &Limits::default()).ok()?;
        let response = Response::read(&tree)?;
        let assertion = response.assertions.first();
        let issuer = assertion.and_then(|assertion| assertion.issuer.as_ref());
        let signatures = signatures(&tree);
        let mut brought = signatures.iter().flat_map(|signature| &signature.certificates);
        Some(Self {
            issuer: issuer.or(response.issuer.as_ref()).map(value),
            audience: assertion.and_then(audience),
            destination: response.destination.as_ref().map(value),
            certificate: brought.next().map(Certificate::fingerprint_colons),
            name_id: assertion
                .and_then(|assertion| assertion.name_id.as_ref())
                .map(|name| value(&name.name)),
        })
    }
}

fn value(field: &Field) -> String {
    field.value.clone()
}

fn audience(assertion: &Assertion) -> Option<String> {
    let audiences = &assertion.conditions.as_ref()?.audiences;
    audiences.iter().flatten().next().map(value)
}

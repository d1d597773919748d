//! Issuing a response, signed as Okta signs by default: the assertion and the response around it.

use super::super::clock::{instant_ms, later};
use super::super::keys::SigningKey;
use super::super::xml::escape;
use super::signature::{Strength, fill, template};
use super::{ASSERTION, PROTOCOL};
use jiff::Timestamp;

/// What a response says.
pub(in crate::practice) struct Statement {
    /// The response's identifier.
    pub(in crate::practice) response_id: String,
    /// The assertion's identifier.
    pub(in crate::practice) assertion_id: String,
    /// Who says it.
    pub(in crate::practice) issuer: String,
    /// Where it is sent, as `Destination`.
    pub(in crate::practice) destination: String,
    /// Where it may be used, as `Recipient`.
    pub(in crate::practice) recipient: String,
    /// For whom it is meant.
    pub(in crate::practice) audience: String,
    /// The name of the person.
    pub(in crate::practice) subject: String,
    /// Attributes: name, values.
    pub(in crate::practice) attributes: Vec<(String, Vec<String>)>,
    /// The request it answers.
    pub(in crate::practice) in_response_to: Option<String>,
    /// The source org's session.
    pub(in crate::practice) session: String,
    /// Now.
    pub(in crate::practice) at: Timestamp,
    /// What is signed, and how.
    pub(in crate::practice) signing: Signing,
}

/// What is signed, and how.
#[derive(Debug, Clone, Copy)]
pub(in crate::practice) struct Signing {
    /// Whether the assertion is.
    pub(in crate::practice) assertion: bool,
    /// Whether the response around it is.
    pub(in crate::practice) response: bool,
    /// By which methods.
    pub(in crate::practice) strength: Strength,
}

/// Five minutes before and after now.
const HALF_LIFE_SECONDS: i64 = 300;

/// The signed response.
pub(in crate::practice) fn response(statement: &Statement, key: &SigningKey) -> Option<String> {
    let Signing {
        assertion: sign_assertion,
        response: sign_response,
        strength,
    } = statement.signing;
    let place = |id: &str, signed: bool| {
        if signed {
            template(id, key, strength)
        } else {
            Some(String::new())
        }
    };
    let sealed = |document: String, signed: bool| {
        if signed {
            fill(&document, key)
        } else {
            Some(document)
        }
    };
    let inner = assertion(statement, &place(&statement.assertion_id, sign_assertion)?);
    let assertion = sealed(inner, sign_assertion)?;
    let unsigned = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><saml2p:Response xmlns:saml2p=\"{PROTOCOL}\" \
         xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" Destination=\"{destination}\" ID=\"{id}\"{answer} \
         IssueInstant=\"{at}\" Version=\"2.0\">{issuer}{signature}<saml2p:Status>\
         <saml2p:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/></saml2p:Status>{assertion}\
         </saml2p:Response>",
        destination = escape(&statement.destination),
        id = statement.response_id,
        answer = answer(statement),
        at = instant_ms(statement.at),
        issuer = issuer(statement),
        signature = place(&statement.response_id, sign_response)?,
    );
    sealed(unsigned, sign_response)
}

/// A response that says that the sign-in failed (SAML Core §3.2.2.2), without an assertion and without a signature.
pub(in crate::practice) fn failure(statement: &Statement) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><saml2p:Response xmlns:saml2p=\"{PROTOCOL}\" \
         Destination=\"{destination}\" ID=\"{id}\"{answer} IssueInstant=\"{at}\" Version=\"2.0\">{issuer}\
         <saml2p:Status><saml2p:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Responder\"/></saml2p:Status>\
         </saml2p:Response>",
        destination = escape(&statement.destination),
        id = statement.response_id,
        answer = answer(statement),
        at = instant_ms(statement.at),
        issuer = issuer(statement),
    )
}

fn answer(statement: &Statement) -> String {
    let request = statement.in_response_to.as_deref();
    request.map_or(String::new(), |id| format!(" InResponseTo=\"{}\"", escape(id)))
}

fn issuer(statement: &Statement) -> String {
    let format = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
    let name = escape(&statement.issuer);
    format!("<saml2:Issuer xmlns:saml2=\"{ASSERTION}\" Format=\"{format}\">{name}</saml2:Issuer>")
}

fn assertion(statement: &Statement, signature: &str) -> String {
    let before = instant_ms(later(statement.at, -HALF_LIFE_SECONDS));
    let after = instant_ms(later(statement.at, HALF_LIFE_SECONDS));
    let at = instant_ms(statement.at);
    format!(
        "<saml2:Assertion xmlns:saml2=\"{ASSERTION}\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" ID=\"{id}\" \
         IssueInstant=\"{at}\" Version=\"2.0\">{issuer}{signature}<saml2:Subject>\
         <saml2:NameID Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified\">{subject}</saml2:NameID>\
         <saml2:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
         <saml2:SubjectConfirmationData{answer} NotOnOrAfter=\"{after}\" Recipient=\"{recipient}\"/>\
         </saml2:SubjectConfirmation></saml2:Subject>\
         <saml2:Conditions NotBefore=\"{before}\" NotOnOrAfter=\"{after}\"><saml2:AudienceRestriction>\
         <saml2:Audience>{audience}</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions>\
         <saml2:AuthnStatement AuthnInstant=\"{at}\" SessionIndex=\"{session}\"><saml2:AuthnContext>\
         <saml2:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport\
         </saml2:AuthnContextClassRef></saml2:AuthnContext></saml2:AuthnStatement>{attributes}</saml2:Assertion>",
        id = statement.assertion_id,
        issuer = issuer(statement),
        subject = escape(&statement.subject),
        answer = answer(statement),
        recipient = escape(&statement.recipient),
        audience = escape(&statement.audience),
        session = escape(&statement.session),
        attributes = attributes(statement),
    )
}

fn attributes(statement: &Statement) -> String {
    if statement.attributes.is_empty() {
        return String::new();
    }
    let all: String = statement
        .attributes
        .iter()
        .map(|(name, values)| attribute(name, values))
        .collect();
    format!("<saml2:AttributeStatement>{all}</saml2:AttributeStatement>")
}

fn attribute(name: &str, values: &[String]) -> String {
    let value = |value: &String| {
        format!(
            "<saml2:AttributeValue xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
             xsi:type=\"xs:string\">{}</saml2:AttributeValue>",
            escape(value)
        )
    };
    let values: String = values.iter().map(value).collect();
    format!(
        "<saml2:Attribute Name=\"{}\" NameFormat=\"urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified\">\
         {values}</saml2:Attribute>",
        escape(name)
    )
}

#[cfg(test)]
mod tests {
    use super::super::read::{facts, tree};
    use super::super::signature::{covered, strong};
    use super::*;
    use crate::practice::clock::instant;

    #[test]
    fn response_and_assertion_are_both_signed_by_the_key() {
        let key = key("tests 1");
        let xml = response(&statement(), &key).unwrap();
        assert_eq!(
            covered(&xml, &key.certificate().unwrap()),
            Some(vec!["idr".to_owned(), "ida".to_owned()])
        );
    }

    #[test]
    fn another_certificate_does_not_verify() {
        let xml = response(&statement(), &key("tests 1")).unwrap();
        assert_eq!(covered(&xml, &key("tests 2").certificate().unwrap()), None);
    }

    #[test]
    fn only_what_shall_be_signed_is_and_sha_1_is_told_from_sha_256() {
        let key = key("tests 1");
        let certificate = key.certificate().unwrap();
        let mut said = statement();
        said.signing.response = false;
        let xml = response(&said, &key).unwrap();
        assert_eq!(covered(&xml, &certificate), Some(vec!["ida".to_owned()]));
        said.signing = Signing {
            assertion: false,
            response: true,
            strength: Strength::Sha1,
        };
        let xml = response(&said, &key).unwrap();
        assert!(!strong(&tree(&xml).unwrap()));
        assert!(strong(&tree(&response(&statement(), &key).unwrap()).unwrap()));
    }

    #[test]
    fn what_is_said_is_what_is_read() {
        let xml = response(&statement(), &key("tests 1")).unwrap();
        let facts = facts(&tree(&xml).unwrap()).unwrap();
        assert_eq!(facts.subject, "o'brien&co@acme.example");
        assert_eq!(facts.in_response_to.as_deref(), Some("idq"));
        assert_eq!(facts.audiences, ["aud"]);
        assert_eq!(facts.attributes.get("lastName"), Some(&vec!["Ü<b>".to_owned()]));
        assert_eq!(
            facts.not_on_or_after.map(instant).as_deref(),
            Some("1970-01-01T00:05:00.000Z")
        );
    }

    fn statement() -> Statement {
        Statement {
            response_id: "idr".to_owned(),
            assertion_id: "ida".to_owned(),
            issuer: "http://www.okta.com/exk1".to_owned(),
            destination: "http://127.0.0.1:2/sso/saml2/0oa1".to_owned(),
            recipient: "http://127.0.0.1:2/sso/saml2/0oa1".to_owned(),
            audience: "aud".to_owned(),
            subject: "o'brien&co@acme.example".to_owned(),
            attributes: vec![("lastName".to_owned(), vec!["Ü<b>".to_owned()])],
            in_response_to: Some("idq".to_owned()),
            session: "102x".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            signing: Signing {
                assertion: true,
                response: true,
                strength: Strength::Sha256,
            },
        }
    }

    fn key(label: &str) -> SigningKey {
        SigningKey {
            kid: "kid".to_owned(),
            label: label.to_owned(),
            subject: "acme".to_owned(),
            created: Timestamp::UNIX_EPOCH,
            expires: later(Timestamp::UNIX_EPOCH, 1000),
            issued: None,
        }
    }
}

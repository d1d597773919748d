//! Issuing a response, signed as Okta signs by default: the assertion and the response around it.

use super::super::clock::{instant_ms, later};
use super::super::keys::SigningKey;
use super::super::xml::escape;
use super::signature::{fill, template};
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
}

/// Five minutes before and after now.
const HALF_LIFE_SECONDS: i64 = 300;

/// The signed response.
pub(in crate::practice) fn response(statement: &Statement, key: &SigningKey) -> Option<String> {
    let assertion = fill(&assertion(statement, &template(&statement.assertion_id, key)?), key)?;
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
        signature = template(&statement.response_id, key)?,
    );
    fill(&unsigned, key)
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
    let all: String = statement.attributes.iter().map(|(name, values)| attribute(name, values)).collect();
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

//! What support staff bring, recognised by its content: messages as XML, base64, deflated address, form or amid other
//! text; metadata; certificates; recordings of a browser; System Log exports; an error text.
//!
//! Nobody is asked for kind or encoding. Everything is bounded before it is unpacked, and what is secret in a
//! recording (cookies, authorization, tokens, queries) is left at the door: nothing of it is ever held.

mod carried;
mod error;
mod form;
mod json;
mod lenient;
mod recording;
mod system_log;

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::certificate::{Certificate, CertificateError, read_certificates};
use super::encoding::{looks_like_html, to_text};
use super::message::{ASSERTION, PROTOCOL};
use super::signature::DSIG;
use super::xml::{self, Limits};

pub use error::InputError;
pub(super) use form::without_query;

/// The most bytes of a recording or an export that are read.
pub const MAX_RECORDING_BYTES: usize = 256 * 1024 * 1024;
/// The most bytes of anything else that are read: a message in base64 is a third larger than as XML.
pub const MAX_TEXT_BYTES: usize = 8 * 1024 * 1024;

/// Something that was brought, or a message within it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What it holds.
    pub content: Content,
    /// When it was on its way, where a recording says so (UTC).
    pub seen: Option<Timestamp>,
    /// The address it was sent to, without query, where a recording says so.
    pub sent_to: Option<String>,
    /// How often it was handed in by form.
    pub posts: usize,
    /// What the other side answered, as an HTTP status.
    pub status: Option<u16>,
    /// Whether prefixes were declared here that the message uses and does not declare itself.
    pub completed: bool,
}

/// What a document holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "text", rename_all = "kebab-case")]
pub enum Content {
    /// A SAML message, as XML.
    Message(String),
    /// SAML metadata, as XML.
    Metadata(String),
    /// Certificates: at least one.
    Certificates(Vec<Certificate>),
    /// A recording, whose messages are documents of their own.
    Container(Recording),
    /// An export of a System Log: a JSON array of what is kept of its events, under the names that Okta gives it.
    /// Shared, because it may be large and is judged anew with every file that is added.
    SystemLog(Arc<String>),
    /// An error page or the text of one.
    ErrorText(String),
    /// A message within a recording, or a file, that cannot be read, and why.
    Unreadable(String),
    /// A file that could not be opened, and why.
    NotOpened(String),
}

/// A kind of recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recording {
    /// HTTP Archive 1.2, as browsers save it.
    Har,
    /// The export of the browser extension SAML-tracer.
    SamlTracer,
}

impl Document {
    fn new(content: Content) -> Self {
        Self {
            content,
            seen: None,
            sent_to: None,
            posts: 0,
            status: None,
            completed: false,
        }
    }

    /// Stands for something that could not be read, so that it is told of among the others.
    pub fn unreadable(why: impl Into<String>) -> Self {
        Self::new(Content::Unreadable(why.into()))
    }

    /// Its text, where it is one: what places within it are counted in.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Message(text) | Content::Metadata(text) | Content::ErrorText(text) => Some(text),
            Content::SystemLog(text) => Some(text),
            Content::Certificates(_)
            | Content::Container(_)
            | Content::Unreadable(_)
            | Content::NotOpened(_) => None,
        }
    }

    /// Stands for a file that could not be opened.
    pub fn not_opened(why: impl Into<String>) -> Self {
        Self::new(Content::NotOpened(why.into()))
    }

    /// Its kind in one word, as it stands in results.
    pub fn kind(&self) -> &'static str {
        match &self.content {
            Content::Message(text) => message_kind(text),
            Content::Metadata(_) => "metadata",
            Content::Certificates(_) => "certificate",
            Content::Container(Recording::Har) => "har",
            Content::Container(Recording::SamlTracer) => "saml-tracer",
            Content::SystemLog(_) => "system-log",
            Content::ErrorText(_) => "error-text",
            Content::Unreadable(_) | Content::NotOpened(_) => "unreadable",
        }
    }
}

/// The kind of a document in words.
pub fn kind_words(kind: &str) -> &str {
    match kind {
        "response" => "SAML response",
        "request" => "SAML request",
        "assertion" => "SAML assertion without a response around it",
        "message" => "SAML message",
        "har" => "recording of a browser",
        "saml-tracer" => "SAML-tracer export",
        "system-log" => "System Log export",
        "error-text" => "error text",
        "unreadable" => "cannot be read",
        other => other,
    }
}

fn message_kind(text: &str) -> &'static str {
    let Ok(tree) = xml::parse(text, &Limits::default()) else {
        return "unreadable";
    };
    match tree.root_element().tag_name().name() {
        "Response" => "response",
        "AuthnRequest" => "request",
        "Assertion" => "assertion",
        _ => "message",
    }
}

/// Whether a file that begins like this may be as large as [`MAX_RECORDING_BYTES`]; if not, [`MAX_TEXT_BYTES`] holds.
pub fn may_be_recording(beginning: &[u8]) -> bool {
    is_json(beginning) || system_log::table::may_begin(beginning)
}

fn is_json(beginning: &[u8]) -> bool {
    let text = beginning.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(beginning);
    text.iter()
        .find(|byte| !byte.is_ascii_whitespace())
        .is_some_and(|byte| matches!(byte, b'{' | b'['))
}

/// The most bytes of a file that begins like this.
pub fn limit(beginning: &[u8]) -> usize {
    if may_be_recording(beginning) {
        MAX_RECORDING_BYTES
    } else {
        MAX_TEXT_BYTES
    }
}

/// Everything in a file or a pasted text: at least one document.
pub fn read(bytes: &[u8]) -> Result<Vec<Document>, InputError> {
    let limit = limit(bytes);
    if bytes.len() > limit {
        return Err(InputError::TooLarge { limit });
    }
    if is_json(bytes) {
        return recording::read(bytes);
    }
    if bytes.first() == Some(&0x30)
        && let Ok(found) = certificates(bytes)
    {
        return Ok(found);
    }
    let Some(text) = to_text(bytes) else {
        return certificates(bytes).map_err(|error| match error {
            CertificateError::Unknown => InputError::NotText,
            other => InputError::Certificate(other),
        });
    };
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    if text.is_empty() {
        return Err(InputError::Empty);
    }
    if text.starts_with(['{', '[']) {
        return recording::read(text.as_bytes());
    }
    system_log::table::read(text).map_or_else(|| from_text(text), |log| log.map(one))
}

fn one(content: Content) -> Vec<Document> {
    vec![Document::new(content)]
}

fn certificates(bytes: &[u8]) -> Result<Vec<Document>, CertificateError> {
    read_certificates(bytes).map(|certificates| one(Content::Certificates(certificates)))
}

fn from_text(text: &str) -> Result<Vec<Document>, InputError> {
    // A whole document is what it is, whatever stands in it: a certificate with its header lines, or a form.
    let xml = text.starts_with('<').then(|| classify(text));
    if let Some(Ok(content)) = xml {
        return Ok(one(content));
    }
    if text.contains("-----BEGIN ") {
        return certificates(text.as_bytes()).map_err(InputError::Certificate);
    }
    if looks_like_html(text) || text.contains("<input") || text.contains("<INPUT") {
        let messages = form::messages(text);
        if !messages.is_empty() {
            return all(messages);
        }
        if looks_like_html(text) {
            return error_text(text).ok_or(InputError::WebPage);
        }
    }
    match xml {
        Some(Err(error)) => completed(text).ok_or(error),
        _ => amid_text(text),
    }
}

/// What stands somewhere in a text: an address, a copied parameter, XML, base64; the likeliest first.
fn amid_text(text: &str) -> Result<Vec<Document>, InputError> {
    let parameters = form::parameters(text);
    if !parameters.is_empty() {
        return all(parameters);
    }
    if let Some(found) = embedded_xml(text) {
        return Ok(found);
    }
    let whole = carried::unpack(text);
    match whole {
        Ok(xml) => {
            return classify(&xml)
                .map(one)
                .or_else(|error| completed(&xml).ok_or(error));
        }
        Err(error @ (InputError::BrokenOff | InputError::UnpacksTooLarge { .. })) => return Err(error),
        Err(_) => {}
    }
    if let Ok(found) = certificates(text.as_bytes()) {
        return Ok(found);
    }
    if let Some(run) = carried::longest_run(text)
        && let Ok(xml) = carried::unpack(run)
    {
        return classify(&xml).map(one);
    }
    match read_certificates(text.as_bytes()) {
        Err(CertificateError::Damaged) => Err(InputError::Certificate(CertificateError::Damaged)),
        _ => error_text(text).ok_or(InputError::Unknown),
    }
}

/// XML with other text around it, also where it was escaped for HTML or JSON.
fn embedded_xml(text: &str) -> Option<Vec<Document>> {
    let escaped = text.contains("&lt;").then(|| Cow::Owned(form::unescape(text)));
    let quoted = text.contains("\\\"").then(|| {
        Cow::Owned(
            text.replace("\\\"", "\"")
                .replace("\\n", "\n")
                .replace("\\/", "/"),
        )
    });
    let forms = [Some(Cow::Borrowed(text)), escaped, quoted];
    forms.into_iter().flatten().find_map(|text| {
        let start = text.find('<')?;
        let end = text.rfind('>')?;
        classify(text.get(start..=end)?).ok().map(one)
    })
}

/// Messages as a form or an address carried them.
fn all(values: Vec<String>) -> Result<Vec<Document>, InputError> {
    let mut documents = Vec::new();
    for value in values {
        documents.push(Document::new(classify(&carried::unpack(&value)?)?));
    }
    Ok(documents)
}

/// What kind of document some XML is. Nothing stands in front of it, so that places count from its beginning.
fn classify(xml: &str) -> Result<Content, InputError> {
    let xml = xml.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if xml.len() > Limits::default().bytes {
        return Err(InputError::TooLarge {
            limit: Limits::default().bytes,
        });
    }
    let tree = xml::parse(xml, &Limits::default()).map_err(InputError::Xml)?;
    match tree.root_element().tag_name().name() {
        "Response" | "AuthnRequest" | "Assertion" | "LogoutRequest" | "LogoutResponse" => {
            Ok(Content::Message(xml.to_owned()))
        }
        "EntityDescriptor" | "EntitiesDescriptor" => Ok(Content::Metadata(xml.to_owned())),
        "html" => Err(InputError::WebPage),
        _ => Err(InputError::OtherXml),
    }
}

/// The prefixes that SAML products use, with what they stand for.
const PREFIXES: [(&str, &str); 9] = [
    ("saml", ASSERTION),
    ("saml2", ASSERTION),
    ("samlp", PROTOCOL),
    ("saml2p", PROTOCOL),
    ("ds", DSIG),
    ("dsig", DSIG),
    ("xenc", "http://www.w3.org/2001/04/xmlenc#"),
    ("xs", "http://www.w3.org/2001/XMLSchema"),
    ("xsi", "http://www.w3.org/2001/XMLSchema-instance"),
];

/// A message that was cut out of a larger one, with the usual prefixes declared that it uses and does not declare.
fn completed(xml: &str) -> Option<Vec<Document>> {
    let begun = if xml.starts_with("<?") {
        xml.find("?>")? + 2
    } else {
        0
    };
    let start = begun + xml.get(begun..)?.find('<')?;
    let (before, tag) = xml.split_at_checked(start + 1)?;
    let name = tag
        .find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        .unwrap_or(tag.len());
    let (name, rest) = tag.split_at_checked(name)?;
    let head = rest.split('>').next().unwrap_or_default();
    let undeclared = PREFIXES.iter().filter(|(prefix, _)| {
        let used = [format!("<{prefix}:"), format!(" {prefix}:")];
        used.iter().any(|used| xml.contains(used.as_str())) && !head.contains(&format!("xmlns:{prefix}="))
    });
    let declared = undeclared.fold(String::new(), |declared, (prefix, uri)| {
        declared + &format!(" xmlns:{prefix}=\"{uri}\"")
    });
    if declared.is_empty() {
        return None;
    }
    let content = classify(&format!("{before}{name}{declared}{rest}")).ok()?;
    let mut documents = one(content);
    for document in &mut documents {
        document.completed = true;
    }
    Some(documents)
}

/// Words that Okta's error pages and logs use.
const ERROR_WORDS: [&str; 13] = [
    "general_nonsuccess",
    "400 bad request",
    "app not assigned",
    "not assigned to this application",
    "unable to validate incoming saml assertion",
    "unable to resolve idp endpoint",
    "unable to validate saml response",
    "unable to match",
    "has already been processed",
    "digital signature",
    "did not designate us",
    "issuer in the saml response",
    "user not found",
];

/// What stands around the words that make a text an error; a page may begin with much that is not read.
fn error_text(text: &str) -> Option<Vec<Document>> {
    let plain = without_tags(text);
    let lower = plain.to_ascii_lowercase();
    let hit = ERROR_WORDS.iter().filter_map(|words| lower.find(words)).min()?;
    let before: String = plain.get(..hit)?.chars().rev().take(AROUND).collect();
    let from: String = plain.get(hit..)?.chars().take(4 * AROUND).collect();
    let around: String = before.chars().rev().chain(from.chars()).collect();
    Some(one(Content::ErrorText(around)))
}

/// How many characters in front of the words of an error are kept, and four times as many behind.
const AROUND: usize = 400;

/// A page as it reads: without its tags, and with single blanks.
fn without_tags(text: &str) -> String {
    if !text.trim_start().starts_with('<') {
        return text.to_owned();
    }
    let mut words = String::with_capacity(text.len() / 2);
    for piece in text.split('<') {
        let shown = piece.split_once('>').map_or(piece, |(_, shown)| shown);
        for word in shown.split_whitespace() {
            words.push_str(word);
            words.push(' ');
        }
    }
    form::unescape(&words)
}

#[cfg(test)]
mod tests;

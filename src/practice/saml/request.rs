//! Authentication requests (SAML Core §3.4): made by the target org, read by the source org, carried by the
//! redirect or the POST binding (SAML Bindings §3.4, §3.5).

use super::super::clock::instant_ms;
use super::super::keys::{SigningKey, decode_base64, private_key};
use super::super::xml::escape;
use super::read::tree;
use super::signature::{Strength, fill, template};
use super::{ASSERTION, MOST_BYTES, PROTOCOL};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use jiff::Timestamp;
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey as Pkcs1;
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::signature::{SignatureEncoding as _, Signer as _};
use sha2::Sha256;
use std::io::Read as _;

/// What a request says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::practice) struct AuthnRequest {
    /// Its identifier.
    pub(in crate::practice) id: String,
    /// Who asks.
    pub(in crate::practice) issuer: String,
    /// Where it is sent.
    pub(in crate::practice) destination: Option<String>,
    /// Where the answer shall go.
    pub(in crate::practice) acs: String,
    /// How the person shall be named.
    pub(in crate::practice) name_format: String,
}

impl AuthnRequest {
    /// The request as a document; signed in place when a key is given.
    pub(in crate::practice) fn document(&self, at: Timestamp, key: Option<&SigningKey>) -> Option<String> {
        let signature = match key {
            Some(key) => template(&self.id, key, Strength::Sha256)?,
            None => String::new(),
        };
        let destination = self
            .destination
            .as_deref()
            .map(|to| format!(" Destination=\"{}\"", escape(to)));
        let document = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><saml2p:AuthnRequest xmlns:saml2p=\"{PROTOCOL}\" \
             xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" AssertionConsumerServiceURL=\"{acs}\"{destination} \
             ForceAuthn=\"false\" ID=\"{id}\" IssueInstant=\"{at}\" \
             ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" Version=\"2.0\">\
             <saml2:Issuer xmlns:saml2=\"{ASSERTION}\">{issuer}</saml2:Issuer>{signature}\
             <saml2p:NameIDPolicy Format=\"{format}\"/></saml2p:AuthnRequest>",
            acs = escape(&self.acs),
            destination = destination.unwrap_or_default(),
            id = self.id,
            at = instant_ms(at),
            issuer = escape(&self.issuer),
            format = escape(&self.name_format),
        );
        if let Some(key) = key {
            fill(&document, key)
        } else {
            Some(document)
        }
    }
}

/// Reads a request's document.
pub(in crate::practice) fn read(document: &str) -> Option<AuthnRequest> {
    let tree = tree(document)?;
    let root = tree.root_element();
    if !root.has_tag_name((PROTOCOL, "AuthnRequest")) {
        return None;
    }
    let child = |space, name| root.children().find(|node| node.has_tag_name((space, name)));
    let own = |name| root.attribute(name).map(str::to_owned);
    let format = child(PROTOCOL, "NameIDPolicy")
        .and_then(|node| node.attribute("Format"))
        .unwrap_or_default();
    Some(AuthnRequest {
        id: own("ID").filter(|id| !id.is_empty() && id.len() <= 256)?,
        issuer: child(ASSERTION, "Issuer")?.text()?.trim().to_owned(),
        destination: own("Destination"),
        acs: own("AssertionConsumerServiceURL").unwrap_or_default(),
        name_format: format.to_owned(),
    })
}

/// A document as the redirect binding carries it.
pub(in crate::practice) fn deflate(document: &str) -> Option<String> {
    let mut packed = Vec::new();
    DeflateEncoder::new(document.as_bytes(), Compression::default())
        .read_to_end(&mut packed)
        .ok()?;
    Some(STANDARD.encode(packed))
}

/// A document the redirect binding brought; never larger than a message may be.
pub(in crate::practice) fn inflate(field: &str) -> Option<String> {
    if field.len() > MOST_BYTES {
        return None;
    }
    let packed = decode_base64(field)?;
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
    let mut text = String::new();
    DeflateDecoder::new(packed.as_slice())
        .take(most + 1)
        .read_to_string(&mut text)
        .ok()?;
    (text.len() <= MOST_BYTES).then_some(text)
}

/// The signature over a query (SAML Bindings §3.4.4.1).
pub(in crate::practice) fn sign_query(query: &str, key: &SigningKey) -> Option<String> {
    let private = private_key(&key.label)?;
    let signer = Pkcs1::<Sha256>::new(RsaPrivateKey::from_pkcs8_der(private.pkcs8()).ok()?);
    Some(STANDARD.encode(signer.sign(query.as_bytes()).to_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_survives_the_redirect_binding() {
        let request = request();
        let document = request.document(Timestamp::UNIX_EPOCH, None).unwrap();
        assert_eq!(
            read(&inflate(&deflate(&document).unwrap()).unwrap()),
            Some(request)
        );
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let bomb = deflate(&" ".repeat(50 * 1024 * 1024)).unwrap();
        assert!(bomb.len() < MOST_BYTES);
        assert_eq!(inflate(&bomb), None);
    }

    #[test]
    fn what_is_no_request_is_refused() {
        assert_eq!(read("<x/>"), None);
        assert_eq!(inflate("!!!"), None);
        assert_eq!(read(&"<a>".repeat(5000)), None);
    }

    fn request() -> AuthnRequest {
        AuthnRequest {
            id: "id1".to_owned(),
            issuer: "https://www.okta.com/saml2/service-provider/sp1".to_owned(),
            destination: Some("http://127.0.0.1:1/app/okta_org2org/exk1/sso/saml".to_owned()),
            acs: "http://127.0.0.1:2/sso/saml2/0oa1".to_owned(),
            name_format: "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified".to_owned(),
        }
    }
}

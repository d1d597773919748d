//! Enveloped XML signatures (SAML Core §5.4): RSA over exclusive canonical XML.

use super::super::keys::{SigningKey, private_key};
use super::super::xml::lines;
use bergshamra::{DsigContext, KeysManager, VerifyResult, sign, verify_all};

/// How a signature is made: its method and that of its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::practice) enum Strength {
    /// RSA with SHA-256, as orgs in order sign.
    Sha256,
    /// RSA with SHA-1, which is refused where SHA-256 is the least.
    Sha1,
}

impl Strength {
    fn methods(self) -> (&'static str, &'static str) {
        match self {
            Self::Sha256 => (
                "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                "http://www.w3.org/2001/04/xmlenc#sha256",
            ),
            Self::Sha1 => (
                "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
                "http://www.w3.org/2000/09/xmldsig#sha1",
            ),
        }
    }
}

const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// An empty signature of the element with that identifier, carrying the key's certificate.
pub(in crate::practice) fn template(id: &str, key: &SigningKey, strength: Strength) -> Option<String> {
    let (method, digest) = strength.methods();
    let certificate = lines(&key.certificate_base64()?);
    Some(format!(
        "<ds:Signature xmlns:ds=\"{dsig}\"><ds:SignedInfo>\
         <ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"/><ds:SignatureMethod Algorithm=\"{method}\"/>\
         <ds:Reference URI=\"#{id}\"><ds:Transforms>\
         <ds:Transform Algorithm=\"{dsig}enveloped-signature\"/><ds:Transform Algorithm=\"{EXCLUSIVE}\">\
         <ec:InclusiveNamespaces xmlns:ec=\"{EXCLUSIVE}\" PrefixList=\"xs\"/></ds:Transform></ds:Transforms>\
         <ds:DigestMethod Algorithm=\"{digest}\"/><ds:DigestValue></ds:DigestValue>\
         </ds:Reference></ds:SignedInfo><ds:SignatureValue></ds:SignatureValue><ds:KeyInfo><ds:X509Data>\
         <ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>",
        dsig = super::DSIG,
    ))
}

/// Fills the first empty signature of a document.
pub(in crate::practice) fn fill(document: &str, key: &SigningKey) -> Option<String> {
    let private = private_key(&key.label)?;
    let mut keys = KeysManager::new();
    keys.add_key(bergshamra::keys::loader::load_rsa_private_pem(private.pem().as_bytes()).ok()?);
    sign(&DsigContext::new(keys), document).ok()
}

/// The identifiers of the elements that a valid signature by the certificate covers.
///
/// `None` when a signature does not verify or the document is no fit one; what is not in the list is unsigned,
/// whatever else the document holds.
pub(in crate::practice) fn covered(document: &str, certificate: &[u8]) -> Option<Vec<String>> {
    let mut keys = KeysManager::new();
    keys.add_key(bergshamra::keys::loader::load_x509_cert_der(certificate).ok()?);
    let context = DsigContext::new(keys)
        .with_trusted_keys_only(true)
        .with_strict_verification(true)
        .with_skip_time_checks(true);
    let mut covered = Vec::new();
    for result in verify_all(&context, document).ok()? {
        let VerifyResult::Valid { references, .. } = result else {
            return None;
        };
        let ids = references
            .iter()
            .filter_map(|reference| reference.uri.strip_prefix('#'));
        covered.extend(ids.map(str::to_owned));
    }
    Some(covered)
}

/// Whether every signature and digest method is at least SHA-256.
pub(in crate::practice) fn strong(document: &roxmltree::Document<'_>) -> bool {
    let methods = document.descendants().filter(|node| {
        node.has_tag_name((super::DSIG, "SignatureMethod"))
            || node.has_tag_name((super::DSIG, "DigestMethod"))
    });
    methods
        .filter_map(|node| node.attribute("Algorithm"))
        .all(|algorithm| !algorithm.ends_with("sha1"))
}

//! A source org made at test time: keys, certificates, and signed responses that can be broken in one way each.
//! Signatures are made by a library that shares no code with what is tested.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bergshamra::{DsigContext, KeysManager};
use jiff::Timestamp;
use org2org_setup::saml::{
    certificate::Certificate,
    diagnose::{Diagnosis, diagnose},
    expectation::{Expectations, Expected, Instant},
    input::{self, Document},
};
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256};
use rsa::RsaPrivateKey;
use rsa::pkcs8::{EncodePrivateKey as _, LineEnding};
use rsa::rand_core::{CryptoRng, Error as RandError, RngCore, impls};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

pub(crate) const ISSUER: &str = "http://www.okta.com/exk1a2b3c4D5E6F7G8h9";
pub(crate) const ACS: &str = "https://northwind.example/sso/saml2/0oa1b2c3d4E5F6G7H8i9";
pub(crate) const AUDIENCE: &str = "https://www.okta.com/saml2/service-provider/spabc";
pub(crate) const REQUEST: &str = "id4711";
pub(crate) const AT: &str = "2026-11-23T07:00:00Z";
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// A key with its certificate.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) pem: String,
    pub(crate) certificate: Certificate,
}

/// The key of a name: the same each time, made once.
pub(crate) fn key(name: &str) -> Key {
    static KEYS: OnceLock<Mutex<BTreeMap<String, Key>>> = OnceLock::new();
    let mut keys = KEYS.get_or_init(Mutex::default).lock().unwrap();
    if let Some(key) = keys.get(name) {
        return key.clone();
    }
    let private = RsaPrivateKey::new(&mut Chance::new(name), 2048).unwrap();
    let pem = private.to_pkcs8_pem(LineEnding::LF).unwrap().to_string();
    let key = Key {
        certificate: certificate(private.to_pkcs8_der().unwrap().as_bytes(), name, (2020, 2040)),
        pem,
    };
    keys.insert(name.to_owned(), key.clone());
    key
}

/// Another certificate for the key of a name.
pub(crate) fn renewed(name: &str, years: (i32, i32)) -> Certificate {
    let private = rsa::pkcs8::DecodePrivateKey::from_pkcs8_pem(&key(name).pem);
    let private: RsaPrivateKey = private.unwrap();
    certificate(private.to_pkcs8_der().unwrap().as_bytes(), "renewed", years)
}

fn certificate(pkcs8: &[u8], name: &str, years: (i32, i32)) -> Certificate {
    let pair = KeyPair::from_pkcs8_der_and_sign_algo(&pkcs8.into(), &PKCS_RSA_SHA256).unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = rcgen::date_time_ymd(years.0, 1, 1);
    params.not_after = rcgen::date_time_ymd(years.1, 1, 1);
    Certificate::from_der(params.self_signed(&pair).unwrap().der()).unwrap()
}

/// How a signature is made.
#[derive(Clone)]
pub(crate) struct Style {
    pub(crate) signature: &'static str,
    pub(crate) digest: &'static str,
    /// Canonicalisation of the signature's own part.
    pub(crate) info: &'static str,
    /// Canonicalisation of what is signed.
    pub(crate) content: &'static str,
    pub(crate) prefixes: &'static str,
    pub(crate) brings_certificate: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            signature: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            digest: "http://www.w3.org/2001/04/xmlenc#sha256",
            info: EXCLUSIVE,
            content: EXCLUSIVE,
            prefixes: "xs",
            brings_certificate: true,
        }
    }
}

impl Style {
    fn template(&self, id: &str, certificate: &Certificate) -> String {
        let list = if self.prefixes.is_empty() || !self.content.starts_with(EXCLUSIVE) {
            String::new()
        } else {
            format!(
                "<ec:InclusiveNamespaces xmlns:ec=\"{EXCLUSIVE}\" PrefixList=\"{}\"/>",
                self.prefixes
            )
        };
        let key_info = if self.brings_certificate {
            format!(
                "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>",
                certificate.to_base64()
            )
        } else {
            String::new()
        };
        format!(
            "<ds:Signature xmlns:ds=\"{DSIG}\"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"{info}\"/>\
             <ds:SignatureMethod Algorithm=\"{signature}\"/><ds:Reference URI=\"#{id}\"><ds:Transforms>\
             <ds:Transform Algorithm=\"{DSIG}enveloped-signature\"/><ds:Transform Algorithm=\"{content}\">{list}\
             </ds:Transform></ds:Transforms><ds:DigestMethod Algorithm=\"{digest}\"/><ds:DigestValue></ds:DigestValue>\
             </ds:Reference></ds:SignedInfo><ds:SignatureValue></ds:SignatureValue>{key_info}</ds:Signature>",
            info = self.info,
            signature = self.signature,
            content = self.content,
            digest = self.digest,
        )
    }
}

/// A response before it is signed.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) issuer: String,
    pub(crate) destination: String,
    pub(crate) recipient: String,
    pub(crate) audience: String,
    pub(crate) in_response_to: String,
    pub(crate) not_before: String,
    pub(crate) not_on_or_after: String,
    pub(crate) name: String,
    pub(crate) status: String,
    pub(crate) attributes: String,
    pub(crate) key: String,
    pub(crate) sign_response: bool,
    pub(crate) sign_assertion: bool,
    pub(crate) style: Style,
}

impl Default for Draft {
    fn default() -> Self {
        let text = |text: &str| text.to_owned();
        Self {
            issuer: text(ISSUER),
            destination: text(ACS),
            recipient: text(ACS),
            audience: text(AUDIENCE),
            in_response_to: text(REQUEST),
            not_before: text("2026-11-23T06:55:00Z"),
            not_on_or_after: text("2026-11-23T07:05:00Z"),
            name: text("mira.chen@acme.example"),
            status: text("urn:oasis:names:tc:SAML:2.0:status:Success"),
            attributes: text(
                "<saml2:AttributeStatement><saml2:Attribute Name=\"name\"><saml2:AttributeValue \
                 xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"xs:string\">Mira &lt;Chén&gt; &amp; \
                 co.</saml2:AttributeValue></saml2:Attribute></saml2:AttributeStatement>",
            ),
            key: text("source"),
            sign_response: true,
            sign_assertion: true,
            style: Style::default(),
        }
    }
}

impl Draft {
    /// The signed response as XML.
    pub(crate) fn xml(&self) -> String {
        let assertion = self.assertion();
        let assertion = if self.sign_assertion {
            self.sign(&assertion)
        } else {
            assertion
        };
        let response = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><saml2p:Response xmlns:saml2p=\"urn:oasis:names:tc:SAML:2.0:protocol\" \
             xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" Destination=\"{destination}\" ID=\"idresponse\" \
             InResponseTo=\"{answer}\" IssueInstant=\"{AT}\" Version=\"2.0\">{issuer}{signature}<saml2p:Status>\
             <saml2p:StatusCode Value=\"{status}\"/></saml2p:Status>{assertion}</saml2p:Response>",
            destination = self.destination,
            answer = self.in_response_to,
            issuer = self.issuer(),
            signature = self.template("idresponse", self.sign_response),
            status = self.status,
        );
        if self.sign_response {
            self.sign(&response)
        } else {
            response
        }
    }

    fn template(&self, id: &str, signed: bool) -> String {
        if signed {
            self.style.template(id, &key(&self.key).certificate)
        } else {
            String::new()
        }
    }

    fn issuer(&self) -> String {
        format!(
            "<saml2:Issuer xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\" \
             Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:entity\">{}</saml2:Issuer>",
            self.issuer
        )
    }

    fn assertion(&self) -> String {
        format!(
            "<saml2:Assertion xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\" \
             xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" ID=\"idassertion\" IssueInstant=\"{AT}\" Version=\"2.0\">\
             {issuer}{signature}<saml2:Subject><saml2:NameID \
             Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified\">{name}</saml2:NameID>\
             <saml2:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
             <saml2:SubjectConfirmationData InResponseTo=\"{answer}\" NotOnOrAfter=\"{until}\" Recipient=\"{recipient}\"/>\
             </saml2:SubjectConfirmation></saml2:Subject><saml2:Conditions NotBefore=\"{from}\" NotOnOrAfter=\"{until}\">\
             <saml2:AudienceRestriction><saml2:Audience>{audience}</saml2:Audience></saml2:AudienceRestriction>\
             </saml2:Conditions><saml2:AuthnStatement AuthnInstant=\"{AT}\"><saml2:AuthnContext>\
             <saml2:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport\
             </saml2:AuthnContextClassRef></saml2:AuthnContext></saml2:AuthnStatement>{attributes}</saml2:Assertion>",
            issuer = self.issuer(),
            signature = self.template("idassertion", self.sign_assertion),
            name = self.name,
            answer = self.in_response_to,
            until = self.not_on_or_after,
            from = self.not_before,
            recipient = self.recipient,
            audience = self.audience,
            attributes = self.attributes,
        )
    }

    fn sign(&self, document: &str) -> String {
        sign(document, &key(&self.key))
    }
}

/// Fills the first empty signature of a document.
pub(crate) fn sign(document: &str, key: &Key) -> String {
    let mut keys = KeysManager::new();
    keys.add_key(bergshamra::keys::loader::load_rsa_private_pem(key.pem.as_bytes()).unwrap());
    bergshamra::sign(&DsigContext::new(keys), document).unwrap()
}

/// What the target org of these tests is set to.
pub(crate) fn target() -> Expectations {
    let expected = |value: &str| Some(Expected::new(value, "The target org expects"));
    Expectations {
        issuer: expected(ISSUER),
        audience: expected(AUDIENCE),
        acs: expected(ACS),
        in_response_to: expected(REQUEST),
        trusted: vec![key("source").certificate],
        ..Expectations::default()
    }
}

/// An instant that was chosen.
pub(crate) fn instant(at: &str) -> Instant {
    Instant {
        at: at.parse::<Timestamp>().unwrap(),
        chosen: true,
    }
}

/// What was brought as one text.
pub(crate) fn brought(text: &str) -> Vec<Document> {
    input::read(text.as_bytes()).unwrap()
}

/// Judges one message at the instant it was made for.
pub(crate) fn judge(xml: &str, expectations: &Expectations) -> Diagnosis {
    diagnose(&brought(xml), expectations, instant(AT))
}

/// The codes of a diagnosis, those that block marked.
pub(crate) fn codes(diagnosis: &Diagnosis) -> Vec<String> {
    let mark = |blocks| if blocks { "!" } else { "" };
    diagnosis
        .findings
        .iter()
        .map(|finding| format!("{}{}", mark(finding.blocks()), finding.code.word()))
        .collect()
}

pub(crate) fn base64(xml: &str) -> String {
    STANDARD.encode(xml)
}

/// Chance derived from a name.
struct Chance {
    name: String,
    block: u64,
    rest: Vec<u8>,
}

impl Chance {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            block: 0,
            rest: Vec::new(),
        }
    }
}

impl RngCore for Chance {
    fn next_u32(&mut self) -> u32 {
        impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            if self.rest.is_empty() {
                let digest = Sha256::digest(format!("{} {}", self.name, self.block));
                self.rest = digest.to_vec();
                self.block += 1;
            }
            *byte = self.rest.pop().unwrap();
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), RandError> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Chance {}

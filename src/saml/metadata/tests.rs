//! What metadata says, and what is said where it is not what was expected.

use std::path::PathBuf;

use proptest::prelude::*;

use super::super::certificate::{CertificateError, exactly_one, read_certificates};
use super::super::xml::XmlError;
use super::*;

const SIGNING: &str = include_str!("../../../tests/fixtures/saml/signing.pem");
const ELLIPTIC: &str = include_str!("../../../tests/fixtures/saml/elliptic.pem");

#[test]
fn an_identity_provider_is_read() {
    let metadata = read_idp_metadata(entity(&idp(&key(Some("signing"), SIGNING), SSO))).unwrap();
    assert_eq!(metadata.entity_id, "http://idp.example/exk1");
    assert_eq!(metadata.certificates, [certificate(SIGNING)]);
    assert_eq!(metadata.sso.len(), 2);
    assert_eq!(
        metadata.sso_location(&Binding::HttpPost),
        Some("https://acme.example/sso/saml?a=1&b=2")
    );
    assert_eq!(metadata.sso_location(&Binding::Soap), None);
    assert_eq!(
        metadata.name_id_formats,
        ["urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"]
    );
    assert!(metadata.want_authn_requests_signed);
    assert_eq!(metadata.valid_until.unwrap().to_string(), "2027-01-01T00:00:00Z");
}

#[test]
fn a_service_provider_is_read() {
    let keys = key(Some("signing"), SIGNING) + &key(Some("encryption"), ELLIPTIC);
    let metadata = read_sp_metadata(entity(&sp(&keys, ACS)).as_bytes()).unwrap();
    assert_eq!(metadata.entity_id, "http://idp.example/exk1");
    assert_eq!(metadata.signing_certificates, [certificate(SIGNING)]);
    assert_eq!(metadata.encryption_certificates, [certificate(ELLIPTIC)]);
    assert_eq!(
        (metadata.authn_requests_signed, metadata.want_assertions_signed),
        (true, false)
    );
    let expected = AcsEndpoint {
        binding: Binding::HttpPost,
        location: "https://northwind.example/acs".to_owned(),
        index: Some(1),
        default: Some(true),
    };
    assert_eq!(metadata.default_acs(), Some(&expected));
}

#[test]
fn the_default_is_the_one_that_does_not_deny_it() {
    let acs = r#"<md:AssertionConsumerService Binding="b" Location="no" index="0" isDefault="false"/>
        <md:AssertionConsumerService Binding="b" Location="unsaid" index="1"/>"#;
    let metadata = read_sp_metadata(entity(&sp("", acs))).unwrap();
    assert_eq!(metadata.default_acs().unwrap().location, "unsaid");
    assert_eq!(metadata.acs[0].binding, Binding::Other("b".to_owned()));
}

#[test]
fn a_key_without_a_use_signs_and_one_for_encryption_does_not() {
    let keys = key(None, SIGNING) + &key(Some("encryption"), ELLIPTIC) + &key(Some("signing"), SIGNING);
    let metadata = read_idp_metadata(entity(&idp(&keys, SSO))).unwrap();
    assert_eq!(metadata.certificates, [certificate(SIGNING)]);
}

#[test]
fn several_signing_certificates_are_kept_in_order() {
    let keys = key(Some("signing"), ELLIPTIC) + &key(Some("signing"), SIGNING);
    let metadata = read_idp_metadata(entity(&idp(&keys, SSO))).unwrap();
    assert_eq!(
        metadata.certificates,
        [certificate(ELLIPTIC), certificate(SIGNING)]
    );
}

#[test]
fn the_wrong_side_is_named() {
    let (idp, sp) = (entity(&idp(&key(None, SIGNING), SSO)), entity(&sp("", ACS)));
    assert_eq!(
        read_sp_metadata(&idp).unwrap_err(),
        MetadataError::IdentityProviderInstead
    );
    assert_eq!(
        read_idp_metadata(&sp).unwrap_err(),
        MetadataError::ServiceProviderInstead
    );
}

#[test]
fn an_entity_of_both_roles_serves_as_either() {
    let both = entity(&(idp(&key(None, SIGNING), SSO) + &sp("", ACS)));
    assert!(read_idp_metadata(&both).is_ok());
    assert!(read_sp_metadata(&both).is_ok());
}

#[test]
fn one_entity_of_the_wanted_role_is_found_among_several() {
    let (idp, sp) = (entity(&idp(&key(None, SIGNING), SSO)), entity(&sp("", ACS)));
    let mixed = aggregate(&[&idp, &sp]);
    assert!(read_idp_metadata(&mixed).is_ok());
    assert!(read_sp_metadata(&mixed).is_ok());
    let twice = aggregate(&[&idp, &idp]);
    assert_eq!(
        read_idp_metadata(&twice).unwrap_err(),
        MetadataError::SeveralEntities(2)
    );
    assert_eq!(
        read_idp_metadata(aggregate(&[])).unwrap_err(),
        MetadataError::NoRole
    );
}

#[test]
fn what_is_missing_is_named() {
    let signing = key(None, SIGNING);
    let cases = [
        (entity(&idp("", SSO)), MetadataError::NoCertificate),
        (
            entity(&idp(&key(Some("encryption"), SIGNING), SSO)),
            MetadataError::NoCertificate,
        ),
        (
            entity(&idp(&signing, "")),
            MetadataError::NoEndpoint("SingleSignOnService"),
        ),
        (
            entity(&idp(&signing, SSO)).replace("entityID=\"http://idp.example/exk1\"", ""),
            MetadataError::NoEntityId,
        ),
        (
            entity(&idp(&signing, SSO)).replace("SAML:2.0:protocol", "SAML:1.1:protocol"),
            MetadataError::NotSaml2,
        ),
        (entity(""), MetadataError::NoRole),
    ];
    for (document, error) in cases {
        assert_eq!(read_idp_metadata(&document).unwrap_err(), error, "{document}");
    }
    assert_eq!(
        read_sp_metadata(entity(&sp("", ""))).unwrap_err(),
        MetadataError::NoEndpoint("AssertionConsumerService")
    );
}

#[test]
fn a_damaged_certificate_is_counted() {
    let keys = key(None, SIGNING) + &key(None, "-----BEGIN\nTUlJ\n-----END");
    let error = read_idp_metadata(entity(&idp(&keys, SSO))).unwrap_err();
    assert_eq!(
        error,
        MetadataError::Certificate {
            number: 2,
            source: CertificateError::Damaged
        }
    );
}

#[test]
fn what_is_no_metadata_is_named() {
    let message = r#"<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol"/>"#;
    let cases = [
        ("", MetadataError::Xml(XmlError::Empty)),
        ("{}", MetadataError::Xml(XmlError::NotXml)),
        (
            "https://acme.example/metadata",
            MetadataError::Xml(XmlError::NotXml),
        ),
        (
            "<!DOCTYPE html><html><body>Sign in</body></html>",
            MetadataError::WebPage,
        ),
        ("<!DOCTYPE a><a/>", MetadataError::Xml(XmlError::DocumentType)),
        (message, MetadataError::Message),
        ("<a/>", MetadataError::NotMetadata),
        ("<EntityDescriptor entityID='x'/>", MetadataError::NotMetadata),
    ];
    for (document, error) in cases {
        assert_eq!(read_idp_metadata(document).unwrap_err(), error, "{document}");
        assert_eq!(read_sp_metadata(document).unwrap_err(), error, "{document}");
    }
}

#[test]
fn prefixes_are_free() {
    let document = entity(&idp(&key(None, SIGNING), SSO))
        .replace("md:", "")
        .replace("xmlns:md", "xmlns");
    assert!(read_idp_metadata(document).is_ok());
}

#[test]
fn a_comment_within_a_certificate_is_not_part_of_it() {
    let document = entity(&idp(&key(None, SIGNING), SSO)).replacen("MII", "<!-- AAAA -->MII", 1);
    assert_eq!(
        read_idp_metadata(document).unwrap().certificates,
        [certificate(SIGNING)]
    );
}

#[test]
fn names_of_bindings_are_read_back() {
    for binding in [
        Binding::HttpPost,
        Binding::HttpRedirect,
        Binding::HttpArtifact,
        Binding::Soap,
    ] {
        assert_eq!(Binding::from_uri(binding.uri()), binding);
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that checks nothing says so")]
fn metadata_by_others_is_read_or_refused_for_a_reason() {
    let Some(folder) = corpus("python3-saml/tests/data/metadata") else {
        eprintln!("skipped: the corpus ../shared/saml-corpus is absent");
        return;
    };
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    assert!(read_idp_metadata(read("idp_metadata.xml")).is_ok());
    assert_eq!(
        read_idp_metadata(read("idp_metadata_multi_signing_certs.xml"))
            .unwrap()
            .certificates
            .len(),
        2
    );
    assert_eq!(
        read_idp_metadata(read("idp_metadata_different_sign_and_encrypt_cert.xml"))
            .unwrap()
            .certificates
            .len(),
        1
    );
    assert_eq!(
        read_idp_metadata(read("idp_multiple_descriptors.xml")).unwrap_err(),
        MetadataError::SeveralEntities(2)
    );
    assert!(read_sp_metadata(read("metadata_settings1.xml")).is_ok());
    assert_eq!(
        read_idp_metadata(read("metadata_settings1.xml")).unwrap_err(),
        MetadataError::ServiceProviderInstead
    );
    assert!(matches!(
        read_sp_metadata(read("entities_metadata.xml")),
        Err(MetadataError::SeveralEntities(2))
    ));
}

proptest! {
    #[test]
    fn arbitrary_bytes_do_not_panic(bytes: Vec<u8>) {
        drop(read_idp_metadata(&bytes));
        drop(read_sp_metadata(&bytes));
    }

    #[test]
    fn metadata_with_a_piece_cut_out_does_not_panic(from in 0usize..2500, length in 0usize..400) {
        let mut document = entity(&(idp(&key(None, SIGNING), SSO) + &sp("", ACS))).into_bytes();
        let from = from.min(document.len());
        let to = (from + length).min(document.len());
        document.drain(from..to);
        drop(read_idp_metadata(&document));
        drop(read_sp_metadata(&document));
    }
}

const SSO: &str = r#"
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
        Location="https://acme.example/sso/saml?a=1&amp;b=2"/>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
        Location="https://acme.example/sso/saml"/>"#;
const ACS: &str = r#"
    <md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact"
        Location="https://northwind.example/artifact" index="0"/>
    <md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
        Location="https://northwind.example/acs" index="1" isDefault="1"/>"#;

fn entity(content: &str) -> String {
    format!(
        r#"<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="http://idp.example/exk1"
            validUntil="2027-01-01T00:00:00Z">{content}</md:EntityDescriptor>"#
    )
}

fn aggregate(entities: &[&str]) -> String {
    let entities = entities.concat();
    format!(
        r#"<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">{entities}</md:EntitiesDescriptor>"#
    )
}

fn idp(keys: &str, sso: &str) -> String {
    format!(
        r#"<md:IDPSSODescriptor WantAuthnRequestsSigned="true"
            protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">{keys}
            <md:NameIDFormat> urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress </md:NameIDFormat>{sso}
        </md:IDPSSODescriptor>"#
    )
}

fn sp(keys: &str, acs: &str) -> String {
    format!(
        r#"<md:SPSSODescriptor AuthnRequestsSigned="1" WantAssertionsSigned="false"
            protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">{keys}{acs}</md:SPSSODescriptor>"#
    )
}

fn key(usage: Option<&str>, pem: &str) -> String {
    let usage = usage
        .map(|usage| format!(r#" use="{usage}""#))
        .unwrap_or_default();
    let base64: String = pem
        .lines()
        .filter(|line| !line.starts_with('-'))
        .flat_map(|line| [line, "\n"])
        .collect();
    format!(
        r#"<md:KeyDescriptor{usage}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
            <ds:X509Certificate>{base64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"#
    )
}

fn certificate(pem: &str) -> Certificate {
    exactly_one(read_certificates(pem.as_bytes()).unwrap()).unwrap()
}

fn corpus(folder: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("ORG2ORG_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")),
        PathBuf::from,
    );
    Some(shared.join("saml-corpus").join(folder)).filter(|path| path.is_dir())
}

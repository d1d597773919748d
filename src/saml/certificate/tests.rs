//! What certificates say, and what is said where there is none.

use proptest::prelude::*;

use super::*;

const SIGNING: &str = include_str!("../../../tests/fixtures/saml/signing.pem");
const RENEWED: &str = include_str!("../../../tests/fixtures/saml/signing-renewed.pem");
const ELLIPTIC: &str = include_str!("../../../tests/fixtures/saml/elliptic.pem");
const EDWARDS: &str = include_str!("../../../tests/fixtures/saml/edwards.pem");
const NEVER_EXPIRES: &str = include_str!("../../../tests/fixtures/saml/never-expires.pem");
const REQUEST: &str = include_str!("../../../tests/fixtures/saml/request.pem");
const PUBLIC_KEY: &str = include_str!("../../../tests/fixtures/saml/public-key.pem");
const PUBLIC_KEY_PKCS1: &str = include_str!("../../../tests/fixtures/saml/public-key-pkcs1.pem");
const BUNDLE_PKCS7: &str = include_str!("../../../tests/fixtures/saml/bundle.p7b");

#[test]
fn the_facts_are_those_that_openssl_prints() {
    let certificate = one(SIGNING.as_bytes());
    assert_eq!(
        certificate.subject(),
        "C=US, O=Example, OU=Sign-on, CN=Source org"
    );
    assert_eq!(certificate.issuer(), certificate.subject());
    assert_eq!(certificate.common_name(), Some("Source org"));
    assert_eq!(certificate.serial(), "1A:2B:3C");
    assert_eq!(certificate.not_before().to_string(), "2026-11-23T07:08:03Z");
    assert_eq!(certificate.not_after().to_string(), "2036-11-20T07:08:03Z");
    assert_eq!(
        certificate.key(),
        Key {
            kind: KeyKind::Rsa,
            bits: Some(2048)
        }
    );
    assert_eq!(
        certificate.fingerprint_colons(),
        "82:E2:79:EE:B8:6F:AE:30:F4:CB:3F:A7:CF:BA:FD:A1:57:FC:6E:97:BB:1D:F7:61:57:7C:50:70:6D:A9:94:F1"
    );
    assert_eq!(
        certificate.sha1_colons(),
        "4E:40:F0:48:10:43:49:20:0D:DA:53:CD:B3:60:97:43:F3:F7:8C:7C"
    );
    assert!(colons(&certificate.key_sha256()).starts_with("9B:68:83:2C:01:07:21:FC:00:9A"));
}

#[test]
fn the_kind_of_key_is_told() {
    assert_eq!(one(ELLIPTIC.as_bytes()).key().to_string(), "Elliptic curve 256");
    assert_eq!(one(EDWARDS.as_bytes()).key().to_string(), "Edwards curve");
    assert_eq!(one(SIGNING.as_bytes()).key().to_string(), "RSA 2048");
}

#[test]
fn a_renewed_certificate_has_the_same_key_but_is_another_certificate() {
    let (old, renewed, other) = (
        one(SIGNING.as_bytes()),
        one(RENEWED.as_bytes()),
        one(ELLIPTIC.as_bytes()),
    );
    assert!(old.same_key(&renewed));
    assert_ne!(old, renewed);
    assert!(!old.same_key(&other));
}

#[test]
fn validity_includes_both_ends() {
    let certificate = one(SIGNING.as_bytes());
    let second = SignedDuration::from_secs(1);
    let at = |instant: Timestamp| certificate.validity_at(instant);
    assert_eq!(
        at(certificate.not_before() - second),
        Validity::NotYet { starts_in: second }
    );
    assert!(matches!(at(certificate.not_before()), Validity::Valid { .. }));
    assert_eq!(
        at(certificate.not_after()),
        Validity::Valid {
            remaining: SignedDuration::ZERO
        }
    );
    assert_eq!(
        at(certificate.not_after() + second),
        Validity::Expired { since: second }
    );
}

#[test]
fn a_certificate_without_end_lasts_as_long_as_time_can_be_told() {
    assert_eq!(one(NEVER_EXPIRES.as_bytes()).not_after(), Timestamp::MAX);
}

#[test]
fn every_form_of_the_same_certificate_reads_as_the_same() {
    let certificate = one(SIGNING.as_bytes());
    let base64 = certificate.to_base64();
    let forms: Vec<(&str, Vec<u8>)> = vec![
        ("der", certificate.der().to_vec()),
        ("der with a line end", [certificate.der(), b"\r\n"].concat()),
        ("base64 on one line", base64.clone().into_bytes()),
        (
            "base64 with white space",
            wrapped(&base64, 76, " \r\n\t").into_bytes(),
        ),
        (
            "base64 without padding",
            base64.trim_end_matches('=').as_bytes().to_vec(),
        ),
        ("windows lines", SIGNING.replace('\n', "\r\n").into_bytes()),
        ("old mac lines", SIGNING.replace('\n', "\r").into_bytes()),
        ("one line", SIGNING.replace('\n', " ").into_bytes()),
        ("indented", SIGNING.replace('\n', "\n    ").into_bytes()),
        ("out of json", SIGNING.replace('\n', "\\n").into_bytes()),
        (
            "text around",
            format!("subject=/CN=x\n{SIGNING}\nkind regards").into_bytes(),
        ),
        ("utf-8 with a mark", format!("\u{feff}{SIGNING}").into_bytes()),
        (
            "utf-16",
            SIGNING.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
        ("own pem", certificate.to_pem().into_bytes()),
    ];
    for (form, bytes) in forms {
        assert_eq!(
            read_certificates(&bytes).as_deref(),
            Ok(&[certificate.clone()][..]),
            "{form}"
        );
    }
}

#[test]
fn our_pem_is_what_openssl_writes() {
    assert_eq!(one(SIGNING.as_bytes()).to_pem(), SIGNING);
    assert_eq!(one(ELLIPTIC.as_bytes()).to_pem(), ELLIPTIC);
}

#[test]
fn several_certificates_are_read_in_order_and_counted() {
    let file = format!("first\n{SIGNING}second\n{ELLIPTIC}");
    let certificates = read_certificates(file.as_bytes()).unwrap();
    assert_eq!(certificates, [one(SIGNING.as_bytes()), one(ELLIPTIC.as_bytes())]);
    assert_eq!(
        exactly_one(certificates),
        Err(CertificateError::SeveralCertificates(2))
    );
    assert_eq!(exactly_one(Vec::new()), Err(CertificateError::Empty));
}

#[test]
fn a_private_key_is_named_in_every_form() {
    let integer = &[0x02, 0x01, 0x00][..];
    let algorithm = &[0x30, 0x03, 0x06, 0x01, 0x2A][..];
    let octets = &[0x04, 0x02, 0xAA, 0xBB][..];
    let outlines = [
        sequence(&[integer, algorithm, octets]),
        sequence(&[integer, &[0x02, 0x02, 0x11, 0x22], &[0x02, 0x01, 0x03]]),
        sequence(&[&[0x02, 0x01, 0x01], octets]),
        sequence(&[algorithm, octets]),
    ];
    for outline in outlines {
        assert_eq!(read_certificates(&outline), Err(CertificateError::PrivateKey));
        assert_eq!(
            read_certificates(STANDARD.encode(&outline).as_bytes()),
            Err(CertificateError::PrivateKey)
        );
        assert_eq!(
            Certificate::from_base64(&STANDARD.encode(&outline)),
            Err(CertificateError::PrivateKey)
        );
    }
    for kind in [
        "PRIVATE",
        "RSA PRIVATE",
        "EC PRIVATE",
        "ENCRYPTED PRIVATE",
        "OPENSSH PRIVATE",
    ] {
        let pem = format!("-----BEGIN {kind} KEY-----\nc2VjcmV0\n-----END {kind} KEY-----\n");
        assert_eq!(
            read_certificates(pem.as_bytes()),
            Err(CertificateError::PrivateKey),
            "{kind}"
        );
        let cut = format!("-----BEGIN {kind} KEY-----\nc2VjcmV0");
        assert_eq!(
            read_certificates(cut.as_bytes()),
            Err(CertificateError::PrivateKey),
            "{kind}"
        );
    }
}

#[test]
fn a_private_key_beside_a_certificate_is_passed_over() {
    let key = format!(
        "-----BEGIN {0} KEY-----\nc2VjcmV0\n-----END {0} KEY-----\n",
        "PRIVATE"
    );
    assert_eq!(
        read_certificates(format!("{key}{SIGNING}").as_bytes())
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn what_is_no_certificate_is_named() {
    let pkcs12 = sequence(&[&[0x02, 0x01, 0x03], &[0x30, 0x02, 0x05, 0x00], &[0x30, 0x00]]);
    let cases: Vec<(&[u8], CertificateError)> = vec![
        (b"", CertificateError::Empty),
        (b" \r\n\t", CertificateError::Empty),
        (b"\xEF\xBB\xBF", CertificateError::Empty),
        (REQUEST.as_bytes(), CertificateError::CertificateRequest),
        (PUBLIC_KEY.as_bytes(), CertificateError::PublicKey),
        (PUBLIC_KEY_PKCS1.as_bytes(), CertificateError::PublicKey),
        (
            b"ssh-rsa AAAAB3NzaC1yc2E= me@example",
            CertificateError::PublicKey,
        ),
        (&pkcs12, CertificateError::Pkcs12),
        (b"<!DOCTYPE html><html></html>", CertificateError::WebPage),
        (
            b"<?xml version='1.0'?><md:EntityDescriptor/>",
            CertificateError::Metadata,
        ),
        (b"<a/>", CertificateError::Xml),
        (
            b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----",
            CertificateError::OtherPem,
        ),
        (b"hello there", CertificateError::Unknown),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", CertificateError::Unknown),
    ];
    for (bytes, error) in cases {
        assert_eq!(
            read_certificates(bytes),
            Err(error),
            "{:?}",
            String::from_utf8_lossy(bytes)
        );
    }
}

#[test]
fn a_bundle_yields_its_certificates_in_whatever_form_it_comes() {
    let der = STANDARD.decode(bare(BUNDLE_PKCS7)).unwrap();
    for bytes in [BUNDLE_PKCS7.as_bytes(), bare(BUNDLE_PKCS7).as_bytes(), &der] {
        assert_eq!(read_certificates(bytes).unwrap(), [one(SIGNING.as_bytes())]);
    }
    let empty = sequence(&[SIGNED_DATA_ID, &[0xA0, 0x04, 0x30, 0x02, 0xA0, 0x00]]);
    assert_eq!(read_certificates(&empty), Err(CertificateError::Pkcs7));
    assert_eq!(
        Certificate::from_base64(&bare(BUNDLE_PKCS7)),
        Err(CertificateError::Pkcs7)
    );
}

const SIGNED_DATA_ID: &[u8] = &[0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];

#[test]
fn der_inside_base64_is_named_too() {
    let request = bare(REQUEST);
    assert_eq!(
        read_certificates(request.as_bytes()),
        Err(CertificateError::CertificateRequest)
    );
    assert_eq!(
        read_certificates(bare(PUBLIC_KEY).as_bytes()),
        Err(CertificateError::PublicKey)
    );
    assert_eq!(
        read_certificates(&STANDARD.decode(&request).unwrap()),
        Err(CertificateError::CertificateRequest)
    );
}

#[test]
fn damage_is_told_from_other_kinds() {
    let no_end = SIGNING.split("-----END").next().unwrap();
    assert_eq!(
        read_certificates(no_end.as_bytes()),
        Err(CertificateError::BrokenOff)
    );
    assert_eq!(
        read_certificates(format!("{no_end}{ELLIPTIC}").as_bytes()),
        Err(CertificateError::BrokenOff)
    );
    let odd = SIGNING.replacen("MII", "M?I", 1);
    assert_eq!(
        read_certificates(odd.as_bytes()),
        Err(CertificateError::NotBase64)
    );
    let base64 = one(SIGNING.as_bytes()).to_base64();
    assert_eq!(
        read_certificates(&base64.as_bytes()[..600]),
        Err(CertificateError::Damaged)
    );
    assert_eq!(
        Certificate::from_base64(&base64[..600]),
        Err(CertificateError::Damaged)
    );
    let der = one(SIGNING.as_bytes()).der().to_vec();
    assert_eq!(
        Certificate::from_der(&[&der[..], b"x"].concat()),
        Err(CertificateError::Damaged)
    );
    assert_eq!(
        Certificate::from_der(&der[..der.len() - 1]),
        Err(CertificateError::Damaged)
    );
}

#[test]
fn size_is_bounded() {
    let large = vec![b'A'; 1024 * 1024 + 1];
    assert!(matches!(
        read_certificates(&large),
        Err(CertificateError::TooLarge { .. })
    ));
    assert!(matches!(
        Certificate::from_der(&large),
        Err(CertificateError::TooLarge { .. })
    ));
}

#[test]
fn no_sentence_ends_in_a_full_stop_and_none_is_empty() {
    for error in [
        CertificateError::Empty,
        CertificateError::PrivateKey,
        CertificateError::SeveralCertificates(3),
    ] {
        let sentence = error.to_string();
        assert!(!sentence.ends_with('.') && sentence.len() > 10, "{sentence}");
    }
}

#[test]
fn names_stay_on_one_line_and_short() {
    assert_eq!(one_line("a\nb\u{7}"), "a\u{fffd}b\u{fffd}");
    assert_eq!(one_line(&"x".repeat(10_000)).len(), MAX_NAME_CHARS);
}

proptest! {
    #[test]
    fn arbitrary_bytes_do_not_panic(bytes: Vec<u8>) {
        drop(read_certificates(&bytes));
        drop(Certificate::from_der(&bytes));
        drop(Certificate::from_base64(&String::from_utf8_lossy(&bytes)));
    }

    #[test]
    fn a_certificate_with_one_changed_byte_does_not_panic(at in 0usize..900, byte: u8) {
        let mut der = one(SIGNING.as_bytes()).der().to_vec();
        let at = at % der.len();
        der[at] = byte;
        if let Ok(certificate) = Certificate::from_der(&der) {
            prop_assert_eq!(one(certificate.to_pem().as_bytes()), certificate);
        }
        drop(read_certificates(&der));
    }

    #[test]
    fn pem_with_arbitrary_content_does_not_panic(label in "[A-Z0-9 ]{0,20}", body in "\\PC{0,60}", end: bool) {
        let end = if end { format!("-----END {label}-----") } else { String::new() };
        drop(read_certificates(format!("-----BEGIN {label}-----{body}{end}").as_bytes()));
    }
}

fn one(bytes: &[u8]) -> Certificate {
    exactly_one(read_certificates(bytes).unwrap()).unwrap()
}

fn bare(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}

fn wrapped(text: &str, width: usize, end: &str) -> String {
    text.as_bytes()
        .chunks(width)
        .flat_map(|line| [str::from_utf8(line).unwrap(), end])
        .collect()
}

/// One DER SEQUENCE of the given elements.
fn sequence(elements: &[&[u8]]) -> Vec<u8> {
    let content = elements.concat();
    [&[0x30, u8::try_from(content.len()).unwrap()], content.as_slice()].concat()
}

//! Recognises the forms in which certificates are handed around: PEM, bare base64, DER, with byte order marks, other
//! line ends, and text around. Says what it is where it is none of them.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::super::encoding::{looks_like_html, to_text};
use super::{Certificate, CertificateError, der};

/// The most bytes of a file that is read for certificates.
const MAX_FILE_BYTES: usize = 1024 * 1024;
const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

const FORGIVING: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Every certificate in a file or pasted text, in order: at least one.
pub fn read_certificates(bytes: &[u8]) -> Result<Vec<Certificate>, CertificateError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(CertificateError::TooLarge {
            limit: MAX_FILE_BYTES,
        });
    }
    if der::is_sequence(bytes) {
        return all_from_der(bytes);
    }
    let text = to_text(bytes).ok_or(CertificateError::Unknown)?;
    from_text(text.trim())
}

fn from_der(bytes: &[u8]) -> Result<Certificate, CertificateError> {
    Certificate::from_der(bytes).map_err(|error| der::other_than_certificate(bytes).unwrap_or(error))
}

/// One certificate, or all of a PKCS #7 bundle.
fn all_from_der(bytes: &[u8]) -> Result<Vec<Certificate>, CertificateError> {
    let Some(bundle) = der::in_signed_data(bytes) else {
        return from_der(bytes).map(|certificate| vec![certificate]);
    };
    let certificates: Vec<Certificate> = bundle.into_iter().map(from_der).collect::<Result<_, _>>()?;
    if certificates.is_empty() {
        return Err(CertificateError::Pkcs7);
    }
    Ok(certificates)
}

fn from_text(text: &str) -> Result<Vec<Certificate>, CertificateError> {
    if text.is_empty() {
        return Err(CertificateError::Empty);
    }
    if text.contains(BEGIN) {
        return from_pem(text);
    }
    if let Some(other) = other_text(text) {
        return Err(other);
    }
    let der = from_base64(text).map_err(|_| CertificateError::Unknown)?;
    if der::is_sequence(&der) {
        return all_from_der(&der);
    }
    Err(if looks_cut_off(&der) {
        CertificateError::Damaged
    } else {
        CertificateError::Unknown
    })
}

fn other_text(text: &str) -> Option<CertificateError> {
    if looks_like_html(text) {
        return Some(CertificateError::WebPage);
    }
    if text.starts_with('<') {
        let metadata = text.contains("EntityDescriptor") || text.contains("EntitiesDescriptor");
        return Some(if metadata {
            CertificateError::Metadata
        } else {
            CertificateError::Xml
        });
    }
    (text.starts_with("ssh-") || text.starts_with("ecdsa-sha2-")).then_some(CertificateError::PublicKey)
}

/// The beginning of a longer DER SEQUENCE than arrived.
fn looks_cut_off(der: &[u8]) -> bool {
    matches!(der, [0x30, 0x81..=0x83, ..])
}

/// Bytes of base64 without header lines, however it is broken into lines. Line ends that were copied out of JSON
/// as `\n` are line ends too.
pub(super) fn from_base64(text: &str) -> Result<Zeroizing<Vec<u8>>, CertificateError> {
    let joined = Zeroizing::new(text.replace("\\r", "").replace("\\n", ""));
    let compact: Zeroizing<String> = Zeroizing::new(joined.chars().filter(|c| !is_blank(*c)).collect());
    if compact.is_empty() {
        return Err(CertificateError::Empty);
    }
    let decoded = FORGIVING
        .decode(compact.as_bytes())
        .map_err(|_| CertificateError::NotBase64)?;
    Ok(Zeroizing::new(decoded))
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}')
}

fn from_pem(text: &str) -> Result<Vec<Certificate>, CertificateError> {
    let mut certificates = Vec::new();
    let mut other = None;
    let mut rest = text;
    while let Some((block, tail)) = next_block(rest)? {
        match block.kind() {
            Kind::Certificate => certificates.push(block.certificate()?),
            Kind::Bundle => certificates.append(&mut all_from_der(&from_base64(block.body)?)?),
            Kind::Other(error) => other = other.or(Some(error)),
        }
        rest = tail;
    }
    if certificates.is_empty() {
        Err(other.unwrap_or(CertificateError::OtherPem))
    } else {
        Ok(certificates)
    }
}

/// One block of PEM (RFC 7468 §2): what its header line names and what stands between its lines.
struct Block<'a> {
    label: &'a str,
    body: &'a str,
}

enum Kind {
    Certificate,
    Bundle,
    Other(CertificateError),
}

fn next_block(text: &str) -> Result<Option<(Block<'_>, &str)>, CertificateError> {
    let Some((_, begun)) = text.split_once(BEGIN) else {
        return Ok(None);
    };
    let (label, content) = begun.split_once(DASHES).ok_or(CertificateError::BrokenOff)?;
    let Some((body, after)) = content.split_once(END) else {
        return match (Block { label, body: "" }).kind() {
            Kind::Certificate | Kind::Bundle => Err(CertificateError::BrokenOff),
            Kind::Other(error) => Err(error),
        };
    };
    let rest = after.split_once(DASHES).map_or("", |(_, rest)| rest);
    Ok(Some((
        Block {
            label: label.trim(),
            body,
        },
        rest,
    )))
}

impl Block<'_> {
    fn kind(&self) -> Kind {
        match self.label.trim() {
            "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => Kind::Certificate,
            label if label.ends_with("PRIVATE KEY") => Kind::Other(CertificateError::PrivateKey),
            label if label.ends_with("PUBLIC KEY") => Kind::Other(CertificateError::PublicKey),
            label if label.ends_with("CERTIFICATE REQUEST") => {
                Kind::Other(CertificateError::CertificateRequest)
            }
            "PKCS7" | "CMS" => Kind::Bundle,
            "PKCS12" => Kind::Other(CertificateError::Pkcs12),
            _ => Kind::Other(CertificateError::OtherPem),
        }
    }

    fn certificate(&self) -> Result<Certificate, CertificateError> {
        if self.body.contains(BEGIN) {
            return Err(CertificateError::BrokenOff);
        }
        let der = from_base64(self.body)?;
        if self.label == "TRUSTED CERTIFICATE" {
            return Certificate::from_der_prefix(&der).map(|(certificate, _)| certificate);
        }
        from_der(&der)
    }
}

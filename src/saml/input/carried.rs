//! Messages as browsers carry them: base64, with or without DEFLATE, percent-encoded, broken into lines (SAML
//! Bindings §3.4.4, §3.5.4). Unpacks no more than a message may have.

use std::borrow::Cow;
use std::io::Read;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use flate2::read::{DeflateDecoder, ZlibDecoder};

use super::super::xml::{self, Limits};
use super::InputError;
use super::form::{percent_decoded, unescape};

const FORGIVING: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);
/// No message is shorter in base64, in characters.
const SHORTEST: usize = 4;
/// Base64 shorter than this amid other text is taken for words.
const SHORTEST_RUN: usize = 64;

/// The XML in a value of base64.
pub(super) fn unpack(value: &str) -> Result<String, InputError> {
    let bytes = from_base64(value)?;
    if let Some(text) = as_xml(&bytes)? {
        return Ok(text);
    }
    if let Some(text) = inflated(&bytes)? {
        return Ok(text);
    }
    // Encoded twice, as happens when an encoded value is pasted into an encoder.
    let again = std::str::from_utf8(&bytes)
        .ok()
        .and_then(|text| from_base64(text).ok());
    if let Some(text) = again.map(|bytes| as_xml(&bytes)).transpose()?.flatten() {
        return Ok(text);
    }
    Err(InputError::NotMessage)
}

/// The text of a page that a recording holds in base64, which begins with `<` or white space.
pub(super) fn page(value: &str) -> Option<String> {
    if value.len() > super::MAX_TEXT_BYTES || !value.starts_with(['P', 'C', 'D', 'I', '7']) {
        return None;
    }
    String::from_utf8(FORGIVING.decode(value).ok()?).ok()
}

fn from_base64(value: &str) -> Result<Vec<u8>, InputError> {
    let value = value.trim();
    if value.len() >= SHORTEST
        && let Ok(bytes) = FORGIVING.decode(value)
    {
        return Ok(bytes);
    }
    let mut value = Cow::Borrowed(value);
    if value.contains('%') {
        value = Cow::Owned(percent_decoded(&value));
    }
    if value.contains('&') {
        value = Cow::Owned(unescape(&value));
    }
    // A plus sign that was taken for a blank leaves single blanks within a line; line ends are none of those.
    let blanks_are_plus = !value.trim().contains(['\n', '\r', '\t']) && value.trim().contains(' ');
    let mut compact: Vec<u8> = value
        .trim()
        .bytes()
        .filter_map(|byte| match byte {
            b' ' if blanks_are_plus => Some(b'+'),
            b'-' => Some(b'+'),
            b'_' => Some(b'/'),
            byte if byte.is_ascii_whitespace() => None,
            byte => Some(byte),
        })
        .collect();
    if blanks_are_plus && compact.len() % 4 == 3 && !compact.ends_with(b"=") {
        // The last one was taken for white space at the end.
        compact.push(b'+');
    }
    if compact.len() < SHORTEST {
        return Err(InputError::NotBase64);
    }
    FORGIVING.decode(compact).map_err(|_| InputError::NotBase64)
}

/// The text in some bytes, where they begin like XML.
fn as_xml(bytes: &[u8]) -> Result<Option<String>, InputError> {
    let begins = |bytes: &[u8]| {
        bytes
            .iter()
            .find(|byte| !byte.is_ascii_whitespace())
            .is_some_and(|byte| *byte == b'<')
    };
    let marked = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let wide = matches!(
        bytes,
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'<', 0, ..] | [0, b'<', ..]
    );
    if !begins(marked) && !wide {
        return Ok(None);
    }
    match xml::decode(bytes, &Limits::default()) {
        Ok(text) => Ok(Some(text.into_owned())),
        Err(error) => Err(InputError::Xml(error)),
    }
}

/// The XML in deflated bytes, with or without the frame of zlib; `None` where they are not deflated.
fn inflated(bytes: &[u8]) -> Result<Option<String>, InputError> {
    let limit = Limits::default().bytes;
    let framed = Inflated::of(ZlibDecoder::new(bytes), limit);
    let Some(found) = framed.or_else(|| Inflated::of(DeflateDecoder::new(bytes), limit)) else {
        return Ok(None);
    };
    if found.text.len() > limit {
        return Err(InputError::UnpacksTooLarge { limit });
    }
    if found.whole {
        as_xml(&found.text)
    } else {
        Err(InputError::BrokenOff)
    }
}

/// What was unpacked, and whether that is all of it.
struct Inflated {
    text: Vec<u8>,
    whole: bool,
}

impl Inflated {
    /// Unpacks one byte more than `limit` at most, and nothing that does not begin like XML.
    fn of(mut packed: impl Read, limit: usize) -> Option<Self> {
        let mut first = [0];
        if packed.read_exact(&mut first).is_err() || first != *b"<" {
            return None;
        }
        let mut text = first.to_vec();
        let most = u64::try_from(limit).unwrap_or(u64::MAX);
        let whole = packed.take(most).read_to_end(&mut text).is_ok();
        Some(Self { text, whole })
    }
}

/// The longest run of base64 in a text, line ends included.
pub(super) fn longest_run(text: &str) -> Option<&str> {
    let belongs =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '%' | '-' | '_' | '\n' | '\r');
    text.split(|c| !belongs(c))
        .max_by_key(|run| run.len())
        .filter(|run| run.len() >= SHORTEST_RUN)
}

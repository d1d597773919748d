//! Turns bytes from outside into text. Guesses only what XML itself lets a reader guess (XML 1.0, appendix F) and
//! refuses everything else rather than replacing characters.

use std::borrow::Cow;

const UTF_8_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

/// The text in `bytes`, without a byte order mark: UTF-8, UTF-16 with or without a mark, or ISO-8859-1 where an
/// XML declaration says so. `None` where it is none of these.
pub(super) fn to_text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => from_utf_16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => from_utf_16(rest, u16::from_be_bytes),
        [first, 0, ..] if *first != 0 => from_utf_16(bytes, u16::from_le_bytes),
        [0, second, ..] if *second != 0 => from_utf_16(bytes, u16::from_be_bytes),
        _ => from_single_bytes(bytes.strip_prefix(UTF_8_MARK).unwrap_or(bytes)),
    }
}

fn from_utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<Cow<'static, str>> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    if !odd.is_empty() {
        return None;
    }
    let units = pairs.iter().map(|pair| unit(*pair));
    char::decode_utf16(units)
        .collect::<Result<String, _>>()
        .ok()
        .map(Cow::Owned)
}

fn from_single_bytes(bytes: &[u8]) -> Option<Cow<'_, str>> {
    match str::from_utf8(bytes) {
        Ok(text) => Some(Cow::Borrowed(text)),
        Err(_) if declares_latin_1(bytes) => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        Err(_) => None,
    }
}

fn declares_latin_1(bytes: &[u8]) -> bool {
    let declaration: String = bytes
        .iter()
        .take(120)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    declaration.starts_with("<?xml") && declaration.contains("iso-8859-1")
}

/// Whether `text` is a web page rather than XML or a certificate, judged by its beginning.
pub(super) fn looks_like_html(text: &str) -> bool {
    let beginning: String = text
        .trim_start()
        .chars()
        .take(400)
        .collect::<String>()
        .to_ascii_lowercase();
    beginning.starts_with("<!doctype html") || beginning.contains("<html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_dropped() {
        assert_eq!(to_text(b"\xEF\xBB\xBFabc").unwrap(), "abc");
    }

    #[test]
    fn utf_16_is_read_in_both_orders_with_and_without_a_mark() {
        for bytes in [
            &b"\xFF\xFEa\0b\0"[..],
            &b"\xFE\xFF\0a\0b"[..],
            &b"a\0b\0"[..],
            &b"\0a\0b"[..],
        ] {
            assert_eq!(to_text(bytes).unwrap(), "ab");
        }
    }

    #[test]
    fn half_a_utf_16_character_is_refused() {
        assert!(to_text(b"\xFF\xFEa\0b").is_none());
        assert!(to_text(b"\xFF\xFE\x00\xD8").is_none());
    }

    #[test]
    fn latin_1_is_read_only_where_it_is_declared() {
        let declared = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>";
        assert!(to_text(declared).unwrap().ends_with("<a>\u{e9}</a>"));
        assert!(to_text(b"<a>\xE9</a>").is_none());
    }

    #[test]
    fn valid_utf_8_wins_over_a_declaration_that_says_otherwise() {
        let text = "<?xml version='1.0' encoding='ISO-8859-1'?><a>\u{e9}</a>";
        assert_eq!(to_text(text.as_bytes()).unwrap(), text);
    }
}

//! Certificates amid other text, in base64: names within are replaced byte for byte, so that key, validity and length
//! stay what they are. Equal certificates stay equal.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// DER of a certificate begins so in base64: a sequence whose length has two bytes.
const BEGINNING: &str = "MII";
/// No certificate is shorter (characters of base64).
const SHORTEST: usize = 300;
/// Shorter words could stand in a key by chance.
const SHORTEST_WORD: usize = 4;

/// A text with the words in its certificates replaced. `words` holds each in lower case, with letters of its length.
pub(super) fn replaced(text: &str, words: &[(String, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(BEGINNING) {
        let (before, found) = rest.split_at(at);
        out.push_str(before);
        let end = found
            .find(|c: char| {
                !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=') || c.is_ascii_whitespace())
            })
            .unwrap_or(found.len());
        let (run, after) = found.split_at(end);
        let own = run.trim_end();
        match (own.len() >= SHORTEST).then(|| renamed(own, words)).flatten() {
            Some(renamed) => {
                out.push_str(&renamed);
                out.push_str(run.get(own.len()..).unwrap_or_default());
            }
            None => out.push_str(run),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn renamed(base64: &str, words: &[(String, String)]) -> Option<String> {
    let compact: String = base64.split_whitespace().collect();
    let mut der = STANDARD.decode(compact.as_bytes()).ok()?;
    let mut changed = false;
    for (word, letters) in words.iter().filter(|(word, _)| word.len() >= SHORTEST_WORD) {
        let mut from = 0;
        while let Some(at) = der.get(from..).and_then(|rest| position(rest, word.as_bytes())) {
            let end = from + at + word.len();
            let place = der.get_mut(from + at..end)?;
            place.copy_from_slice(letters.as_bytes().get(..word.len())?);
            from = end;
            changed = true;
        }
    }
    changed.then(|| STANDARD.encode(der))
}

fn position(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes
        .windows(word.len())
        .position(|window| window.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_within_is_replaced_and_everything_else_stays() {
        let mut der = vec![0x30, 0x82, 0x02, 0x00];
        der.extend([0; 200]);
        der.extend(b"\x0c\x04acme");
        der.extend([1; 60]);
        let text = format!("<X509Certificate>{}</X509Certificate>", STANDARD.encode(&der));
        let words = [("acme".to_owned(), "kqzw".to_owned())];
        let out = replaced(&text, &words);
        let inner = out
            .trim_start_matches("<X509Certificate>")
            .trim_end_matches("</X509Certificate>");
        let told = STANDARD.decode(inner).unwrap();
        assert_eq!(told.len(), der.len());
        assert_eq!(position(&told, b"acme"), None);
        assert_eq!(position(&told, b"kqzw"), position(&der, b"acme"));
        assert_eq!(replaced("MII and nothing", &words), "MII and nothing");
    }
}

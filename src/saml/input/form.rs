//! Messages in HTML forms and in addresses: the values of `SAMLResponse` and `SAMLRequest`, and how they are escaped
//! there. Reads no other field.

use memchr::memmem;

/// The names under which messages travel (SAML Bindings §3.4.3, §3.5.3).
pub(super) const NAMES: [&str; 2] = ["SAMLResponse", "SAMLRequest"];

/// The most messages that are taken out of one form or text; each may unpack to megabytes.
const MAX_MESSAGES: usize = 20;
/// No reference of a single character is longer than this, the semicolon included.
const LONGEST_REFERENCE: usize = 9;

/// A field of a form that carries a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    /// Its value.
    pub(super) value: String,
    /// The address that the form around it hands it to, where that is a whole one.
    pub(super) action: Option<String>,
}

/// The values of the fields of a form that carry messages.
pub(super) fn messages(html: &str) -> Vec<String> {
    fields(html).into_iter().map(|field| field.value).collect()
}

/// The fields of the forms of a page that carry messages.
pub(super) fn fields(html: &str) -> Vec<Field> {
    let mut found = Vec::new();
    let mut action = None;
    let mut rest = html;
    while let Some((_, tag)) = rest.split_once('<') {
        rest = tag;
        let is = |name: &str| {
            tag.get(..name.len())
                .is_some_and(|begin| begin.eq_ignore_ascii_case(name))
        };
        if !is("input") && !is("textarea") && !is("form") {
            continue;
        }
        let (attributes, behind) = attributes(tag);
        let value = |name: &str| {
            attributes
                .iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(name))
                .map(|(_, value)| *value)
        };
        if is("form") {
            let whole = |address: &str| address.starts_with("https://") || address.starts_with("http://");
            action = value("action").map(unescape).filter(|address| whole(address));
        } else if found.len() < MAX_MESSAGES && value("name").is_some_and(|name| NAMES.contains(&name)) {
            let content = behind.split('<').next().unwrap_or_default();
            let text = value("value").unwrap_or(content);
            found.push(Field {
                value: unescape(text),
                action: action.clone(),
            });
        }
        rest = behind;
    }
    found
}

/// The attributes of a tag, and what follows it.
fn attributes(tag: &str) -> (Vec<(&str, &str)>, &str) {
    let mut found = Vec::new();
    let mut rest = tag.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() || rest.starts_with('>') {
            return (found, rest.strip_prefix('>').unwrap_or(rest));
        }
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/'))
            .unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let Some(value) = after.trim_start().strip_prefix('=') else {
            // A name of no characters would not move on.
            let stuck = name.is_empty();
            let next = after.chars().next().map_or(0, char::len_utf8);
            rest = if stuck {
                after.get(next..).unwrap_or_default()
            } else {
                after
            };
            continue;
        };
        let (value, after) = value_of(value.trim_start());
        found.push((name, value));
        rest = after;
    }
}

fn value_of(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    let end = text
        .find(|c: char| c.is_whitespace() || c == '>')
        .unwrap_or(text.len());
    text.split_at(end)
}

/// The values of `SAMLResponse=` and `SAMLRequest=` anywhere in a text.
pub(super) fn parameters(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if memmem::find(text.as_bytes(), b"SAMLRe").is_none() {
        return found;
    }
    for name in NAMES {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once(name) {
            rest = after;
            let Some(value) = after
                .trim_start_matches(['"', '\''])
                .trim_start()
                .strip_prefix(['=', ':'])
            else {
                continue;
            };
            let value = value.trim_start().trim_start_matches(['"', '\'']);
            let end = value
                .find(['&', '"', '\'', '<', '>', ';', ','])
                .unwrap_or(value.len());
            let (value, behind) = value.split_at(end);
            rest = behind;
            // Other text may follow after a blank; lines of base64 may too.
            let single = !value.trim().contains(['\n', '\r']);
            let value = if single {
                value.split_whitespace().next().unwrap_or_default()
            } else {
                value
            };
            if value.len() >= 16 && found.len() < MAX_MESSAGES {
                found.push(value.to_owned());
            }
        }
    }
    found
}

/// A percent-encoded value as it was before (RFC 3986 §2.1); bytes that are no text stay encoded.
pub(super) fn percent_decoded(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let digit = |byte: &u8| {
            char::from(*byte)
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
        };
        let pair = match tail {
            [high, low, ..] if *first == b'%' => digit(high).zip(digit(low)),
            _ => None,
        };
        if let Some((high, low)) = pair {
            bytes.push(high * 16 + low);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| value.to_owned())
}

/// Text without the references that HTML and XML escape characters with.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let near = after
            .bytes()
            .take(LONGEST_REFERENCE)
            .position(|byte| byte == b';');
        let reference = near
            .and_then(|end| Some((after.get(..end)?, after.get(end + 1..)?)))
            .and_then(|(name, tail)| Some((character(name)?, tail)));
        if let Some((c, tail)) = reference {
            plain.push(c);
            rest = tail;
        } else {
            plain.push('&');
            rest = after;
        }
    }
    plain.push_str(rest);
    plain
}

fn character(name: &str) -> Option<char> {
    let number = name.strip_prefix('#');
    let hexadecimal = number.and_then(|number| number.strip_prefix(['x', 'X']));
    match (name, number, hexadecimal) {
        ("amp", ..) => Some('&'),
        ("lt", ..) => Some('<'),
        ("gt", ..) => Some('>'),
        ("quot", ..) => Some('"'),
        ("apos", ..) => Some('\''),
        ("nbsp", ..) => Some(' '),
        ("plus", ..) => Some('+'),
        ("equals", ..) => Some('='),
        ("sol", ..) => Some('/'),
        (_, _, Some(digits)) => char::from_u32(u32::from_str_radix(digits, 16).ok()?),
        (_, Some(digits), None) => char::from_u32(digits.parse().ok()?),
        _ => None,
    }
}

/// An address without query and fragment, which may hold tokens.
pub(in crate::saml) fn without_query(url: &str) -> &str {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    url.get(..end).unwrap_or_default()
}

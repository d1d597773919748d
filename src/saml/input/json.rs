//! JSON of any size, read in one pass over its bytes (RFC 8259).
//!
//! What nobody asks for is walked over and never held, nothing lies deeper than [`MAX_DEPTH`], and of a text no more
//! than [`LONGEST_TEXT`] is handed out, so that what a file costs follows from what is kept of it: `serde_json`, which
//! reads everything else here, undoes the escapes of a text of any length before anybody can refuse it. Forgives what
//! stands between quotes: bytes that are no text, halves of characters, line ends. Refuses everything else that is
//! no JSON.

use std::borrow::Cow;

use memchr::{memchr, memchr2};
use serde::de::value::CowStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::MAX_TEXT_BYTES;

/// The most objects and lists inside one another.
const MAX_DEPTH: usize = 128;
/// The most bytes of a text that are handed out: one more than is read of anything, so that it is known to be too
/// much. What is longer is cut and left as it is escaped.
const LONGEST_TEXT: usize = MAX_TEXT_BYTES + 1;
/// The most digits of a number on either side of its point; whatever has more is no number.
const LONGEST_NUMBER: usize = 1000;
/// No member with a longer name is known.
const LONGEST_NAME: usize = 256;

/// It is no JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This is no JSON")]
pub(super) struct Damaged;

impl serde::de::Error for Damaged {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

/// Bytes with a place in them.
pub(super) struct Json<'de> {
    bytes: &'de [u8],
    at: usize,
    depth: usize,
}

impl<'de> Json<'de> {
    pub(super) fn new(bytes: &'de [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            depth: 0,
        }
    }

    /// Whether nothing but white space follows.
    pub(super) fn ended(&mut self) -> bool {
        self.peek().is_none()
    }

    /// The next byte that is no white space, which is left where it is.
    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.bytes.get(self.at) {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.at += 1,
                other => return other.copied(),
            }
        }
    }

    fn take(&mut self, wanted: u8) -> Result<(), Damaged> {
        if self.peek() == Some(wanted) {
            self.at += 1;
            Ok(())
        } else {
            Err(Damaged)
        }
    }

    /// The bytes from a place up to where reading stands.
    fn since(&self, start: usize) -> &'de [u8] {
        self.bytes.get(start..self.at).unwrap_or_default()
    }

    /// What stands between two quotes, and whether anything of it is escaped.
    fn quoted(&mut self) -> Result<(&'de [u8], bool), Damaged> {
        self.take(b'"')?;
        let start = self.at;
        let mut escaped = false;
        loop {
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    let between = self.since(start);
                    self.at += 1;
                    return Ok((between, escaped));
                }
                // Whatever is escaped, it ends nothing.
                Some(b'\\') => {
                    escaped = true;
                    self.at += 2;
                }
                _ => {
                    let rest = self.bytes.get(self.at..).unwrap_or_default();
                    self.at += memchr2(b'"', b'\\', rest).ok_or(Damaged)?;
                }
            }
        }
    }

    fn text(&mut self) -> Result<Cow<'de, str>, Damaged> {
        let (between, escaped) = self.quoted()?;
        match between.get(..LONGEST_TEXT) {
            None if escaped => unescaped(&String::from_utf8_lossy(between)).map(Cow::Owned),
            None => Ok(String::from_utf8_lossy(between)),
            Some(beginning) => Ok(measured(beginning)),
        }
    }

    /// A number as it is written (RFC 8259 §6).
    fn number(&mut self) -> Result<Cow<'de, str>, Damaged> {
        let start = self.at;
        self.any_of(b"-");
        let from_zero = self.bytes.get(self.at) == Some(&b'0');
        let whole = self.digits();
        let mut sound = whole == 1 || (whole > 1 && !from_zero);
        if self.any_of(b".") {
            sound &= self.digits() > 0;
        }
        if self.any_of(b"eE") {
            self.any_of(b"+-");
            sound &= self.digits() > 0;
        }
        let written = String::from_utf8_lossy(self.since(start));
        sound.then_some(written).ok_or(Damaged)
    }

    fn any_of(&mut self, wanted: &[u8]) -> bool {
        let found = self.bytes.get(self.at).is_some_and(|byte| wanted.contains(byte));
        self.at += usize::from(found);
        found
    }

    /// Takes digits, but no more than any number has, and says how many.
    fn digits(&mut self) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let digits = rest
            .iter()
            .take(LONGEST_NUMBER)
            .take_while(|byte| byte.is_ascii_digit());
        let count = digits.count();
        self.at += count;
        count
    }

    fn word(&mut self, word: &[u8]) -> Result<(), Damaged> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += word.len();
        rest.starts_with(word).then_some(()).ok_or(Damaged)
    }

    /// Walks over a value.
    fn skip(&mut self) -> Result<(), Damaged> {
        match self.peek() {
            Some(b'"') => self.quoted().map(drop),
            Some(b'{') => self.each(b'}', |json| {
                json.quoted()?;
                json.take(b':')?;
                json.skip()
            }),
            Some(b'[') => self.each(b']', Self::skip),
            Some(b't') => self.word(b"true"),
            Some(b'f') => self.word(b"false"),
            Some(b'n') => self.word(b"null"),
            _ => self.number().map(drop),
        }
    }

    fn each(
        &mut self,
        end: u8,
        mut item: impl FnMut(&mut Self) -> Result<(), Damaged>,
    ) -> Result<(), Damaged> {
        self.within(end, |items| {
            while items.another()? {
                item(items.json)?;
            }
            Ok(())
        })
    }

    /// What is made of the items between two brackets.
    fn within<T>(
        &mut self,
        end: u8,
        read: impl FnOnce(&mut Items<'_, 'de>) -> Result<T, Damaged>,
    ) -> Result<T, Damaged> {
        if self.depth >= MAX_DEPTH {
            return Err(Damaged);
        }
        self.depth += 1;
        self.at += 1;
        let value = read(&mut Items {
            json: self,
            end,
            first: true,
        })?;
        self.take(end)?;
        self.depth -= 1;
        Ok(value)
    }
}

/// What stands between two brackets.
struct Items<'j, 'de> {
    json: &'j mut Json<'de>,
    end: u8,
    first: bool,
}

impl Items<'_, '_> {
    /// Whether another item follows; the comma in front of it is taken.
    fn another(&mut self) -> Result<bool, Damaged> {
        let next = self.json.peek().ok_or(Damaged)?;
        if next == self.end {
            return Ok(false);
        }
        if !std::mem::take(&mut self.first) {
            self.json.take(b',')?;
        }
        Ok(true)
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Damaged;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Damaged> {
        if !self.another()? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.json).map(Some)
    }
}

impl<'de> MapAccess<'de> for Items<'_, 'de> {
    type Error = Damaged;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Damaged> {
        if !self.another()? {
            return Ok(None);
        }
        let (name, escaped) = self.json.quoted()?;
        self.json.take(b':')?;
        let name = if name.len() > LONGEST_NAME {
            Cow::Borrowed("")
        } else if escaped {
            Cow::Owned(unescaped(&String::from_utf8_lossy(name))?)
        } else {
            String::from_utf8_lossy(name)
        };
        seed.deserialize(CowStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Damaged> {
        seed.deserialize(&mut *self.json)
    }
}

impl<'de> Deserializer<'de> for &mut Json<'de> {
    type Error = Damaged;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Damaged> {
        let text = match self.peek() {
            Some(b'{') => return self.within(b'}', |members| visitor.visit_map(members)),
            Some(b'[') => return self.within(b']', |items| visitor.visit_seq(items)),
            Some(b't') => return self.word(b"true").and_then(|()| visitor.visit_bool(true)),
            Some(b'f') => return self.word(b"false").and_then(|()| visitor.visit_bool(false)),
            Some(b'n') => return self.word(b"null").and_then(|()| visitor.visit_unit()),
            Some(b'"') => self.text()?,
            _ => self.number()?,
        };
        match text {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Damaged> {
        self.skip()?;
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Damaged> {
        if self.peek() == Some(b'n') {
            self.word(b"null")?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct seq
        tuple tuple_struct map struct enum identifier
    }
}

/// What is too long to be read, so that only its length and its first letters count: of bytes that are no text, each
/// becomes a character of its own, because to look for the borders of characters would take long.
fn measured(bytes: &[u8]) -> Cow<'_, str> {
    let plain = |_| {
        let plain: Vec<u8> = bytes.iter().map(|byte| byte & 0x7F).collect();
        Cow::Owned(String::from_utf8(plain).unwrap_or_default())
    };
    str::from_utf8(bytes).map_or_else(plain, Cow::Borrowed)
}

/// A text as it is meant (RFC 8259 §7).
fn unescaped(text: &str) -> Result<String, Damaged> {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) =
        memchr(b'\\', rest.as_bytes()).and_then(|at| Some((rest.get(..at)?, rest.get(at + 1..)?)))
    {
        plain.push_str(before);
        let (meant, behind) = character(after).ok_or(Damaged)?;
        plain.push(meant);
        rest = behind;
    }
    plain.push_str(rest);
    Ok(plain)
}

/// The character that is escaped, and what follows it.
fn character(text: &str) -> Option<(char, &str)> {
    let mut characters = text.chars();
    let meant = match characters.next()? {
        own @ ('"' | '\\' | '/') => own,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return numbered(characters.as_str()),
        _ => return None,
    };
    Some((meant, characters.as_str()))
}

/// A character by its number, or by the two numbers of a pair; one half alone stands for no character.
fn numbered(digits: &str) -> Option<(char, &str)> {
    let (first, rest) = unit(digits)?;
    if let Some(meant) = char::from_u32(first.into()) {
        return Some((meant, rest));
    }
    let pair = rest
        .strip_prefix("\\u")
        .and_then(unit)
        .and_then(|(second, behind)| {
            let meant = char::decode_utf16([first, second]).next()?.ok()?;
            Some((meant, behind))
        });
    Some(pair.unwrap_or((char::REPLACEMENT_CHARACTER, rest)))
}

fn unit(text: &str) -> Option<(u16, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    let whole = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let unit = u16::from_str_radix(digits, 16).ok()?;
    whole.then_some((unit, rest))
}

#[cfg(test)]
mod tests;

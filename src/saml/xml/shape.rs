//! Walks over the markup once, building nothing, and refuses what would be costly to build a tree from.
//! Judges no other question of form: that is left to the parser behind it.

use super::{Limits, XmlError};

/// Refuses documents that lie too deep, declare a document type, or whose elements have too many attributes.
pub(super) fn check(text: &str, limits: &Limits) -> Result<(), XmlError> {
    let mut open = OpenElements::default();
    let mut rest = text;
    while let Some((_, markup)) = rest.split_once('<') {
        rest = step(markup, &mut open, limits)?;
    }
    Ok(())
}

/// Takes one piece of markup (after its `<`) and returns what follows it.
fn step<'a>(markup: &'a str, open: &mut OpenElements, limits: &Limits) -> Result<&'a str, XmlError> {
    if let Some(comment) = markup.strip_prefix("!--") {
        return Ok(past(comment, "-->"));
    }
    if let Some(data) = markup.strip_prefix("![CDATA[") {
        return Ok(past(data, "]]>"));
    }
    if let Some(instruction) = markup.strip_prefix('?') {
        return Ok(past(instruction, "?>"));
    }
    if markup.starts_with('!') {
        return Err(XmlError::DocumentType);
    }
    if let Some(end) = markup.strip_prefix('/') {
        open.leave();
        return Ok(past(end, ">"));
    }
    let (tag, rest) = Tag::read(markup);
    open.enter(&tag, limits)?;
    Ok(rest)
}

fn past<'a>(text: &'a str, end: &str) -> &'a str {
    text.split_once(end).map_or("", |(_, rest)| rest)
}

/// The elements that are open at one point, as the number of namespaces each declares.
#[derive(Default)]
struct OpenElements {
    declared: Vec<usize>,
    in_scope: usize,
}

impl OpenElements {
    fn enter(&mut self, tag: &Tag, limits: &Limits) -> Result<(), XmlError> {
        if tag.attributes > limits.attributes {
            return Err(XmlError::TooManyAttributes {
                limit: limits.attributes,
            });
        }
        if self.in_scope + tag.namespaces > limits.namespaces {
            return Err(XmlError::TooManyNamespaces {
                limit: limits.namespaces,
            });
        }
        if self.declared.len() >= limits.depth {
            return Err(XmlError::TooDeep { limit: limits.depth });
        }
        if !tag.closed {
            self.declared.push(tag.namespaces);
            self.in_scope += tag.namespaces;
        }
        Ok(())
    }

    fn leave(&mut self) {
        self.in_scope -= self.declared.pop().unwrap_or_default();
    }
}

#[derive(Default)]
struct Tag {
    attributes: usize,
    namespaces: usize,
    closed: bool,
}

impl Tag {
    /// Reads an opening tag after its `<`, returning it and what follows its `>`.
    fn read(text: &str) -> (Self, &str) {
        let mut tag = Self::default();
        let mut quote = None;
        let mut previous = b' ';
        for (at, byte) in text.bytes().enumerate() {
            match (quote, byte) {
                (Some(end), _) if end == byte => quote = None,
                (None, b'"' | b'\'') => {
                    quote = Some(byte);
                    tag.attributes += 1;
                }
                (None, b'>') => {
                    tag.closed = previous == b'/';
                    return (tag, text.get(at + 1..).unwrap_or_default());
                }
                (None, b'x') if previous.is_ascii_whitespace() => {
                    tag.namespaces += usize::from(declares_namespace(text.get(at..)));
                }
                _ => {}
            }
            previous = byte;
        }
        (tag, "")
    }
}

fn declares_namespace(attribute: Option<&str>) -> bool {
    attribute.is_some_and(|text| text.starts_with("xmlns"))
}

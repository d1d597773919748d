//! The small part of Okta's expression language that user name templates need.
//!
//! A template is a sum of parts: an attribute (`idpuser.email`, `source.login`, `${source.login}`), a quoted
//! text, or one of a few functions of a part. Anything else is unreadable, as a wrong expression is at Okta.

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Attribute(String),
    Text(String),
    LowerCase(Box<Template>),
    UpperCase(Box<Template>),
    Before(Box<Template>, Box<Template>),
    After(Box<Template>, Box<Template>),
}

/// A parsed template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    parts: Vec<Part>,
}

/// Reads a template; `None` when it cannot be read.
pub(super) fn parse(text: &str) -> Option<Template> {
    let text = text.trim();
    let inner = text
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
        .unwrap_or(text);
    if inner.is_empty() || inner.len() > 1024 {
        return None;
    }
    sum(inner, 0)
}

impl Template {
    /// The value for somebody; `None` when an attribute is missing or empty.
    pub(super) fn value(&self, lookup: &dyn Fn(&str) -> Option<String>) -> Option<String> {
        self.parts.iter().map(|part| part.value(lookup)).collect()
    }
}

impl Part {
    fn value(&self, lookup: &dyn Fn(&str) -> Option<String>) -> Option<String> {
        match self {
            Self::Attribute(path) => lookup(path).filter(|value| !value.is_empty()),
            Self::Text(text) => Some(text.clone()),
            Self::LowerCase(inner) => inner.value(lookup).map(|text| text.to_lowercase()),
            Self::UpperCase(inner) => inner.value(lookup).map(|text| text.to_uppercase()),
            Self::Before(inner, mark) => {
                let (text, mark) = (inner.value(lookup)?, mark.value(lookup)?);
                Some(
                    text.split_once(&mark)
                        .map_or(String::new(), |(before, _)| before.to_owned()),
                )
            }
            Self::After(inner, mark) => {
                let (text, mark) = (inner.value(lookup)?, mark.value(lookup)?);
                Some(
                    text.split_once(&mark)
                        .map_or(String::new(), |(_, after)| after.to_owned()),
                )
            }
        }
    }
}

fn sum(text: &str, depth: usize) -> Option<Template> {
    if depth > 8 {
        return None;
    }
    let parts = split(text, '+')?
        .into_iter()
        .map(|part| one(part.trim(), depth))
        .collect::<Option<Vec<_>>>()?;
    Some(Template { parts })
}

fn one(text: &str, depth: usize) -> Option<Part> {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return (!inner.contains(quote)).then(|| Part::Text(inner.to_owned()));
        }
    }
    if let Some((name, rest)) = text.split_once('(') {
        return function(name.trim(), rest.strip_suffix(')')?, depth);
    }
    let (space, attribute) = text.split_once('.')?;
    let known = ["idpuser", "source", "user", "appuser"].contains(&space);
    let plain = !attribute.is_empty()
        && attribute
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    (known && plain).then(|| Part::Attribute(text.to_owned()))
}

fn function(name: &str, arguments: &str, depth: usize) -> Option<Part> {
    let arguments = split(arguments, ',')?;
    let argument = |place: usize| {
        arguments
            .get(place)
            .and_then(|text| sum(text, depth + 1))
            .map(Box::new)
    };
    match (name, arguments.len()) {
        ("String.toLowerCase", 1) => Some(Part::LowerCase(argument(0)?)),
        ("String.toUpperCase", 1) => Some(Part::UpperCase(argument(0)?)),
        ("String.substringBefore", 2) => Some(Part::Before(argument(0)?, argument(1)?)),
        ("String.substringAfter", 2) => Some(Part::After(argument(0)?, argument(1)?)),
        _ => None,
    }
}

/// Splits at a letter that stands outside quotes and brackets.
fn split(text: &str, at: char) -> Option<Vec<&str>> {
    let (mut parts, mut start, mut depth, mut quote) = (Vec::new(), 0, 0_usize, None);
    for (place, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), _) => quote = (open != letter).then_some(open),
            (None, '"' | '\'') => quote = Some(letter),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.checked_sub(1)?,
            (None, _) if letter == at && depth == 0 => {
                parts.push(text.get(start..place)?);
                start = place + letter.len_utf8();
            }
            (None, _) => {}
        }
    }
    parts.push(text.get(start..)?);
    (depth == 0 && quote.is_none()).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_texts_and_functions_add_up() {
        assert_eq!(value("idpuser.email"), Some("Mira@Acme.example".to_owned()));
        assert_eq!(
            value("idpuser.email + '.partner'"),
            Some("Mira@Acme.example.partner".to_owned())
        );
        assert_eq!(
            value("String.toLowerCase(idpuser.email)"),
            Some("mira@acme.example".to_owned())
        );
        let before = "String.substringBefore(idpuser.email, \"@\") + \"@northwind.example\"";
        assert_eq!(value(before), Some("Mira@northwind.example".to_owned()));
        assert_eq!(value("${idpuser.email}"), value("idpuser.email"));
    }

    #[test]
    fn a_missing_attribute_gives_nothing() {
        assert_eq!(value("idpuser.phone"), None);
        assert_eq!(value("'x' + idpuser.empty"), None);
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for text in [
            "",
            "email",
            "idpuser.",
            "other.email",
            "idpuser.email +",
            "f(idpuser.email)",
            "'a",
            "a.b)(",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&"String.toLowerCase(".repeat(50)), None);
    }

    fn value(text: &str) -> Option<String> {
        let lookup = |path: &str| match path {
            "idpuser.email" => Some("Mira@Acme.example".to_owned()),
            "idpuser.empty" => Some(String::new()),
            _ => None,
        };
        parse(text).unwrap().value(&lookup)
    }
}

//! Filter expressions of Okta's lists and logs: the part of SCIM filtering Okta documents (RFC 7644 §3.4.2.2).
//!
//! Text compares without regard to case. Bracketed paths are not understood, as in Okta's System Log.

use super::refusal::Refusal;
use serde_json::Value;

/// A parsed filter.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Filter {
    /// Both sides hold.
    And(Box<Self>, Box<Self>),
    /// One side holds.
    Or(Box<Self>, Box<Self>),
    /// The inside does not hold.
    Not(Box<Self>),
    /// The path has a value.
    Present(String),
    /// A value at the path compares so with the literal.
    Compare(String, Operator, Value),
}

/// How two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
    StartsWith,
    EndsWith,
    Contains,
}

/// Reads an expression of at most 4096 bytes.
pub(super) fn parse(text: &str) -> Result<Filter, Refusal> {
    let mut parser = Parser {
        tokens: tokens(text).ok_or_else(Refusal::bad_search)?,
        at: 0,
        depth: 0,
    };
    let filter = parser.any().ok_or_else(Refusal::bad_search)?;
    if parser.at == parser.tokens.len() {
        Ok(filter)
    } else {
        Err(Refusal::bad_search())
    }
}

impl Filter {
    /// Whether an object fits.
    pub(super) fn fits(&self, object: &Value) -> bool {
        match self {
            Self::And(left, right) => left.fits(object) && right.fits(object),
            Self::Or(left, right) => left.fits(object) || right.fits(object),
            Self::Not(inner) => !inner.fits(object),
            Self::Present(path) => values(object, path).iter().any(|value| !value.is_null()),
            Self::Compare(path, Operator::Ne, literal) => !values(object, path)
                .iter()
                .any(|value| compare(value, Operator::Eq, literal)),
            Self::Compare(path, operator, literal) => values(object, path)
                .iter()
                .any(|value| compare(value, *operator, literal)),
        }
    }

    /// Whether an object fits of which one value is at hand; the whole is asked for only where that value leaves it open.
    pub(super) fn fits_by(&self, path: &str, value: &str, whole: impl FnOnce() -> Value) -> bool {
        self.verdict(path, &Value::from(value))
            .unwrap_or_else(|| self.fits(&whole()))
    }

    /// What is certain from one value alone.
    fn verdict(&self, path: &str, value: &Value) -> Option<bool> {
        match self {
            Self::And(left, right) => match (left.verdict(path, value), right.verdict(path, value)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Self::Or(left, right) => match (left.verdict(path, value), right.verdict(path, value)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Self::Not(inner) => inner.verdict(path, value).map(|fits| !fits),
            Self::Present(known) if known == path => Some(true),
            Self::Compare(known, Operator::Ne, literal) if known == path => {
                Some(!compare(value, Operator::Eq, literal))
            }
            Self::Compare(known, operator, literal) if known == path => {
                Some(compare(value, *operator, literal))
            }
            Self::Present(_) | Self::Compare(..) => None,
        }
    }

    /// Every path the expression names.
    pub(super) fn paths(&self) -> Vec<&str> {
        match self {
            Self::And(left, right) | Self::Or(left, right) => [left.paths(), right.paths()].concat(),
            Self::Not(inner) => inner.paths(),
            Self::Present(path) | Self::Compare(path, ..) => vec![path],
        }
    }
}

/// The values at a dotted path; lists count as each of their members.
fn values<'v>(object: &'v Value, path: &str) -> Vec<&'v Value> {
    let mut found = vec![object];
    for name in path.split('.') {
        found = found
            .into_iter()
            .flat_map(members)
            .filter_map(|value| value.get(name))
            .collect();
    }
    found.into_iter().flat_map(members).collect()
}

fn members(value: &Value) -> Vec<&Value> {
    value
        .as_array()
        .map_or_else(|| vec![value], |list| list.iter().collect())
}

fn compare(value: &Value, operator: Operator, literal: &Value) -> bool {
    let (Some(left), Some(right)) = (value.as_str(), literal.as_str()) else {
        return match operator {
            Operator::Eq => value == literal,
            _ => false,
        };
    };
    let (left, right) = (left.to_lowercase(), right.to_lowercase());
    match operator {
        Operator::Eq => left == right,
        Operator::Ne => left != right,
        Operator::Gt => left > right,
        Operator::Ge => left >= right,
        Operator::Lt => left < right,
        Operator::Le => left <= right,
        Operator::StartsWith => left.starts_with(&right),
        Operator::EndsWith => left.ends_with(&right),
        Operator::Contains => left.contains(&right),
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Open,
    Close,
    Word(String),
    Text(String),
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut letters = text.chars().peekable();
    if text.len() > 4096 {
        return None;
    }
    while let Some(letter) = letters.next() {
        match letter {
            _ if letter.is_whitespace() => {}
            '(' => found.push(Token::Open),
            ')' => found.push(Token::Close),
            '"' => found.push(Token::Text(quoted(&mut letters)?)),
            _ => {
                let mut word = letter.to_string();
                while let Some(next) =
                    letters.next_if(|next| !next.is_whitespace() && !"()\"".contains(*next))
                {
                    word.push(next);
                }
                found.push(Token::Word(word));
            }
        }
    }
    Some(found)
}

fn quoted(letters: &mut impl Iterator<Item = char>) -> Option<String> {
    let mut text = String::new();
    loop {
        match letters.next()? {
            '"' => return Some(text),
            '\\' => text.push(letters.next()?),
            letter => text.push(letter),
        }
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn any(&mut self) -> Option<Filter> {
        let mut left = self.all()?;
        while self.keyword("or") {
            left = Filter::Or(Box::new(left), Box::new(self.all()?));
        }
        Some(left)
    }

    fn all(&mut self) -> Option<Filter> {
        let mut left = self.one()?;
        while self.keyword("and") {
            left = Filter::And(Box::new(left), Box::new(self.one()?));
        }
        Some(left)
    }

    fn one(&mut self) -> Option<Filter> {
        if self.keyword("not") {
            return Some(Filter::Not(Box::new(self.one()?)));
        }
        match self.next()? {
            Token::Open => self.group(),
            Token::Word(path) => self.comparison(path),
            Token::Close | Token::Text(_) => None,
        }
    }

    fn group(&mut self) -> Option<Filter> {
        self.depth += 1;
        let inner = if self.depth > 20 { None } else { self.any() };
        self.depth -= 1;
        if self.next()? == Token::Close { inner } else { None }
    }

    fn comparison(&mut self, path: String) -> Option<Filter> {
        if path.contains(['[', ']']) {
            return None;
        }
        let Token::Word(word) = self.next()? else {
            return None;
        };
        if word.eq_ignore_ascii_case("pr") {
            return Some(Filter::Present(path));
        }
        let operator = operator(&word)?;
        let literal = match self.next()? {
            Token::Text(text) => Value::String(text),
            Token::Word(word) => serde_json::from_str(&word).ok()?,
            Token::Open | Token::Close => return None,
        };
        Some(Filter::Compare(path, operator, literal))
    }

    fn keyword(&mut self, keyword: &str) -> bool {
        let found =
            matches!(self.tokens.get(self.at), Some(Token::Word(word)) if word.eq_ignore_ascii_case(keyword));
        self.at += usize::from(found);
        found
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }
}

fn operator(word: &str) -> Option<Operator> {
    Some(match word.to_ascii_lowercase().as_str() {
        "eq" => Operator::Eq,
        "ne" => Operator::Ne,
        "gt" => Operator::Gt,
        "ge" => Operator::Ge,
        "lt" => Operator::Lt,
        "le" => Operator::Le,
        "sw" => Operator::StartsWith,
        "ew" => Operator::EndsWith,
        "co" => Operator::Contains,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn comparisons_join_with_and_before_or() {
        assert!(fits(r#"a eq "1" or a eq "2" and b eq "3""#));
        assert!(!fits(r#"(a eq "1" or a eq "2") and b eq "3""#));
    }

    #[test]
    fn a_list_fits_when_one_member_fits() {
        assert!(fits(r#"target.id eq "0oa2""#));
        assert!(!fits(r#"target.id eq "0oa3""#));
        assert!(!fits(r#"target.id ne "0oa2""#));
    }

    #[test]
    fn text_operators_and_presence_are_understood() {
        assert!(fits(
            r#"name sw "PARTNER" and name co "tner" and name ew "users" and a pr and not (c pr)"#
        ));
    }

    #[test]
    fn one_known_value_decides_what_it_can_and_the_whole_is_asked_for_only_then() {
        // What is said of an object of that kind whose `x` is "1", and whether the object was looked at.
        let said = |text: &str, kind: &str| {
            let mut looked = false;
            let whole = || {
                looked = true;
                json!({ "kind": kind, "x": "1" })
            };
            (parse(text).unwrap().fits_by("kind", kind, whole), looked)
        };
        assert_eq!(said(r#"kind eq "a" and x eq "1""#, "b"), (false, false));
        assert_eq!(said(r#"kind eq "a" and x eq "1""#, "A"), (true, true));
        assert_eq!(said(r#"kind eq "a" and x eq "2""#, "A"), (false, true));
        assert_eq!(said(r#"kind eq "a" or x eq "1""#, "b"), (true, true));
        assert_eq!(said(r#"kind eq "a" or x eq "2""#, "a"), (true, false));
        assert_eq!(said(r#"kind sw "a." or kind eq "c""#, "b"), (false, false));
        assert_eq!(said(r#"not (kind eq "b")"#, "b"), (false, false));
        assert_eq!(said(r#"not (x eq "1")"#, "b"), (false, true));
        assert_eq!(said(r#"kind ne "b""#, "b"), (false, false));
        assert_eq!(said(r#"kind ne "a" and kind pr"#, "b"), (true, false));
    }

    #[test]
    fn broken_expressions_are_refused() {
        for text in [
            "",
            "a eq",
            r#"a eq "1" and"#,
            r#"(a eq "1""#,
            r#"a is "1""#,
            r#"a[b eq "1"]"#,
            r#"a eq "1" b"#,
        ] {
            assert_eq!(parse(text), Err(Refusal::bad_search()), "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_refused_without_overflow() {
        let text = format!("{}a pr{}", "(".repeat(2000), ")".repeat(2000));
        assert!(parse(&text).is_err());
    }

    fn fits(text: &str) -> bool {
        let object = json!({ "a": "1", "b": "x", "c": null, "name": "Partner users",
            "target": [{ "id": "0oa1" }, { "id": "0oa2" }] });
        parse(text).unwrap().fits(&object)
    }
}

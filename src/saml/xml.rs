//! A safe way to a tree of XML: bounded bytes, depth, nodes, attributes and namespaces, no document type
//! definition and so no entity. Refuses a document before it builds anything from it, and never repairs one.

mod shape;

use std::borrow::Cow;

use roxmltree::{Document, ParsingOptions};

use super::encoding::to_text;

/// How much XML is read before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of the document in bytes.
    pub bytes: usize,
    /// Elements inside one another.
    pub depth: usize,
    /// Elements, texts and comments together.
    pub nodes: u32,
    /// Attributes and namespace declarations of one element.
    pub attributes: usize,
    /// Namespace declarations of an element and of all it lies in; each costs time at every level below.
    pub namespaces: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 4 * 1024 * 1024,
            depth: 100,
            nodes: 100_000,
            attributes: 256,
            namespaces: 64,
        }
    }
}

/// Why a document was not read. Each sentence stands alone and repeats nothing of the document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum XmlError {
    /// Nothing but white space.
    #[error("There is nothing to read: the document is empty")]
    Empty,
    /// More bytes than [`Limits::bytes`].
    #[error("The document is larger than {limit} bytes, the most that is read")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// Neither UTF-8 nor UTF-16 nor declared ISO-8859-1.
    #[error("The document is not text in UTF-8 or UTF-16")]
    NotText,
    /// The first character is not `<`.
    #[error("This is not XML: it does not begin with <")]
    NotXml,
    /// A document type definition, which SAML has no use for and attackers have.
    #[error("The document declares a document type (DOCTYPE), which is refused for safety")]
    DocumentType,
    /// More than [`Limits::depth`].
    #[error("Elements lie more than {limit} deep, the most that is read")]
    TooDeep {
        /// The limit in elements.
        limit: usize,
    },
    /// More than [`Limits::nodes`].
    #[error("The document has more than {limit} parts, the most that is read")]
    TooManyNodes {
        /// The limit in nodes.
        limit: u32,
    },
    /// More than [`Limits::attributes`].
    #[error("An element has more than {limit} attributes, the most that is read")]
    TooManyAttributes {
        /// The limit in attributes.
        limit: usize,
    },
    /// More than [`Limits::namespaces`].
    #[error("More than {limit} namespaces are declared inside one another, the most that is read")]
    TooManyNamespaces {
        /// The limit in declarations.
        limit: usize,
    },
    /// Not well-formed.
    #[error("The XML is damaged at line {line}, column {column}: {what}")]
    Malformed {
        /// Counted from 1.
        line: u32,
        /// Counted from 1, in characters.
        column: u32,
        /// What is wrong there, in our words.
        what: &'static str,
    },
}

/// The text of a document that arrived as bytes.
pub fn decode<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Cow<'a, str>, XmlError> {
    if bytes.len() > limits.bytes {
        return Err(XmlError::TooLarge { limit: limits.bytes });
    }
    to_text(bytes).ok_or(XmlError::NotText)
}

/// The tree of a document. Its nodes know their byte range in `text`.
pub fn parse<'a>(text: &'a str, limits: &Limits) -> Result<Document<'a>, XmlError> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if text.len() > limits.bytes {
        return Err(XmlError::TooLarge { limit: limits.bytes });
    }
    if start.is_empty() {
        return Err(XmlError::Empty);
    }
    if !start.starts_with('<') {
        return Err(XmlError::NotXml);
    }
    shape::check(start, limits)?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: limits.nodes,
        entity_resolver: None,
    };
    Document::parse_with_options(start, options).map_err(|error| refusal(&error, limits))
}

fn refusal(error: &roxmltree::Error, limits: &Limits) -> XmlError {
    match error {
        roxmltree::Error::DtdDetected => XmlError::DocumentType,
        roxmltree::Error::NodesLimitReached => XmlError::TooManyNodes { limit: limits.nodes },
        other => {
            let position = other.pos();
            XmlError::Malformed {
                line: position.row,
                column: position.col,
                what: explanation(other),
            }
        }
    }
}

fn explanation(error: &roxmltree::Error) -> &'static str {
    use roxmltree::Error as E;
    match error {
        E::UnknownNamespace(..) => "a prefix is used that is nowhere declared",
        E::UnexpectedCloseTag(..) => "an element is closed that was not the last one opened",
        E::UnknownEntityReference(..) | E::MalformedEntityReference(_) => "an & begins no known character",
        E::DuplicatedAttribute(..) | E::DuplicatedNamespace(..) => "an attribute is given twice",
        E::NoRootNode => "it has no element",
        E::UnclosedRootNode | E::UnexpectedEndOfStream => "it breaks off before the end",
        E::NonXmlChar(..) => "a character that XML does not allow",
        _ => "this is not well-formed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_small_document_is_read() {
        let text = "<?xml version='1.0'?><!-- <b> --><a x='>'><b/><![CDATA[<c>]]></a>";
        let document = parse(text, &Limits::default()).unwrap();
        assert_eq!(document.root_element().children().count(), 2);
    }

    #[test]
    fn white_space_and_a_mark_before_the_declaration_are_forgiven() {
        assert!(parse("\u{feff}\n <?xml version='1.0'?><a/>", &Limits::default()).is_ok());
    }

    #[test]
    fn a_document_type_is_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY b 'x'><!ENTITY c '&b;&b;'>]><a>&c;</a>";
        assert_eq!(refused(bomb), XmlError::DocumentType);
        assert_eq!(
            refused("<?xml version='1.0'?>\n<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"),
            XmlError::DocumentType
        );
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
        assert!(parse(&nested(100), &Limits::default()).is_ok());
        assert_eq!(refused(&nested(101)), XmlError::TooDeep { limit: 100 });
    }

    #[test]
    fn siblings_do_not_count_as_depth() {
        let flat = format!("<a>{}</a>", "<b x='/'></b><c/>".repeat(500));
        assert!(parse(&flat, &Limits::default()).is_ok());
    }

    #[test]
    fn size_and_nodes_are_bounded() {
        let limits = Limits {
            bytes: 64,
            nodes: 5,
            ..Limits::default()
        };
        let text = format!("<a>{}</a>", "x".repeat(64));
        assert_eq!(
            parse(&text, &limits).unwrap_err(),
            XmlError::TooLarge { limit: 64 }
        );
        assert_eq!(
            decode(text.as_bytes(), &limits).unwrap_err(),
            XmlError::TooLarge { limit: 64 }
        );
        assert_eq!(
            parse("<a><b/><b/><b/><b/><b/></a>", &limits).unwrap_err(),
            XmlError::TooManyNodes { limit: 5 }
        );
    }

    #[test]
    fn attributes_and_namespaces_of_one_element_are_bounded() {
        let many = |name: &str, n: usize| numbered(n, |i| format!(" {name}{i}='u'"));
        assert_eq!(
            refused(&format!("<a{}/>", many("x", 257))),
            XmlError::TooManyAttributes { limit: 256 }
        );
        assert_eq!(
            refused(&format!("<a{}/>", many("xmlns:n", 65))),
            XmlError::TooManyNamespaces { limit: 64 }
        );
        assert!(parse(&format!("<a{}/>", many("x", 256)), &Limits::default()).is_ok());
    }

    #[test]
    fn namespaces_add_up_inward_but_not_from_sibling_to_sibling() {
        let inward = numbered(65, |i| format!("<a xmlns:n{i}='u'>"));
        let limits = Limits {
            depth: 1000,
            ..Limits::default()
        };
        assert_eq!(
            parse(&inward, &limits).unwrap_err(),
            XmlError::TooManyNamespaces { limit: 64 }
        );
        let beside = format!("<a>{}</a>", "<b xmlns:n='u'>x</b>".repeat(300));
        assert!(parse(&beside, &limits).is_ok());
    }

    #[test]
    fn what_is_no_xml_is_named() {
        assert_eq!(refused("  \n"), XmlError::Empty);
        assert_eq!(refused("{\"a\":1}"), XmlError::NotXml);
        assert_eq!(
            decode(b"\x80\x81abc", &Limits::default()).unwrap_err(),
            XmlError::NotText
        );
    }

    #[test]
    fn damage_is_located() {
        let XmlError::Malformed { line, column, what } = refused("<a>\n <b></c></a>") else {
            panic!()
        };
        assert_eq!((line, column), (2, 5));
        assert!(what.contains("closed"));
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_do_not_panic(bytes: Vec<u8>) {
            if let Ok(text) = decode(&bytes, &Limits::default()) {
                drop(parse(&text, &Limits::default()));
            }
        }

        #[test]
        fn arbitrary_markup_does_not_panic(text in "[<>/!?a'\"= \\-\\[\\]&;x:]{0,80}") {
            drop(parse(&text, &Limits::default()));
        }
    }

    fn numbered(count: usize, piece: impl Fn(usize) -> String) -> String {
        (0..count).map(piece).collect()
    }

    fn refused(text: &str) -> XmlError {
        parse(text, &Limits::default()).unwrap_err()
    }
}

//! Canonical XML: the one way to write an element down over which a signature is made.
//!
//! Exclusive canonicalisation 1.0 with its list of inclusive prefixes, and inclusive canonicalisation 1.0, each
//! with and without comments (W3C: Canonical XML 1.0; Exclusive XML Canonicalization 1.0). Whole elements only,
//! less one that may be left out: it refuses to know node sets, and with them every transform that selects parts.

use std::collections::BTreeSet;

use roxmltree::{Node, NodeId};

use super::xml::Limits;

const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const INCLUSIVE_11: &str = "http://www.w3.org/2006/12/xml-c14n11";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Which canonical form is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Method {
    /// Whether only those namespaces are written that are visibly used.
    pub exclusive: bool,
    /// Whether comments are written.
    pub comments: bool,
    /// Prefixes that are written although they are not visibly used; the empty one is the default namespace.
    pub prefixes: Vec<String>,
}

/// What becomes of white space: a signature keeps it, tools that tidy up do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blanks {
    /// Written as it stands.
    Kept,
    /// Left out where it stands alone between elements.
    Dropped,
    /// Left out there, and at both ends of every text.
    Trimmed,
}

impl Method {
    /// Inclusive canonicalisation without comments: what holds where nothing is said (XML Signature §4.4.3.2).
    pub fn inclusive() -> Self {
        Self {
            exclusive: false,
            comments: false,
            prefixes: Vec::new(),
        }
    }

    /// The method that an element with an `Algorithm` names, together with its list of prefixes.
    pub fn read(node: Node<'_, '_>) -> Option<Self> {
        let algorithm = node.attribute("Algorithm")?;
        let (base, comments) = match algorithm.strip_suffix("WithComments") {
            Some(base) => (base, true),
            None => (algorithm, false),
        };
        let exclusive = base == EXCLUSIVE;
        let inclusive = [INCLUSIVE, INCLUSIVE_11].contains(&base.trim_end_matches('#'));
        (exclusive || inclusive).then(|| Self {
            exclusive,
            comments,
            prefixes: prefixes(node),
        })
    }
}

fn prefixes(node: Node<'_, '_>) -> Vec<String> {
    let list = node
        .children()
        .find(|child| child.has_tag_name((EXCLUSIVE, "InclusiveNamespaces")))
        .and_then(|child| child.attribute("PrefixList"))
        .unwrap_or_default();
    // The list is walked for every element, so it must not be longer than anything that a document may declare.
    let mut seen = BTreeSet::new();
    list.split_whitespace()
        .map(|prefix| if prefix == "#default" { "" } else { prefix })
        .filter(|prefix| seen.insert(*prefix))
        .take(Limits::default().namespaces)
        .map(str::to_owned)
        .collect()
}

/// The canonical form of an element, less the element `left_out` if it lies within.
pub fn canonical(apex: Node<'_, '_>, method: &Method, left_out: Option<NodeId>, blanks: Blanks) -> String {
    let mut writer = Writer {
        source: apex.document().input_text(),
        method,
        left_out,
        blanks,
        rendered: Vec::new(),
        out: String::with_capacity(apex.range().len()),
    };
    writer.element(apex, true);
    writer.out
}

struct Writer<'m, 'i> {
    source: &'i str,
    method: &'m Method,
    left_out: Option<NodeId>,
    blanks: Blanks,
    /// Prefix and namespace as the elements around have written them, the innermost last.
    rendered: Vec<(String, String)>,
    out: String,
}

impl<'i> Writer<'_, 'i> {
    fn node(&mut self, node: Node<'_, 'i>) {
        if Some(node.id()) == self.left_out {
            return;
        }
        if node.is_element() {
            self.element(node, false);
        } else if node.is_text() {
            self.text(node);
        } else if node.is_comment() {
            if self.method.comments {
                self.out.push_str("<!--");
                self.out.push_str(node.text().unwrap_or_default());
                self.out.push_str("-->");
            }
        } else if let Some(instruction) = node.pi() {
            self.out.push_str("<?");
            self.out.push_str(instruction.target);
            if let Some(value) = instruction.value {
                self.out.push(' ');
                self.out.push_str(value);
            }
            self.out.push_str("?>");
        }
    }

    fn text(&mut self, node: Node<'_, 'i>) {
        let text = node.text().unwrap_or_default();
        let between = || {
            node.parent()
                .is_some_and(|parent| parent.children().any(|child| child.is_element()))
        };
        match self.blanks {
            Blanks::Dropped | Blanks::Trimmed if text.trim().is_empty() && between() => {}
            Blanks::Kept | Blanks::Dropped => escape_text(text, &mut self.out),
            Blanks::Trimmed => escape_text(text.trim(), &mut self.out),
        }
    }

    fn element(&mut self, node: Node<'_, 'i>, apex: bool) {
        let around = self.rendered.len();
        let name = self.name(node);
        let mut attributes = self.attributes(node, apex);
        // An element that declares nothing has nothing to write that is not written around it already.
        let declarations = if self.method.exclusive || apex || self.declares(node) {
            self.declarations(node, &attributes)
        } else {
            Vec::new()
        };
        self.out.push('<');
        self.out.push_str(name);
        for (prefix, uri) in declarations {
            self.out
                .push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
            self.out.push_str(&prefix);
            self.out.push_str("=\"");
            escape_attribute(&uri, &mut self.out);
            self.out.push('"');
            self.rendered.push((prefix, uri));
        }
        attributes.sort_by(|a, b| (a.space, a.local).cmp(&(b.space, b.local)));
        for attribute in attributes {
            self.out.push(' ');
            self.out.push_str(attribute.name);
            self.out.push_str("=\"");
            escape_attribute(attribute.value, &mut self.out);
            self.out.push('"');
        }
        self.out.push('>');
        for child in node.children() {
            self.node(child);
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
        self.rendered.truncate(around);
    }

    /// The name as it is written, which the tree does not keep.
    fn name(&self, node: Node<'_, 'i>) -> &'i str {
        let tag = self.source.get(node.range().start + 1..).unwrap_or_default();
        let end = tag
            .find(|c: char| c.is_whitespace() || c == '>' || c == '/')
            .unwrap_or(tag.len());
        tag.get(..end).unwrap_or_default()
    }

    /// Whether the tag of an element holds a namespace declaration.
    fn declares(&self, node: Node<'_, 'i>) -> bool {
        let range = node.range();
        let end = node.first_child().map_or(range.end, |child| child.range().start);
        let tag = self.source.get(range.start..end).unwrap_or_default();
        tag.contains("xmlns")
    }

    fn attributes<'n>(&self, node: Node<'n, 'i>, apex: bool) -> Vec<Attribute<'n>>
    where
        'i: 'n,
    {
        let own = |node: Node<'n, 'i>| {
            let source = self.source;
            node.attributes().map(move |attribute| Attribute {
                space: attribute.namespace().unwrap_or_default(),
                local: attribute.name(),
                name: source.get(attribute.range_qname()).unwrap_or_default(),
                value: attribute.value(),
            })
        };
        let mut attributes: Vec<Attribute<'n>> = own(node).collect();
        if apex && !self.method.exclusive {
            // Attributes such as xml:lang hold for everything within, so the apex takes them along.
            for attribute in node.ancestors().skip(1).flat_map(own) {
                let known = attributes
                    .iter()
                    .any(|own| own.space == XML && own.local == attribute.local);
                if attribute.space == XML && !known {
                    attributes.push(attribute);
                }
            }
        }
        attributes
    }

    /// Namespaces to be written at an element: those that differ from what the elements around have written.
    fn declarations(&self, node: Node<'_, 'i>, attributes: &[Attribute<'_>]) -> Vec<(String, String)> {
        let mut prefixes: Vec<&str> = if self.method.exclusive {
            let own = prefix_of(self.name(node));
            let used = attributes.iter().map(|attribute| prefix_of(attribute.name));
            let listed = self.method.prefixes.iter().map(String::as_str);
            let listed = listed.filter(|prefix| in_scope(node, prefix).is_some());
            std::iter::once(own)
                .chain(used.filter(|prefix| !prefix.is_empty()))
                .chain(listed)
                .collect()
        } else {
            let all = node.namespaces().map(|space| space.name().unwrap_or_default());
            std::iter::once("").chain(all).collect()
        };
        prefixes.sort_unstable();
        prefixes.dedup();
        prefixes
            .into_iter()
            .filter(|prefix| *prefix != "xml")
            .filter_map(|prefix| {
                let uri = in_scope(node, prefix).unwrap_or_default();
                (uri != self.rendered_as(prefix)).then(|| (prefix.to_owned(), uri.to_owned()))
            })
            .collect()
    }

    fn rendered_as(&self, prefix: &str) -> &str {
        let written = self.rendered.iter().rev().find(|(known, _)| known == prefix);
        written.map_or("", |(_, uri)| uri)
    }
}

struct Attribute<'n> {
    space: &'n str,
    local: &'n str,
    name: &'n str,
    value: &'n str,
}

fn prefix_of(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}

fn in_scope<'n>(node: Node<'n, '_>, prefix: &str) -> Option<&'n str> {
    node.namespaces()
        .find(|space| space.name().unwrap_or_default() == prefix)
        .map(roxmltree::Namespace::uri)
}

fn escape_text(text: &str, out: &mut String) {
    escape(text, out, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'\r' => Some("&#xD;"),
        _ => None,
    });
}

fn escape_attribute(text: &str, out: &mut String) {
    escape(text, out, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'"' => Some("&quot;"),
        b'\t' => Some("&#x9;"),
        b'\n' => Some("&#xA;"),
        b'\r' => Some("&#xD;"),
        _ => None,
    });
}

/// Writes what lies between two characters that are escaped in one piece.
fn escape(text: &str, out: &mut String, escaped: impl Fn(u8) -> Option<&'static str>) {
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(instead) = escaped(byte) {
            out.push_str(text.get(written..at).unwrap_or_default());
            out.push_str(instead);
            written = at + 1;
        }
    }
    out.push_str(text.get(written..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use roxmltree::Document;

    fn exclusive(prefixes: &[&str]) -> Method {
        Method {
            exclusive: true,
            comments: false,
            prefixes: prefixes.iter().map(|prefix| (*prefix).to_owned()).collect(),
        }
    }

    /// The element called `name`, canonicalised.
    fn of(xml: &str, name: &str, method: &Method) -> String {
        let document = Document::parse(xml).unwrap();
        let apex = document
            .descendants()
            .find(|node| node.is_element() && node.tag_name().name() == name)
            .unwrap();
        canonical(apex, method, None, Blanks::Kept)
    }

    #[test]
    fn empty_elements_are_written_with_an_end_and_attributes_in_order() {
        let xml = "<a z='1' b = \"2\"><c/></a>";
        assert_eq!(of(xml, "a", &exclusive(&[])), "<a b=\"2\" z=\"1\"><c></c></a>");
    }

    #[test]
    fn attributes_are_ordered_by_namespace_and_then_by_name() {
        let xml = "<a xmlns:y='urn:1' xmlns:x='urn:2' x:a='3' y:b='2' c='1'/>";
        let written = "<a xmlns:x=\"urn:2\" xmlns:y=\"urn:1\" c=\"1\" y:b=\"2\" x:a=\"3\"></a>";
        assert_eq!(of(xml, "a", &exclusive(&[])), written);
    }

    #[test]
    fn only_namespaces_that_are_visibly_used_are_written_where_they_are_used() {
        let xml = "<p:a xmlns:p='urn:p' xmlns:q='urn:q' xmlns:r='urn:r'><q:b r:x=''/><q:c/></p:a>";
        assert_eq!(
            of(xml, "a", &exclusive(&[])),
            "<p:a xmlns:p=\"urn:p\"><q:b xmlns:q=\"urn:q\" xmlns:r=\"urn:r\" r:x=\"\"></q:b>\
             <q:c xmlns:q=\"urn:q\"></q:c></p:a>"
        );
    }

    #[test]
    fn listed_prefixes_are_written_although_they_are_not_used() {
        let xml = "<p:a xmlns:p='urn:p' xmlns:xs='urn:xs' xmlns='urn:d'><b xmlns=''/></p:a>";
        assert_eq!(
            of(xml, "a", &exclusive(&["xs"])),
            "<p:a xmlns:p=\"urn:p\" xmlns:xs=\"urn:xs\"><b></b></p:a>"
        );
        assert_eq!(
            of(xml, "a", &exclusive(&[""])),
            "<p:a xmlns=\"urn:d\" xmlns:p=\"urn:p\"><b xmlns=\"\"></b></p:a>"
        );
        assert_eq!(
            of(xml, "a", &exclusive(&["absent"])),
            "<p:a xmlns:p=\"urn:p\"><b></b></p:a>"
        );
    }

    #[test]
    fn inclusive_takes_everything_in_scope_along() {
        let xml = "<r xmlns='urn:d' xmlns:q='urn:q' xml:lang='en' x='1'><a xml:space='preserve'><b xmlns=''/></a></r>";
        assert_eq!(
            of(xml, "a", &Method::inclusive()),
            "<a xmlns=\"urn:d\" xmlns:q=\"urn:q\" xml:lang=\"en\" xml:space=\"preserve\"><b xmlns=\"\"></b></a>"
        );
        assert_eq!(
            of(xml, "a", &exclusive(&[])),
            "<a xmlns=\"urn:d\" xml:space=\"preserve\"><b xmlns=\"\"></b></a>"
        );
    }

    #[test]
    fn a_default_namespace_that_is_taken_back_and_given_again_is_written_each_time() {
        let xml = "<a xmlns='urn:1'><b xmlns=''><c xmlns='urn:1'/></b></a>";
        assert_eq!(
            of(xml, "a", &exclusive(&[])),
            "<a xmlns=\"urn:1\"><b xmlns=\"\"><c xmlns=\"urn:1\"></c></b></a>"
        );
    }

    #[test]
    fn characters_are_written_in_one_way() {
        let xml = "<a t='&#9;&#10;&#13;&lt;&quot;&gt;\"'>&lt;&gt;&amp;&#13;\"'\u{e9}<![CDATA[<&>]]></a>"
            .replace("\"'>", "'>");
        assert_eq!(
            of(&xml, "a", &exclusive(&[])),
            "<a t=\"&#x9;&#xA;&#xD;&lt;&quot;>\">&lt;&gt;&amp;&#xD;\"'\u{e9}&lt;&amp;&gt;</a>"
        );
    }

    #[test]
    fn line_ends_become_line_feeds_and_attributes_lose_theirs() {
        assert_eq!(
            of("<a t='x\r\ny'>1\r\n2\r3</a>", "a", &exclusive(&[])),
            "<a t=\"x y\">1\n2\n3</a>"
        );
    }

    #[test]
    fn comments_are_written_only_where_the_method_says_so() {
        let xml = "<a>x<!-- y -->z<?p  q?></a>";
        assert_eq!(of(xml, "a", &exclusive(&[])), "<a>xz<?p q?></a>");
        let with = Method {
            comments: true,
            ..exclusive(&[])
        };
        assert_eq!(of(xml, "a", &with), "<a>x<!-- y -->z<?p q?></a>");
    }

    #[test]
    fn an_element_can_be_left_out_and_blanks_can_be_undone() {
        let document = Document::parse("<a>\n <b> x </b>\n <c/>\n</a>").unwrap();
        let c = document
            .descendants()
            .find(|node| node.has_tag_name("c"))
            .unwrap();
        let write = |blanks| canonical(document.root_element(), &exclusive(&[]), Some(c.id()), blanks);
        assert_eq!(write(Blanks::Kept), "<a>\n <b> x </b>\n \n</a>");
        assert_eq!(write(Blanks::Dropped), "<a><b> x </b></a>");
        assert_eq!(write(Blanks::Trimmed), "<a><b>x</b></a>");
    }

    #[test]
    fn methods_are_known_by_their_names() {
        let method = |xml: &str| Method::read(Document::parse(xml).unwrap().root_element());
        let named = |uri: &str| method(&format!("<m Algorithm='{uri}'/>"));
        assert_eq!(named(EXCLUSIVE), Some(exclusive(&[])));
        assert!(named(&format!("{EXCLUSIVE}WithComments")).unwrap().comments);
        assert_eq!(named(INCLUSIVE), Some(Method::inclusive()));
        assert!(named(&format!("{INCLUSIVE}#WithComments")).unwrap().comments);
        assert_eq!(named("http://www.w3.org/TR/1999/REC-xpath-19991116"), None);
        let listed = format!(
            "<m Algorithm='{EXCLUSIVE}'><e:InclusiveNamespaces xmlns:e='{EXCLUSIVE}' PrefixList='xs #default'/></m>"
        );
        assert_eq!(method(&listed), Some(exclusive(&["xs", ""])));
    }
}

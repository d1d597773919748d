//! The one way to write an element down, held to the examples of the standards (W3C: Canonical XML 1.0 §3; Exclusive
//! XML Canonicalization 1.0 §2.2), and to signatures that another library makes.

use crate::signer::{Draft, Style, judge, target};
use org2org_setup::saml::canonical::{Blanks, Method, canonical};
use proptest::prelude::*;
use roxmltree::Document;

const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";

fn exclusive() -> Method {
    Method {
        exclusive: true,
        ..Method::inclusive()
    }
}

/// The first element of a name, written down.
fn written(xml: &str, name: &str, method: &Method) -> String {
    let document = Document::parse(xml).unwrap();
    let mut elements = document.descendants().filter(roxmltree::Node::is_element);
    let apex = elements.find(|node| node.tag_name().name() == name).unwrap();
    canonical(apex, method, None, Blanks::Kept)
}

/// Canonical XML 1.0 §3.2: all white space within an element stays.
#[test]
fn white_space_within_elements_is_kept() {
    let xml = "<doc>\n   <clean>   </clean>\n   <dirty>   A   B   </dirty>\n   <mixed>\n      A\n      <clean>   </clean>\n      \
               B\n      <dirty>   A   B   </dirty>\n      C\n   </mixed>\n</doc>";
    for method in [Method::inclusive(), exclusive()] {
        assert_eq!(written(xml, "doc", &method), xml);
    }
}

/// Canonical XML 1.0 §3.3, without its default attribute, which needs a document type.
#[test]
fn start_and_end_tags_are_written_in_one_way() {
    let xml = "<doc>\n   <e1   />\n   <e2   ></e2>\n   <e3   name = \"elem3\"   id=\"elem3\"   />\n   \
               <e4   name=\"elem4\"   id=\"elem4\"   ></e4>\n   <e5 a:attr=\"out\" b:attr=\"sorted\" attr2=\"all\" attr=\"I'm\"\n      \
               xmlns:b=\"http://www.ietf.org\"\n      xmlns:a=\"http://www.w3.org\"\n      xmlns=\"http://example.org\"/>\n   \
               <e6 xmlns=\"\" xmlns:a=\"http://www.w3.org\">\n      <e7 xmlns=\"http://www.ietf.org\">\n         \
               <e8 xmlns=\"\" xmlns:a=\"http://www.w3.org\">\n            <e9 xmlns=\"\" xmlns:a=\"http://www.ietf.org\"/>\n         \
               </e8>\n      </e7>\n   </e6>\n</doc>";
    let expected = "<doc>\n   <e1></e1>\n   <e2></e2>\n   <e3 id=\"elem3\" name=\"elem3\"></e3>\n   \
                    <e4 id=\"elem4\" name=\"elem4\"></e4>\n   <e5 xmlns=\"http://example.org\" xmlns:a=\"http://www.w3.org\" \
                    xmlns:b=\"http://www.ietf.org\" attr=\"I'm\" attr2=\"all\" b:attr=\"sorted\" a:attr=\"out\"></e5>\n   \
                    <e6 xmlns:a=\"http://www.w3.org\">\n      <e7 xmlns=\"http://www.ietf.org\">\n         <e8 xmlns=\"\">\n            \
                    <e9 xmlns:a=\"http://www.ietf.org\"></e9>\n         </e8>\n      </e7>\n   </e6>\n</doc>";
    assert_eq!(written(xml, "doc", &Method::inclusive()), expected);
}

/// Canonical XML 1.0 §3.4.
#[test]
fn references_and_sections_are_replaced_by_what_they_mean() {
    let xml = "<doc>\n   <text>First line&#x0d;&#10;Second line</text>\n   <value>&#x32;</value>\n   \
               <compute><![CDATA[value>\"0\" && value<\"10\" ?\"valid\":\"error\"]]></compute>\n   \
               <compute expr='value>\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"'>valid</compute>\n   \
               <norm attr=' &apos;   &#x20;&#13;&#xa;&#9;   &apos; '/>\n</doc>";
    let expected = "<doc>\n   <text>First line&#xD;\nSecond line</text>\n   <value>2</value>\n   \
                    <compute>value&gt;\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"</compute>\n   \
                    <compute expr=\"value>&quot;0&quot; &amp;&amp; value&lt;&quot;10&quot; ?&quot;valid&quot;:&quot;error&quot;\">valid</compute>\n   \
                    <norm attr=\" '    &#xD;&#xA;&#x9;   ' \"></norm>\n</doc>";
    for method in [Method::inclusive(), exclusive()] {
        assert_eq!(written(xml, "doc", &method), expected);
    }
}

/// Canonical XML 1.0 §3.6.
#[test]
fn characters_are_written_as_themselves() {
    assert_eq!(
        written("<doc>&#169;&#x1F600;</doc>", "doc", &Method::inclusive()),
        "<doc>\u{a9}\u{1f600}</doc>"
    );
}

/// Canonical XML 1.0 §3.1, as far as it is within the element.
#[test]
fn instructions_are_kept_and_comments_only_where_they_are_asked_for() {
    let xml = "<?xml version=\"1.0\"?><?xml-stylesheet   href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n\
               <doc>Hello, world!<!-- Comment 1 --><?pi-without-data     ?></doc>\n<!-- Comment 2 -->";
    let without = "<doc>Hello, world!<?pi-without-data?></doc>";
    assert_eq!(written(xml, "doc", &Method::inclusive()), without);
    let comments = Method {
        comments: true,
        ..Method::inclusive()
    };
    let with = "<doc>Hello, world!<!-- Comment 1 --><?pi-without-data?></doc>";
    assert_eq!(written(xml, "doc", &comments), with);
}

/// Exclusive XML Canonicalization 1.0 §2.1, §2.2: an element that is moved keeps its exclusive form, and no other.
#[test]
fn an_element_that_was_moved_keeps_its_exclusive_form() {
    let inner = "<n1:elem2 xmlns:n1=\"http://example.net\" xml:lang=\"en\">\n     \
                 <n3:stuff xmlns:n3=\"ftp://example.org\"/>\n  </n1:elem2>";
    let local = format!(
        "<n0:local xmlns:n0=\"http://foobar.org\" xmlns:n3=\"ftp://example.org\">\n  {inner}\n</n0:local>"
    );
    let pdu = format!(
        "<n2:pdu xmlns:n1=\"http://example.com\" xmlns:n2=\"http://foo.example\" xml:lang=\"fr\" xml:space=\"retain\">\n  {inner}\n</n2:pdu>"
    );
    let moved = "<n1:elem2 xmlns:n1=\"http://example.net\" xml:lang=\"en\">\n     \
                 <n3:stuff xmlns:n3=\"ftp://example.org\"></n3:stuff>\n  </n1:elem2>";
    assert_eq!(written(&local, "elem2", &exclusive()), moved);
    assert_eq!(written(&pdu, "elem2", &exclusive()), moved);
    assert_eq!(
        written(&local, "elem2", &Method::inclusive()),
        "<n1:elem2 xmlns:n0=\"http://foobar.org\" xmlns:n1=\"http://example.net\" xmlns:n3=\"ftp://example.org\" \
         xml:lang=\"en\">\n     <n3:stuff></n3:stuff>\n  </n1:elem2>"
    );
    assert_eq!(
        written(&pdu, "elem2", &Method::inclusive()),
        "<n1:elem2 xmlns:n1=\"http://example.net\" xmlns:n2=\"http://foo.example\" xml:lang=\"en\" xml:space=\"retain\">\n     \
         <n3:stuff xmlns:n3=\"ftp://example.org\"></n3:stuff>\n  </n1:elem2>"
    );
}

#[test]
fn every_name_of_a_method_that_saml_uses_is_known() {
    for (name, is_exclusive, comments) in [
        (EXCLUSIVE.to_owned(), true, false),
        (format!("{EXCLUSIVE}WithComments"), true, true),
        (INCLUSIVE.to_owned(), false, false),
        (format!("{INCLUSIVE}#WithComments"), false, true),
        ("http://www.w3.org/2006/12/xml-c14n11".to_owned(), false, false),
        (
            "http://www.w3.org/2006/12/xml-c14n11#WithComments".to_owned(),
            false,
            true,
        ),
    ] {
        let xml = format!("<m Algorithm='{name}'/>");
        let method = Method::read(Document::parse(&xml).unwrap().root_element()).unwrap();
        assert_eq!(
            (method.exclusive, method.comments),
            (is_exclusive, comments),
            "{name}"
        );
    }
    for name in [
        "",
        "http://www.w3.org/2001/10/xml-exc-c14n",
        "http://www.w3.org/TR/1999/REC-xslt-19991116",
    ] {
        let xml = format!("<m Algorithm='{name}'/>");
        assert_eq!(
            Method::read(Document::parse(&xml).unwrap().root_element()),
            None,
            "{name}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The digest is another library's, so both write the same down, whatever stands in the message.
    #[test]
    fn whatever_was_signed_by_another_library_is_believed(
        name in "[a-z<>&'\"\u{e9}\u{1f600} ]{0,12}x",
        value in "[ -~\u{e9}\u{a0}\u{1f600}]{0,40}",
        lines in "(&#13;|&#10;|&#9;|\n|\t| ){0,6}",
        exclusive: bool,
        listed in prop::sample::select(vec!["", "xs", "#default xs", "absent"]),
    ) {
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        let method = if exclusive { EXCLUSIVE } else { INCLUSIVE };
        let draft = Draft {
            attributes: format!(
                "<saml2:AttributeStatement><saml2:Attribute Name=\"{}\"><saml2:AttributeValue>{}{lines}\
                 <![CDATA[<&>]]></saml2:AttributeValue></saml2:Attribute></saml2:AttributeStatement>",
                escaped(&name),
                escaped(&value).replace("]]>", "]]&gt;"),
            ),
            // What is written with everything around it may not be put into something else afterwards.
            sign_assertion: exclusive,
            sign_response: !exclusive,
            style: Style { content: method, info: method, prefixes: listed, ..Style::default() },
            ..Draft::default()
        };
        let diagnosis = judge(&draft.xml(), &target());
        prop_assert_eq!(diagnosis.believed.len(), 1, "{:?}", diagnosis.findings);
    }
}

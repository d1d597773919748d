//! What belongs into a response, once and readable (SAML Core §2.3.3, §2.4, §2.5, §2.7, §3.3.3; SAML Profiles §4.1.4.2),
//! and how XML may and may not be written: the same message in another dress is the same message.

use crate::signer::{AT, Draft, codes, instant, target};
use org2org_setup::saml::{
    diagnose::{Diagnosis, diagnose},
    finding::Severity,
    input::{self, InputError},
    xml::{Limits, XmlError, parse},
};

/// Pieces of a text, each with what is put in its place.
type Changes = &'static [(&'static str, &'static str)];

const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";

fn unsigned() -> String {
    let draft = Draft {
        sign_response: false,
        sign_assertion: false,
        ..Draft::default()
    };
    draft.xml()
}

fn changed(changes: Changes) -> String {
    changes.iter().fold(unsigned(), |xml, (from, to)| {
        assert!(xml.contains(from), "{from} is not in the message");
        xml.replace(from, to)
    })
}

fn judged(xml: &str) -> Diagnosis {
    let documents = input::read(xml.as_bytes()).unwrap();
    let mut diagnosis = diagnose(&documents, &target(), instant(AT));
    diagnosis
        .findings
        .retain(|finding| finding.code.word() != "unsigned");
    diagnosis
}

/// From the beginning of one text until the end of another.
fn without(from: &str, until: &str) -> String {
    let xml = unsigned();
    let start = xml.find(from).unwrap();
    let end = start + xml[start..].find(until).unwrap() + until.len();
    format!("{}{}", &xml[..start], &xml[end..])
}

#[test]
fn each_part_that_is_missing_is_named_and_nothing_else() {
    let issuer_of_assertion = {
        let xml = unsigned();
        let assertion = xml.find("<saml2:Assertion ").unwrap();
        let start = assertion + xml[assertion..].find("<saml2:Issuer").unwrap();
        let end = start + xml[start..].find("</saml2:Issuer>").unwrap() + "</saml2:Issuer>".len();
        format!("{}{}", &xml[..start], &xml[end..])
    };
    for (xml, expected) in [
        (without(" ID=\"idresponse", "idresponse\""), vec!["!id-missing"]),
        (without(" ID=\"idassertion", "idassertion\""), vec!["!id-missing"]),
        (
            without("<saml2p:Status>", "</saml2p:Status>"),
            vec!["!status-missing"],
        ),
        (without("<saml2p:StatusCode", "/>"), vec!["!status-missing"]),
        (
            without("<saml2:Issuer", "</saml2:Issuer>"),
            vec!["issuer-missing"],
        ),
        (issuer_of_assertion, vec!["!issuer-missing"]),
        (
            without("<saml2:Assertion ", "</saml2:Assertion>"),
            vec!["!assertion-missing"],
        ),
        (
            without("<saml2:NameID", "</saml2:NameID>"),
            vec!["!name-id-missing"],
        ),
        (
            without("<saml2:Subject>", "</saml2:Subject>"),
            vec!["!name-id-missing", "!confirmation-missing"],
        ),
        (
            without("<saml2:SubjectConfirmation ", "</saml2:SubjectConfirmation>"),
            vec!["!confirmation-missing"],
        ),
        (
            without("<saml2:SubjectConfirmationData", "/>"),
            vec!["!confirmation-missing"],
        ),
        (without(" Recipient=\"", "8i9\""), vec!["recipient-missing"]),
        (
            without("<saml2:Conditions", "</saml2:Conditions>"),
            vec!["conditions-missing"],
        ),
        (
            without("<saml2:AuthnStatement", "</saml2:AuthnStatement>"),
            vec!["authn-statement-missing"],
        ),
        (without(" Destination=\"", "8i9\""), vec!["destination-missing"]),
        (
            without("<saml2:AttributeStatement>", "</saml2:AttributeStatement>"),
            vec![],
        ),
    ] {
        assert_eq!(codes(&judged(&xml)), expected, "{xml}");
    }
}

/// What is there and says nothing is as good as absent.
#[test]
fn an_empty_value_is_as_good_as_none() {
    for (changes, expected) in [
        (
            &[(">mira.chen@acme.example<", "><")] as Changes,
            "!name-id-missing",
        ),
        (&[(">mira.chen@acme.example<", "> \n <")], "!name-id-missing"),
        (
            &[(
                "Destination=\"https://northwind.example/sso/saml2/0oa1b2c3d4E5F6G7H8i9\"",
                "Destination=\" \"",
            )],
            "destination-missing",
        ),
    ] {
        assert_eq!(codes(&judged(&changed(changes))), [expected], "{changes:?}");
    }
}

/// A reader that takes the first text of a name takes another person's (CVE-2018-0489 and its kin).
#[test]
fn whatever_interrupts_a_name_is_named_with_the_whole_name() {
    for inside in ["<!---->", "<!-- x -->", "<?x y?>", "<b/>", "<saml2:NameID/>"] {
        let xml = unsigned().replace(
            "mira.chen@acme.example",
            &format!("mira.chen@acme.example{inside}.evil.example"),
        );
        let diagnosis = judged(&xml);
        assert!(
            codes(&diagnosis).contains(&"!comment-in-name".to_owned()),
            "{inside}: {:?}",
            codes(&diagnosis)
        );
        let finding = diagnosis
            .findings
            .iter()
            .find(|one| one.code.word() == "comment-in-name")
            .unwrap();
        assert!(
            finding.summary.contains("mira.chen@acme.example.evil.example"),
            "{}",
            finding.summary
        );
        assert_eq!(&xml[finding.place.clone().unwrap()], inside);
    }
    for inside in ["<![CDATA[]]>", "&#46;", ""] {
        let xml = unsigned().replace(
            "mira.chen@acme.example",
            &format!("mira{inside}chen@acme.example"),
        );
        assert_eq!(
            codes(&judged(&xml)),
            Vec::<String>::new(),
            "{inside} is text like any other"
        );
    }
}

#[test]
fn what_is_encrypted_is_named_and_may_be_right() {
    let encrypted = |name: &str| format!("<saml2:{name} xmlns:saml2=\"{ASSERTION}\"><x/></saml2:{name}>");
    let name = unsigned().replace(
        "<saml2:NameID Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified\">mira.chen@acme.example</saml2:NameID>",
        &encrypted("EncryptedID"),
    );
    let attribute = unsigned().replace(
        "</saml2:AttributeStatement>",
        &(encrypted("EncryptedAttribute") + "</saml2:AttributeStatement>"),
    );
    let xml = unsigned();
    let (from, end) = (xml.find("<saml2:Assertion ").unwrap(), "</saml2:Assertion>");
    let until = xml.find(end).unwrap() + end.len();
    let assertion = format!(
        "{}{}{}",
        &xml[..from],
        encrypted("EncryptedAssertion"),
        &xml[until..]
    );
    for (xml, code) in [
        (name, "encrypted-name-id"),
        (attribute, "encrypted-attribute"),
        (assertion, "encrypted-assertion"),
    ] {
        let diagnosis = judged(&xml);
        assert_eq!(codes(&diagnosis), [code]);
        assert_eq!(diagnosis.findings[0].severity, Severity::MayBlock);
        let place = diagnosis.findings[0].place.clone().unwrap();
        assert!(xml[place].starts_with("<saml2:Encrypted"));
    }
}

#[test]
fn what_stands_twice_is_named() {
    let attribute =
        "<saml2:Attribute Name=\"name\"><saml2:AttributeValue>other</saml2:AttributeValue></saml2:Attribute>";
    let twice = unsigned().replace(
        "</saml2:AttributeStatement>",
        &format!("{attribute}</saml2:AttributeStatement>"),
    );
    let diagnosis = judged(&twice);
    assert_eq!(codes(&diagnosis), ["duplicate-attribute"]);
    assert_eq!(diagnosis.findings[0].severity, Severity::Note);
    let in_two = unsigned().replace(
        "</saml2:Assertion>",
        &format!("<saml2:AttributeStatement>{attribute}</saml2:AttributeStatement></saml2:Assertion>"),
    );
    assert_eq!(
        codes(&judged(&in_two)),
        ["duplicate-attribute"],
        "in a statement of its own, too"
    );
    let same_id = unsigned().replace("ID=\"idassertion\"", "ID=\"idresponse\"");
    assert_eq!(codes(&judged(&same_id)), ["!duplicate-id"]);
    let xml = unsigned();
    let from = xml.find("<saml2:Assertion ").unwrap();
    let until = xml.find("</saml2p:Response>").unwrap();
    let second = xml[from..until].replace("idassertion", "idsecond");
    let two = format!("{}{second}{}", &xml[..until], &xml[until..]);
    assert_eq!(codes(&judged(&two)), ["!several-assertions"]);
}

/// Only SAML 2.0 is judged; of anything else the version is told and nothing is guessed.
#[test]
fn another_version_of_saml_is_told_and_its_values_are_not_judged() {
    for changes in [
        &[("Version=\"2.0\">", "Version=\"1.1\">")] as Changes,
        &[(
            "urn:oasis:names:tc:SAML:2.0:protocol",
            "urn:oasis:names:tc:SAML:1.0:protocol",
        )],
        &[
            (
                "urn:oasis:names:tc:SAML:2.0:protocol",
                "urn:oasis:names:tc:SAML:1.0:protocol",
            ),
            ("www.okta.com/exk1", "www.okta.com/other"),
        ],
    ] {
        let found = codes(&judged(&changed(changes)));
        assert_eq!(found, ["!not-saml2"], "{changes:?}");
    }
}

#[test]
fn a_method_of_confirmation_is_known_by_its_whole_name() {
    for method in [
        "urn:oasis:names:tc:SAML:1.0:cm:bearer",
        "bearer",
        "urn:oasis:names:tc:SAML:2.0:cm:Bearer",
        "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key",
    ] {
        let xml = unsigned().replace(BEARER, method);
        assert_eq!(codes(&judged(&xml)), ["!confirmation-missing"], "{method}");
    }
}

/// XML says in many ways the same (XML 1.0 §2, Namespaces in XML §3): prefixes, quotes, references, empty elements.
#[test]
fn the_same_message_in_another_dress_is_judged_the_same() {
    let own = unsigned();
    let dressed = [
        own.replace("saml2p:", "x:").replace(":saml2p=", ":x="),
        own.replace("saml2:", "saml2p2:").replace(":saml2=", ":saml2p2="),
        own.replace("<saml2p:", "<")
            .replace("</saml2p:", "</")
            .replace("xmlns:saml2p=", "xmlns="),
        own.replace('"', "'"),
        own.replace(
            "acme.example</saml2:NameID>",
            "&#97;cme.ex&#x61;mple</saml2:NameID>",
        ),
        own.replace("mira.chen@acme.example", "<![CDATA[mira.chen@acme.example]]>"),
        own.replace("mira.chen@acme.example", "mira.<![CDATA[chen]]>@acme.example"),
        own.replace("id4711", "&#105;d4711"),
        own.replace("/><", "></saml2p:StatusCode><")
            .replacen("></saml2p:StatusCode><", "/><", 0)
            .replace(
                "</saml2p:StatusCode></saml2:SubjectConfirmation>",
                "</saml2:SubjectConfirmationData></saml2:SubjectConfirmation>",
            ),
        own.replace("><", ">\r\n\t<"),
        own.replace("<saml2p:Status>", "<!-- <saml2p:Status> --><saml2p:Status>"),
        own.replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", ""),
        own.replace(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<?xml version='1.0' standalone='yes'?><?a b?><!-- c -->",
        ),
        own.replace(" ID=\"idresponse\"", "\n  ID = \"idresponse\""),
    ];
    for xml in dressed {
        assert_ne!(xml, own);
        assert_eq!(codes(&judged(&xml)), Vec::<String>::new(), "{xml}");
    }
}

#[test]
fn a_message_in_other_characters_is_judged_the_same() {
    let own = unsigned();
    let latin: Vec<u8> = own
        .replace("UTF-8", "ISO-8859-1")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let wide: Vec<u8> = own
        .replace("UTF-8", "UTF-16")
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    for bytes in [latin, wide] {
        let documents = input::read(&bytes).unwrap();
        assert!(documents[0].text().unwrap().contains("Mira &lt;Ch\u{e9}n&gt;"));
        let diagnosis = diagnose(&documents, &target(), instant(AT));
        assert_eq!(codes(&diagnosis), ["!unsigned"]);
    }
}

/// XML 1.0 §2.1, and what of it nobody who signs in has use for.
#[test]
fn what_is_not_well_formed_is_refused_with_what_is_wrong_there() {
    for (xml, said) in [
        ("<a><b></a></b>", "closed that was not the last one opened"),
        ("<a><b></a>", "closed that was not the last one opened"),
        ("<a><b", "breaks off"),
        ("<a><b c='", "breaks off"),
        ("<a>", "breaks off"),
        ("<a b='1' b='2'/>", "given twice"),
        ("<a xmlns:x='u' xmlns:x='v'/>", "given twice"),
        ("<x:a/>", "a prefix is used that is nowhere declared"),
        ("<a x:b='1'/>", "a prefix is used that is nowhere declared"),
        ("<a>&nbsp;</a>", "an & begins no known character"),
        ("<a>&x</a>", "an & begins no known character"),
        ("<a>\u{1}</a>", "a character that XML does not allow"),
        ("<a b=c/>", "not well-formed"),
        ("<a/><b/>", "not well-formed"),
        ("<!-- only -->", "it has no element"),
    ] {
        let Err(XmlError::Malformed { what, line, column }) = parse(xml, &Limits::default()) else {
            panic!("{xml}: {:?}", parse(xml, &Limits::default()));
        };
        assert!(what.contains(said), "{xml}: {what}");
        assert!(line == 1 && column > 0, "{xml}");
    }
}

#[test]
fn a_document_type_is_refused_wherever_it_stands_and_however_it_is_written() {
    let own = unsigned();
    let body = own
        .strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
        .unwrap();
    for declaration in [
        "<!DOCTYPE r>",
        "<!DOCTYPE r []>",
        "<!DOCTYPE r SYSTEM 'file:///etc/passwd'>",
        "<!DOCTYPE r PUBLIC '-//x' 'http://127.0.0.1/x'>",
        "<!DOCTYPE r [<!ENTITY x 'y'>]>",
        "<!DOCTYPE r [<!ENTITY % p SYSTEM 'http://127.0.0.1/x'>%p;]>",
        "<!doctype r>",
        "<!-- a --><!DOCTYPE r><?b c?>",
    ] {
        for xml in [
            format!("{declaration}{body}"),
            format!("<?xml version=\"1.0\"?>\n{declaration}\n{body}"),
        ] {
            let error = parse(&xml, &Limits::default()).unwrap_err();
            assert_eq!(error, XmlError::DocumentType, "{declaration}");
            assert!(
                matches!(
                    input::read(xml.as_bytes()),
                    Err(InputError::Xml(XmlError::DocumentType) | InputError::WebPage)
                ),
                "{declaration}"
            );
        }
    }
    let harmless = own.replace(
        "Mira",
        "&lt;!DOCTYPE r&gt;<!-- <!DOCTYPE r> --><![CDATA[<!DOCTYPE r>]]>",
    );
    assert!(
        parse(&harmless, &Limits::default()).is_ok(),
        "text is no declaration"
    );
}

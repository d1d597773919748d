//! Published attacks on signed messages (Somorovsky et al., "On Breaking SAML", 2012, XSW 1 to 8; comments in names,
//! 2018; transforms and objects): each is named, and nothing of it is believed.

use crate::signer::{Draft, codes, judge, key, sign, target};

const EVIL: &str = "admin@acme.example";

/// A response whose assertion alone is signed.
fn genuine() -> String {
    Draft {
        sign_response: false,
        ..Draft::default()
    }
    .xml()
}

/// A piece of a text, ends included.
fn piece<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text.find(from).unwrap();
    let end = text[start..].rfind(to).unwrap() + start + to.len();
    &text[start..end]
}

fn assertion(response: &str) -> &str {
    piece(response, "<saml2:Assertion", "</saml2:Assertion>")
}

fn signature(signed: &str) -> &str {
    piece(signed, "<ds:Signature", "</ds:Signature>")
}

/// The same without signature, under another ID, for another person.
fn forged(signed: &str) -> String {
    signed
        .replace(signature(signed), "")
        .replace("idassertion", "idforged")
        .replace("idresponse", "idforgedresponse")
        .replace("mira.chen@acme.example", EVIL)
}

fn attack(name: &str, xml: &str, code: &str) {
    let diagnosis = judge(xml, &target());
    let found = codes(&diagnosis);
    assert!(found.contains(&format!("!{code}")), "{name}: {found:?}");
    assert!(diagnosis.believed.is_empty(), "{name} is believed");
    println!("{name:<34} {}", found.join(" "));
}

#[test]
fn wrapped_assertions_are_named_and_not_believed() {
    let response = genuine();
    let signed = assertion(&response);
    let (evil, mark) = (forged(signed), signature(signed));
    let bare = signed.replace(mark, "");
    let with = |inner: &str| response.replace(signed, inner);
    let into_evil = |inner: &str| evil.replace("</saml2:Assertion>", &format!("{inner}</saml2:Assertion>"));
    let object = |inner: &str| {
        mark.replace(
            "</ds:Signature>",
            &format!("<ds:Object>{inner}</ds:Object></ds:Signature>"),
        )
    };
    let after_issuer =
        |text: &str, inner: &str| text.replacen("</saml2:Issuer>", &format!("</saml2:Issuer>{inner}"), 1);
    let extensions = |inner: &str| format!("<saml2p:Extensions>{inner}</saml2p:Extensions>");
    let cases = [
        ("XSW 3: forged before signed", with(&format!("{evil}{signed}"))),
        ("XSW 3: signed before forged", with(&format!("{signed}{evil}"))),
        ("XSW 4: signed within forged", with(&into_evil(signed))),
        (
            "XSW 5: signature in forged",
            with(&format!("{}{bare}", after_issuer(&evil, mark))),
        ),
        (
            "XSW 6: signed in object of forged",
            with(&after_issuer(&evil, &object(&bare))),
        ),
        (
            "XSW 7: signed in extensions",
            with(&format!("{}{evil}", extensions(signed))),
        ),
        (
            "XSW 7: forged in extensions",
            with(&format!("{}{signed}", extensions(&evil))),
        ),
        (
            "XSW 8: signed in object",
            with(&after_issuer(&evil, &object(signed))),
        ),
        (
            "forged in object of signed",
            response.replace(mark, &object(&evil)),
        ),
        (
            "forged in status",
            response
                .replace(
                    "</saml2p:Status>",
                    &format!("<saml2p:StatusDetail>{signed}</saml2p:StatusDetail></saml2p:Status>"),
                )
                .replacen(signed, "@", 1)
                .replace(signed, &evil)
                .replace('@', signed),
        ),
    ];
    for (name, xml) in cases {
        attack(name, &xml, "signature-wrapping");
    }
}

#[test]
fn wrapped_responses_are_named_and_not_believed() {
    let response = Draft {
        sign_assertion: false,
        ..Draft::default()
    }
    .xml();
    let response = response.split_once("?>").unwrap().1;
    let mark = signature(response);
    let (evil, bare) = (forged(response), response.replace(mark, ""));
    let after_issuer =
        |text: &str, inner: &str| text.replacen("</saml2:Issuer>", &format!("</saml2:Issuer>{inner}"), 1);
    let object = mark.replace(
        "</ds:Signature>",
        &format!("<ds:Object>{bare}</ds:Object></ds:Signature>"),
    );
    let within = |inner: &str| evil.replace("</saml2p:Response>", &format!("{inner}</saml2p:Response>"));
    let cases = [
        ("XSW 1: response in object", after_issuer(&evil, &object)),
        (
            "XSW 2: response beside signature",
            after_issuer(&evil, &format!("{bare}{mark}")),
        ),
        ("signed response within forged", within(response)),
    ];
    for (name, xml) in cases {
        attack(name, &xml, "signature-wrapping");
    }
}

#[test]
fn an_id_that_stands_twice_is_named() {
    let response = genuine();
    let signed = assertion(&response);
    let twin = forged(signed).replace("idforged", "idassertion");
    attack(
        "duplicate ID",
        &response.replace(signed, &format!("{twin}{signed}")),
        "duplicate-id",
    );
}

#[test]
fn a_comment_within_the_name_is_named_although_the_signature_fits() {
    let commented = genuine().replace(
        "mira.chen@acme.example",
        "mira.chen@acme.example<!-- -->.evil.example",
    );
    attack("comment, and name changed", &commented, "comment-in-name");
    let signed = Draft {
        name: "mira.chen@acme.example.evil.example".to_owned(),
        ..Draft::default()
    };
    let commented = signed.xml().replace("example.evil", "example<!-- -->.evil");
    let found = codes(&judge(&commented, &target()));
    assert_eq!(found, ["!comment-in-name"]);
    attack("comment", &commented, "comment-in-name");
}

#[test]
fn transforms_that_select_parts_are_named() {
    let selecting = genuine().replace(
        "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
        "http://www.w3.org/TR/1999/REC-xpath-19991116",
    );
    attack("XPath transform", &selecting, "transform-not-allowed");
}

#[test]
fn two_assertions_are_named_even_if_both_are_signed() {
    let response = genuine();
    let signed = assertion(&response);
    let second = signed
        .replace(signature(signed), "")
        .replace("idassertion", "idsecond");
    let template = signature(signed).replace("idassertion", "idsecond");
    let start = template.find("<ds:DigestValue>").unwrap();
    let mut template = template;
    for part in ["DigestValue", "SignatureValue"] {
        let from = template.find(&format!("<ds:{part}>")).unwrap() + part.len() + 5;
        let to = template.find(&format!("</ds:{part}>")).unwrap();
        template.replace_range(from..to, "");
    }
    assert!(start > 0);
    let second = sign(
        &second.replacen("</saml2:Issuer>", &format!("</saml2:Issuer>{template}"), 1),
        &key("source"),
    );
    let both = response.replace(signed, &format!("{signed}{second}"));
    assert_eq!(codes(&judge(&both, &target())), ["!several-assertions"]);
    attack("two signed assertions", &both, "several-assertions");
}

#[test]
fn a_key_that_the_message_brings_is_not_believed() {
    let own = Draft {
        key: "attacker".to_owned(),
        name: EVIL.to_owned(),
        ..Draft::default()
    };
    attack("signed by a key of its own", &own.xml(), "certificate-mismatch");
}

#[test]
fn a_signature_over_nothing_of_the_message_is_named() {
    let signed = genuine();
    let nowhere = signed.replace("URI=\"#idassertion\"", "URI=\"#absent\"");
    attack("reference to nothing", &nowhere, "signature-wrapping");
    let pointer = signed.replace("URI=\"#idassertion\"", "URI=\"#xpointer(id('idassertion'))\"");
    attack("reference by pointer", &pointer, "signature-wrapping");
    let outside = signed.replace("URI=\"#idassertion\"", "URI=\"https://evil.example/x\"");
    attack("reference to another address", &outside, "signature-wrapping");
    let whole = signed.replace("URI=\"#idassertion\"", "URI=\"\"");
    attack("reference to the whole", &whole, "signature-wrapping");
}

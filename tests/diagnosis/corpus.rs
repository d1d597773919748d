//! Messages that others recorded and broke, in `../shared/saml-corpus`: each valid one is judged without a blocking
//! finding at its own time and with its own key, each broken one by the cause that its name tells.

use crate::signer::codes;
use jiff::Timestamp;
use org2org_setup::saml::{
    certificate::Certificate,
    diagnose::{Diagnosis, diagnose},
    expectation::{Expectations, Expected, Instant},
    input::{self, Content, Document},
};
use std::path::{Path, PathBuf};

/// Messages that are whole: file, and whether something in them stays hidden, so that none can be believed.
const VALID: &[&str] = &[
    "double_signed_encrypted_assertion.xml.base64",
    "double_signed_encrypted_assertion2.xml.base64",
    "double_signed_response.xml.base64",
    "double_signed_response2.xml.base64",
    "response1_with_friendlyname.xml.base64",
    "response_encrypted_nameid.xml.base64",
    "response_without_reference_uri.xml.base64",
    "signed_assertion_response.xml.base64",
    "signed_assertion_response2.xml.base64",
    "signed_encrypted_assertion.xml.base64",
    "signed_encrypted_assertion2.xml.base64",
    "signed_message_encrypted_assertion.xml.base64",
    "signed_message_encrypted_assertion2.xml.base64",
    "signed_message_response.xml.base64",
    "signed_message_response2.xml.base64",
    "valid_encrypted_assertion.xml.base64",
    "valid_encrypted_assertion_encrypted_nameid.xml.base64",
    "valid_response.xml.base64",
    "valid_response2.xml.base64",
    "valid_response_with_namequalifier.xml.base64",
    "valid_response_without_inresponseto.xml.base64",
    "invalids/duplicated_attributes.xml.base64",
    "samael/multi_saml_response_signed_2.xml",
    "samael/response_encrypted.xml",
    "samael/response_encrypted_valid.xml",
    "samael/response_signed.xml",
    "samael/response_signed_assertion.xml",
    "samael/response_signed_by_idp_2.xml",
    "samael/response_signed_by_idp_ecdsa.xml",
];

/// Messages that are broken, each with the cause that its name tells.
const BROKEN: &[(&str, &str)] = &[
    ("adfs_response.xml.base64", "reformatted"),
    ("decrypted_valid_encrypted_assertion.xml", "unsigned"),
    ("expired_response.xml.base64", "expired"),
    ("no_audience.xml.base64", "audience-missing"),
    ("open_saml_response.xml", "signature-malformed"),
    ("pretty_decrypted_valid_encrypted_assertion.xml", "unsigned"),
    ("pretty_signed_message_response.xml", "reformatted"),
    ("response1.xml.base64", "reformatted"),
    (
        "response1_with_duplicate_attributes.xml.base64",
        "duplicate-attribute",
    ),
    ("response2.xml.base64", "signature-malformed"),
    ("response3.xml.base64", "signature-malformed"),
    ("response5.xml.base64", "signature-malformed"),
    ("response_with_ampersands.xml", "reformatted"),
    ("response_with_nested_nameid_values.xml.base64", "reformatted"),
    ("simple_saml_php.xml", "signature-malformed"),
    ("unsigned_assertion.xml.base64", "unsigned"),
    ("unsigned_response.xml.base64", "unsigned"),
    ("unsigned_response_with_miliseconds.xm.base64", "unsigned"),
    ("valid_unsigned_response.xml", "unsigned"),
    ("valid_unsigned_response.xml.base64", "unsigned"),
    ("invalids/bad_reference.xml.base64", "content-altered"),
    ("invalids/duplicated_attributes.xml.base64", "duplicate-attribute"),
    ("invalids/empty_destination.xml.base64", "destination-missing"),
    ("invalids/empty_nameid.xml.base64", "name-id-missing"),
    ("invalids/encrypted_attrs.xml.base64", "encrypted-attribute"),
    (
        "invalids/encrypted_nameID_without_EncMethod.xml.base64",
        "encrypted-name-id",
    ),
    (
        "invalids/encrypted_nameID_without_keyinfo.xml.base64",
        "encrypted-name-id",
    ),
    ("invalids/invalid_audience.xml.base64", "audience-mismatch"),
    ("invalids/invalid_issuer_assertion.xml.base64", "issuer-mismatch"),
    ("invalids/invalid_issuer_message.xml.base64", "issuer-mismatch"),
    ("invalids/invalid_sessionindex.xml.base64", "session-expired"),
    (
        "invalids/invalid_subjectconfirmation_inresponse.xml.base64",
        "in-response-to-mismatch",
    ),
    (
        "invalids/invalid_subjectconfirmation_nb.xml.base64",
        "not-yet-valid",
    ),
    ("invalids/invalid_subjectconfirmation_noa.xml.base64", "expired"),
    (
        "invalids/invalid_subjectconfirmation_recipient.xml.base64",
        "recipient-mismatch",
    ),
    ("invalids/multiple_assertions.xml.base64", "several-assertions"),
    ("invalids/no_authnstatement.xml.base64", "authn-statement-missing"),
    ("invalids/no_conditions.xml.base64", "conditions-missing"),
    ("invalids/no_id.xml.base64", "id-missing"),
    ("invalids/no_issuer_assertion.xml.base64", "issuer-missing"),
    ("invalids/no_issuer_response.xml.base64", "issuer-missing"),
    ("invalids/no_key.xml.base64", "signature-malformed"),
    ("invalids/no_nameid.xml.base64", "name-id-missing"),
    ("invalids/no_saml2.xml.base64", "not-saml2"),
    ("invalids/no_signature.xml.base64", "unsigned"),
    ("invalids/no_status.xml.base64", "status-missing"),
    ("invalids/no_status_code.xml.base64", "status-missing"),
    (
        "invalids/no_subjectconfirmation_data.xml.base64",
        "confirmation-missing",
    ),
    (
        "invalids/no_subjectconfirmation_method.xml.base64",
        "confirmation-missing",
    ),
    ("invalids/not_after_failed.xml.base64", "expired"),
    ("invalids/not_before_failed.xml.base64", "not-yet-valid"),
    (
        "invalids/response_encrypted_attrs.xml.base64",
        "encrypted-attribute",
    ),
    ("invalids/signed_assertion_response.xml.base64", "content-altered"),
    ("invalids/status_code_responder.xml.base64", "status-not-success"),
    (
        "invalids/status_code_responer_and_msg.xml.base64",
        "status-not-success",
    ),
    (
        "invalids/wrong_spnamequalifier.xml.base64",
        "name-qualifier-mismatch",
    ),
    ("samael/multi_saml_response_signed.xml", "signature-malformed"),
    ("samael/multi_saml_response_template.xml", "signature-malformed"),
    (
        "samael/object_attack_response_template.xml",
        "signature-malformed",
    ),
    ("samael/response.xml", "unsigned"),
    (
        "samael/response_signed__ecdsa-template.xml",
        "signature-malformed",
    ),
    ("samael/response_signed_template.xml", "signature-malformed"),
    ("samael/xpath_transform_template.xml", "signature-malformed"),
    ("samael/xpointer_attack_template.xml", "signature-malformed"),
];

/// Published attacks, each with the name it is to be given.
const ATTACKS: &[(&str, &str)] = &[
    ("response4.xml.base64", "signature-wrapping"),
    ("response_node_text_attack.xml.base64", "comment-in-name"),
    ("response_with_ampersands.xml.base64", "signature-wrapping"),
    (
        "response_without_assertion_reference_uri.xml.base64",
        "signature-wrapping",
    ),
    ("wrapped_response_2.xml.base64", "signature-wrapping"),
    ("invalids/multiple_assertions.xml.base64", "signature-wrapping"),
    (
        "invalids/signature_wrapping_attack.xml.base64",
        "signature-wrapping",
    ),
    ("invalids/signature_wrapping_attack.xml.base64", "duplicate-id"),
    (
        "invalids/signature_wrapping_attack2.xml.base64",
        "signature-wrapping",
    ),
    ("samael/ancestor_attack_signed.xml", "signature-wrapping"),
    ("samael/object_attack_response.xml", "signature-wrapping"),
    ("samael/xpath_transform.xml", "transform-not-allowed"),
    ("samael/xpointer_attack_signed.xml", "signature-wrapping"),
];

/// The instants at which messages break that are broken by time alone: their own time would find them whole.
const OWN_TIMES: &[(&str, &str)] = &[
    ("expired_response.xml.base64", "2026-11-23T07:00:00Z"),
    ("invalids/not_after_failed.xml.base64", "2026-11-23T07:00:00Z"),
    ("invalids/invalid_sessionindex.xml.base64", "2020-01-01T00:00:00Z"),
];

/// What some names take for granted, from the settings that their tests use.
const EXPECTED: &[(&str, &str, &str)] = &[
    (
        "invalids/invalid_audience.xml.base64",
        "audience",
        "https://example.com/newonelogin/demo1/metadata.php",
    ),
    (
        "invalids/invalid_issuer_assertion.xml.base64",
        "issuer",
        "https://example.com/simplesaml/saml2/idp/metadata.php",
    ),
    (
        "invalids/invalid_issuer_message.xml.base64",
        "issuer",
        "https://example.com/simplesaml/saml2/idp/metadata.php",
    ),
    (
        "invalids/wrong_spnamequalifier.xml.base64",
        "audience",
        "https://example.com/newonelogin/demo1/metadata.php",
    ),
];

#[test]
fn valid_messages_are_judged_without_a_blocking_finding() {
    let Some(folder) = corpus() else { return };
    for name in VALID {
        let diagnosis = judge(&folder, name);
        let blocking: Vec<String> = codes(&diagnosis)
            .into_iter()
            .filter(|code| code.starts_with('!'))
            .collect();
        assert!(blocking.is_empty(), "{name}: {blocking:?}");
    }
    println!("{} valid messages: no finding blocks", VALID.len());
}

#[test]
fn broken_messages_are_judged_by_the_cause_their_name_tells() {
    let Some(folder) = corpus() else { return };
    for (name, code) in BROKEN {
        let diagnosis = judge(&folder, name);
        let found = codes(&diagnosis);
        let named = diagnosis
            .findings
            .iter()
            .any(|finding| finding.code.word() == *code);
        assert!(named, "{name}: {code} is not among {found:?}");
    }
    println!("{} broken messages: each has its cause", BROKEN.len());
}

#[test]
fn published_attacks_are_named_and_none_is_believed() {
    let Some(folder) = corpus() else { return };
    for (name, code) in ATTACKS {
        let diagnosis = judge(&folder, name);
        let found = codes(&diagnosis);
        assert!(
            found.contains(&format!("!{code}")),
            "{name}: {code} is not among {found:?}"
        );
        assert!(diagnosis.believed.is_empty(), "{name} is believed");
    }
    println!("{} attacks: each is named, none is believed", ATTACKS.len());
}

#[test]
fn every_response_of_the_corpus_is_accounted_for() {
    let Some(folder) = corpus() else { return };
    let tables = VALID
        .iter()
        .copied()
        .chain(BROKEN.iter().chain(ATTACKS).map(|(name, _)| *name));
    let known: Vec<&str> = tables.collect();
    let mut responses = 0;
    for name in names(&folder) {
        let Ok(documents) = input::read(&std::fs::read(path(&folder, &name)).unwrap()) else {
            panic!("{name} cannot be read");
        };
        if ["response", "assertion"].contains(&documents[0].kind()) {
            assert!(known.contains(&name.as_str()), "{name} stands in no table");
            responses += 1;
        }
    }
    println!("{responses} responses, each in a table");
}

#[test]
fn metadata_of_the_corpus_is_read_or_its_problem_named() {
    let Some(folder) = corpus() else { return };
    let metadata = folder.join("python3-saml/tests/data/metadata");
    let mut counts = (0, 0);
    for entry in std::fs::read_dir(&metadata).unwrap() {
        let path = entry.unwrap().path();
        let documents = input::read(&std::fs::read(&path).unwrap());
        let Ok(documents) = documents else {
            counts.1 += 1;
            println!("{}: {}", path.display(), documents.unwrap_err());
            continue;
        };
        assert_eq!(documents[0].kind(), "metadata", "{}", path.display());
        let instant = Instant {
            at: "2026-11-23T07:00:00Z".parse().unwrap(),
            chosen: true,
        };
        let diagnosis = diagnose(&documents, &Expectations::default(), instant);
        assert!(
            !diagnosis.is_blocked(),
            "{}: {:?}",
            path.display(),
            codes(&diagnosis)
        );
        counts.0 += 1;
    }
    println!(
        "{} metadata documents read, {} refused with a sentence",
        counts.0, counts.1
    );
}

fn judge(folder: &Path, name: &str) -> Diagnosis {
    let documents = input::read(&std::fs::read(path(folder, name)).unwrap())
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    let text = text(&documents[0]).to_owned();
    let own = OWN_TIMES.iter().find(|(known, _)| *known == name);
    let at = own.map_or_else(|| attribute(&text, "IssueInstant"), |(_, at)| Some(*at));
    let instant = Instant {
        at: at
            .and_then(|at| at.parse::<Timestamp>().ok())
            .unwrap_or_else(|| "2026-02-25T13:35:00Z".parse().unwrap()),
        chosen: true,
    };
    let expected = |what: &str| {
        EXPECTED
            .iter()
            .find(|(known, kind, _)| *known == name && *kind == what)
            .map(|(_, _, value)| Expected::new(*value, "The target org expects"))
    };
    let expectations = Expectations {
        trusted: trusted(folder, name, &text),
        issuer: expected("issuer"),
        audience: expected("audience"),
        ..Expectations::default()
    };
    diagnose(&documents, &expectations, instant)
}

/// The message's own key; attacks that bring none are signed by a key that stands beside them.
fn trusted(folder: &Path, name: &str, text: &str) -> Vec<Certificate> {
    let own = text
        .split("X509Certificate>")
        .skip(1)
        .step_by(2)
        .find_map(|content| Certificate::from_base64(content.split('<').next()?).ok());
    if own.is_some() || !name.starts_with("samael/") {
        return own.into_iter().collect();
    }
    let ancestor = std::fs::read_to_string(path(folder, "samael/ancestor_attack_signed.xml")).unwrap();
    trusted(folder, "", &ancestor)
}

fn text(document: &Document) -> &str {
    match &document.content {
        Content::Message(text) => text,
        other => panic!("{other:?} is no message"),
    }
}

fn attribute<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("{name}=\""))?;
    rest.split('"').next()
}

fn names(folder: &Path) -> Vec<String> {
    let list = |below: &str, prefix: &str| {
        let entries = std::fs::read_dir(folder.join(below)).unwrap();
        let files = entries
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.path().is_file());
        let names = files.map(|entry| format!("{prefix}{}", entry.file_name().to_string_lossy()));
        let names = names.filter(|name| name.contains(".xml") || name.contains(".xm."));
        names.collect::<Vec<String>>()
    };
    let mut names = list("python3-saml/tests/data/responses", "");
    names.extend(list("python3-saml/tests/data/responses/invalids", "invalids/"));
    names.extend(list("samael/test_vectors", "samael/"));
    names.sort();
    names
}

fn path(folder: &Path, name: &str) -> PathBuf {
    match name.strip_prefix("samael/") {
        Some(name) => folder.join("samael/test_vectors").join(name),
        None => folder.join("python3-saml/tests/data/responses").join(name),
    }
}

fn corpus() -> Option<PathBuf> {
    let shared = std::env::var_os("ORG2ORG_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")),
        PathBuf::from,
    );
    let found = Some(shared.join("saml-corpus")).filter(|path| path.is_dir());
    if found.is_none() {
        println!("skipped: the corpus ../shared/saml-corpus is absent");
    }
    found
}

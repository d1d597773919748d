//! The verdict on signatures beside that of another library, in every method that both know.

use crate::signer::{Draft, Style, judge, key, target};
use bergshamra::{DsigContext, KeysManager, VerifyResult, verify_all};
use org2org_setup::saml::canonical::{Blanks, Method, canonical};

const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";

/// Whether the other library finds every signature valid with the key of the source.
fn other(xml: &str) -> bool {
    let mut keys = KeysManager::new();
    let der = key("source").certificate;
    keys.add_key(bergshamra::keys::loader::load_x509_cert_der(der.der()).unwrap());
    let context = DsigContext::new(keys)
        .with_trusted_keys_only(true)
        .with_skip_time_checks(true);
    let results = verify_all(&context, xml);
    let valid = |results: &Vec<VerifyResult>| {
        let all = results
            .iter()
            .all(|result| matches!(result, VerifyResult::Valid { .. }));
        all && !results.is_empty()
    };
    if !results.as_ref().is_ok_and(valid) {
        println!("{results:?}");
    }
    results.is_ok_and(|results| valid(&results))
}

fn own(xml: &str) -> bool {
    !judge(xml, &target()).believed.is_empty()
}

#[test]
fn both_agree_on_every_method_and_on_every_change() {
    let more = "http://www.w3.org/2001/04/xmldsig-more#";
    let signatures = [
        format!("{more}rsa-sha256"),
        format!("{more}rsa-sha384"),
        format!("{more}rsa-sha512"),
    ];
    let digests = [
        "http://www.w3.org/2001/04/xmlenc#sha256",
        "http://www.w3.org/2001/04/xmldsig-more#sha384",
        "http://www.w3.org/2001/04/xmlenc#sha512",
    ];
    let exclusive_with = format!("{EXCLUSIVE}WithComments");
    let inclusive_with = format!("{INCLUSIVE}#WithComments");
    let canonicalizations = [EXCLUSIVE, &exclusive_with, INCLUSIVE, &inclusive_with];
    let mut judged = 0;
    for (signature, digest) in signatures.iter().zip(digests) {
        for info in canonicalizations {
            for (content, prefixes) in [(EXCLUSIVE, ""), (EXCLUSIVE, "xs saml2p"), (INCLUSIVE, "")] {
                let draft = Draft {
                    // What takes namespaces around along has to be signed where it stands.
                    sign_assertion: prefixes.is_empty()
                        && content == EXCLUSIVE
                        && info.starts_with(EXCLUSIVE),
                    style: Style {
                        signature: Box::leak(signature.clone().into_boxed_str()),
                        digest,
                        info: Box::leak(info.to_owned().into_boxed_str()),
                        content,
                        prefixes,
                        ..Style::default()
                    },
                    ..Draft::default()
                };
                let xml = draft.xml();
                assert!(other(&xml), "{info} {content}");
                assert!(
                    own(&xml),
                    "{info} {content}: {:?}",
                    judge(&xml, &target()).findings
                );
                let changes = [
                    xml.replace("Mira", "Mara"),
                    xml.replace("><", "> <"),
                    xml.replace("rsa-sha", "dsa-sha"),
                    xml.replacen("DigestValue>", "DigestValue>AA", 1),
                ];
                for (number, changed) in changes.iter().enumerate() {
                    let verdicts = (own(changed), other(changed));
                    assert_eq!(verdicts, (false, false), "change {number}, {info} {content}");
                }
                let commented = xml.replace("<saml2:Conditions", "<!-- c --><saml2:Conditions");
                assert_eq!(own(&commented), other(&commented), "comment, {info} {content}");
                judged += 1;
            }
        }
    }
    println!("{judged} ways to sign: both agree on each, and on five changes of each");
}

#[test]
fn both_write_the_same_canonical_form() {
    let documents = [
        "<a xmlns='urn:d' xmlns:p='urn:p' p:x='1' x='2'>\r\n<p:b xmlns:p='urn:q'/>&amp;<c xmlns=''>\t</c></a>",
        "<p:a xmlns:p='urn:p' xmlns:q='urn:q'><q:b q:y='&#10;&lt;&quot;' z=\"'\">x<!-- y -->&#13;<![CDATA[<>&]]></q:b></p:a>",
        "<r xml:lang='en'><s xmlns:u='urn:u'><u:t xml:space='preserve'> </u:t></s></r>",
        "<a><?pi some  data?><b xmlns='urn:1'><c xmlns='urn:1'><d xmlns=''/></c></b></a>",
    ];
    for xml in documents {
        for (exclusive, comments) in [(true, false), (true, true), (false, false), (false, true)] {
            let method = Method {
                exclusive,
                comments,
                prefixes: Vec::new(),
            };
            let tree = roxmltree::Document::parse(xml).unwrap();
            let own = canonical(tree.root_element(), &method, None, Blanks::Kept);
            let mode = match (exclusive, comments) {
                (true, false) => bergshamra::c14n::C14nMode::Exclusive,
                (true, true) => bergshamra::c14n::C14nMode::ExclusiveWithComments,
                (false, false) => bergshamra::c14n::C14nMode::Inclusive,
                (false, true) => bergshamra::c14n::C14nMode::InclusiveWithComments,
            };
            let other = bergshamra::c14n::canonicalize::<&str>(xml, mode, None, &[]).unwrap();
            assert_eq!(own, String::from_utf8(other).unwrap(), "{exclusive} {comments}");
        }
    }
}

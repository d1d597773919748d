//! Every kind of finding about messages and files, in the order in which causes are looked for: attacks, then what
//! makes all else moot, then values that two sides must agree on, then signatures, then time, then what is missing,
//! then what is only worth knowing. The one place where their texts stand.

use super::Code;

const fn code(
    word: &'static str,
    failure_modes: &'static [u8],
    why: &'static str,
    steps: &'static [&'static str],
) -> Code {
    Code {
        word,
        why,
        steps,
        failure_modes,
    }
}

/// A file or a part of it could not be read.
pub const UNREADABLE: Code = code(
    "unreadable",
    &[],
    "What cannot be read cannot be judged, and the target org refuses it too if this is what it received",
    &["Copy it again in full, best as the browser sent it: the SAMLResponse in base64"],
);
/// The source org answered that it did not sign the person in.
pub const STATUS_NOT_SUCCESS: Code = code(
    "status-not-success",
    &[22],
    "The source org itself refused the sign-in, so nothing in the target org can set it right",
    &["Look at the sign-in in the source org's System Log: the reason stands there"],
);
/// The message is of another version of SAML.
pub const NOT_SAML_2: Code = code(
    "not-saml2",
    &[],
    "Only SAML 2.0 is understood; anything else is refused",
    &["Set the app in the source org to SAML 2.0"],
);
/// A signature covers something else than what would be read.
pub const SIGNATURE_WRAPPING: Code = code(
    "signature-wrapping",
    &[19],
    "Moving a signed part and putting another in its place is how forged sign-ins are made; some proxies break messages in the same way",
    &[
        "Treat this as an attack until it is explained: tell whoever is responsible for security",
        "Believe nothing in this message",
        "Compare with the message as the source org made it",
    ],
);
/// The same identifier stands twice.
pub const DUPLICATE_ID: Code = code(
    "duplicate-id",
    &[19],
    "A signature names what it covers by its ID; if two parts carry the same one, it cannot be said which is signed",
    &["Treat this as an attack until it is explained: a source org never repeats an ID"],
);
/// More than one assertion.
pub const SEVERAL_ASSERTIONS: Code = code(
    "several-assertions",
    &[19],
    "A sign-in is about one person: with several assertions, different programs may read different ones",
    &["Find out who put the second assertion in: the source org sends one"],
);
/// A comment inside the name of the person.
pub const COMMENT_IN_NAME: Code = code(
    "comment-in-name",
    &[19],
    "A comment does not change the signature, but some programs read only what stands before it, and so another person's name",
    &["Treat this as an attack until it is explained: a source org puts no comment there"],
);
/// A signature is made over a selection that hides parts.
pub const TRANSFORM_NOT_ALLOWED: Code = code(
    "transform-not-allowed",
    &[19],
    "SAML allows signatures over whole messages and assertions alone; other transforms can leave parts unsigned",
    &["Believe nothing in this message, and find out who made it"],
);
/// The issuer is not the one that is expected.
pub const ISSUER_MISMATCH: Code = code(
    "issuer-mismatch",
    &[1],
    "The target org finds its identity provider by the issuer and compares it to the letter",
    &[
        "Copy the issuer (entityID) from the source org's metadata of the Org2Org app",
        "Put it into the identity provider's Issuer URI in the target org",
    ],
);
/// The message is sent to another address than the one that takes it.
pub const DESTINATION_MISMATCH: Code = code(
    "destination-mismatch",
    &[6, 7],
    "The target org refuses a response that says it was meant for another address",
    &[
        "Copy the ACS URL of the identity provider in the target org",
        "Put it into the Org2Org app in the source org",
    ],
);
/// The assertion may be used at another address only.
pub const RECIPIENT_MISMATCH: Code = code(
    "recipient-mismatch",
    &[6],
    "The assertion may be used at the address it names and nowhere else",
    &[
        "Copy the ACS URL of the identity provider in the target org",
        "Put it into the Org2Org app in the source org",
    ],
);
/// The assertion is meant for somebody else.
pub const AUDIENCE_MISMATCH: Code = code(
    "audience-mismatch",
    &[5],
    "The target org believes only assertions that name it as their audience, compared to the letter",
    &[
        "Copy the Audience URI of the identity provider in the target org",
        "Put it into the Org2Org app in the source org",
    ],
);
/// Nothing is signed.
pub const UNSIGNED: Code = code(
    "unsigned",
    &[12],
    "Anybody can write a message without a signature, so the target org refuses it",
    &[
        "Set the app in the source org to sign the response and the assertion",
        "If it was signed once, find out what took the signature away",
    ],
);
/// What is signed is not what the target org asks for.
pub const SIGNATURE_SCOPE: Code = code(
    "signature-scope",
    &[12],
    "The target org can ask for a signed response, a signed assertion, or either",
    &[
        "Set the app in the source org to sign both",
        "Or set the identity provider in the target org to accept either",
    ],
);
/// A signature lacks a part.
pub const SIGNATURE_MALFORMED: Code = code(
    "signature-malformed",
    &[2],
    "A signature that lacks a part, or is made by a method that is not known here, verifies nothing",
    &["Capture the message again, as the source org sent it"],
);
/// Signed by another key than the one that is trusted.
pub const CERTIFICATE_MISMATCH: Code = code(
    "certificate-mismatch",
    &[2, 4, 16],
    "The target org verifies the signature with the certificate that was uploaded; another key does not fit it, whatever the message brings along",
    &[
        "Download the active signing certificate of the Org2Org app from the source org",
        "Upload it to the identity provider in the target org and select it",
    ],
);
/// What is signed was changed afterwards.
pub const CONTENT_ALTERED: Code = code(
    "content-altered",
    &[2],
    "The signature itself is sound, but what it covers is no longer what was signed",
    &[
        "Capture the message again: it may have been edited while it was looked at",
        "If the target org received it like this, look for a proxy or an extension that changes pages, and treat it as an attack until it is explained",
    ],
);
/// White space was changed after signing.
pub const REFORMATTED: Code = code(
    "reformatted",
    &[2],
    "A signature covers every blank and every line end, so a message that was indented or tidied no longer verifies",
    &[
        "Paste the original base64 (SAMLResponse) as the browser sent it",
        "If the target org received it like this, look for a proxy that rewrites pages",
    ],
);
/// The signature value does not fit, although the key is the trusted one.
pub const SIGNATURE_INVALID: Code = code(
    "signature-invalid",
    &[2],
    "The content is what was signed and the key is the trusted one, but the signature value does not fit: it was cut, retyped or made up",
    &["Capture the message again, as the source org sent it"],
);
/// Signed with SHA-1.
pub const WEAK_SIGNATURE_ALGORITHM: Code = code(
    "weak-signature-algorithm",
    &[11],
    "Signatures with SHA-1 can be forged; the target org refuses them where it asks for SHA-256, which is the default",
    &["Set the app in the source org to sign with RSA-SHA256"],
);
/// Digested with SHA-1.
pub const WEAK_DIGEST_ALGORITHM: Code = code(
    "weak-digest-algorithm",
    &[11],
    "Digests with SHA-1 can be forged; the target org refuses them where it asks for SHA-256, which is the default",
    &["Set the digest algorithm of the app in the source org to SHA-256"],
);
/// Answers another request.
pub const IN_RESPONSE_TO_MISMATCH: Code = code(
    "in-response-to-mismatch",
    &[8],
    "The target org takes an answer only to a request of its own that is still open: a second tab, the back button or an old page break that",
    &[
        "Close all tabs of both orgs, and sign in once from the target org or from the tile",
        "Try a private window",
    ],
);
/// The same assertion was handed in more than once.
pub const REPLAYED: Code = code(
    "replayed",
    &[9],
    "The target org takes each assertion once; the refresh or back button hands the same one in again",
    &["Start a new sign-in from the target org or from the tile, and do not go back in between"],
);
/// Not valid yet.
pub const NOT_YET_VALID: Code = code(
    "not-yet-valid",
    &[10],
    "The clock of whoever issued it runs ahead of the clock it is judged by",
    &[
        "Compare the clocks of both sides",
        "Allow a clock skew of a few minutes at the identity provider in the target org",
    ],
);
/// No longer valid.
pub const EXPIRED: Code = code(
    "expired",
    &[10],
    "An assertion lives for minutes: afterwards the target org refuses it, and a saved one has always expired",
    &[
        "For a message that was saved, judge by the instant of the sign-in (--at)",
        "For a live sign-in, compare the clocks of both sides and sign in anew",
    ],
);
/// No assertion.
pub const ASSERTION_MISSING: Code = code(
    "assertion-missing",
    &[],
    "Without an assertion the message says nothing about a person",
    &["Look at the sign-in in the source org's System Log"],
);
/// No status.
pub const STATUS_MISSING: Code = code(
    "status-missing",
    &[],
    "A response has to say whether the sign-in succeeded (SAML Core §3.2.2)",
    &["Capture the message again, as the source org sent it"],
);
/// No issuer.
pub const ISSUER_MISSING: Code = code(
    "issuer-missing",
    &[1],
    "The target org finds its identity provider by the issuer of the assertion",
    &["Capture the message again, as the source org sent it"],
);
/// No identifier.
pub const ID_MISSING: Code = code(
    "id-missing",
    &[],
    "Every message and assertion carries an ID; a signature could not name one without",
    &["Capture the message again, as the source org sent it"],
);
/// No audience.
pub const AUDIENCE_MISSING: Code = code(
    "audience-missing",
    &[5],
    "The target org believes only assertions that name it as their audience",
    &[
        "Set the audience of the app in the source org to the Audience URI of the identity provider in the target org",
    ],
);
/// No conditions.
pub const CONDITIONS_MISSING: Code = code(
    "conditions-missing",
    &[5],
    "The conditions say for whom and for how long the assertion holds",
    &["Capture the message again, as the source org sent it"],
);
/// No name of the person.
pub const NAME_ID_MISSING: Code = code(
    "name-id-missing",
    &[23],
    "Without a name the target org does not know who signs in",
    &["Look at the application username of the person in the Org2Org app: it must not be empty"],
);
/// No confirmation that can be used.
pub const CONFIRMATION_MISSING: Code = code(
    "confirmation-missing",
    &[6],
    "An assertion that a browser carries has to say where and until when it may be handed in (bearer confirmation, SAML Profiles §4.1.4.2)",
    &["Capture the message again, as the source org sent it"],
);
/// No recipient.
pub const RECIPIENT_MISSING: Code = code(
    "recipient-missing",
    &[6],
    "An assertion that a browser carries has to name the address where it may be handed in",
    &["Set the ACS URL of the app in the source org"],
);
/// No destination.
pub const DESTINATION_MISSING: Code = code(
    "destination-missing",
    &[6],
    "A signed response has to name the address it is sent to (SAML Bindings §3.5.5.2)",
    &["Set the ACS URL of the app in the source org"],
);
/// No statement about the sign-in.
pub const AUTHN_STATEMENT_MISSING: Code = code(
    "authn-statement-missing",
    &[],
    "The assertion does not say that the person signed in, nor when and how (SAML Profiles §4.1.4.2)",
    &["Capture the message again, as the source org sent it"],
);
/// The sign-in session at the source has ended.
pub const SESSION_EXPIRED: Code = code(
    "session-expired",
    &[10],
    "The source org says that the session it speaks of ends before the instant it is judged by",
    &["Sign in anew"],
);
/// An instant that cannot be read.
pub const INSTANT_UNREADABLE: Code = code(
    "instant-unreadable",
    &[],
    "SAML writes instants as 2026-11-23T07:08:03Z; anything else is refused",
    &["Capture the message again, as the source org sent it"],
);
/// The assertion is encrypted.
pub const ENCRYPTED_ASSERTION: Code = code(
    "encrypted-assertion",
    &[],
    "Only the holder of the target's private key can look inside, so person, audience and validity cannot be judged here",
    &[
        "Switch encryption off for the Org2Org app until the cause is found",
        "Or judge by the System Log of the target org, which names the reason",
    ],
);
/// The name of the person is encrypted.
pub const ENCRYPTED_NAME_ID: Code = code(
    "encrypted-name-id",
    &[],
    "Only the holder of the target's private key can read the name, so it cannot be judged here",
    &["Switch encryption off for the Org2Org app"],
);
/// An attribute is encrypted.
pub const ENCRYPTED_ATTRIBUTE: Code = code(
    "encrypted-attribute",
    &[],
    "Only the holder of the target's private key can read it, so it cannot be judged here",
    &["Switch encryption off for the Org2Org app"],
);
/// The name is in another format than the one that is asked for.
pub const NAME_ID_FORMAT: Code = code(
    "name-id-format",
    &[27],
    "The target org asks for names in one format and gets them in another, so that a person may not be found again",
    &["Set both sides to the same name format"],
);
/// Names of people are made for one session only.
pub const NAME_ID_TRANSIENT: Code = code(
    "name-id-transient",
    &[27],
    "A transient name is another one at each sign-in, so the target org cannot find the person again",
    &["Set the name format of the Org2Org app to unspecified, e-mail address or persistent"],
);
/// The name was made for another service provider.
pub const NAME_QUALIFIER_MISMATCH: Code = code(
    "name-qualifier-mismatch",
    &[27],
    "The name of the person says for whom it was made, and that is not the target org; strict readers refuse it",
    &["Set the name qualifier of the app in the source org to the Audience URI, or leave it empty"],
);
/// The same attribute stands twice.
pub const DUPLICATE_ATTRIBUTE: Code = code(
    "duplicate-attribute",
    &[],
    "Of an attribute that stands twice, one program may read the first and another the last",
    &["Remove one of the two attribute statements of the app in the source org"],
);
/// Response and assertion name different issuers.
pub const ISSUERS_DIFFER: Code = code(
    "issuers-differ",
    &[1],
    "Response and assertion come from the same identity provider and name the same issuer",
    &["Find out who put the assertion into the response"],
);
/// The sign-on URL of a request is not the one in the metadata.
pub const SSO_URL_MISMATCH: Code = code(
    "sso-url-mismatch",
    &[13],
    "The target org sends people to an address that is not the source org's sign-on URL",
    &[
        "Copy the sign-on URL from the source org's metadata of the Org2Org app",
        "Put it into the identity provider's Single Sign-On URL in the target org",
    ],
);
/// Metadata or a certificate among the files has a problem.
pub const METADATA_PROBLEM: Code = code(
    "metadata-problem",
    &[],
    "A wizard or an admin that uploads this metadata gets an incomplete setup",
    &["Download the metadata anew from the page of the app or of the identity provider"],
);
/// The metadata is older than it says it holds.
pub const METADATA_EXPIRED: Code = code(
    "metadata-expired",
    &[],
    "The metadata says until when it holds, and that instant is past",
    &["Download it anew"],
);
/// The target answered with an error.
pub const ANSWER_REFUSED: Code = code(
    "answer-refused",
    &[22],
    "The target org refused what was handed in; the page says no more than that, the reason stands in its System Log",
    &["Open the System Log of the target org at that time and look for the failed sign-in"],
);
/// A message of a kind that is not judged.
pub const NOT_JUDGED: Code = code(
    "not-judged",
    &[],
    "Only responses and sign-in requests say why a sign-in fails",
    &["Bring the SAML response of the failed sign-in"],
);
/// Prefixes are used that the message does not declare.
pub const INCOMPLETE_COPY: Code = code(
    "incomplete-copy",
    &[],
    "The message was cut out of a larger one, which declares the prefixes; signatures of the larger one cannot be judged",
    &["Copy the whole message, best as the browser sent it: the SAMLResponse in base64"],
);
/// The signature verifies only with the key that the message itself brings.
pub const KEY_UNPROVEN: Code = code(
    "key-unproven",
    &[],
    "Anybody can bring a key, so nothing is proven until it is compared with the one that is trusted",
    &["Give the certificate that the target org trusts (--certificate or --metadata)"],
);
/// The message brings another certificate than the one it was verified with.
pub const INLINE_CERTIFICATE_DIFFERS: Code = code(
    "inline-certificate-differs",
    &[2],
    "The key is the trusted one, but in another certificate: the certificate was renewed without a new key",
    &["Upload the current certificate when there is time for it"],
);
/// The reference of a signature is empty.
pub const REFERENCE_EMPTY: Code = code(
    "reference-empty",
    &[],
    "The signature covers the whole message without naming it; SAML asks for the ID (SAML Core §5.4.2), and a strict reader refuses it",
    &["Find out what signed the message: Okta names the ID"],
);
/// An RSA key that is too short.
pub const WEAK_KEY: Code = code(
    "weak-key",
    &[],
    "RSA keys of less than 2048 bits can be broken with effort",
    &["Make a new signing key in the source org and upload its certificate to the target org"],
);
/// The certificate has expired.
pub const CERTIFICATE_EXPIRED: Code = code(
    "certificate-expired",
    &[3],
    "Okta goes on accepting it, so this is no reason for a failing sign-in; other products may refuse it",
    &["Plan a new signing key, and upload its certificate before switching over"],
);
/// The certificate is not valid yet.
pub const CERTIFICATE_NOT_YET_VALID: Code = code(
    "certificate-not-yet-valid",
    &[3],
    "Okta does not look at the dates of a signing certificate, so this is no reason for a failing sign-in",
    &["Look whether it is the right certificate"],
);

/// All of them, in the order in which causes are looked for.
pub const ALL: &[Code] = &[
    UNREADABLE,
    SIGNATURE_WRAPPING,
    DUPLICATE_ID,
    SEVERAL_ASSERTIONS,
    COMMENT_IN_NAME,
    TRANSFORM_NOT_ALLOWED,
    NOT_SAML_2,
    STATUS_NOT_SUCCESS,
    ISSUER_MISMATCH,
    SSO_URL_MISMATCH,
    DESTINATION_MISMATCH,
    RECIPIENT_MISMATCH,
    AUDIENCE_MISMATCH,
    UNSIGNED,
    SIGNATURE_SCOPE,
    SIGNATURE_MALFORMED,
    CERTIFICATE_MISMATCH,
    CONTENT_ALTERED,
    REFORMATTED,
    SIGNATURE_INVALID,
    WEAK_SIGNATURE_ALGORITHM,
    WEAK_DIGEST_ALGORITHM,
    IN_RESPONSE_TO_MISMATCH,
    REPLAYED,
    NOT_YET_VALID,
    EXPIRED,
    SESSION_EXPIRED,
    ISSUERS_DIFFER,
    ASSERTION_MISSING,
    STATUS_MISSING,
    ISSUER_MISSING,
    ID_MISSING,
    CONDITIONS_MISSING,
    AUDIENCE_MISSING,
    NAME_ID_MISSING,
    CONFIRMATION_MISSING,
    RECIPIENT_MISSING,
    DESTINATION_MISSING,
    AUTHN_STATEMENT_MISSING,
    INSTANT_UNREADABLE,
    ENCRYPTED_ASSERTION,
    ENCRYPTED_NAME_ID,
    ENCRYPTED_ATTRIBUTE,
    NAME_ID_FORMAT,
    NAME_ID_TRANSIENT,
    NAME_QUALIFIER_MISMATCH,
    DUPLICATE_ATTRIBUTE,
    ANSWER_REFUSED,
    INCOMPLETE_COPY,
    NOT_JUDGED,
    METADATA_PROBLEM,
    METADATA_EXPIRED,
    KEY_UNPROVEN,
    INLINE_CERTIFICATE_DIFFERS,
    REFERENCE_EMPTY,
    WEAK_KEY,
    CERTIFICATE_EXPIRED,
    CERTIFICATE_NOT_YET_VALID,
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_that_is_defined_stands_in_the_list_once() {
        let source = include_str!("catalogue.rs");
        let defined = source
            .lines()
            .filter(|line| line.starts_with("pub const ") && line.contains(": Code = code("))
            .count();
        let words: BTreeSet<&str> = ALL.iter().map(|code| code.word()).collect();
        assert_eq!(defined, ALL.len());
        assert_eq!(words.len(), ALL.len());
    }

    #[test]
    fn words_are_lower_case_with_hyphens() {
        for code in ALL {
            let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(code.word().chars().all(fits), "{}", code.word());
        }
    }

    #[test]
    fn every_code_says_why_it_matters_and_what_to_do() {
        for code in ALL {
            let texts = code.steps().iter().chain([&code.why]);
            assert!(!code.steps().is_empty(), "{}", code.word());
            for text in texts {
                assert!(text.chars().count() > 10, "{}: {text}", code.word());
                assert!(text.starts_with(char::is_uppercase), "{}: {text}", code.word());
                assert!(!text.ends_with('.'), "{}: {text}", code.word());
                let lower = text.to_lowercase();
                assert!(!lower.contains("please") && !lower.contains("simply"), "{text}");
            }
        }
    }

    #[test]
    fn failure_modes_are_known_ones() {
        let modes = ALL.iter().flat_map(|code| code.failure_modes());
        assert!(modes.clone().all(|mode| (1..=81).contains(mode)));
        let about_messages: BTreeSet<u8> = modes.copied().collect();
        for mode in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 19] {
            assert!(about_messages.contains(&mode), "F{mode:02} has no finding");
        }
    }
}

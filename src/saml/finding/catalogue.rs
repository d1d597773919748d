//! Every kind of finding about messages and files, in the order in which causes are looked for: attacks, then what
//! makes all else moot, then values that two sides must agree on, then signatures, then time, then what is missing,
//! then what is only worth knowing. Their texts stand in [`crate::explain`].

use super::Code;

/// A file or a part of it could not be read.
pub const UNREADABLE: Code = Code("unreadable");
/// A file is not there, or may not be opened.
pub const FILE_NOT_OPENED: Code = Code("file-not-opened");
/// The source org answered that it did not sign the person in.
pub const STATUS_NOT_SUCCESS: Code = Code("status-not-success");
/// The message is of another version of SAML.
pub const NOT_SAML_2: Code = Code("not-saml2");
/// A signature covers something else than what would be read.
pub const SIGNATURE_WRAPPING: Code = Code("signature-wrapping");
/// The same identifier stands twice.
pub const DUPLICATE_ID: Code = Code("duplicate-id");
/// More than one assertion.
pub const SEVERAL_ASSERTIONS: Code = Code("several-assertions");
/// A comment inside the name of the person.
pub const COMMENT_IN_NAME: Code = Code("comment-in-name");
/// A signature is made over a selection that hides parts.
pub const TRANSFORM_NOT_ALLOWED: Code = Code("transform-not-allowed");
/// The issuer is not the one that is expected.
pub const ISSUER_MISMATCH: Code = Code("issuer-mismatch");
/// The message is sent to another address than the one that takes it.
pub const DESTINATION_MISMATCH: Code = Code("destination-mismatch");
/// The assertion may be used at another address only.
pub const RECIPIENT_MISMATCH: Code = Code("recipient-mismatch");
/// The assertion is meant for somebody else.
pub const AUDIENCE_MISMATCH: Code = Code("audience-mismatch");
/// Nothing is signed.
pub const UNSIGNED: Code = Code("unsigned");
/// What is signed is not what the target org asks for.
pub const SIGNATURE_SCOPE: Code = Code("signature-scope");
/// A signature lacks a part.
pub const SIGNATURE_MALFORMED: Code = Code("signature-malformed");
/// Signed by another key than the one that is trusted.
pub const CERTIFICATE_MISMATCH: Code = Code("certificate-mismatch");
/// What is signed was changed afterwards.
pub const CONTENT_ALTERED: Code = Code("content-altered");
/// White space was changed after signing.
pub const REFORMATTED: Code = Code("reformatted");
/// The signature value does not fit, although the key is the trusted one.
pub const SIGNATURE_INVALID: Code = Code("signature-invalid");
/// Signed with SHA-1.
pub const WEAK_SIGNATURE_ALGORITHM: Code = Code("weak-signature-algorithm");
/// Digested with SHA-1.
pub const WEAK_DIGEST_ALGORITHM: Code = Code("weak-digest-algorithm");
/// Answers another request.
pub const IN_RESPONSE_TO_MISMATCH: Code = Code("in-response-to-mismatch");
/// The same assertion was handed in more than once.
pub const REPLAYED: Code = Code("replayed");
/// Not valid yet.
pub const NOT_YET_VALID: Code = Code("not-yet-valid");
/// No longer valid.
pub const EXPIRED: Code = Code("expired");
/// No assertion.
pub const ASSERTION_MISSING: Code = Code("assertion-missing");
/// No status.
pub const STATUS_MISSING: Code = Code("status-missing");
/// No issuer.
pub const ISSUER_MISSING: Code = Code("issuer-missing");
/// No identifier.
pub const ID_MISSING: Code = Code("id-missing");
/// No audience.
pub const AUDIENCE_MISSING: Code = Code("audience-missing");
/// No conditions.
pub const CONDITIONS_MISSING: Code = Code("conditions-missing");
/// No name of the person.
pub const NAME_ID_MISSING: Code = Code("name-id-missing");
/// No confirmation that can be used.
pub const CONFIRMATION_MISSING: Code = Code("confirmation-missing");
/// No recipient.
pub const RECIPIENT_MISSING: Code = Code("recipient-missing");
/// No destination.
pub const DESTINATION_MISSING: Code = Code("destination-missing");
/// No statement about the sign-in.
pub const AUTHN_STATEMENT_MISSING: Code = Code("authn-statement-missing");
/// The sign-in session at the source has ended.
pub const SESSION_EXPIRED: Code = Code("session-expired");
/// An instant that cannot be read.
pub const INSTANT_UNREADABLE: Code = Code("instant-unreadable");
/// The assertion is encrypted.
pub const ENCRYPTED_ASSERTION: Code = Code("encrypted-assertion");
/// The name of the person is encrypted.
pub const ENCRYPTED_NAME_ID: Code = Code("encrypted-name-id");
/// An attribute is encrypted.
pub const ENCRYPTED_ATTRIBUTE: Code = Code("encrypted-attribute");
/// The name is in another format than the one that is asked for.
pub const NAME_ID_FORMAT: Code = Code("name-id-format");
/// Names of people are made for one session only.
pub const NAME_ID_TRANSIENT: Code = Code("name-id-transient");
/// The name was made for another service provider.
pub const NAME_QUALIFIER_MISMATCH: Code = Code("name-qualifier-mismatch");
/// The same attribute stands twice.
pub const DUPLICATE_ATTRIBUTE: Code = Code("duplicate-attribute");
/// Response and assertion name different issuers.
pub const ISSUERS_DIFFER: Code = Code("issuers-differ");
/// The sign-on URL of a request is not the one in the metadata.
pub const SSO_URL_MISMATCH: Code = Code("sso-url-mismatch");
/// Metadata or a certificate among the files has a problem.
pub const METADATA_PROBLEM: Code = Code("metadata-problem");
/// The metadata is older than it says it holds.
pub const METADATA_EXPIRED: Code = Code("metadata-expired");
/// The target answered with an error.
pub const ANSWER_REFUSED: Code = Code("answer-refused");
/// A message of a kind that is not judged.
pub const NOT_JUDGED: Code = Code("not-judged");
/// Prefixes are used that the message does not declare.
pub const INCOMPLETE_COPY: Code = Code("incomplete-copy");
/// The signature verifies only with the key that the message itself brings.
pub const KEY_UNPROVEN: Code = Code("key-unproven");
/// The message brings another certificate than the one it was verified with.
pub const INLINE_CERTIFICATE_DIFFERS: Code = Code("inline-certificate-differs");
/// The reference of a signature is empty.
pub const REFERENCE_EMPTY: Code = Code("reference-empty");
/// An RSA key that is too short.
pub const WEAK_KEY: Code = Code("weak-key");
/// The certificate has expired.
pub const CERTIFICATE_EXPIRED: Code = Code("certificate-expired");
/// The certificate is not valid yet.
pub const CERTIFICATE_NOT_YET_VALID: Code = Code("certificate-not-yet-valid");

/// All of them, in the order in which causes are looked for.
pub const ALL: &[Code] = &[
    UNREADABLE,
    FILE_NOT_OPENED,
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
            .filter(|line| line.starts_with("pub const ") && line.contains(": Code = Code("))
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
    fn every_code_has_its_texts() {
        for code in ALL {
            assert!(
                !code.why().is_empty() && !code.steps().is_empty(),
                "{}",
                code.word()
            );
        }
    }
}

//! What Okta's reasons for a refused sign-in mean, and what to do (Okta: System Log, Suspicious activity events).
//!
//! Reasons are matched loosely: their wording has changed over the years. What they mean in words stands in
//! [`crate::explain`]. Each row says on what it rests: words that Okta is known to use, by the way to fail that has
//! them, or words that are inferred. Neither names a value, so neither is ever more than likely.

use super::{Confidence, ItemId, Severity};
use crate::{
    advice::Advice,
    explain::{self, Said},
};

/// What a reason means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// Words that the reason contains, in lower case.
    words: &'static str,
    /// The finding's stable word.
    pub code: &'static str,
    /// How the finding is told.
    case: &'static str,
    /// Which item is concerned.
    pub item: ItemId,
    /// The action that sets it right, if one does.
    pub fix: Option<&'static str>,
    /// How sure this is.
    pub confidence: Confidence,
    /// On what it rests that Okta says so and means this.
    pub basis: Basis,
}

/// On what a meaning rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Okta's own words and what they mean, as they are known of a way to fail, such as `F01`.
    Known(&'static str),
    /// The words, or which of several causes they mean, are inferred: no text of Okta's is at hand.
    Inferred,
}

impl Meaning {
    const fn guessed(mut self) -> Self {
        self.confidence = Confidence::Possible;
        self
    }

    const fn known(mut self, mode: &'static str) -> Self {
        self.basis = Basis::Known(mode);
        self
    }

    fn said(&self) -> Option<&'static Said> {
        explain::said(self.code, self.case)
    }

    /// How much it weighs: a push that fails keeps only some people out.
    pub fn severity(&self) -> Severity {
        match self.case {
            "push" => Severity::MayBlock,
            _ => SEVERITY,
        }
    }

    /// What to tell of a push of somebody or something that failed for it, with Okta's own words.
    pub fn advice(&self, who: &str, words: &str) -> Advice {
        let advice = Advice::new(
            format!("{who} could not be pushed: {}", self.headline()),
            format!("{}. Okta's words: {words}", self.why()),
        );
        self.next().iter().fold(advice, Advice::then)
    }

    /// What happened, in plain words.
    pub fn headline(&self) -> &'static str {
        self.said().map_or("", |said| &said.headline)
    }

    /// Why.
    pub fn why(&self) -> &'static str {
        self.said().map_or("", |said| &said.why)
    }

    /// What to do.
    pub fn next(&self) -> &'static [String] {
        self.said().map_or(&[], |said| &said.next)
    }
}

/// How much a refused sign-in weighs.
pub const SEVERITY: Severity = Severity::Blocks;

const fn meaning(
    words: &'static str,
    code: &'static str,
    case: &'static str,
    item: ItemId,
    fix: Option<&'static str>,
) -> Meaning {
    Meaning {
        words,
        code,
        case,
        item,
        fix,
        confidence: Confidence::Likely,
        basis: Basis::Inferred,
    }
}

/// From the particular to the general: the first that matches counts.
const MEANINGS: &[Meaning] = &[
    meaning(
        "issuer in the saml response did not match",
        "issuer-mismatch",
        "log",
        ItemId::Redirect,
        Some("identity-provider"),
    )
    .known("F01"),
    meaning(
        "digital signature",
        "certificate-mismatch",
        "log",
        ItemId::Redirect,
        Some("identity-provider"),
    )
    .known("F02"),
    meaning(
        "did not designate us as the target",
        "audience-mismatch",
        "log",
        ItemId::Redirect,
        Some("org2org-trust"),
    )
    .known("F05"),
    // No text of Okta's is at hand for a destination or recipient that differs, nor for times and algorithms.
    meaning(
        "destination in the saml response",
        "destination-mismatch",
        "log",
        ItemId::Redirect,
        Some("org2org-trust"),
    ),
    meaning(
        "recipient in the saml response",
        "recipient-mismatch",
        "log",
        ItemId::Redirect,
        None,
    ),
    meaning("assertion has expired", "expired", "log", ItemId::EndToEnd, None),
    meaning("not yet valid", "not-yet-valid", "log", ItemId::EndToEnd, None),
    meaning(
        "signature algorithm is weaker",
        "weak-signature-algorithm",
        "log",
        ItemId::Redirect,
        None,
    ),
    meaning(
        "not signed where it must be",
        "signature-scope",
        "log",
        ItemId::Redirect,
        Some("identity-provider"),
    ),
    meaning(
        "unable to resolve idp endpoint",
        "unknown-endpoint",
        "log",
        ItemId::Redirect,
        Some("org2org-trust"),
    )
    .known("F07"),
    meaning(
        "same id has already been processed",
        "replayed",
        "log",
        ItemId::Redirect,
        None,
    )
    .known("F09"),
    meaning(
        "unable to validate saml response",
        "in-response-to-mismatch",
        "log",
        ItemId::Redirect,
        None,
    )
    .known("F08"),
    meaning(
        "unable to validate incoming saml assertion",
        "assertion-refused",
        "log",
        ItemId::Redirect,
        None,
    )
    .known("F01"),
    meaning(
        "username filter",
        "user-name-filtered",
        "log",
        ItemId::EndToEnd,
        Some("identity-provider"),
    )
    .known("F26"),
    meaning(
        "unable to transform",
        "user-name-not-made",
        "log",
        ItemId::EndToEnd,
        Some("identity-provider"),
    )
    .known("F23"),
    // Okta uses these words where nobody fits and where several fit (F24); the shorter ones below are the commoner.
    meaning(
        "unable to match the transformed username",
        "several-users-match",
        "log",
        ItemId::EndToEnd,
        Some("identity-provider"),
    ),
    // Known of sign-ins by OpenID Connect; that SAML has the same words is inferred.
    meaning(
        "user linking was disabled",
        "link-disabled",
        "log",
        ItemId::EndToEnd,
        Some("identity-provider"),
    ),
    meaning(
        "user linking was denied",
        "link-filtered",
        "log",
        ItemId::EndToEnd,
        None,
    ),
    meaning(
        "unable to match transformed username",
        "user-not-matched",
        "log",
        ItemId::EndToEnd,
        Some("identity-provider"),
    )
    .known("F26"),
    meaning(
        "user not found",
        "user-not-matched",
        "log-not-found",
        ItemId::EndToEnd,
        Some("identity-provider"),
    )
    .known("F24"),
    meaning("invalid status", "user-status", "log", ItemId::EndToEnd, None).known("F28"),
    meaning("jit", "not-created", "log", ItemId::Provisioning, None).known("F29"),
    meaning(
        "general_nonsuccess",
        "status-not-success",
        "log",
        ItemId::Redirect,
        None,
    )
    .known("F22"),
];

/// What stands on error pages, where the cause itself is not told.
const PAGES: &[Meaning] = &[
    meaning(
        "not assigned",
        "user-not-assigned",
        "page",
        ItemId::Assignment,
        None,
    )
    .known("F71"),
    meaning(
        "general_nonsuccess",
        "sign-in-refused",
        "page",
        ItemId::Redirect,
        None,
    )
    .known("F22"),
    meaning(
        "400 bad request",
        "sign-in-refused",
        "page",
        ItemId::Redirect,
        None,
    )
    .known("F22"),
];

/// What the text of an error page means; the reasons of logs, which say more, go first.
pub fn meaning_of_page(text: &str) -> Option<&'static Meaning> {
    let lower = text.to_lowercase();
    let umbrella = |meaning: &&Meaning| PAGES.iter().any(|page| page.words == meaning.words);
    let fits = |meaning: &&Meaning| lower.contains(meaning.words);
    let told = MEANINGS.iter().filter(|meaning| !umbrella(meaning)).find(fits);
    told.or_else(|| PAGES.iter().find(fits))
}

/// What a reason means; `None` for one that is not known.
pub fn meaning_of(reason: &str) -> Option<&'static Meaning> {
    let reason = reason.to_lowercase();
    MEANINGS.iter().find(|meaning| reason.contains(meaning.words))
}

/// Why pushes fail, from the particular to the general.
const PUSHES: &[Meaning] = &[
    meaning(
        "error while creating user group",
        "group-push-forbidden",
        "push",
        ItemId::Provisioning,
        None,
    )
    .known("F63"),
    meaning(
        "no longer exists in the target application",
        "pushed-group-deleted",
        "push",
        ItemId::Provisioning,
        None,
    ),
    meaning("e0000011", "token-revoked", "push", ItemId::Provisioning, None).known("F39"),
    meaning(
        "token is invalid or expired",
        "token-revoked",
        "push",
        ItemId::Provisioning,
        None,
    )
    .known("F58"),
    meaning(
        "credentials used to connect to the api were invalid",
        "provisioning-refused",
        "push",
        ItemId::Provisioning,
        Some("connect-provisioning"),
    )
    .known("F57"),
    meaning("e0000006", "role-too-small", "push", ItemId::Provisioning, None),
    meaning(
        "mastered under another system",
        "mastered-twice",
        "push",
        ItemId::Provisioning,
        Some("identity-provider"),
    )
    .known("F51"),
    meaning("e0000047", "rate-limited", "push", ItemId::Provisioning, None).known("F50"),
    meaning(
        "matching user not found",
        "provisioning-switches",
        "push",
        ItemId::Provisioning,
        Some("provisioning"),
    )
    .known("F56"),
    meaning(
        "invalid value for initialstatus",
        "initial-status",
        "push",
        ItemId::Provisioning,
        None,
    )
    .known("F52"),
    meaning(
        "user's current status",
        "user-name-held",
        "push",
        ItemId::Provisioning,
        None,
    ),
];

/// A sign-in that was refused for a reason that is not known here.
pub const UNKNOWN_REFUSAL: Meaning = meaning("", "sign-in-refused", "log", ItemId::Redirect, None).guessed();

/// A push that failed for a reason that is not known here.
pub const UNKNOWN_PUSH: Meaning =
    meaning("", "provisioning-failed", "push", ItemId::Provisioning, None).guessed();

/// A group that could not be pushed for a reason that is not known here.
pub const UNKNOWN_GROUP_PUSH: Meaning =
    meaning("", "group-push-failed", "push", ItemId::Provisioning, None).guessed();

/// The token of provisioning is held to other networks; the target org's log says so, the push does not.
pub const TOKEN_NETWORK: Meaning = meaning("", "token-network", "push", ItemId::Provisioning, None);

/// Nobody may be created at sign-in although the identity provider may create: no API shows the org-wide switch.
pub const JIT_OFF: Meaning = meaning("", "jit-off", "log", ItemId::Provisioning, None);

/// The profile of whoever arrives belongs to a directory; an event beside the refusal says so.
pub const KEPT_ELSEWHERE: Meaning = meaning(
    "",
    "profile-kept-elsewhere",
    "log",
    ItemId::EndToEnd,
    Some("identity-provider"),
);

/// What the reason of a failed push means; `None` for one that is not known.
pub fn meaning_of_push(reason: &str) -> Option<&'static Meaning> {
    let reason = reason.to_lowercase();
    PUSHES.iter().find(|meaning| reason.contains(meaning.words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_particular_reason_wins_over_the_umbrella_it_comes_with() {
        let reason = "Unable to validate incoming SAML Assertion: The Issuer in the SAML response did not match the Issuer configured";
        assert_eq!(meaning_of(reason).unwrap().code, "issuer-mismatch");
        assert_eq!(
            meaning_of("Unable to validate incoming SAML Assertion")
                .unwrap()
                .code,
            "assertion-refused"
        );
    }

    #[test]
    fn every_meaning_has_its_words() {
        let others = [
            UNKNOWN_REFUSAL,
            UNKNOWN_PUSH,
            UNKNOWN_GROUP_PUSH,
            TOKEN_NETWORK,
            JIT_OFF,
            KEPT_ELSEWHERE,
        ];
        for meaning in MEANINGS.iter().chain(PAGES).chain(PUSHES).chain(&others) {
            let said = meaning
                .said()
                .unwrap_or_else(|| panic!("{}: {}", meaning.code, meaning.case));
            assert!(
                !said.next.is_empty() && !said.headline.is_empty(),
                "{}",
                meaning.code
            );
        }
    }

    #[test]
    fn what_okta_says_is_never_more_than_likely_and_what_is_inferred_is_marked() {
        let all = || MEANINGS.iter().chain(PAGES).chain(PUSHES);
        for meaning in all() {
            assert_ne!(meaning.confidence, Confidence::Certain, "{}", meaning.words);
            if let Basis::Known(mode) = meaning.basis {
                let told = explain::failure_modes().any(|(number, _)| number == mode);
                assert!(told, "{}: {mode}", meaning.words);
            }
        }
        let inferred = all().filter(|meaning| meaning.basis == Basis::Inferred);
        let words: Vec<&str> = inferred.map(|meaning| meaning.words).collect();
        assert_eq!(
            words,
            [
                "destination in the saml response",
                "recipient in the saml response",
                "assertion has expired",
                "not yet valid",
                "signature algorithm is weaker",
                "not signed where it must be",
                "unable to match the transformed username",
                "user linking was disabled",
                "user linking was denied",
                "no longer exists in the target application",
                "e0000006",
                "user's current status",
            ]
        );
    }

    /// What is known of Okta's wording is no part of this repository.
    #[test]
    #[expect(clippy::print_stdout, reason = "it says aloud what it skips")]
    fn known_words_stand_in_what_is_known_of_okta_where_that_is_at_hand() {
        let read = |name: &str| std::fs::read_to_string(format!("../shared/knowledge/{name}.md"));
        let (Ok(modes), Ok(api)) = (read("failure-modes"), read("okta-api")) else {
            println!("skipped: there is no ../shared/knowledge");
            return;
        };
        let texts = (modes + &api).to_lowercase().replace('’', "'");
        for meaning in MEANINGS.iter().chain(PAGES).chain(PUSHES) {
            if matches!(meaning.basis, Basis::Known(_)) {
                assert!(texts.contains(meaning.words), "{}", meaning.words);
            }
        }
    }

    #[test]
    fn an_unknown_reason_has_no_meaning() {
        assert_eq!(meaning_of("Something new in 2031"), None);
    }
}

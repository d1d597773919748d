//! What Okta's reasons for a refused sign-in mean, and what to do (Okta: System Log, Suspicious activity events).
//!
//! Reasons are matched loosely: their wording has changed over the years.

use super::{Confidence, ItemId, Severity};

/// What a reason means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// Words that the reason contains, in lower case.
    words: &'static str,
    /// The finding's stable word.
    pub code: &'static str,
    /// Which item is concerned.
    pub item: ItemId,
    /// What happened, in plain words.
    pub headline: &'static str,
    /// Why.
    pub why: &'static str,
    /// What to do.
    pub next: &'static str,
    /// The action that sets it right, if one does.
    pub fix: Option<&'static str>,
    /// How sure this is.
    pub confidence: Confidence,
}

/// How much a refused sign-in weighs.
pub const SEVERITY: Severity = Severity::Blocks;

const fn meaning(
    words: &'static str,
    code: &'static str,
    item: ItemId,
    text: [&'static str; 3],
    fix: Option<&'static str>,
) -> Meaning {
    let [headline, why, next] = text;
    Meaning {
        words,
        code,
        item,
        headline,
        why,
        next,
        fix,
        confidence: Confidence::Likely,
    }
}

/// From the particular to the general: the first that matches counts.
const MEANINGS: &[Meaning] = &[
    meaning(
        "issuer in the saml response did not match",
        "issuer-mismatch",
        ItemId::Redirect,
        [
            "the issuer is not the one that is trusted",
            "The Org2Org app was made anew, or one character differs",
            "Take the issuer from the Org2Org app's metadata",
        ],
        Some("identity-provider"),
    ),
    meaning(
        "digital signature",
        "certificate-mismatch",
        ItemId::Redirect,
        [
            "the signature does not fit the trusted certificate",
            "The source org signs with another certificate than the one that was uploaded",
            "Upload the current certificate and select it",
        ],
        Some("identity-provider"),
    ),
    meaning(
        "did not designate us as the target",
        "audience-mismatch",
        ItemId::Redirect,
        [
            "the response was meant for another audience",
            "The audience in the Org2Org app is not the one of the identity provider",
            "Give the Org2Org app the identity provider's audience",
        ],
        Some("org2org-trust"),
    ),
    meaning(
        "unable to resolve idp endpoint",
        "unknown-endpoint",
        ItemId::Redirect,
        [
            "the response came to an address that no identity provider has",
            "The ACS URL in the Org2Org app is wrong, or the identity provider is switched off or deleted",
            "Give the Org2Org app the identity provider's ACS URL",
        ],
        Some("org2org-trust"),
    ),
    meaning(
        "same id has already been processed",
        "replayed",
        ItemId::Redirect,
        [
            "the same response came twice",
            "The browser sent it again: Back, Reload, or a second tab",
            "Start a new sign-in from the dashboard",
        ],
        None,
    ),
    meaning(
        "unable to validate saml response",
        "in-response-to-mismatch",
        ItemId::Redirect,
        [
            "the response answers a question that was not asked",
            "A stale tab, or two addresses of one org mixed",
            "Start a new sign-in in a private window",
        ],
        None,
    ),
    meaning(
        "unable to validate incoming saml assertion",
        "assertion-refused",
        ItemId::Redirect,
        [
            "the response was refused",
            "Issuer, certificate, audience or time does not fit",
            "Compare the values of both orgs below",
        ],
        None,
    ),
    meaning(
        "username filter",
        "user-name-filtered",
        ItemId::EndToEnd,
        [
            "the user name is not let in by the filter",
            "The filter of the identity provider allows other user names only",
            "Widen the filter in step 2",
        ],
        Some("identity-provider"),
    ),
    meaning(
        "unable to transform",
        "user-name-expression",
        ItemId::EndToEnd,
        [
            "no user name could be made",
            "The identity provider's user name template uses an attribute that was not sent, or cannot be evaluated",
            "Use idpuser.subjectNameId in step 2",
        ],
        Some("identity-provider"),
    ),
    meaning(
        "unable to match the transformed username",
        "several-users-match",
        ItemId::EndToEnd,
        [
            "several users fit, or none",
            "The attribute by which people are matched is not unique there",
            "Match on the Okta user name in step 2",
        ],
        Some("identity-provider"),
    ),
    meaning(
        "user linking was disabled",
        "link-disabled",
        ItemId::EndToEnd,
        [
            "the existing user may not be linked",
            "The identity provider links nobody by itself, and nobody linked the user by hand",
            "Choose “link automatically” in step 2",
        ],
        Some("identity-provider"),
    ),
    meaning(
        "user linking was denied",
        "link-filtered",
        ItemId::EndToEnd,
        [
            "the existing user may not be linked",
            "The filter for linking leaves this user out",
            "Widen the filter, or link the user by hand",
        ],
        None,
    ),
    meaning(
        "unable to match transformed username",
        "user-not-matched",
        ItemId::EndToEnd,
        [
            "no user of that name was found",
            "The user does not exist there and may not be created, or the filter keeps the name out",
            "Switch on “create unknown people”, or provisioning",
        ],
        Some("identity-provider"),
    ),
    meaning(
        "user not found",
        "user-not-matched",
        ItemId::EndToEnd,
        [
            "no user of that name was found",
            "The user does not exist there and may not be created",
            "Switch on “create unknown people”, or provisioning",
        ],
        Some("identity-provider"),
    ),
    meaning(
        "invalid status",
        "user-status",
        ItemId::EndToEnd,
        [
            "the user is suspended or deactivated there",
            "Okta does not revive people by itself, on purpose",
            "Activate the user in the target org's directory",
        ],
        None,
    ),
    meaning(
        "jit",
        "not-created",
        ItemId::Provisioning,
        [
            "the user could not be created at sign-in",
            "The org-wide switch for it is off, or first name, last name or e-mail is missing",
            "Switch on “Enable Just In Time Provisioning” under Customizations › Other",
        ],
        None,
    ),
    meaning(
        "general_nonsuccess",
        "status-not-success",
        ItemId::Redirect,
        [
            "the source org reported a failure",
            "The sign-in was refused before it left",
            "Look at the source org's System Log for the same minute",
        ],
        None,
    ),
];

/// What stands on error pages, where the cause itself is not told.
const PAGES: &[Meaning] = &[
    meaning(
        "not assigned",
        "user-not-assigned",
        ItemId::Assignment,
        [
            "the person is not assigned to the app",
            "Either the Org2Org app in the source org or the app in the target org was not given to this person",
            "Assign the person, or a group of theirs, to the app that the page names",
        ],
        None,
    ),
    meaning(
        "general_nonsuccess",
        "sign-in-refused",
        ItemId::Redirect,
        REFUSED,
        None,
    ),
    meaning(
        "400 bad request",
        "sign-in-refused",
        ItemId::Redirect,
        REFUSED,
        None,
    ),
];

const REFUSED: [&str; 3] = [
    "the target org refused the sign-in",
    "This page looks the same for every cause; the System Log of the target org names it",
    "Open the System Log of the target org at that minute, look for “Authenticate user via IDP”, and bring the event or \
     open the connection here",
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
        ItemId::Provisioning,
        [
            "the token may not create groups",
            "Pushing groups needs leave to create groups there",
            "Give the token's owner a role that may create groups, or create a token as a super admin",
        ],
        None,
    ),
    meaning(
        "no longer exists in the target application",
        "pushed-group-deleted",
        ItemId::Provisioning,
        [
            "the group was deleted there",
            "The mapping still points to it",
            "Delete the mapping without the group, and push the group again",
        ],
        None,
    ),
    meaning(
        "e0000011",
        "token-revoked",
        ItemId::Provisioning,
        [
            "the token is refused",
            "It was revoked, has ended after thirty days without use, belongs to another org, or its owner was deactivated",
            "Create a token as a super admin and enter it in step 3",
        ],
        None,
    ),
    meaning(
        "e0000006",
        "role-too-small",
        ItemId::Provisioning,
        [
            "the token may not do it",
            "Its owner is no super admin, or it may be used from another network only",
            "Create a token as a super admin, without a network restriction, and enter it in step 3",
        ],
        None,
    ),
    meaning(
        "mastered under another system",
        "mastered-twice",
        ItemId::Provisioning,
        [
            "the profile is kept by somebody else",
            "Sign-ins and provisioning both want to update profiles",
            "Switch off “overwrite profiles” of the identity provider",
        ],
        Some("identity-provider"),
    ),
    meaning(
        "e0000047",
        "rate-limited",
        ItemId::Provisioning,
        [
            "the limit of calls was used up",
            "Something else makes many calls in the same minute",
            "Wait until it has ended, then choose Retry selected under the tasks",
        ],
        None,
    ),
    meaning(
        "matching user not found",
        "provisioning-switches",
        ItemId::Provisioning,
        [
            "the person is not there and may not be created",
            "Creating people is switched off in the Org2Org app",
            "Switch it on in step 3",
        ],
        Some("provisioning"),
    ),
    meaning(
        "invalid value for initialstatus",
        "initial-status",
        ItemId::Provisioning,
        [
            "the initial status is none",
            "A profile mapping fills initialStatus with something else",
            "Unmap initialStatus and choose it at the assignment",
        ],
        None,
    ),
    meaning(
        "user's current status",
        "user-name-held",
        ItemId::Provisioning,
        [
            "a deactivated user holds the user name",
            "Somebody with that name was deactivated and never deleted",
            "Activate that user, or delete it",
        ],
        None,
    ),
];

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
    fn an_unknown_reason_has_no_meaning() {
        assert_eq!(meaning_of("Something new in 2031"), None);
    }
}

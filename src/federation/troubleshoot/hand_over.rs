//! What to send to the admin of an org in which something has to be set right: what is wrong, both values, where to
//! click. Ready to send, without greeting. Holds no secret: findings never do.

use super::{Settings, Trouble};
use crate::federation::{Fact, Side};

/// Codes whose cause is set right in the source org: what its app sends.
const AT_SOURCE: &[&str] = &[
    "audience-mismatch",
    "audience-missing",
    "destination-mismatch",
    "destination-missing",
    "recipient-mismatch",
    "recipient-missing",
    "unsigned",
    "signature-scope",
    "weak-signature-algorithm",
    "weak-digest-algorithm",
    "weak-key",
    "encrypted-assertion",
    "encrypted-name-id",
    "encrypted-attribute",
    "name-id-format",
    "name-id-missing",
    "name-id-transient",
    "several-assertions",
    "status-not-success",
    "user-not-assigned",
    "issuers-differ",
    "duplicate-attribute",
    "not-saml2",
    "signature-malformed",
    "signature-invalid",
    "assertion-missing",
    "status-missing",
    "issuer-missing",
    "id-missing",
    "conditions-missing",
    "confirmation-missing",
    "authn-statement-missing",
    "instant-unreadable",
    "name-qualifier-mismatch",
    "metadata-problem",
    "metadata-expired",
    "inline-certificate-differs",
    "reference-empty",
    "certificate-expired",
];

/// Codes whose cause is set right in the target org: what its identity provider trusts.
const AT_TARGET: &[&str] = &[
    "issuer-mismatch",
    "certificate-mismatch",
    "sso-url-mismatch",
    "unknown-endpoint",
    "in-response-to-mismatch",
    "certificate-not-yet-valid",
    "expired",
    "not-yet-valid",
    "answer-refused",
];

/// In which org a finding about a message is set right, where that can be said.
pub(super) fn side_of(code: &str) -> Option<Side> {
    if AT_SOURCE.contains(&code) {
        Some(Side::Source)
    } else if AT_TARGET.contains(&code) {
        Some(Side::Target)
    } else {
        None
    }
}

/// The text for the admin of the org in which it is set right; `None` where that cannot be said.
pub(super) fn text(trouble: &Trouble, settings: Option<&Settings>) -> Option<String> {
    let side = trouble.side?;
    let name = |side| name(settings, side);
    let mut lines = vec![
        format!(
            "People of {} cannot sign in to {}, and something has to be changed in {}.",
            name(Side::Source),
            name(Side::Target),
            name(side)
        ),
        String::new(),
        "What is wrong".to_owned(),
        trouble.advice.headline.clone(),
    ];
    if !trouble.advice.why.is_empty() {
        lines.push(trouble.advice.why.clone());
    }
    if let Some(both) = &trouble.comparison {
        lines.push(String::new());
        lines.push(format!("{}: {}", both.sent_label, both.sent));
        lines.push(format!("{}: {}", both.expected_label, both.expected));
        lines.extend(trouble.difference.clone());
    }
    lines.push(String::new());
    lines.push(format!("What to do in {}", name(side)));
    let steps = place(settings, side)
        .into_iter()
        .chain(trouble.advice.next.iter().cloned());
    lines.extend(steps.enumerate().map(|(at, step)| format!("{}. {step}", at + 1)));
    if let Some(link) = &trouble.advice.link {
        lines.push(format!("{}: {}", link.label, link.url));
    }
    Some(lines.join("\n"))
}

fn name(settings: Option<&Settings>, side: Side) -> String {
    let Some(settings) = settings else {
        return format!("the {}", side.role());
    };
    match side {
        Side::Source => settings.blueprint.source.name.clone(),
        Side::Target => settings.blueprint.target.name.clone(),
    }
}

/// Where in the Admin Console it is set (Okta: Add a SAML identity provider; Org2Org integration guide).
fn place(settings: Option<&Settings>, side: Side) -> Option<String> {
    let Some(settings) = settings else {
        let words = match side {
            Side::Source => "Open Applications, the Org2Org app, Sign On in the Admin Console",
            Side::Target => "Open Security, Identity Providers in the Admin Console",
        };
        return Some(words.to_owned());
    };
    let blueprint = &settings.blueprint;
    Some(match side {
        Side::Source => {
            let app = settings.facts.get(Fact::Org2OrgAppId)?;
            let page = format!("/admin/app/okta_org2org/instance/{app}");
            format!(
                "Open Applications, “{}”, Sign On: {}",
                blueprint.org2org.label,
                blueprint.source.url.admin_page(&page)
            )
        }
        Side::Target => format!(
            "Open Security, Identity Providers, “{}”: {}",
            blueprint.idp.name,
            blueprint
                .target
                .url
                .admin_page("/admin/access/identity-providers")
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{federation::verify::reasons, saml::finding::catalogue};

    #[test]
    fn every_code_is_one_that_there_is_and_belongs_to_one_org() {
        let known = |code: &str| {
            let of_message = catalogue::ALL.iter().any(|one| one.word() == code);
            of_message || ["user-not-assigned", "unknown-endpoint"].contains(&code)
        };
        for code in AT_SOURCE.iter().chain(AT_TARGET) {
            assert!(known(code), "{code}");
        }
        assert!(AT_SOURCE.iter().all(|code| !AT_TARGET.contains(code)));
        let meant = reasons::meaning_of("Unable to resolve IdP endpoint").unwrap();
        assert_eq!(meant.code, "unknown-endpoint");
    }

    /// What is set right in neither org: the file that was brought, whoever stands between the two orgs, or the person who
    /// signs in once more.
    const IN_NO_ORG: [&str; 13] = [
        "unreadable",
        "file-not-opened",
        "not-judged",
        "incomplete-copy",
        "key-unproven",
        "signature-wrapping",
        "duplicate-id",
        "comment-in-name",
        "transform-not-allowed",
        "content-altered",
        "reformatted",
        "replayed",
        "session-expired",
    ];

    #[test]
    fn every_finding_about_a_message_has_a_text_for_an_org_or_is_set_right_in_none_and_says_how() {
        for code in catalogue::ALL {
            let word = code.word();
            assert!(!crate::explain::kind(word).unwrap().next.is_empty(), "{word}");
            if IN_NO_ORG.contains(&word) {
                assert_eq!(side_of(word), None, "{word}");
                continue;
            }
            let side = side_of(word).unwrap_or_else(|| panic!("{word} is set right in no org"));
            let trouble = Trouble {
                code: word.to_owned(),
                severity: crate::federation::verify::Severity::Blocks,
                confidence: crate::federation::verify::Confidence::Certain,
                comparison: None,
                difference: None,
                advice: crate::advice::Advice {
                    headline: "Headline".to_owned(),
                    next: crate::explain::kind(word).unwrap().next.clone(),
                    ..crate::advice::Advice::default()
                },
                fix: None,
                document: Some(0),
                place: None,
                line_column: None,
                side: Some(side),
                hand_over: None,
            };
            let text = text(&trouble, None).unwrap();
            assert!(
                text.contains("1. Open ") && text.contains("\n2. "),
                "{word}: {text}"
            );
            assert!(
                text.contains(&format!("What to do in the {}", side.role())),
                "{word}: {text}"
            );
        }
    }
}

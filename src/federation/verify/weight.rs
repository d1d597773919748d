//! Which of several findings comes first, and which steps back because another one names its cause.
//!
//! Refuses to drop a finding: what steps back stays as a note, and its weight goes over to the cause.

use super::{Confidence, Finding, Severity};
use crate::{advice::Advice, explain};

/// Weight, then whether it names a whole kind of causes only, then whether it is a guess, then the turn in which causes
/// are looked for, then how sure it is.
pub(in crate::federation) fn order(
    code: &str,
    severity: Severity,
    confidence: Confidence,
) -> (Severity, bool, bool, u8, Confidence) {
    let guess = confidence == Confidence::Possible;
    (
        severity,
        explain::is_broad(code),
        guess,
        explain::triage(code),
        confidence,
    )
}

/// A finding, wherever it was made.
pub(in crate::federation) trait Weighed {
    /// Its stable word.
    fn code(&self) -> &str;
    /// How much it weighs, and how sure it is.
    fn weight(&mut self) -> (&mut Severity, &mut Confidence);
    /// What is said of it, and the key of the action that sets it right.
    fn said(&mut self) -> (&mut Advice, &mut Option<String>);
}

impl Weighed for Finding {
    fn code(&self) -> &str {
        self.code
    }

    fn weight(&mut self) -> (&mut Severity, &mut Confidence) {
        (&mut self.severity, &mut self.confidence)
    }

    fn said(&mut self) -> (&mut Advice, &mut Option<String>) {
        (&mut self.advice, &mut self.fix)
    }
}

/// Makes a note of every finding that names a kind or a consequence only, where another one names the cause. What was
/// seen to happen shows what its cause weighs; that it is the cause of it is likely at most.
pub(in crate::federation) fn step_back<T: Weighed>(mut findings: Vec<&mut T>) {
    let weights: Vec<(Severity, Confidence)> = findings
        .iter_mut()
        .map(|finding| {
            let (severity, confidence) = finding.weight();
            (*severity, *confidence)
        })
        .collect();
    let causes = |general: &str| -> Vec<usize> {
        let told_by = explain::told_by(general);
        let names = |at: &usize| {
            let code = findings.get(*at).map_or("", |finding| finding.code());
            told_by.iter().any(|known| known == code)
        };
        let counts = |at: &usize| weights.get(*at).is_some_and(|weight| weight.0 != Severity::Note);
        (0..weights.len()).filter(counts).filter(names).collect()
    };
    let code = |at: usize| findings.get(at).map_or("", |finding| finding.code());
    let rank = |at: &usize| {
        let weight = weights.get(*at).copied();
        weight.map(|(severity, confidence)| order(code(*at), severity, confidence))
    };
    // One that steps back itself is nobody's cause.
    let first = |general: usize| {
        let last = causes(code(general))
            .into_iter()
            .filter(|at| causes(code(*at)).is_empty());
        last.min_by_key(|at| (explain::is_broad(code(*at)), rank(at)))
    };
    let stepping: Vec<(usize, usize)> = (0..weights.len())
        .filter(|at| weights.get(*at).is_some_and(|weight| weight.0 != Severity::Note))
        .filter_map(|at| Some((at, first(at)?)))
        .collect();
    for (general, cause) in stepping {
        let Some((weight, _)) = weights.get(general) else {
            continue;
        };
        let Some(headline) = findings
            .get_mut(cause)
            .map(|cause| take_weight::<T>(cause, *weight))
        else {
            continue;
        };
        if let Some(finding) = findings.get_mut(general) {
            *finding.weight().0 = Severity::Note;
            let (advice, fix) = finding.said();
            advice.next = vec![explain::cause_first(&headline)];
            *fix = None;
        }
    }
}

/// The cause weighs what came of it. Returns its headline.
fn take_weight<T: Weighed>(cause: &mut T, of: Severity) -> String {
    let (severity, confidence) = cause.weight();
    if of < *severity {
        *severity = of;
        *confidence = (*confidence).max(Confidence::Likely);
    }
    cause.said().0.headline.clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::federation::{Side, verify::ItemId};

    fn finding(code: &'static str, severity: Severity, confidence: Confidence) -> Finding {
        Finding {
            code,
            severity,
            confidence,
            item: ItemId::Redirect,
            side: Side::Target,
            comparison: None,
            advice: Advice::new(format!("Headline of {code}"), "").then("Do it"),
            fix: Some("identity-provider".to_owned()),
        }
    }

    fn stepped(mut findings: Vec<Finding>) -> Vec<(&'static str, Severity, Confidence)> {
        step_back(findings.iter_mut().collect());
        findings.sort_by_key(Finding::order);
        let told = findings.iter();
        told.map(|one| (one.code, one.severity, one.confidence)).collect()
    }

    #[test]
    fn a_general_finding_beside_its_cause_is_a_note_that_names_it_and_offers_nothing_of_its_own() {
        let mut findings = [
            finding("unknown-endpoint", Severity::Blocks, Confidence::Likely),
            finding(
                "identity-provider-inactive",
                Severity::Blocks,
                Confidence::Certain,
            ),
        ];
        step_back(findings.iter_mut().collect());
        assert_eq!(findings[0].severity, Severity::Note);
        assert_eq!(findings[0].fix, None);
        let next = "Set this right first, and this goes with it: Headline of identity-provider-inactive";
        assert_eq!(findings[0].advice.next, [next]);
        assert_eq!(findings[1].fix.as_deref(), Some("identity-provider"));
    }

    #[test]
    fn what_was_seen_to_happen_goes_over_to_a_cause_that_weighed_less_and_is_likely_then() {
        let told = stepped(vec![
            finding("push-failed", Severity::Blocks, Confidence::Certain),
            finding("role-too-small", Severity::MayBlock, Confidence::Certain),
        ]);
        assert_eq!(
            told,
            [
                ("role-too-small", Severity::Blocks, Confidence::Likely),
                ("push-failed", Severity::Note, Confidence::Certain),
            ]
        );
    }

    #[test]
    fn a_general_finding_keeps_its_weight_beside_what_is_not_its_cause_or_a_note_only() {
        for other in [
            finding("user-status", Severity::Blocks, Confidence::Certain),
            finding("identity-provider-inactive", Severity::Note, Confidence::Certain),
        ] {
            let general = finding("unknown-endpoint", Severity::Blocks, Confidence::Likely);
            let told = stepped(vec![general, other]);
            let weight = told
                .iter()
                .find(|(code, ..)| *code == "unknown-endpoint")
                .unwrap()
                .1;
            assert_eq!(weight, Severity::Blocks);
        }
    }

    #[test]
    fn of_three_that_tell_one_another_the_cause_alone_keeps_weight() {
        let mut findings = vec![
            finding("push-failed", Severity::Blocks, Confidence::Certain),
            finding("provisioning-refused", Severity::MayBlock, Confidence::Likely),
            finding("provisioning-base-url", Severity::MayBlock, Confidence::Certain),
        ];
        let wanted = [
            ("provisioning-base-url", Severity::Blocks),
            ("push-failed", Severity::Note),
            ("provisioning-refused", Severity::Note),
        ];
        for _ in 0..findings.len() {
            findings.rotate_left(1);
            let told = stepped(findings.clone());
            let mut told: Vec<_> = told.iter().map(|(code, weight, _)| (*code, *weight)).collect();
            told.sort_by_key(|(code, weight)| (*weight, *code != "push-failed"));
            assert_eq!(told, wanted);
        }
    }

    #[test]
    fn what_blocks_comes_first_then_the_cause_then_what_is_no_guess_then_the_cheaper_to_look_at() {
        let order = [
            finding("token-revoked", Severity::Blocks, Confidence::Likely),
            finding("identity-provider-missing", Severity::Blocks, Confidence::Certain),
            finding("issuer-mismatch", Severity::Blocks, Confidence::Certain),
            finding("user-status", Severity::Blocks, Confidence::Certain),
            finding("user-not-assigned", Severity::Blocks, Confidence::Certain),
            finding("mastered-twice", Severity::Blocks, Confidence::Likely),
            finding("issuer-mismatch", Severity::Blocks, Confidence::Possible),
            finding("assertion-refused", Severity::Blocks, Confidence::Likely),
            finding("sign-in-refused", Severity::Blocks, Confidence::Possible),
            finding("same-org", Severity::MayBlock, Confidence::Certain),
            finding("group-push-forbidden", Severity::MayBlock, Confidence::Likely),
            finding("routing-rule", Severity::MayBlock, Confidence::Certain),
            finding("certificate-expired", Severity::Note, Confidence::Certain),
        ];
        let mut shuffled: Vec<Finding> = order.iter().rev().cloned().collect();
        shuffled.sort_by_key(Finding::order);
        assert_eq!(shuffled, order);
    }
}

//! Second factors, trusted claims and proving oneself again.

use super::super::super::Side;
use super::super::cell::Cell;
use super::super::hand::{Hand, Made, unfit};
use super::super::{Concern, Fault};

const METHOD: &str = "/actions/appSignOn/verificationMethod/factorMode";
const AGAIN: &str = "/actions/appSignOn/verificationMethod/reauthenticateIn";
const TRUST: &str = "/policy/trustClaims";
const AMR: &str = "/policy/mapAMRClaims";

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "second-factor-asked-again",
        concern: Concern::Policies,
        side: Side::Target,
        broken: "The target org wants a second factor and does not trust the one that the source org has asked for",
        symptom: "Opening the app, the target org asks for a security method that a partner's user does not have",
        modes: &["F74"],
        make: |hand| {
            hand.idp()?;
            access_rule(hand, METHOD, "2FA")
        },
    },
    Fault {
        name: "reauthentication-at-target",
        concern: Concern::Policies,
        side: Side::Target,
        broken: "The target org wants people to prove themselves at every app, and does not send them back to the source org for it",
        symptom: "Opening the app, the target org asks for a security method that a partner's user does not have",
        modes: &["F77"],
        make: |hand| {
            hand.idp()?;
            access_rule(hand, AGAIN, "PT0S")
        },
    },
    Fault {
        name: "claims-needed-by-policy",
        concern: Concern::Policies,
        side: Side::Target,
        broken: "A sign-on policy depends on the claims of this identity provider and of no other",
        symptom: "Nothing at sign-in, but deactivating or deleting the identity provider is refused with 403 E0000252",
        modes: &["F70"],
        make: |hand| {
            let idp = hand.idp()?.id.clone();
            hand.write(Cell::Idp(idp, TRUST), true);
            access_rule(hand, METHOD, "2FA")
        },
    },
    Fault {
        name: "claims-and-amr",
        concern: Concern::Policies,
        side: Side::Target,
        broken: "The identity provider both trusts claims and maps authentication methods, and Okta ignores the second",
        symptom: "Nothing at sign-in, but authentication methods that the partner sends in the old way do not count",
        modes: &["F76"],
        make: |hand| {
            let idp = hand.idp()?.id.clone();
            hand.write(Cell::Idp(idp.clone(), AMR), true);
            hand.write(Cell::Idp(idp, TRUST), true);
            Ok(())
        },
    },
];

/// Sets a value of the rule that decides about every app.
fn access_rule(hand: &mut Hand<'_>, pointer: &'static str, value: &str) -> Made {
    let policy = hand
        .world
        .target
        .policies
        .iter()
        .find(|policy| policy.kind == "ACCESS_POLICY");
    let rule = policy.and_then(|policy| Some((policy.id.clone(), policy.ordered().first()?.id.clone())));
    let Some((policy, rule)) = rule else {
        return unfit("The target org has no app sign-in policy");
    };
    hand.write(Cell::Rule(policy, rule, pointer), value);
    Ok(())
}

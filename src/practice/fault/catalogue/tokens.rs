//! Tokens that are dead, weak or kept out, and limits and features that are missing.

use super::super::super::Side;
use super::super::super::clock::later;
use super::super::super::log::Party;
use super::super::cell::{Cell, OrgField, TokenField, UserField};
use super::super::hand::{Hand, unfit};
use super::super::place::Place;
use super::super::{Concern, Fault, Trouble};
use serde_json::json;

const PUSHES_FAIL: &str =
    "Nothing at sign-in, but every push fails: HTTP 401 E0000011 Invalid token provided";

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "provisioning-token-revoked",
        concern: Concern::Tokens,
        side: Side::Target,
        broken: "Somebody revoked the token that provisioning uses",
        symptom: PUSHES_FAIL,
        modes: &["F39", "F57", "F58"],
        make: |hand| {
            hand.connected()?;
            let value = format!("00{}", hand.world.target.dice.word("token", 40));
            hand.use_token(&value)?;
            let id = hand.world.target.dice.id("00T");
            hand.log(
                Side::Target,
                "system.api_token.revoke",
                Party::new("Token", &id, "unknown", "Provisioning"),
            );
            hand.push_profiles()
        },
    },
    Fault {
        name: "provisioning-token-owner-gone",
        concern: Concern::Tokens,
        side: Side::Target,
        broken: "The administrator who made the token that provisioning uses was deactivated",
        symptom: PUSHES_FAIL,
        modes: &["F39"],
        make: |hand| {
            hand.connected()?;
            let (token, value) = hand.make_token("SUPER_ADMIN");
            let owner = hand
                .world
                .target
                .tokens
                .get(&token)
                .map(|token| token.user.clone())
                .unwrap_or_default();
            hand.write(
                Cell::User(Side::Target, owner, UserField::Status),
                "DEPROVISIONED",
            );
            hand.use_token(&value)?;
            hand.push_profiles()
        },
    },
    Fault {
        name: "provisioning-token-expired",
        concern: Concern::Tokens,
        side: Side::Target,
        broken: "The token that provisioning uses was not used for thirty days and has ended for good",
        symptom: PUSHES_FAIL,
        modes: &["F40"],
        make: |hand| {
            hand.connected()?;
            let (token, value) = hand.make_token("SUPER_ADMIN");
            let yesterday = later(hand.now, -24 * 3600).to_string();
            hand.write(Cell::Token(Side::Target, token, TokenField::Expires), yesterday);
            hand.use_token(&value)?;
            hand.push_profiles()
        },
    },
    Fault {
        name: "provisioning-token-of-other-org",
        concern: Concern::Tokens,
        side: Side::Source,
        broken: "Provisioning was given a token of the source org instead of one of the target org",
        symptom: PUSHES_FAIL,
        modes: &["F39", "F57"],
        make: |hand| {
            hand.connected()?;
            let value = hand.world.card(Side::Source).api_token.clone();
            hand.use_token(&value)?;
            hand.push_profiles()
        },
    },
    Fault {
        name: "provisioning-token-network",
        concern: Concern::Tokens,
        side: Side::Target,
        broken: "The token that provisioning uses works from one network zone only, and the source org is not in it",
        symptom: "Nothing at sign-in, and the token works from the office, but every push fails with HTTP 403",
        modes: &["F41"],
        make: |hand| {
            hand.connected()?;
            let zone = hand
                .world
                .target
                .zones
                .iter()
                .find(|zone| zone.usage == "POLICY")
                .map(|zone| zone.id.clone());
            let (token, value) = hand.make_token("SUPER_ADMIN");
            let network = json!({ "connection": "ZONE", "include": [zone] });
            hand.write(Cell::Token(Side::Target, token, TokenField::Network), network);
            hand.use_token(&value)?;
            hand.push_profiles()
        },
    },
    Fault {
        name: "provisioning-role-too-small",
        concern: Concern::Tokens,
        side: Side::Target,
        broken: "The token that provisioning uses belongs to a group administrator",
        symptom: "Nothing at sign-in, and the credentials test well, but every push fails with HTTP 403 E0000006",
        modes: &["F38"],
        make: |hand| {
            hand.connected()?;
            let (_, value) = hand.make_token("USER_ADMIN");
            hand.use_token(&value)?;
            hand.push_profiles()
        },
    },
    Fault {
        name: "setup-token-revoked",
        concern: Concern::Tokens,
        side: Side::Target,
        broken: "The token with which the target org is set up was revoked",
        symptom: "Nothing at sign-in, but the target org answers every request with 401 E0000011 Invalid token provided",
        modes: &["F39"],
        make: |hand| {
            let (token, _) = setup_token(hand)?;
            hand.take(Place::Tokens(Side::Target), &token);
            let party = Party::new("Token", &token, "unknown", "Federation setup");
            hand.log(Side::Target, "system.api_token.revoke", party);
            Ok(())
        },
    },
    Fault {
        name: "setup-role-too-small",
        concern: Concern::Tokens,
        side: Side::Target,
        broken: "The administrator behind the target org's token is a read-only administrator now",
        symptom: "Nothing at sign-in, but the target org refuses every change with 403 E0000006",
        modes: &["F38"],
        make: |hand| {
            let (_, owner) = setup_token(hand)?;
            hand.write(
                Cell::User(Side::Target, owner, UserField::Role),
                "READ_ONLY_ADMIN",
            );
            Ok(())
        },
    },
    Fault {
        name: "org2org-not-available",
        concern: Concern::Tokens,
        side: Side::Source,
        broken: "The source org has no right to the Org2Org app any more",
        symptom: "Nothing at sign-in, but adding an Org2Org app is refused",
        modes: &["F49"],
        make: |hand| {
            hand.app()?;
            hand.write(Cell::Org(Side::Source, OrgField::Org2OrgAvailable), false);
            Ok(())
        },
    },
    Fault {
        name: "rate-limit-used-up",
        concern: Concern::Tokens,
        side: Side::Target,
        broken: "An import uses up the target org's limit of calls that change people",
        symptom: "Nothing at sign-in, but every push fails with HTTP 429 E0000047",
        modes: &["F50"],
        make: |hand| {
            hand.connected()?;
            hand.write(Cell::Org(Side::Target, OrgField::UserLimitUsedUp), true);
            hand.push_profiles()
        },
    },
];

/// The token on the target org's card and its owner.
fn setup_token(hand: &Hand<'_>) -> Result<(String, String), Trouble> {
    hand.idp()?;
    let value = &hand.world.card(Side::Target).api_token;
    match hand.world.target.tokens.iter().find(|token| token.fits(value)) {
        Some(token) => Ok((token.id.clone(), token.user.clone())),
        None => unfit("The token of the target org is gone already"),
    }
}

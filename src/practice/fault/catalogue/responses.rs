//! Responses that are signed, answered or timed wrongly.

use super::super::super::Side;
use super::super::super::sso::repeated_assertion;
use super::super::cell::{AppField, Cell, OrgField};
use super::super::hand::{Hand, Made};
use super::super::{Concern, Fault};
use super::trust::change_idp;

const SCOPE: &str = "/protocol/algorithms/response/signature/scope";

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "clock-fast",
        concern: Concern::Responses,
        side: Side::Target,
        broken: "The clock of the target org is fifteen minutes fast",
        symptom: "400 Bad Request with GENERAL_NONSUCCESS, because every response looks expired",
        modes: &["F10"],
        make: |hand| turn_clock(hand, 900),
    },
    Fault {
        name: "clock-slow",
        concern: Concern::Responses,
        side: Side::Target,
        broken: "The clock of the target org is fifteen minutes slow",
        symptom: "400 Bad Request with GENERAL_NONSUCCESS, because every response looks too early",
        modes: &["F10"],
        make: |hand| turn_clock(hand, -900),
    },
    Fault {
        name: "response-replayed",
        concern: Concern::Responses,
        side: Side::Source,
        broken: "Something between the orgs sends one response again and again",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F09"],
        make: |hand| {
            let seen = repeated_assertion(hand.app()?);
            source_way(hand, OrgField::RepeatsAssertion, true)?;
            hand.world.target.seen_assertions.push(seen);
            Ok(())
        },
    },
    Fault {
        name: "response-to-old-request",
        concern: Concern::Responses,
        side: Side::Source,
        broken: "Responses answer a request from a tab that was left open long ago",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F08"],
        make: |hand| source_way(hand, OrgField::AnswersOldRequest, true),
    },
    Fault {
        name: "response-not-successful",
        concern: Concern::Responses,
        side: Side::Source,
        broken: "The source org answers every request with a failure instead of an assertion",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F22"],
        make: |hand| source_way(hand, OrgField::AnswersFailure, true),
    },
    Fault {
        name: "signature-sha1",
        concern: Concern::Responses,
        side: Side::Source,
        broken: "The source org signs with SHA-1, while the identity provider wants at least SHA-256",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F11"],
        make: |hand| source_way(hand, OrgField::SignsWithSha1, true),
    },
    Fault {
        name: "response-unsigned",
        concern: Concern::Responses,
        side: Side::Target,
        broken: "The identity provider wants the response signed, and the source org signs the assertion alone",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F12"],
        make: |hand| {
            source_way(hand, OrgField::SignsResponse, false)?;
            change_idp(hand, SCOPE, |_| "RESPONSE".to_owned())?;
            hand.heart();
            Ok(())
        },
    },
    Fault {
        name: "assertion-unsigned",
        concern: Concern::Responses,
        side: Side::Target,
        broken: "The identity provider wants the assertion signed, and the source org signs the response alone",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F12"],
        make: |hand| {
            source_way(hand, OrgField::SignsAssertion, false)?;
            change_idp(hand, SCOPE, |_| "TOKEN".to_owned())?;
            hand.heart();
            Ok(())
        },
    },
    Fault {
        name: "relay-state-lost",
        concern: Concern::Responses,
        side: Side::Source,
        broken: "The default relay state of the Org2Org app leads to an app that the target org no longer has",
        symptom: "After signing in, Page not found instead of the app",
        modes: &["F72"],
        make: |hand| {
            let gone = hand.world.target.dice.id("0oa");
            let link = hand.world.target.url(&format!("/home/bookmark/{gone}/2557"));
            hand.idp()?;
            let app = hand.app()?.id.clone();
            hand.write(
                Cell::App(Side::Source, app, AppField::SignOn("defaultRelayState")),
                link,
            );
            hand.log_app("application.lifecycle.update")
        },
    },
];

/// How the source org goes about its responses.
fn source_way(hand: &mut Hand<'_>, way: OrgField, on: bool) -> Made {
    hand.idp()?;
    hand.app()?;
    hand.write(Cell::Org(Side::Source, way), on);
    Ok(())
}

fn turn_clock(hand: &mut Hand<'_>, seconds: i64) -> Made {
    hand.idp()?;
    let cell = Cell::Org(Side::Target, OrgField::ClockOffset);
    hand.write(cell, hand.world.target.clock_offset.saturating_add(seconds));
    Ok(())
}

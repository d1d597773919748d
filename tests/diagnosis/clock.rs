//! When an assertion holds (SAML Core §2.5.1.2, §2.4.1.2, §2.7.2): both ends of every interval, the clocks' allowance,
//! and whose clock it is.

use crate::signer::{Draft, codes, target};
use jiff::{SignedDuration, Timestamp};
use org2org_setup::saml::{
    diagnose::{Diagnosis, diagnose},
    expectation::{Expectations, Instant},
    finding::{Confidence, Severity},
    input::{self, Document},
};

/// An unsigned response whose assertion holds from 06:55 until 07:05.
fn response(change: fn(String) -> String) -> Vec<Document> {
    let draft = Draft {
        sign_response: false,
        sign_assertion: false,
        ..Draft::default()
    };
    input::read(change(draft.xml()).as_bytes()).unwrap()
}

fn same(xml: String) -> String {
    xml
}

fn at(clock: &str, chosen: bool) -> Instant {
    let at: Timestamp = format!("2026-11-23T{clock}Z").parse().unwrap();
    Instant { at, chosen }
}

fn judged(documents: &[Document], instant: Instant) -> Diagnosis {
    let mut diagnosis = diagnose(documents, &target(), instant);
    diagnosis
        .findings
        .retain(|finding| finding.code.word() != "unsigned");
    diagnosis
}

#[test]
fn the_first_instant_belongs_to_the_interval_and_the_last_does_not() {
    for (clock, expected) in [
        ("06:52:59.999", Some("!not-yet-valid")),
        ("06:53:00", Some("not-yet-valid")),
        ("06:54:59.999", Some("not-yet-valid")),
        ("06:55:00", None),
        ("07:04:59.999", None),
        ("07:05:00", Some("expired")),
        ("07:07:00", Some("expired")),
        ("07:07:00.001", Some("!expired")),
    ] {
        let found = codes(&judged(&response(same), at(clock, true)));
        assert_eq!(found.first().map(String::as_str), expected, "{clock}");
        assert!(found.len() <= 1, "{clock}: {found:?}");
    }
}

#[test]
fn how_much_clocks_may_differ_is_what_the_target_org_is_set_to() {
    for (skew, clock, blocks) in [
        (0, "07:05:00", false),
        (0, "07:05:01", true),
        (600, "07:15:00", false),
        (600, "07:15:01", true),
    ] {
        let expectations = Expectations {
            skew: SignedDuration::from_secs(skew),
            ..target()
        };
        let diagnosis = diagnose(&response(same), &expectations, at(clock, true));
        let expired = diagnosis
            .findings
            .iter()
            .find(|one| one.code.word() == "expired")
            .unwrap();
        assert_eq!(expired.blocks(), blocks, "{skew} s, {clock}");
        let says = expired.steps.iter().any(|step| step.contains("clock skew"));
        assert_eq!(says, !blocks, "{skew} s, {clock}");
    }
}

/// A message that was saved last week has expired, and says nothing by that.
#[test]
fn by_the_clock_on_the_wall_an_expired_message_is_only_a_guess() {
    for (chosen, confidence) in [(true, Confidence::Certain), (false, Confidence::Possible)] {
        let diagnosis = judged(&response(same), at("09:00:00", chosen));
        let finding = &diagnosis.findings[0];
        assert_eq!((finding.code.word(), finding.confidence), ("expired", confidence));
        let label = &finding.comparison.as_ref().unwrap().expected_label;
        assert_eq!(label, if chosen { "Judged by" } else { "Now" });
    }
}

#[test]
fn a_recording_knows_better_than_the_clock_on_the_wall_when_it_was() {
    let mut documents = response(same);
    documents[0].seen = Some(at("07:00:00", true).at);
    assert_eq!(
        codes(&judged(&documents, at("09:00:00", false))),
        Vec::<String>::new()
    );
    let chosen = judged(&documents, at("09:00:00", true));
    assert_eq!(codes(&chosen), ["!expired"], "an instant that was chosen wins");
    documents[0].seen = Some(at("08:00:00", true).at);
    let recorded = judged(&documents, at("07:00:00", false));
    assert_eq!(codes(&recorded), ["!expired"]);
    assert_eq!(recorded.findings[0].confidence, Confidence::Certain);
}

#[test]
fn the_length_of_time_is_told_in_the_unit_that_says_something() {
    for (clock, words) in [
        ("2026-11-23T07:05:01Z", "ended 1 second before"),
        ("2026-11-23T07:06:59Z", "ended 119 seconds before"),
        ("2026-11-23T07:07:00Z", "ended 2 minutes before"),
        ("2026-11-23T09:04:59Z", "ended 119 minutes before"),
        ("2026-11-23T09:05:00Z", "ended 2 hours before"),
        ("2026-11-25T07:04:59Z", "ended 47 hours before"),
        ("2026-11-25T07:05:00Z", "ended 2 days before"),
    ] {
        let instant = Instant {
            at: clock.parse().unwrap(),
            chosen: true,
        };
        let diagnosis = judged(&response(same), instant);
        let summary = &diagnosis.findings[0].summary;
        assert!(summary.contains(words), "{clock}: {summary}");
    }
}

/// Conditions and confirmation bound the same assertion, and the tighter one counts.
#[test]
fn the_tighter_of_both_bounds_is_named() {
    let confirmed = |xml: String| {
        let data = "SubjectConfirmationData InResponseTo=\"id4711\" NotOnOrAfter=\"2026-11-23T07:05:00Z\"";
        assert!(xml.contains(data));
        xml.replace(data, "SubjectConfirmationData InResponseTo=\"id4711\" NotBefore=\"2026-11-23T06:58:00Z\" NotOnOrAfter=\"2026-11-23T07:01:00Z\"")
    };
    for (clock, words) in [
        ("06:50:00", "by the confirmation it begins 8 minutes after"),
        ("07:04:00", "by the confirmation it ended 3 minutes before"),
        ("07:10:00", "by the confirmation it ended 9 minutes before"),
    ] {
        let diagnosis = judged(&response(confirmed), at(clock, true));
        assert!(
            diagnosis.findings[0].summary.contains(words),
            "{clock}: {}",
            diagnosis.findings[0].summary
        );
    }
    let conditions = |xml: String| {
        xml.replace(
            "Conditions NotBefore=\"2026-11-23T06:55:00Z\"",
            "Conditions NotBefore=\"2026-11-23T06:59:00Z\"",
        )
    };
    let diagnosis = judged(&response(conditions), at("06:50:00", true));
    assert!(
        diagnosis.findings[0]
            .summary
            .contains("by the conditions it begins 9 minutes after")
    );
}

/// One confirmation that holds is enough (SAML Profiles §4.1.4.3).
#[test]
fn of_several_confirmations_the_one_that_holds_longest_counts() {
    let two = |xml: String| {
        let from = xml.find("<saml2:SubjectConfirmation ").unwrap();
        let end = "</saml2:SubjectConfirmation>";
        let until = xml.find(end).unwrap() + end.len();
        let early = xml[from..until].replace("07:05:00Z", "06:56:00Z");
        format!("{}{early}{}", &xml[..from], &xml[from..])
    };
    assert_eq!(
        codes(&judged(&response(two), at("07:00:00", true))),
        Vec::<String>::new()
    );
    let other_method = |xml: String| {
        let from = xml.find("<saml2:SubjectConfirmation ").unwrap();
        let end = "</saml2:SubjectConfirmation>";
        let until = xml.find(end).unwrap() + end.len();
        let early = xml[from..until].replace("07:05:00Z", "06:56:00Z");
        let late = xml[from..until].replace(":bearer", ":sender-vouches");
        format!("{}{early}{late}{}", &xml[..from], &xml[until..])
    };
    let found = codes(&judged(&response(other_method), at("07:00:00", true)));
    assert!(
        found.contains(&"!expired".to_owned()),
        "only a browser's counts: {found:?}"
    );
}

#[test]
fn the_end_of_a_session_may_block_and_no_more() {
    let session = |xml: String| {
        xml.replace(
            "<saml2:AuthnStatement ",
            "<saml2:AuthnStatement SessionNotOnOrAfter=\"2026-11-23T06:59:00Z\" ",
        )
    };
    let diagnosis = judged(&response(session), at("07:00:00", true));
    assert_eq!(codes(&diagnosis), ["session-expired"]);
    assert_eq!(diagnosis.findings[0].severity, Severity::MayBlock);
    assert_eq!(
        codes(&judged(&response(session), at("06:58:59", true))),
        Vec::<String>::new()
    );
}

/// XML Schema part 2 §3.2.7 allows fractions and offsets; SAML Core §1.3.3 asks for UTC.
#[test]
fn instants_are_read_in_every_spelling_that_means_the_same() {
    for spelling in [
        "2026-11-23T07:05:00Z",
        "2026-11-23T07:05:00.000Z",
        "2026-11-23T07:05:00.000000000Z",
        "2026-11-23T08:05:00+01:00",
        "2026-11-23T01:35:00-05:30",
        " 2026-11-23T07:05:00Z ",
    ] {
        let draft = Draft {
            sign_response: false,
            sign_assertion: false,
            not_on_or_after: spelling.to_owned(),
            ..Draft::default()
        };
        let documents = input::read(draft.xml().as_bytes()).unwrap();
        assert_eq!(
            codes(&judged(&documents, at("07:04:59", true))),
            Vec::<String>::new(),
            "{spelling}"
        );
        assert_eq!(
            codes(&judged(&documents, at("07:05:00", true))),
            ["expired"],
            "{spelling}"
        );
    }
}

#[test]
fn what_is_no_instant_is_named_where_it_stands_and_bounds_nothing() {
    for wrong in [
        "soon",
        "2026-13-01T00:00:00Z",
        "23.11.2026 07:05",
        "1764000000",
        "",
    ] {
        let draft = Draft {
            sign_response: false,
            sign_assertion: false,
            not_on_or_after: wrong.to_owned(),
            ..Draft::default()
        };
        let documents = input::read(draft.xml().as_bytes()).unwrap();
        let diagnosis = judged(&documents, at("23:00:00", true));
        assert_eq!(codes(&diagnosis), ["instant-unreadable"], "{wrong}");
        let place = diagnosis.findings[0].place.clone().unwrap();
        assert_eq!(&documents[0].text().unwrap()[place], wrong);
    }
}

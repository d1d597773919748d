//! The handover document says what was set, how it came about and what proves that it works; and whatever names an org
//! brings, they stay names in it.

use crate::{hands::joined, world::Stage};
use org2org_setup::{
    federation::{
        Blueprint, Fact,
        action::{Before, Provenance},
        blueprint::{GroupChoice, Provisioning, Routing},
        journal::Standing,
        verify::{Evidence, ItemState},
    },
    report,
    wizard::export::{Format, Handover},
};
use serde_json::json;

/// Names that would be markup, links, rows or commands if they were let.
const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "Acme | Northwind |\n| --- | --- |",
    "[Acme](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "# Acme **bold** `code` _em_",
    "Acme\r\nNorthwind",
    "A & B &lt; C",
];

#[tokio::test]
async fn names_stay_names_in_both_documents() {
    let (stage, blueprint) = joined().await;
    let escapes = regex::Regex::new(r"\\.").unwrap();
    for name in HOSTILE {
        let mut handover = handover(&stage, &blueprint).await;
        let choices = &mut handover.blueprint;
        name.clone_into(&mut choices.source.name);
        name.clone_into(&mut choices.target.name);
        name.clone_into(&mut choices.idp.name);
        choices.idp.group = GroupChoice::Add {
            name: name.to_owned(),
        };
        choices.idp.user_name_filter = Some(name.to_owned());
        choices.routing = Routing::Domains {
            rule: name.to_owned(),
            domains: vec![name.to_owned()],
        };
        let item = handover.report.as_mut().unwrap().items.first_mut().unwrap();
        item.evidence = vec![proof(name)];

        let html = report::write(&handover, Format::Html, now());
        for tag in ["<script", "<img", "<a ", "onerror=alert(1)>"] {
            assert!(!html.contains(tag), "{name}: {tag}");
        }
        assert!(html.contains("default-src 'none'"), "nothing is fetched or run");
        let rows = |html: &str| html.matches("<tr>").count();
        let plain = self::handover(&stage, &blueprint).await;
        assert_eq!(
            rows(&html),
            rows(&report::write(&plain, Format::Html, now())),
            "{name}"
        );

        let markdown = report::write(&handover, Format::Markdown, now());
        let unescaped = escapes.replace_all(&markdown, "");
        for markup in ["](javascript", "](https", "<script", "<img", "**bold**", "`code`"] {
            assert!(!unescaped.contains(markup), "{name}: {markup}");
        }
        for line in markdown.lines().filter(|line| line.starts_with('|')) {
            assert!(line.ends_with('|'), "{name}: {line}");
        }
        let lines = |text: &str| text.lines().count();
        assert_eq!(
            lines(&markdown),
            lines(&report::write(&plain, Format::Markdown, now())),
            "{name}"
        );
    }
}

#[tokio::test]
async fn the_document_tells_of_every_item_action_value_and_choice() {
    let (stage, blueprint) = joined().await;
    let handover = handover(&stage, &blueprint).await;
    let document = report::document(&handover, now());
    assert_eq!(document.title, "Acme Workforce → Northwind Partners");
    assert_eq!(
        document.subtitle,
        "Handover of 2026-11-23 10:30 (UTC). These are practice orgs: nothing here is real."
    );
    let titles: Vec<&str> = document
        .sections
        .iter()
        .map(|section| section.title.as_str())
        .collect();
    assert_eq!(
        titles,
        [
            "Verification checklist: 1 of 5 verified",
            "What was done",
            "Values",
            "Choices",
            "By hand, outside the five steps (1 to 5)",
        ]
    );
    let [items, done, values, choices, by_hand] = document.sections.as_slice() else {
        panic!("{titles:?}");
    };
    assert_eq!(items.rows.len(), 5);
    assert_eq!(done.rows.len(), stage.ledger.order.len());
    let steps: Vec<&str> = done.rows.iter().map(|row| row[0].as_str()).collect();
    assert!(steps.is_sorted(), "{steps:?}");
    let how: Vec<&str> = done.rows.iter().map(|row| row[3].as_str()).collect();
    assert_eq!(how.iter().filter(|how| **how == "made").count(), 8, "{how:?}");
    assert_eq!(
        how.iter().filter(|how| **how == "found as wanted").count(),
        1,
        "{how:?}"
    );
    assert!(
        how.iter()
            .any(|how| how.starts_with("changed (ACS URL: nothing → http")),
        "{how:?}"
    );
    let value = |name: &str| {
        let row = values.rows.iter().find(|row| row[0] == name);
        row.unwrap_or_else(|| panic!("{name}: {:?}", values.rows))[1].clone()
    };
    let facts = &stage.ledger.facts;
    assert_eq!(
        value("Issuer of the Org2Org app"),
        facts.get(Fact::Issuer).unwrap()
    );
    assert_eq!(
        value("ACS URL of the identity provider"),
        facts.get(Fact::AcsUrl).unwrap()
    );
    assert_eq!(value("Certificate, SHA-256").matches(':').count(), 31);
    assert!(value("Certificate valid until (UTC)").starts_with("20"));
    assert!(
        values.rows.iter().all(|row| !row[1].starts_with("MII")),
        "no certificate at length"
    );
    let choice = |name: &str| choices.rows.iter().find(|row| row[0] == name).unwrap()[1].clone();
    assert_eq!(choice("Provisioning"), "create, update, deactivate");
    assert_eq!(choice("Domains sent to the source org"), "acme.example");
    assert_eq!(choice("Admins are left out of that"), "yes");
    assert_eq!(by_hand.notes.len(), 3);
}

#[tokio::test]
async fn what_is_left_out_is_said_and_not_left_blank() {
    let (stage, mut blueprint) = joined().await;
    blueprint.routing = Routing::None;
    blueprint.provisioning = Provisioning::None;
    blueprint.idp.user_name_filter = None;
    let mut handover = handover(&stage, &blueprint).await;
    handover.report = None;
    handover.practice = false;
    handover.ledger = org2org_setup::federation::journal::Ledger::default();
    handover.facts = org2org_setup::federation::Facts::default();
    let document = report::document(&handover, now());
    assert!(!document.subtitle.contains("practice"));
    let [items, done, values, choices, _] = document.sections.as_slice() else {
        panic!("{document:?}");
    };
    assert_eq!(items.notes, ["The checklist has not been looked at yet"]);
    assert_eq!((done.rows.len(), values.rows.len()), (0, 0));
    let choice = |name: &str| choices.rows.iter().find(|row| row[0] == name).unwrap()[1].clone();
    assert_eq!(choice("Domains sent to the source org"), "none");
    assert_eq!(choice("Provisioning"), "none");
    assert_eq!(choice("Allowed user names"), "all");
    for format in [Format::Html, Format::Markdown] {
        let text = report::write(&handover, format, now());
        assert!(text.contains("The checklist has not been looked at yet"));
    }
}

#[tokio::test]
async fn evidence_stands_beside_its_item_with_its_instant_and_doubt_is_told() {
    let (stage, blueprint) = joined().await;
    let mut handover = handover(&stage, &blueprint).await;
    let item = handover.report.as_mut().unwrap().items.first_mut().unwrap();
    item.state = ItemState::Verified;
    item.evidence = vec![proof("Mira Chen signed in")];
    let record = handover.ledger.records.get_mut("routing-rule").unwrap();
    record.standing = Standing::Open(Provenance::Created);
    let record = handover.ledger.records.get_mut("identity-provider").unwrap();
    record.standing = Standing::Done(Provenance::Changed {
        before: vec![
            Before {
                pointer: "/policy/subject/filter".to_owned(),
                was: json!(null),
                became: json!("^x$"),
            },
            Before {
                pointer: "/policy/provisioning/profileMaster".to_owned(),
                was: json!(true),
                became: json!(false),
            },
        ],
    });
    let document = report::document(&handover, now());
    assert_eq!(
        document.sections[0].title,
        "Verification checklist: 2 of 5 verified"
    );
    assert_eq!(
        document.sections[0].rows[0][2],
        "Mira Chen signed in (2026-11-23 10:29:07 UTC)"
    );
    let how: Vec<&str> = document.sections[1]
        .rows
        .iter()
        .map(|row| row[3].as_str())
        .collect();
    assert!(how.contains(&"not confirmed"), "{how:?}");
    assert!(
        how.contains(&"changed (allowed user names: nothing → ^x$; overwrite profiles: yes → no)"),
        "{how:?}"
    );
}

#[tokio::test]
async fn the_suggested_name_of_the_file_is_safe_on_every_system() {
    let (stage, blueprint) = joined().await;
    let mut handover = handover(&stage, &blueprint).await;
    assert_eq!(
        report::file_name(&handover, Format::Html),
        "acme-workforce-to-northwind-partners-handover.html"
    );
    for name in HOSTILE
        .into_iter()
        .chain(["../../etc/passwd", "C:\\Windows", "日本"])
    {
        name.clone_into(&mut handover.blueprint.source.name);
        name.clone_into(&mut handover.blueprint.target.name);
        let suggested = report::file_name(&handover, Format::Markdown);
        let stem = suggested.strip_suffix(".md").unwrap();
        let safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(!stem.is_empty() && stem.chars().all(safe), "{suggested}");
    }
}

fn now() -> jiff::Timestamp {
    "2026-11-23T10:30:00Z".parse().unwrap()
}

fn proof(words: &str) -> Evidence {
    Evidence {
        at: "2026-11-23T10:29:07Z".parse().unwrap(),
        side: org2org_setup::federation::Side::Source,
        words: words.to_owned(),
        event: None,
    }
}

async fn handover(stage: &Stage, blueprint: &Blueprint) -> Handover {
    Handover {
        blueprint: blueprint.clone(),
        facts: stage.ledger.facts.clone(),
        ledger: stage.ledger.clone(),
        report: Some(
            stage
                .report(blueprint, &org2org_setup::federation::verify::Events::default())
                .await,
        ),
        practice: true,
    }
}

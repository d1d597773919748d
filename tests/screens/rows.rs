//! Rows, cards and messages: what each tells, and what it answers.

use egui::{Key, OutputCommand, Role, Theme, Ui, Vec2, vec2};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use org2org_setup::ui::{
    icon::Icon,
    widget::{
        self, Banner, Change, Compared, Direction, EmptyState, FindingCard, NavItem, OrgLabel, PlanRow,
        Severity, Side, Status, Step, StepState, TaskRow,
    },
};
use std::cell::Cell;

use crate::harness::{SMALL, window};

const NARROW: Vec2 = vec2(360.0, 900.0);

fn show<'a>(content: impl FnMut(&mut Ui) + 'a) -> Harness<'a> {
    window(SMALL, Theme::Light).build_ui(content)
}

fn tells(harness: &Harness<'_>, words: &str) -> bool {
    harness.query_all_by_label_contains(words).next().is_some()
}

fn compared<'a>(left: &'a str, right: &'a str) -> Compared<'a> {
    Compared {
        left_label: "Acme sends",
        left,
        right_label: "Northwind expects",
        right,
        told: true,
    }
}

#[test]
fn both_values_stand_in_full_under_who_says_them_with_the_difference_in_words() {
    for (sent, expected, words) in [
        (
            "http://a.example/exk1",
            "https://a.example/exk1",
            "differ only before ://",
        ),
        (
            "https://a.example/x/",
            "https://a.example/x",
            "A slash too many at the end",
        ),
        (
            "Https://a.example/Exk1",
            "Https://a.example/exk1",
            "Only upper and lower case differ",
        ),
        ("https://b.example/x", "https://a.example/x", "The host differs"),
    ] {
        let harness = show(|ui| widget::compare_rows(ui, &compared(sent, expected)));
        for told in ["Acme sends", "Northwind expects", words] {
            assert!(tells(&harness, told), "{told}");
        }
        assert!(tells(&harness, sent) && tells(&harness, expected));
    }
}

#[test]
fn what_cannot_be_seen_is_shown_by_a_sign_where_it_makes_the_difference() {
    for (sent, expected, sign) in [
        ("acme ", "acme", '␣'),
        ("ac\tme", "acme", '⇥'),
        ("acme\n", "acme", '↵'),
        ("ac\u{200b}me", "acme", '□'),
        ("ac\u{a0}me", "ac me", '␣'),
    ] {
        let harness = show(|ui| widget::compare_rows(ui, &compared(sent, expected)));
        assert!(tells(&harness, &sign.to_string()), "{sent:?}");
    }
    let harness = show(|ui| widget::compare_rows(ui, &compared("two words", "two words")));
    assert!(
        tells(&harness, "two words") && !tells(&harness, "␣"),
        "what is equal stays as it is"
    );
}

#[test]
fn a_value_that_is_missing_is_said_to_be_empty() {
    let harness = show(|ui| widget::compare_rows(ui, &compared("", "https://a.example")));
    assert!(tells(&harness, "(empty)"));
}

#[test]
fn values_that_need_not_be_equal_are_not_compared() {
    let both = Compared {
        told: false,
        ..compared("one", "other")
    };
    let harness = show(|ui| widget::compare_rows(ui, &both));
    assert!(tells(&harness, "one") && tells(&harness, "other"));
    assert!(!tells(&harness, "differ"));
}

#[test]
fn a_long_value_is_selected_whole_by_the_keyboard() {
    let value = "https://acme.okta.com/".repeat(30);
    let mut harness = show(|ui| {
        widget::value_row(ui, "Address", &value);
    });
    harness.key_press(Key::Tab);
    harness.run();
    harness.event(egui::Event::Copy);
    harness.step();
    let commands = &harness.output().platform_output.commands;
    let copied = commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    assert_eq!(copied, Some(value.clone()));
}

#[test]
fn a_value_that_is_shown_cannot_be_changed() {
    let mut harness = show(|ui| {
        widget::copy_row(ui, "Issuer", "http://www.okta.com/exk1");
    });
    harness.get_by_role_and_label(Role::TextInput, "Issuer").focus();
    harness.run();
    harness.event(egui::Event::Text("!".to_owned()));
    harness.run();
    let field = harness.get_by_role_and_label(Role::TextInput, "Issuer");
    assert_eq!(
        field.accesskit_node().value().as_deref(),
        Some("http://www.okta.com/exk1")
    );
}

#[test]
fn two_values_are_copied_apart() {
    let mut harness = show(|ui| {
        widget::copy_row(ui, "Issuer", "one");
        widget::copy_row(ui, "Audience", "two");
    });
    harness.get_by_label("Copy Audience").click();
    harness.run();
    assert!(harness.query_by_label("Copied Audience").is_some());
    assert!(
        harness.query_by_label("Copy Issuer").is_some(),
        "the other one was not copied"
    );
}

#[test]
fn code_can_be_copied_and_is_named() {
    let mut harness = show(|ui| {
        widget::code_block(ui, "Body", "{\n  \"type\": \"SAML2\"\n}");
    });
    harness.get_by_label("Copy Body").click();
    harness.step();
    let commands = &harness.output().platform_output.commands;
    assert!(
        commands
            .iter()
            .any(|command| matches!(command, OutputCommand::CopyText(text) if text.contains("SAML2"))),
        "{commands:?}"
    );
    harness.get_by_role_and_label(Role::MultilineTextInput, "Body");
}

#[test]
fn progress_tells_how_far_it_is_in_words_and_as_a_share() {
    for (done, total, share) in [
        (0, 8, 0.0),
        (2, 8, 25.0),
        (8, 8, 100.0),
        (9, 8, 100.0),
        (0, 0, 0.0),
    ] {
        let harness = show(|ui| widget::progress_row(ui, "Carrying out the changes", done, total));
        assert!(tells(&harness, &format!("{done} of {total}")));
        let bar = harness.get_by_role(Role::ProgressIndicator);
        let value = bar.accesskit_node().data().numeric_value();
        assert_eq!(value, Some(share), "{done} of {total}");
    }
}

#[test]
fn a_task_tells_what_it_is_what_is_known_and_its_state() {
    for status in [Status::Waiting, Status::Working, Status::Failed, Status::Verified] {
        let harness = show(|ui| {
            TaskRow::new(status, "Create the identity provider")
                .detail("Matching on Okta username")
                .show(ui);
        });
        for words in [
            "Create the identity provider",
            "Matching on Okta username",
            status.word(),
        ] {
            assert!(
                harness.query_all_by_label(words).next().is_some(),
                "{status:?}: {words}"
            );
        }
    }
}

#[test]
fn what_stands_in_a_task_answers_through_it() {
    let mut harness = show(|ui| {
        let clicked = TaskRow::new(Status::Failed, "Add the group")
            .show_with(ui, |ui| widget::secondary_button(ui, "Try again").clicked());
        if clicked == Some(true) {
            ui.label("it was asked for");
        }
    });
    harness.get_by_label("Try again").click();
    harness.step();
    assert!(harness.query_by_label("it was asked for").is_some());
}

#[test]
fn a_finding_tells_cause_values_steps_and_why_on_request() {
    let steps = [
        "Copy the issuer".to_owned(),
        "Put it into the identity provider".to_owned(),
    ];
    let mut harness = show(|ui| {
        FindingCard::new(Severity::Blocks, "The issuer differs")
            .detail("In the settings of the orgs · issuer-mismatch")
            .compared(compared("http://a/1", "http://a/2"))
            .steps(&steps)
            .why("Okta compares it to the letter")
            .show(ui);
    });
    for words in [
        "Blocks sign-in",
        "The issuer differs",
        "issuer-mismatch",
        "Acme sends",
        "→ Copy the issuer",
        "→ Put it into the identity provider",
    ] {
        assert!(tells(&harness, words), "{words}");
    }
    assert!(!tells(&harness, "to the letter"));
    harness
        .get_by_label("Why this matters: The issuer differs")
        .click();
    harness.run();
    assert!(tells(&harness, "to the letter"));
}

#[test]
fn bad_news_alerts_and_good_news_only_tells() {
    type Make = fn(&'static str, &'static str) -> Banner<'static>;
    let kinds: [(&str, Make, Role); 4] = [
        ("info", Banner::info, Role::Status),
        ("success", Banner::success, Role::Status),
        ("warning", Banner::warning, Role::Alert),
        ("danger", Banner::danger, Role::Alert),
    ];
    for (kind, make, role) in kinds {
        let harness = show(|ui| make("What happened", "And why").show(ui));
        harness.get_by_role_and_label(role, "What happened");
        assert!(tells(&harness, "And why"), "{kind}");
    }
}

#[test]
fn where_there_is_nothing_yet_it_says_how_it_comes_to_be() {
    let mut harness = show(|ui| {
        let state = EmptyState {
            icon: Icon::Plug,
            title: "No connections yet",
            text: "A connection joins two orgs",
        };
        if state.show(ui, |ui| widget::primary_button(ui, "Set one up").clicked()) {
            ui.label("begun");
        }
    });
    assert!(tells(&harness, "No connections yet") && tells(&harness, "A connection joins two orgs"));
    harness.get_by_label("Set one up").click();
    harness.step();
    assert!(tells(&harness, "begun"));
}

#[test]
fn an_org_is_told_by_its_word_wherever_it_is_named() {
    let direction = Direction {
        source: OrgLabel {
            name: "Acme",
            address: "acme.okta.com",
        },
        target: OrgLabel {
            name: "",
            address: "no address yet",
        },
    };
    let harness = show(|ui| {
        widget::org_badge(ui, Side::Source, "Acme");
        widget::org_badge(ui, Side::Target, "Northwind");
        direction.show(ui);
        direction.show_picture(ui);
    });
    for words in [
        "Source org: Acme",
        "Target org: Northwind",
        "Source org · acme.okta.com",
        "Source org: people sign in here",
        "Target org: the apps are here",
        "people come from the first to the second",
    ] {
        assert!(harness.query_all_by_label(words).next().is_some(), "{words}");
    }
    assert_ne!(Side::Source.icon(), Side::Target.icon());
    assert_ne!(Side::Source.tone(), Side::Target.tone());
}

#[test]
fn a_change_of_the_plan_tells_org_kind_and_sentence() {
    for (change, word) in [
        (Change::Create, "New"),
        (Change::Update, "Changed"),
        (Change::Adopt, "Kept"),
        (Change::Delete, "Deleted"),
    ] {
        let harness = show(|ui| {
            PlanRow::new(Side::Target, "Northwind", change, "Add an identity provider")
                .detail("It trusts Acme")
                .show(ui);
        });
        for words in [
            "Target org: Northwind",
            word,
            "Add an identity provider",
            "It trusts Acme",
        ] {
            assert!(harness.query_all_by_label(words).next().is_some(), "{words}");
        }
    }
}

fn rail() -> [Step<'static>; 4] {
    let step = |number, title, state, blocked| Step {
        number,
        title,
        state,
        blocked,
    };
    [
        step(None, "Connect both orgs", StepState::Done, None),
        step(Some(1), "Target application", StepState::NeedsAttention, None),
        step(Some(2), "Identity provider trust", StepState::Open, None),
        step(
            Some(3),
            "Provisioning",
            StepState::Open,
            Some("Connect both orgs first"),
        ),
    ]
}

#[test]
fn the_steps_tell_number_name_and_standing() {
    let harness = show(|ui| {
        widget::stepper(ui, &rail(), Some(2));
    });
    for name in [
        "Connect both orgs, done",
        "Step 1 of 3, Target application, needs attention",
        "Step 2 of 3, Identity provider trust, current",
        "Step 3 of 3, Provisioning",
    ] {
        harness.get_by_role_and_label(Role::Button, name);
    }
    let blocked = harness.get_by_label("Step 3 of 3, Provisioning");
    assert!(blocked.accesskit_node().is_disabled());
    assert_eq!(
        blocked.accesskit_node().data().description(),
        Some("Connect both orgs first")
    );
}

#[test]
fn a_step_is_opened_by_keyboard_and_a_closed_one_says_why() {
    let opened = Cell::new(None);
    let mut harness = show(|ui| {
        if let Some(at) = widget::stepper(ui, &rail(), Some(2)) {
            opened.set(Some(at));
        }
    });
    for _ in 0..2 {
        harness.key_press(Key::Tab);
        harness.run();
    }
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(opened.take(), Some(1));
    for _ in 0..2 {
        harness.key_press(Key::Tab);
        harness.run();
    }
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(opened.take(), None);
    harness.get_by_label("Connect both orgs first");
}

#[test]
fn a_place_beside_the_steps_tells_whether_it_is_shown() {
    for (current, name) in [(false, "Troubleshoot"), (true, "Troubleshoot, current")] {
        let harness = show(|ui| {
            let item = NavItem {
                icon: Icon::Wrench,
                title: "Troubleshoot",
                current,
                blocked: None,
            };
            widget::nav_item(ui, &item);
        });
        harness.get_by_role_and_label(Role::Button, name);
    }
}

#[test]
fn detail_is_opened_by_keyboard_and_remembered_for_each_place() {
    let mut harness = show(|ui| {
        for at in 0..2 {
            ui.push_id(at, |ui| {
                widget::disclosure(ui, "Show the exact API call", |ui| ui.label(format!("call {at}")));
            });
        }
    });
    harness.key_press(Key::Tab);
    harness.run();
    harness.key_press(Key::Space);
    harness.run();
    assert!(tells(&harness, "call 0") && !tells(&harness, "call 1"));
    harness.key_press(Key::Enter);
    harness.run();
    assert!(!tells(&harness, "call 0"));
}

#[test]
fn who_remembers_the_openness_decides_it() {
    for open in [true, false] {
        let harness = show(|ui| {
            let mut held = open;
            widget::disclosure_held(ui, "More choices", &mut held, |ui| ui.label("rarer ones"));
        });
        assert_eq!(tells(&harness, "rarer ones"), open);
        let header = harness.get_by_role_and_label(Role::DisclosureTriangle, "More choices");
        assert_eq!(header.accesskit_node().data().is_expanded(), Some(open));
    }
}

#[test]
fn in_a_narrow_place_nothing_is_wider_than_the_place() {
    let steps =
        ["Copy the issuer (entityID) from the metadata of the Org2Org app in the source org".to_owned()];
    let long = "http://www.okta.com/".repeat(6);
    let harness = window(NARROW, Theme::Light).build_ui(|ui| {
        widget::page(ui, |ui| {
            TaskRow::new(
                Status::DoneWithWarning,
                "Create the SAML identity provider in Northwind Partners",
            )
            .show(ui);
            FindingCard::new(
                Severity::Blocks,
                "The certificate that signed this is not the one that is trusted",
            )
            .compared(compared(&long, "x"))
            .steps(&steps)
            .show(ui);
            widget::copy_row(ui, "Issuer", &long);
            Banner::warning(
                "The token expires in 12 days",
                "The connection keeps working until then",
            )
            .show(ui);
        });
    });
    for node in harness.root().children_recursive() {
        let node = node.accesskit_node();
        // The whole text of a value that is shown shortened is there for screen readers alone.
        let Some(bounds) = node.bounding_box().filter(|_| node.role() != Role::TextRun) else {
            continue;
        };
        assert!(
            bounds.x1 <= f64::from(NARROW.x) + 0.5,
            "{:?} {:?} reaches {}",
            node.role(),
            node.label(),
            bounds.x1
        );
    }
}

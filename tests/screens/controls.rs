//! Buttons, fields and choices by what a screen reader and a keyboard have of them: role, name, state, keys.

use std::{cell::Cell, cell::RefCell};

use egui::{Key, Role, Theme, Ui, accesskit::Toggled};
use egui_kittest::{
    Harness, Node,
    kittest::{NodeT as _, Queryable as _},
};
use org2org_setup::ui::{
    icon::Icon,
    widget::{self, Chip, Choice, PushButton, Severity, Status},
};

use crate::harness::{SMALL, window};

fn show<'a>(content: impl FnMut(&mut Ui) + 'a) -> Harness<'a> {
    window(SMALL, Theme::Light).build_ui(content)
}

fn press(harness: &mut Harness<'_>, key: Key) {
    harness.key_press(key);
    harness.run();
}

fn focused(harness: &Harness<'_>) -> Option<String> {
    let mut all = harness.root().children_recursive();
    let found = all.find(|node| node.accesskit_node().is_focused());
    found.and_then(|node| node.accesskit_node().label())
}

fn description(node: &Node<'_>) -> String {
    node.accesskit_node()
        .data()
        .description()
        .unwrap_or_default()
        .to_owned()
}

/// Everything that is told, to look for what must not be.
fn everything(harness: &Harness<'_>) -> String {
    let all = harness.root().children_recursive();
    let told = all.map(|node| {
        let node = node.accesskit_node();
        let description = node.data().description().unwrap_or_default().to_owned();
        format!("{:?} {:?} {description}\n", node.label(), node.value())
    });
    told.collect()
}

#[test]
fn every_kind_of_button_is_a_button_and_answers_to_enter_and_space() {
    type Make = fn(&'static str) -> PushButton<'static>;
    let kinds: [(&str, Make); 4] = [
        ("primary", PushButton::primary),
        ("secondary", PushButton::secondary),
        ("danger", PushButton::danger),
        ("link", PushButton::link),
    ];
    for (kind, make) in kinds {
        let clicks = Cell::new(0);
        let mut harness = show(|ui| {
            if make("Go on").icon(Icon::ArrowRight).show(ui).clicked() {
                clicks.set(clicks.get() + 1);
            }
        });
        press(&mut harness, Key::Tab);
        assert_eq!(focused(&harness).as_deref(), Some("Go on"), "{kind}");
        press(&mut harness, Key::Enter);
        press(&mut harness, Key::Space);
        harness.get_by_role_and_label(Role::Button, "Go on").click();
        harness.run();
        assert_eq!(clicks.get(), 3, "{kind}");
    }
}

#[test]
fn a_name_that_says_more_stands_in_for_the_label() {
    let harness = show(|ui| {
        PushButton::link("Remove…")
            .name("Remove Acme from the list…")
            .show(ui);
    });
    harness.get_by_role_and_label(Role::Button, "Remove Acme from the list…");
    assert!(harness.query_by_label("Remove…").is_none());
}

#[test]
fn a_blocked_button_is_not_pressed_by_any_means() {
    let clicks = Cell::new(0);
    let mut harness = show(|ui| {
        let button = PushButton::primary("Carry out 8 changes").blocked(Some("A name is needed"));
        if button.show(ui).clicked() {
            clicks.set(clicks.get() + 1);
        }
    });
    harness.get_by_label("Carry out 8 changes").click();
    harness.run();
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::Enter);
    press(&mut harness, Key::Space);
    assert_eq!(clicks.get(), 0);
    let button = harness.get_by_role_and_label(Role::Button, "Carry out 8 changes");
    assert!(button.accesskit_node().is_disabled());
    assert_eq!(description(&button), "A name is needed");
}

#[test]
fn a_button_says_how_much_room_it_takes() {
    let sizes = RefCell::new(Vec::new());
    let mut harness = show(|ui| {
        let plain = PushButton::secondary("Open").size(ui);
        let with_icons = PushButton::secondary("Open")
            .icon(Icon::External)
            .trailing_icon(Icon::ArrowRight);
        let asked = with_icons.size(ui);
        let taken = with_icons.show(ui).rect.size();
        *sizes.borrow_mut() = vec![plain, asked, taken];
    });
    harness.run();
    let sizes = sizes.borrow();
    assert_eq!(sizes[1], sizes[2]);
    assert!(
        sizes[1].x > sizes[0].x + 30.0,
        "two icons want their room: {sizes:?}"
    );
}

#[test]
fn every_state_has_a_word_of_its_own_and_chips_tell_it() {
    let all = [
        Status::Waiting,
        Status::Working,
        Status::Done,
        Status::DoneWithWarning,
        Status::AlreadyThere,
        Status::ByHand,
        Status::Paused,
        Status::Failed,
        Status::Undone,
        Status::NotChecked,
        Status::Checking,
        Status::ReadyToTest,
        Status::Watching,
        Status::InOrder,
        Status::Verified,
        Status::NeedsFix,
        Status::Skipped,
        Status::Unknown,
    ];
    let mut words: Vec<&str> = all.iter().map(|status| status.word()).collect();
    let harness = show(|ui| {
        widget::chips(ui, |ui| {
            for status in all {
                widget::status_chip(ui, status);
            }
        });
    });
    for word in &words {
        harness.get_by_role_and_label(Role::Label, word);
    }
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), all.len(), "two states have one word");
}

#[test]
fn a_state_is_never_told_by_colour_alone() {
    use org2org_setup::ui::theme::Tone;
    // Of the states that share a colour, those that mean good and bad news differ in their icon as well.
    for (one, other) in [
        (Status::Done, Status::Failed),
        (Status::Verified, Status::NeedsFix),
        (Status::Done, Status::DoneWithWarning),
        (Status::Waiting, Status::Skipped),
        (Status::Working, Status::Watching),
    ] {
        assert_ne!(one.icon(), other.icon(), "{one:?} and {other:?}");
    }
    assert_eq!(
        (Status::Failed.tone(), Status::Verified.tone()),
        (Tone::Danger, Tone::Success)
    );
}

#[test]
fn the_gravest_finding_says_so_in_words() {
    let harness = show(|ui| {
        for severity in [Severity::Blocks, Severity::MayBlock, Severity::Note] {
            severity.chip().show(ui);
        }
        Chip::new(org2org_setup::ui::theme::Tone::Info, "Look only").show(ui);
    });
    for word in ["Blocks sign-in", "May block sign-in", "Good to know", "Look only"] {
        harness.get_by_label(word);
    }
}

#[test]
fn a_field_is_named_by_its_label_and_described_by_its_help_or_its_error() {
    for (error, told, invalid) in [
        (None, "As it stands in the browser", false),
        (
            Some("This is an e-mail address"),
            "This is an e-mail address",
            true,
        ),
    ] {
        let mut value = "x".to_owned();
        let harness = show(|ui| {
            widget::TextField::new("Address")
                .help("As it stands in the browser")
                .error(error)
                .show(ui, &mut value);
        });
        let field = harness.get_by_role_and_label(Role::TextInput, "Address");
        assert_eq!(description(&field), told);
        assert_eq!(field.accesskit_node().data().invalid().is_some(), invalid);
    }
}

#[test]
fn a_field_of_several_lines_takes_a_line_break_and_one_of_one_line_does_not() {
    for (lines, kept) in [(1, "ab"), (4, "a\nb")] {
        let mut value = String::new();
        {
            let mut harness = show(|ui| {
                widget::TextField::new("Text").lines(lines).show(ui, &mut value);
            });
            press(&mut harness, Key::Tab);
            for typed in ["a", "\n", "b"] {
                let event = if typed == "\n" {
                    egui::Event::Key {
                        key: Key::Enter,
                        physical_key: None,
                        pressed: true,
                        repeat: false,
                        modifiers: egui::Modifiers::NONE,
                    }
                } else {
                    egui::Event::Text(typed.to_owned())
                };
                harness.event(event);
                harness.run();
                if lines == 1 && typed == "\n" {
                    harness.get_by_role(Role::TextInput).focus();
                    harness.run();
                }
            }
        }
        let read: String = value.chars().filter(|c| *c != '\r').collect();
        assert_eq!(read.len(), kept.len(), "{read:?}");
        assert_eq!(read.contains('\n'), lines > 1);
    }
}

#[test]
fn a_secret_is_told_to_nobody_until_somebody_asks_to_see_it() {
    const SECRET: &str = "00topsecretsecretsecret";
    let mut value = SECRET.to_owned();
    let mut harness = show(|ui| {
        widget::SecretField::new("API token").show(ui, &mut value);
    });
    assert!(!everything(&harness).contains(SECRET));
    assert!(!format!("{:?}", harness.root()).contains(SECRET));
    harness.get_by_label("Show API token").click();
    harness.run();
    harness.get_by_label("Hide API token").click();
    harness.run();
    assert!(!everything(&harness).contains(SECRET), "it is hidden again");
    harness.get_by_role(Role::PasswordInput);
}

#[test]
fn the_length_of_a_secret_is_all_that_is_seen_of_it() {
    let mut value = "00abc".to_owned();
    let harness = show(|ui| {
        widget::SecretField::new("API token").show(ui, &mut value);
    });
    let field = harness.get_by_role(Role::PasswordInput);
    let shown = field.accesskit_node().value().unwrap_or_default();
    assert!(shown.chars().all(|c| !c.is_ascii_alphanumeric()), "{shown:?}");
}

#[test]
fn what_was_typed_as_a_secret_cannot_be_brought_back_by_undo() {
    let mut value = "00first".to_owned();
    {
        let mut harness = show(|ui| {
            widget::SecretField::new("API token").show(ui, &mut value);
        });
        harness.get_by_role(Role::PasswordInput).focus();
        harness.run();
        harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
        harness.run();
        harness.event(egui::Event::Text("x".to_owned()));
        harness.run();
        harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::Z);
        harness.run();
    }
    assert!(!value.contains("00first"), "{value:?}");
}

#[test]
fn boxes_and_switches_say_what_they_are_and_how_they_stand() {
    let (mut checked, mut on) = (true, false);
    let harness = show(|ui| {
        widget::checkbox(ui, &mut checked, "Keep these people", "Their accounts remain");
        widget::toggle(ui, &mut on, "Look only", "");
    });
    for (role, name, toggled, told) in [
        (
            Role::CheckBox,
            "Keep these people",
            Toggled::True,
            "Their accounts remain",
        ),
        (Role::Switch, "Look only", Toggled::False, ""),
    ] {
        let node = harness.get_by_role_and_label(role, name);
        assert_eq!(node.accesskit_node().toggled(), Some(toggled), "{name}");
        assert_eq!(description(&node), told, "{name}");
    }
}

#[test]
fn a_switch_that_is_switched_off_for_now_takes_no_click() {
    let mut on = false;
    {
        let mut harness = show(|ui| {
            ui.add_enabled_ui(false, |ui| widget::toggle(ui, &mut on, "Provisioning", ""));
        });
        harness.get_by_label("Provisioning").click();
        harness.run();
        assert!(
            harness
                .get_by_label("Provisioning")
                .accesskit_node()
                .is_disabled()
        );
    }
    assert!(!on);
}

#[test]
fn one_of_several_cards_is_chosen_by_keyboard_and_says_so() {
    let mut chosen = 0_u8;
    let choices = [("User name", 0), ("E-mail", 1), ("Either", 2)].map(|(title, value)| Choice {
        value,
        title,
        text: "What it means",
    });
    {
        let mut harness = show(|ui| {
            widget::radio_cards(ui, "Match on", &mut chosen, &choices);
        });
        for _ in 0..2 {
            press(&mut harness, Key::Tab);
        }
        assert_eq!(focused(&harness).as_deref(), Some("E-mail"));
        press(&mut harness, Key::Space);
        let stands = |name| {
            let node = harness.get_by_role_and_label(Role::RadioButton, name);
            node.accesskit_node().toggled()
        };
        assert_eq!(stands("E-mail"), Some(Toggled::True));
        assert_eq!(stands("User name"), Some(Toggled::False));
    }
    assert_eq!(chosen, 1);
}

#[test]
fn a_list_is_opened_and_left_by_keyboard() {
    let mut chosen = 1;
    {
        let mut harness = show(|ui| {
            widget::combo(ui, "App", &mut chosen, &["Dropbox Business", "Northwind Wiki"]);
        });
        let list = harness.get_by_role(Role::ComboBox);
        assert_eq!(list.accesskit_node().label().as_deref(), Some("App"));
        press(&mut harness, Key::Tab);
        press(&mut harness, Key::Enter);
        assert!(harness.query_by_label("Dropbox Business").is_some());
        press(&mut harness, Key::Escape);
        assert!(
            harness.query_by_label("Dropbox Business").is_none(),
            "Escape closes the list"
        );
    }
    assert_eq!(chosen, 1, "and chooses nothing");
}

#[test]
fn tab_goes_through_controls_in_order_and_shift_tab_back() {
    let mut text = String::new();
    let mut on = false;
    let mut harness = show(|ui| {
        widget::TextField::new("Name").show(ui, &mut text);
        widget::checkbox(ui, &mut on, "Leave admins out", "");
        widget::secondary_button(ui, "Cancel");
        widget::primary_button(ui, "Next");
    });
    let order = ["Name", "Leave admins out", "Cancel", "Next"];
    for name in order {
        press(&mut harness, Key::Tab);
        assert_eq!(focused(&harness).as_deref(), Some(name));
    }
    for name in order.iter().rev().skip(1) {
        harness.key_press_modifiers(egui::Modifiers::SHIFT, Key::Tab);
        harness.run();
        assert_eq!(focused(&harness).as_deref(), Some(*name));
    }
}

//! What widgets do: names, roles, keyboard, and what they answer.

use std::{cell::Cell, time::Duration};

use egui::{Color32, Key, OutputCommand, Role, Theme, Ui, accesskit::Toggled};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use org2org_setup::ui::{
    icon::Icon,
    widget::{self, Choice, PushButton, Step, StepState},
};

use crate::harness::{SMALL, window};

#[test]
fn a_button_is_pressed_by_pointer_and_by_keyboard() {
    let clicks = Cell::new(0);
    let mut harness = show(|ui| {
        if widget::primary_button(ui, "Next").clicked() {
            clicks.set(clicks.get() + 1);
        }
    });
    harness.get_by_role_and_label(Role::Button, "Next").click();
    harness.run();
    harness.get_by_label("Next").focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(clicks.get(), 2);
}

#[test]
fn a_blocked_button_is_reached_by_tab_says_why_and_cannot_be_pressed() {
    let mut harness = show(|ui| {
        let response = PushButton::primary("Next")
            .blocked(Some("Two tasks are running"))
            .show(ui);
        assert!(!response.clicked());
    });
    harness.key_press(Key::Tab);
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let button = harness.get_by_role_and_label(Role::Button, "Next");
    assert!(button.accesskit_node().is_disabled());
    assert_eq!(
        button.accesskit_node().data().description(),
        Some("Two tasks are running")
    );
    harness.get_by_label("Two tasks are running");
}

#[test]
fn copying_puts_the_whole_value_on_the_clipboard_and_says_so_for_two_seconds() {
    let value = "https://acme.okta.com/".repeat(20);
    let mut harness = show(|ui| {
        widget::copy_row(ui, "Issuer", &value);
    });
    harness.get_by_label("Copy Issuer").click();
    harness.step();
    assert_eq!(copied(&harness), Some(value.clone()));
    harness.run();
    harness.get_by_label("Copied Issuer");
    harness.run_steps(10);
    harness.get_by_label("Copy Issuer");
}

#[test]
fn a_shortened_value_is_whole_for_screen_readers() {
    let value = "https://acme.okta.com/".repeat(20);
    let harness = show(|ui| {
        widget::copy_row(ui, "Issuer", &value);
    });
    let field = harness.get_by_role_and_label(Role::TextInput, "Issuer");
    assert_eq!(field.accesskit_node().value(), Some(value.clone()));
}

#[test]
fn a_secret_is_hidden_until_asked() {
    let mut secret = "00token".to_owned();
    let mut harness = show(|ui| {
        widget::SecretField::new("API token").show(ui, &mut secret);
    });
    harness.get_by_role(Role::PasswordInput);
    harness.get_by_label("Show API token").click();
    harness.run();
    assert!(harness.query_by_role(Role::PasswordInput).is_none());
    harness.get_by_label("Hide API token");
}

#[test]
fn a_wrong_field_tells_its_error() {
    let mut address = "x".to_owned();
    let harness = show(|ui| {
        widget::TextField::new("Address")
            .error(Some("Not an Okta address"))
            .show(ui, &mut address);
    });
    let field = harness.get_by_role(Role::TextInput);
    assert_eq!(
        field.accesskit_node().data().description(),
        Some("Not an Okta address")
    );
    assert!(field.accesskit_node().data().invalid().is_some());
    harness.get_by_label("Not an Okta address");
}

#[test]
fn typing_reaches_the_value() {
    let mut address = String::new();
    {
        let mut harness = show(|ui| {
            widget::TextField::new("Address").show(ui, &mut address);
        });
        harness.get_by_role(Role::TextInput).focus();
        harness.run();
        harness.get_by_role(Role::TextInput).type_text("acme.okta.com");
        harness.run();
    }
    assert_eq!(address, "acme.okta.com");
}

#[test]
fn check_boxes_and_switches_turn_with_the_space_bar() {
    let (mut checked, mut on) = (false, true);
    {
        let mut harness = show(|ui| {
            widget::checkbox(ui, &mut checked, "Link people", "Same user name");
            widget::toggle(ui, &mut on, "Provisioning", "");
        });
        for _ in 0..2 {
            harness.key_press(Key::Tab);
            harness.run();
            harness.key_press(Key::Space);
            harness.run();
        }
        let box_node = harness.get_by_role(Role::CheckBox);
        assert_eq!(box_node.accesskit_node().toggled(), Some(Toggled::True));
    }
    assert_eq!((checked, on), (true, false));
}

#[test]
fn choosing_a_card_changes_the_choice_once() {
    let (mut chosen, changes) = (0_u8, Cell::new(0));
    {
        let choices = [("API token", 0), ("OAuth 2.0", 1)].map(|(title, value)| Choice {
            value,
            title,
            text: "",
        });
        let mut harness = show(|ui| {
            if widget::radio_cards(ui, "Variant", &mut chosen, &choices) {
                changes.set(changes.get() + 1);
            }
        });
        for _ in 0..2 {
            harness
                .get_by_role_and_label(Role::RadioButton, "OAuth 2.0")
                .click();
            harness.run();
        }
        harness.get_by_role_and_label(Role::RadioGroup, "Variant");
    }
    assert_eq!((chosen, changes.get()), (1, 1));
}

#[test]
fn a_list_opens_and_another_entry_can_be_chosen() {
    let mut chosen = 0;
    {
        let mut harness = show(|ui| {
            widget::combo(ui, "User name format", &mut chosen, &["Okta username", "Email"]);
        });
        harness.get_by_role(Role::ComboBox).click();
        harness.run();
        harness.get_by_label("Email").click();
        harness.run();
    }
    assert_eq!(chosen, 1);
}

#[test]
fn steps_say_where_they_are_and_answer_with_their_place() {
    let clicked = Cell::new(None);
    let mut harness = show(|ui| {
        if let Some(at) = widget::stepper(ui, &steps(), Some(1)) {
            clicked.set(Some(at));
        }
    });
    harness.get_by_label("Step 2 of 3, Trust, current");
    harness.get_by_label("Step 1 of 3, Application, done").click();
    harness.run();
    assert_eq!(clicked.get(), Some(0));
    harness.get_by_label("Step 3 of 3, Provisioning").click();
    harness.run();
    assert_eq!(clicked.get(), Some(0), "a blocked step does not open");
}

#[test]
fn detail_opens_and_closes_and_says_so() {
    let mut harness = show(|ui| {
        widget::disclosure(ui, "Show the call", |ui| ui.label("GET /api/v1/org"));
    });
    assert!(harness.query_by_label("GET /api/v1/org").is_none());
    harness.get_by_label("Show the call").click();
    harness.run();
    harness.get_by_label("GET /api/v1/org");
    let header = harness.get_by_label("Show the call");
    assert_eq!(header.accesskit_node().data().is_expanded(), Some(true));
}

#[test]
fn a_term_explains_itself_when_the_keyboard_reaches_it() {
    let mut harness = show(|ui| {
        widget::term(ui, "ACS URL", "Where answers go");
    });
    assert!(harness.query_by_label("Where answers go").is_none());
    harness.key_press(Key::Tab);
    harness.run();
    harness.get_by_label("Where answers go");
}

fn show<'a>(content: impl FnMut(&mut Ui) + 'a) -> Harness<'a> {
    window(SMALL, Theme::Light).build_ui(content)
}

fn copied(harness: &Harness<'_>) -> Option<String> {
    let commands = &harness.output().platform_output.commands;
    commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

fn steps() -> [Step<'static>; 3] {
    [
        ("Application", StepState::Done, None),
        ("Trust", StepState::Open, None),
        ("Provisioning", StepState::Open, Some("Needs the trust")),
    ]
    .map(|(title, state, blocked)| Step {
        number: Some(match title {
            "Application" => 1,
            "Trust" => 2,
            _ => 3,
        }),
        title,
        state,
        blocked,
    })
}

#[test]
fn a_spinner_asks_for_the_next_picture_only_while_animations_are_on() {
    for (animation_time, asks) in [(0.0, false), (0.2, true)] {
        let harness = show(|ui| {
            ui.style_mut().animation_time = animation_time;
            Icon::Spinner.show(ui, 16.0, Color32::BLACK);
        });
        let delays = harness
            .output()
            .viewport_output
            .values()
            .map(|viewport| viewport.repaint_delay);
        assert_eq!(delays.min().unwrap() < Duration::from_secs(1), asks);
    }
}

#[test]
fn every_widget_can_be_reached_by_tab_in_the_order_it_stands() {
    let mut name = String::new();
    let mut harness = show(|ui| {
        widget::TextField::new("Name").show(ui, &mut name);
        widget::primary_button(ui, "Next");
        widget::copy_row(ui, "Issuer", "x");
        widget::disclosure(ui, "Detail", |_| {});
        widget::stepper(ui, &steps(), None);
    });
    let mut reached = Vec::new();
    for _ in 0..8 {
        harness.key_press(Key::Tab);
        harness.run();
        let focused = harness.get_by(|node| node.is_focused() && node.label().is_some());
        reached.push(focused.accesskit_node().label().unwrap_or_default());
    }
    assert_eq!(
        reached,
        [
            "Name",
            "Next",
            "Issuer",
            "Copy Issuer",
            "Detail",
            "Step 1 of 3, Application, done",
            "Step 2 of 3, Trust",
            "Step 3 of 3, Provisioning"
        ]
    );
}

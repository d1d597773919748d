//! Every screen without a pointer: names for all, Tab reaches all, no secret in sight.

use std::collections::BTreeSet;

use egui::{Key, accesskit::Role};
use egui_kittest::kittest::NodeT as _;
use org2org_setup::wizard::{Open, Wizard, connect::SecretText};

use crate::{clicks::Clicks, every::every_state};

const SECRET: &str = "00verysecrettoken";

/// Every state, with secrets typed wherever there is a field for one.
fn screens() -> Vec<Wizard> {
    let all = every_state().into_iter().map(|(_, wizard)| wizard);
    all.map(|mut wizard| {
        wizard.open = wizard.open.take().map(with_secrets);
        wizard
    })
    .collect()
}

fn with_secrets(mut open: Open) -> Open {
    open.source.token = SecretText::new(SECRET.to_owned());
    open.target.token = SecretText::new(SECRET.to_owned());
    open.provisioning_token = SecretText::new(SECRET.to_owned());
    open
}

#[test]
fn every_control_has_a_name() {
    for wizard in screens() {
        let screen = wizard.screen;
        let window = Clicks::on(wizard);
        for (role, name, _) in window.nodes().into_iter().filter(|(role, ..)| is_control(*role)) {
            assert!(!name.trim().is_empty(), "a {role:?} without a name on {screen:?}");
        }
    }
}

#[test]
fn every_control_that_can_be_used_is_reached_by_tab() {
    // A question keeps the keyboard to itself, which has its own test.
    for wizard in screens().into_iter().filter(|wizard| wizard.question.is_none()) {
        let screen = wizard.screen;
        let mut window = Clicks::on(wizard);
        let wanted: BTreeSet<String> = window.usable_controls();
        let mut reached = BTreeSet::new();
        for _ in 0..wanted.len() * 2 + 20 {
            window.press(Key::Tab);
            reached.extend(window.focused());
            if wanted.is_subset(&reached) {
                break;
            }
        }
        let missed: Vec<&String> = wanted.difference(&reached).collect();
        assert!(missed.is_empty(), "{screen:?}: {missed:?}");
    }
}

#[test]
fn no_secret_is_told_to_anybody() {
    for wizard in screens() {
        let screen = wizard.screen;
        let window = Clicks::on(wizard);
        for (role, name, value) in window.nodes() {
            assert!(
                !name.contains(SECRET) && !value.contains(SECRET),
                "{role:?} on {screen:?}"
            );
        }
    }
}

#[test]
fn every_word_that_explains_itself_has_an_explanation() {
    let mut seen = 0;
    for wizard in screens() {
        let window = Clicks::on(wizard);
        for node in window.harness.root().children_recursive() {
            let node = node.accesskit_node();
            if node.role() == Role::Term {
                seen += 1;
                assert!(
                    !node.data().description().unwrap_or_default().is_empty(),
                    "{:?}",
                    node.label()
                );
            }
        }
    }
    assert!(seen > 20);
}

fn is_control(role: Role) -> bool {
    matches!(
        role,
        Role::Button
            | Role::CheckBox
            | Role::ComboBox
            | Role::DisclosureTriangle
            | Role::Link
            | Role::PasswordInput
            | Role::RadioButton
            | Role::Switch
            | Role::TextInput
    )
}

impl Clicks {
    /// Role, name and value of everything on the screen.
    fn nodes(&self) -> Vec<(Role, String, String)> {
        let nodes = self.harness.root().children_recursive();
        let told = nodes.map(|node| {
            let node = node.accesskit_node();
            (
                node.role(),
                node.label().unwrap_or_default(),
                node.value().unwrap_or_default(),
            )
        });
        told.collect()
    }

    /// The names of all controls that are not switched off for now; blocked buttons can be reached, too.
    fn usable_controls(&self) -> BTreeSet<String> {
        let nodes = self.harness.root().children_recursive();
        let usable = nodes.filter(|node| {
            let node = node.accesskit_node();
            is_control(node.role()) && !node.is_disabled()
        });
        usable
            .map(|node| node.accesskit_node().label().unwrap_or_default())
            .collect()
    }
}

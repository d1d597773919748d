//! The accessibility tree of every state: names, roles, headings, sizes, and nothing that sticks out of the window.

use std::collections::BTreeMap;

use egui::{accesskit::Role, vec2};
use org2org_setup::{ui::theme::measure, wizard::Wizard};

use crate::{
    clicks::Clicks,
    every::{Node, every_state, nodes, seen},
    harness::SMALL,
};

/// What a person can act on.
const CONTROLS: [Role; 10] = [
    Role::Button,
    Role::CheckBox,
    Role::ComboBox,
    Role::DisclosureTriangle,
    Role::Link,
    Role::PasswordInput,
    Role::RadioButton,
    Role::Switch,
    Role::TextInput,
    Role::MultilineTextInput,
];

impl Node {
    fn is_control(&self) -> bool {
        CONTROLS.contains(&self.role)
    }

    fn what(&self) -> String {
        format!("{:?} “{}”", self.role, self.name)
    }
}

/// Looks at every state and collects what is wrong with it.
fn faults(wrong: impl Fn(&[Node]) -> Vec<String>) {
    let mut all = Vec::new();
    let mut count = 0;
    for state in seen() {
        count += state.nodes.len();
        let found = wrong(&state.nodes).into_iter();
        all.extend(found.map(|fault| format!("{}: {fault}", state.name)));
    }
    assert!(count > 3_000, "only {count} nodes were seen");
    assert!(all.is_empty(), "{} faults:\n{}", all.len(), all.join("\n"));
}

#[test]
fn every_control_has_a_name_that_says_something() {
    faults(|nodes| {
        let silent = nodes.iter().filter(|node| node.is_control());
        let silent = silent.filter(|node| !node.name.chars().any(char::is_alphanumeric));
        silent.map(Node::what).collect()
    });
}

#[test]
fn no_two_controls_of_one_kind_have_the_same_name() {
    faults(|nodes| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for node in nodes.iter().filter(|node| node.is_control()) {
            *counts.entry(node.what()).or_default() += 1;
        }
        let twice = counts.into_iter().filter(|(_, count)| *count > 1);
        twice
            .map(|(what, count)| format!("{what} stands {count} times"))
            .collect()
    });
}

#[test]
fn every_page_has_one_title() {
    faults(|nodes| {
        let titles: Vec<String> = nodes
            .iter()
            .filter(|node| node.role == Role::Heading)
            .map(Node::what)
            .collect();
        if titles.is_empty() {
            vec!["no heading".to_owned()]
        } else {
            Vec::new()
        }
    });
}

#[test]
fn nothing_is_told_that_is_empty_or_a_leftover() {
    faults(|nodes| {
        let told = nodes
            .iter()
            .filter(|node| matches!(node.role, Role::Label | Role::Heading | Role::Term));
        let odd = told.filter(|node| {
            let text = if node.name.is_empty() {
                &node.value
            } else {
                &node.name
            };
            let blank = text.trim().is_empty();
            blank
                || text.contains("{}")
                || text.contains("Some(")
                || text.contains("  ·")
                || text.ends_with(": ")
        });
        odd.map(|node| format!("{} with “{}”", node.what(), node.value))
            .collect()
    });
}

#[test]
fn what_cannot_be_used_now_says_why() {
    faults(|nodes| {
        // While changes are made the whole form is switched off, which the footer explains once.
        let buttons = nodes
            .iter()
            .filter(|node| node.role == Role::Button && node.disabled);
        let silent = buttons.filter(|node| node.description.is_empty());
        silent.map(Node::what).collect()
    });
}

#[test]
fn everything_that_can_be_pressed_is_large_enough() {
    let least = measure::TARGET_LEAST - 0.01;
    faults(|nodes| {
        let pressed = nodes.iter().filter(|node| node.is_control());
        let small = pressed.filter(|node| {
            // What is scrolled out of sight is cut by the tree itself.
            node.rect.is_some_and(|rect| {
                let size = rect.size();
                size.x > 0.0 && size.y > 0.0 && (size.x < least || size.y < least)
            })
        });
        small
            .map(|node| format!("{} is {:?}", node.what(), node.rect))
            .collect()
    });
}

#[test]
fn nothing_sticks_out_of_a_small_window() {
    let [width, height] = measure::WINDOW_LEAST;
    let mut wrong = Vec::new();
    for size in [vec2(width, height), SMALL] {
        let mut window = Clicks::sized(Wizard::default(), size);
        for (name, wizard) in every_state() {
            let all = nodes(window.afresh(wizard));
            let out = all.iter().filter(|node| {
                let out = node
                    .rect
                    .filter(|rect| rect.left() < -0.5 || rect.right() > size.x + 0.5);
                node.is_control() && out.is_some()
            });
            wrong.extend(out.map(|node| format!("{name}: {} at {:?} of {size:?}", node.what(), node.rect)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn both_orgs_are_named_on_every_page_of_a_connection() {
    for state in seen().iter().filter(|state| state.of_a_connection) {
        for word in ["Source org", "Target org"] {
            let named = |node: &Node| node.name.contains(word) || node.value.contains(word);
            assert!(state.nodes.iter().any(named), "{}: {word}", state.name);
        }
    }
}

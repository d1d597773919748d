//! Clicks a window through and collects the events it answers with.

use std::{cell::RefCell, rc::Rc};

use egui::{Key, Theme, Vec2, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use org2org_setup::wizard::{Event, Wizard};

use crate::harness::{LARGE, whole_window, window};

/// A window on a wizard that changes only when told to; what was clicked is collected.
pub(crate) struct Clicks {
    pub(crate) harness: Harness<'static>,
    events: Rc<RefCell<Vec<Event>>>,
    wizard: Rc<RefCell<Wizard>>,
}

impl Clicks {
    /// A window of the usual size.
    pub(crate) fn on(wizard: Wizard) -> Self {
        Self::sized(wizard, LARGE)
    }

    /// A window of a size.
    pub(crate) fn sized(wizard: Wizard, size: Vec2) -> Self {
        let events = Rc::new(RefCell::new(Vec::new()));
        let outbox = Rc::clone(&events);
        let wizard = Rc::new(RefCell::new(wizard));
        let shown = Rc::clone(&wizard);
        let harness = window(size, Theme::Light).build_ui(move |ui| {
            whole_window(ui, |ui| {
                org2org_setup::ui::ui(&shown.borrow(), ui, &mut outbox.borrow_mut());
            });
        });
        Self {
            harness,
            events,
            wizard,
        }
    }

    /// The wizard has gone on.
    pub(crate) fn now(&mut self, wizard: Wizard) -> &mut Self {
        *self.wizard.borrow_mut() = wizard;
        self.harness.run();
        self
    }

    /// Another wizard in the same window, which has forgotten all it knew of the last one.
    pub(crate) fn afresh(&mut self, wizard: Wizard) -> &mut Self {
        self.harness.ctx.data_mut(egui::util::IdTypeMap::clear);
        self.now(wizard)
    }

    /// Clicks what is called so.
    pub(crate) fn click(&mut self, label: &str) -> &mut Self {
        self.harness.get_by_label(label).scroll_to_me();
        self.harness.run();
        self.harness.get_by_label(label).click();
        self.harness.run();
        self
    }

    /// Clicks the last of several that are called so.
    pub(crate) fn click_last(&mut self, label: &str) -> &mut Self {
        self.harness.get_all_by_label(label).last().unwrap().click();
        self.harness.run();
        self
    }

    /// Gives the keyboard to a field.
    pub(crate) fn focus(&mut self, label: &str) -> &mut Self {
        let is_field = |role| matches!(role, Role::TextInput | Role::PasswordInput);
        let fields: Vec<_> = self.harness.get_all_by_label(label).collect();
        fields
            .iter()
            .find(|node| is_field(node.accesskit_node().role()))
            .unwrap()
            .focus();
        drop(fields);
        self.harness.run();
        self
    }

    /// Types into the field that is called so.
    pub(crate) fn type_into(&mut self, label: &str, text: &str) -> &mut Self {
        self.focus(label);
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.harness.run();
        self
    }

    /// Presses a key.
    pub(crate) fn press(&mut self, key: Key) -> &mut Self {
        self.harness.key_press(key);
        self.harness.run();
        self
    }

    /// The name of what has the keyboard.
    pub(crate) fn focused(&self) -> Option<String> {
        let nodes = self.harness.root().children_recursive();
        let mut focused = nodes.filter(|node| node.accesskit_node().is_focused());
        focused.next().and_then(|node| node.accesskit_node().label())
    }

    /// Lets seconds pass.
    pub(crate) fn later(&mut self, seconds: u32) -> &mut Self {
        self.harness.input_mut().time = Some(f64::from(seconds));
        self.harness.run();
        self
    }

    /// Everything that was answered since the last time.
    pub(crate) fn events(&self) -> Vec<Event> {
        self.events.borrow_mut().drain(..).collect()
    }

    /// The only event, as it prints.
    pub(crate) fn only(&self) -> String {
        let events = self.events();
        assert_eq!(events.len(), 1, "{events:?}");
        format!("{:?}", events[0])
    }

    /// Whether anything is called so.
    pub(crate) fn shows(&self, label: &str) -> bool {
        self.harness.query_all_by_label(label).next().is_some()
    }

    /// Whether any name contains the words.
    pub(crate) fn tells(&self, words: &str) -> bool {
        self.harness.query_all_by_label_contains(words).next().is_some()
    }

    /// Why something cannot be pressed, if it cannot.
    pub(crate) fn blocked(&self, label: &str) -> Option<String> {
        let node = self.harness.get_by_label(label);
        let node = node.accesskit_node();
        node.is_disabled()
            .then(|| node.data().description().unwrap_or_default().to_owned())
    }
}

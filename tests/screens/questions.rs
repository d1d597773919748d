//! Questions and short messages.

use egui::Key;
use org2org_setup::{
    advice::Advice,
    federation::{action::Step, undo::UndoPlan},
    wizard::{Question, RunId, Screen, Toast, Wizard, task::Task},
};

use crate::{clicks::Clicks, states};

fn undo(plan: Task<UndoPlan>) -> Wizard {
    let mut open = states::proved();
    open.undo = plan;
    let mut wizard = states::wizard(Screen::Handover, Some(open));
    wizard.question = Some(Question::Undo);
    wizard
}

#[test]
fn undo_shows_what_is_taken_back_before_it_asks() {
    let mut window = Clicks::on(undo(Task::Done(states::undo_plan(&states::proved()))));
    assert!(window.tells("9 changes are taken back, 7 of them delete something"));
    assert!(window.shows("People are deleted in Northwind Partners"));
    assert_eq!(window.click("Keep these people").only(), "KeepPeople(true)");
    assert_eq!(window.click("Take everything back").only(), "Yes");
    assert_eq!(window.click("Cancel").only(), "No");
}

#[test]
fn people_who_stay_are_not_counted() {
    let mut wizard = undo(Task::Done(states::undo_plan(&states::proved())));
    wizard.open.as_mut().unwrap().keep_people = true;
    let window = Clicks::on(wizard);
    assert!(window.tells("8 changes are taken back, 6 of them delete something"));
    assert!(window.shows("People who came through the connection stay in Northwind Partners"));
}

#[test]
fn nothing_can_be_taken_back_before_it_is_known_what() {
    let mut task = Task::Idle;
    task.begin(RunId(3));
    let window = Clicks::on(undo(task));
    assert!(window.shows("Looking at what would be taken back") && !window.shows("Take everything back"));
    let window = Clicks::on(undo(Task::Done(UndoPlan::default())));
    assert!(window.tells("nothing to take back") && !window.shows("Take everything back"));
    let advice = Advice::new("Northwind Partners does not answer", "");
    let window = Clicks::on(undo(Task::Failed {
        advice,
        previous: None,
    }));
    assert!(window.shows("Northwind Partners does not answer") && !window.shows("Take everything back"));
}

#[test]
fn escape_is_no_and_the_harmless_answer_has_the_keyboard() {
    let mut wizard = states::home(states::some_saved());
    wizard.question = Some(Question::Forget {
        id: "c1".to_owned(),
        name: "Acme → Northwind".to_owned(),
    });
    let mut window = Clicks::on(wizard.clone());
    assert_eq!(window.press(Key::Escape).only(), "No");
    let mut window = Clicks::on(wizard.clone());
    assert_eq!(window.press(Key::Enter).only(), "No");
    let mut window = Clicks::on(wizard);
    assert!(window.shows("Acme → Northwind"));
    assert_eq!(window.click("Remove").only(), "Yes");
}

#[test]
fn a_question_takes_the_keyboard_from_what_had_it() {
    let wizard = states::wizard(Screen::Checklist, Some(states::proved()));
    let mut window = Clicks::on(wizard.clone());
    window.click("Take everything back…");
    window.events();
    let mut asked = undo(Task::Done(states::undo_plan(&states::proved())));
    asked.screen = Screen::Checklist;
    window.now(asked);
    assert_eq!(window.focused().as_deref(), Some("Cancel"));
    assert_eq!(window.press(Key::Enter).only(), "No");
}

#[test]
fn the_keyboard_cannot_leave_a_question() {
    let mut wizard = states::home(states::some_saved());
    wizard.question = Some(Question::Forget {
        id: "c1".to_owned(),
        name: "Acme → Northwind".to_owned(),
    });
    let mut window = Clicks::on(wizard);
    for _ in 0..6 {
        window.press(Key::Tab);
        let focused = window.focused().unwrap_or_default();
        assert!(["Remove", "Keep it"].contains(&focused.as_str()), "{focused}");
    }
}

#[test]
fn closing_while_changes_are_made_is_asked() {
    let open = states::running(states::fresh(), Step::Trust, 4);
    let mut wizard = states::wizard(Screen::Step(Step::Trust), Some(open));
    wizard.question = Some(Question::Close);
    let mut window = Clicks::on(wizard);
    assert_eq!(window.click("Stop and close").only(), "Yes");
    assert_eq!(window.click("Keep going").only(), "No");
}

#[test]
fn a_bad_message_stays_until_it_was_read() {
    let mut wizard = states::home(Vec::new());
    wizard.toast = Some(Toast {
        id: 1,
        text: "The file could not be written".to_owned(),
        bad: true,
    });
    let mut window = Clicks::on(wizard);
    window.later(60);
    assert!(window.events().is_empty());
    assert_eq!(window.click("Dismiss the message").only(), "DismissToast");
}

#[test]
fn a_good_message_goes_by_itself() {
    let mut wizard = states::home(Vec::new());
    wizard.toast = Some(Toast {
        id: 1,
        text: "Saved".to_owned(),
        bad: false,
    });
    let mut window = Clicks::on(wizard);
    window.later(2);
    assert!(window.events().is_empty());
    window.later(10);
    assert!(
        window
            .events()
            .iter()
            .all(|event| format!("{event:?}") == "DismissToast")
    );
}

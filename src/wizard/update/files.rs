//! Saving where no dialog can be shown, and files that are chosen, typed or dropped.

use crate::federation::action::Step;
use crate::wizard::{
    Effect, Preferences, Question, Screen, Wizard,
    files::{Brought, Purpose, SaveAs, SaveProblem},
};
use std::sync::Arc;

/// No dialog can be shown: the path is asked for instead.
pub(super) fn ask_path(wizard: &mut Wizard, path: String, bytes: Arc<[u8]>) -> Vec<Effect> {
    wizard.question = Some(Question::SaveAs(SaveAs {
        path,
        bytes,
        problem: None,
    }));
    Vec::new()
}

pub(super) fn type_path(wizard: &mut Wizard, path: String) -> Vec<Effect> {
    if let Some(Question::SaveAs(file)) = &mut wizard.question {
        file.path = path;
        file.problem = None;
    }
    Vec::new()
}

/// The question stays until the file is there.
pub(super) fn save(wizard: &mut Wizard, file: SaveAs) -> Vec<Effect> {
    let replace = file.problem == Some(SaveProblem::Exists);
    let effect = Effect::WriteFile {
        path: file.path.clone(),
        bytes: Arc::clone(&file.bytes),
        replace,
    };
    wizard.question = Some(Question::SaveAs(file));
    vec![effect]
}

pub(super) fn saved(wizard: &mut Wizard, path: &str) -> Vec<Effect> {
    if matches!(wizard.question, Some(Question::SaveAs(_))) {
        wizard.question = None;
    }
    wizard.say(format!("Saved as {path}"), false);
    Vec::new()
}

pub(super) fn not_saved(wizard: &mut Wizard, problem: SaveProblem) -> Vec<Effect> {
    if let Some(Question::SaveAs(file)) = &mut wizard.question {
        file.problem = Some(problem);
    } else if let SaveProblem::Failed(words) = problem {
        wizard.say(words, true);
    }
    Vec::new()
}

pub(super) fn bring(wizard: &mut Wizard, text: String) -> Vec<Effect> {
    if let Some(open) = &mut wizard.open {
        open.brought = Brought::typed(text);
    }
    Vec::new()
}

/// Follows the path that was typed.
pub(super) fn read_typed(wizard: &Wizard) -> Vec<Effect> {
    let path = wizard.open.as_ref().and_then(|open| open.brought.path());
    path.map(|path| Effect::ReadFile(path.to_owned()))
        .into_iter()
        .collect()
}

/// A dropped file goes where the screen on show takes one.
pub(super) fn dropped(wizard: &mut Wizard, path: String) -> Vec<Effect> {
    match wizard.screen {
        Screen::Step(Step::TargetApp | Step::Trust) => chosen(wizard, Purpose::CompareCertificate, path),
        Screen::Settings => chosen(wizard, Purpose::ExtraCertificates, path),
        Screen::Troubleshoot | Screen::Home | Screen::Checklist => {
            super::navigation::to_trouble(wizard);
            chosen(wizard, Purpose::Troubleshoot, path)
        }
        _ => {
            let text = "No file is needed here. To find out why a sign-in fails, drop it on the verification checklist";
            wizard.say(text, true);
            Vec::new()
        }
    }
}

pub(super) fn chosen(wizard: &mut Wizard, purpose: Purpose, path: String) -> Vec<Effect> {
    match purpose {
        Purpose::CompareCertificate => vec![Effect::ReadFile(path)],
        Purpose::Troubleshoot => super::trouble::bring_file(wizard, path),
        Purpose::ExtraCertificates => {
            let preferences = Preferences {
                extra_certificates: path,
                ..wizard.preferences.clone()
            };
            super::navigation::prefer(wizard, preferences)
        }
    }
}

pub(super) fn read(wizard: &mut Wizard, path: String, content: Result<Vec<u8>, String>) -> Vec<Effect> {
    if let Some(open) = &mut wizard.open {
        open.brought = Brought::from_file(path, content);
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wizard::{Event, Open, update};

    #[test]
    fn without_a_dialog_the_path_is_asked_for_and_nothing_is_replaced_unasked() {
        let mut wizard = Wizard::default();
        update(&mut wizard, no_dialog());
        let first = update(&mut wizard, Event::Yes);
        assert!(matches!(&first[..], [Effect::WriteFile { replace: false, .. }]));
        update(&mut wizard, Event::NotSaved(SaveProblem::Exists));
        let second = update(&mut wizard, Event::Yes);
        assert!(matches!(&second[..], [Effect::WriteFile { replace: true, .. }]));
        update(&mut wizard, Event::Saved("/home/jo/a.pem".to_owned()));
        assert_eq!(wizard.question, None);
        assert_eq!(wizard.toast.unwrap().text, "Saved as /home/jo/a.pem");
    }

    #[test]
    fn another_path_is_tried_afresh() {
        let mut wizard = Wizard::default();
        update(&mut wizard, no_dialog());
        update(&mut wizard, Event::NotSaved(SaveProblem::Exists));
        update(&mut wizard, Event::SavePath("/home/jo/b.pem".to_owned()));
        let effects = update(&mut wizard, Event::Yes);
        let Some(Effect::WriteFile { path, replace, .. }) = effects.first() else {
            panic!("{effects:?}");
        };
        assert_eq!((path.as_str(), *replace), ("/home/jo/b.pem", false));
    }

    #[test]
    fn a_dropped_file_goes_where_the_screen_takes_one() {
        let mut wizard = Wizard {
            open: Some(Open::new("one".to_owned())),
            screen: Screen::Step(Step::Trust),
            ..Wizard::default()
        };
        let effects = update(&mut wizard, dropped_file());
        assert!(matches!(&effects[..], [Effect::ReadFile(path)] if path == "/tmp/a.cer"));

        wizard.screen = Screen::Settings;
        update(&mut wizard, dropped_file());
        assert_eq!(wizard.preferences.extra_certificates, "/tmp/a.cer");

        for screen in [Screen::Handover, Screen::Step(Step::Assign)] {
            wizard.screen = screen;
            wizard.toast = None;
            assert!(update(&mut wizard, dropped_file()).is_empty());
            assert!(wizard.toast.as_ref().unwrap().bad, "{screen:?}");
        }
    }

    #[test]
    fn a_typed_path_is_followed_only_when_asked() {
        let mut wizard = Wizard {
            open: Some(Open::new("one".to_owned())),
            ..Wizard::default()
        };
        assert!(update(&mut wizard, Event::Bring("/tmp/a.cer".to_owned())).is_empty());
        let effects = update(&mut wizard, Event::ReadTyped);
        assert!(matches!(&effects[..], [Effect::ReadFile(path)] if path == "/tmp/a.cer"));
        update(&mut wizard, Event::Bring("certificate".to_owned()));
        assert!(update(&mut wizard, Event::ReadTyped).is_empty());
    }

    fn no_dialog() -> Event {
        Event::NoDialog {
            path: "/home/jo/a.pem".to_owned(),
            bytes: b"content".as_slice().into(),
        }
    }

    fn dropped_file() -> Event {
        Event::Dropped("/tmp/a.cer".to_owned())
    }
}

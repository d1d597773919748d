//! The way through: which places there are, which are done, and which cannot be entered yet and why.

use super::{Open, Screen, open::Access};
use crate::federation::action::Step;

/// A place beside the content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where it leads.
    pub screen: Screen,
    /// Its name.
    pub title: &'static str,
    /// Where it stands.
    pub standing: Standing,
}

/// Where a place stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing left to do.
    Done,
    /// Something left to do.
    Open,
    /// Cannot be entered yet: why.
    Blocked(&'static str),
}

const CONNECT_FIRST: &str = "Connect both orgs first";

const BUNDLE: &str = "A support bundle is looked at, nothing is connected";

/// Step 0 and the five steps.
pub fn steps(open: &Open) -> Vec<Place> {
    let standing = if open.access == Access::Bundle {
        Standing::Blocked(BUNDLE)
    } else if open.is_connected() {
        Standing::Done
    } else {
        Standing::Open
    };
    let mut places = vec![Place {
        screen: Screen::Connect,
        title: "Connect both orgs",
        standing,
    }];
    places.extend(Step::ALL.map(|step| Place {
        screen: Screen::Step(step),
        title: step.title(),
        standing: step_standing(open, step),
    }));
    places
}

fn step_standing(open: &Open, step: Step) -> Standing {
    if open.access == Access::Bundle {
        Standing::Blocked(BUNDLE)
    } else if open.blueprint.is_none() {
        Standing::Blocked(CONNECT_FIRST)
    } else if open.is_step_done(step) {
        Standing::Done
    } else {
        Standing::Open
    }
}

/// The places beside the steps.
pub fn extras(open: &Open) -> Vec<Place> {
    let standing = if open.blueprint.is_none() {
        Standing::Blocked(CONNECT_FIRST)
    } else {
        Standing::Open
    };
    vec![
        Place {
            screen: Screen::Checklist,
            title: "Verification checklist",
            standing,
        },
        Place {
            screen: Screen::Troubleshoot,
            title: "Troubleshoot",
            standing: Standing::Open,
        },
        Place {
            screen: Screen::Handover,
            title: "Handover report",
            standing: if open.access == Access::Bundle {
                Standing::Blocked(BUNDLE)
            } else {
                standing
            },
        },
    ]
}

/// The place after a screen, for its "Next" button.
pub fn next(screen: Screen) -> Option<Screen> {
    match screen {
        Screen::Connect => Some(Screen::Step(Step::TargetApp)),
        Screen::Step(step) => {
            let after = Step::ALL
                .into_iter()
                .find(|other| other.number() == step.number() + 1);
            Some(after.map_or(Screen::Checklist, Screen::Step))
        }
        Screen::Checklist => Some(Screen::Handover),
        Screen::Home | Screen::Handover | Screen::Settings | Screen::Troubleshoot | Screen::Bundle => None,
    }
}

/// The place before a screen, for its "Back" button.
pub fn back(screen: Screen) -> Screen {
    match screen {
        Screen::Home | Screen::Connect | Screen::Settings | Screen::Troubleshoot | Screen::Bundle => {
            Screen::Home
        }
        Screen::Step(Step::TargetApp) => Screen::Connect,
        Screen::Step(step) => {
            let before = Step::ALL
                .into_iter()
                .find(|other| other.number() + 1 == step.number());
            before.map_or(Screen::Connect, Screen::Step)
        }
        Screen::Checklist => Screen::Step(Step::Validate),
        Screen::Handover => Screen::Checklist,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_and_back_are_each_others_way() {
        let mut screen = Screen::Connect;
        while let Some(after) = next(screen) {
            assert_eq!(back(after), screen);
            screen = after;
        }
        assert_eq!(screen, Screen::Handover);
    }
}

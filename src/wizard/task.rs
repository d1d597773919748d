//! Background work with its result: the previous result stays while a new one is fetched, so nothing flickers.

use super::RunId;
use crate::advice::Advice;

/// Work that goes on elsewhere.
#[derive(Clone, Debug, Default)]
pub enum Task<T> {
    /// Never asked for.
    #[default]
    Idle,
    /// Going on.
    Running {
        /// Which run.
        run: RunId,
        /// What was known before.
        previous: Option<T>,
    },
    /// Done.
    Done(T),
    /// Failed.
    Failed {
        /// What to tell.
        advice: Advice,
        /// What was known before.
        previous: Option<T>,
    },
}

impl<T> Task<T> {
    /// The newest result, be it an old one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Done(value) => Some(value),
            Self::Running { previous, .. } | Self::Failed { previous, .. } => previous.as_ref(),
            Self::Idle => None,
        }
    }

    /// Whether it is going on.
    pub fn is_running(&self) -> bool {
        matches!(self, Self::Running { .. })
    }

    /// Which run is going on.
    pub fn run(&self) -> Option<RunId> {
        match self {
            Self::Running { run, .. } => Some(*run),
            _ => None,
        }
    }

    /// Why it failed.
    pub fn failure(&self) -> Option<&Advice> {
        match self {
            Self::Failed { advice, .. } => Some(advice),
            _ => None,
        }
    }

    /// Begins a new run, keeping the result so far.
    pub fn begin(&mut self, run: RunId) {
        let previous = self.take_value();
        *self = Self::Running { run, previous };
    }

    /// Stops without a result, keeping the one so far.
    pub fn stop(&mut self) {
        *self = self.take_value().map_or(Self::Idle, Self::Done);
    }

    /// Takes in the result of a run; one of an older run is dropped. Says whether it was taken.
    pub fn finish(&mut self, run: RunId, result: Result<T, Advice>) -> bool {
        if self.run() != Some(run) {
            return false;
        }
        *self = match result {
            Ok(value) => Self::Done(value),
            Err(advice) => Self::Failed {
                advice,
                previous: self.take_value(),
            },
        };
        true
    }

    fn take_value(&mut self) -> Option<T> {
        match std::mem::take(self) {
            Self::Done(value) => Some(value),
            Self::Running { previous, .. } | Self::Failed { previous, .. } => previous,
            Self::Idle => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_previous_result_stays_until_the_new_one_is_there() {
        let mut task = Task::Done(1);
        task.begin(RunId(7));
        assert_eq!(task.value(), Some(&1));
        assert!(task.finish(RunId(7), Ok(2)));
        assert_eq!(task.value(), Some(&2));
    }

    #[test]
    fn the_answer_of_an_older_run_is_dropped() {
        let mut task: Task<u8> = Task::Idle;
        task.begin(RunId(1));
        task.begin(RunId(2));
        assert!(!task.finish(RunId(1), Ok(1)));
        assert_eq!(task.value(), None);
        assert!(task.is_running());
    }

    #[test]
    fn a_failure_keeps_what_was_known() {
        let mut task = Task::Done("old");
        task.begin(RunId(1));
        task.finish(RunId(1), Err(Advice::new("No answer", "")));
        assert_eq!(task.value(), Some(&"old"));
        assert_eq!(task.failure().unwrap().headline, "No answer");
    }
}

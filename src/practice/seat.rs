//! Which org of a world: the one target org, or one of its source orgs.
//!
//! It knows places only, not what stands on them.

use super::Side;

/// The place of an org in its world. [`Side::Source`] is the place of the first source org.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seat {
    side: Side,
    /// Among the source orgs, counting from one.
    number: usize,
}

impl Seat {
    /// The place of a source org, counting from one; none is before the first.
    pub(super) fn source(number: usize) -> Self {
        Self {
            side: Side::Source,
            number: number.max(1),
        }
    }

    /// What the org is to a connection.
    pub fn side(self) -> Side {
        self.side
    }

    /// Which of the source orgs behind the first one, counting from zero.
    pub(super) fn further(self) -> Option<usize> {
        match self.side {
            Side::Source => self.number.checked_sub(2),
            Side::Target => None,
        }
    }

    /// The word for it: `source`, `source-2` and so on, `target`.
    pub fn name(self) -> String {
        match self.further() {
            Some(_) => format!("{}-{}", self.side.name(), self.number),
            None => self.side.name().to_owned(),
        }
    }
}

impl From<Side> for Seat {
    fn from(side: Side) -> Self {
        Self { side, number: 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_source_org_and_the_side_are_the_same_place() {
        assert_eq!(Seat::from(Side::Source), Seat::source(1));
        assert_eq!(Seat::source(1).further(), None);
        assert_ne!(Seat::from(Side::Target), Seat::source(1));
    }

    #[test]
    fn every_place_has_a_name_of_its_own() {
        let names = [
            Seat::source(1),
            Seat::source(2),
            Seat::source(200),
            Side::Target.into(),
        ]
        .map(Seat::name);
        assert_eq!(names, ["source", "source-2", "source-200", "target"]);
    }
}

//! Several source orgs for one target org: who they are, and sign-ins that begin at any of them.

use super::org::Org;
use super::seat::Seat;
use super::world::World;
use super::{Options, OrgCard, Side, Stage, seed, sign_in};
use url::Url;

/// The source orgs of a world.
impl World {
    /// Fresh orgs at these addresses: the target org, the first source org and `further` ones, at most 200 in all.
    pub fn with_sources(options: &Options, source: &Url, target: &Url, further: &[Url]) -> Self {
        seed::empty_orgs(options, source, target, further)
    }

    /// The places of all source orgs, the first one first.
    pub fn source_seats(&self) -> Vec<Seat> {
        (1..=self.others.len() + 1).map(Seat::source).collect()
    }

    /// Every org with its place and its card: source orgs first, the target org last.
    pub(super) fn members(&self) -> impl Iterator<Item = (Seat, &Org, &OrgCard)> {
        let seats = self.source_seats().into_iter().chain([Side::Target.into()]);
        seats.map(|seat| (seat, self.org(seat), self.card(seat)))
    }

    /// The org that answers at an address, whatever path the address has.
    pub(super) fn seat_at(&self, url: &str) -> Option<Seat> {
        let origin = Url::parse(url).ok()?.origin();
        let mut members = self.members();
        members
            .find(|(_, _, card)| card.url.origin() == origin)
            .map(|(seat, ..)| seat)
    }

    /// Plays a sign-in that begins at the source org; see `Practice::sign_in`.
    pub fn sign_in(&mut self, login: &str, app_label: Option<&str>) -> Vec<Stage> {
        self.sign_in_from(Side::Source, login, app_label)
    }

    /// Plays a sign-in that begins at one of the source orgs, with the stages of [`World::sign_in`].
    pub fn sign_in_from(
        &mut self,
        source: impl Into<Seat>,
        login: &str,
        app_label: Option<&str>,
    ) -> Vec<Stage> {
        let now = self.clock.now();
        sign_in::from_source(self, now, source.into(), login, app_label)
    }

    /// Plays a sign-in that begins at the target org; see `Practice::sign_in_from_target`.
    pub fn sign_in_from_target(&mut self, login: &str) -> Vec<Stage> {
        let now = self.clock.now();
        sign_in::from_target(self, now, login)
    }
}

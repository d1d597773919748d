//! The domain: what is wanted, what is there, what to change, and whether it works.
//!
//! A [`Blueprint`] holds every choice. [`observe()`](observe::observe) reads both orgs into a [`Snapshot`].
//! [`plan()`](plan::plan) compares the two, purely, and yields a [`Plan`] of [`Action`]s. [`apply`] carries
//! the plan out and writes a [`Journal`](journal::Journal); [`undo`] works from that journal alone.
//! [`verify`] judges a snapshot and the events of a sign-in, and changes nothing.
//! Refuses: files, clocks, and any knowledge of screens.

pub mod action;
pub mod apply;
pub mod blueprint;
pub mod bundle;
pub mod facts;
pub mod journal;
pub mod measure;
pub mod observe;
pub mod orgs;
pub mod plan;
pub mod preflight;
pub mod progress;
pub mod resolve;
pub mod snapshot;
pub mod suggest;
pub mod symptom;
pub mod troubleshoot;
pub mod undo;
pub mod verify;

pub use action::Action;
pub use blueprint::Blueprint;
pub use facts::{Fact, Facts};
pub use orgs::{Orgs, Side};
pub use plan::Plan;
pub use snapshot::Snapshot;

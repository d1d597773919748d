//! The engine against practice orgs: plan, apply, resume, undo, verify.
//!
//! The transport hands requests to the practice orgs' handler directly: no sockets, no waiting, and a clock that
//! moves only when somebody waits on it.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests fail loudly and tell what they counted"
)]

mod bad_input;
mod bundles;
mod checks;
mod crash;
mod evidence;
mod faults;
mod happy_path;
mod log_events;
mod mischief;
mod network;
mod read_only;
mod sources;
mod timelines;
mod troubles;
mod verify;
#[path = "../conformance/watch.rs"]
mod watch;
mod watching;
#[path = "../conformance/witness.rs"]
mod witness;
mod world;

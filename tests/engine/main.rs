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
mod crash;
mod faults;
mod happy_path;
mod log_events;
mod mischief;
mod network;
#[path = "../practice/pages.rs"]
mod pages;
mod read_only;
mod sources;
mod verify;
#[path = "../conformance/watch.rs"]
mod watch;
#[path = "../conformance/witness.rs"]
mod witness;
mod world;

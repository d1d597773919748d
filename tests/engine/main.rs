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
mod blueprints;
mod bodies;
mod bundles;
mod checks;
mod choices;
mod crash;
mod evidence;
mod faults;
mod handover;
mod hands;
mod happy_path;
mod journals;
mod log_events;
mod mischief;
mod network;
#[path = "../practice/pages.rs"]
mod pages;
mod plans;
mod preflights;
mod read_only;
mod requests;
mod runs;
mod runtime;
mod sockets;
mod sources;
mod taking_back;
mod timelines;
mod tokens;
mod troubles;
mod verify;
#[path = "../conformance/watch.rs"]
mod watch;
mod watching;
#[path = "../conformance/witness.rs"]
mod witness;
mod world;

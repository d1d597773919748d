//! Secrets are shown nowhere: not in a `Debug` or a message, not in a plan, a journal, a report or a file, not in
//! what is traced or printed, not in a panic. Tokens are drawn by chance and looked for in everything that is shown,
//! also cut into pieces.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests fail loudly, and some of these fall over on purpose"
)]

#[path = "../engine/world.rs"]
#[expect(dead_code, reason = "the engine's tests use all of it")]
mod world;

#[path = "../conformance/record.rs"]
mod record;
#[path = "../conformance/watch.rs"]
mod watch;
#[path = "../conformance/witness.rs"]
#[expect(clippy::print_stdout, reason = "it says aloud what it skips")]
mod witness;

mod client;
mod connection;
mod panics;
mod program;
mod search;
mod window;

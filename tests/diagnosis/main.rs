//! Diagnosing: one break yields exactly its finding, published attacks are named and never believed, what others
//! recorded is judged as its name tells, and hostile files are refused.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that cannot go on shall fail, and says aloud what it skips"
)]

mod attacks;
mod breaks;
mod canonical;
mod carriers;
mod clock;
mod command;
mod connection;
mod corpus;
#[path = "../command_line/described.rs"]
mod described;
mod hostile;
mod letters;
mod matrix;
mod parts;
mod properties;
mod recordings;
mod second_opinion;
mod seeds;
mod signer;
#[path = "../fuzz/targets.rs"]
mod targets;
mod values;
#[path = "../conformance/watch.rs"]
mod watch;
#[path = "../conformance/witness.rs"]
mod witness;

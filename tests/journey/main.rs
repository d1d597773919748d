//! The whole program without its window: events in, effects performed on tokio, practice orgs over loopback HTTP. What
//! it does is told as what the three kinds of people do who use it.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests fail loudly, and say aloud what they skip"
)]

mod carry_out;
mod connect;
mod hand_over;
mod kept;
mod partners;
mod practise;
mod program;
#[path = "../conformance/witness.rs"]
mod witness;

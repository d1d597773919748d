//! The practice orgs from outside: what they answer, what they refuse, and whether sign-ins go through.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that cannot go on shall fail, and says aloud what it skips"
)]

mod api;
mod apps;
mod codes;
mod control;
mod cookbook;
mod csrs;
mod desk;
mod domains;
mod events;
mod faults;
mod fields;
mod group_push;
mod group_rules;
mod hostile;
mod html;
mod idps;
mod lifecycle;
mod limits;
mod logs;
mod mappings;
mod mischief;
mod pages;
mod paging;
mod people;
mod policies;
mod provisioning;
mod pushes;
mod reference;
mod refusals;
mod roles;
mod routing;
mod searches;
mod seeds;
mod server;
mod sign_in;
mod sources;
mod tokens;
mod unknown;
#[path = "../conformance/watch.rs"]
mod watch;
#[path = "../conformance/witness.rs"]
mod witness;

//! The practice orgs from outside: what they answer, what they refuse, and whether sign-ins go through.

mod api;
mod apps;
mod desk;
mod idps;
mod logs;
mod people;
mod policies;
mod provisioning;
mod recordings;
mod server;
mod sign_in;

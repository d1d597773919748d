//! The engine against practice orgs: plan, apply, resume, undo, verify.
//!
//! The transport hands requests to the practice orgs' handler directly: no sockets, no waiting, and a clock that
//! moves only when somebody waits on it.

mod bad_input;
mod crash;
mod happy_path;
mod verify;
mod world;

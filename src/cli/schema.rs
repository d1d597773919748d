//! What `--json` prints, member by member. `tests/command_line.rs` holds this and the output together.
//!
#![doc = include_str!("schema.md")]

//! Pictures and behaviour of the window, drawn on the CPU with our own fonts, so that they are the same everywhere.

mod checklist;
mod clicks;
mod connect;
mod gallery;
mod handover;
mod harness;
mod home;
mod keyboard;
mod pictures;
mod questions;
mod render;
mod settings;
mod states;
mod steps;
mod widgets;

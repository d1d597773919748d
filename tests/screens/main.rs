//! Pictures and behaviour of the window, drawn on the CPU with our own fonts, so that they are the same everywhere.

mod gallery;
mod harness;
mod render;
mod widgets;

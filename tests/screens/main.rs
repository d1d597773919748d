//! Pictures and behaviour of the window, drawn on the CPU with our own fonts, so that they are the same everywhere.

mod clicks;
mod connect;
mod gallery;
mod harness;
mod home;
mod pictures;
mod render;
mod states;
mod steps;
mod widgets;

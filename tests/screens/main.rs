//! Pictures and behaviour of the window, drawn on the CPU with our own fonts, so that they are the same everywhere.

#[cfg(test)]
mod breaking;
#[cfg(test)]
mod bundle;
#[cfg(test)]
mod checklist;
#[cfg(test)]
mod clicks;
#[cfg(test)]
mod connect;
#[cfg(test)]
mod controls;
#[cfg(test)]
mod every;
#[cfg(test)]
mod files;
mod gallery;
#[cfg(test)]
mod handover;
mod harness;
#[cfg(test)]
mod home;
#[cfg(test)]
mod keyboard;
#[cfg(test)]
mod pictures;
#[cfg(test)]
mod questions;
mod render;
mod resumed;
#[cfg(test)]
mod rows;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod states;
#[cfg(test)]
mod steps;
#[cfg(test)]
mod texts;
#[cfg(test)]
mod tree;
#[cfg(test)]
mod troubleshoot;
#[cfg(test)]
mod update;
mod widgets;

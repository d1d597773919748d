//! Paints the wizard and collects what was clicked; it decides nothing and does nothing.
//!
//! [`theme`] names every colour and size, [`icon`] paints every picture, [`widget`] holds the building blocks that
//! screens are made of. Nothing here may reach the network, a file, a clock or a task.

pub mod icon;
pub mod theme;
pub mod widget;

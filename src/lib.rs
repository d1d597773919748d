//! Joins two Okta orgs: people who sign in to the source org use the apps of the target org.

pub mod advice;
#[cfg(feature = "window")]
pub mod app;
pub mod cli;
pub mod clock;
pub mod engine;
pub mod federation;
pub mod library;
pub mod okta;
#[cfg(feature = "practice")]
pub mod practice;
pub mod report;
pub mod runtime;
pub mod saml;
pub mod secret;
pub mod store;
pub mod tokens;
#[cfg(feature = "window")]
pub mod ui;
pub mod wizard;

//! Joins two Okta orgs: people who sign in to the source org use the apps of the target org.

pub mod advice;
pub mod clock;
pub mod federation;
pub mod okta;
#[cfg(feature = "practice")]
pub mod practice;
pub mod saml;
pub mod secret;
pub mod store;
#[cfg(feature = "window")]
pub mod ui;
pub mod wizard;

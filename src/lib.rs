//! Joins two Okta orgs: people who sign in to the source org use the apps of the target org.

#[cfg(feature = "practice")]
pub mod practice;
pub mod saml;
pub mod store;

//! Joins two Okta orgs: people who sign in to the source org use the apps of the target org.
//!
//! # The map
//!
//! | to find | look into |
//! |---|---|
//! | what is wanted, what is there, what would change, whether it works | [`federation`] |
//! | the Okta API, one request loop | [`okta`] |
//! | SAML messages, signatures, metadata and certificates, and what is wrong with them, without Okta or a network | [`saml`] |
//! | all state of the program and the one function that changes it | [`wizard`] |
//! | what the program asks of the outside, carried out on tokio | [`runtime`] |
//! | what is painted | `ui`, in the window of `app` |
//! | the same without a window | [`cli`] |
//! | imitated orgs for learning and tests: one target org and its source orgs | `practice` |
//! | what every finding means and what it tells of: all texts in one place | [`explain`] |
//! | files and the keychain | [`store`], put to use by [`library`] and [`tokens`] |
//! | the handover document | [`report`] |
//!
//! # The law
//!
//! Dependencies point one way: ui → wizard → federation → okta; saml stands alone; practice knows saml alone, least
//! of all the client; app and cli tie the knot. The screens see data, never verbs: they paint a [`wizard::Wizard`]
//! and report [`wizard::Event`]s. `tests/architecture.rs` holds all of this.
//!
//! # The life of one click
//!
//! A button reports an event. [`wizard::update()`] takes it in, changes the state, and returns
//! [`wizard::Effect`]s, which are data. [`runtime::Runtime`] performs them on tokio, each under a
//! [`wizard::RunId`], and sends what it finds out back as events through a mailbox that wakes the window. An
//! answer of a run that is no longer the current one is dropped, so cancelling needs no further care.
//!
//! # Words
//!
//! *Source org* (where people sign in), *target org* (where the apps are), *blueprint* (what is wanted),
//! *snapshot* (what was seen), *plan* (what would change), *action*, *run*, *journal*, *check*, *finding*, *advice*,
//! *practice orgs*, *connection* (one source org joined to one target org).

pub mod advice;
#[cfg(feature = "window")]
pub mod app;
pub mod cli;
pub mod clock;
pub mod engine;
pub mod explain;
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

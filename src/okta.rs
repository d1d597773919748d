//! The typed client of one Okta org: the management, OAuth and System Log APIs that a federation needs.
//!
//! Start at [`Client`]: it owns the one request loop. [`Reader`] can only read, [`Writer`] can also change;
//! code that must not change anything is handed a [`Reader`], from which no way leads to a [`Writer`]. Resources decode leniently: enums are open,
//! unknown members are kept (see [`Doc`]), so that what was read can be written back whole.
//! Refuses to know anything about federations, wizards or practice orgs.

pub mod address;
pub mod client;
pub mod doc;
pub mod error;
pub mod id;
pub mod page;
pub mod problem;
pub mod rate_limit;
pub mod resource;
pub mod token;
pub mod transport;

pub use address::OrgUrl;
pub use client::{Call, Client, Reader, Reply, Writer};
pub use doc::Doc;
pub use error::{Error, ErrorKind};
pub use problem::Problem;
pub use token::ApiToken;

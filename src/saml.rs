//! What SAML says, without knowing Okta or the network.
//!
//! Reads what arrives from outside as text or bytes: anything that support staff bring ([`input`]), messages
//! ([`message`]) and their signatures ([`signature`], [`canonical`]), certificates ([`certificate`]), metadata
//! ([`metadata`]), XML at large ([`xml`]). Says how two values that should be equal differ ([`difference`]), and
//! judges everything together by what is expected ([`diagnose()`], [`expectation`]), as findings ([`finding`]).
//! Everything read here is hostile until parsed: its size and depth are bounded, document type definitions are
//! refused, and nothing panics. The module refuses to open files, to fetch anything and to ask for the time.

pub mod canonical;
pub mod certificate;
pub mod diagnose;
pub mod difference;
mod encoding;
pub mod expectation;
pub mod finding;
pub mod input;
pub mod message;
pub mod metadata;
pub mod signature;
pub mod xml;

pub use diagnose::diagnose;

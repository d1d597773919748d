//! What SAML says, without knowing Okta or the network.
//!
//! Reads what arrives from outside as text or bytes: certificates ([`certificate`]), metadata ([`metadata`]),
//! XML at large ([`xml`]), and says how two values that should be equal differ ([`difference`]). Everything read
//! here is hostile until parsed: its size and depth are bounded, document type definitions are refused, and
//! nothing panics. The module refuses to open files, to fetch anything and to ask for the time.

pub mod certificate;
pub mod difference;
mod encoding;
pub mod metadata;
pub mod xml;

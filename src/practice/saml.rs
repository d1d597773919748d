//! SAML as the practice orgs speak it: responses issued and signed, requests made and read, responses checked.
//!
//! It knows documents and keys, not users or sessions.

pub(super) mod issue;
pub(super) mod read;
pub(super) mod request;
pub(super) mod signature;

/// The namespace of assertions (SAML Core §1.1).
pub(super) const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
/// The namespace of the protocol (SAML Core §1.1).
pub(super) const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
/// The namespace of XML signatures (XML Signature §1.3).
pub(super) const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";

/// Messages larger than this are not read.
pub(super) const MOST_BYTES: usize = 256 * 1024;

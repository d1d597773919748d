//! What SAML says, without knowing Okta or the network.

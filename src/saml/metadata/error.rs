//! Why a document was not taken as metadata.

use super::super::certificate::CertificateError;
use super::super::xml::XmlError;

/// What was found instead of the metadata that was expected, or what it lacks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MetadataError {
    /// The document is no XML that can be read.
    #[error("The metadata cannot be read")]
    Xml(#[source] XmlError),
    /// A web page.
    #[error("This is a web page, not metadata: the address may have led to a sign-in page instead")]
    WebPage,
    /// A SAML response or request.
    #[error("This is a SAML message, not metadata")]
    Message,
    /// XML of another kind.
    #[error("This is an XML document, but not SAML metadata")]
    NotMetadata,
    /// Metadata of an identity provider where that of a service provider belongs.
    #[error(
        "This is the metadata of an identity provider (source org), but that of the service provider (target org) \
         belongs here"
    )]
    IdentityProviderInstead,
    /// Metadata of a service provider where that of an identity provider belongs.
    #[error(
        "This is the metadata of a service provider (target org), but that of the identity provider (source org) \
         belongs here"
    )]
    ServiceProviderInstead,
    /// Neither an identity provider nor a service provider.
    #[error("The metadata describes neither an identity provider nor a service provider")]
    NoRole,
    /// Another protocol than SAML 2.0.
    #[error("The metadata offers no SAML 2.0, only other protocols")]
    NotSaml2,
    /// More than one entity of the expected role.
    #[error("The metadata describes {0} providers where one is expected")]
    SeveralEntities(usize),
    /// An entity without a name.
    #[error("The metadata gives the provider no name (entityID)")]
    NoEntityId,
    /// No certificate to verify signatures with.
    #[error("The metadata holds no signing certificate")]
    NoCertificate,
    /// A certificate that cannot be read.
    #[error("Certificate {number} in the metadata cannot be read")]
    Certificate {
        /// Counted from 1, among those of the same use.
        number: usize,
        /// Why.
        #[source]
        source: CertificateError,
    },
    /// No usable address of the named kind.
    #[error("The metadata names no address ({0})")]
    NoEndpoint(&'static str),
}

impl From<XmlError> for MetadataError {
    fn from(error: XmlError) -> Self {
        Self::Xml(error)
    }
}

//! Why what was brought could not be read. Sentences for people; nothing of what was read stands in them.

use super::super::certificate::CertificateError;
use super::super::xml::XmlError;

/// Why nothing was read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// Nothing, or only white space.
    #[error("There is nothing to read: the file or text is empty")]
    Empty,
    /// More than is read.
    #[error("This is larger than {} MB, the most that is read", limit / 1024 / 1024)]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// Compressed, and larger than is read once unpacked.
    #[error("The compressed message unpacks to more than {} MB, the most that is read", limit / 1024 / 1024)]
    UnpacksTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// Compressed, and incomplete.
    #[error("The compressed message breaks off or is damaged: copy it again in full")]
    BrokenOff,
    /// No base64.
    #[error("This holds characters that do not belong into base64: copy it again in full")]
    NotBase64,
    /// Base64 of something else.
    #[error("This is base64, but what it holds is no SAML message")]
    NotMessage,
    /// Neither text nor a certificate.
    #[error("This is neither text nor a certificate")]
    NotText,
    /// A page without a SAML form.
    #[error("This is a web page without a SAML form in it")]
    WebPage,
    /// XML of another kind.
    #[error("This is XML, but neither a SAML message nor metadata")]
    OtherXml,
    /// XML that is refused.
    #[error("{0}")]
    Xml(XmlError),
    /// A certificate that cannot be read.
    #[error("{0}")]
    Certificate(CertificateError),
    /// JSON that is damaged.
    #[error("The recording is damaged or breaks off: save it again")]
    Json,
    /// JSON of another kind.
    #[error("This is JSON, but neither a HAR file nor a SAML-tracer or System Log export")]
    OtherJson,
    /// A System Log export without a single event that can be read.
    #[error(
        "This looks like a System Log export, but no row of it has an event type and an instant that can be read"
    )]
    NoEvents,
    /// A System Log export of more than is kept.
    #[error("This System Log export holds more events than are read: export a shorter time")]
    TooManyEvents,
    /// Nothing that is known.
    #[error(
        "This is none of the kinds that can be read: SAML message, metadata, certificate, HAR file, SAML-tracer or System Log export"
    )]
    Unknown,
}

//! Why no certificate was read. Sentences for people, holding nothing of what was read: it may have been a private
//! key.

/// What was found instead of a certificate, or what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// Nothing, or only white space.
    #[error("There is nothing to read: the file or text is empty")]
    Empty,
    /// More bytes than any certificate has.
    #[error("This is larger than {limit} bytes, so it is no certificate")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// A private key, in whatever form.
    #[error(
        "This is a private key, not a certificate: keep it secret and choose the certificate that belongs to it"
    )]
    PrivateKey,
    /// PKCS #10.
    #[error(
        "This is a certificate request (CSR), not a certificate: choose the certificate that was issued for it"
    )]
    CertificateRequest,
    /// PKCS #12.
    #[error(
        "This is a PKCS #12 file (.pfx or .p12), which also holds a private key: \
         export the certificate alone, as PEM or as Base64-encoded X.509 (.cer)"
    )]
    Pkcs12,
    /// PKCS #7 where it cannot stand, or without a certificate in it.
    #[error(
        "A PKCS #7 bundle (.p7b) cannot stand here: export the certificate alone, as PEM or as Base64-encoded X.509 (.cer)"
    )]
    Pkcs7,
    /// A public key without the certificate around it.
    #[error("This is a public key alone: choose the certificate that contains it")]
    PublicKey,
    /// SAML metadata.
    #[error("This is SAML metadata, not a certificate: open it where metadata is asked for")]
    Metadata,
    /// A web page.
    #[error("This is a web page, not a certificate: the download may have led to a sign-in page instead")]
    WebPage,
    /// XML of another kind.
    #[error("This is an XML document, not a certificate")]
    Xml,
    /// PEM whose END line is missing.
    #[error("The certificate breaks off: its END CERTIFICATE line is missing, so copy it again in full")]
    BrokenOff,
    /// What stands between the header lines is no base64.
    #[error("The certificate holds characters that do not belong there, so copy it again in full")]
    NotBase64,
    /// It begins like a certificate and does not go on like one.
    #[error("The certificate is incomplete or damaged, so copy or download it again")]
    Damaged,
    /// PEM of a kind that is none of the above.
    #[error("This holds no certificate: its header lines name something else")]
    OtherPem,
    /// None of the known forms.
    #[error("This is no certificate: it is neither PEM nor Base64 nor DER")]
    Unknown,
    /// More certificates than the one that is expected.
    #[error("There are {0} certificates here where one is expected: keep only the signing certificate")]
    SeveralCertificates(usize),
}

//! Files that a person takes away or brings along: where one is to be saved when no dialog can be shown, and a
//! certificate that is to be compared with the one in use. Knows paths as typed text only; reading and writing is
//! asked for by effects.

use crate::saml::certificate::{Certificate, exactly_one, read_certificates};
use std::sync::Arc;

/// A file to be saved to a path that is typed, because this computer shows no file dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveAs {
    /// The path as typed.
    pub path: String,
    /// The content.
    pub bytes: Arc<[u8]>,
    /// Why it was not saved.
    pub problem: Option<SaveProblem>,
}

/// Why a file was not saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveProblem {
    /// There is a file of this name; it is only replaced when that is said.
    Exists,
    /// In words.
    Failed(String),
}

impl SaveProblem {
    /// The problem in words.
    pub fn words(&self) -> &str {
        match self {
            Self::Exists => "There is a file of this name already",
            Self::Failed(words) => words,
        }
    }
}

/// What a chosen or dropped file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A certificate to be compared with the one in use.
    CompareCertificate,
    /// Further certificates to trust on the network.
    ExtraCertificates,
    /// Anything that tells why a sign-in fails.
    Troubleshoot,
}

impl Purpose {
    /// What a dialog offers first: the kind of files in words, and the endings of their names.
    pub fn endings(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::CompareCertificate | Self::ExtraCertificates => {
                ("Certificates", &["pem", "cer", "crt", "der", "p7b", "txt"])
            }
            Self::Troubleshoot => (
                "Recordings, messages, logs, certificates",
                &[
                    "har", "xml", "json", "csv", "txt", "log", "html", "pem", "cer", "crt", "der", "p7b",
                    "p7c",
                ],
            ),
        }
    }
}

/// A certificate that somebody brought, to be compared with the one in use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// What was typed or pasted: the certificate, or the path of its file.
    pub text: String,
    /// The certificate, or a sentence that says what it is instead.
    pub outcome: Option<Result<Certificate, String>>,
}

impl Brought {
    /// What was typed or pasted. A path is not followed before that is asked for.
    pub fn typed(text: String) -> Self {
        let nothing_yet = text.trim().is_empty() || is_path(&text);
        let outcome = (!nothing_yet).then(|| only_certificate(text.as_bytes()));
        Self { text, outcome }
    }

    /// What a file holds, or why it could not be read.
    pub fn from_file(path: String, content: Result<Vec<u8>, String>) -> Self {
        let outcome = content.and_then(|bytes| only_certificate(&bytes));
        Self {
            text: path,
            outcome: Some(outcome),
        }
    }

    /// The path that was typed, if it is one.
    pub fn path(&self) -> Option<&str> {
        path_in(&self.text)
    }
}

fn only_certificate(bytes: &[u8]) -> Result<Certificate, String> {
    read_certificates(bytes)
        .and_then(exactly_one)
        .map_err(|error| error.to_string())
}

/// The path that a text is, if it is one.
pub(super) fn path_in(text: &str) -> Option<&str> {
    is_path(text).then(|| text.trim())
}

/// Whether a text is the path of a file rather than a certificate: one short line that begins as paths do. The
/// base64 of a certificate begins with `MI`.
fn is_path(text: &str) -> bool {
    let text = text.trim().trim_matches('"');
    let drive = text.chars().nth(1) == Some(':') && text.starts_with(|c: char| c.is_ascii_alphabetic());
    let begins = text.starts_with(['/', '~', '\\']) || drive;
    begins && text.len() < 1_024 && !text.contains('\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_told_from_a_certificate() {
        for path in [
            "/home/jo/acme.cer",
            "~/acme.pem",
            r"C:\Users\jo\acme.cer",
            r"\\server\share\acme.cer",
            "\"/home/jo/my file.cer\"",
        ] {
            assert!(Brought::typed(path.to_owned()).path().is_some(), "{path}");
            assert_eq!(Brought::typed(path.to_owned()).outcome, None, "{path}");
        }
        for other in ["MIIDpDCCAoygAwIBAgIGAX", "-----BEGIN CERTIFICATE-----", "acme"] {
            assert_eq!(Brought::typed(other.to_owned()).path(), None, "{other}");
        }
    }

    #[test]
    fn whoever_troubleshoots_is_offered_recordings_logs_and_bundles_and_not_only_certificates() {
        let (_, endings) = Purpose::Troubleshoot.endings();
        for ending in ["har", "xml", "json", "csv", "pem", "cer"] {
            assert!(endings.contains(&ending), "{ending}");
        }
        let (_, endings) = Purpose::CompareCertificate.endings();
        assert!(!endings.contains(&"har"));
    }

    #[test]
    fn nothing_typed_is_nothing_to_judge() {
        assert_eq!(Brought::typed("  \n".to_owned()).outcome, None);
    }

    #[test]
    fn a_certificate_is_read_whatever_its_file_is_called() {
        let pem = include_str!("../../tests/fixtures/saml/signing.pem");
        let der = read_certificates(pem.as_bytes())
            .unwrap()
            .remove(0)
            .der()
            .to_vec();
        let pasted = Brought::typed(pem.to_owned()).outcome.unwrap().unwrap();
        let wrong_ending = Brought::from_file("/tmp/signing.pem".to_owned(), Ok(der));
        assert_eq!(wrong_ending.outcome, Some(Ok(pasted)));
    }

    #[test]
    fn two_certificates_in_one_file_are_not_chosen_between() {
        let two = concat!(
            include_str!("../../tests/fixtures/saml/signing.pem"),
            include_str!("../../tests/fixtures/saml/signing-renewed.pem")
        );
        let said = Brought::typed(two.to_owned()).outcome.unwrap().unwrap_err();
        assert_eq!(
            said,
            "There are 2 certificates here where one is expected: keep only the signing certificate"
        );
    }

    #[test]
    fn a_file_that_could_not_be_read_says_why() {
        let brought = Brought::from_file("/nowhere".to_owned(), Err("There is no such file".to_owned()));
        assert_eq!(brought.outcome, Some(Err("There is no such file".to_owned())));
    }
}

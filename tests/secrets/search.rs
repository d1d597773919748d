//! Looks for secrets in what was shown, and catches what is traced.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use proptest::prelude::*;
use std::{
    fmt::Debug,
    io,
    sync::{Arc, Mutex},
};
use tracing_subscriber::fmt::MakeWriter;

/// Shorter pieces could stand anywhere by chance.
const PIECE: usize = 12;

/// A token as Okta makes them, never the same twice.
pub(crate) fn token() -> impl Strategy<Value = String> {
    "00[A-Za-z0-9_-]{40}"
}

/// What was shown, and the secrets that may not stand in it.
#[derive(Default)]
pub(crate) struct Shown {
    texts: Vec<(String, String)>,
}

impl Shown {
    /// Adds a text.
    pub(crate) fn text(&mut self, what: &str, text: impl Into<String>) {
        self.texts.push((what.to_owned(), text.into()));
    }

    /// Adds what `Debug` says, on one line and on several.
    pub(crate) fn debug(&mut self, what: &str, value: &dyn Debug) {
        self.text(what, format!("{value:?}"));
        self.text(what, format!("{value:#?}"));
    }

    /// Adds everything that an error says, and what is said about it.
    pub(crate) fn error<E: std::error::Error + org2org_setup::advice::Advise>(
        &mut self,
        what: &str,
        error: &E,
    ) {
        self.debug(what, error);
        self.debug(what, &error.advice());
        let mut cause: Option<&dyn std::error::Error> = Some(error);
        while let Some(one) = cause {
            self.text(what, one.to_string());
            cause = one.source();
        }
    }

    /// Fails where a secret, a piece of it, or another form of it stands in any text.
    #[track_caller]
    pub(crate) fn assert_silent(&self, secrets: &[&str]) {
        assert!(!self.texts.is_empty());
        for secret in secrets {
            let needles = needles(secret);
            for (what, text) in &self.texts {
                let found = needles.iter().find(|needle| text.contains(needle.as_str()));
                assert!(
                    found.is_none(),
                    "{what} shows {found:?} of a secret:\n{}",
                    &text[..text.len().min(4000)]
                );
            }
        }
    }
}

/// The secret in pieces, in base64, and as a list of bytes.
fn needles(secret: &str) -> Vec<String> {
    assert!(secret.len() >= PIECE, "too short to be told from other texts");
    let pieces = (0..=secret.len() - PIECE).map(|from| secret[from..from + PIECE].to_owned());
    let bytes: Vec<String> = secret.bytes().take(PIECE).map(|byte| byte.to_string()).collect();
    let encoded = [secret.to_owned(), format!("SSWS {secret}")]
        .map(|text| STANDARD.encode(text).trim_end_matches('=').to_owned());
    pieces
        .chain(encoded)
        .chain([bytes.join(", "), bytes.join(",\n    ")])
        .collect()
}

/// Catches everything that is traced on this thread, down to the finest level.
#[derive(Clone, Default)]
pub(crate) struct Traces(Arc<Mutex<Vec<u8>>>);

impl Traces {
    /// Begins to catch, until the guard is dropped.
    pub(crate) fn catch(&self) -> tracing::subscriber::DefaultGuard {
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(self.clone());
        tracing::subscriber::set_default(subscriber.finish())
    }

    /// What was caught so far.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Traces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Traces {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[test]
fn a_secret_is_found_whole_in_pieces_in_base64_and_in_bytes() {
    let secret = "00QCjAl4MlV-WPXM_ABCDEFGHIJKLMNOPQRSTUVWXY";
    let cut = &secret[5..25];
    for text in [
        format!("token {secret}!"),
        format!("…{cut}…"),
        STANDARD.encode(format!("SSWS {secret}")),
        format!("{:?}", secret.as_bytes()),
        format!("{:#?}", secret.as_bytes()),
    ] {
        let mut shown = Shown::default();
        shown.text("text", text.clone());
        assert!(
            std::panic::catch_unwind(|| shown.assert_silent(&[secret])).is_err(),
            "{text}"
        );
    }
}

#[test]
fn what_is_traced_is_caught() {
    let traces = Traces::default();
    {
        let _guard = traces.catch();
        tracing::trace!(word = "seen", "a line");
    }
    tracing::trace!("too late");
    assert!(traces.text().contains("seen") && !traces.text().contains("late"));
}

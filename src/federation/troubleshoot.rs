//! Joins what support staff bring with what both orgs are set to: one list of troubles, the likeliest cause first, and
//! every value that both sides must agree on as each of them has it. Pure: reads nothing, asks nobody for the time.

use crate::{
    advice::Advice,
    explain,
    federation::{
        Blueprint, Facts, Snapshot, measure,
        symptom::{self, Symptom},
        verify::{Comparison, Confidence, Finding, Report, Severity},
    },
    saml::{
        self,
        diagnose::{Believed, diagnose},
        expectation::{Expectations, Expected, Instant},
        input::{Content, Document},
        message::Said,
    },
};
use std::{ops::Range, sync::Arc};

/// Something that keeps people from signing in, or may, wherever it was seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    /// A stable word, such as `issuer-mismatch`.
    pub code: String,
    /// How much it weighs.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// Both values, where there are two.
    pub comparison: Option<Comparison>,
    /// How the two differ, in words, where they have to be equal to the letter.
    pub difference: Option<String>,
    /// What happened, why, and what to do.
    pub advice: Advice,
    /// The key of the action that sets it right, if one does.
    pub fix: Option<String>,
    /// The document it was seen in, by its place among those given; `None` for the settings of the orgs.
    pub document: Option<usize>,
    /// Where in the text of that document, in bytes.
    pub place: Option<Range<usize>>,
}

/// What both orgs of a connection are set to.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What is wanted.
    pub blueprint: Box<Blueprint>,
    /// What was seen.
    pub snapshot: Arc<Snapshot>,
    /// What is known.
    pub facts: Facts,
    /// What the checklist says of it.
    pub report: Option<Report>,
}

impl Settings {
    /// What a message is measured by.
    pub fn expectations(&self) -> Expectations {
        measure::expectations(&self.blueprint, &self.snapshot, &self.facts)
    }
}

/// A value that both sides must agree on, as each of them has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub name: &'static str,
    /// In the message.
    pub message: Option<String>,
    /// As the source org is set to send it.
    pub source: Option<String>,
    /// As the target org expects it.
    pub target: Option<String>,
}

impl Row {
    /// The value that most of the three have; where all differ, the one that is expected.
    pub fn agreed(&self) -> Option<&str> {
        let known = || [&self.target, &self.source, &self.message].into_iter().flatten();
        let shared = known().find(|value| known().filter(|other| other == value).count() > 1);
        shared.or_else(|| known().next()).map(String::as_str)
    }
}

/// Everything that was found out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// What is wrong, the likeliest cause first.
    pub troubles: Vec<Trouble>,
    /// What the target org would take for true.
    pub believed: Vec<Believed>,
    /// The values of the last response, three ways; empty without a response.
    pub values: Vec<Row>,
}

impl Outcome {
    /// How many of them block.
    pub fn blocking(&self) -> usize {
        let blocks = |trouble: &&Trouble| trouble.severity == Severity::Blocks;
        self.troubles.iter().filter(blocks).count()
    }
}

/// Judges all documents together by what is expected of them, and tells what the settings of both orgs say by
/// themselves where there are any.
pub fn troubleshoot(
    documents: &[Document],
    expectations: &Expectations,
    settings: Option<&Settings>,
    instant: Instant,
) -> Outcome {
    let diagnosis = diagnose(documents, expectations, instant);
    let mut troubles: Vec<Trouble> = diagnosis.findings.iter().map(Trouble::from_message).collect();
    let report = settings.and_then(|it| it.report.as_ref());
    let findings = report.map(Report::findings).unwrap_or_default();
    // What a message shows is more than what the settings say about the same; the fix is the same.
    let said: Vec<String> = troubles.iter().map(|trouble| trouble.code.clone()).collect();
    for trouble in &mut troubles {
        let same = findings.iter().find(|finding| finding.code == trouble.code);
        trouble.fix = same.and_then(|finding| finding.fix.clone());
    }
    let own = findings
        .into_iter()
        .filter(|finding| said.iter().all(|code| code != finding.code));
    troubles.extend(own.map(Trouble::from_setting));
    troubles.extend(symptoms(documents));
    troubles.sort_by_key(|one| {
        let guess = one.confidence == Confidence::Possible;
        (one.severity, explain::is_broad(&one.code), guess)
    });
    Outcome {
        troubles,
        believed: diagnosis.believed,
        values: values(documents, settings, expectations),
    }
}

impl Trouble {
    fn from_message(finding: &saml::finding::Finding) -> Self {
        let steps = finding.advice().into_iter();
        Self {
            code: finding.code.word().to_owned(),
            severity: finding.severity,
            confidence: finding.confidence,
            comparison: finding.comparison.clone(),
            difference: finding.difference(),
            advice: steps.fold(Advice::new(&finding.summary, finding.code.why()), Advice::then),
            fix: None,
            document: finding.document,
            place: finding.place.clone(),
        }
    }

    fn from_setting(finding: &Finding) -> Self {
        Self {
            code: finding.code.to_owned(),
            severity: finding.severity,
            confidence: finding.confidence,
            comparison: finding.comparison.clone(),
            difference: finding.comparison.as_ref().and_then(|two| {
                let difference = saml::difference::compare(&two.expected, &two.sent);
                difference.map(|difference| difference.sentence())
            }),
            advice: finding.advice.clone(),
            fix: finding.fix.clone(),
            document: None,
            place: None,
        }
    }

    fn from_symptom(document: usize, symptom: &Symptom) -> Self {
        let meaning = symptom.meaning;
        let when = symptom
            .last
            .map(|at| format!(", last {}", at.strftime("%Y-%m-%d %H:%M:%S UTC")))
            .unwrap_or_default();
        let times = match symptom.count {
            1 => "once".to_owned(),
            many => format!("{many} times"),
        };
        let headline = format!(
            "Okta said {times}{when} that {}: “{}”",
            meaning.headline(),
            symptom.reason
        );
        Self {
            code: meaning.code.to_owned(),
            severity: meaning.severity(),
            confidence: symptom.confidence,
            comparison: None,
            difference: None,
            advice: meaning
                .next()
                .iter()
                .fold(Advice::new(headline, meaning.why()), Advice::then),
            fix: None,
            document: Some(document),
            place: None,
        }
    }
}

/// What Okta itself says, in System Log exports and error texts.
fn symptoms(documents: &[Document]) -> impl Iterator<Item = Trouble> {
    documents.iter().enumerate().flat_map(|(index, document)| {
        let found = match &document.content {
            Content::SystemLog(json) => symptom::of_log(json).unwrap_or_default(),
            Content::ErrorText(text) => symptom::of_text(text).into_iter().collect(),
            _ => Vec::new(),
        };
        found
            .into_iter()
            .map(move |symptom| Trouble::from_symptom(index, &symptom))
    })
}

/// The last response, beside what the source org is set to send and what the target org expects.
fn values(documents: &[Document], settings: Option<&Settings>, expectations: &Expectations) -> Vec<Row> {
    let texts = documents
        .iter()
        .rev()
        .filter_map(|document| match &document.content {
            Content::Message(text) => Some(text),
            _ => None,
        });
    let Some(said) = texts.into_iter().find_map(|text| Said::read(text)) else {
        return Vec::new();
    };
    let app = settings.and_then(|it| it.snapshot.source.app.as_ref());
    let set = app.map(|app| &app.app.settings.app);
    let value = |expected: &Option<Expected>| expected.as_ref().map(|expected| expected.value.clone());
    let trusted = expectations.trusted.first();
    vec![
        Row {
            name: "Issuer",
            message: said.issuer,
            source: value(&expectations.source_issuer),
            target: value(&expectations.issuer),
        },
        Row {
            name: "Audience",
            message: said.audience,
            source: set.and_then(|set| set.aud_restriction.clone()),
            target: value(&expectations.audience),
        },
        Row {
            name: "Destination",
            message: said.destination,
            source: set.and_then(|set| set.acs_url.clone()),
            target: value(&expectations.acs),
        },
        Row {
            name: "Certificate SHA-256",
            message: said.certificate,
            source: active_certificate(settings),
            target: trusted.map(saml::certificate::Certificate::fingerprint_colons),
        },
        Row {
            name: "Name ID",
            message: said.name_id,
            source: None,
            target: None,
        },
    ]
}

fn active_certificate(settings: Option<&Settings>) -> Option<String> {
    let app = settings?.snapshot.source.app.as_ref()?;
    let metadata = saml::metadata::read_idp_metadata(app.metadata.as_ref().ok()?).ok()?;
    Some(metadata.certificates.first()?.fingerprint_colons())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_that_two_of_three_have_is_the_agreed_one() {
        let row = |message: &str, source: &str, target: &str| Row {
            name: "Issuer",
            message: Some(message.to_owned()),
            source: Some(source.to_owned()),
            target: Some(target.to_owned()),
        };
        assert_eq!(row("x", "a", "a").agreed(), Some("a"));
        assert_eq!(row("a", "a", "x").agreed(), Some("a"));
        assert_eq!(row("a", "x", "a").agreed(), Some("a"));
        assert_eq!(row("a", "b", "c").agreed(), Some("c"));
        let alone = Row {
            source: None,
            target: None,
            ..row("a", "", "")
        };
        assert_eq!(alone.agreed(), Some("a"));
    }
}

//! Joins what support staff bring with what both orgs are set to: one list of troubles, the likeliest cause first, and
//! every value that both sides must agree on as each of them has it. Pure: reads nothing, asks nobody for the time.

pub mod certificates;
mod hand_over;
pub mod lines;

use crate::{
    advice::Advice,
    federation::{
        Blueprint, Fact, Facts, Side, Snapshot, measure,
        symptom::{self, Symptom},
        timeline::{self, Logs, Subject, Timeline},
        verify::{
            Comparison, Confidence, Finding, Report, Severity, Weighed, Word, order, read_word, step_back,
        },
    },
    saml::{
        self,
        diagnose::{Believed, diagnose},
        expectation::{Expectations, Expected, Instant},
        input::{Content, Document},
        message::Said,
    },
};
use certificates::CertificateCard;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{ops::Range, sync::Arc};

/// Something that keeps people from signing in, or may, wherever it was seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// Line and column of the place, both counted from 1.
    pub line_column: Option<(usize, usize)>,
    /// In which org it is set right, where that can be said.
    pub side: Option<Side>,
    /// What to send to that org's admin, ready to copy.
    pub hand_over: Option<String>,
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What it is.
    #[serde(deserialize_with = "read_word")]
    pub name: Word,
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
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// What is wrong, the likeliest cause first.
    pub troubles: Vec<Trouble>,
    /// What the target org would take for true.
    pub believed: Vec<Believed>,
    /// The values of the last response, three ways; empty without a response.
    pub values: Vec<Row>,
    /// Every certificate that was seen, each once.
    pub certificates: Vec<CertificateCard>,
    /// What the logs tell; empty where none was read.
    pub timeline: Timeline,
    /// When the sign-in was tried (UTC), where a message tells it.
    pub attempt: Option<Timestamp>,
    /// Whether the settings of both orgs were compared.
    pub compared: bool,
}

impl Outcome {
    /// How many of them block.
    pub fn blocking(&self) -> usize {
        let blocks = |trouble: &&Trouble| trouble.severity == Severity::Blocks;
        self.troubles.iter().filter(blocks).count()
    }

    /// How many of them block, or may.
    pub fn problems(&self) -> usize {
        let problem = |trouble: &&Trouble| trouble.severity != Severity::Note;
        self.troubles.iter().filter(problem).count()
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
    troubleshoot_with(documents, expectations, settings, &Logs::default(), instant)
}

/// The same with the logs of both orgs, as far as they were read; exports among the documents are joined with them.
pub fn troubleshoot_with(
    documents: &[Document],
    expectations: &Expectations,
    settings: Option<&Settings>,
    logs: &Logs,
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
        trouble.side = same.map(|finding| finding.side);
    }
    let own = findings
        .into_iter()
        .filter(|finding| said.iter().all(|code| code != finding.code));
    troubles.extend(own.map(Trouble::from_setting));
    let exported = exported(documents, settings);
    for symptom in symptoms(documents, &exported) {
        take(&mut troubles, symptom);
    }
    step_back(troubles.iter_mut().collect());
    troubles.sort_by_key(|one| order(&one.code, one.severity, one.confidence));
    for trouble in &mut troubles {
        trouble.line_column = line_column(documents, trouble);
        trouble.side = trouble.side.or_else(|| hand_over::side_of(&trouble.code));
        trouble.hand_over = hand_over::text(trouble, settings);
    }
    let mut outcome = Outcome {
        troubles,
        believed: diagnosis.believed,
        values: values(documents, settings, expectations),
        certificates: certificates::cards(documents, settings, expectations, instant.at),
        timeline: Timeline::default(),
        attempt: timeline::logs::attempt(documents),
        compared: settings.is_some(),
    };
    let mut all = exported;
    all.parts.extend(logs.parts.iter().cloned());
    outcome.timeline = told_by_logs(documents, settings, &all, &outcome);
    outcome
}

fn line_column(documents: &[Document], trouble: &Trouble) -> Option<(usize, usize)> {
    let text = documents.get(trouble.document?)?.text()?;
    Some(lines::line_column(text, trouble.place.as_ref()?.start))
}

/// Whom a timeline is about: the person of the connection or of the message, and the objects of the connection.
pub(in crate::federation) fn subject(documents: &[Document], settings: Option<&Settings>) -> Subject {
    let mut subject = settings.map(Subject::of).unwrap_or_default();
    let names = messages(documents).filter_map(|text| Said::read(text)?.name_id);
    if let Some(name) = names.into_iter().next() {
        // Whoever brings a message asks about its person, not about the test user.
        subject.people = settings
            .map(|settings| known_as(settings, &name))
            .unwrap_or_default();
        subject.logins = vec![name];
    }
    subject.at = timeline::logs::attempt(documents);
    subject
}

/// Who the person of a message is, in either org: names may differ.
fn known_as(settings: &Settings, name: &str) -> Vec<String> {
    let snapshot = &settings.snapshot;
    let app = snapshot.source.app.as_ref();
    let assigned = app.and_then(|app| app.users.as_ref().ok()).into_iter().flatten();
    let sent = assigned.filter(|user| user.credentials.user_name.eq_ignore_ascii_case(name));
    let linked = snapshot.target.linked.as_deref().unwrap_or_default();
    let arrived = linked
        .iter()
        .filter(|user| user.external_id.eq_ignore_ascii_case(name));
    let ids = sent
        .map(|user| user.id.as_str())
        .chain(arrived.map(|user| user.id.as_str()));
    ids.map(str::to_owned).collect()
}

/// The events of the exports among the documents, one part each.
fn exported(documents: &[Document], settings: Option<&Settings>) -> Logs {
    let ids = |facts: &[Fact]| -> Vec<String> {
        let known = settings.map(|settings| &settings.facts);
        let ids = facts.iter().filter_map(|fact| known?.get(*fact));
        ids.map(str::to_owned).collect()
    };
    let (source, target) = (
        ids(&[Fact::Org2OrgAppId]),
        ids(&[Fact::IdpId, Fact::TargetAppId, Fact::GroupId]),
    );
    timeline::logs::exported(documents, &source, &target)
}

fn told_by_logs(
    documents: &[Document],
    settings: Option<&Settings>,
    all: &Logs,
    outcome: &Outcome,
) -> Timeline {
    if all.parts.is_empty() {
        return Timeline::default();
    }
    let mut subject = subject(documents, settings);
    let blocks = |one: &Trouble| one.severity == Severity::Blocks && one.document.is_some();
    subject.failed = subject.at.is_some() && outcome.troubles.iter().any(blocks);
    timeline::join(all, &subject)
}

/// The texts of the messages, the last first.
fn messages(documents: &[Document]) -> impl Iterator<Item = &String> {
    documents
        .iter()
        .rev()
        .filter_map(|document| match &document.content {
            Content::Message(text) => Some(text),
            _ => None,
        })
}

/// Takes in what Okta says itself; where it says what is known already, its words stand beside it.
fn take(troubles: &mut Vec<Trouble>, symptom: Trouble) {
    let known = troubles
        .iter_mut()
        .find(|known| known.code == symptom.code && known.severity != Severity::Note);
    let Some(known) = known else {
        troubles.push(symptom);
        return;
    };
    known.severity = known.severity.min(symptom.severity);
    known.advice.why = [known.advice.why.as_str(), &symptom.advice.headline]
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect::<Vec<_>>()
        .join(". ");
}

impl Weighed for Trouble {
    fn code(&self) -> &str {
        &self.code
    }

    fn weight(&mut self) -> (&mut Severity, &mut Confidence) {
        (&mut self.severity, &mut self.confidence)
    }

    fn said(&mut self) -> (&mut Advice, &mut Option<String>) {
        (&mut self.advice, &mut self.fix)
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
            line_column: None,
            side: None,
            hand_over: None,
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
            line_column: None,
            side: Some(finding.side),
            hand_over: None,
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
            line_column: None,
            side: None,
            hand_over: None,
        }
    }
}

/// What Okta itself says, in System Log exports and error texts. Of each export, in order, `exported` holds the events.
fn symptoms(documents: &[Document], exported: &Logs) -> Vec<Trouble> {
    let mut exports = exported.parts.iter();
    let mut troubles = Vec::new();
    for (index, document) in documents.iter().enumerate() {
        let found = match &document.content {
            Content::SystemLog(_) => exports.next().map(|part| symptom::of_log(&part.events)),
            Content::ErrorText(text) => symptom::of_text(text).map(|one| vec![one]),
            _ => None,
        };
        let found = found.into_iter().flatten();
        troubles.extend(found.map(|symptom| Trouble::from_symptom(index, &symptom)));
    }
    troubles
}

/// The last response, beside what the source org is set to send and what the target org expects.
fn values(documents: &[Document], settings: Option<&Settings>, expectations: &Expectations) -> Vec<Row> {
    let mut texts = messages(documents);
    let Some(said) = texts.find_map(|text| Said::read(text)) else {
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

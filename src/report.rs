//! The handover document: what was set in both orgs, how it came about, and what proves that it works.
//!
//! Pure: a [`Handover`] and an instant in, a text out. Holds no secret, because nothing it is made of does.

mod html;
mod markdown;

use crate::{
    federation::{
        Fact,
        action::{Provenance, Step},
        apply::plain,
        blueprint::Routing,
        journal::{Record, Standing},
        orgs::Side,
        plan::names,
    },
    wizard::export::{Format, Handover},
};
use jiff::Timestamp;

/// A document, before it is written in one language or the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The title.
    pub title: String,
    /// One line below it.
    pub subtitle: String,
    /// The parts.
    pub sections: Vec<Section>,
}

/// A part of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Its title.
    pub title: String,
    /// The heads of its columns.
    pub columns: Vec<&'static str>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
    /// What stands below.
    pub notes: Vec<String>,
}

/// Writes the document.
pub fn write(handover: &Handover, format: Format, now: Timestamp) -> String {
    let document = document(handover, now);
    match format {
        Format::Html => html::write(&document),
        Format::Markdown => markdown::write(&document),
    }
}

/// The file name to suggest.
pub fn file_name(handover: &Handover, format: Format) -> String {
    let names = names(&handover.blueprint);
    let words = format!("{} to {} handover", names.source, names.target);
    let stem = crate::store::paths::FileStem::from_words(&words);
    match format {
        Format::Html => format!("{stem}.html"),
        Format::Markdown => format!("{stem}.md"),
    }
}

/// What the document says.
pub fn document(handover: &Handover, now: Timestamp) -> Document {
    let names = names(&handover.blueprint);
    let practice = if handover.practice {
        " These are practice orgs: nothing here is real."
    } else {
        ""
    };
    Document {
        title: format!("{} → {}", names.source, names.target),
        subtitle: format!("Handover of {} (UTC).{practice}", minute(now)),
        sections: vec![
            checklist(handover),
            changes(handover),
            values(handover),
            choices(handover),
            by_hand(handover),
        ],
    }
}

fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

fn checklist(handover: &Handover) -> Section {
    let columns = vec!["Item", "State", "Evidence"];
    let Some(report) = &handover.report else {
        let notes = vec!["The checklist has not been looked at yet".to_owned()];
        return Section {
            title: "Verification checklist".to_owned(),
            columns,
            notes,
            ..Section::default()
        };
    };
    let rows = report.items.iter().map(|item| {
        let evidence = item
            .evidence
            .iter()
            .map(|proof| format!("{} ({} UTC)", proof.words, proof.at.strftime("%Y-%m-%d %H:%M:%S")));
        let findings = item
            .findings
            .iter()
            .map(|finding| finding.advice.headline.clone());
        let words: Vec<String> = evidence.chain(findings).collect();
        vec![
            item.id.title().to_owned(),
            item.state.words().to_owned(),
            words.join("; "),
        ]
    });
    let title = format!(
        "Verification checklist: {} of {} verified",
        report.verified(),
        report.items.len()
    );
    Section {
        title,
        columns,
        rows: rows.collect(),
        notes: Vec::new(),
    }
}

fn changes(handover: &Handover) -> Section {
    let names = names(&handover.blueprint);
    let mut records: Vec<&Record> = handover
        .ledger
        .order
        .iter()
        .filter_map(|key| handover.ledger.records.get(key))
        .collect();
    records.sort_by_key(|record| record.action.act().step());
    let row = |record: &&Record| {
        let act = record.action.act();
        vec![
            act.step().number().to_string(),
            names.of(act.side()).to_owned(),
            act.title(&names),
            standing(record),
            minute(record.since),
        ]
    };
    Section {
        title: "What was done".to_owned(),
        columns: vec!["Step", "Org", "What", "How", "When (UTC)"],
        rows: records.iter().map(row).collect(),
        notes: vec![
            "Made and changed objects can be taken back with this program; what was found stays".to_owned(),
        ],
    }
}

fn standing(record: &Record) -> String {
    match &record.standing {
        Standing::Open(_) => "not confirmed".to_owned(),
        Standing::Done(Provenance::Created) => "made".to_owned(),
        Standing::Done(Provenance::Adopted) => "found as wanted".to_owned(),
        Standing::Done(Provenance::Changed { before }) => {
            let fields = record.action.act().fields(&record.facts);
            let change = |before: &crate::federation::action::Before| {
                let field = fields.iter().find(|field| field.pointer == before.pointer);
                format!(
                    "{}: {} → {}",
                    field.map_or(before.pointer.as_str(), |field| field.words),
                    plain(&before.was),
                    plain(&before.became)
                )
            };
            format!(
                "changed ({})",
                before.iter().map(change).collect::<Vec<_>>().join("; ")
            )
        }
    }
}

fn values(handover: &Handover) -> Section {
    let shown = handover
        .facts
        .iter()
        .filter(|(fact, _)| *fact != Fact::Certificate);
    let mut rows: Vec<Vec<String>> = shown
        .map(|(fact, value)| vec![capital(fact.words()), value.to_owned()])
        .collect();
    let certificate = handover.facts.get(Fact::Certificate);
    let certificate =
        certificate.and_then(|text| crate::saml::certificate::Certificate::from_base64(text).ok());
    if let Some(certificate) = certificate {
        rows.push(vec![
            "Certificate, SHA-256".to_owned(),
            certificate.fingerprint_colons(),
        ]);
        rows.push(vec![
            "Certificate valid until (UTC)".to_owned(),
            minute(certificate.not_after()),
        ]);
    }
    Section {
        title: "Values".to_owned(),
        columns: vec!["What", "Value"],
        rows,
        notes: Vec::new(),
    }
}

fn capital(words: &str) -> String {
    let mut words = words.to_owned();
    if let Some(first) = words.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    words
}

fn choices(handover: &Handover) -> Section {
    let blueprint = &handover.blueprint;
    let yes = |on: bool| if on { "yes" } else { "no" }.to_owned();
    let routing = match &blueprint.routing {
        Routing::None => "none".to_owned(),
        Routing::Domains { domains, .. } => domains.join(", "),
    };
    let provisioning = blueprint.provisioning.lifecycle().map_or_else(
        || "none".to_owned(),
        crate::federation::blueprint::Lifecycle::words,
    );
    let rows = [
        ("Source org", blueprint.source.url.to_string()),
        ("Target org", blueprint.target.url.to_string()),
        ("Target app", blueprint.target_app.app.label().to_owned()),
        (
            "User name in the target org",
            blueprint.idp.user_name_template.clone(),
        ),
        ("Matched with", blueprint.idp.match_on.words().to_owned()),
        (
            "Existing people are linked automatically",
            yes(blueprint.idp.link_automatically),
        ),
        ("Admins are left out of that", yes(blueprint.idp.exclude_admins)),
        (
            "Allowed user names",
            blueprint
                .idp
                .user_name_filter
                .clone()
                .unwrap_or_else(|| "all".to_owned()),
        ),
        (
            "Unknown people are created at sign-in",
            yes(blueprint.idp.create_users),
        ),
        ("Group of federated people", blueprint.idp.group.name().to_owned()),
        ("Domains sent to the source org", routing),
        ("Provisioning", provisioning),
    ];
    let rows = rows
        .into_iter()
        .map(|(what, value)| vec![what.to_owned(), value])
        .collect();
    Section {
        title: "Choices".to_owned(),
        columns: vec!["What", "Value"],
        rows,
        notes: Vec::new(),
    }
}

fn by_hand(handover: &Handover) -> Section {
    let label = handover.blueprint.target_app.app.label();
    let page = handover.blueprint.target.url.admin_page("/admin/apps/active");
    let names = names(&handover.blueprint);
    let notes = vec![
        format!(
            "In {label}'s own admin console: upload the signing certificate of {}'s app and enter its sign-on URL ({page})",
            names.of(Side::Target)
        ),
        format!(
            "If people are to be created at sign-in: in {}, switch on Just In Time provisioning under Customizations › Other",
            names.of(Side::Target)
        ),
        format!(
            "Keep the account that owns the API token of {} active: the token dies with it, or after 30 days without use",
            names.of(Side::Target)
        ),
    ];
    Section {
        title: format!(
            "By hand, outside the five steps ({} to {})",
            Step::TargetApp.number(),
            Step::Validate.number()
        ),
        notes,
        ..Section::default()
    }
}

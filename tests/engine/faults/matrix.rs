//! One table of all named faults: what the settings of both orgs tell alone, what the message alone, and what both
//! together with both System Logs. Each must put the fault's own finding first, or say why it cannot tell, and nothing
//! may block that is not true.

use super::{Joined, MIRA, text};
use org2org_setup::{
    explain,
    federation::{
        plan,
        troubleshoot::{Outcome, Settings, troubleshoot},
        verify::{
            Events, Severity, report,
            watch::{Interest, Watch},
        },
    },
    practice::{self, Method, Request, Side},
    saml::{
        expectation::Instant,
        input::{self, Document},
    },
};
use std::{collections::BTreeSet, sync::Arc};
use url::Url;

/// Every fault with the findings that name it, and after `+` those that are true besides. Nothing is a fault that no
/// finding names: its failure mode says why.
const OWN: &str = "\
issuer-mismatch | issuer-mismatch
issuer-trailing-slash | issuer-mismatch
issuer-https | issuer-mismatch
app-made-anew | issuer-mismatch sso-url-mismatch
audience-mismatch | audience-mismatch
audience-regenerated | audience-mismatch
audience-overridden | audience-mismatch
acs-url-other-provider | destination-mismatch recipient-mismatch
acs-url-other-org | destination-mismatch recipient-mismatch
custom-domain-removed | destination-mismatch recipient-mismatch
acs-url-without-id | destination-mismatch recipient-mismatch
acs-shared | destination-mismatch recipient-mismatch
destination-overridden | destination-mismatch
recipient-overridden | recipient-mismatch
identity-provider-inactive | identity-provider-inactive
identity-provider-deleted | identity-provider-missing
sign-on-url-old | sso-url-mismatch
persistent-name-ignored | persistent-name-ignored
certificate-mismatch | certificate-mismatch
certificate-of-another-app | certificate-mismatch
certificate-rotated | certificate-mismatch
certificate-not-selected | certificate-mismatch
certificate-expired | certificate-expiring certificate-expired
certificate-expires-soon | certificate-expiring
old-certificate-in-use | certificate-in-use
clock-fast | expired
clock-slow | not-yet-valid
response-replayed | replayed
response-to-old-request | in-response-to-mismatch
response-not-successful | status-not-success
signature-sha1 | weak-signature-algorithm weak-digest-algorithm
response-unsigned | signature-scope
assertion-unsigned | signature-scope
relay-state-lost | relay-state
user-name-attribute-missing | user-name-attribute + user-name-expression
user-name-expression-wrong | user-name-expression
user-name-filtered | user-name-filtered
user-name-case | user-name-filtered
user-name-is-email | user-name-differs
user-not-created | user-not-matched
jit-off-for-org | jit-off
required-attribute-missing | profile-incomplete
mapping-missing | mapping-incomplete
two-users-match | several-users-match
match-attribute-empty | match-attribute-empty
linking-off | link-disabled
linking-filtered | link-filtered
profile-kept-elsewhere | profile-kept-elsewhere + mastered-twice
take-over-open | account-take-over
two-partners-one-name | user-names-shared
user-not-assigned | nobody-assigned user-not-assigned
target-app-not-assigned | user-not-assigned
org2org-app-inactive | org2org-app-inactive
target-app-inactive | target-app-inactive
target-app-deleted | target-app-missing
source-user-suspended | user-status
user-suspended | user-status
user-deactivated | user-status
user-pending | user-status
user-kept-by-okta | user-status
routing-rule-order | routing-order
routing-rule-other-provider | routing-rule
routing-rule-inactive | routing-rule
routing-rule-deleted | routing-rule
routing-domain-wrong | routing-domain
second-factor-asked-again | second-factor-asked
reauthentication-at-target | reauthentication-asked
claims-needed-by-policy | claims-needed
claims-and-amr | claims-and-amr
provisioning-off | provisioning-off
provisioning-not-available | provisioning-off
provisioning-base-url | provisioning-base-url
provisioning-create-off | provisioning-switches
provisioning-update-off | provisioning-switches
profile-mastered-twice | mastered-twice
initial-status-invalid | initial-status
assigned-before-provisioning | never-pushed
name-held-by-deactivated-user | user-name-held
group-push-forbidden | group-push-forbidden
group-pushed-and-assigned | group-pushed-and-assigned
group-members-missing | group-members-missing
group-name-taken | group-name-taken
pushed-group-deleted | pushed-group-deleted
provisioning-token-revoked | token-revoked
provisioning-token-owner-gone | token-revoked
provisioning-token-expired | token-revoked
provisioning-token-of-other-org | token-revoked
provisioning-token-network | token-network
provisioning-role-too-small | role-too-small
setup-token-revoked | token-revoked
setup-role-too-small | role-too-small
org2org-not-available |
rate-limit-used-up | rate-limited";

/// What one line of the table says of a fault.
struct Expected {
    own: Vec<&'static str>,
    besides: Vec<&'static str>,
    /// Why no finding names it, where none does.
    reason: String,
}

fn expected(fault: &str) -> Expected {
    let modes = practice::find_fault(fault).unwrap().modes;
    let reason = |number: &&str| {
        let (_, mode) = explain::failure_modes().find(|(known, _)| known == number)?;
        mode.without_finding.as_deref()
    };
    let reason = modes.iter().find_map(reason).unwrap_or_default();
    let row = OWN.lines().map(|line| line.split_once('|').unwrap());
    let (_, codes) = row
        .clone()
        .find(|(name, _)| name.trim() == fault)
        .unwrap_or_else(|| panic!("{fault} is not in the table"));
    let (own, besides) = codes.split_once('+').unwrap_or((codes, ""));
    Expected {
        own: own.split_whitespace().collect(),
        besides: besides.split_whitespace().collect(),
        reason: format!("cannot tell: {reason}"),
    }
}

/// What was found out in three ways.
struct Told {
    settings: Outcome,
    message: Option<Outcome>,
    both: Outcome,
}

impl Joined {
    async fn told(&self, since: jiff::Timestamp, documents: &[Document]) -> Told {
        let orgs = self.stage.orgs(&self.stage.wire(None));
        let mut watch = Watch::since(since, Interest::of(&self.blueprint, &self.stage.ledger.facts));
        let _unreadable = watch.look(&orgs.readers()).await;
        let snapshot = Arc::new(self.stage.observe(&orgs, &self.blueprint).await);
        let facts = plan::plan(&self.blueprint, &snapshot, &self.stage.ledger.facts).facts;
        let settings = |events: &Events| Settings {
            blueprint: Box::new(self.blueprint.clone()),
            snapshot: snapshot.clone(),
            facts: facts.clone(),
            report: Some(report(&self.blueprint, &snapshot, &facts, events, false)),
        };
        let alone = settings(&Events::default());
        let logs = settings(&watch.events());
        let expectations = alone.expectations();
        let at = self.stage.clock.now();
        let offset = self.world(|world| world.clock_offset(Side::Target));
        // A message is judged by the clock of the org that takes it.
        let instant = Instant {
            at: at + jiff::SignedDuration::from_secs(offset),
            chosen: true,
        };
        let message = |settings| troubleshoot(documents, &expectations, settings, instant);
        Told {
            settings: troubleshoot(&[], &expectations, Some(&alone), instant),
            message: (!documents.is_empty()).then(|| message(None)),
            both: message(Some(&logs)),
        }
    }

    /// The page with which the source org sends the test user's browser on, if it does.
    fn message(&self) -> Vec<Document> {
        let app = text(&self.app(), "/id");
        let metadata = self.world(|world| {
            let token = world.card(Side::Source).api_token.clone();
            let path = format!("/api/v1/apps/{app}/sso/saml/metadata");
            let mut request = Request::new(Method::Get, &path).token(&token);
            request.headers.retain(|(name, _)| name != "accept");
            let request = request.header("accept", "application/xml");
            practice::handle(world, Side::Source, &request, self.stage.clock.now()).text_body()
        });
        let metadata = org2org_setup::saml::metadata::read_idp_metadata(&metadata).unwrap();
        let path = Url::parse(&metadata.sso[0].location).unwrap().path().to_owned();
        let page = self.world(|world| {
            let now = self.stage.clock.now();
            let users = &world.card(Side::Source).users;
            let person = users.iter().find(|person| person.login == MIRA).unwrap();
            let form = [("username", MIRA), ("password", person.password.as_str())];
            let login = Request::new(Method::Post, "/login").form(&form);
            let answer = practice::handle(world, Side::Source, &login, now);
            let cookie = answer.header_value("set-cookie")?.split(';').next()?.to_owned();
            let request = Request::new(Method::Get, &path).header("cookie", &cookie);
            Some(practice::handle(world, Side::Source, &request, now).text_body())
        });
        let page = page.filter(|page| page.contains("SAMLResponse"));
        page.map(|page| input::read(page.as_bytes()).unwrap())
            .unwrap_or_default()
    }
}

/// What is wrong with an outcome, and how it is shown.
fn judge(outcome: &Outcome, expected: &Expected, half: Option<&str>) -> (String, Option<String>) {
    let known: BTreeSet<&str> = expected.own.iter().chain(&expected.besides).copied().collect();
    let stray = outcome.troubles.iter().find(|trouble| {
        let broad = explain::is_broad(&trouble.code);
        trouble.severity == Severity::Blocks && !broad && !known.contains(trouble.code.as_str())
    });
    let first = outcome
        .troubles
        .iter()
        .map(|trouble| trouble.code.as_str())
        .next();
    let told = first.filter(|first| expected.own.contains(first));
    let others: Vec<&str> = outcome
        .troubles
        .iter()
        .filter(|trouble| trouble.severity != Severity::Note)
        .map(|trouble| trouble.code.as_str())
        .collect();
    let buried = told.is_none() && others.iter().any(|code| expected.own.contains(code));
    let shown = match (told, half, expected.own.first()) {
        (Some(code), ..) => code.to_owned(),
        (None, Some(half), Some(own)) => format!("cannot tell: {}", explain::unseen(own, half)),
        (None, _, None) => expected.reason.clone(),
        (None, None, Some(_)) => "–".to_owned(),
    };
    let wrong = if let Some(stray) = stray {
        Some(format!("{} blocks and is not true", stray.code))
    } else if buried {
        Some(format!("its finding is not the first of {others:?}"))
    } else if half.is_none() && told.is_none() && !expected.own.is_empty() {
        Some(format!("both together tell {others:?}"))
    } else if shown.ends_with(": ") {
        Some("no reason is given".to_owned())
    } else {
        None
    };
    (shown, wrong)
}

#[tokio::test]
async fn every_fault_is_told_by_its_own_finding_first_or_it_is_said_why_not() {
    let (mut wrong, mut count) = (Vec::new(), [0; 3]);
    println!("fault | from the settings alone | from the message alone | from both and the logs");
    for fault in practice::faults() {
        let joined = Joined::new().await;
        let since = joined.stage.clock.now();
        joined.apply(fault.name).unwrap();
        let expected = expected(fault.name);
        let documents = joined.message();
        joined.at_source();
        joined.at_target();
        let told = joined.told(since, &documents).await;
        let settings = judge(&told.settings, &expected, Some("settings"));
        let message = told.message.as_ref().map_or_else(
            || ("cannot tell: the source org sends none".to_owned(), None),
            |message| judge(message, &expected, Some("message")),
        );
        let both = judge(&told.both, &expected, None);
        println!("{} | {} | {} | {}", fault.name, settings.0, message.0, both.0);
        for (place, (way, (shown, trouble))) in [("settings", settings), ("message", message), ("both", both)]
            .into_iter()
            .enumerate()
        {
            count[place] += usize::from(!shown.starts_with("cannot tell") && shown != "–");
            wrong.extend(trouble.map(|trouble| format!("{} from {way}: {trouble}", fault.name)));
        }
    }
    let total = practice::faults().count();
    println!(
        "of {total}: {} by the settings, {} by the message, {} by both and the logs",
        count[0], count[1], count[2]
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_healthy_connection_shows_nothing_that_blocks_in_any_way() {
    let joined = Joined::new().await;
    let since = joined.stage.clock.now();
    let documents = joined.message();
    assert_eq!(documents.len(), 1);
    joined.at_source();
    joined.at_target();
    let told = joined.told(since, &documents).await;
    for outcome in [&told.settings, told.message.as_ref().unwrap(), &told.both] {
        assert!(outcome.troubles.is_empty(), "{:?}", outcome.troubles);
    }
}

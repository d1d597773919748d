//! One table of all named faults: what the settings of both orgs tell alone, what the message alone, and what both
//! together with both System Logs. Each must put the fault's own finding first, once, or say why it cannot tell; whatever
//! else stands there is true, and the reason why stands here.

use super::{Joined, MIRA, mended, text};
use org2org_setup::{
    explain,
    federation::{
        plan,
        troubleshoot::{Outcome, Settings, Trouble, troubleshoot},
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

/// Every fault with the one finding that names it, and the columns that tell it first: S the settings of both orgs, M the
/// message, B both and the logs. Nothing is a fault that no finding names: its failure mode says why.
const OWN: &str = "\
issuer-mismatch | issuer-mismatch | SMB
issuer-trailing-slash | issuer-mismatch | SMB
issuer-https | issuer-mismatch | SMB
app-made-anew | issuer-mismatch | SMB
audience-mismatch | audience-mismatch | SMB
audience-regenerated | audience-mismatch | SMB
audience-overridden | audience-mismatch | SMB
acs-url-other-provider | destination-mismatch | SMB
acs-url-other-org | destination-mismatch | SMB
custom-domain-removed | destination-mismatch | SMB
acs-url-without-id | destination-mismatch | SMB
acs-shared | destination-mismatch | SMB
destination-overridden | destination-mismatch | SMB
recipient-overridden | recipient-mismatch | SMB
identity-provider-inactive | identity-provider-inactive | S-B
identity-provider-deleted | identity-provider-missing | S-B
sign-on-url-old | sso-url-mismatch | S-B
persistent-name-ignored | persistent-name-ignored | S-B
certificate-mismatch | certificate-mismatch | SMB
certificate-of-another-app | certificate-mismatch | SMB
certificate-rotated | certificate-mismatch | SMB
certificate-not-selected | certificate-mismatch | SMB
certificate-expired | certificate-expired | SMB
certificate-expires-soon | certificate-expiring | S-B
old-certificate-in-use | certificate-in-use | S-B
clock-fast | expired | SMB
clock-slow | not-yet-valid | SMB
response-replayed | replayed | --B
response-to-old-request | in-response-to-mismatch | --B
response-not-successful | status-not-success | -MB
signature-sha1 | weak-signature-algorithm | -MB
response-unsigned | signature-scope | -MB
assertion-unsigned | signature-scope | -MB
relay-state-lost | relay-state | S-B
user-name-attribute-missing | user-name-attribute | S-B
user-name-expression-wrong | user-name-expression | S-B
user-name-filtered | user-name-filtered | S-B
user-name-case | user-name-filtered | S-B
user-name-is-email | user-name-differs | S-B
user-not-created | user-not-matched | S-B
jit-off-for-org | jit-off | --B
required-attribute-missing | profile-incomplete | S-B
mapping-missing | mapping-incomplete | S-B
two-users-match | several-users-match | S-B
match-attribute-empty | match-attribute-empty | S-B
linking-off | link-disabled | S-B
linking-filtered | link-filtered | S-B
profile-kept-elsewhere | profile-kept-elsewhere | S-B
take-over-open | account-take-over | S-B
two-partners-one-name | user-names-shared | S-B
user-not-assigned | nobody-assigned | S-B
target-app-not-assigned | user-not-assigned | S-B
org2org-app-inactive | org2org-app-inactive | S-B
target-app-inactive | target-app-inactive | S-B
target-app-deleted | target-app-missing | S-B
source-user-suspended | user-status | S-B
user-suspended | user-status | S-B
user-deactivated | user-status | S-B
user-pending | user-status | S-B
user-kept-by-okta | user-status | S-B
routing-rule-order | routing-order | S-B
routing-rule-other-provider | routing-rule | S-B
routing-rule-inactive | routing-rule | S-B
routing-rule-deleted | routing-rule | S-B
routing-domain-wrong | routing-domain | S-B
second-factor-asked-again | second-factor-asked | S-B
reauthentication-at-target | reauthentication-asked | S-B
claims-needed-by-policy | claims-needed | S-B
claims-and-amr | claims-and-amr | S-B
provisioning-off | provisioning-off | S-B
provisioning-not-available | provisioning-off | S-B
provisioning-base-url | provisioning-base-url | S-B
provisioning-create-off | provisioning-switches | S-B
provisioning-update-off | provisioning-switches | S-B
profile-mastered-twice | mastered-twice | S-B
initial-status-invalid | initial-status | --B
assigned-before-provisioning | never-pushed | S-B
name-held-by-deactivated-user | user-name-held | --B
group-push-forbidden | group-push-forbidden | S-B
group-pushed-and-assigned | group-pushed-and-assigned | S-B
group-members-missing | group-members-missing | S-B
group-name-taken | group-name-taken | S-B
pushed-group-deleted | pushed-group-deleted | S-B
provisioning-token-revoked | token-revoked | --B
provisioning-token-owner-gone | token-revoked | --B
provisioning-token-expired | token-revoked | --B
provisioning-token-of-other-org | token-revoked | --B
provisioning-token-network | token-network | --B
provisioning-role-too-small | role-too-small | --B
setup-token-revoked | token-revoked | S-B
setup-role-too-small | role-too-small | S-B
org2org-not-available | | ---
rate-limit-used-up | rate-limited | --B";

/// What may stand beside a fault's own finding, and why it is true.
const BESIDES: &[(&str, &str, &str)] = &[
    (
        "identity-provider-deleted",
        "key-unproven",
        "Without an identity provider no key is trusted, so nothing but the message speaks for its signature",
    ),
    (
        "setup-token-revoked",
        "key-unproven",
        "What the target org trusts cannot be read, so nothing but the message speaks for its signature",
    ),
    (
        "app-made-anew",
        "sso-url-mismatch",
        "A new app has another sign-on URL, too, so the target org sends people to one that is gone",
    ),
    (
        "acs-url-other-provider",
        "recipient-mismatch",
        "The app puts the same wrong address into Destination and Recipient",
    ),
    (
        "acs-url-other-org",
        "recipient-mismatch",
        "The app puts the same wrong address into Destination and Recipient",
    ),
    (
        "custom-domain-removed",
        "recipient-mismatch",
        "The app puts the same wrong address into Destination and Recipient",
    ),
    (
        "acs-url-without-id",
        "recipient-mismatch",
        "The app puts the same wrong address into Destination and Recipient",
    ),
    (
        "acs-shared",
        "recipient-mismatch",
        "The app puts the same wrong address into Destination and Recipient",
    ),
    (
        "signature-sha1",
        "weak-digest-algorithm",
        "The app makes signature and digest with SHA-1",
    ),
    (
        "profile-kept-elsewhere",
        "mastered-twice",
        "The identity provider now updates profiles while provisioning updates them, which is refused of itself",
    ),
];

/// What stands where a column cannot tell the cause, and why it is true.
const KIND_ALONE: &[(&str, &str)] = &[(
    "push-failed",
    "Okta marks the assignments as failed, and no setting says why",
)];

/// What one line of the table says of a fault.
struct Expected {
    fault: &'static str,
    own: &'static str,
    columns: &'static str,
    /// Why no finding names it, where none does.
    reason: &'static str,
}

fn expected(fault: &str) -> Expected {
    let modes = practice::find_fault(fault).unwrap().modes;
    let reason = |number: &&str| {
        let (_, mode) = explain::failure_modes().find(|(known, _)| known == number)?;
        mode.without_finding.as_deref()
    };
    let reason = modes.iter().find_map(reason).unwrap_or_default();
    let mut rows = OWN
        .lines()
        .map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
    let row = rows
        .find(|row| row[0] == fault)
        .unwrap_or_else(|| panic!("{fault} is not in the table"));
    Expected {
        fault: row[0],
        own: row[1],
        columns: row[2],
        reason,
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

/// A way to find out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Settings,
    Message,
    Both,
}

impl Column {
    const ALL: [Self; 3] = [Self::Settings, Self::Message, Self::Both];

    fn letter(self) -> char {
        match self {
            Self::Settings => 'S',
            Self::Message => 'M',
            Self::Both => 'B',
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Message => "message",
            Self::Both => "both",
        }
    }
}

/// A finding with its weight: `!` blocks, `?` may block, `.` is a note.
fn marked(trouble: &Trouble) -> String {
    let mark = match trouble.severity {
        Severity::Blocks => '!',
        Severity::MayBlock => '?',
        Severity::Note => '.',
    };
    format!("{}{mark}", trouble.code)
}

/// How a cell of the table is shown, and what is wrong with it.
fn judge(outcome: Option<&Outcome>, expected: &Expected, column: Column) -> (String, Vec<String>) {
    let tells = expected.columns.contains(column.letter());
    let Some(outcome) = outcome else {
        let wrong = tells.then(|| "the source org sends none".to_owned());
        let shown = "cannot tell: the source org sends no message";
        return (shown.to_owned(), wrong.into_iter().collect());
    };
    let codes: Vec<&str> = outcome.troubles.iter().map(|one| one.code.as_str()).collect();
    let mut wrong = Vec::new();
    let own = codes.iter().filter(|code| **code == expected.own).count();
    if tells && codes.first() != Some(&expected.own) {
        wrong.push(format!("{} does not stand first of {codes:?}", expected.own));
    } else if own != usize::from(tells) {
        wrong.push(format!("{} stands there {own} times", expected.own));
    }
    let others: Vec<&Trouble> = outcome
        .troubles
        .iter()
        .filter(|one| one.code != expected.own)
        .collect();
    wrong.extend(others.iter().filter_map(|one| stray(one, expected, tells)));
    let told: Vec<String> = outcome.troubles.iter().map(marked).collect();
    let why = if expected.own.is_empty() {
        expected.reason
    } else {
        explain::unseen(expected.own, column.name())
    };
    if !tells && why.is_empty() {
        wrong.push("no reason is given".to_owned());
    }
    let shown = match (tells, told.is_empty()) {
        (true, _) => told.join(" "),
        (false, true) => format!("cannot tell: {why}"),
        (false, false) => format!("{}, cannot tell the cause: {why}", told.join(" ")),
    };
    (shown, wrong)
}

/// What is wrong with a finding beside the fault's own.
fn stray(one: &Trouble, expected: &Expected, tells: bool) -> Option<String> {
    let beside = BESIDES
        .iter()
        .any(|(fault, code, _)| *fault == expected.fault && *code == one.code);
    let kind = KIND_ALONE.iter().any(|(code, _)| *code == one.code);
    if tells {
        let stepped = one.severity == Severity::Note
            && explain::told_by(&one.code)
                .iter()
                .any(|code| code == expected.own);
        return (!beside && !stepped).then(|| format!("{} is not known to be true", marked(one)));
    }
    (!kind && !beside).then(|| {
        format!(
            "{} is not known to be true where the cause cannot be told",
            marked(one)
        )
    })
}

#[tokio::test]
async fn every_fault_is_told_by_its_own_finding_first_or_it_is_said_why_not() {
    let (mut wrong, mut count, mut shown_codes) = (Vec::new(), [0; 3], BTreeSet::new());
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
        let lacking = told.both.troubles.iter().filter_map(mended::lacking);
        wrong.extend(lacking.map(|why| format!("{}: {why}", fault.name)));
        shown_codes.extend(told.both.troubles.iter().map(|trouble| trouble.code.clone()));
        let cells = Column::ALL.map(|column| {
            let outcome = match column {
                Column::Settings => Some(&told.settings),
                Column::Message => told.message.as_ref(),
                Column::Both => Some(&told.both),
            };
            (column, judge(outcome, &expected, column))
        });
        let shown: Vec<&str> = cells.iter().map(|(_, (shown, _))| shown.as_str()).collect();
        println!("{} | {}", fault.name, shown.join(" | "));
        for (place, (column, (_, troubles))) in cells.iter().enumerate() {
            count[place] += usize::from(expected.columns.contains(column.letter()));
            let line = |trouble: &String| format!("{} from {}: {trouble}", fault.name, column.name());
            wrong.extend(troubles.iter().map(line));
        }
    }
    let total = practice::faults().count();
    println!(
        "of {total}: {} by the settings, {} by the message, {} by both and the logs; each other cell says why it cannot tell",
        count[0], count[1], count[2]
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    mended::assert_all_shown(&shown_codes);
}

#[test]
fn whatever_may_stand_beside_a_fault_has_its_reason_and_its_fault() {
    for (fault, code, why) in BESIDES {
        assert!(practice::find_fault(fault).is_ok(), "{fault}");
        assert!(explain::kind(code).is_some(), "{code}");
        assert!(!why.is_empty(), "{fault}: {code}");
    }
    for (code, why) in KIND_ALONE {
        assert!(explain::is_broad(code) && !why.is_empty(), "{code}");
    }
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

//! Named starting worlds. So far: two empty orgs.

use super::clock::later;
use super::dice::Dice;
use super::fault::Faults;
use super::limits::Limits;
use super::log::Journal;
use super::org::app::{App, AppGroup, Connection, Provisioning};
use super::org::group::Group;
use super::org::policy::{Policy, Rule};
use super::org::token::ApiToken;
use super::org::user::{Role, Status, User};
use super::org::{Org, Pipeline};
use super::shelf::Shelf;
use super::world::World;
use super::{Options, OrgCard, Person, Side};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use url::Url;

/// What makes an org itself.
struct Plan {
    side: Side,
    subdomain: &'static str,
    company: &'static str,
    domain: &'static str,
    suffix: &'static str,
    /// First name, last name; the first one administers.
    people: &'static [(&'static str, &'static str)],
    /// Name, description, members by place among the people.
    groups: &'static [(&'static str, &'static str, &'static [usize])],
}

const SOURCE: Plan = Plan {
    side: Side::Source,
    subdomain: "acme",
    company: "Acme Workforce",
    domain: "acme.example",
    suffix: "1d7",
    people: &[
        ("Ada", "Admin"),
        ("Mira", "Chen"),
        ("Jonas", "Weber"),
        ("Amara", "Okafor"),
        ("Luis", "Moreno"),
        ("Priya", "Nair"),
        ("Tomas", "Novak"),
        ("Hanna", "Berg"),
        ("Kenji", "Sato"),
    ],
    groups: &[
        ("Northwind access", "People who work with Northwind", &[1, 2, 3, 4]),
        ("Sales", "Sales department", &[1, 4, 5]),
        ("Engineering", "Engineering department", &[2, 6, 7, 8]),
    ],
};

const TARGET: Plan = Plan {
    side: Side::Target,
    subdomain: "northwind",
    company: "Northwind Partners",
    domain: "northwind.example",
    suffix: "5d7",
    people: &[("Nora", "Admin"), ("Elif", "Kaya"), ("Owen", "Price"), ("Sofia", "Rossi")],
    groups: &[("Staff", "Northwind's own people", &[1, 2, 3])],
};

/// "Two empty orgs": people, groups and a few apps, and nothing between the orgs.
pub(super) fn two_empty_orgs(options: &Options, source_base: &Url, target_base: &Url) -> World {
    let now = later(options.clock.now(), -30 * 24 * 3600);
    let (source, source_card) = build(&SOURCE, options, source_base, now);
    let (mut target, target_card) = build(&TARGET, options, target_base, now);
    add_wiki(&mut target, now);
    World {
        source,
        target,
        temper: options.temper,
        faults: Faults { latency: options.latency },
        cards: [source_card, target_card],
    }
}

fn build(plan: &Plan, options: &Options, base: &Url, now: Timestamp) -> (Org, OrgCard) {
    let mut org = empty_org(plan, &options.seed, base, now);
    let people = add_people(&mut org, plan, now);
    add_groups(&mut org, plan, now);
    add_policies(&mut org, now);
    add_own_apps(&mut org, now);
    add_features(&mut org);
    let value = format!("00{}", org.dice.word("token", 40));
    let owner = org.users.iter().next().map(|user| user.id.clone()).unwrap_or_default();
    add_token(&mut org, "Federation setup", &owner, &value, options.clock.now());
    let mut people = people.into_iter();
    let admin = people.next().unwrap_or_default();
    let card = OrgCard {
        url: base.clone(),
        api_token: value,
        admin,
        users: people.collect(),
        name: plan.company.to_owned(),
    };
    (org, card)
}

fn empty_org(plan: &Plan, seed: &str, base: &Url, now: Timestamp) -> Org {
    let mut dice = Dice::new(seed, plan.suffix);
    Org {
        side: plan.side,
        base: base.as_str().trim_end_matches('/').to_owned(),
        subdomain: plan.subdomain,
        company: plan.company,
        id: dice.id("00o"),
        user_type: dice.id("oty"),
        created: now,
        pipeline: Pipeline::Identity,
        org2org: true,
        jit: true,
        clock_offset: 0,
        dice,
        keys_made: 0,
        limits: Limits::default(),
        requests: 0,
        journal: Journal::default(),
        users: Shelf::default(),
        groups: Shelf::default(),
        apps: Shelf::default(),
        idps: Shelf::default(),
        idp_keys: Shelf::default(),
        policies: Shelf::default(),
        tokens: Shelf::default(),
        sessions: Shelf::default(),
        relays: Shelf::default(),
        pending: Shelf::default(),
        seen_assertions: Vec::new(),
        features: Vec::new(),
    }
}

fn add_people(org: &mut Org, plan: &Plan, now: Timestamp) -> Vec<Person> {
    let mut people = Vec::new();
    for (place, (first, last)) in plan.people.iter().enumerate() {
        let login = format!("{}.{}@{}", first.to_lowercase(), last.to_lowercase(), plan.domain);
        let password = format!("Practice-{}", org.dice.word("password", 12));
        let id = org.dice.id("00u");
        let mut user = User::new(id, profile(first, last, &login), now);
        user.turn(Status::Active, now);
        user.password = Some(password.clone());
        if place == 0 {
            let role = org.dice.word("role", 16).to_uppercase();
            user.roles.push(Role { id: role, kind: "SUPER_ADMIN".to_owned(), created: now });
        }
        org.users.add(user);
        people.push(Person { login, password, name: format!("{first} {last}") });
    }
    people
}

fn profile(first: &str, last: &str, login: &str) -> Map<String, Value> {
    let fields = [("firstName", first), ("lastName", last), ("login", login), ("email", login)];
    fields.into_iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
}

fn add_groups(org: &mut Org, plan: &Plan, now: Timestamp) {
    let everybody: Vec<String> = org.users.iter().map(|user| user.id.clone()).collect();
    let mut everyone = Group::new(org.dice.id("00g"), "Everyone", now);
    everyone.kind = "BUILT_IN";
    everyone.description = Some("All users in your organization".to_owned());
    everyone.members.clone_from(&everybody);
    org.groups.add(everyone);
    for (name, description, members) in plan.groups {
        let mut group = Group::new(org.dice.id("00g"), name, now);
        group.description = Some((*description).to_owned());
        group.members = members.iter().filter_map(|place| everybody.get(*place).cloned()).collect();
        org.groups.add(group);
    }
}

fn add_policies(org: &mut Org, now: Timestamp) {
    let discovery = json!({ "idp": { "providers": [{ "type": "OKTA" }], "idpSelectionType": "SPECIFIC" } });
    let method = json!({ "type": "ASSURANCE", "factorMode": "1FA", "reauthenticateIn": "PT2H", "constraints": [] });
    let access = json!({ "appSignOn": { "access": "ALLOW", "verificationMethod": method } });
    let session = json!({ "usePersistentCookie": false, "maxSessionIdleMinutes": 120, "maxSessionLifetimeMinutes": 0 });
    let sign_on = json!({ "signon": {
        "access": "ALLOW", "requireFactor": false, "primaryFactor": "PASSWORD_IDP",
        "rememberDeviceByDefault": false, "session": session,
    } });
    let discovery_text = "The default IdP Discovery Policy";
    let default_text = "The default policy applies in all situations if no other policy applies.";
    let one_factor = "Require one factor to access.";
    let rows = [
        ("00p", "IDP_DISCOVERY", "Idp Discovery Policy", discovery_text, discovery),
        ("rst", "ACCESS_POLICY", "Any one factor", one_factor, access),
        ("00p", "OKTA_SIGN_ON", "Default Policy", default_text, sign_on),
    ];
    for (prefix, kind, name, description, actions) in rows {
        let rule = default_rule(org, kind, actions, now);
        let id = org.dice.id(prefix);
        let mut rules = Shelf::default();
        rules.add(rule);
        org.policies.add(Policy { id, kind, name, description, conditions: Value::Null, created: now, rules });
    }
}

fn default_rule(org: &mut Org, kind: &str, actions: Value, now: Timestamp) -> Rule {
    Rule {
        id: org.dice.id("0pr"),
        kind: if kind == "OKTA_SIGN_ON" { "SIGN_ON" } else { kind }.to_owned(),
        name: if kind == "ACCESS_POLICY" { "Catch-all Rule" } else { "Default Rule" }.to_owned(),
        priority: 1,
        active: true,
        system: true,
        conditions: json!({ "network": { "connection": "ANYWHERE" } }),
        actions: actions.as_object().cloned().unwrap_or_default(),
        created: now,
        last_updated: now,
    }
}

/// The apps every org has.
fn add_own_apps(org: &mut Org, now: Timestamp) {
    for (name, label) in [("saasure", "Okta Admin Console"), ("okta_enduser", "Okta Dashboard")] {
        let app = plain_app(org, name, label, "OPENID_CONNECT", now);
        org.apps.add(app);
    }
}

fn plain_app(org: &mut Org, name: &str, label: &str, mode: &str, now: Timestamp) -> App {
    App {
        id: org.dice.id("0oa"),
        external_key: org.dice.id("exk"),
        name: name.to_owned(),
        label: label.to_owned(),
        active: true,
        sign_on_mode: mode.to_owned(),
        created: now,
        last_updated: now,
        accessibility: json!({ "selfService": false, "errorRedirectUrl": null, "loginRedirectUrl": null }),
        visibility: json!({
            "autoLaunch": false, "autoSubmitToolbar": false, "hide": { "iOS": false, "web": false },
            "appLinks": { "login": true },
        }),
        user_name_template: json!({ "template": "${source.login}", "type": "BUILT_IN" }),
        signing_kid: None,
        keys: Vec::new(),
        app_settings: Map::new(),
        sign_on: json!({}),
        notes: json!({ "admin": null, "enduser": null }),
        users: Vec::new(),
        groups: Vec::new(),
        connection: Connection::default(),
        provisioning: Provisioning::default(),
    }
}

/// A SAML app of the target org's own, so that there is something to choose from.
fn add_wiki(org: &mut Org, now: Timestamp) {
    let mut app = plain_app(org, "northwind_wiki_1", "Wiki", "SAML_2_0", now);
    let key = org.new_signing_key(now, 10);
    app.signing_kid = Some(key.kid.clone());
    app.keys.push(key);
    let acs = "https://wiki.northwind.example/saml/acs";
    app.sign_on = json!({
        "defaultRelayState": null, "ssoAcsUrl": acs, "recipient": acs, "destination": acs,
        "audience": "https://wiki.northwind.example", "idpIssuer": "http://www.okta.com/${org.externalKey}",
        "subjectNameIdTemplate": "${user.userName}",
        "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
        "responseSigned": true, "assertionSigned": true, "signatureAlgorithm": "RSA_SHA256",
        "digestAlgorithm": "SHA256", "honorForceAuthn": true,
        "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
        "spIssuer": null, "requestCompressed": false, "attributeStatements": [], "slo": { "enabled": false },
    });
    if let Some(staff) = org.groups.iter().find(|group| group.name == "Staff") {
        let group = staff.id.clone();
        app.groups.push(AppGroup { group, priority: 0, profile: Map::new(), last_updated: now });
    }
    org.apps.add(app);
}

fn add_features(org: &mut Org) {
    let rows = [
        ("Multiple Active IdP Signing Certificates", "ENABLED", "Two certificates of a partner at the same time"),
        ("Org2Org Incremental Imports", "DISABLED", "Imports from Okta orgs fetch only what changed"),
        ("Front-channel Single Logout for IdPs", "DISABLED", "Signing out reaches identity providers"),
    ];
    for (name, status, description) in rows {
        let id = org.dice.id("ftr");
        org.features.push(json!({
            "id": id, "type": "self-service", "status": status, "name": name, "description": description,
            "stage": { "value": "EA", "state": "OPEN" },
        }));
    }
}

fn add_token(org: &mut Org, name: &str, owner: &str, value: &str, now: Timestamp) {
    let id = org.dice.id("00T");
    org.tokens.add(ApiToken::new(id, name, owner, value, now));
}

/// An administrator of a role, with a token.
pub(super) fn add_admin_token(org: &mut Org, role: &str, name: &str, now: Timestamp) -> String {
    let login = format!("{}.{}@{}.example", role.to_lowercase(), org.tokens.len(), org.subdomain);
    let mut user = User::new(org.dice.id("00u"), profile("Practice", "Administrator", &login), now);
    user.turn(Status::Active, now);
    let role_id = org.dice.word("role", 16).to_uppercase();
    user.roles.push(Role { id: role_id, kind: role.to_owned(), created: now });
    let (owner, value) = (user.id.clone(), format!("00{}", org.dice.word("token", 40)));
    org.users.add(user);
    add_token(org, name, &owner, &value, now);
    value
}

//! What is said of an org before anything is planned, by whatever it shows of itself; and the choices a connection
//! begins with.

use org2org_setup::{
    federation::{
        orgs::Side,
        preflight::{self, OrgReport, Weight},
        snapshot::OrgSeen,
        suggest,
    },
    okta::{
        Doc, Error, ErrorKind, OrgUrl, Problem,
        transport::{Failure, TransportError},
    },
};
use serde_json::{Value, json};

const ACME: &str = "https://acme.okta.com";
const TOKEN_PAGE: &str = "https://acme-admin.okta.com/admin/access/api/tokens";

type RoleRow = (&'static [&'static str], Side, Option<(Weight, &'static str)>);

/// Roles, the side, and what is said of them; nothing where they are enough.
const ROLES: &[RoleRow] = &[
    (&["SUPER_ADMIN"], Side::Source, None),
    (&["SUPER_ADMIN"], Side::Target, None),
    (&["APP_ADMIN"], Side::Source, None),
    (
        &["APP_ADMIN"],
        Side::Target,
        Some((Weight::StopsChanges, TOO_SMALL)),
    ),
    (
        &["ORG_ADMIN"],
        Side::Source,
        Some((Weight::StopsChanges, TOO_SMALL)),
    ),
    (
        &["ORG_ADMIN"],
        Side::Target,
        Some((Weight::StopsChanges, TOO_SMALL)),
    ),
    (&["APP_ADMIN", "ORG_ADMIN"], Side::Source, None),
    (
        &["APP_ADMIN", "ORG_ADMIN"],
        Side::Target,
        Some((Weight::Warns, PUSHES_FAIL)),
    ),
    (
        &["READ_ONLY_ADMIN"],
        Side::Source,
        Some((Weight::StopsChanges, TOO_SMALL)),
    ),
    (
        &["ROLE_OF_2031"],
        Side::Target,
        Some((Weight::StopsChanges, TOO_SMALL)),
    ),
    (&["ROLE_OF_2031", "SUPER_ADMIN"], Side::Target, None),
    (&[], Side::Source, Some((Weight::StopsChanges, TOO_SMALL))),
];
const TOO_SMALL: &str = "The role behind the token is too small";
const PUSHES_FAIL: &str = "For provisioning, the token must come from a super admin";

#[test]
fn each_role_is_enough_for_what_it_may_do_and_too_small_for_the_rest() {
    for (roles, side, expected) in ROLES {
        let mut seen = healthy();
        seen.roles = Ok(roles
            .iter()
            .map(|kind| doc(json!({ "type": kind, "label": kind })))
            .collect());
        let report = judged(*side, &seen);
        let said = report
            .notes
            .first()
            .map(|note| (note.weight, note.advice.headline.as_str()));
        assert_eq!(said, *expected, "{roles:?} in the {side:?} org");
        assert_eq!(report.roles, *roles);
        let stops = matches!(expected, Some((Weight::StopsChanges, _)));
        assert_eq!(
            (report.is_ready(), report.is_readable()),
            (!stops, true),
            "{roles:?}"
        );
        assert_eq!(report.is_role_small(), stops, "{roles:?}");
        if let Some(note) = report.notes.first() {
            assert_eq!(note.advice.link.as_ref().unwrap().url, TOKEN_PAGE);
            assert!(note.advice.next[0].contains("super admin"), "{note:?}");
        }
    }
}

#[test]
fn a_role_that_may_not_be_seen_is_no_reason_to_stop_and_told() {
    let mut seen = healthy();
    seen.roles = Err(refused(403, "E0000006"));
    let report = judged(Side::Target, &seen);
    assert!(report.is_ready() && report.is_role_small());
    assert_eq!(report.notes[0].weight, Weight::MayStopChanges);
    assert_eq!(
        report.notes[0].advice.headline,
        "The admin behind the token is no super admin"
    );
    seen.roles = Err(refused(500, "E0000009"));
    let report = judged(Side::Target, &seen);
    assert!(!report.is_ready() && !report.is_readable());
}

/// How far an org's clock is ahead of this computer's in seconds, and what is said of it.
const CLOCKS: &[(Option<i64>, Option<&str>)] = &[
    (None, None),
    (Some(0), None),
    (Some(120), None),
    (Some(-120), None),
    (
        Some(121),
        Some("This computer's clock is 2 minutes behind acme.okta.com"),
    ),
    (
        Some(600),
        Some("This computer's clock is 10 minutes behind acme.okta.com"),
    ),
    (
        Some(-600),
        Some("This computer's clock is 10 minutes ahead of acme.okta.com"),
    ),
    (
        Some(-7_200),
        Some("This computer's clock is 120 minutes ahead of acme.okta.com"),
    ),
];

#[test]
fn a_clock_that_is_off_is_told_to_the_minute_and_stops_nothing() {
    for (offset, expected) in CLOCKS {
        let mut seen = healthy();
        seen.clock_offset = *offset;
        let report = judged(Side::Source, &seen);
        assert_eq!(
            report.notes.first().map(|note| note.advice.headline.as_str()),
            *expected
        );
        assert!(report.is_ready(), "{offset:?}");
        if let Some(note) = report.notes.first() {
            assert_eq!(note.weight, Weight::Warns);
            assert!(
                note.advice.next[0].contains("automatic date and time"),
                "{note:?}"
            );
        }
    }
}

#[test]
fn a_token_for_certain_networks_is_mentioned_and_only_where_it_is_the_one_in_use() {
    let token = |user: &str, name: &str, until: &str, network: &str| json!({ "id": name, "name": name, "userId": user, "expiresAt": until, "network": { "connection": network } });
    let cases = [
        (
            vec![token("00uMe", "own", "2026-12-20T00:00:00Z", "ZONE")],
            Some("The token own works from certain networks only"),
        ),
        (
            vec![token("00uMe", "own", "2026-12-20T00:00:00Z", "ANYWHERE")],
            None,
        ),
        (
            vec![token("00uOther", "other", "2026-12-20T00:00:00Z", "ZONE")],
            None,
        ),
        // Each use moves the end: the one that lasts longest is the one that was used last.
        (
            vec![
                token("00uMe", "old", "2026-12-01T00:00:00Z", "ZONE"),
                token("00uMe", "new", "2026-12-20T00:00:00Z", "ANYWHERE"),
            ],
            None,
        ),
    ];
    for (tokens, expected) in cases {
        let mut seen = healthy();
        seen.tokens = Ok(tokens.into_iter().map(doc).collect());
        let report = judged(Side::Target, &seen);
        assert_eq!(
            report.notes.first().map(|note| note.advice.headline.as_str()),
            expected
        );
        let own = seen.token().map(|token| token.expires_at);
        assert_eq!(report.token_expires, own.flatten());
    }
}

/// What happens on the way to the public facts, and what is said.
#[test]
fn an_address_that_is_no_okta_org_is_told_from_one_that_cannot_be_reached() {
    let lost = |failure| {
        error(ErrorKind::Transport(TransportError::new(
            failure,
            "acme.okta.com",
            "",
        )))
    };
    let cases = [
        (refused(404, "E0000007"), "acme.okta.com is no Okta org"),
        (
            error(ErrorKind::NotOkta {
                status: 200,
                media_type: "text/html".to_owned(),
            }),
            "acme.okta.com answered, but not as an Okta org",
        ),
        (lost(Failure::Name), "There is no acme.okta.com"),
        (lost(Failure::Connect), "acme.okta.com cannot be reached"),
        (lost(Failure::Proxy), "The proxy blocked acme.okta.com"),
        (lost(Failure::Tls), "No secure connection to acme.okta.com"),
        (
            lost(Failure::UnknownIssuer),
            "Your network opens the encrypted connection",
        ),
        (
            lost(Failure::NoRoots),
            "This computer has no list of trusted certificates",
        ),
    ];
    for (well_known, headline) in cases {
        let mut seen = healthy();
        seen.well_known = Err(well_known);
        let report = judged(Side::Source, &seen);
        assert_eq!(
            report.notes.len(),
            1,
            "nothing else is guessed: {:?}",
            report.notes
        );
        assert_eq!(report.notes[0].advice.headline, headline);
        assert!(!report.notes[0].advice.next.is_empty(), "{headline}");
        assert_eq!((report.id.clone(), report.is_readable()), (None, false));
    }
}

#[test]
fn a_dead_token_is_the_only_thing_that_is_said_then() {
    let mut seen = healthy();
    let dead = refused(401, "E0000011");
    (seen.me, seen.roles, seen.tokens) = (Err(dead.clone()), Err(dead.clone()), Err(dead));
    seen.clock_offset = Some(600);
    let report = judged(Side::Source, &seen);
    let headlines: Vec<&str> = report
        .notes
        .iter()
        .map(|note| note.advice.headline.as_str())
        .collect();
    assert_eq!(headlines, ["acme.okta.com does not accept the API token"]);
    assert_eq!((report.admin, report.admin_login), (None, None));
}

#[test]
fn without_a_token_at_hand_that_is_said_and_not_that_a_token_is_wrong() {
    let mut seen = healthy();
    seen.me = Err(refused(401, "E0000011"));
    let url = OrgUrl::parse(ACME).unwrap();
    let mut report = judged(Side::Source, &seen);
    preflight::lacks_token(&mut report, &url);
    assert_eq!(report.notes.len(), 1);
    assert_eq!(
        report.notes[0].advice.headline,
        "No API token of acme.okta.com is at hand"
    );
    // An address that is no Okta org stays one, token or not.
    seen.well_known = Err(refused(404, "E0000007"));
    let mut report = judged(Side::Source, &seen);
    preflight::lacks_token(&mut report, &url);
    assert_eq!(report.notes[0].advice.headline, "acme.okta.com is no Okta org");
}

#[test]
fn an_org_is_shown_by_what_it_says_of_itself_or_else_by_its_address() {
    let report = judged(Side::Source, &healthy());
    assert_eq!(report.name, "Acme Workforce");
    assert_eq!(
        (report.identity_engine, report.canonical.as_ref()),
        (Some(true), None)
    );
    assert_eq!(report.admin.as_deref(), Some("Ada Lane"));
    assert_eq!(report.admin_login.as_deref(), Some("ada@acme.example"));

    let mut seen = healthy();
    seen.facts = Err(refused(403, "E0000006"));
    seen.well_known = Ok(doc(json!({
        "id": "00oAcme", "pipeline": "v1",
        "_links": { "organization": { "href": "https://acme-inc.okta.com" } },
    })));
    seen.me = Ok(doc(
        json!({ "id": "00uMe", "profile": { "login": "ada@acme.example" } }),
    ));
    let report = judged(Side::Source, &seen);
    assert_eq!(
        (report.name.as_str(), report.identity_engine),
        ("acme.okta.com", Some(false))
    );
    assert_eq!(
        report.canonical.as_ref().unwrap().origin(),
        "https://acme-inc.okta.com"
    );
    assert_eq!(report.admin.as_deref(), Some("ada@acme.example"));
}

#[test]
fn one_org_is_one_org_under_whatever_address() {
    let (source, target) = (judged(Side::Source, &healthy()), judged(Side::Target, &healthy()));
    let advice = preflight::same_org(&source, &target).unwrap();
    assert!(advice.headline.starts_with("Both addresses lead to the same org"));
    assert!(advice.why.contains("custom domain") && !advice.next.is_empty());
    let unknown = OrgReport {
        id: None,
        ..target.clone()
    };
    assert_eq!(
        preflight::same_org(&unknown, &unknown),
        None,
        "two unknown orgs are not one"
    );
    let other = OrgReport {
        id: Some("00oOther".into()),
        ..target
    };
    assert_eq!(preflight::same_org(&source, &other), None);
}

#[test]
fn a_connection_begins_with_the_guides_choices_and_safer_ones_where_it_is_silent() {
    let (from, to) = (named("Acme Workforce", "00oAcme"), named("Northwind", "00oNorth"));
    let url = OrgUrl::parse(ACME).unwrap();
    let domains = ["acme.example".to_owned(), "acme.test".to_owned()];
    let blueprint = suggest::blueprint((&url, &from), (&url, &to), &domains).unwrap();
    assert_eq!(blueprint.mistakes(), []);
    let idp = &blueprint.idp;
    assert!(idp.link_automatically && idp.exclude_admins && idp.create_users && !idp.update_profiles);
    assert_eq!(
        idp.user_name_filter.as_deref(),
        Some("^[^@\\s]+@(acme\\.example|acme\\.test)$")
    );
    assert_eq!(
        (idp.name.as_str(), idp.group.name()),
        ("Acme Workforce IdP", "Acme Workforce people")
    );

    let none = suggest::blueprint((&url, &from), (&url, &to), &[]).unwrap();
    assert_eq!(none.idp.user_name_filter, None);
    assert_eq!(none.routing, org2org_setup::federation::blueprint::Routing::None);
    let unknown = OrgReport { id: None, ..from };
    assert!(suggest::blueprint((&url, &unknown), (&url, &to), &[]).is_none());
}

#[test]
fn names_of_any_length_and_script_are_cut_to_what_okta_takes() {
    let url = OrgUrl::parse(ACME).unwrap();
    for name in [
        "x".repeat(400),
        "日本".repeat(200),
        "👩‍👩‍👧".repeat(90),
        "a b ".repeat(120),
    ] {
        let (from, to) = (named(&name, "00oAcme"), named(&name, "00oNorth"));
        let domains = ["acme.example".to_owned()];
        let blueprint = suggest::blueprint((&url, &from), (&url, &to), &domains).unwrap();
        assert_eq!(blueprint.mistakes(), [], "{name}");
        assert_eq!(blueprint.source.name, name, "the org's own name stays whole");
    }
}

#[test]
fn the_domain_of_a_user_name_stands_for_an_organisation_unless_everybody_has_one_there() {
    for (login, domain) in [
        ("mira.chen@acme.example", Some("acme.example")),
        ("Mira.Chen@ACME.Example", Some("acme.example")),
        ("\"a@b\"@acme.example", Some("acme.example")),
        ("mira@gmail.com", None),
        ("mira@GMAIL.COM", None),
        ("mira@outlook.com", None),
        ("mira@localhost", None),
        ("mira", None),
        ("", None),
    ] {
        assert_eq!(suggest::domain_of(login).as_deref(), domain, "{login}");
    }
}

fn judged(side: Side, seen: &OrgSeen) -> OrgReport {
    preflight::judge(side, &OrgUrl::parse(ACME).unwrap(), seen)
}

fn named(name: &str, id: &str) -> OrgReport {
    let mut report = judged(Side::Source, &healthy());
    report.id = Some(id.into());
    name.clone_into(&mut report.name);
    report
}

/// An org that leaves nothing to be said.
fn healthy() -> OrgSeen {
    let me = json!({
        "id": "00uMe", "status": "ACTIVE",
        "profile": { "login": "ada@acme.example", "firstName": "Ada", "lastName": "Lane" },
    });
    OrgSeen {
        well_known: Ok(doc(json!({
            "id": "00oAcme", "pipeline": "idx", "_links": { "organization": { "href": ACME } },
        }))),
        facts: Ok(doc(
            json!({ "id": "00oAcme", "companyName": "Acme Workforce", "status": "ACTIVE" }),
        )),
        me: Ok(doc(me)),
        roles: Ok(vec![doc(
            json!({ "type": "SUPER_ADMIN", "label": "Super Administrator" }),
        )]),
        tokens: Ok(Vec::new()),
        clock_offset: Some(0),
    }
}

fn doc<T: serde::de::DeserializeOwned>(value: Value) -> Doc<T> {
    Doc::decode(value).unwrap()
}

fn refused(status: u16, code: &str) -> Error {
    let body = json!({ "errorCode": code, "errorSummary": "Refused", "errorCauses": [] });
    let problem = Problem::parse(body.to_string().as_bytes()).unwrap();
    error(ErrorKind::Okta { status, problem })
}

fn error(kind: ErrorKind) -> Error {
    let mut error = Error::cancelled();
    "acme.okta.com".clone_into(&mut error.call.host);
    error.kind = Box::new(kind);
    error
}

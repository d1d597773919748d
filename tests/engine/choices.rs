//! Choices that Okta would refuse or that would harm are found without asking anybody; and what a choice looks like in
//! words, on disk and in the admin consoles.

use crate::world::stage;
use org2org_setup::{
    federation::{
        Blueprint, Fact, Facts,
        action::Step,
        blueprint::{AppChoice, GroupChoice, Lifecycle, Routing, filter_for},
        console,
    },
    okta::OrgUrl,
};

/// What is set, and the field and the sentence of the mistake; none where it is fine.
type Row = (
    &'static str,
    fn(&mut Blueprint),
    &'static [(&'static str, &'static str)],
);

const NEEDED: &str = "A name is needed";

const ROWS: &[Row] = &[
    ("nothing", |_| {}, &[]),
    ("a name at the limit", |b| b.idp.name = "x".repeat(100), &[]),
    (
        "a name over the limit",
        |b| b.idp.name = "x".repeat(101),
        &[("idp.name", "101 characters, and Okta takes at most 100")],
    ),
    (
        "characters, not bytes, are counted",
        |b| b.idp.name = "日".repeat(100),
        &[],
    ),
    ("no name", |b| b.idp.name = String::new(), &[("idp.name", NEEDED)]),
    (
        "a name of spaces",
        |b| " \t ".clone_into(&mut b.idp.name),
        &[("idp.name", NEEDED)],
    ),
    (
        "no label",
        |b| b.org2org.label = String::new(),
        &[("org2org.label", NEEDED)],
    ),
    (
        "a long label",
        |b| b.org2org.label = "x".repeat(250),
        &[("org2org.label", "250 characters, and Okta takes at most 100")],
    ),
    (
        "an app without a name",
        |b| b.target_app.app = added(""),
        &[("target_app.label", NEEDED)],
    ),
    (
        "an app with a long name",
        |b| b.target_app.app = added(&"x".repeat(101)),
        &[("target_app.label", "101 characters, and Okta takes at most 100")],
    ),
    (
        "a group at the limit",
        |b| b.idp.group = group(&"x".repeat(255)),
        &[],
    ),
    (
        "a group over the limit",
        |b| b.idp.group = group(&"x".repeat(256)),
        &[("idp.group", "256 characters, and Okta takes at most 255")],
    ),
    (
        "a group without a name",
        |b| b.idp.group = group(""),
        &[("idp.group", NEEDED)],
    ),
    (
        "a rule without a name",
        |b| b.routing = routing("", &["acme.example"]),
        &[("routing.rule", NEEDED)],
    ),
    (
        "a rule with a long name",
        |b| b.routing = routing(&"x".repeat(101), &["acme.example"]),
        &[("routing.rule", "101 characters, and Okta takes at most 100")],
    ),
    (
        "a rule for everybody",
        |b| b.routing = routing("r", &[]),
        &[(
            "routing.domains",
            "At least one domain is needed, else everybody would be sent away, admins too",
        )],
    ),
    (
        "what is no domain",
        |b| {
            b.routing = routing(
                "r",
                &[
                    "acme.example",
                    "@acme.example",
                    "acme",
                    "a b.c",
                    ".",
                    "acme.",
                    "*.acme.example",
                    "",
                ],
            );
        },
        &[
            ("routing.domains", "@acme.example is not a domain"),
            ("routing.domains", "acme is not a domain"),
            ("routing.domains", "a b.c is not a domain"),
            ("routing.domains", ". is not a domain"),
            ("routing.domains", "acme. is not a domain"),
            ("routing.domains", "*.acme.example is not a domain"),
            ("routing.domains", " is not a domain"),
        ],
    ),
    (
        "domains of other scripts and with hyphens",
        |b| b.routing = routing("r", &["münchen.example", "a-b.c-d.example", "xn--p1ai.example"]),
        &[],
    ),
    ("no routing", |b| b.routing = Routing::None, &[]),
    (
        "a short expression",
        |b| "idpuser.".clone_into(&mut b.idp.user_name_template),
        &[("idp.user_name_template", "Okta takes 9 to 1,024 characters here")],
    ),
    (
        "a long expression",
        |b| b.idp.user_name_template = "x".repeat(1025),
        &[("idp.user_name_template", "Okta takes 9 to 1,024 characters here")],
    ),
    (
        "the expression of another place",
        |b| "appuser.email".clone_into(&mut b.idp.user_name_template),
        &[(
            "idp.user_name_template",
            "Values from the partner begin with idpuser. here, not with appuser.",
        )],
    ),
    ("no filter", |b| b.idp.user_name_filter = None, &[]),
    (
        "a filter at the limit",
        |b| b.idp.user_name_filter = Some("x".repeat(1024)),
        &[],
    ),
    (
        "a filter over the limit",
        |b| b.idp.user_name_filter = Some("x".repeat(1025)),
        &[("idp.user_name_filter", "Okta takes at most 1,024 characters here")],
    ),
    (
        "a filter that is no expression",
        |b| b.idp.user_name_filter = Some("(acme".to_owned()),
        &[(
            "idp.user_name_filter",
            "Not a regular expression: error: unclosed group",
        )],
    ),
    (
        "one org twice",
        |b| b.target.id = b.source.id.clone(),
        &[("target.url", "Source and target are the same org")],
    ),
];

#[tokio::test]
async fn every_mistake_is_found_where_it_was_made_and_said_in_one_sentence() {
    let suggested = stage().blueprint().await;
    for (what, set, expected) in ROWS {
        let mut blueprint = suggested.clone();
        set(&mut blueprint);
        let mistakes = blueprint.mistakes();
        let found: Vec<(&str, &str)> = mistakes
            .iter()
            .map(|one| (one.field, one.sentence.as_str()))
            .collect();
        assert_eq!(found, *expected, "{what}");
    }
}

#[test]
fn a_filter_lets_in_user_names_of_its_domains_and_nobody_else() {
    let one = filter_for(&["acme.example".to_owned()]).unwrap();
    let two = filter_for(&["acme.example".to_owned(), "b+c.example".to_owned()]).unwrap();
    let lets_in = |filter: &str, name: &str| regex::Regex::new(filter).unwrap().is_match(name);
    assert!(lets_in(&one, "mira.chen@acme.example") && lets_in(&two, "jo@b+c.example"));
    for (filter, name) in [
        (&one, "mira@sub.acme.example"),
        (&one, "mira@acme.example\nadmin@northwind.example"),
        (&one, "admin@northwind.example@acme.example"),
        (&one, "@acme.example"),
        (&two, "jo@bc.example"),
        (&two, "jo@bbc.example"),
        (&two, "jo@acmexexample"),
    ] {
        assert!(!lets_in(filter, name), "{filter} lets in {name:?}");
    }
    assert_eq!(filter_for(&[]), None);
}

#[test]
fn what_provisioning_does_reads_as_a_sentence() {
    let words = |create, update, deactivate| {
        Lifecycle {
            create,
            update,
            deactivate,
        }
        .words()
    };
    assert_eq!(words(true, true, true), "create, update, deactivate");
    assert_eq!(words(false, true, false), "update");
    assert_eq!(words(false, false, false), "nothing");
}

#[tokio::test]
async fn a_blueprint_is_read_back_as_it_was_written_also_with_members_of_later_versions() {
    let blueprint = stage().blueprint().await;
    let mut written = serde_json::to_value(&blueprint).unwrap();
    assert_eq!(
        serde_json::from_value::<Blueprint>(written.clone()).unwrap(),
        blueprint
    );
    written["later"] = true.into();
    written["idp"]["later"] = true.into();
    written["routing"]["later"] = true.into();
    assert_eq!(
        serde_json::from_value::<Blueprint>(written.clone()).unwrap(),
        blueprint
    );
    written["provisioning"]["variant"] = "of-2031".into();
    assert!(
        serde_json::from_value::<Blueprint>(written).is_err(),
        "a choice that is not known is not guessed"
    );
}

/// Pages of the admin consoles, by step: side, label and address, before anything is there.
const BEFORE: &[(Step, &[&str])] = &[
    (
        Step::TargetApp,
        &["target Applications https://northwind-admin.okta.com/admin/apps/active"],
    ),
    (
        Step::Trust,
        &[
            "source Applications https://acme-admin.okta.com/admin/apps/active",
            "target Identity providers https://northwind-admin.okta.com/admin/access/identity-providers",
            "target Routing rules https://northwind-admin.okta.com/admin/access/identity-providers#rules",
            "target Groups https://northwind-admin.okta.com/admin/groups",
        ],
    ),
    (
        Step::Provisioning,
        &[
            "source Applications https://acme-admin.okta.com/admin/apps/active",
            "target API tokens https://northwind-admin.okta.com/admin/access/api/tokens",
        ],
    ),
    (
        Step::Assign,
        &[
            "source Applications https://acme-admin.okta.com/admin/apps/active",
            "source Tasks, with pushes that failed https://acme-admin.okta.com/admin/tasks",
            "target Applications https://northwind-admin.okta.com/admin/apps/active",
            "target Groups https://northwind-admin.okta.com/admin/groups",
        ],
    ),
    (
        Step::Validate,
        &[
            "source System Log https://acme-admin.okta.com/report/system_log_2",
            "target System Log https://northwind-admin.okta.com/report/system_log_2",
        ],
    ),
];

/// The same once everything is there.
const AFTER: &[(Step, &[&str])] = &[
    (
        Step::TargetApp,
        &[
            "target Sign On tab of Dropbox Business https://northwind-admin.okta.com/admin/app/dropbox_for_business/instance/0oaApp/#tab-signon",
            "target Provisioning tab of Dropbox Business https://northwind-admin.okta.com/admin/app/dropbox_for_business/instance/0oaApp/#tab-user-management",
        ],
    ),
    (
        Step::Trust,
        &[
            "source Sign On tab of Org2Org https://acme-admin.okta.com/admin/app/okta_org2org/instance/0oaOrg/#tab-signon",
            "target Identity provider Acme Workforce IdP https://northwind-admin.okta.com/admin/access/identity-providers/edit/0oaIdp",
            "target Routing rules https://northwind-admin.okta.com/admin/access/identity-providers#rules",
            "target Group of the people who come in https://northwind-admin.okta.com/admin/group/00gGroup",
        ],
    ),
];

#[tokio::test]
async fn every_step_leads_to_the_pages_of_the_admin_consoles_that_show_what_it_sets() {
    let mut blueprint = stage().blueprint().await;
    blueprint.source.url = OrgUrl::parse("https://acme.okta.com").unwrap();
    blueprint.target.url = OrgUrl::parse("https://northwind.okta.com").unwrap();
    blueprint.target_app.provisioning = None;
    let shown = |blueprint: &Blueprint, step, facts: &Facts| -> Vec<String> {
        let pages = console::pages(step, blueprint, facts, None).into_iter();
        pages
            .map(|page| format!("{} {} {}", page.side.as_str(), page.label, page.url))
            .collect()
    };
    for (step, expected) in BEFORE {
        assert_eq!(shown(&blueprint, *step, &Facts::default()), *expected, "{step:?}");
    }
    let mut facts = Facts::default();
    for (fact, id) in [
        (Fact::TargetAppId, "0oaApp"),
        (Fact::Org2OrgAppId, "0oaOrg"),
        (Fact::IdpId, "0oaIdp"),
        (Fact::GroupId, "00gGroup"),
    ] {
        facts.learn(fact, id);
    }
    blueprint.target_app.provisioning = Some(Lifecycle::ALL);
    for (step, expected) in AFTER {
        assert_eq!(shown(&blueprint, *step, &facts), *expected, "{step:?}");
    }
    // Of an app that was there already, the key in the catalogue is known only once it was seen.
    blueprint.target_app.app = AppChoice::Existing {
        id: "0oaApp".into(),
        label: "Dropbox".to_owned(),
    };
    let pages = shown(&blueprint, Step::TargetApp, &facts);
    assert!(
        pages.iter().all(|page| page.starts_with("target Applications ")),
        "{pages:?}"
    );
}

#[test]
fn values_that_are_not_known_yet_are_shown_in_words_between_angle_quotes() {
    let mut facts = Facts::default();
    assert_eq!(facts.show(Fact::AcsUrl), "‹ACS URL of the identity provider›");
    facts.learn_some(Fact::AcsUrl, Some("https://northwind.okta.com/sso/saml2/0oa1"));
    facts.learn_some(Fact::Audience, None::<String>);
    assert_eq!(
        facts.show(Fact::AcsUrl),
        "https://northwind.okta.com/sso/saml2/0oa1"
    );
    assert_eq!(
        facts.missing(&[Fact::AcsUrl, Fact::Audience, Fact::IdpId]),
        [Fact::Audience, Fact::IdpId]
    );
    let mut others = Facts::default();
    others.learn(Fact::AcsUrl, "newer");
    facts.extend(&others);
    assert_eq!(facts.get(Fact::AcsUrl), Some("newer"));
    facts.forget(Fact::AcsUrl);
    assert_eq!(facts.iter().count(), 0);
}

fn added(label: &str) -> AppChoice {
    AppChoice::Add {
        name: "dropbox_for_business".to_owned(),
        label: label.to_owned(),
    }
}

fn group(name: &str) -> GroupChoice {
    GroupChoice::Add {
        name: name.to_owned(),
    }
}

fn routing(rule: &str, domains: &[&str]) -> Routing {
    Routing::Domains {
        rule: rule.to_owned(),
        domains: domains.iter().map(|domain| (*domain).to_owned()).collect(),
    }
}

//! One thing is changed in the blueprint, or by hand in an org, and the plan is exactly what that calls for: its
//! sentences, its requests, the members that change, and what is left alone on purpose.

use crate::{
    hands::{Hands, joined, path, told},
    world::{Stage, assert_same, stage},
};
use org2org_setup::{
    federation::{
        Blueprint, Fact, Facts,
        blueprint::{AppChoice, GroupChoice, Lifecycle, MatchOn, Named, Provisioning, Routing},
        journal::Ledger,
        orgs::Side,
        plan,
    },
    okta::transport::Method,
};
use serde_json::json;

/// What somebody chooses anew, and what it calls for.
type Choice = (&'static str, fn(&mut Blueprint), &'static [&'static str]);

const PUT_IDP: &str = "~ target Create the SAML identity provider Acme Workforce IdP in Northwind Partners [PUT /api/v1/idps/…]";
const PUT_RULE: &str = "~ target Send @acme.example, @acme.test from Northwind Partners to Acme Workforce for sign-in \
                        [PUT /api/v1/policies/…/rules/…]";

const CHOICES: &[Choice] = &[
    ("nothing", |_| {}, &[]),
    (
        "every user name is allowed",
        |blueprint| blueprint.idp.user_name_filter = None,
        &[
            PUT_IDP,
            "  allowed user names: ^[^@\\s]+@acme\\.example$ → nothing",
        ],
    ),
    (
        "people are matched by e-mail",
        |blueprint| blueprint.idp.match_on = MatchOn::Email,
        &[PUT_IDP, "  matched with: USERNAME → EMAIL"],
    ),
    (
        "nobody is linked by itself",
        |blueprint| blueprint.idp.link_automatically = false,
        &[PUT_IDP, "  link existing people: AUTO → DISABLED"],
    ),
    (
        "admins are linked too",
        |blueprint| blueprint.idp.exclude_admins = false,
        &[PUT_IDP, "  admins left out: yes → no"],
    ),
    (
        "nobody is created",
        |blueprint| blueprint.idp.create_users = false,
        &[PUT_IDP, "  create unknown people: AUTO → DISABLED"],
    ),
    (
        "sign-ins overwrite profiles",
        |blueprint| blueprint.idp.update_profiles = true,
        &[PUT_IDP, "  overwrite profiles: no → yes"],
    ),
    (
        "another user name",
        |blueprint| "idpuser.email".clone_into(&mut blueprint.idp.user_name_template),
        &[PUT_IDP, "  user name: idpuser.subjectNameId → idpuser.email"],
    ),
    (
        "two things about one object are one request",
        |blueprint| {
            blueprint.idp.match_on = MatchOn::UserNameOrEmail;
            blueprint.idp.create_users = false;
        },
        &[
            PUT_IDP,
            "  matched with: USERNAME → USERNAME_OR_EMAIL",
            "  create unknown people: AUTO → DISABLED",
        ],
    ),
    (
        "a group that is not there yet",
        |blueprint| {
            blueprint.idp.group = GroupChoice::Add {
                name: "Partners".to_owned(),
            };
        },
        &[
            "+ target Add the group Partners to Northwind Partners [POST /api/v1/groups]",
            PUT_IDP,
            "  group: … → ‹id of the group›",
            "+ target Assign the group Partners to Dropbox Business in Northwind Partners [PUT /api/v1/apps/…/groups/‹id of the group›]",
        ],
    ),
    (
        "another domain besides",
        |blueprint| {
            blueprint.routing = Routing::Domains {
                rule: "People of Acme Workforce".to_owned(),
                domains: vec!["acme.example".to_owned(), "acme.test".to_owned()],
            };
        },
        &[PUT_RULE, "  user names: acme.example → acme.example, acme.test"],
    ),
    (
        "the app gets e-mail addresses",
        |blueprint| blueprint.target_app.user_name_template = Some("${source.email}".to_owned()),
        &[
            "~ target Sign people in to Dropbox Business with their e-mail address [PUT /api/v1/apps/…]",
            "  user name format: ${source.login} → ${source.email}",
        ],
    ),
    (
        "nobody is deactivated",
        |blueprint| {
            blueprint.provisioning = Provisioning::ApiToken {
                lifecycle: Lifecycle {
                    deactivate: false,
                    ..Lifecycle::ALL
                },
            };
        },
        &[
            "~ source Let Acme Workforce create, update people in Northwind Partners [PUT /api/v1/apps/…/features/USER_PROVISIONING]",
            "  deactivate people: ENABLED → DISABLED",
        ],
    ),
    (
        "one person besides the group",
        |blueprint| {
            blueprint.assignments.people = vec![Named {
                id: "00uSomebodyElse00001".into(),
                name: "jo@acme.example".to_owned(),
            }];
        },
        &["+ source Assign jo@acme.example of Acme Workforce to Org2Org [POST /api/v1/apps/…/users]"],
    ),
    // A plan deletes nothing: what is no longer wanted is left where it is, and undo takes it back.
    (
        "no rule any more",
        |blueprint| blueprint.routing = Routing::None,
        &[],
    ),
    (
        "no provisioning any more",
        |blueprint| blueprint.provisioning = Provisioning::None,
        &[],
    ),
    (
        "no group any more",
        |blueprint| blueprint.assignments.groups.clear(),
        &[],
    ),
    // Names are for finding an object before it is known; a known one is not renamed.
    (
        "other names",
        |blueprint| {
            "Acme".clone_into(&mut blueprint.idp.name);
            "Northwind".clone_into(&mut blueprint.org2org.label);
        },
        &[],
    ),
    ("another test user", |blueprint| blueprint.test_user = None, &[]),
];

#[tokio::test]
async fn a_choice_made_anew_plans_what_it_calls_for_and_nothing_else() {
    let (stage, settled) = joined().await;
    for (what, choose, expected) in CHOICES {
        let mut blueprint = settled.clone();
        choose(&mut blueprint);
        assert_eq!(told(&stage.plan(&blueprint).await), *expected, "{what}");
    }
}

#[tokio::test]
async fn every_choice_made_anew_is_carried_out_and_then_nothing_is_left() {
    for (what, choose, expected) in CHOICES.iter().filter(|(_, _, expected)| !expected.is_empty()) {
        if expected.iter().any(|line| line.contains("jo@acme.example")) {
            continue;
        }
        let (mut stage, mut blueprint) = joined().await;
        choose(&mut blueprint);
        let wire = stage.wire(None);
        stage.run(&blueprint, &wire).await.unwrap();
        assert_eq!(told(&stage.plan(&blueprint).await), [] as [&str; 0], "{what}");
    }
}

#[tokio::test]
async fn apps_whose_provisioning_nobody_connected_are_left_alone_and_why_is_told() {
    let stage = stage();
    let mut blueprint = stage.blueprint().await;
    blueprint.target_app.provisioning = Some(Lifecycle::ALL);
    let plan = stage.plan(&blueprint).await;
    let left = told(&plan).pop().unwrap();
    assert_eq!(
        left,
        "= Let Northwind Partners create, update, deactivate people in the target app (Provisioning of this app is not \
         connected; that is done by hand in its Provisioning tab)"
    );
    assert!(plan.obstacles.is_empty());
}

/// Where a known object was switched off by hand, and what switches it on again.
const SWITCHED_OFF: [(Side, Fact, &str); 4] = [
    (
        Side::Target,
        Fact::IdpId,
        "~ target Create the SAML identity provider Acme Workforce IdP in Northwind Partners [POST /api/v1/idps/…/lifecycle/activate]",
    ),
    (
        Side::Target,
        Fact::RoutingRuleId,
        "~ target Send @acme.example from Northwind Partners to Acme Workforce for sign-in [POST /api/v1/policies/…/rules/…/lifecycle/activate]",
    ),
    (
        Side::Source,
        Fact::Org2OrgAppId,
        "~ source Add the Org2Org app to Acme Workforce [POST /api/v1/apps/…/lifecycle/activate]",
    ),
    (
        Side::Target,
        Fact::TargetAppId,
        "~ target Add the app Dropbox Business to Northwind Partners [POST /api/v1/apps/…/lifecycle/activate]",
    ),
];

#[tokio::test]
async fn what_was_switched_off_by_hand_is_switched_on_by_one_request() {
    for (side, fact, expected) in SWITCHED_OFF {
        let (mut stage, blueprint) = joined().await;
        let before = stage.state();
        let own = path(&stage, fact);
        hands(&stage, side)
            .post(&format!("{own}/lifecycle/deactivate"))
            .await;
        let found = told(&stage.plan(&blueprint).await);
        assert_eq!(found, [expected, "  status: INACTIVE → ACTIVE"], "{fact:?}");
        let wire = stage.wire(None);
        stage.run(&blueprint, &wire).await.unwrap();
        assert_same(&before, &stage.state(), expected);
    }
}

/// What somebody sets otherwise by hand, and the line that sets it right.
const SET_OTHERWISE: [(Side, Fact, &str, &str, &str); 7] = [
    (
        Side::Target,
        Fact::IdpId,
        "/protocol/credentials/trust/issuer",
        "http://www.okta.com/other",
        "  issuer: http://www.okta.com/other → http://www.okta.com/…",
    ),
    (
        Side::Target,
        Fact::IdpId,
        "/protocol/endpoints/sso/destination",
        "https://old.okta.com/sso",
        "  destination: https://old.okta.com/sso → http://127.0.0.1:9001/app/okta_org2org/…/sso/saml",
    ),
    (
        Side::Target,
        Fact::IdpId,
        "/policy/provisioning/groups/action",
        "NONE",
        "  groups: NONE → ASSIGN",
    ),
    (
        Side::Source,
        Fact::Org2OrgAppId,
        "/settings/app/acsUrl",
        "https://old.okta.com/sso/saml2/1",
        "  ACS URL: https://old.okta.com/sso/saml2/1 → http://127.0.0.1:9002/sso/saml2/…",
    ),
    (
        Side::Source,
        Fact::Org2OrgAppId,
        "/settings/app/audRestriction",
        "urn:other",
        "  audience: urn:other → https://www.okta.com/saml2/service-provider/…",
    ),
    (
        Side::Source,
        Fact::Org2OrgAppId,
        "/settings/app/baseUrl",
        "https://old.okta.com",
        "  base URL: https://old.okta.com → http://127.0.0.1:9002",
    ),
    (
        Side::Target,
        Fact::TargetAppId,
        "/credentials/userNameTemplate/template",
        "${source.email}",
        "  user name format: ${source.email} → ${source.login}",
    ),
];

#[tokio::test]
async fn a_member_that_was_set_otherwise_by_hand_is_set_right_and_nothing_beside_it() {
    for (side, fact, pointer, value, expected) in SET_OTHERWISE {
        let (mut stage, blueprint) = joined().await;
        let before = stage.state();
        let own = path(&stage, fact);
        hands(&stage, side).set(&own, pointer, json!(value)).await;
        let plan = stage.plan(&blueprint).await;
        let found = told(&plan);
        assert!(found.iter().any(|line| line == expected), "{pointer}: {found:#?}");
        assert_eq!(plan.actions.len(), 1, "{pointer}: {found:#?}");
        assert_eq!(plan.actions[0].call.method, Method::Put);
        let wire = stage.wire(None);
        stage.run(&blueprint, &wire).await.unwrap();
        assert_same(&before, &stage.state(), pointer);
    }
}

#[tokio::test]
async fn a_connection_that_was_switched_off_is_made_anew_with_its_switches() {
    let (stage, blueprint) = joined().await;
    let connection = format!("{}/connections/default", path(&stage, Fact::Org2OrgAppId));
    Hands::at_source(&stage)
        .post(&format!("{connection}/lifecycle/deactivate"))
        .await;
    assert_eq!(
        told(&stage.plan(&blueprint).await),
        [
            "~ source Let Acme Workforce work in Northwind Partners with its API token, and test it [POST /api/v1/apps/…/connections/default?activate=TRUE]",
            "  status: DISABLED → ENABLED",
            "+ source Let Acme Workforce create, update, deactivate people in Northwind Partners [PUT /api/v1/apps/…/features/USER_PROVISIONING]",
        ]
    );
}

#[tokio::test]
async fn an_assignment_that_was_taken_away_is_made_again() {
    let (stage, blueprint) = joined().await;
    let group = stage.ledger.facts.get(Fact::GroupId).unwrap();
    let app = path(&stage, Fact::TargetAppId);
    Hands::at_target(&stage)
        .delete(&format!("{app}/groups/{group}"))
        .await;
    assert_eq!(
        told(&stage.plan(&blueprint).await),
        [
            "+ target Assign the group Acme Workforce people to Dropbox Business in Northwind Partners [PUT /api/v1/apps/…/groups/…]"
        ]
    );
}

#[tokio::test]
async fn without_its_org2org_app_a_connection_is_planned_with_values_that_are_still_to_come() {
    let (stage, blueprint) = joined().await;
    let app = path(&stage, Fact::Org2OrgAppId);
    let source = Hands::at_source(&stage);
    source.post(&format!("{app}/lifecycle/deactivate")).await;
    source.delete(&app).await;
    assert_eq!(
        told(&stage.plan(&blueprint).await),
        [
            "+ source Add the Org2Org app to Acme Workforce [POST /api/v1/apps?activate=true]",
            "+ target Copy the signing certificate of Acme Workforce to Northwind Partners [POST /api/v1/idps/credentials/keys]",
            PUT_IDP,
            "  issuer: http://www.okta.com/… → ‹issuer of the Org2Org app›",
            "  certificate: … → ‹id of the uploaded certificate›",
            "  sign-on URL: http://127.0.0.1:9001/app/okta_org2org/…/sso/saml → ‹sign-on URL of the Org2Org app›",
            "  destination: http://127.0.0.1:9001/app/okta_org2org/…/sso/saml → ‹sign-on URL of the Org2Org app›",
            "+ source Give Acme Workforce the sign-in address of Northwind Partners [PUT /api/v1/apps/‹id of the Org2Org app›]",
            "+ source Let Acme Workforce work in Northwind Partners with its API token, and test it [POST /api/v1/apps/‹id of the Org2Org app›/connections/default?activate=TRUE]",
            "+ source Let Acme Workforce create, update, deactivate people in Northwind Partners [PUT /api/v1/apps/‹id of the Org2Org app›/features/USER_PROVISIONING]",
            "+ source Assign the group Northwind access of Acme Workforce to Org2Org [PUT /api/v1/apps/‹id of the Org2Org app›/groups/…]",
        ]
    );
}

#[tokio::test]
async fn a_chosen_app_or_group_that_is_gone_is_told_before_anything_is_sent() {
    let stage = stage();
    let mut blueprint = stage.blueprint().await;
    blueprint.target_app.app = AppChoice::Existing {
        id: "0oaGone0000000000001".into(),
        label: "Dropbox".to_owned(),
    };
    blueprint.idp.group = GroupChoice::Existing {
        id: "00gGone0000000000001".into(),
        name: "Partners".to_owned(),
    };
    let plan = stage.plan(&blueprint).await;
    let obstacles: Vec<String> = plan
        .obstacles
        .iter()
        .map(|one| format!("{} {}: {}", one.step.number(), one.title, one.cause.words()))
        .collect();
    assert_eq!(
        obstacles,
        [
            "1 Use the app Dropbox: The app Dropbox is no longer in Northwind Partners. Choose another app in step 1",
            "2 Use the group Partners: The group Partners is no longer in Northwind Partners. Choose another group in step 2",
        ]
    );
}

#[tokio::test]
async fn an_org2org_app_of_that_name_for_another_target_org_is_told_and_left_alone() {
    let stage = stage();
    let blueprint = stage.blueprint().await;
    let other = json!({
        "name": "okta_org2org", "label": blueprint.org2org.label.to_uppercase(), "signOnMode": "SAML_2_0",
        "settings": { "app": { "baseUrl": "https://contoso.okta.com", "acsUrl": "", "audRestriction": "" } },
    });
    Hands::at_source(&stage)
        .send(Method::Post, "/api/v1/apps", Some(other))
        .await;
    let plan = stage.plan(&blueprint).await;
    let told = told(&plan).pop().unwrap();
    assert_eq!(
        told,
        "✗ Add the Org2Org app to Acme Workforce: An Org2Org app named OKTA ORG2ORG TO NORTHWIND PARTNERS is already \
         there, and it belongs to another connection (https://contoso.okta.com). Choose another name for the app in \
         step 2, so that the existing one stays as it is"
    );
}

#[tokio::test]
async fn of_several_org2org_apps_for_the_target_org_the_one_of_that_name_is_adopted_then_an_active_one() {
    let stage = stage();
    let blueprint = stage.blueprint().await;
    let source = Hands::at_source(&stage);
    let base = blueprint.target.url.origin();
    let mut ids = Vec::new();
    for (label, active) in [
        ("Sleeping", false),
        ("Awake", true),
        (blueprint.org2org.label.as_str(), false),
    ] {
        let app = json!({
            "name": "okta_org2org", "label": label, "signOnMode": "SAML_2_0",
            "settings": { "app": { "baseUrl": base, "acsUrl": "", "audRestriction": "" } },
        });
        let made = source
            .send(
                Method::Post,
                &format!("/api/v1/apps?activate={active}"),
                Some(app),
            )
            .await;
        ids.push(made["id"].as_str().unwrap().to_owned());
    }
    let adopted = |blueprint: Blueprint| {
        let stage = &stage;
        async move {
            let facts = stage.plan(&blueprint).await.facts;
            facts.get(Fact::Org2OrgAppId).map(str::to_owned)
        }
    };
    assert_eq!(adopted(blueprint.clone()).await.as_ref(), ids.get(2));
    let mut other = blueprint.clone();
    other.org2org.label = "Another name".to_owned();
    assert_eq!(adopted(other.clone()).await.as_ref(), ids.get(1));
    other.org2org.app = ids.first().map(|id| id.as_str().into());
    assert_eq!(adopted(other).await.as_ref(), ids.first());
}

#[tokio::test]
async fn a_group_that_an_app_brought_is_not_adopted_as_the_group_of_federated_people() {
    let stage = stage();
    let blueprint = stage.blueprint().await;
    let orgs = stage.orgs(&stage.wire(None));
    let mut snapshot = stage.observe(&orgs, &blueprint).await;
    for (kind, expected) in [
        ("APP_GROUP", false),
        ("BUILT_IN", false),
        ("OKTA_GROUP", true),
        ("", true),
    ] {
        let group = json!({ "id": "00gThere", "type": kind, "profile": { "name": "Acme Workforce people" } });
        snapshot.target.groups = Ok(vec![org2org_setup::okta::Doc::decode(group).unwrap()]);
        let plan = plan::plan(&blueprint, &snapshot, &Facts::default());
        let adopted = plan.facts.get(Fact::GroupId) == Some("00gThere");
        assert_eq!(adopted, expected, "{kind}");
    }
}

#[tokio::test]
async fn an_app_of_that_name_that_signs_people_in_by_password_is_told_and_left_alone() {
    let stage = stage();
    let blueprint = stage.blueprint().await;
    let orgs = stage.orgs(&stage.wire(None));
    let mut snapshot = stage.observe(&orgs, &blueprint).await;
    let app = json!({
        "id": "0oaThere", "name": "dropbox_for_business", "label": "Dropbox Business", "status": "ACTIVE",
        "signOnMode": "BROWSER_PLUGIN",
    });
    snapshot.target.apps = Ok(vec![org2org_setup::okta::Doc::decode(app).unwrap()]);
    let plan = plan::plan(&blueprint, &snapshot, &Facts::default());
    assert_eq!(
        told(&plan).pop().unwrap(),
        "✗ Add the app Dropbox Business to Northwind Partners: The app Dropbox Business is already there, and signs \
         people in by BROWSER_PLUGIN. Set it to SAML 2.0 on its Sign On tab, or choose another name in step 1"
    );
}

#[tokio::test]
async fn what_an_org_does_not_tell_is_an_obstacle_of_its_own_step_and_never_taken_for_absent() {
    let (stage, blueprint) = joined().await;
    let orgs = stage.orgs(&stage.wire(None));
    let whole = stage.observe(&orgs, &blueprint).await;
    let unread = org2org_setup::okta::Error::cancelled;
    let keys = |snapshot: &org2org_setup::federation::Snapshot| -> Vec<String> {
        let plan = plan::plan(&blueprint, snapshot, &stage.ledger.facts);
        plan.obstacles.into_iter().map(|obstacle| obstacle.key).collect()
    };
    assert_eq!(keys(&whole), [] as [&str; 0]);
    let mut snapshot = whole.clone();
    snapshot.target.apps = Err(unread());
    assert_eq!(keys(&snapshot), ["add-target-app"]);
    let mut snapshot = whole.clone();
    snapshot.source.org2org_apps = Err(unread());
    assert_eq!(keys(&snapshot), ["org2org-app"]);
    let mut snapshot = whole.clone();
    snapshot.target.idp_keys = Err(unread());
    assert_eq!(keys(&snapshot), ["upload-certificate"]);
    let mut snapshot = whole.clone();
    snapshot.target.idps = Err(unread());
    assert_eq!(keys(&snapshot), ["identity-provider"]);
    let mut snapshot = whole.clone();
    snapshot.target.rules = Err(unread());
    assert_eq!(keys(&snapshot), ["routing-rule"]);
    let mut snapshot = whole.clone();
    snapshot.target.groups = Err(unread());
    assert_eq!(keys(&snapshot), ["add-group"]);
    let mut snapshot = whole.clone();
    let app = snapshot.source.app.as_mut().unwrap();
    (app.connection, app.provisioning, app.groups) = (Err(unread()), Err(unread()), Err(unread()));
    assert_eq!(
        keys(&snapshot),
        [
            "connect-provisioning".to_owned(),
            "provisioning".to_owned(),
            format!("assign-group:{}", blueprint.assignments.groups[0].id),
        ]
    );
}

#[tokio::test]
async fn a_plan_up_to_a_step_leaves_out_everything_after_it() {
    use org2org_setup::federation::action::Step;
    let stage = stage();
    let blueprint = stage.blueprint().await;
    let plan = stage.plan(&blueprint).await;
    let counts = Step::ALL.map(|step| plan.up_to(step).actions.len());
    assert_eq!(counts, [2, 8, 10, 12, 12]);
    for step in Step::ALL {
        let cut = plan.up_to(step);
        assert!(cut.actions.iter().all(|planned| planned.step <= step));
        assert!(cut.kept.iter().all(|kept| kept.step <= step));
    }
    let names = plan::names(&blueprint);
    assert_eq!(
        plan.headline(&names),
        "12 changes: 5 in Acme Workforce, 7 in Northwind Partners, 0 deletions"
    );
    assert_eq!(
        plan.up_to(Step::TargetApp).headline(&names),
        "2 changes: 0 in Acme Workforce, 2 in Northwind Partners, 0 deletions"
    );
}

#[tokio::test]
async fn no_plan_holds_a_token() {
    let stage = stage();
    let blueprint = stage.blueprint().await;
    let plan = stage.plan(&blueprint).await;
    let text = format!("{plan:?}");
    for token in [&stage.source.api_token, &stage.target.api_token] {
        assert!(!text.contains(token.as_str()));
    }
    assert!(text.contains("••••••••"));
}

#[tokio::test]
async fn what_a_stranger_finds_as_wanted_is_adopted_even_where_labels_differ() {
    let (mut stage, mut blueprint) = joined().await;
    stage.ledger = Ledger::default();
    blueprint.org2org.label = "Another label".to_owned();
    blueprint.idp.name = "Another name".to_owned();
    blueprint.routing = Routing::Domains {
        rule: "Another rule".to_owned(),
        domains: vec!["acme.example".to_owned()],
    };
    assert_eq!(told(&stage.plan(&blueprint).await), [] as [&str; 0]);
}

fn hands(stage: &Stage, side: Side) -> Hands<'_> {
    match side {
        Side::Source => Hands::at_source(stage),
        Side::Target => Hands::at_target(stage),
    }
}

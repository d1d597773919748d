//! What is written back is what was read: members and words that only a later Okta knows survive every request that
//! replaces an object, and every view reads objects with as little in them as Okta ever sends.

use org2org_setup::{
    federation::{
        Fact, Facts,
        action::{
            Action, Before, IdentityProvider, Org2OrgTrust, RoutingRule, SwitchProvisioning, TargetUserName,
            Where, field_restored,
        },
        blueprint::{GroupChoice, IdpChoice, Lifecycle, MatchOn},
    },
    okta::{
        Doc, OrgUrl,
        resource::{
            apps::{App, AppGroup, AppKey, AppUser, Connection, UserProvisioning},
            idps::{Idp, IdpKey, LinkedUser},
            logs::LogEvent,
            mappings::ProfileMapping,
            org::{OrgFacts, TokenFacts, WellKnown},
            people::{Group, Role, User},
            policies::{Policy, Rule},
            push::PushMapping,
        },
        transport::Method,
    },
};
use serde_json::{Value, json};

/// Objects as a later Okta may show them, each with the action that replaces it.
fn replaced() -> Vec<(Action, Value)> {
    let target = OrgUrl::parse("https://northwind.okta.com").unwrap();
    let app = json!({
        "id": "0oa1", "name": "okta_org2org", "label": "Org2Org", "status": "STATUS_OF_2031", "signOnMode": "SAML_3_0",
        "features": ["FEATURE_OF_2031"], "later": { "x": [1, { "y": null }] }, "accessibility": { "selfService": false },
        "visibility": { "hide": { "iOS": false, "later": true } },
        "credentials": { "userNameTemplate": { "template": "old", "type": "TYPE_OF_2031", "later": 1 }, "later": {} },
        "settings": {
            "app": { "baseUrl": "https://old.okta.com", "acsUrl": null, "later": true }, "signOn": { "later": [] },
            "notes": { "admin": null },
        },
        "_links": { "self": { "href": "https://acme.okta.com/api/v1/apps/0oa1" }, "logo": [{ "name": "medium" }] },
    });
    let idp = json!({
        "id": "0oa2", "type": "SAML2", "name": "Acme", "status": "STATUS_OF_2031", "created": null, "later": { "x": 1 },
        "protocol": {
            "type": "SAML2", "later": 1, "settings": { "nameFormat": "FORMAT_OF_2031", "later": true },
            "algorithms": { "request": { "signature": { "algorithm": "SHA-3", "scope": "SCOPE_OF_2031" } } },
            "endpoints": { "sso": { "url": "old", "binding": "BINDING_OF_2031" }, "slo": { "url": "https://x" } },
            "credentials": {
                "trust": { "issuer": "old", "audience": "kept", "kid": "old", "additionalKids": ["k"], "later": 2 },
                "signing": { "kid": "s" },
            },
        },
        "policy": {
            "maxClockSkew": 0, "trustClaims": true, "mapAMRClaims": false, "later": [],
            "accountLink": { "action": "ACTION_OF_2031", "filter": { "groups": { "include": ["00g"] } } },
            "provisioning": {
                "action": "AUTO", "later": 3, "groups": { "action": "SYNC", "filter": ["00g"], "later": 4 },
                "conditions": { "deprovisioned": { "action": "REACTIVATE" } },
            },
            "subject": { "userNameTemplate": { "template": "old", "later": 5 }, "matchAttribute": "x", "later": 6 },
        },
    });
    let rule = json!({
        "id": "0pr1", "name": "Partners", "priority": 3, "status": "ACTIVE", "later": true, "system": false,
        "conditions": {
            "network": { "connection": "ZONE", "include": ["nzo1"] }, "later": {},
            "platform": { "include": [{ "type": "MOBILE_OF_2031" }] }, "authContext": { "authType": "ANY" },
            "userIdentifier": { "type": "ATTRIBUTE", "attribute": "login", "patterns": [] },
            "app": { "include": [{ "type": "APP", "id": "0oa9" }], "exclude": [] },
        },
        "actions": { "idp": { "providers": [], "idpSelectionType": "SELECTION_OF_2031", "later": 1 }, "later": 2 },
    });
    let choice = IdpChoice {
        name: "Acme".to_owned(),
        user_name_template: "idpuser.subjectNameId".to_owned(),
        match_on: MatchOn::UserName,
        link_automatically: true,
        exclude_admins: true,
        user_name_filter: None,
        create_users: true,
        update_profiles: false,
        group: GroupChoice::Add { name: "P".to_owned() },
    };
    let trust = Org2OrgTrust {
        label: "Org2Org".to_owned(),
        target,
    };
    let name = TargetUserName {
        label: "Org2Org".to_owned(),
        template: "${source.login}".to_owned(),
    };
    let routing = RoutingRule {
        name: "Partners".to_owned(),
        domains: vec!["acme.example".to_owned()],
    };
    vec![
        (trust.into(), app.clone()),
        (name.into(), app),
        (IdentityProvider { choice }.into(), idp),
        (routing.into(), rule),
    ]
}

#[test]
fn what_nobody_asked_for_is_written_back_as_it_was_read() {
    for (action, object) in replaced() {
        let facts = known();
        let call = action.act().call(&facts, Some(&object));
        assert_eq!(call.method, Method::Put, "{}", action.act().key());
        let mut written = call.body.unwrap();
        // A status changes by a request of its own.
        let changes = |object: &Value| {
            let mut changes = action.shortfalls(&facts, object);
            changes.retain(|change| change.pointer != "/status");
            changes
        };
        let left = changes(&written);
        let changes = changes(&object);
        assert!(!changes.is_empty(), "{}", action.act().key());
        for change in &changes {
            assert_eq!(
                written.pointer(change.pointer),
                Some(&change.to),
                "{}",
                change.pointer
            );
        }
        assert_eq!(left, [], "{} is as wanted then", action.act().key());
        let before: Vec<Before> = changes.iter().map(Before::from).collect();
        written = field_restored(&written, &before);
        let mut plain = object.clone();
        if action.act().key() == "target-user-name" {
            // The expressions that are chosen from are built in ones.
            plain["credentials"]["userNameTemplate"]["type"] = json!("BUILT_IN");
        }
        assert_eq!(
            without_nulls(&written),
            without_nulls(&plain),
            "{} undone",
            action.act().key()
        );
    }
}

#[test]
fn switches_are_sent_alone_so_that_others_of_a_later_okta_stay() {
    let action: Action = SwitchProvisioning {
        of: Where::Org2Org,
        lifecycle: Lifecycle {
            create: true,
            update: false,
            deactivate: true,
        },
    }
    .into();
    let call = action
        .act()
        .call(&known(), Some(&json!({ "later": { "status": "ENABLED" } })));
    assert_eq!(
        call.body.unwrap(),
        json!({
            "create": { "lifecycleCreate": { "status": "ENABLED" } },
            "update": { "profile": { "status": "DISABLED" }, "lifecycleDeactivate": { "status": "ENABLED" } },
        })
    );
}

#[test]
fn the_audience_that_okta_made_is_always_written_back() {
    let (action, idp) = replaced().into_iter().nth(2).unwrap();
    let body = action.act().call(&known(), Some(&idp)).body.unwrap();
    let trust = &body["protocol"]["credentials"]["trust"];
    assert_eq!(
        (&trust["audience"], &trust["additionalKids"]),
        (&json!("kept"), &json!(["k"]))
    );
    let made = action.act().call(&known(), None).body.unwrap();
    assert!(
        made.pointer("/protocol/credentials/trust/audience").is_none(),
        "Okta makes one"
    );
    assert_eq!(
        made["policy"]["provisioning"]["conditions"]["deprovisioned"]["action"],
        "NONE"
    );
}

/// A view, and the fewest members that Okta always sends of it.
type View = (&'static str, fn(Value) -> Result<(), serde_json::Error>, Value);

fn views() -> Vec<View> {
    fn read<T: serde::de::DeserializeOwned>(value: Value) -> Result<(), serde_json::Error> {
        Doc::<T>::decode(value).map(drop)
    }
    let id = json!({ "id": "x" });
    let kid = json!({ "kid": "x" });
    let event = json!({ "uuid": "u", "published": "2026-11-23T10:00:00Z", "eventType": "event.of.2031" });
    vec![
        ("app", read::<App>, id.clone()),
        ("app key", read::<AppKey>, kid.clone()),
        ("app user", read::<AppUser>, id.clone()),
        ("app group", read::<AppGroup>, id.clone()),
        ("connection", read::<Connection>, json!({})),
        ("switches", read::<UserProvisioning>, json!({})),
        ("identity provider", read::<Idp>, id.clone()),
        ("certificate", read::<IdpKey>, kid),
        ("linked user", read::<LinkedUser>, id.clone()),
        ("event", read::<LogEvent>, event),
        ("mapping", read::<ProfileMapping>, id.clone()),
        ("org", read::<OrgFacts>, id.clone()),
        ("token", read::<TokenFacts>, id.clone()),
        ("public facts", read::<WellKnown>, id.clone()),
        ("user", read::<User>, id.clone()),
        ("role", read::<Role>, json!({})),
        ("group", read::<Group>, id.clone()),
        ("policy", read::<Policy>, id.clone()),
        ("rule", read::<Rule>, id.clone()),
        ("push", read::<PushMapping>, id),
    ]
}

/// Members that views look at, wherever they stand.
const MEMBERS: [&str; 34] = [
    "name",
    "label",
    "status",
    "signOnMode",
    "created",
    "features",
    "credentials",
    "settings",
    "_links",
    "expiresAt",
    "x5c",
    "externalId",
    "scope",
    "syncState",
    "authScheme",
    "baseUrl",
    "capabilities",
    "type",
    "protocol",
    "policy",
    "properties",
    "companyName",
    "subdomain",
    "userId",
    "network",
    "pipeline",
    "profile",
    "priority",
    "system",
    "conditions",
    "actions",
    "sourceGroupId",
    "targetGroupId",
    "errorSummary",
];

#[test]
fn every_view_reads_objects_with_missing_and_with_null_members() {
    for (what, read, fewest) in views() {
        read(fewest.clone()).unwrap_or_else(|error| panic!("{what}: {error}"));
        for member in MEMBERS {
            let mut object = fewest.clone();
            object[member] = Value::Null;
            read(object).unwrap_or_else(|error| panic!("{what} with {member}: null: {error}"));
        }
        let mut later = fewest;
        later["later"] = json!({ "anything": [1] });
        for member in ["status", "label", "scope", "syncState", "authScheme", "pipeline"] {
            later[member] = json!("WORD_OF_2031");
        }
        read(later).unwrap_or_else(|error| panic!("{what} of 2031: {error}"));
    }
}

#[test]
fn settings_of_other_apps_are_never_taken_for_those_of_org2org() {
    for settings in [
        json!({ "app": { "baseUrl": 5, "acsUrl": ["x"], "audRestriction": {} } }),
        json!({ "app": { "baseUrl": "" } }),
        json!({ "app": null }),
        json!(null),
    ] {
        let app = Doc::<App>::decode(json!({ "id": "0oa1", "settings": settings })).unwrap();
        let own = &app.settings.app;
        assert_eq!(
            (&own.base_url, &own.acs_url, &own.aud_restriction),
            (&None, &None, &None)
        );
    }
}

#[test]
fn links_are_read_whether_they_are_one_object_or_a_list() {
    let link = |links: Value| {
        let app = Doc::<App>::decode(json!({ "id": "0oa1", "_links": links })).unwrap();
        (
            app.access_policy().map(|id| id.to_string()),
            app.sign_in_link().map(str::to_owned),
        )
    };
    let policy = json!({ "href": "https://acme.okta.com/api/v1/policies/rst1" });
    let tile = json!({ "name": "login", "href": "https://acme.okta.com/home/x" });
    let both = (
        Some("rst1".to_owned()),
        Some("https://acme.okta.com/home/x".to_owned()),
    );
    assert_eq!(link(json!({ "accessPolicy": policy, "appLinks": tile })), both);
    assert_eq!(
        link(json!({ "accessPolicy": [policy], "appLinks": [tile, tile] })),
        both
    );
    for none in [
        json!({}),
        json!(null),
        json!({ "appLinks": [] }),
        json!({ "appLinks": 5 }),
    ] {
        assert_eq!(link(none.clone()), (None, None), "{none}");
    }
}

#[test]
fn rules_tell_whom_they_are_for_and_where_they_lead() {
    let rule = |conditions: Value, actions: Value| {
        Doc::<Rule>::decode(json!({ "id": "0pr1", "conditions": conditions, "actions": actions })).unwrap()
    };
    let two = rule(
        json!({ "userIdentifier": { "patterns": [
            { "matchType": "SUFFIX", "value": "acme.example" }, { "matchType": "EQUALS", "value": "x" },
            { "matchType": "MATCH_OF_2031" },
        ] } }),
        json!({ "idp": { "providers": [{ "type": "SAML2", "id": "0oa1" }, { "type": "OKTA" }, { "id": "0oa2" }] } }),
    );
    assert_eq!(two.suffixes().collect::<Vec<_>>(), ["acme.example"]);
    assert_eq!(two.providers().collect::<Vec<_>>(), ["0oa1", "0oa2"]);
    assert!(!two.is_catch_all());
    for conditions in [
        json!(null),
        json!({}),
        json!({ "userIdentifier": { "patterns": [] } }),
    ] {
        let all = rule(conditions.clone(), json!(null));
        assert!(
            all.is_catch_all() && all.providers().next().is_none(),
            "{conditions}"
        );
    }
}

#[test]
fn a_certificate_is_the_same_however_its_lines_are_broken() {
    let key = |x5c: Value| Doc::<IdpKey>::decode(json!({ "kid": "k", "x5c": x5c })).unwrap();
    assert!(key(json!(["MIID\nabc\r\n def"])).holds("MIIDabcdef"));
    assert!(key(json!(["MIIDabcdef", "other"])).holds(" MIID abcdef\n"));
    assert!(
        !key(json!(["other", "MIIDabcdef"])).holds("MIIDabcdef"),
        "the first is the key's own"
    );
    assert!(!key(json!([])).holds("") && !key(json!(null)).holds("MIID"));
}

fn known() -> Facts {
    let mut facts = Facts::default();
    for fact in [
        Fact::TargetAppId,
        Fact::GroupId,
        Fact::Org2OrgAppId,
        Fact::Issuer,
        Fact::SsoUrl,
        Fact::TrustedKid,
        Fact::IdpId,
        Fact::AcsUrl,
        Fact::Audience,
        Fact::RoutingPolicyId,
    ] {
        facts.learn(fact, format!("new {}", fact.words()));
    }
    facts
}

/// Okta means the same by null and by nothing.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), without_nulls(value)))
            .collect(),
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

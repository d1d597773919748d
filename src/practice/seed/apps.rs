//! Apps of a fresh org.

use super::super::org::Org;
use super::super::org::app::{App, AppGroup, AppUser, Connection, Provisioning, SyncState};
use super::super::org::mapping;
use super::super::org::user::User;
use jiff::Timestamp;
use serde_json::{Map, json};
use std::collections::BTreeMap;

/// The apps every org has.
pub(super) fn add_own(org: &mut Org, now: Timestamp) {
    for (name, label, links) in [
        ("saasure", "Okta Admin Console", json!({ "admin": true })),
        ("okta_enduser", "Okta Dashboard", json!({})),
    ] {
        let mut app = plain_app(org, name, label, "OPENID_CONNECT", now);
        app.signing_kid = Some(org.dice.thumbprint());
        if let Some(visibility) = app.visibility.as_object_mut() {
            visibility.insert("appLinks".to_owned(), links);
        }
        mapping::add_for_app(org, &app);
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
        own_settings: Map::new(),
        sign_on: json!({}),
        csrs: Vec::new(),
        access_policy: None,
        notes: json!({ "admin": null, "enduser": null }),
        users: Vec::new(),
        former: BTreeMap::new(),
        groups: Vec::new(),
        pushes: Vec::new(),
        connection: Connection::default(),
        provisioning: Provisioning::default(),
    }
}

/// A SAML app of the target org's own, so that there is something to choose from.
pub(super) fn add_wiki(org: &mut Org, now: Timestamp) {
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
        "requestCompressed": false, "allowMultipleAcsEndpoints": false, "acsEndpoints": [],
        "attributeStatements": [], "slo": { "enabled": false },
    });
    if let Some(staff) = org.groups.iter().find(|group| group.name == "Staff") {
        let group = staff.id.clone();
        let people = staff.members.iter().filter_map(|id| org.users.get(id));
        app.users = people.map(|user| held(user, now)).collect();
        app.groups.push(AppGroup {
            group,
            priority: 0,
            profile: Map::new(),
            last_updated: now,
        });
    }
    mapping::add_for_app(org, &app);
    org.apps.add(app);
}

/// An assignment through a group.
fn held(user: &User, now: Timestamp) -> AppUser {
    AppUser {
        user: user.id.clone(),
        direct: false,
        external_id: None,
        sync: SyncState::Disabled,
        last_sync: None,
        user_name: user.login().to_owned(),
        profile: Map::new(),
        created: now,
        last_updated: now,
    }
}

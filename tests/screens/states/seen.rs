//! Snapshots of both orgs, decoded from small documents.

use jiff::Timestamp;
use org2org_setup::{
    federation::{
        Fact, Facts, Snapshot,
        snapshot::{Org2OrgSeen, OrgSeen, SourceSeen, TargetAppSeen, TargetSeen},
        verify::Events,
    },
    okta::{Doc, resource::logs::LogEvent},
    saml::metadata::read_idp_metadata,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{TEST_USER, at};

const ISSUER: &str = "http://www.okta.com/exk1k2m3n4p5";
const SSO: &str = "https://acme.okta.com/app/okta_org2org/exk1k2m3n4p5/sso/saml";
const ACS: &str = "https://northwind.okta.com/sso/saml2/0oa7x8y9";
const AUDIENCE: &str = "https://www.okta.com/saml2/service-provider/spjhqwe";
const CERTIFICATE: &str = include_str!("certificate.txt");

/// Two orgs that do not know each other.
pub(crate) fn nothing() -> Snapshot {
    Snapshot {
        taken: at("10:42:30"),
        source: SourceSeen {
            org: org("00oacme", "00uadmin1"),
            org2org_apps: Ok(Vec::new()),
            app: None,
            test_user: Ok(Some(user("00umira"))),
        },
        target: TargetSeen {
            org: org("00onorthwind", "00uadmin2"),
            apps: Ok(Vec::new()),
            app: None,
            idps: Ok(Vec::new()),
            idp_keys: Ok(Vec::new()),
            linked: Ok(Vec::new()),
            policies: Ok(vec![doc(
                json!({"id": "00ppolicy", "name": "Idp Discovery Policy", "type": "IDP_DISCOVERY"}),
            )]),
            rules: Ok(Vec::new()),
            groups: Ok(Vec::new()),
            test_user: Ok(None),
            test_assignment: Ok(None),
            mapping: None,
            namesakes: None,
        },
        pushes: None,
    }
}

/// Two orgs joined as the blueprint wants it.
pub(crate) fn everything() -> Snapshot {
    with_issuer(ISSUER)
}

/// Two orgs between which the trust was left half-way.
pub(crate) fn half_way() -> Snapshot {
    let mut snapshot = everything();
    let app = snapshot.source.app.as_mut().unwrap();
    app.connection = Ok(doc(json!({"status": "DISABLED"})));
    app.provisioning = Ok(None);
    app.groups = Ok(Vec::new());
    app.users = Ok(Vec::new());
    let target = &mut snapshot.target;
    target.idps = Ok(Vec::new());
    target.rules = Ok(Vec::new());
    target.linked = Ok(Vec::new());
    target.test_user = Ok(None);
    target.test_assignment = Ok(None);
    snapshot
}

/// The same, with the last letter of the issuer in the wrong case.
pub(crate) fn wrong_issuer() -> Snapshot {
    with_issuer("http://www.okta.com/exk1k2m3n4pS")
}

fn with_issuer(issuer: &str) -> Snapshot {
    let mut snapshot = nothing();
    let app: Value = org2org_app();
    snapshot.source.org2org_apps = Ok(vec![doc(app.clone())]);
    snapshot.source.app = Some(Org2OrgSeen {
        app: doc(app),
        metadata: Ok(metadata()),
        keys: Ok(Vec::new()),
        connection: Ok(doc(
            json!({"status": "ENABLED", "authScheme": "TOKEN", "baseUrl": "https://northwind.okta.com"}),
        )),
        provisioning: Ok(Some(doc(json!({"capabilities": capabilities()})))),
        groups: Ok(vec![doc(json!({"id": "00gsales"}))]),
        users: Ok(vec![doc(json!({
            "id": "00umira", "externalId": "00uarrived", "scope": "GROUP", "status": "PROVISIONED",
            "syncState": "SYNCHRONIZED", "credentials": {"userName": TEST_USER},
        }))]),
    });
    let target = &mut snapshot.target;
    target.apps = Ok(vec![doc(dropbox())]);
    target.app = Some(TargetAppSeen {
        app: doc(dropbox()),
        connection: Ok(doc(json!({"status": "DISABLED"}))),
        provisioning: Ok(None),
        groups: Ok(vec![doc(json!({"id": "00gpeople"}))]),
        metadata: read_idp_metadata(app_metadata()).ok(),
        sign_on: None,
    });
    target.idps = Ok(vec![doc(idp(issuer))]);
    target.idp_keys = Ok(vec![doc(json!({"kid": "kid1", "x5c": [CERTIFICATE]}))]);
    target.linked = Ok(vec![doc(json!({"id": "00uarrived", "externalId": TEST_USER}))]);
    target.rules = Ok(vec![doc(rule())]);
    target.groups = Ok(vec![doc(
        json!({"id": "00gpeople", "type": "OKTA_GROUP", "profile": {"name": "Acme Workforce people"}}),
    )]);
    target.test_user = Ok(Some(user("00uarrived")));
    target.test_assignment = Ok(Some(doc(
        json!({"id": "00uarrived", "scope": "GROUP", "credentials": {"userName": TEST_USER}}),
    )));
    snapshot
}

/// What is known once everything is set up.
pub(crate) fn facts() -> Facts {
    let mut facts = Facts::default();
    for (fact, value) in [
        (Fact::TargetAppId, "0oadropbox"),
        (Fact::GroupId, "00gpeople"),
        (Fact::Org2OrgAppId, "0oaorg2org"),
        (Fact::Issuer, ISSUER),
        (Fact::SsoUrl, SSO),
        (Fact::Certificate, CERTIFICATE),
        (Fact::TrustedKid, "kid1"),
        (Fact::IdpId, "0oa7x8y9"),
        (Fact::AcsUrl, ACS),
        (Fact::Audience, AUDIENCE),
        (Fact::RoutingPolicyId, "00ppolicy"),
        (Fact::RoutingRuleId, "0prrule"),
    ] {
        facts.learn(fact, value);
    }
    facts
}

/// Both logs after a sign-in that worked.
pub(crate) fn sign_in() -> Events {
    let target = vec![
        event("user.lifecycle.create", at("10:40:58"), &["00uarrived"]),
        event("user.authentication.auth_via_IDP", at("10:41:09"), &["0oa7x8y9"]),
        event("user.authentication.sso", at("10:41:12"), &["0oadropbox"]),
    ];
    Events {
        target,
        ..sign_in_at_source()
    }
}

/// Both logs after a sign-in that stopped half-way.
pub(crate) fn sign_in_at_source() -> Events {
    let source = vec![
        event("user.session.start", at("10:41:03"), &[]),
        event("user.authentication.sso", at("10:41:07"), &["0oaorg2org"]),
    ];
    Events {
        source,
        target: Vec::new(),
    }
}

fn event(kind: &str, published: Timestamp, touched: &[&str]) -> Doc<LogEvent> {
    let targets: Vec<Value> = touched
        .iter()
        .map(|id| json!({"id": id, "type": "AppInstance"}))
        .collect();
    doc(json!({
        "uuid": format!("{kind}-{published}"),
        "published": published.to_string(),
        "eventType": kind,
        "displayMessage": kind,
        "actor": {"id": "00umira", "type": "User", "alternateId": TEST_USER, "displayName": "Mira Chen"},
        "outcome": {"result": "SUCCESS"},
        "target": targets,
    }))
}

fn org(id: &str, admin: &str) -> OrgSeen {
    OrgSeen {
        well_known: Ok(doc(json!({"id": id, "pipeline": "idx"}))),
        facts: Ok(doc(json!({"id": id, "companyName": id}))),
        me: Ok(doc(
            json!({"id": admin, "status": "ACTIVE", "profile": {"login": "admin@acme.example", "firstName": "Jo", "lastName": "Meyer"}}),
        )),
        roles: Ok(vec![doc(
            json!({"type": "SUPER_ADMIN", "label": "Super Administrator"}),
        )]),
        tokens: Ok(Vec::new()),
        clock_offset: Some(0),
    }
}

fn user<T: DeserializeOwned>(id: &str) -> Doc<T> {
    doc(json!({
        "id": id, "status": "ACTIVE",
        "profile": {"login": TEST_USER, "email": TEST_USER, "firstName": "Mira", "lastName": "Chen"},
        "credentials": {"provider": {"type": "OKTA"}},
    }))
}

fn org2org_app() -> Value {
    json!({
        "id": "0oaorg2org", "name": "okta_org2org", "label": "Okta Org2Org to Northwind Partners", "status": "ACTIVE",
        "signOnMode": "SAML_2_0",
        "settings": {"app": {"acsUrl": ACS, "audRestriction": AUDIENCE, "baseUrl": "https://northwind.okta.com"}},
        "_links": {"appLinks": [{"name": "login", "href": "https://acme.okta.com/home/okta_org2org/0oaorg2org/1857"}]},
    })
}

fn dropbox() -> Value {
    json!({
        "id": "0oadropbox", "name": "dropbox_for_business", "label": "Dropbox Business", "status": "ACTIVE",
        "signOnMode": "SAML_2_0",
        "credentials": {"userNameTemplate": {"template": "${source.login}"}},
        "_links": {"appLinks": [{"name": "login", "href": "https://northwind.okta.com/home/dropbox_for_business/0oadropbox/2757"}]},
    })
}

fn capabilities() -> Value {
    json!({
        "create": {"lifecycleCreate": {"status": "ENABLED"}},
        "update": {"profile": {"status": "ENABLED"}, "lifecycleDeactivate": {"status": "ENABLED"}},
    })
}

fn idp(issuer: &str) -> Value {
    json!({
        "id": "0oa7x8y9", "type": "SAML2", "name": "Acme Workforce IdP", "status": "ACTIVE",
        "protocol": {
            "endpoints": {"sso": {"url": SSO, "destination": SSO}},
            "credentials": {"trust": {"issuer": issuer, "audience": AUDIENCE, "kid": "kid1"}},
        },
        "policy": {
            "subject": {"userNameTemplate": {"template": "idpuser.subjectNameId"}, "matchType": "USERNAME", "filter": "^[^@\\s]+@acme\\.example$"},
            "accountLink": {"action": "AUTO", "filter": {"users": {"excludeAdmins": true}}},
            "provisioning": {"action": "AUTO", "profileMaster": false, "groups": {"action": "ASSIGN", "assignments": ["00gpeople"]}},
        },
        "_links": {"acs": {"href": ACS}},
    })
}

fn rule() -> Value {
    json!({
        "id": "0prrule", "name": "People of Acme Workforce", "status": "ACTIVE", "priority": 1,
        "conditions": {"userIdentifier": {"type": "IDENTIFIER", "patterns": [{"matchType": "SUFFIX", "value": "acme.example"}]}},
        "actions": {"idp": {"providers": [{"type": "SAML2", "id": "0oa7x8y9"}]}},
    })
}

fn metadata() -> String {
    metadata_of(ISSUER, SSO)
}

fn app_metadata() -> String {
    metadata_of(
        "http://www.okta.com/exkdropbox",
        "https://northwind.okta.com/app/dropbox_for_business/exkdropbox/sso/saml",
    )
}

fn metadata_of(issuer: &str, sso: &str) -> String {
    format!(
        r#"<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{issuer}">
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
      <ds:X509Certificate>{CERTIFICATE}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{sso}"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>"#
    )
}

fn doc<T: DeserializeOwned>(raw: Value) -> Doc<T> {
    Doc::decode(raw).unwrap()
}

//! Step 2: the SAML identity provider in the target org.
//!
//! A PUT replaces the whole identity provider, and Okta makes a new audience when it is left out; so what is
//! written is always what was read, with the wanted members set.

use super::{Act, Before, Conflict, Field, InPlace, Names, Step, field, text_at};
use crate::{
    clock::Boxed,
    federation::{
        blueprint::IdpChoice,
        facts::{Fact, Facts},
        orgs::{Readers, Side},
        resolve,
        snapshot::Snapshot,
    },
    okta::{Call, Doc, Error, doc::member, resource::idps::Idp, transport::Method},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Adds the identity provider, aligns it with the blueprint, or switches it on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityProvider {
    /// All choices about it.
    pub choice: IdpChoice,
}

impl IdentityProvider {
    /// The provider, or another one that already bears its name.
    fn find<'a>(&self, idps: &'a [Doc<Idp>], facts: &Facts) -> Result<Option<&'a Doc<Idp>>, Conflict> {
        let found = resolve::idp(idps, &self.choice.name, facts);
        let namesake = idps.iter().find(|idp| idp.name == self.choice.name);
        match (found, namesake) {
            (None, Some(other)) => Err(Conflict {
                sentence: format!(
                    "An identity provider named {} is already there, and it trusts another issuer ({})",
                    other.name,
                    other.trust().issuer.as_deref().unwrap_or("none"),
                ),
                remedy: "Choose another name in step 2, so that the existing one stays as it is".to_owned(),
            }),
            (found, _) => Ok(found),
        }
    }

    fn trust_fields(facts: &Facts) -> Vec<Field> {
        let sso = facts.show(Fact::SsoUrl);
        vec![
            Field::new(
                "/protocol/credentials/trust/issuer",
                "issuer",
                facts.show(Fact::Issuer),
            ),
            Field::new(
                "/protocol/credentials/trust/kid",
                "certificate",
                facts.show(Fact::TrustedKid),
            ),
            Field::new("/protocol/endpoints/sso/url", "sign-on URL", sso.as_str()),
            Field::new("/protocol/endpoints/sso/destination", "destination", sso.as_str()),
        ]
    }

    fn policy_fields(&self, facts: &Facts) -> Vec<Field> {
        let choice = &self.choice;
        let on = |on: bool| if on { "AUTO" } else { "DISABLED" };
        let mut fields = vec![
            Field::new(
                "/policy/subject/userNameTemplate/template",
                "user name",
                choice.user_name_template.as_str(),
            ),
            Field::new(
                "/policy/subject/matchType",
                "matched with",
                choice.match_on.as_okta(),
            ),
            Field::new(
                "/policy/subject/filter",
                "allowed user names",
                choice.user_name_filter.as_deref(),
            ),
            Field::new(
                "/policy/accountLink/action",
                "link existing people",
                on(choice.link_automatically),
            ),
            Field::new(
                "/policy/provisioning/action",
                "create unknown people",
                on(choice.create_users),
            ),
            Field::new(
                "/policy/provisioning/profileMaster",
                "overwrite profiles",
                choice.update_profiles,
            ),
            Field::new("/policy/provisioning/groups/action", "groups", "ASSIGN"),
            Field::new(
                "/policy/provisioning/groups/assignments",
                "group",
                json!([facts.show(Fact::GroupId)]),
            ),
        ];
        if choice.link_automatically {
            let pointer = "/policy/accountLink/filter/users/excludeAdmins";
            fields.push(Field::new(pointer, "admins left out", choice.exclude_admins).unset_is(false));
        }
        fields
    }
}

/// What a new provider has besides the fields that the blueprint answers for.
fn template(choice: &IdpChoice) -> Value {
    json!({
        "type": "SAML2",
        "name": choice.name,
        "issuerMode": "ORG_URL",
        "protocol": {
            "type": "SAML2",
            "endpoints": {
                "sso": { "url": "", "binding": "HTTP-POST", "destination": "" },
                "acs": { "binding": "HTTP-POST", "type": "INSTANCE" },
            },
            "algorithms": {
                "request": { "signature": { "algorithm": "SHA-256", "scope": "REQUEST" } },
                "response": { "signature": { "algorithm": "SHA-256", "scope": "ANY" } },
            },
            "settings": {
                "nameFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
                "honorPersistentNameId": true,
            },
            "credentials": { "trust": {} },
        },
        "policy": {
            "provisioning": {
                "groups": {},
                "conditions": { "deprovisioned": { "action": "NONE" }, "suspended": { "action": "NONE" } },
            },
            "accountLink": { "filter": null },
            "subject": { "userNameTemplate": {}, "matchAttribute": null },
            "maxClockSkew": 120_000,
        },
    })
}

impl Act for IdentityProvider {
    fn key(&self) -> String {
        "identity-provider".to_owned()
    }

    fn side(&self) -> Side {
        Side::Target
    }

    fn step(&self) -> Step {
        Step::Trust
    }

    fn needs(&self) -> &'static [Fact] {
        &[Fact::Issuer, Fact::SsoUrl, Fact::TrustedKid, Fact::GroupId]
    }

    fn title(&self, names: &Names) -> String {
        format!(
            "Create the SAML identity provider {} in {}",
            self.choice.name, names.target
        )
    }

    fn fields(&self, facts: &Facts) -> Vec<Field> {
        let mut fields = Self::trust_fields(facts);
        fields.extend(self.policy_fields(facts));
        fields.push(Field::new("/status", "status", "ACTIVE"));
        fields
    }

    fn in_snapshot(&self, snapshot: &Snapshot, facts: &Facts) -> InPlace {
        match &snapshot.target.idps {
            Err(error) => InPlace::Unreadable(error.clone()),
            Ok(idps) => match self.find(idps, facts) {
                Err(conflict) => InPlace::Conflict(conflict),
                Ok(None) => InPlace::Absent,
                Ok(Some(idp)) => InPlace::Present(idp.raw().clone()),
            },
        }
    }

    fn look<'a>(&'a self, readers: &'a Readers, facts: &'a Facts) -> Boxed<'a, Result<Option<Value>, Error>> {
        Box::pin(async move {
            let idps = readers.target.saml_idps().await?;
            Ok(resolve::idp(&idps, &self.choice.name, facts).map(|idp| idp.raw().clone()))
        })
    }

    fn call(&self, facts: &Facts, in_place: Option<&Value>) -> Call {
        let mut fields = self.fields(facts);
        fields.retain(|field| field.pointer != "/status");
        let Some(idp) = in_place else {
            return Call::new(
                Method::Post,
                "/api/v1/idps",
                Some(field::patched(&template(&self.choice), &fields)),
            );
        };
        let id = text_at(idp, "/id").unwrap_or_default();
        if field::differences(&fields, idp).is_empty() {
            return Call::new(
                Method::Post,
                format!("/api/v1/idps/{id}/lifecycle/activate"),
                None,
            );
        }
        Call::new(
            Method::Put,
            format!("/api/v1/idps/{id}"),
            Some(field::patched(idp, &fields)),
        )
    }

    fn learn(&self, object: &Value, facts: &mut Facts) {
        facts.learn_some(Fact::IdpId, text_at(object, "/id"));
        facts.learn_some(Fact::AcsUrl, text_at(object, "/_links/acs/href"));
        facts.learn_some(
            Fact::Audience,
            text_at(object, "/protocol/credentials/trust/audience"),
        );
    }

    fn remove(&self, _facts: &Facts, object: &Value) -> Vec<Call> {
        let id = text_at(object, "/id").unwrap_or_default();
        let mut calls = Vec::new();
        if text_at(object, "/status") == Some("ACTIVE") {
            calls.push(Call::new(
                Method::Post,
                format!("/api/v1/idps/{id}/lifecycle/deactivate"),
                None,
            ));
        }
        calls.push(Call::new(Method::Delete, format!("/api/v1/idps/{id}"), None));
        calls
    }

    fn restore(&self, _facts: &Facts, restored: &Value, before: &[Before]) -> Vec<Call> {
        let id = text_at(restored, "/id").unwrap_or_default();
        let mut calls = Vec::new();
        if before.iter().any(|before| before.pointer != "/status") {
            calls.push(Call::new(
                Method::Put,
                format!("/api/v1/idps/{id}"),
                Some(restored.clone()),
            ));
        }
        if member(restored, "/status") == "INACTIVE" {
            calls.push(Call::new(
                Method::Post,
                format!("/api/v1/idps/{id}/lifecycle/deactivate"),
                None,
            ));
        }
        calls
    }
}

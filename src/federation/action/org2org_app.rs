//! Step 2: the Org2Org app in the source org, together with the metadata that the target org needs.

use super::{
    Act, Before, Conflict, Field, InPlace, Names, Step,
    add_target_app::{activate_app, remove_app},
    text_at,
};
use crate::{
    clock::Boxed,
    federation::{
        blueprint::Org2OrgChoice,
        facts::{Fact, Facts},
        orgs::{Readers, Side},
        resolve,
        snapshot::Snapshot,
    },
    okta::{
        Call, Doc, Error, OrgUrl,
        resource::apps::{App, ORG2ORG},
        transport::Method,
    },
    saml::{
        certificate::Certificate,
        metadata::{Binding, read_idp_metadata},
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Adds the Org2Org app to the source org, or switches it on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Org2OrgApp {
    /// Its label, and which one to use if there are several.
    pub choice: Org2OrgChoice,
    /// The address of the target org.
    pub target: OrgUrl,
}

impl Org2OrgApp {
    /// Another Org2Org app with that label, which Okta does not allow (E0000040).
    fn namesake(&self, apps: &[Doc<App>]) -> Option<Conflict> {
        let label = self.choice.label.to_lowercase();
        let other = apps.iter().find(|app| app.label.to_lowercase() == label)?;
        let where_to = other.settings.app.base_url.as_deref();
        Some(Conflict {
            sentence: format!(
                "An Org2Org app named {} is already there, and it belongs to another connection ({})",
                other.label,
                where_to.unwrap_or("it names no target org"),
            ),
            remedy: "Choose another name for the app in step 2, so that the existing one stays as it is"
                .to_owned(),
        })
    }
}

impl Act for Org2OrgApp {
    fn key(&self) -> String {
        "org2org-app".to_owned()
    }

    fn side(&self) -> Side {
        Side::Source
    }

    fn step(&self) -> Step {
        Step::Trust
    }

    fn needs(&self) -> &'static [Fact] {
        &[]
    }

    fn title(&self, names: &Names) -> String {
        format!("Add the Org2Org app to {}", names.source)
    }

    fn fields(&self, _facts: &Facts) -> Vec<Field> {
        vec![
            Field::new("/app/name", "app", ORG2ORG),
            Field::new("/app/status", "status", "ACTIVE"),
        ]
    }

    fn in_snapshot(&self, snapshot: &Snapshot, _facts: &Facts) -> InPlace {
        let apps = match &snapshot.source.org2org_apps {
            Ok(apps) => apps,
            Err(error) => return InPlace::Unreadable(error.clone()),
        };
        match &snapshot.source.app {
            None => self.namesake(apps).map_or(InPlace::Absent, InPlace::Conflict),
            Some(seen) => match &seen.metadata {
                Ok(metadata) => InPlace::Present(together(seen.app.raw(), metadata)),
                Err(error) => InPlace::Unreadable(error.clone()),
            },
        }
    }

    fn look<'a>(&'a self, readers: &'a Readers, facts: &'a Facts) -> Boxed<'a, Result<Option<Value>, Error>> {
        Box::pin(async move {
            let apps = readers.source.apps_named(ORG2ORG).await?;
            let Some(app) = resolve::org2org_app(&apps, &self.choice, &self.target, facts) else {
                return Ok(None);
            };
            let metadata = readers.source.app_metadata(&app.id).await?;
            Ok(Some(together(app.raw(), &metadata)))
        })
    }

    fn call(&self, _facts: &Facts, in_place: Option<&Value>) -> Call {
        if let Some(id) = in_place.and_then(|seen| text_at(seen, "/app/id")) {
            return activate_app(id);
        }
        let body = json!({
            "name": ORG2ORG,
            "label": self.choice.label,
            "signOnMode": "SAML_2_0",
            "settings": { "app": { "baseUrl": self.target.origin(), "acsUrl": "", "audRestriction": "" } },
        });
        Call::new(Method::Post, "/api/v1/apps?activate=true", Some(body))
    }

    fn learn(&self, object: &Value, facts: &mut Facts) {
        facts.learn_some(Fact::Org2OrgAppId, text_at(object, "/app/id"));
        let Some(metadata) = text_at(object, "/metadata").and_then(|text| read_idp_metadata(text).ok())
        else {
            return;
        };
        facts.learn(Fact::Issuer, metadata.entity_id.clone());
        facts.learn_some(Fact::SsoUrl, metadata.sso_location(&Binding::HttpPost));
        facts.learn_some(
            Fact::Certificate,
            metadata.certificates.first().map(Certificate::to_base64),
        );
    }

    fn remove(&self, _facts: &Facts, object: &Value) -> Vec<Call> {
        object.get("app").map(remove_app).unwrap_or_default()
    }

    fn restore(&self, facts: &Facts, _restored: &Value, _before: &[Before]) -> Vec<Call> {
        let path = format!(
            "/api/v1/apps/{}/lifecycle/deactivate",
            facts.show(Fact::Org2OrgAppId)
        );
        vec![Call::new(Method::Post, path, None)]
    }
}

fn together(app: &Value, metadata: &str) -> Value {
    json!({ "app": app, "metadata": metadata })
}

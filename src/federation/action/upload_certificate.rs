//! Step 2: the source org's signing certificate in the target org's store.

use super::{Act, Before, Field, InPlace, Names, Step, in_list, text_at};
use crate::{
    clock::Boxed,
    federation::{
        facts::{Fact, Facts},
        orgs::{Readers, Side},
        resolve,
        snapshot::Snapshot,
    },
    okta::{Call, Error, Problem, transport::Method},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const STORE: &str = "/api/v1/idps/credentials/keys";

/// Uploads the certificate that the source org signs with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadCertificate {}

impl Act for UploadCertificate {
    fn key(&self) -> String {
        "upload-certificate".to_owned()
    }

    fn object(&self, facts: &Facts) -> String {
        facts.show(Fact::Certificate)
    }

    fn side(&self) -> Side {
        Side::Target
    }

    fn step(&self) -> Step {
        Step::Trust
    }

    fn needs(&self) -> &'static [Fact] {
        &[Fact::Certificate]
    }

    fn title(&self, names: &Names) -> String {
        format!(
            "Copy the signing certificate of {} to {}",
            names.source, names.target
        )
    }

    fn fields(&self, _facts: &Facts) -> Vec<Field> {
        Vec::new()
    }

    fn in_snapshot(&self, snapshot: &Snapshot, facts: &Facts) -> InPlace {
        in_list(&snapshot.target.idp_keys, |keys| resolve::idp_key(keys, facts))
    }

    fn look<'a>(&'a self, readers: &'a Readers, facts: &'a Facts) -> Boxed<'a, Result<Option<Value>, Error>> {
        Box::pin(async move {
            let keys = readers.target.idp_keys().await?;
            Ok(resolve::idp_key(&keys, facts).map(|key| key.raw().clone()))
        })
    }

    fn call(&self, facts: &Facts, _in_place: Option<&Value>) -> Call {
        let body = json!({ "x5c": [facts.show(Fact::Certificate)] });
        Call::new(Method::Post, STORE, Some(body))
    }

    fn learn(&self, object: &Value, facts: &mut Facts) {
        facts.learn_some(Fact::TrustedKid, text_at(object, "/kid"));
    }

    fn learn_from_refusal(&self, problem: &Problem, facts: &mut Facts) -> bool {
        facts.learn_some(Fact::TrustedKid, problem.existing_kid());
        problem.existing_kid().is_some()
    }

    fn remove(&self, _facts: &Facts, object: &Value) -> Vec<Call> {
        let kid = text_at(object, "/kid").unwrap_or_default();
        vec![Call::new(Method::Delete, format!("{STORE}/{kid}"), None)]
    }

    fn restore(&self, _facts: &Facts, _restored: &Value, _before: &[Before]) -> Vec<Call> {
        Vec::new()
    }
}

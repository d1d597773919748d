//! Do the advanced settings of the Org2Org app overrule what both orgs agree on?

use super::{Scene, fail, pass};
use crate::federation::{
    orgs::Side,
    verify::{Check, ItemId, Severity},
};
use serde_json::Value;

const ITEM: ItemId = ItemId::Redirect;

pub(super) fn checks(scene: &Scene<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    if let Some(idp) = scene.idp() {
        let acs = ("destination-mismatch", idp.acs_url());
        let audience = ("audience-mismatch", idp.trust().audience.as_deref());
        let recipient = ("recipient-mismatch", idp.acs_url());
        let rows = [
            ("ssoAcsUrlOverride", acs),
            ("destinationOverride", acs),
            ("recipientOverride", recipient),
            ("audienceOverride", audience),
        ];
        checks.extend(
            rows.into_iter()
                .filter_map(|(name, wanted)| overruled(scene, name, wanted)),
        );
    }
    checks.extend(relay_state(scene));
    checks
}

/// A member of `settings.signOn`; empty and null mean that there is none.
fn sign_on<'s>(scene: &'s Scene<'_>, name: &str) -> Option<&'s str> {
    let app = &scene.snapshot.source.app.as_ref()?.app;
    let value = app.raw().pointer("/settings/signOn")?.get(name)?;
    value.as_str().filter(|text| !text.is_empty())
}

fn overruled(scene: &Scene<'_>, name: &str, (code, wanted): (&'static str, Option<&str>)) -> Option<Check> {
    let set = sign_on(scene, name)?;
    let title = format!("No override stands in the way ({name})");
    if wanted == Some(set) {
        return Some(pass(ITEM, &title, set));
    }
    let advice = scene
        .say(code, "override", &[("name", name)])
        .see(format!("Open the app in {}", scene.source()), scene.app_page());
    let failing = fail(ITEM, &title, Side::Source, code, Severity::Blocks, advice);
    let both = failing.compared(
        (format!("{} sends", scene.source()), set.to_owned()),
        (
            format!("{} expects", scene.target()),
            wanted.unwrap_or_default().to_owned(),
        ),
    );
    Some(both.done())
}

/// Where people land who start at the tile; an app that is not there any more ends in “Page not found”.
fn relay_state(scene: &Scene<'_>) -> Option<Check> {
    let title = "The default relay state leads somewhere";
    let link = sign_on(scene, "defaultRelayState")?;
    let apps = scene.snapshot.target.apps.as_ref().ok()?;
    let mut parts = link.split("/home/").nth(1)?.split('/').skip(1);
    let id = parts.next()?;
    if apps.iter().any(|app| app.id.as_str() == id && app.is_active()) {
        return Some(pass(ITEM, title, link));
    }
    let advice = scene
        .say("relay-state", "settings", &[("link", link)])
        .see(format!("Open the app in {}", scene.source()), scene.app_page());
    Some(
        fail(
            ITEM,
            title,
            Side::Source,
            "relay-state",
            Severity::MayBlock,
            advice,
        )
        .done(),
    )
}

/// Whether a switch of a policy is on.
pub(super) fn on(policy: &Value, pointer: &str) -> bool {
    policy.pointer(pointer).and_then(Value::as_bool) == Some(true)
}

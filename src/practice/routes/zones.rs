//! Network zones (Okta API: Network Zones); tokens may be tied to them.

use super::super::http::{Method, Response};
use super::super::log::{Draft, Party};
use super::super::org::token::ApiToken;
use super::super::org::zone::{Gateway, Zone};
use super::super::paging::{Cut, page};
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::Entry;
use super::groups::TAKEN;
use serde_json::{Map, Value};

pub(super) const ROUTES: &[Entry] = &[
    (Method::Get, "/api/v1/zones", Need::PoliciesRead, list),
    (Method::Post, "/api/v1/zones", Need::PoliciesManage, create),
    (Method::Get, "/api/v1/zones/{}", Need::PoliciesRead, read),
    (Method::Put, "/api/v1/zones/{}", Need::PoliciesManage, replace),
    (Method::Delete, "/api/v1/zones/{}", Need::PoliciesManage, delete),
];

fn list(call: &mut Call<'_>) -> Answer {
    let org = call.org();
    let items = org
        .zones
        .iter()
        .map(|zone| (zone.id.clone(), zone.json(&org.base)))
        .collect();
    page(call, items, Cut { usual: 20, most: 200 })
}

fn found<'c>(call: &'c Call<'_>) -> Result<&'c Zone, Refusal> {
    let id = call.arg(0);
    call.org()
        .zones
        .get(&id)
        .ok_or_else(|| Refusal::not_found(&id, "NetworkZone"))
}

fn read(call: &mut Call<'_>) -> Answer {
    Ok(Response::json(200, &found(call)?.json(&call.org().base)))
}

fn party(zone: &Zone) -> Party {
    Party::new("NetworkZone", &zone.id, "unknown", &zone.name)
}

/// Name and addresses of a body.
fn read_body(
    call: &Call<'_>,
    body: &Map<String, Value>,
    own: Option<&str>,
) -> Result<(String, Vec<Gateway>), Refusal> {
    let text = |field: &str| body.get(field).and_then(Value::as_str).unwrap_or_default();
    if text("type") != "IP" {
        return Err(Refusal::malformed());
    }
    let name = text("name").trim().to_owned();
    if name.chars().count() > 128 {
        return Err(Refusal::invalid("name", "name: The field is too long"));
    }
    if name.is_empty() {
        return Err(Refusal::invalid("name", "name: The field cannot be left blank"));
    }
    let mut others = call
        .org()
        .zones
        .iter()
        .filter(|zone| Some(zone.id.as_str()) != own);
    if others.any(|zone| zone.name.eq_ignore_ascii_case(&name)) {
        return Err(Refusal::invalid("name", TAKEN));
    }
    let gateways = body.get("gateways").and_then(Value::as_array);
    let gateways: Option<Vec<Gateway>> = gateways
        .into_iter()
        .flatten()
        .map(|span| Gateway::parse(span["type"].as_str()?, span["value"].as_str()?))
        .collect();
    let invalid = || Refusal::invalid("gateways", "gateways: The address is not valid");
    Ok((name, gateways.ok_or_else(invalid)?))
}

fn create(call: &mut Call<'_>) -> Answer {
    let (name, gateways) = read_body(call, &call.body()?, None)?;
    let at = call.at;
    let org = call.org_mut();
    let zone = Zone {
        id: org.dice.id("nzo"),
        name,
        usage: "POLICY",
        system: false,
        gateways,
        created: at,
        last_updated: at,
    };
    let (shown, party) = (zone.json(&org.base), party(&zone));
    org.zones.add(zone);
    call.record(Draft::new("zone.create").about(party));
    Ok(Response::json(200, &shown))
}

fn replace(call: &mut Call<'_>) -> Answer {
    let (id, party) = (found(call)?.id.clone(), party(found(call)?));
    let (name, gateways) = read_body(call, &call.body()?, Some(&id))?;
    let at = call.at;
    if let Some(zone) = call.org_mut().zones.get_mut(&id) {
        (zone.name, zone.gateways, zone.last_updated) = (name, gateways, at);
    }
    call.record(Draft::new("zone.update").about(party));
    read(call)
}

fn delete(call: &mut Call<'_>) -> Answer {
    let zone = found(call)?;
    let (id, party) = (zone.id.clone(), party(zone));
    if zone.system {
        return Err(Refusal::read_only("NetworkZone"));
    }
    let used = |token: &ApiToken| token.network.names(&id);
    if call.org().tokens.iter().any(used) {
        let cause = "The zone cannot be deleted because it is in use.";
        return Err(Refusal::invalid("zone", cause));
    }
    call.org_mut().zones.remove(&id);
    call.record(Draft::new("zone.delete").about(party));
    Ok(Response::empty(204))
}

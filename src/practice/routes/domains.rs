//! Custom domains and the brand they belong to (Okta API: Custom Domains, Brands).

use super::super::http::{Method, Response};
use super::super::log::{Draft, Party};
use super::super::org::domain::Domain;
use super::super::paging::{Cut, page};
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::Entry;
use serde_json::{Value, json};

pub(super) const ROUTES: &[Entry] = &[
    (Method::Get, "/api/v1/domains", Need::OrgRead, list),
    (Method::Post, "/api/v1/domains", Need::DomainsManage, create),
    (Method::Get, "/api/v1/domains/{}", Need::OrgRead, read),
    (Method::Delete, "/api/v1/domains/{}", Need::DomainsManage, delete),
    (
        Method::Post,
        "/api/v1/domains/{}/verify",
        Need::DomainsManage,
        verify,
    ),
    (Method::Get, "/api/v1/brands", Need::OrgRead, brands),
    (Method::Get, "/api/v1/brands/{}", Need::OrgRead, one_brand),
];

#[expect(clippy::unnecessary_wraps, reason = "the shape of every handler")]
fn list(call: &mut Call<'_>) -> Answer {
    let org = call.org();
    let shown: Vec<Value> = org
        .domains
        .iter()
        .map(|domain| domain.json(&org.base, &org.brand))
        .collect();
    Ok(Response::json(200, &json!({ "domains": shown })))
}

fn found<'c>(call: &'c Call<'_>) -> Result<&'c Domain, Refusal> {
    let id = call.arg(0);
    call.org()
        .domains
        .get(&id)
        .ok_or_else(|| Refusal::not_found(&id, "Domain"))
}

fn read(call: &mut Call<'_>) -> Answer {
    let org = call.org();
    Ok(Response::json(200, &found(call)?.json(&org.base, &org.brand)))
}

fn party(domain: &Domain) -> Party {
    Party::new("CustomDomain", &domain.id, "unknown", &domain.name)
}

fn create(call: &mut Call<'_>) -> Answer {
    let body = call.body()?;
    let text = |field: &str| {
        body.get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let (name, certificate) = (text("domain").to_lowercase(), text("certificateSourceType"));
    if !["MANUAL", "OKTA_MANAGED"].contains(&certificate.as_str()) {
        return Err(Refusal::malformed());
    }
    if !name.contains('.') || url::Url::parse(&format!("https://{name}/")).is_err() {
        return Err(Refusal::invalid("domain", "domain: Invalid domain name"));
    }
    if call.org().domains.iter().any(|known| known.name == name) {
        return Err(Refusal::invalid(
            "domain",
            "domain: An object with this field already exists",
        ));
    }
    let dice = &mut call.org_mut().dice;
    let domain = Domain {
        id: dice.id("OcD"),
        name,
        certificate,
        verified: false,
        proof: dice.hex("domain"),
    };
    let (id, party) = (domain.id.clone(), party(&domain));
    call.org_mut().domains.add(domain);
    call.record(Draft::new("system.custom_url_domain.initiate").about(party));
    call.args.push(id);
    read(call)
}

/// Nobody asks the name servers: every name is its owner's.
fn verify(call: &mut Call<'_>) -> Answer {
    let (id, party) = (found(call)?.id.clone(), party(found(call)?));
    if let Some(domain) = call.org_mut().domains.get_mut(&id) {
        domain.verified = true;
    }
    call.record(Draft::new("system.custom_url_domain.verify").about(party));
    read(call)
}

fn delete(call: &mut Call<'_>) -> Answer {
    let (id, party) = (found(call)?.id.clone(), party(found(call)?));
    call.org_mut().domains.remove(&id);
    call.record(Draft::new("system.custom_url_domain.delete").about(party));
    Ok(Response::empty(204))
}

fn brand(call: &Call<'_>) -> Value {
    let org = call.org();
    let href = format!("{}/api/v1/brands/{}", org.base, org.brand);
    let link =
        |path: &str, verbs: &[&str]| json!({ "href": format!("{href}{path}"), "hints": { "allow": verbs } });
    json!({
        "id": org.brand, "name": org.company, "isDefault": true, "agreeToCustomPrivacyPolicy": false,
        "removePoweredByOkta": false, "locale": "en",
        "_links": { "self": link("", &["GET", "PUT"]), "themes": link("/themes", &["GET"]) },
    })
}

fn brands(call: &mut Call<'_>) -> Answer {
    let items = vec![(call.org().brand.clone(), brand(call))];
    page(call, items, Cut { usual: 20, most: 200 })
}

fn one_brand(call: &mut Call<'_>) -> Answer {
    let id = call.arg(0);
    if id == call.org().brand {
        Ok(Response::json(200, &brand(call)))
    } else {
        Err(Refusal::not_found(&id, "Brand"))
    }
}

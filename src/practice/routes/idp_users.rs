//! People linked to an identity provider (Okta API: Identity Provider Users).

use super::super::http::{Method, Response};
use super::super::org::idp::IdpUser;
use super::super::paging::{Cut, page_of};
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::Entry;
use super::idps::found;
use serde_json::{Value, json};

pub(super) const ROUTES: &[Entry] = &[
    (Method::Get, "/api/v1/idps/{}/users", Need::IdpsRead, list),
    (Method::Get, "/api/v1/idps/{}/users/{}", Need::IdpsRead, read),
    (Method::Post, "/api/v1/idps/{}/users/{}", Need::UsersManage, link),
    (
        Method::Delete,
        "/api/v1/idps/{}/users/{}",
        Need::IdpsManage,
        unlink,
    ),
];

fn list(call: &mut Call<'_>) -> Answer {
    let (idp, org) = (found(call)?, call.org());
    let expand = call.request.query_value("expand") == Some("user");
    let shown = |link: &IdpUser| {
        let mut shown = link.json(&org.base, &idp.id);
        if let (true, Some(user), Some(fields)) = (expand, org.users.get(&link.user), shown.as_object_mut()) {
            fields.insert(
                "_embedded".to_owned(),
                json!({ "user": user.json(&org.base, &org.user_type) }),
            );
        }
        Some(shown)
    };
    let cursor = |link: &IdpUser| link.user.clone();
    page_of(
        call,
        idp.links.iter(),
        cursor,
        shown,
        Cut { usual: 20, most: 200 },
    )
}

fn read(call: &mut Call<'_>) -> Answer {
    let user = call.arg(1);
    let idp = found(call)?;
    let link = idp
        .links
        .iter()
        .find(|link| link.user == user)
        .ok_or_else(|| Refusal::not_found(&user, "IdpUser"))?;
    Ok(Response::json(200, &link.json(&call.org().base, &idp.id)))
}

fn link(call: &mut Call<'_>) -> Answer {
    let (id, user, at) = (found(call)?.id.clone(), call.arg(1), call.at);
    call.org()
        .users
        .get(&user)
        .ok_or_else(|| Refusal::not_found(&user, "User"))?;
    let body = call.body()?;
    let external_id = body
        .get("externalId")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    if external_id.is_empty() {
        return Err(Refusal::invalid(
            "externalId",
            "externalId: The field cannot be left blank",
        ));
    }
    if let Some(idp) = call.org_mut().idps.get_mut(&id) {
        idp.links.retain(|link| link.user != user);
        idp.links.push(IdpUser {
            user,
            external_id,
            created: at,
            last_updated: at,
            profile: IdpUser::profile(&|_| None),
        });
    }
    read(call)
}

fn unlink(call: &mut Call<'_>) -> Answer {
    let (id, user) = (found(call)?.id.clone(), call.arg(1));
    let idp = call
        .org_mut()
        .idps
        .get_mut(&id)
        .ok_or_else(|| Refusal::not_found(&id, "IdpTrust"))?;
    let before = idp.links.len();
    idp.links.retain(|link| link.user != user);
    if idp.links.len() == before {
        Err(Refusal::not_found(&user, "IdpUser"))
    } else {
        Ok(Response::empty(204))
    }
}

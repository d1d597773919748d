//! The paths of the API, one file per family, and how a request finds its handler.
//!
//! A path that exists under another verb is refused with 405, any other with 404, as Okta does.

mod app_body;
mod app_features;
mod app_groups;
mod app_keys;
mod app_metadata;
mod app_users;
mod apps;
mod connections;
mod csrs;
mod domains;
mod features;
mod group_push;
mod group_rules;
mod groups;
mod idp_body;
mod idp_keys;
mod idp_users;
mod idps;
mod logs;
mod mappings;
mod org;
mod policies;
mod rules;
mod simulation;
mod tokens;
mod user_lifecycle;
mod user_relations;
mod users;
mod zones;

use super::http::Method;
use super::limits::Bucket;
use super::roles::Need;
use super::world::{Answer, Call};

pub(super) use app_metadata::public as public_metadata;
pub(super) use apps::party as app_party;
pub(super) use groups::party as group_party;
pub(super) use idps::party as idp_party;
pub(super) use simulation::deciding_rule;
pub(super) use users::party_of as user_party;

/// A path, a verb, what it needs and what it does.
pub(super) struct Route {
    method: Method,
    /// Segments; `{}` is a gap.
    pattern: &'static str,
    /// `None`: open to everybody.
    pub(super) need: Option<Need>,
    /// Whether it answers with JSON, so that `Accept` must allow it.
    pub(super) json: bool,
    /// The rate limit it counts against.
    pub(super) bucket: Bucket,
    /// The handler.
    pub(super) run: Handler,
}

/// A group of routes that share a rate limit.
struct Family {
    bucket: Bucket,
    routes: &'static [Entry],
}

/// What answers a request.
type Handler = fn(&mut Call<'_>) -> Answer;

/// Verb, path, need, handler.
type Entry = (Method, &'static str, Need, Handler);

const FAMILIES: [Family; 23] = [
    Family {
        bucket: Bucket::Org,
        routes: org::ROUTES,
    },
    Family {
        bucket: Bucket::Users,
        routes: users::ROUTES,
    },
    Family {
        bucket: Bucket::Users,
        routes: user_lifecycle::ROUTES,
    },
    Family {
        bucket: Bucket::Users,
        routes: user_relations::ROUTES,
    },
    Family {
        bucket: Bucket::Groups,
        routes: group_rules::ROUTES,
    },
    Family {
        bucket: Bucket::Groups,
        routes: groups::ROUTES,
    },
    Family {
        bucket: Bucket::Tokens,
        routes: tokens::ROUTES,
    },
    Family {
        bucket: Bucket::Wide,
        routes: features::ROUTES,
    },
    Family {
        bucket: Bucket::App,
        routes: apps::ROUTES,
    },
    Family {
        bucket: Bucket::App,
        routes: app_keys::ROUTES,
    },
    Family {
        bucket: Bucket::App,
        routes: csrs::ROUTES,
    },
    Family {
        bucket: Bucket::App,
        routes: app_users::ROUTES,
    },
    Family {
        bucket: Bucket::App,
        routes: app_groups::ROUTES,
    },
    Family {
        bucket: Bucket::Provisioning,
        routes: connections::ROUTES,
    },
    Family {
        bucket: Bucket::Provisioning,
        routes: app_features::ROUTES,
    },
    Family {
        bucket: Bucket::Groups,
        routes: group_push::ROUTES,
    },
    Family {
        bucket: Bucket::Groups,
        routes: mappings::ROUTES,
    },
    Family {
        bucket: Bucket::App,
        routes: zones::ROUTES,
    },
    Family {
        bucket: Bucket::Org,
        routes: domains::ROUTES,
    },
    Family {
        bucket: Bucket::Wide,
        routes: idps::ROUTES,
    },
    Family {
        bucket: Bucket::Wide,
        routes: idp_keys::ROUTES,
    },
    Family {
        bucket: Bucket::Wide,
        routes: idp_users::ROUTES,
    },
    Family {
        bucket: Bucket::Wide,
        routes: policies::ROUTES,
    },
];

/// What was found for a path and a verb.
pub(super) enum Found {
    /// A handler and what stands in the gaps.
    Route(Route, Vec<String>),
    /// The path exists under another verb.
    WrongMethod,
    /// No such path.
    Nothing,
}

/// Finds the handler.
pub(super) fn find(method: Method, segments: &[String]) -> Found {
    let mut found = Found::Nothing;
    for route in all() {
        let Some(args) = fit(route.pattern, segments) else {
            continue;
        };
        if route.method == method {
            return Found::Route(route, args);
        }
        found = Found::WrongMethod;
    }
    found
}

fn all() -> impl Iterator<Item = Route> {
    let open = org::OPEN.iter().map(|(pattern, run)| open_route(pattern, *run));
    let closed = FAMILIES.iter().flat_map(|family| {
        family
            .routes
            .iter()
            .map(|entry| closed_route(family.bucket, entry))
    });
    open.chain(special()).chain(closed)
}

/// Routes with a rate limit or an answer of their own.
fn special() -> impl Iterator<Item = Route> {
    let route = |method, pattern, need, json, bucket, run| Route {
        method,
        pattern,
        need: Some(need),
        json,
        bucket,
        run,
    };
    let list = apps::list as Handler;
    [
        route(
            Method::Get,
            "/api/v1/apps",
            Need::AppsRead,
            true,
            Bucket::AppList,
            list,
        ),
        route(
            Method::Post,
            "/api/v1/apps",
            Need::AppsManage,
            true,
            Bucket::AppCreate,
            apps::create,
        ),
        route(
            Method::Get,
            "/api/v1/logs",
            Need::LogsRead,
            true,
            Bucket::Logs,
            logs::list,
        ),
        route(
            Method::Get,
            "/api/v1/apps/{}/sso/saml/metadata",
            Need::AppsRead,
            false,
            Bucket::App,
            app_metadata::private,
        ),
        route(
            Method::Get,
            "/api/v1/idps/{}/metadata.xml",
            Need::IdpsRead,
            false,
            Bucket::Wide,
            idps::metadata,
        ),
    ]
    .into_iter()
}

fn open_route(pattern: &'static str, run: Handler) -> Route {
    Route {
        method: Method::Get,
        pattern,
        need: None,
        json: true,
        bucket: Bucket::Org,
        run,
    }
}

fn closed_route(bucket: Bucket, (method, pattern, need, run): &Entry) -> Route {
    Route {
        method: *method,
        pattern,
        need: Some(*need),
        json: true,
        bucket,
        run: *run,
    }
}

fn fit(pattern: &str, segments: &[String]) -> Option<Vec<String>> {
    let parts = || pattern.split('/').filter(|part| !part.is_empty());
    let same = parts()
        .zip(segments)
        .all(|(part, segment)| part == "{}" || part == segment);
    if !same || parts().count() != segments.len() {
        return None;
    }
    let gaps = parts().zip(segments).filter(|(part, _)| *part == "{}");
    Some(gaps.map(|(_, segment)| segment.clone()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_handed_on_in_order() {
        let Found::Route(_, args) = find(Method::Get, &path("/api/v1/apps/0oa1/users/00u1")) else {
            panic!("not found")
        };
        assert_eq!(args, ["0oa1", "00u1"]);
    }

    #[test]
    fn a_known_path_under_another_verb_differs_from_no_path() {
        assert!(matches!(
            find(Method::Patch, &path("/api/v1/apps")),
            Found::WrongMethod
        ));
        assert!(matches!(find(Method::Get, &path("/api/v1/appz")), Found::Nothing));
    }

    #[test]
    fn no_two_routes_share_a_verb_and_a_path() {
        let mut seen: Vec<(&str, &str)> = all().map(|route| (route.method.name(), route.pattern)).collect();
        let before = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), before);
    }

    fn path(path: &str) -> Vec<String> {
        path.split('/')
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    }
}

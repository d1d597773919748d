//! What a browser is shown: every page is whole, accessible, harmless, and says that it is practice.

use crate::desk::{Desk, Joined, between, text};
use org2org_setup::practice::{Method, Request, Response, Side};
use serde_json::json;
use std::collections::BTreeSet;

const MIRA: &str = "mira.chen@acme.example";
const HANNA: &str = "hanna.berg@acme.example";
const ELIF: &str = "elif.kaya@northwind.example";

/// A page: what it is, the org that shows it, its status and its heading.
type Page = (
    &'static str,
    Side,
    u16,
    &'static str,
    fn(&mut Desk, &Joined) -> Response,
);

const PAGES: &[Page] = &[
    ("the user name", Side::Source, 200, "Sign in", |desk, _| {
        open(desk, Side::Source, "/login")
    }),
    ("the password", Side::Source, 200, "Sign in", |desk, _| {
        let form = Request::new(Method::Post, "/login").form(&[("username", MIRA)]);
        desk.send(Side::Source, &form)
    }),
    ("a wrong password", Side::Source, 401, "Sign in", |desk, _| {
        let form = [("username", MIRA), ("password", "wrong")];
        desk.send(Side::Source, &Request::new(Method::Post, "/login").form(&form))
    }),
    (
        "the user name on the way to an app",
        Side::Target,
        200,
        "Sign in",
        |desk, joined| {
            let path = format!("/login?fromURI=/home/northwind_wiki_1/{}/9000", joined.wiki);
            open(desk, Side::Target, &path)
        },
    ),
    ("a dashboard", Side::Source, 200, "My apps", |desk, _| {
        desk.open_as(Side::Source, MIRA, "/app/UserHome")
    }),
    (
        "a dashboard without apps",
        Side::Source,
        200,
        "My apps",
        |desk, _| desk.open_as(Side::Source, HANNA, "/app/UserHome"),
    ),
    (
        "an app",
        Side::Target,
        200,
        "Signed in to Wiki (practice)",
        |desk, joined| {
            let sso = wiki_address(desk, joined);
            desk.open_as(Side::Target, ELIF, &sso)
        },
    ),
    (
        "a response on its way",
        Side::Source,
        200,
        "Signing in",
        |desk, joined| {
            let sso = sso(desk, joined);
            desk.open_as(Side::Source, MIRA, &sso)
        },
    ),
    (
        "a request on its way",
        Side::Target,
        200,
        "Signing in",
        |desk, _| {
            let form = Request::new(Method::Post, "/login").form(&[("username", MIRA)]);
            desk.send(Side::Target, &form)
        },
    ),
    (
        "an app that is not assigned",
        Side::Source,
        403,
        "403 App Not Assigned",
        |desk, joined| {
            let sso = sso(desk, joined);
            desk.open_as(Side::Source, HANNA, &sso)
        },
    ),
    (
        "a refused response",
        Side::Target,
        400,
        "400 Bad Request",
        |desk, joined| desk.deliver(joined, "nonsense"),
    ),
    ("nothing", Side::Target, 404, "Page not found", |desk, _| {
        open(desk, Side::Target, "/nothing/here")
    }),
    (
        "a rule to a provider that is off",
        Side::Target,
        500,
        "500 Internal Server Error",
        |desk, joined| {
            desk.act(
                Side::Target,
                &format!("/api/v1/idps/{}/lifecycle/deactivate", joined.idp),
            );
            let form = Request::new(Method::Post, "/login").form(&[("username", MIRA)]);
            desk.send(Side::Target, &form)
        },
    ),
    (
        "a policy that asks for more",
        Side::Target,
        200,
        "Verify it's you with a security method",
        |desk, joined| {
            let method = json!({ "type": "ASSURANCE", "factorMode": "2FA" });
            policy_of(
                desk,
                joined,
                &json!({ "access": "ALLOW", "verificationMethod": method }),
            )
        },
    ),
    (
        "a policy that denies",
        Side::Target,
        403,
        "403 Access Forbidden",
        |desk, joined| policy_of(desk, joined, &json!({ "access": "DENY" })),
    ),
];

#[test]
fn every_page_has_its_status_and_one_heading_that_its_title_repeats() {
    each(|what, page, (_, status, heading)| {
        let html = page.text_body();
        assert_eq!(page.status, status, "{what}");
        let heading = heading.replace('\'', "&#39;");
        assert_eq!(between(&html, "<h1>", "</h1>"), heading, "{what}");
        assert_eq!(count(&html, "<h1"), 1, "{what}");
        let title = between(&html, "<title>", "</title>");
        assert!(
            title.starts_with(&heading) && title.ends_with("(practice)"),
            "{what}: {title}"
        );
    });
}

#[test]
fn every_page_says_that_it_is_practice_and_whose_org_it_is() {
    each(|what, page, (side, ..)| {
        let html = page.text_body();
        let (company, role) = match side {
            Side::Source => ("Acme Workforce", "Source org: people sign in here"),
            Side::Target => ("Northwind Partners", "Target org: the apps are here"),
        };
        let banner = between(&html, "<header>", "</header>");
        for words in ["Practice org", company, role] {
            assert!(banner.contains(words), "{what}: no {words} in {banner}");
        }
        let end = between(&html, "<footer>", "</footer>");
        assert!(end.contains("Nothing here is real"), "{what}: {end}");
    });
}

#[test]
fn every_page_is_a_whole_document_in_english_that_fits_a_small_screen() {
    each(|what, page, _| {
        let html = page.text_body();
        assert!(html.starts_with("<!doctype html><html lang=\"en\">"), "{what}");
        assert!(html.ends_with("</html>"), "{what}");
        for part in ["<meta charset=\"utf-8\">", "width=device-width, initial-scale=1"] {
            assert!(html.contains(part), "{what}: no {part}");
        }
        for landmark in ["header", "main", "footer"] {
            let open = count(&html, &format!("<{landmark}>")) + count(&html, &format!("<{landmark} "));
            assert_eq!(open, 1, "{what}: {landmark}");
        }
        let kind = page.header_value("content-type");
        assert_eq!(kind, Some("text/html; charset=utf-8"), "{what}");
    });
}

#[test]
fn every_field_has_a_label_every_button_and_link_a_text_and_every_identifier_is_there_once() {
    each(|what, page, _| {
        let html = page.text_body();
        for input in tags(&html, "input") {
            if input.contains("type=\"hidden\"") {
                continue;
            }
            let id = between(&input, "id=\"", "\"");
            let label = format!("<label for=\"{id}\">");
            assert!(html.contains(&label), "{what}: {id} has no label");
            assert!(!between(&html, &label, "</label>").is_empty(), "{what}: {id}");
            assert!(
                input.contains("autocomplete=\""),
                "{what}: {id} cannot be filled in by a browser"
            );
        }
        for (tag, end) in [("button", "</button>"), ("a", "</a>"), ("summary", "</summary>")] {
            for part in html.split(&format!("<{tag}")).skip(1) {
                if !part.starts_with('>') && !part.starts_with(' ') {
                    continue;
                }
                let shown = between(part, ">", end);
                assert!(!shown.trim().is_empty(), "{what}: a {tag} without a text");
            }
        }
        let ids: Vec<&str> = html
            .split(" id=\"")
            .skip(1)
            .map(|part| part.split('"').next().unwrap())
            .collect();
        let distinct: BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len(), "{what}: {ids:?}");
        for picture in html.split("<svg").skip(1) {
            assert!(
                picture.contains("aria-hidden=\"true\""),
                "{what}: a picture is read out"
            );
        }
    });
}

#[test]
fn what_is_wrong_is_read_out_at_once_and_nothing_else_is() {
    each(|what, page, (_, status, heading)| {
        let html = page.text_body();
        let asks = heading.starts_with("Verify");
        let wrong = (status >= 400 && status != 404) || asks;
        assert_eq!(count(&html, "role=\"alert\""), usize::from(wrong), "{what}");
    });
}

#[test]
fn a_page_that_is_no_form_leads_on_somewhere() {
    each(|what, page, (_, status, _)| {
        let html = page.text_body();
        let ways = count(&html, "<form ") + count(&html, "<a ");
        assert!(ways > 0 || status == 500, "{what} is a dead end");
        for form in html.split("<form ").skip(1) {
            let form = between(form, "", "</form>");
            assert!(
                form.contains("method=\"post\"") && form.contains("<button"),
                "{what}"
            );
        }
        for part in html.split("href=\"").skip(1) {
            let target = part.split('"').next().unwrap();
            let inside = target.starts_with('/') || target.starts_with("data:image/svg+xml,");
            assert!(inside, "{what}: {target} leads out of the org");
        }
    });
}

#[test]
fn no_page_can_load_anything_run_anything_of_others_be_framed_or_be_kept() {
    each(|what, page, (side, ..)| {
        let html = page.text_body();
        for part in [
            "src=",
            "onload=",
            "onclick=",
            "style=\"",
            "javascript:",
            "<iframe",
            "<object",
            "@import",
        ] {
            assert!(!html.contains(part), "{what}: {part}");
        }
        let policy = page.header_value("content-security-policy").unwrap();
        for rule in [
            "default-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(rule), "{what}: {policy}");
        }
        let scripts = count(&html, "<script");
        let posts = html.contains("id=\"auto-post\"");
        assert_eq!(scripts, usize::from(posts), "{what}");
        assert_eq!(policy.contains("script-src 'none'"), !posts, "{what}: {policy}");
        let other = if side == Side::Source { "4102" } else { "4101" };
        let leaves = policy.contains(&format!("http://127.0.0.1:{other}"));
        let may = posts || (side == Side::Target && html.contains("id=\"sign-in\""));
        assert!(!leaves || may, "{what}: {policy}");
        assert_eq!(page.header_value("cache-control"), Some("no-store"), "{what}");
        assert_eq!(
            page.header_value("x-content-type-options"),
            Some("nosniff"),
            "{what}"
        );
    });
}

#[test]
fn whatever_people_and_admins_write_is_shown_and_never_run() {
    let mut desk = Desk::new();
    let joined = desk.join();
    let hostile = "<script>alert(\"1\")</script>&'";
    let path = format!("/api/v1/apps/{}", joined.wiki);
    let mut app = desk.get(Side::Target, &path);
    app["label"] = json!(hostile);
    desk.put(Side::Target, &path, &app);
    let body = json!({ "profile": { "firstName": hostile, "lastName": hostile } });
    desk.post(Side::Target, &format!("/api/v1/users/{ELIF}"), &body);
    let sso = wiki_address(&mut desk, &joined);
    let pages = [
        desk.open_as(Side::Target, ELIF, "/app/UserHome"),
        desk.open_as(Side::Target, ELIF, &sso),
        open(&mut desk, Side::Target, &format!("/login?fromURI={sso}")),
        open(
            &mut desk,
            Side::Target,
            "/login?fromURI=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        ),
        desk.send(
            Side::Target,
            &Request::new(Method::Post, "/login").form(&[("username", hostile)]),
        ),
    ];
    for page in pages {
        let html = page.text_body();
        assert!(!html.contains("<script>alert"), "{html}");
        assert_eq!(count(&html, "<script"), 0, "{html}");
        assert!(html.contains("&lt;script&gt;"), "{html}");
    }
}

#[test]
fn the_sign_in_page_leads_back_to_a_path_of_its_own_org_and_nowhere_else() {
    for (wanted, reached) in [
        ("/app/UserHome", "/app/UserHome"),
        ("/login/signout", "/login/signout"),
        ("http://127.0.0.1:4102/app/UserHome", "/app/UserHome"),
        ("http://127.0.0.1:41020/", "/app/UserHome"),
        ("http://127.0.0.1:4101/app/UserHome", "/app/UserHome"),
        ("https://evil.example/", "/app/UserHome"),
        ("//evil.example/", "/app/UserHome"),
        ("/\\evil.example/", "/app/UserHome"),
        ("javascript:alert(1)", "/app/UserHome"),
        ("/app\r\nset-cookie: x=1", "/app/UserHome"),
        ("", "/app/UserHome"),
    ] {
        let mut desk = Desk::new();
        let card = desk.world.card(Side::Target);
        let password = card.users[0].password.clone();
        let form = [
            ("username", ELIF),
            ("password", password.as_str()),
            ("fromURI", wanted),
        ];
        let answer = desk.send(Side::Target, &Request::new(Method::Post, "/login").form(&form));
        assert_eq!(answer.status, 302, "{wanted}");
        assert_eq!(answer.header_value("location"), Some(reached), "{wanted}");
    }
}

#[test]
fn a_session_lasts_two_hours_ends_at_sign_out_and_is_worth_nothing_at_the_other_org() {
    let mut desk = Desk::new();
    desk.join();
    let cookie = desk.cookie(Side::Source, MIRA);
    let home = |desk: &mut Desk, side: Side, cookie: &str| {
        let request = Request::new(Method::Get, "/app/UserHome").header("cookie", cookie);
        desk.send(side, &request).status
    };
    assert_eq!(home(&mut desk, Side::Source, &cookie), 200);
    let renamed = cookie.replace("sid-source", "sid-target");
    for wrong in [&cookie, &renamed] {
        assert_eq!(home(&mut desk, Side::Target, wrong), 302);
    }
    desk.wait(2 * 3600 - 1);
    assert_eq!(home(&mut desk, Side::Source, &cookie), 200);
    desk.wait(1);
    assert_eq!(home(&mut desk, Side::Source, &cookie), 302);
    let cookie = desk.cookie(Side::Source, MIRA);
    let out = Request::new(Method::Get, "/login/signout").header("cookie", &cookie);
    let answer = desk.send(Side::Source, &out);
    assert!(answer.header_value("set-cookie").unwrap().contains("Max-Age=0"));
    assert_eq!(
        home(&mut desk, Side::Source, &cookie),
        302,
        "a kept cookie opens nothing"
    );
}

#[test]
fn cookies_cannot_be_read_by_scripts_or_sent_by_forms_of_others() {
    let mut desk = Desk::new();
    for side in [Side::Source, Side::Target] {
        let card = desk.world.card(side);
        let (login, password) = (card.users[0].login.clone(), card.users[0].password.clone());
        let form = [("username", login.as_str()), ("password", password.as_str())];
        let answer = desk.send(side, &Request::new(Method::Post, "/login").form(&form));
        let cookie = answer.header_value("set-cookie").unwrap();
        assert!(
            cookie.starts_with(&format!("sid-{}=102", side.name())),
            "{cookie}"
        );
        for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
    }
}

/// Shows every page to somebody, each on orgs of its own.
fn each(look: impl Fn(&str, &Response, (Side, u16, &str))) {
    for (what, side, status, heading, show) in PAGES {
        let mut desk = Desk::new();
        let joined = desk.join();
        let page = show(&mut desk, &joined);
        look(what, &page, (*side, *status, heading));
    }
}

fn open(desk: &mut Desk, side: Side, path: &str) -> Response {
    desk.send(side, &Request::new(Method::Get, path))
}

/// The path of the Org2Org app's sign-on.
fn sso(desk: &mut Desk, joined: &Joined) -> String {
    let (_, sso, _) = desk.metadata(&joined.app);
    sso.trim_start_matches("http://127.0.0.1:4101").to_owned()
}

/// The path of the wiki's sign-on.
fn wiki_address(desk: &mut Desk, joined: &Joined) -> String {
    let path = format!("/home/northwind_wiki_1/{}/9000", joined.wiki);
    let answer = desk.open_as(Side::Target, ELIF, &path);
    answer.header_value("location").unwrap().to_owned()
}

/// The wiki opened by somebody whom its sign-in policy treats so.
fn policy_of(desk: &mut Desk, joined: &Joined, action: &serde_json::Value) -> Response {
    let body = json!({ "type": "ACCESS_POLICY", "name": "Wiki" });
    let policy = text(&desk.post(Side::Target, "/api/v1/policies", &body), "/id");
    let rule = json!({ "type": "ACCESS_POLICY", "name": "Wiki", "actions": { "appSignOn": action } });
    desk.post(Side::Target, &format!("/api/v1/policies/{policy}/rules"), &rule);
    let path = format!("/api/v1/apps/{}/policies/{policy}", joined.wiki);
    assert_eq!(desk.call(Side::Target, Method::Put, &path, None).status, 204);
    let sso = wiki_address(desk, joined);
    desk.open_as(Side::Target, ELIF, &sso)
}

fn count(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

/// All tags of that name, without their contents.
fn tags(html: &str, name: &str) -> Vec<String> {
    html.split(&format!("<{name} "))
        .skip(1)
        .map(|part| part.split('>').next().unwrap().to_owned())
        .collect()
}

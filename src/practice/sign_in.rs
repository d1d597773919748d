//! Plays the browser: walks through pages as a person would, follows redirects, sends forms, keeps cookies.
//!
//! It reads nothing but what the pages show.

use super::http::{Method, Request, Response};
use super::mischief::deliver;
use super::seat::Seat;
use super::world::World;
use super::{Side, Stage};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A page on screen: where it is and what it shows.
struct Page {
    seat: Seat,
    status: u16,
    html: String,
}

impl Page {
    fn title(&self) -> String {
        between(&self.html, "<h1>", "</h1>").map_or("no title".to_owned(), unescape)
    }

    /// What a failure looks like to a person.
    fn problem(&self) -> String {
        let code = between(&self.html, "<dt>Error code</dt><dd>", "</dd>").map(|code| format!(", {code}"));
        format!(
            "{} org: {} ({}){}",
            self.seat.side().name(),
            self.title(),
            self.status,
            code.unwrap_or_default()
        )
    }

    /// Links with their text.
    fn links(&self) -> Vec<(String, String)> {
        let tags = self.html.split("<a ").skip(1);
        tags.filter_map(|tag| {
            let href = between(tag, "href=\"", "\"")?;
            Some((unescape(href), unescape(between(tag, ">", "</a>")?)))
        })
        .collect()
    }

    /// The form of that identifier: where it goes and its fields.
    fn form(&self, id: &str) -> Option<(String, Vec<(String, String)>)> {
        let form = between(&self.html, &format!("<form id=\"{id}\""), "</form>")?;
        let action = unescape(between(form, "action=\"", "\"")?);
        let inputs = form.split("<input ").skip(1).filter_map(|tag| {
            let tag = tag.split('>').next()?;
            let value = between(tag, "value=\"", "\"").map(unescape).unwrap_or_default();
            Some((unescape(between(tag, "name=\"", "\"")?), value))
        });
        Some((action, inputs.collect()))
    }
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> Option<&'t str> {
    text.split_once(start)?
        .1
        .split_once(end)
        .map(|(inside, _)| inside)
}

fn unescape(text: &str) -> String {
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    pairs
        .into_iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// How often somebody asks for the same page before giving up.
const MOST_LOOKS: usize = 8;

/// A browser without a screen.
struct Browser<'w> {
    world: &'w mut World,
    now: Timestamp,
    cookies: BTreeMap<String, String>,
}

impl Browser<'_> {
    /// Opens an address and follows redirects, at most ten.
    fn open(&mut self, seat: Seat, target: &str) -> Option<Page> {
        self.send(seat, Request::new(Method::Get, target))
    }

    fn send(&mut self, mut seat: Seat, mut request: Request) -> Option<Page> {
        for _ in 0..10 {
            let response = self.exchange(seat, request)?;
            let Some(location) = response.header_value("location") else {
                return Some(Page {
                    seat,
                    status: response.status,
                    html: response.text_body(),
                });
            };
            let (next, target) = self.locate(seat, location)?;
            seat = next;
            request = Request::new(Method::Get, &target);
        }
        None
    }

    fn exchange(&mut self, seat: Seat, request: Request) -> Option<Response> {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = request
            .header("cookie", &cookies.join("; "))
            .header("user-agent", "Practice browser");
        let response = self.look(seat, &request)?;
        for (_, cookie) in response.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (name, value) = cookie.split(';').next()?.split_once('=')?;
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        Some(response)
    }

    /// Asks for a page, once more where it failed or broke off on purpose, as a person would.
    fn look(&mut self, seat: Seat, request: &Request) -> Option<Response> {
        let mut looks = 0;
        loop {
            let delivery = deliver(self.world, seat, request, self.now);
            looks += 1;
            if !delivery.disturbed || looks == MOST_LOOKS {
                return delivery.answer;
            }
        }
    }

    /// The org and the path of an address; `None` for an address outside the practice orgs.
    fn locate(&self, seat: Seat, address: &str) -> Option<(Seat, String)> {
        if address.starts_with('/') {
            return Some((seat, address.to_owned()));
        }
        let seat = self.world.seat_at(address)?;
        let url = url::Url::parse(address).ok()?;
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        Some((seat, format!("{}{query}", url.path())))
    }

    /// Sends a form of a page with some fields filled in.
    fn submit(&mut self, page: &Page, form: &str, filled: &[(&str, &str)]) -> Option<Page> {
        let (action, mut fields) = page.form(form)?;
        for (name, value) in filled {
            fields.retain(|(known, _)| known != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        let (seat, target) = self.locate(page.seat, &action)?;
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.send(seat, Request::new(Method::Post, &target).form(&fields))
    }

    fn password(&self, seat: Seat, login: &str) -> String {
        let user = self.world.org(seat).user_by_login(login);
        user.and_then(|user| user.password.clone()).unwrap_or_default()
    }

    /// Gives user name and password on a sign-in page.
    fn sign_in(&mut self, page: &Page, login: &str) -> Option<Page> {
        let page = match page.form("sign-in") {
            Some((_, fields)) if fields.iter().any(|(name, _)| name == "password") => None,
            _ => Some(self.submit(page, "sign-in", &[("username", login)])?),
        }
        .unwrap_or(Page {
            seat: page.seat,
            status: page.status,
            html: page.html.clone(),
        });
        let password = self.password(page.seat, login);
        self.submit(&page, "sign-in", &[("password", &password)])
    }
}

/// Stages walked so far.
#[derive(Default)]
struct Walk {
    stages: Vec<Stage>,
}

impl Walk {
    /// Notes how a stage ended and hands on its page if it went well.
    fn stage(
        &mut self,
        name: &'static str,
        page: Option<Page>,
        good: impl Fn(&Page) -> bool,
    ) -> Option<Page> {
        let (ok, detail) = match &page {
            Some(page) if good(page) => (true, page.title()),
            Some(page) => (false, page.problem()),
            None => (false, "The browser found no way on".to_owned()),
        };
        self.stages.push(Stage { name, ok, detail });
        page.filter(|_| ok)
    }
}

fn dashboard(page: &Page, side: Side) -> bool {
    page.seat.side() == side && page.status == 200 && page.title() == "My apps"
}

/// Sign-in that begins at the source org: dashboard, tile, response, the target's dashboard, the app.
pub(super) fn from_source(
    world: &mut World,
    now: Timestamp,
    source: Seat,
    login: &str,
    app: Option<&str>,
) -> Vec<Stage> {
    let mut walk = Walk::default();
    walk_from_source(
        &mut walk,
        &mut Browser {
            world,
            now,
            cookies: BTreeMap::new(),
        },
        source,
        login,
        app,
    );
    walk.stages
}

fn walk_from_source(
    walk: &mut Walk,
    browser: &mut Browser<'_>,
    source: Seat,
    login: &str,
    app: Option<&str>,
) -> Option<()> {
    let page = browser.open(source, "/")?;
    let page = browser.sign_in(&page, login);
    let page = walk.stage("source-sign-in", page, |page| dashboard(page, Side::Source))?;
    let tile = org2org_tile(&page);
    let detail = tile
        .as_ref()
        .map_or("No Org2Org tile on the dashboard".to_owned(), |(_, label)| {
            label.clone()
        });
    walk.stages.push(Stage {
        name: "source-dashboard",
        ok: tile.is_some(),
        detail,
    });
    let page = browser.open(source, &tile?.0);
    let page = walk.stage("saml-response", page, |page| page.form("auto-post").is_some())?;
    let page = browser.submit(&page, "auto-post", &[]);
    let page = walk.stage("target-sign-in", page, |page| {
        page.seat.side() == Side::Target && page.status == 200
    })?;
    let page = if dashboard(&page, Side::Target) {
        Some(page)
    } else {
        browser.open(Side::Target.into(), "/app/UserHome")
    };
    let page = walk.stage("target-dashboard", page, |page| dashboard(page, Side::Target))?;
    open_app(walk, browser, &page, app?)
}

fn open_app(walk: &mut Walk, browser: &mut Browser<'_>, page: &Page, label: &str) -> Option<()> {
    let tile = page.links().into_iter().find(|(_, text)| text == label);
    let Some((href, _)) = tile else {
        let detail = format!("No tile for {label} on the dashboard");
        walk.stages.push(Stage {
            name: "target-app",
            ok: false,
            detail,
        });
        return None;
    };
    let page = browser.open(Side::Target.into(), &href);
    walk.stage("target-app", page, |page| {
        page.status == 200 && page.title().starts_with("Signed in to")
    })
    .map(|_| ())
}

fn org2org_tile(page: &Page) -> Option<(String, String)> {
    page.links()
        .into_iter()
        .find(|(href, _)| href.starts_with("/home/okta_org2org/"))
}

/// Sign-in that begins at the target org with a user name.
pub(super) fn from_target(world: &mut World, now: Timestamp, login: &str) -> Vec<Stage> {
    let mut walk = Walk::default();
    walk_from_target(
        &mut walk,
        &mut Browser {
            world,
            now,
            cookies: BTreeMap::new(),
        },
        login,
    );
    walk.stages
}

fn walk_from_target(walk: &mut Walk, browser: &mut Browser<'_>, login: &str) -> Option<()> {
    let page = browser.open(Side::Target.into(), "/")?;
    let page = browser.submit(&page, "sign-in", &[("username", login)]);
    let page = walk.stage("target-routing", page, |page| {
        page.seat.side() == Side::Source || page.form("auto-post").is_some()
    })?;
    let page = if page.seat.side() == Side::Source {
        Some(page)
    } else {
        browser.submit(&page, "auto-post", &[])
    };
    let sent = |page: &Page| page.seat.side() == Side::Source && page.form("sign-in").is_some();
    let page = walk.stage("source-request", page, sent)?;
    let page = browser.sign_in(&page, login);
    let page = walk.stage("saml-response", page, |page| page.form("auto-post").is_some())?;
    let page = browser.submit(&page, "auto-post", &[]);
    walk.stage("target-dashboard", page, |page| dashboard(page, Side::Target))
        .map(|_| ())
}

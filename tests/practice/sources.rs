//! Two, or two hundred, source orgs for one target org.

use crate::desk::{refusal, url};
use org2org_setup::practice::{Clock, Method, Options, Practice, Request, Seat, Side, World, handle};
use std::collections::BTreeSet;

const MANY: usize = 200;

fn world(sources: usize) -> (World, Clock) {
    let clock = Clock::manual("2026-03-02T09:00:00Z".parse().unwrap());
    let options = Options {
        clock: clock.clone(),
        ..Options::default()
    };
    let further: Vec<_> = (1..sources)
        .map(|number| url(&format!("http://127.0.0.1:{}", 4102 + number)))
        .collect();
    let mut world = World::with_sources(
        &options,
        &url("http://127.0.0.1:4101"),
        &url("http://127.0.0.1:4102"),
        &further,
    );
    world.watch(crate::watch::watch);
    (world, clock)
}

fn ask(world: &mut World, seat: Seat, path: &str, token: &str) -> (u16, serde_json::Value) {
    let now = "2026-03-02T09:00:00Z".parse().unwrap();
    let response = handle(world, seat, &Request::new(Method::Get, path).token(token), now);
    (response.status, response.json_body())
}

#[test]
fn two_hundred_source_orgs_share_neither_name_nor_address_nor_token_nor_person() {
    let (mut world, _) = world(MANY);
    let seats = world.source_seats();
    assert_eq!(seats.len(), MANY);
    let (mut ids, mut facts, mut logins) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for seat in seats.iter().copied().chain([Side::Target.into()]) {
        let card = world.card(seat).clone();
        assert!(facts.insert(card.name.clone()) && facts.insert(card.url.to_string()));
        assert!(facts.insert(card.api_token.clone()));
        for person in card.users.iter().chain([&card.admin]) {
            assert!(logins.insert(person.login.clone()), "{}", person.login);
        }
        let (status, org) = ask(&mut world, seat, "/api/v1/org", &card.api_token);
        assert_eq!(
            (status, org["companyName"].as_str()),
            (200, Some(card.name.as_str()))
        );
        let (_, users) = ask(&mut world, seat, "/api/v1/users", &card.api_token);
        for user in users.as_array().unwrap().iter().chain([&org]) {
            assert!(ids.insert(user["id"].as_str().unwrap().to_owned()));
        }
    }
    println!(
        "{} orgs, {} people, {} identifiers, no two alike",
        seats.len() + 1,
        logins.len(),
        ids.len()
    );
}

#[test]
fn the_token_of_one_source_org_opens_no_other_org() {
    let (mut world, _) = world(4);
    let seats: Vec<Seat> = world
        .source_seats()
        .into_iter()
        .chain([Side::Target.into()])
        .collect();
    for own in &seats {
        let token = world.card(*own).api_token.clone();
        for seat in &seats {
            let (status, body) = ask(&mut world, *seat, "/api/v1/users", &token);
            if seat == own {
                assert_eq!(status, 200);
            } else {
                assert_eq!((status, body["errorCode"].as_str()), (401, Some("E0000011")));
            }
        }
    }
}

#[test]
fn an_object_of_one_source_org_is_unknown_to_the_others() {
    let (mut world, _) = world(2);
    let [first, second] = world.source_seats().try_into().unwrap();
    let (token, other) = (
        world.card(first).api_token.clone(),
        world.card(second).api_token.clone(),
    );
    let (_, me) = ask(&mut world, first, "/api/v1/users/me", &token);
    let path = format!("/api/v1/users/{}", me["id"].as_str().unwrap());
    let now = "2026-03-02T09:00:00Z".parse().unwrap();
    let response = handle(
        &mut world,
        second,
        &Request::new(Method::Get, &path).token(&other),
        now,
    );
    assert_eq!(refusal(&response), (404, "E0000007".to_owned()));
}

#[test]
fn one_source_org_is_the_same_whether_or_not_others_stand_beside_it() {
    let (alone, _) = world(1);
    let (among, _) = world(5);
    assert_eq!(alone.state(Side::Source), among.state(Side::Source));
    assert_eq!(alone.state(Side::Target), among.state(Side::Target));
    assert_eq!(
        alone.card(Side::Source).api_token,
        among.card(Side::Source).api_token
    );
}

#[tokio::test]
async fn every_source_org_answers_on_a_port_of_its_own() {
    let options = Options {
        sources: MANY,
        ..Options::default()
    };
    let practice = Practice::start(options).await.unwrap();
    practice.world().lock().unwrap().watch(crate::watch::watch);
    let ports: BTreeSet<_> = practice
        .sources()
        .chain([practice.target()])
        .map(|card| card.url.port())
        .collect();
    assert_eq!(ports.len(), MANY + 1);
    assert_eq!(practice.sources().next().unwrap().url, practice.source().url);
}

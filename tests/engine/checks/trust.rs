//! Do both orgs say the same (okta-api §12), to the letter.

use super::{Bench, Says, cannot_tell, dead, finds, forbidden, out, passes, row, set, unread};
use org2org_setup::federation::{
    Side,
    verify::Severity::{Blocks, MayBlock, Note},
};
use serde_json::json;

#[tokio::test]
async fn an_issuer_is_equal_to_the_letter_or_both_values_are_shown() {
    let bench = Bench::new().await;
    let place = bench.idp("/protocol/credentials/trust/issuer");
    let issuer = bench.text(&place);
    let differs = |other: &str| {
        finds("issuer-mismatch", Blocks, Side::Target)
            .both(&issuer, other)
            .fixed_by("identity-provider")
    };
    let slash = format!("{issuer}/");
    let https = issuer.replacen("http://", "https://", 1);
    let capitals = issuer.to_uppercase();
    bench.holds(
        "Issuer agrees",
        &[
            row("as set up", [], passes(&issuer)),
            row("a slash more", [set(&place, slash.clone())], differs(&slash)),
            row("https for http", [set(&place, https.clone())], differs(&https)),
            row("in capitals", [set(&place, capitals.clone())], differs(&capitals)),
            row("none at all", [out(&place)], differs("")),
            row(
                "no metadata",
                [unread("/source/app/metadata", &forbidden())],
                Says::Nothing,
            ),
            row("no provider", [set("/target/idps/Ok", json!([]))], Says::Nothing),
        ],
    );
}

#[tokio::test]
async fn the_sign_on_address_is_compared_with_address_and_destination_of_the_provider() {
    let bench = Bench::new().await;
    let (url, destination) = (
        bench.idp("/protocol/endpoints/sso/url"),
        bench.idp("/protocol/endpoints/sso/destination"),
    );
    let sso = bench.text(&url);
    let other = format!("{sso}x");
    let differs = |other: &str| {
        finds("sso-url-mismatch", Blocks, Side::Target)
            .both(&sso, other)
            .fixed_by("identity-provider")
    };
    bench.holds(
        "Sign-on URL agrees",
        &[
            row("as set up", [], passes(&sso)),
            row("another address", [set(&url, other.clone())], differs(&other)),
            row(
                "another destination",
                [set(&destination, other.clone())],
                differs(&other),
            ),
            row("no destination", [out(&destination)], differs("")),
        ],
    );
}

#[tokio::test]
async fn acs_url_and_audience_are_set_right_in_the_source_org() {
    let bench = Bench::new().await;
    let settings = "/source/app/app/settings/app";
    let (acs, audience) = (format!("{settings}/acsUrl"), format!("{settings}/audRestriction"));
    for (title, code, place, expected) in [
        (
            "ACS URL agrees",
            "destination-mismatch",
            &acs,
            bench.idp("/_links/acs/href"),
        ),
        (
            "Audience agrees",
            "audience-mismatch",
            &audience,
            bench.idp("/protocol/credentials/trust/audience"),
        ),
    ] {
        let wanted = bench.text(&expected);
        let differs = |sent: &str, expected: &str| {
            finds(code, Blocks, Side::Source)
                .both(sent, expected)
                .fixed_by("org2org-trust")
        };
        let blank = format!("{wanted} ");
        bench.holds(
            title,
            &[
                row("as set up", [], passes(&wanted)),
                row(
                    "a blank more",
                    [set(place, blank.clone())],
                    differs(&blank, &wanted),
                ),
                row("not set", [set(place, "")], differs("", &wanted)),
                row("null", [set(place, json!(null))], differs("", &wanted)),
                row(
                    "nothing on either side",
                    [set(place, ""), set(&expected, "")],
                    differs("", ""),
                ),
                row("no app", [set("/source/app", json!(null))], Says::Nothing),
            ],
        );
    }
}

#[tokio::test]
async fn the_certificate_is_the_one_that_the_provider_trusts_first_or_besides() {
    let bench = Bench::new().await;
    let kid = bench.idp("/protocol/credentials/trust/kid");
    let own = bench.text(&kid);
    let store = bench.entry("/target/idp_keys/Ok", "/kid", &own, "");
    let additional = bench.idp("/protocol/credentials/trust/additionalKids");
    let found = bench
        .check("Certificate agrees", &[set(&kid, "elsewhere")])
        .unwrap();
    let org2org_setup::federation::verify::CheckResult::Fail(finding) = found.result else {
        panic!("{found:?}")
    };
    let fingerprint = finding.comparison.unwrap().sent;
    assert_eq!(
        fingerprint.split(':').count(),
        32,
        "SHA-256 in pairs: {fingerprint}"
    );
    let differs = |trusted: &str| {
        finds("certificate-mismatch", Blocks, Side::Target)
            .both(&fingerprint, trusted)
            .fixed_by("identity-provider")
    };
    bench.holds(
        "Certificate agrees",
        &[
            row("as set up", [], passes(&fingerprint)),
            row(
                "a key that is not in the store",
                [set(&kid, "gone")],
                differs("unknown key gone"),
            ),
            row("no key at all", [out(&kid)], differs("none")),
            row(
                "trusted besides",
                [set(&kid, "gone"), set(&additional, json!([own]))],
                passes(&fingerprint),
            ),
            row(
                "the store was emptied",
                [out(&store)],
                differs(&format!("unknown key {own}")),
            ),
            row(
                "the store is hidden",
                [unread("/target/idp_keys", &forbidden())],
                Says::Nothing,
            ),
            row(
                "the store holds no certificate",
                [set(format!("{store}/x5c"), json!(["AAAA"]))],
                differs(&format!("unknown key {own}")),
            ),
        ],
    );
}

/// F03: an expired certificate stops no sign-in at Okta; saying so would send people the wrong way.
#[tokio::test]
async fn a_certificate_that_expires_or_has_expired_is_a_note_and_never_a_cause() {
    let bench = Bench::new().await;
    let ends = {
        let passing = bench.check("Certificate does not expire soon", &[]).unwrap();
        let org2org_setup::federation::verify::CheckResult::Pass(seen) = passing.result else {
            panic!("{passing:?}")
        };
        let days: i64 = seen.split_whitespace().nth(2).unwrap().parse().unwrap();
        let taken: jiff::Timestamp = bench.text("/taken").parse().unwrap();
        taken + jiff::SignedDuration::from_hours(days * 24)
    };
    let at = |days: i64| {
        let instant = ends + jiff::SignedDuration::from_hours(days * 24);
        vec![set("/taken", instant.to_string())]
    };
    bench.holds(
        "Certificate does not expire soon",
        &[
            row("32 days before", at(-32), passes("more days")),
            row(
                "20 days before",
                at(-20),
                finds("certificate-expiring", Note, Side::Source).saying("expires in"),
            ),
            row(
                "two days after",
                at(2),
                finds("certificate-expired", Note, Side::Source).saying("has expired"),
            ),
            row(
                "ten years after",
                at(3650),
                finds("certificate-expired", Note, Side::Source).saying("goes on accepting it"),
            ),
        ],
    );
}

#[tokio::test]
async fn the_identity_provider_is_there_and_on() {
    let bench = Bench::new().await;
    let title = "The identity provider is there and switched on";
    let fix = "identity-provider";
    bench.holds(
        title,
        &[
            row("as set up", [], passes(&bench.blueprint.idp.name)),
            row(
                "switched off",
                [set(bench.idp("/status"), "INACTIVE")],
                finds("identity-provider-inactive", Blocks, Side::Target).fixed_by(fix),
            ),
            row(
                "deleted",
                [set("/target/idps/Ok", json!([]))],
                finds("identity-provider-missing", Blocks, Side::Target).fixed_by(fix),
            ),
            row(
                "hidden",
                [unread("/target/idps", &forbidden())],
                cannot_tell("Okta says no"),
            ),
            row(
                "dead token",
                [unread("/target/idps", &dead())],
                finds("token-revoked", Blocks, Side::Target),
            ),
        ],
    );
}

#[tokio::test]
async fn the_routing_rule_is_on_leads_to_the_provider_stands_above_catch_alls_and_knows_the_domain() {
    let bench = Bench::new().await;
    let org2org_setup::federation::blueprint::Routing::Domains { rule, .. } = &bench.blueprint.routing else {
        panic!("{:?}", bench.blueprint.routing)
    };
    let own = |rest: &str| bench.entry("/target/rules/Ok", "/name", rule, rest);
    let title = "The routing rule leads to the identity provider";
    let lost = |words: &str| {
        finds("routing-rule", MayBlock, Side::Target)
            .fixed_by("routing-rule")
            .saying(words)
    };
    let mut above = bench.seen(&own("")).clone();
    above["id"] = json!("0prabove0000000000d7");
    above["name"] = json!("Everybody");
    above["conditions"]["userIdentifier"]["patterns"] = json!([]);
    let mut rules = bench.seen("/target/rules/Ok").as_array().unwrap().clone();
    let with = |rule: serde_json::Value, first: bool| {
        let mut rules = rules.clone();
        let mut rule = rule;
        rule["priority"] = json!(if first { 0 } else { 50 });
        rules.push(rule);
        vec![set("/target/rules/Ok", json!(rules))]
    };
    let mut off = above.clone();
    off["status"] = json!("INACTIVE");
    let rows = [
        row("as set up", [], passes("acme.example")),
        row(
            "switched off",
            [set(own("/status"), "INACTIVE")],
            lost("switched off or leads elsewhere"),
        ),
        row(
            "to another provider",
            [set(
                own("/actions/idp/providers"),
                json!([{ "id": "0oaelsewhere000000d7", "type": "SAML2" }]),
            )],
            lost("switched off or leads elsewhere"),
        ),
        row(
            "below a rule for everybody",
            with(above.clone(), true),
            finds("routing-order", MayBlock, Side::Target)
                .likely()
                .saying("Everybody"),
        ),
        row(
            "above a rule for everybody",
            with(above, false),
            passes("acme.example"),
        ),
        row("below one that is off", with(off, true), passes("acme.example")),
        row(
            "for another domain",
            [set(
                own("/conditions/userIdentifier/patterns/0/value"),
                "acme.test",
            )],
            finds("routing-domain", MayBlock, Side::Target)
                .both("acme.test", "acme.example")
                .fixed_by("routing-rule"),
        ),
        row(
            "for the domain in capitals",
            [set(
                own("/conditions/userIdentifier/patterns/0/value"),
                "ACME.EXAMPLE",
            )],
            passes("ACME.EXAMPLE"),
        ),
        row(
            "hidden",
            [unread("/target/rules", &forbidden())],
            cannot_tell("Okta says no"),
        ),
    ];
    bench.holds(title, &rows);
    rules.clear();
    bench.holds(
        title,
        &[row(
            "deleted",
            [set("/target/rules/Ok", json!(rules))],
            lost("missing"),
        )],
    );
}

#[tokio::test]
async fn overrides_in_the_app_win_over_what_both_orgs_agree_on() {
    let bench = Bench::new().await;
    let acs = bench.text(&bench.idp("/_links/acs/href"));
    let audience = bench.text(&bench.idp("/protocol/credentials/trust/audience"));
    for (name, code, right) in [
        ("ssoAcsUrlOverride", "destination-mismatch", &acs),
        ("destinationOverride", "destination-mismatch", &acs),
        ("recipientOverride", "recipient-mismatch", &acs),
        ("audienceOverride", "audience-mismatch", &audience),
    ] {
        let place = format!("/source/app/app/settings/signOn/{name}");
        let title = format!("No override stands in the way ({name})");
        let wrong = "https://elsewhere.example/acs";
        bench.holds(
            &title,
            &[
                row("not set", [set(&place, json!(null))], Says::Nothing),
                row("empty", [set(&place, "")], Says::Nothing),
                row("the same", [set(&place, right.as_str())], passes(right)),
                row(
                    "another one",
                    [set(&place, wrong)],
                    finds(code, Blocks, Side::Source).both(wrong, right).saying(name),
                ),
            ],
        );
    }
}

#[tokio::test]
async fn a_relay_state_that_leads_to_no_app_may_end_in_page_not_found() {
    let bench = Bench::new().await;
    let place = "/source/app/app/settings/signOn/defaultRelayState";
    let app = bench.text("/target/app/app/id");
    let link = |id: &str| format!("http://127.0.0.1:9002/home/dropbox_for_business/{id}/1234");
    let listed = bench.entry("/target/apps/Ok", "/id", &app, "/status");
    let gone = || finds("relay-state", MayBlock, Side::Source).saying(link("0oagone0000000000d7"));
    bench.holds(
        "The default relay state leads somewhere",
        &[
            row("not set", [set(place, json!(null))], Says::Nothing),
            row("to the app", [set(place, link(&app))], passes(link(&app))),
            row(
                "to an app that is gone",
                [set(place, link("0oagone0000000000d7"))],
                gone(),
            ),
            row(
                "to an app that is off",
                [set(place, link(&app)), set(listed, "INACTIVE")],
                finds("relay-state", MayBlock, Side::Source),
            ),
            row(
                "to no app of Okta",
                [set(place, "https://intranet.example/start")],
                Says::Nothing,
            ),
        ],
    );
}

#[tokio::test]
async fn an_old_provider_of_the_partner_that_is_off_keeps_its_certificate_from_being_deleted() {
    let bench = Bench::new().await;
    let mut old = bench.seen(&bench.idp("")).clone();
    old["id"] = json!("0oaold000000000000d7");
    old["name"] = json!("Acme, before");
    old["status"] = json!("INACTIVE");
    old["protocol"]["credentials"]["trust"]["kid"] = json!("old-key");
    let with = |change: fn(&mut serde_json::Value)| {
        let mut idps = bench.seen("/target/idps/Ok").as_array().unwrap().clone();
        let mut old = old.clone();
        change(&mut old);
        idps.push(old);
        vec![set("/target/idps/Ok", json!(idps))]
    };
    let own = bench.text(&bench.idp("/protocol/credentials/trust/kid"));
    let mut shared = old.clone();
    shared["protocol"]["credentials"]["trust"]["kid"] = json!(own);
    let mut idps = bench.seen("/target/idps/Ok").as_array().unwrap().clone();
    idps.push(shared);
    bench.holds(
        "No switched-off provider keeps an old certificate",
        &[
            row("as set up", [], Says::Nothing),
            row(
                "one that is off",
                with(|_| {}),
                finds("certificate-in-use", Note, Side::Target).saying("Acme, before"),
            ),
            row(
                "one that is on",
                with(|old| old["status"] = json!("ACTIVE")),
                Says::Nothing,
            ),
            row(
                "of another partner",
                with(|old| old["protocol"]["endpoints"]["sso"]["url"] = json!("https://other.example/sso")),
                Says::Nothing,
            ),
            row(
                "with the key in use",
                vec![set("/target/idps/Ok", json!(idps))],
                Says::Nothing,
            ),
        ],
    );
}

//! In which account of the target org does the test user end, and what keeps it from being found, linked or made?

use super::{Bench, MIRA, Says, cannot_tell, finds, forbidden, passes, row, set, unread};
use org2org_setup::federation::{
    Side,
    verify::Severity::{Blocks, MayBlock, Note},
};
use serde_json::{Value, json};

const FIX: &str = "identity-provider";
const ABSENT: &str = "/target/test_user";

/// F30: Okta creates nobody without first name, last name and e-mail address.
#[tokio::test]
async fn a_profile_or_a_mapping_that_lacks_something_blocks_whoever_has_to_be_created() {
    let bench = Bench::new().await;
    let profile = |name: &str| format!("/source/test_user/Ok/profile/{name}");
    let nobody = || set(ABSENT, json!({ "Ok": null }));
    let lacks = |severity, words: &str| finds("profile-incomplete", severity, Side::Source).saying(words);
    bench.holds(
        "The test user's profile is complete",
        &[
            row("as set up", [], passes("Mira")),
            row(
                "no last name",
                [set(profile("lastName"), "")],
                lacks(MayBlock, "last name"),
            ),
            row(
                "blanks alone",
                [set(profile("firstName"), "  ")],
                lacks(MayBlock, "first name"),
            ),
            row(
                "nothing at all, to be created",
                [set(profile("firstName"), ""), set(profile("email"), ""), nobody()],
                lacks(Blocks, "first name and no e-mail address"),
            ),
        ],
    );
    let mapping = |name: &str| format!("/target/mapping/Ok/properties/{name}/expression");
    let lacks = |severity, words: &str| {
        finds("mapping-incomplete", severity, Side::Target)
            .likely()
            .saying(words)
    };
    bench.holds(
        "The profile mapping makes whole people",
        &[
            row("as set up", [], passes("firstName, lastName, email")),
            row(
                "nothing makes it",
                [set(mapping("lastName"), "")],
                lacks(MayBlock, "lastName"),
            ),
            row(
                "of what is not sent",
                [set(mapping("email"), "appuser.mail")],
                lacks(MayBlock, "appuser.mail"),
            ),
            row(
                "to be created",
                [set(mapping("lastName"), ""), nobody()],
                lacks(Blocks, "lastName"),
            ),
            row(
                "not shown",
                [set("/target/mapping", json!({ "Ok": null }))],
                cannot_tell("no mapping"),
            ),
            row(
                "hidden",
                [unread("/target/mapping", &forbidden())],
                cannot_tell("Okta says no"),
            ),
            row(
                "nobody is created",
                [set(bench.idp("/policy/provisioning/action"), "DISABLED")],
                Says::Nothing,
            ),
        ],
    );
}

/// F24: a name that fits nobody, or several.
#[tokio::test]
async fn nobody_and_several_are_told_from_one() {
    let bench = Bench::new().await;
    let action = bench.idp("/policy/provisioning/action");
    let nobody = || set(ABSENT, json!({ "Ok": null }));
    bench.holds(
        "The test user is in the target org, or may be created",
        &[
            row("as set up", [], passes(MIRA)),
            row("not there, and may be created", [nobody()], passes(MIRA)),
            row(
                "not there, and may not be created",
                [nobody(), set(&action, "DISABLED")],
                finds("user-not-matched", Blocks, Side::Target)
                    .fixed_by(FIX)
                    .saying(MIRA),
            ),
            row(
                "there, and nobody is created",
                [set(&action, "DISABLED")],
                passes(MIRA),
            ),
            row("hidden", [unread(ABSENT, &forbidden())], Says::Nothing),
        ],
    );
    let subject = bench.idp("/policy/subject");
    let matching = |users: Value| {
        let mut wanted = bench.seen(&subject).clone();
        wanted["matchType"] = json!("EMAIL");
        vec![set(&subject, wanted), set("/target/namesakes", users)]
    };
    let user = |login: &str| json!({ "id": format!("00u{login}"), "status": "ACTIVE", "profile": { "login": login } });
    let two = json!({ "Ok": [user("mira.one"), user("mira.two")] });
    bench.holds(
        "One user of the target org fits, not several",
        &[
            row("matched by user name", [], Says::Nothing),
            row("one", matching(json!({ "Ok": [user("mira.one")] })), passes("1")),
            row("nobody", matching(json!({ "Ok": [] })), passes("0")),
            row(
                "two",
                matching(two),
                finds("several-users-match", Blocks, Side::Target)
                    .likely()
                    .fixed_by(FIX)
                    .saying("mira.one, mira.two"),
            ),
        ],
    );
}

/// F27: whoever is there is linked, or may be.
#[tokio::test]
async fn whoever_is_there_is_linked_or_may_be_linked() {
    let bench = Bench::new().await;
    let link = bench.idp("/policy/accountLink");
    let user = bench.text("/target/test_user/Ok/id");
    let unlinked = |policy: Value| vec![set("/target/linked", json!({ "Ok": [] })), set(&link, policy)];
    let off = finds("link-disabled", Blocks, Side::Target).fixed_by(FIX);
    bench.holds(
        "The test user is linked, or may be linked",
        &[
            row("as set up", [], passes("Linked")),
            row(
                "not yet",
                unlinked(json!({ "action": "AUTO", "filter": null })),
                passes("at the first sign-in"),
            ),
            row(
                "linking is off",
                unlinked(json!({ "action": "DISABLED", "filter": null })),
                off,
            ),
            row(
                "linked while linking is off",
                [set(&link, json!({ "action": "DISABLED", "filter": null }))],
                passes("Linked"),
            ),
            row(
                "left out by name",
                unlinked(json!({ "action": "AUTO", "filter": { "users": { "exclude": [user] } } })),
                finds("link-filtered", Blocks, Side::Target).saying("leaves this person out"),
            ),
            row(
                "members of a group alone",
                unlinked(json!({ "action": "AUTO", "filter": { "groups": { "include": ["00g1"] } } })),
                finds("link-filtered", MayBlock, Side::Target).saying("certain groups only"),
            ),
            row("not there", [set(ABSENT, json!({ "Ok": null }))], Says::Nothing),
        ],
    );
}

#[tokio::test]
async fn sign_in_and_provisioning_mean_the_same_account() {
    let bench = Bench::new().await;
    let (login, email) = (
        "/target/test_user/Ok/profile/login",
        "/target/test_user/Ok/profile/email",
    );
    let external = bench.assignment("/externalId");
    bench.holds(
        "Sign-in and provisioning mean the same account",
        &[
            row("as set up", [], passes(MIRA)),
            row(
                "in capitals",
                [set(login, "Mira.Chen@ACME.example")],
                passes("Mira.Chen"),
            ),
            row(
                "another name",
                [
                    set(login, "mchen@northwind.example"),
                    set(email, "mchen@northwind.example"),
                ],
                finds("user-name-differs", MayBlock, Side::Source).both(MIRA, "mchen@northwind.example"),
            ),
            row(
                "known by the e-mail address",
                [set(login, "mchen")],
                passes("mchen"),
            ),
            row(
                "not pushed",
                [
                    set(login, "mchen@northwind.example"),
                    set(email, "m@x.example"),
                    set(&external, json!(null)),
                ],
                passes("mchen"),
            ),
        ],
    );
}

#[tokio::test]
async fn an_attribute_that_people_are_matched_by_is_filled_in() {
    let bench = Bench::new().await;
    let subject = bench.idp("/policy/subject");
    let matching = |value: Value| {
        let mut wanted = bench.seen(&subject).clone();
        wanted["matchType"] = json!("CUSTOM_ATTRIBUTE");
        wanted["matchAttribute"] = json!("employeeNumber");
        vec![
            set(&subject, wanted),
            set("/target/test_user/Ok/profile/employeeNumber", value),
        ]
    };
    let empty = || {
        finds("match-attribute-empty", Blocks, Side::Target)
            .fixed_by(FIX)
            .saying("employeeNumber")
    };
    bench.holds(
        "The attribute that people are matched by is filled in",
        &[
            row("matched by user name", [], Says::Nothing),
            row(
                "filled in",
                matching(json!("4711")),
                passes("employeeNumber is 4711"),
            ),
            row("empty", matching(json!("")), empty()),
            row("null", matching(json!(null)), empty()),
        ],
    );
}

/// F33 and F60: a directory's profile cannot be overwritten at sign-in.
#[tokio::test]
async fn a_profile_of_a_directory_is_not_written_at_sign_in() {
    let bench = Bench::new().await;
    let provider = "/target/test_user/Ok/credentials/provider/type";
    let master = bench.idp("/policy/provisioning/profileMaster");
    let kept = |provider: &str| {
        finds("profile-kept-elsewhere", Blocks, Side::Target)
            .likely()
            .fixed_by(FIX)
            .saying(provider)
    };
    bench.holds(
        "The identity provider may update the profile",
        &[
            row("as set up", [], Says::Nothing),
            row(
                "Active Directory",
                [set(provider, "ACTIVE_DIRECTORY"), set(&master, true)],
                kept("ACTIVE_DIRECTORY"),
            ),
            row("LDAP", [set(provider, "LDAP"), set(&master, true)], kept("LDAP")),
            row(
                "profiles are left alone",
                [set(provider, "LDAP"), set(&master, false)],
                Says::Nothing,
            ),
            row(
                "Okta's own",
                [set(provider, "OKTA"), set(&master, true)],
                Says::Nothing,
            ),
        ],
    );
}

/// F15, F37 and F76 are told and stop nobody.
#[tokio::test]
async fn what_is_only_worth_knowing_is_a_note() {
    let bench = Bench::new().await;
    let honour = bench.idp("/protocol/settings/honorPersistentNameId");
    let settings = bench.idp("/protocol/settings");
    bench.holds(
        "Persistent names are honoured",
        &[
            row(
                "on",
                [set(&settings, json!({ "honorPersistentNameId": true }))],
                passes("On"),
            ),
            row(
                "off",
                [set(&settings, json!({})), set(&honour, false)],
                finds("persistent-name-ignored", Note, Side::Target),
            ),
            row("not told", [set(&settings, json!({}))], Says::Nothing),
        ],
    );
    let (claims, methods) = (
        bench.idp("/policy/trustClaims"),
        bench.idp("/policy/mapAMRClaims"),
    );
    bench.holds(
        "Claims are shared in one way only",
        &[
            row("as set up", [], Says::Nothing),
            row(
                "one way",
                [set(&claims, true), set(&methods, false)],
                Says::Nothing,
            ),
            row(
                "both ways",
                [set(&claims, true), set(&methods, true)],
                finds("claims-and-amr", Note, Side::Target),
            ),
        ],
    );
    let other = |change: fn(&mut Value)| {
        let mut idps = bench.seen("/target/idps/Ok").as_array().unwrap().clone();
        let mut other = bench.seen(&bench.idp("")).clone();
        other["id"] = json!("0oaother0000000000d7");
        other["name"] = json!("Contoso");
        other["policy"]["subject"]["filter"] = json!(null);
        change(&mut other);
        idps.push(other);
        vec![set("/target/idps/Ok", json!(idps))]
    };
    bench.holds(
        "No other partner makes the same user names",
        &[
            row("alone", [], Says::Nothing),
            row(
                "another without a filter",
                other(|_| {}),
                finds("user-names-shared", Note, Side::Target).saying("Contoso"),
            ),
            row(
                "another that is off",
                other(|idp| idp["status"] = json!("INACTIVE")),
                Says::Nothing,
            ),
            row(
                "another with a filter",
                other(|idp| idp["policy"]["subject"]["filter"] = json!(".*@contoso")),
                Says::Nothing,
            ),
            row(
                "another with names of its own",
                other(|idp| {
                    idp["policy"]["subject"]["userNameTemplate"]["template"] = json!("idpuser.login");
                }),
                Says::Nothing,
            ),
        ],
    );
}

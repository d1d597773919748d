//! Does whoever arrives become the right user, and nobody else (failure-modes §4.2)?

use super::{Bench, MIRA, Says, finds, passes, row, set};
use org2org_setup::federation::{
    Side,
    verify::Severity::{Blocks, MayBlock, Note},
};
use serde_json::json;

const FIX: &str = "identity-provider";

#[tokio::test]
async fn an_expression_speaks_of_idpuser_and_never_of_appuser() {
    let bench = Bench::new().await;
    let template = bench.idp("/policy/subject/userNameTemplate/template");
    let wrong = || finds("user-name-expression", Blocks, Side::Target).fixed_by(FIX);
    bench.holds(
        "The user name expression can be evaluated",
        &[
            row("as set up", [], passes("idpuser.subjectNameId")),
            row("appuser.", [set(&template, "appuser.userName")], wrong()),
            row("both", [set(&template, "idpuser.email + appuser.login")], wrong()),
        ],
    );
    let missing = |name: &str| {
        finds("user-name-attribute", Blocks, Side::Target)
            .likely()
            .fixed_by(FIX)
            .saying(name)
    };
    let statements = "/source/app/app/settings/signOn/attributeStatements";
    let sent = json!([{ "type": "EXPRESSION", "name": "upn", "values": ["user.login"] }]);
    bench.holds(
        "The user name is made of what is sent",
        &[
            row("as set up", [], passes("idpuser.subjectNameId")),
            row(
                "what is always sent",
                [set(&template, "idpuser.email")],
                passes("email"),
            ),
            row(
                "what is not sent",
                [set(&template, "idpuser.upn")],
                missing("upn"),
            ),
            row(
                "what a statement adds",
                [set(&template, "idpuser.upn"), set(statements, sent)],
                passes("upn"),
            ),
            row(
                "the second of two",
                [set(&template, "idpuser.email + \".\" + idpuser.badge")],
                missing("badge"),
            ),
        ],
    );
}

/// F26 and F32: the whole name has to fit, and small and capital letters count.
#[tokio::test]
async fn a_filter_is_tried_on_the_name_that_arrives() {
    let bench = Bench::new().await;
    let (filter, template) = (
        bench.idp("/policy/subject/filter"),
        bench.idp("/policy/subject/userNameTemplate/template"),
    );
    let name = bench.assignment("/credentials/userName");
    let other = r"(\S+@acme\.test)";
    let kept = bench.text(&filter);
    bench.holds(
        "The filter lets the test user in",
        &[
            row("as set up", [], passes(MIRA)),
            row("no filter", [set(&filter, json!(null))], passes("no filter")),
            row(
                "another domain",
                [set(&filter, other)],
                finds("user-name-filtered", Blocks, Side::Target)
                    .both(MIRA, other)
                    .fixed_by(FIX),
            ),
            row(
                "a part of the name alone",
                [set(&filter, "mira")],
                finds("user-name-filtered", Blocks, Side::Target)
                    .both(MIRA, "mira")
                    .fixed_by(FIX),
            ),
            row(
                "capitals, for which no filter has to be widened",
                [set(&name, "MIRA.CHEN@ACME.EXAMPLE")],
                finds("user-name-filtered", Blocks, Side::Target)
                    .both("MIRA.CHEN@ACME.EXAMPLE", &kept)
                    .saying("String.toLowerCase"),
            ),
            row(
                "capitals that the expression makes small",
                [
                    set(&name, "MIRA.CHEN@ACME.EXAMPLE"),
                    set(&template, "String.toLowerCase(idpuser.subjectNameId)"),
                ],
                passes(MIRA),
            ),
            row(
                "an expression that is not evaluated here is not guessed",
                [set(&filter, other), set(&template, "idpuser.login + \"x\"")],
                passes("The filter is"),
            ),
            row(
                "a filter that is no expression",
                [set(&filter, "(")],
                passes("The filter is ("),
            ),
        ],
    );
}

/// F36: whoever administers the source org could sign in as anybody in the target org.
#[tokio::test]
async fn linking_without_a_filter_or_with_admins_is_a_note_about_a_risk() {
    let bench = Bench::new().await;
    let (filter, admins, link) = (
        bench.idp("/policy/subject/filter"),
        bench.idp("/policy/accountLink/filter/users/excludeAdmins"),
        bench.idp("/policy/accountLink/action"),
    );
    let open = |words: &str| {
        finds("account-take-over", Note, Side::Target)
            .fixed_by(FIX)
            .saying(words)
    };
    bench.holds(
        "The partner can assert its own people only",
        &[
            row("as set up", [], passes("admins left out")),
            row(
                "no filter",
                [set(&filter, json!(null))],
                open("no user name filter"),
            ),
            row(
                "admins too",
                [set(&admins, false)],
                open("admins are not left out"),
            ),
            row(
                "neither",
                [set(&filter, json!(null)), set(&admins, false)],
                open("no user name filter, and admins are not left out"),
            ),
            row(
                "nobody is linked",
                [set(&filter, json!(null)), set(&link, "DISABLED")],
                passes("not linked"),
            ),
        ],
    );
}

/// F28, F34, F35, F53.
#[tokio::test]
async fn whoever_is_not_active_in_the_target_org_is_kept_out() {
    let bench = Bench::new().await;
    let status = "/target/test_user/Ok/status";
    let mut rows = vec![
        row("as set up", [], passes("ACTIVE")),
        row(
            "not there yet",
            [set("/target/test_user", json!({ "Ok": null }))],
            Says::Nothing,
        ),
        row(
            "a password to be changed",
            [set(status, "PASSWORD_EXPIRED")],
            passes("PASSWORD_EXPIRED"),
        ),
    ];
    for shut_out in [
        "SUSPENDED",
        "DEPROVISIONED",
        "LOCKED_OUT",
        "STAGED",
        "PROVISIONED",
    ] {
        let found = finds("user-status", Blocks, Side::Target).saying(shut_out);
        rows.push(row(shut_out, [set(status, shut_out)], found));
    }
    bench.holds("The test user is active in the target org", &rows);
}

/// F10: the provider's own allowance counts; two minutes where it names none.
#[tokio::test]
async fn clocks_may_differ_by_what_the_provider_allows() {
    let bench = Bench::new().await;
    let (source, target) = ("/source/org/clock_offset", "/target/org/clock_offset");
    let skew = bench.idp("/policy/maxClockSkew");
    let apart = |code, seconds: &str| finds(code, MayBlock, Side::Target).saying(seconds);
    bench.holds(
        "The clocks of both orgs agree",
        &[
            row("the same", [set(source, 3), set(target, 3)], passes("0 s apart")),
            row(
                "just allowed",
                [set(source, 0), set(target, 120)],
                passes("120 s apart, 120 s"),
            ),
            row(
                "target ahead",
                [set(source, 0), set(target, 121)],
                apart("expired", "121"),
            ),
            row(
                "target behind",
                [set(source, 121), set(target, 0)],
                apart("not-yet-valid", "121"),
            ),
            row(
                "more is allowed",
                [set(source, 0), set(target, 200), set(&skew, 300_000)],
                passes("300 s are allowed"),
            ),
            row(
                "nothing is allowed, but two seconds of reading",
                [set(source, 0), set(target, 3), set(&skew, 0)],
                apart("expired", "3"),
            ),
            row(
                "no allowance is named",
                [set(source, 0), set(target, 119), set(&skew, json!(null))],
                passes("120 s are allowed"),
            ),
            row(
                "a clock that nobody told",
                [set(source, json!(null))],
                Says::Nothing,
            ),
        ],
    );
}

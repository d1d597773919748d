//! Steps 1 to 5: choices, tasks, changes, and what the footer does.

use egui::Key;
use org2org_setup::{
    federation::{
        Blueprint,
        action::Step,
        blueprint::{AppChoice, GroupChoice, MatchOn, Provisioning, Routing},
        progress::Outcome,
    },
    wizard::{Event, Open, RunId, Screen, Wizard},
};

use crate::{clicks::Clicks, harness::SMALL, states};

fn at(step: Step, open: Open) -> Wizard {
    states::wizard(Screen::Step(step), Some(open))
}

/// The choices that were sent last.
fn chosen(window: &Clicks) -> Blueprint {
    let events = window.events();
    let mut choices = events.iter().filter_map(|event| match event {
        Event::Choose(blueprint) => Some((**blueprint).clone()),
        _ => None,
    });
    choices
        .next_back()
        .unwrap_or_else(|| panic!("nothing was chosen: {events:?}"))
}

#[test]
fn another_app_is_chosen_for_the_target() {
    let mut window = Clicks::on(at(Step::TargetApp, states::fresh()));
    window.click("Use an app that is there");
    let blueprint = chosen(&window);
    assert!(
        matches!(&blueprint.target_app.app, AppChoice::Existing { label, .. } if label == "Northwind Wiki")
    );
}

#[test]
fn an_app_that_is_not_there_yet_is_added_in_the_catalogue_and_looked_for_again() {
    let mut window = Clicks::on(at(Step::TargetApp, states::fresh()));
    assert!(!window.shows("Open the app catalogue"));
    window.click("Another app of Okta’s catalogue");
    assert!(window.tells("choose SAML 2.0 as its sign-on method"));
    let opened = window.click("Open the app catalogue").only();
    assert!(
        opened.contains("northwind-admin.okta.com/admin/apps/add-app"),
        "{opened}"
    );
    let asked = window.click("Look for apps again").only();
    assert_eq!(asked, format!("{:?}", Event::Search(String::new())));
}

#[test]
fn the_user_name_format_and_the_accounts_are_chosen() {
    let mut window = Clicks::on(at(Step::TargetApp, states::fresh()));
    window.click("E-mail address");
    assert_eq!(
        chosen(&window).target_app.user_name_template.as_deref(),
        Some("${source.email}")
    );
    window.click("Leave it as it is");
    assert_eq!(chosen(&window).target_app.user_name_template, None);
    window.click("Let Northwind Partners keep the accounts in Dropbox Business");
    assert_eq!(chosen(&window).target_app.provisioning, None);
}

#[test]
fn what_is_done_by_hand_is_told_once_the_app_is_there() {
    assert!(!Clicks::on(at(Step::TargetApp, states::fresh())).tells("Settings › Security › Single sign-on"));
    let mut window = Clicks::on(at(Step::TargetApp, states::joined()));
    assert!(window.tells("Settings › Security › Single sign-on"));
    let opened = window.click("Open its Sign On tab").only();
    assert!(
        opened.contains("northwind-admin.okta.com/admin/app/dropbox_for_business/instance/0oadropbox"),
        "{opened}"
    );
}

#[test]
fn the_trust_is_shaped() {
    let mut window = Clicks::on(at(Step::Trust, states::fresh()));
    window.click("Either");
    assert_eq!(chosen(&window).idp.match_on, MatchOn::UserNameOrEmail);
    window.type_into("Name", "!");
    assert!(chosen(&window).idp.name.contains('!'));
    window.click("Send people of Acme Workforce there from Northwind Partners");
    assert_eq!(chosen(&window).routing, Routing::None);
    window.type_into("Domains", "x");
    assert!(matches!(&window.events()[0], Event::Domains(text) if text.contains('x')));
}

#[test]
fn the_rarer_choices_are_folded_away() {
    let mut window = Clicks::on(at(Step::Trust, states::fresh()));
    assert!(!window.shows("Create unknown people"));
    window.click("More choices").click("Create unknown people");
    assert!(!chosen(&window).idp.create_users);
    window.click("Leave admins out");
    assert!(!chosen(&window).idp.exclude_admins);
    window.type_into("Name of the group", "s");
    assert!(matches!(chosen(&window).idp.group, GroupChoice::Add { .. }));
}

#[test]
fn two_sources_of_one_profile_are_warned_of() {
    let mut open = states::connected();
    open.blueprint.as_mut().unwrap().idp.update_profiles = true;
    let mut window = Clicks::on(at(Step::Trust, states::looked(open, states::seen::nothing())));
    window.click("More choices");
    assert!(window.shows("Two sources would write the same profile"));
}

#[test]
fn mistakes_stand_at_their_fields_and_stop_the_way_on() {
    let mut open = states::connected();
    open.blueprint.as_mut().unwrap().idp.name = String::new();
    let window = Clicks::on(at(Step::Trust, states::looked(open, states::seen::nothing())));
    assert!(window.tells("A name is needed"));
    assert_eq!(window.blocked("Carry out 8 changes").unwrap(), "A name is needed");
}

#[test]
fn provisioning_is_switched_off_and_on() {
    let mut window = Clicks::on(at(Step::Provisioning, states::fresh()));
    window.click("Deactivate people");
    let lifecycle = chosen(&window).provisioning.lifecycle().unwrap();
    assert_eq!(
        (lifecycle.create, lifecycle.update, lifecycle.deactivate),
        (true, true, false)
    );
    window.click("No provisioning");
    assert_eq!(chosen(&window).provisioning, Provisioning::None);
}

#[test]
fn another_token_for_provisioning_is_typed() {
    let mut window = Clicks::on(at(Step::Provisioning, states::fresh()));
    window.type_into("Another token of the target org", "00other");
    let events = window.events();
    let [Event::ProvisioningToken(token)] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!(token.reveal(), "00other");
}

#[test]
fn groups_and_people_are_searched_and_chosen() {
    let mut window = Clicks::on(at(Step::Assign, states::fresh()));
    window.type_into("Find groups and people", "mi");
    assert_eq!(window.only(), "Search(\"mi\")");
    window.click("Field engineers");
    let groups = chosen(&window).assignments.groups;
    assert_eq!(
        groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(),
        ["Sales", "Field engineers"]
    );
    window.click("Mira Chen");
    assert_eq!(chosen(&window).assignments.people[0].name, states::TEST_USER);
    window.click("Sales");
    assert!(chosen(&window).assignments.groups.is_empty());
}

#[test]
fn what_was_chosen_stays_in_the_list_though_the_search_does_not_find_it() {
    let mut open = states::fresh();
    open.options = org2org_setup::wizard::task::Task::Done(org2org_setup::wizard::open::Options::default());
    assert!(Clicks::on(at(Step::Assign, open)).shows("Sales"));
}

#[test]
fn the_footer_carries_out_what_is_planned_up_to_the_step() {
    let mut window = Clicks::on(at(Step::Trust, states::fresh()));
    assert_eq!(window.click("Carry out 8 changes").only(), "Apply(Trust)");
    let mut window = Clicks::on(at(Step::TargetApp, states::fresh()));
    assert_eq!(window.click("Carry out 2 changes").only(), "Apply(TargetApp)");
}

#[test]
fn the_footer_leads_on_when_nothing_is_left() {
    let mut window = Clicks::on(at(Step::Trust, states::joined()));
    assert_eq!(
        window.click("Next: Provisioning").only(),
        "Go(Step(Provisioning))"
    );
    assert_eq!(window.click("Back").only(), "Go(Step(TargetApp))");
}

#[test]
fn what_changes_is_told_before_it_happens_with_the_exact_call() {
    let mut window = Clicks::on(at(Step::TargetApp, states::fresh()));
    assert!(window.tells("2 changes: 0 in Acme Workforce, 2 in Northwind Partners, 0 deletions"));
    window.click("Show the exact API call: Add the app Dropbox Business to Northwind Partners");
    assert!(window.tells("POST /api/v1/apps?activate=true"));
}

#[test]
fn in_a_small_window_the_changes_are_folded_below() {
    let mut window = Clicks::sized(at(Step::TargetApp, states::fresh()), SMALL);
    window.click("What changes, before it happens");
    assert!(window.tells("2 changes: 0 in Acme Workforce"));
}

#[test]
fn what_is_left_over_from_earlier_steps_is_told_apart() {
    let window = Clicks::on(at(Step::Trust, states::fresh()));
    assert!(window.tells("Left over from earlier steps"));
    assert!(window.tells("In this step"));
}

#[test]
fn while_changes_are_made_only_cancelling_is_possible() {
    let mut window = Clicks::on(at(Step::Trust, states::running(states::fresh(), Step::Trust, 4)));
    assert!(window.shows("Working…"));
    assert!(window.shows("4 of 8"));
    assert_eq!(
        window.blocked("Carry out 8 changes").unwrap(),
        "Changes are being made"
    );
    assert_eq!(
        window.blocked("Change the choices of this step").unwrap(),
        "Changes are being made"
    );
    assert_eq!(window.click("Cancel").only(), "Cancel");
}

#[test]
fn a_wait_says_for_whom_how_long_and_why() {
    let mut open = states::running(states::fresh(), Step::Trust, 4);
    let why = "its limit of calls is used up".to_owned();
    let time = std::time::Duration::from_secs(12);
    open.run.as_mut().unwrap().waiting = Some((org2org_setup::federation::Side::Target, time, why));
    let window = Clicks::on(at(Step::Trust, open));
    assert!(window.tells("Waiting 12 s for Northwind Partners: its limit of calls is used up"));
}

#[test]
fn a_refusal_stands_at_its_task_with_what_to_do() {
    let mut window = Clicks::on(at(Step::Trust, states::failed(states::fresh(), Step::Trust, 4)));
    assert!(window.shows("Failed"));
    assert!(window.tells("Create a token as a super admin"));
    assert!(
        window
            .click("Open the token page")
            .only()
            .contains("northwind-admin")
    );
    assert_eq!(window.click("Try again").only(), "Apply(Trust)");
}

#[test]
fn a_refusal_in_another_step_is_told_above() {
    let window = Clicks::on(at(
        Step::TargetApp,
        states::failed(states::fresh(), Step::Trust, 4),
    ));
    assert!(window.shows("Northwind Partners refused the change"));
}

#[test]
fn what_was_there_before_is_told_from_what_was_made() {
    let mut adopted = states::connected();
    adopted.ledger.facts = states::seen::facts();
    let window = Clicks::on(at(
        Step::Trust,
        states::looked(adopted, states::seen::everything()),
    ));
    assert!(window.shows("Already there"));
    let window = Clicks::on(at(Step::Trust, states::joined()));
    assert!(window.shows("Done") && !window.shows("Already there"));
}

#[test]
fn a_warning_of_a_finished_change_stays() {
    let mut open = states::running(states::fresh(), Step::Trust, 4);
    let run = open.run.as_mut().unwrap();
    run.outcomes.insert(
        "org2org-app".to_owned(),
        Outcome::DoneWithWarning("Okta shows another label".to_owned()),
    );
    let window = Clicks::on(at(Step::Trust, open));
    assert!(window.shows("Done, with a warning") && window.tells("Okta shows another label"));
}

#[test]
fn something_in_the_way_is_explained_and_stops_the_step() {
    let window = Clicks::on(at(
        Step::Trust,
        states::looked(states::connected(), states::seen::wrong_issuer()),
    ));
    assert!(window.shows("Needs a fix"));
    assert!(window.tells("Choose another name in step 2"));
    assert!(
        window
            .blocked("Carry out 1 change")
            .unwrap()
            .contains("Something stands in the way")
    );
}

#[test]
fn values_are_there_to_be_compared_and_the_certificate_to_be_saved() {
    let mut window = Clicks::on(at(Step::Trust, states::joined()));
    for label in ["Issuer", "ACS URL", "Audience", "Certificate SHA-256"] {
        assert!(window.shows(label), "{label}");
    }
    assert!(
        window
            .click("Save the certificate…")
            .only()
            .starts_with("SaveCertificate")
    );
}

#[test]
fn without_both_orgs_nothing_is_carried_out() {
    let mut open = states::fresh();
    open.target.report = org2org_setup::wizard::task::Task::Idle;
    let mut window = Clicks::on(at(Step::TargetApp, open));
    assert_eq!(
        window.blocked("Carry out 2 changes").unwrap(),
        "Connect both orgs first"
    );
    window.click_last("Connect both orgs");
    assert_eq!(window.only(), "Go(Connect)");
}

#[test]
fn a_look_that_goes_on_says_so() {
    let mut open = states::connected();
    open.snapshot.begin(RunId(4));
    assert!(Clicks::on(at(Step::Trust, open)).shows("Looking at both orgs"));
}

#[test]
fn the_test_sign_in_is_started_watched_and_stopped() {
    let mut window = Clicks::on(at(Step::Validate, states::joined()));
    assert_eq!(window.click("Start a test sign-in").only(), "StartSignIn");
    assert!(!window.shows("Play the sign-in here"));
    let mut window = Clicks::on(at(Step::Validate, states::watching(states::joined())));
    assert!(window.tells("Last look at 10:41:30 UTC"));
    assert_eq!(window.click("Stop watching").only(), "StopWatching");
    assert_eq!(window.click("Go to the checklist").only(), "Go(Checklist)");
}

#[test]
fn without_a_test_user_there_is_no_test_sign_in() {
    let mut open = states::joined();
    open.blueprint.as_mut().unwrap().test_user = None;
    let window = Clicks::on(at(Step::Validate, open));
    assert_eq!(
        window.blocked("Start a test sign-in").unwrap(),
        "Choose the test user first"
    );
}

#[test]
fn on_practice_orgs_the_sign_in_can_be_played() {
    let mut window = Clicks::on(at(Step::Validate, states::practice(states::joined())));
    assert_eq!(window.click("Play the sign-in here").only(), "PlaySignIn");
    assert!(window.shows("Practice password"));
}

#[test]
fn the_test_user_is_chosen_from_the_people_of_the_source_org() {
    let mut window = Clicks::on(at(Step::Validate, states::joined()));
    window.click("Person");
    window.click("Ben Okafor · ben.okafor@acme.example");
    assert_eq!(
        chosen(&window).test_user.as_deref(),
        Some("ben.okafor@acme.example")
    );
}

#[test]
fn escape_leads_back_unless_something_has_the_keyboard() {
    let mut window = Clicks::on(at(Step::Trust, states::fresh()));
    assert_eq!(window.press(Key::Escape).only(), "Go(Step(TargetApp))");
    window.focus("Name");
    window.press(Key::Escape);
    assert!(window.events().is_empty());
}

#[test]
fn every_step_opens_its_pages_in_both_admin_consoles() {
    let acme = "Open in the admin console of Acme Workforce: ";
    let northwind = "Open in the admin console of Northwind Partners: ";
    let app = |id: &str, tab: &str| {
        format!("https://acme-admin.okta.com/admin/app/okta_org2org/instance/{id}/#{tab}")
    };
    let dropbox = |tab: &str| {
        format!("https://northwind-admin.okta.com/admin/app/dropbox_for_business/instance/0oadropbox/#{tab}")
    };
    let page = |path: &str| format!("https://northwind-admin.okta.com{path}");
    let wanted = [
        (
            Step::TargetApp,
            format!("{northwind}Sign On tab of Dropbox Business"),
            dropbox("tab-signon"),
        ),
        (
            Step::Trust,
            format!("{acme}Sign On tab of Org2Org"),
            app("0oaorg2org", "tab-signon"),
        ),
        (
            Step::Trust,
            format!("{northwind}Identity provider Acme Workforce IdP"),
            page("/admin/access/identity-providers/edit/0oa7x8y9"),
        ),
        (
            Step::Trust,
            format!("{northwind}Routing rules"),
            page("/admin/access/identity-providers#rules"),
        ),
        (
            Step::Provisioning,
            format!("{acme}Provisioning tab of Org2Org"),
            app("0oaorg2org", "tab-user-management"),
        ),
        (
            Step::Provisioning,
            format!("{northwind}API tokens"),
            page("/admin/access/api/tokens"),
        ),
        (
            Step::Assign,
            format!("{acme}Assignments tab of Org2Org"),
            app("0oaorg2org", "tab-assignments"),
        ),
        (
            Step::Assign,
            format!("{northwind}Assignments tab of Dropbox Business"),
            dropbox("tab-assignments"),
        ),
        (
            Step::Validate,
            format!("{northwind}System Log"),
            page("/report/system_log_2"),
        ),
        (
            Step::Validate,
            format!("{acme}System Log"),
            "https://acme-admin.okta.com/report/system_log_2".to_owned(),
        ),
    ];
    for (step, name, url) in wanted {
        let mut window = Clicks::on(at(step, states::joined()));
        assert_eq!(
            window.click(&name).only(),
            format!("OpenLink({url:?})"),
            "{step:?}"
        );
    }
}

#[test]
fn what_is_not_there_yet_is_looked_for_in_its_list() {
    let mut window = Clicks::on(at(Step::Trust, states::fresh()));
    let name = "Open in the admin console of Northwind Partners: Identity providers";
    let url = "https://northwind-admin.okta.com/admin/access/identity-providers";
    assert_eq!(window.click(name).only(), format!("OpenLink({url:?})"));
}

#[test]
fn practice_orgs_say_that_they_have_no_admin_console() {
    let window = Clicks::on(at(Step::Validate, states::practice(states::joined())));
    assert_eq!(
        window
            .blocked("Open in the admin console of Acme Workforce: System Log")
            .unwrap(),
        "Practice orgs have no admin console"
    );
}

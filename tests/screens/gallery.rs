//! Every widget in every state, in both themes: the pictures a designer looks at.

use egui::{Ui, vec2};
use org2org_setup::ui::{
    icon::Icon,
    theme::{Tokens, Tone, measure, text},
    widget::{
        self, Banner, Chip, Choice, Compared, Direction, OrgLabel, PushButton, Side, Status, Step, StepState,
    },
};

use crate::harness::{LARGE, SMALL, snapshot, snapshot_after};

#[test]
fn icons() {
    snapshot("icons", vec2(900.0, 440.0), |ui| {
        widget::page(ui, |ui| {
            let colour = Tokens::of(ui).text;
            for size in [measure::ICON_SMALL, measure::ICON, measure::ICON_LARGE, 40.0] {
                ui.horizontal_wrapped(|ui| {
                    for icon in ICONS {
                        icon.show(ui, size, colour);
                    }
                });
            }
        });
    });
}

#[test]
fn buttons_chips_and_badges() {
    snapshot("buttons", vec2(900.0, 900.0), |ui| widget::page(ui, buttons_ui));
}

fn buttons_ui(ui: &mut Ui) {
    widget::page_header(
        ui,
        "Buttons, chips and badges",
        "One accent; every state has a word, an icon and a colour",
    );
    widget::actions(ui, |ui| {
        widget::primary_button(ui, "Start a test sign-in");
        widget::secondary_button(ui, "Export report…");
        widget::danger_button(ui, "Undo 11 changes");
        widget::link_button(ui, "Why this matters");
    });
    widget::actions(ui, |ui| {
        PushButton::primary("Next: Provisioning")
            .trailing_icon(Icon::ArrowRight)
            .blocked(Some("Two tasks are still running"))
            .show(ui);
        PushButton::secondary("Open in Northwind")
            .icon(Icon::External)
            .blocked(Some("Northwind is not connected"))
            .show(ui);
        PushButton::secondary("Open in Northwind")
            .icon(Icon::External)
            .show(ui);
        PushButton::primary("Verify").icon(Icon::Checklist).show(ui);
    });
    widget::section_label(ui, "States");
    widget::chips(ui, |ui| {
        for status in STATUSES {
            widget::status_chip(ui, status);
        }
    });
    widget::section_label(ui, "The two orgs");
    widget::chips(ui, |ui| {
        widget::org_badge(ui, Side::Source, "Acme Workforce");
        widget::org_badge(ui, Side::Target, "Northwind Partners");
        Chip::new(Tone::Warning, "Practice orgs")
            .icon(Icon::Flask)
            .show(ui);
        Chip::new(Tone::Success, "5 of 5 verified").show(ui);
    });
    direction().show_picture(ui);
    widget::card(ui, |ui| direction().show(ui));
    widget::section_label(ui, "In a narrow place");
    ui.scope(|ui| {
        ui.set_max_width(300.0);
        direction().show_picture(ui);
    });
}

#[test]
fn fields_and_choices() {
    let mut form = Form::default();
    snapshot("fields", vec2(900.0, 860.0), |ui| {
        widget::page(ui, |ui| fields_ui(ui, &mut form));
    });
}

struct Form {
    address: String,
    wrong: String,
    empty: String,
    token: String,
    linked: bool,
    created: bool,
    deactivate: bool,
    on: bool,
    variant: u8,
    format: usize,
}

impl Default for Form {
    fn default() -> Self {
        Self {
            address: "acme.okta.com".to_owned(),
            wrong: "acme-admin.okta.com/admin".to_owned(),
            empty: String::new(),
            token: "00abcdefghijklmnopqrstuvwxyz".to_owned(),
            linked: true,
            created: false,
            deactivate: false,
            on: true,
            variant: 1,
            format: 0,
        }
    }
}

fn fields_ui(ui: &mut Ui, form: &mut Form) {
    widget::page_header(
        ui,
        "Fields and choices",
        "A label above, help or an error below, the whole line can be clicked",
    );
    ui.spacing_mut().item_spacing.x = measure::GAP_XL;
    ui.columns(2, |columns| {
        if let [left, right] = columns {
            text_fields(left, form);
            choices(right, form);
        }
    });
}

fn text_fields(ui: &mut Ui, form: &mut Form) {
    ui.spacing_mut().item_spacing.y = measure::GAP_L;
    widget::TextField::new("Address of the source org")
        .help("The address people sign in at, without -admin")
        .show(ui, &mut form.address);
    widget::TextField::new("Address of the target org")
        .error(Some(
            "This is the address of the Admin Console; the wizard needs acme.okta.com",
        ))
        .mono()
        .show(ui, &mut form.wrong);
    widget::TextField::new("Name of the group")
        .hint("Acme partners")
        .show(ui, &mut form.empty);
    widget::SecretField::new("API token")
        .help("Made by hand in the Admin Console; kept in the keychain of this computer")
        .show(ui, &mut form.token);
    widget::combo(
        ui,
        "User name format",
        &mut form.format,
        &["Okta username", "Email", "Email prefix"],
    );
    widget::paragraph(ui, |ui| {
        ui.label(text::body("Acme sends its answer to the "));
        widget::term(
            ui,
            "ACS URL",
            "The address in the target org that receives what the source org says about a person",
        );
        ui.label(text::body(
            " of Northwind, signed with a certificate that Northwind must already know.",
        ));
    });
}

fn choices(ui: &mut Ui, form: &mut Form) {
    ui.spacing_mut().item_spacing.y = measure::GAP_M;
    widget::checkbox(
        ui,
        &mut form.linked,
        "Link people who already have an account",
        "Someone who signs in and has the same user name in Northwind gets that account; admins are left out",
    );
    widget::checkbox(ui, &mut form.created, "Create people who have none", "");
    widget::toggle(
        ui,
        &mut form.on,
        "Provisioning",
        "Acme creates and updates people in Northwind by itself",
    );
    widget::toggle(ui, &mut form.deactivate, "Deactivate people who leave", "");
    widget::radio_cards(
        ui,
        "How Acme may write to Northwind",
        &mut form.variant,
        &[
            Choice {
                value: 0,
                title: "API token",
                text: "Quick to set up; the token has all rights of the admin who made it",
            },
            Choice {
                value: 1,
                title: "OAuth 2.0",
                text: "Only the rights it needs, keys that change by themselves",
            },
        ],
    );
    widget::progress_row(ui, "Creating the identity provider", 3, 11);
    widget::progress_row(ui, "All tasks", 5, 5);
}

#[test]
fn tasks_in_every_state() {
    snapshot("tasks", vec2(900.0, 1700.0), |ui| {
        widget::page(ui, |ui| {
            widget::page_header(ui, "Tasks and checks", "");
            for status in STATUSES {
                widget::TaskRow::new(status, "Create the SAML identity provider in Northwind")
                    .detail("Creating “Acme IdP”, matching on Okta username")
                    .show(ui);
            }
        });
    });
}

#[test]
fn findings_and_values() {
    snapshot("findings", vec2(900.0, 900.0), |ui| widget::page(ui, findings_ui));
}

fn findings_ui(ui: &mut Ui) {
    widget::page_header(
        ui,
        "2 problems found",
        "From northwind-login.har · 1 SAML response at 10:41:09",
    );
    widget::FindingCard::new(
        widget::Severity::Blocks,
        "The certificate that signed this response is not the one Northwind trusts",
    )
    .detail("Signed with a certificate valid until 2034; Northwind trusts one that expired on 2 Nov 2026")
    .compared(Compared {
        left_label: "Signed with",
        left: "7F:3A:0C:55:91:E2:18:4B:D0:66:2F:A9:3D:77:E1:08:5C:B4:20:9E:F3:6A:41:8D:C5:12:AE:7B:90:3F:D8:C1",
        right_label: "Northwind trusts",
        right: "19:B0:7D:E4:22:5F:8A:C3:01:9C:B6:54:EF:13:87:2A:D9:60:4E:F5:3B:A8:71:0D:96:CC:2E:45:B1:7A:08:44",
        told: true,
    })
    .show_with(ui, |ui| {
        widget::primary_button(ui, "Upload the current certificate to Northwind");
        widget::link_button(ui, "Why this matters");
    });
    widget::FindingCard::new(
        widget::Severity::MayBlock,
        "The computer clocks differ by 4 min 10 s",
    )
    .detail("NotOnOrAfter 10:39:59 is earlier than the time Northwind received it; 2 min are allowed")
    .show_with(ui, |ui| {
        widget::secondary_button(ui, "How to fix this");
    });
    widget::FindingCard::new(widget::Severity::Note, "The response is not encrypted").show(ui);
    widget::card(ui, |ui| {
        ui.label(text::heading("Details to compare by eye"));
        widget::copy_row(ui, "Issuer", "http://www.okta.com/exk1k2m3n4p5");
        widget::copy_row(ui, "Single sign-on URL", LONG_URL);
        widget::value_row(ui, "Fingerprint", "7F:3A:0C:55:91:E2:18:4B");
    });
}

#[test]
fn detail_and_messages() {
    let act = |harness: &mut egui_kittest::Harness<'_>| {
        use egui_kittest::kittest::Queryable as _;
        harness.get_by_label("Show the exact API call").click();
    };
    snapshot_after("messages", vec2(900.0, 1100.0), act, |ui| {
        widget::page(ui, messages_ui);
    });
}

fn messages_ui(ui: &mut Ui) {
    widget::page_header(ui, "Messages and detail", "");
    Banner::info(
        "These are practice orgs",
        "Nothing leaves this computer, and nothing real is changed",
    )
    .show(ui);
    Banner::success("All five items are verified", "").show(ui);
    Banner::warning(
        "The token of Northwind expires in 12 days",
        "The connection keeps working; the wizard then needs a new token to check it. Tokens expire after 30 days without use",
    )
    .show_with(ui, |ui| {
        widget::secondary_button(ui, "Replace token…");
        widget::link_button(ui, "Remind me tomorrow");
    });
    Banner::danger(
        "Northwind does not answer",
        "3 attempts in 42 s; the last answer was 503",
    )
    .show_with(ui, |ui| {
        widget::secondary_button(ui, "Try again");
    });
    widget::card(ui, |ui| {
        widget::disclosure(ui, "Show the exact API call", |ui| {
            widget::code_block(ui, "POST /api/v1/idps", REQUEST);
        });
        widget::disclosure(ui, "Show the answer", |_| {});
    });
    widget::card(ui, |ui| {
        widget::EmptyState {
            icon: Icon::Plug,
            title: "No connections yet",
            text: "A connection joins two orgs: people sign in to one and use the apps of the other",
        }
        .show(ui, |ui| {
            widget::primary_button(ui, "Set up a connection");
        });
    });
}

#[test]
fn a_whole_step_in_the_smallest_window() {
    snapshot("step-small", SMALL, |ui| step_ui(ui, false));
}

#[test]
fn a_whole_step_in_the_usual_window() {
    snapshot("step", LARGE, |ui| step_ui(ui, true));
}

fn step_ui(ui: &mut Ui, side: bool) {
    widget::top_bar(
        ui,
        |ui| direction().show(ui),
        |ui| {
            ui.label(text::small("Saved 10:42"));
            Chip::new(Tone::Warning, "Practice orgs")
                .icon(Icon::Flask)
                .show(ui);
        },
    );
    widget::footer(
        ui,
        |ui| {
            PushButton::secondary("Back").icon(Icon::ArrowLeft).show(ui);
            ui.label(text::small("Safe to close: the wizard goes on where it stopped"));
        },
        |ui| {
            PushButton::primary("Next: Provisioning")
                .blocked(Some("Two tasks are still to be done"))
                .show(ui);
            PushButton::secondary("Pause").icon(Icon::Pause).show(ui);
        },
    );
    widget::rail(ui, rail_ui);
    if side {
        widget::side_panel(ui, changes_ui);
    }
    widget::page(ui, trust_ui);
}

fn rail_ui(ui: &mut Ui) {
    widget::rail_label(ui, "Set up");
    widget::stepper(ui, &STEPS, Some(2));
    widget::rail_label(ui, "Run");
    for (icon, title, blocked) in [
        (Icon::Checklist, "Verification checklist", None),
        (Icon::Wrench, "Troubleshoot", None),
        (
            Icon::Report,
            "Handover report",
            Some("There is nothing to report yet"),
        ),
    ] {
        let item = widget::NavItem {
            icon,
            title,
            current: false,
            blocked,
        };
        widget::nav_item(ui, &item);
    }
}

fn changes_ui(ui: &mut Ui) {
    ui.label(text::heading("What changes, before it happens"));
    ui.label(text::small(
        "5 changes in 2 orgs, 0 deletions. Everything here can be undone from the handover page.",
    ));
    widget::PlanRow::new(
        Side::Target,
        "Northwind",
        widget::Change::Create,
        "Add an identity provider",
    )
    .detail("It trusts sign-ins from Acme and matches people by Okta username")
    .show_with(ui, |ui| widget::disclosure(ui, "Show the exact API call", |_| {}));
    let title = "Tell the Org2Org app where to send people";
    widget::PlanRow::new(Side::Source, "Acme", widget::Change::Update, title)
        .detail("ACS URL and audience, both empty until now")
        .show_with(ui, |ui| widget::disclosure(ui, "Show the exact API call", |_| {}));
    widget::PlanRow::new(
        Side::Target,
        "Northwind",
        widget::Change::Delete,
        "Remove the old routing rule",
    )
    .detail("It sends people to an identity provider that is gone")
    .show(ui);
}

fn trust_ui(ui: &mut Ui) {
    widget::page_header(
        ui,
        "Identity provider trust",
        "Northwind must recognise sign-ins that come from Acme. The wizard adds the Org2Org app in Acme, a SAML identity \
         provider in Northwind, and gives each side the other’s details.",
    );
    for (status, title, detail) in [
        (
            Status::Done,
            "Add the Org2Org app in Acme",
            "Base URL https://northwind.okta.com · app id 0oa1k2m3n4",
        ),
        (
            Status::Done,
            "Copy Acme’s signing certificate to Northwind",
            "SHA-256 7F:3A:…:C1 · valid until 12 Mar 2034",
        ),
        (
            Status::Working,
            "Create the SAML identity provider in Northwind",
            "Creating “Acme IdP”, matching on Okta username, linking automatically",
        ),
        (
            Status::Waiting,
            "Give Acme the sign-in address of Northwind",
            "Needs the identity provider above",
        ),
    ] {
        widget::TaskRow::new(status, title).detail(detail).show(ui);
    }
    widget::TaskRow::new(Status::NeedsFix, "The issuer does not match exactly")
        .detail("Northwind refused Acme’s sign-in at 10:41:09")
        .show_with(ui, |ui| {
            widget::compare_rows(
                ui,
                &Compared {
                    left_label: "Acme sends this issuer",
                    left: "http://www.okta.com/exk1k2m3n4p5",
                    right_label: "Northwind expects",
                    right: "http://www.okta.com/exk1k2m3n4pS",
                    told: true,
                },
            );
            widget::actions(ui, |ui| {
                widget::primary_button(ui, "Use Acme’s issuer");
                PushButton::secondary("Open in Northwind")
                    .icon(Icon::External)
                    .show(ui);
            });
        });
}

fn direction() -> Direction<'static> {
    Direction {
        source: OrgLabel {
            name: "Acme Workforce",
            address: "acme.okta.com",
        },
        target: OrgLabel {
            name: "Northwind Partners",
            address: "northwind.okta.com",
        },
    }
}

const STEPS: [Step<'static>; 6] = [
    step(None, "Connect both orgs", StepState::Done, None),
    step(Some(1), "Target application", StepState::NeedsAttention, None),
    step(Some(2), "Identity provider trust", StepState::Open, None),
    step(Some(3), "Provisioning", StepState::Open, None),
    step(
        Some(4),
        "Assign and test",
        StepState::Open,
        Some("Needs the identity provider trust"),
    ),
    step(
        Some(5),
        "End-user validation",
        StepState::Open,
        Some("Needs the identity provider trust"),
    ),
];

const fn step(
    number: Option<u8>,
    title: &'static str,
    state: StepState,
    blocked: Option<&'static str>,
) -> Step<'static> {
    Step {
        number,
        title,
        state,
        blocked,
    }
}

const LONG_URL: &str = "https://acme.okta.com/app/okta_org2org/exk1k2m3n4p5q6r7s8t9/sso/saml?fromURI=https%3A%2F%2Fnorthwind.okta.com";

const REQUEST: &str = r#"{
  "type": "SAML2",
  "name": "Acme IdP",
  "protocol": { "type": "SAML2", "credentials": { "trust": { "issuer": "http://www.okta.com/exk1k2m3n4p5" } } },
  "policy": { "accountLink": { "action": "AUTO" }, "provisioning": { "action": "AUTO" } }
}"#;

const STATUSES: [Status; 18] = [
    Status::Waiting,
    Status::Working,
    Status::Done,
    Status::DoneWithWarning,
    Status::AlreadyThere,
    Status::ByHand,
    Status::Paused,
    Status::Failed,
    Status::Undone,
    Status::NotChecked,
    Status::Checking,
    Status::ReadyToTest,
    Status::Watching,
    Status::InOrder,
    Status::Verified,
    Status::NeedsFix,
    Status::Skipped,
    Status::Unknown,
];

const ICONS: [Icon; 39] = [
    Icon::Check,
    Icon::Cross,
    Icon::Warning,
    Icon::Info,
    Icon::Dot,
    Icon::Ring,
    Icon::Dash,
    Icon::Spinner,
    Icon::Eye,
    Icon::EyeOff,
    Icon::ArrowRight,
    Icon::ArrowLeft,
    Icon::Copy,
    Icon::External,
    Icon::SourceOrg,
    Icon::TargetOrg,
    Icon::Settings,
    Icon::ChevronRight,
    Icon::ChevronDown,
    Icon::Checklist,
    Icon::Wrench,
    Icon::Report,
    Icon::File,
    Icon::Lock,
    Icon::Plug,
    Icon::Flask,
    Icon::Undo,
    Icon::Refresh,
    Icon::Play,
    Icon::Pause,
    Icon::Home,
    Icon::Plus,
    Icon::Minus,
    Icon::Edit,
    Icon::Hand,
    Icon::Key,
    Icon::Person,
    Icon::Clock,
    Icon::Save,
];

#[test]
fn focus_is_seen_and_explains_a_blocked_button() {
    let act = |harness: &mut egui_kittest::Harness<'_>| {
        use egui_kittest::kittest::Queryable as _;
        harness.get_by_label("Next: Provisioning").focus();
    };
    snapshot_after("focus", vec2(900.0, 420.0), act, |ui| {
        widget::page(ui, buttons_ui);
    });
}

#[test]
fn everything_wraps_in_a_narrow_place() {
    snapshot("narrow", vec2(420.0, 1800.0), |ui| {
        widget::page(ui, |ui| {
            direction().show_picture(ui);
            widget::TaskRow::new(
                Status::DoneWithWarning,
                "Create the SAML identity provider in Northwind",
            )
            .detail("Creating “Acme IdP”, matching on Okta username, linking automatically")
            .show(ui);
            findings_ui(ui);
            Banner::warning(
                "The token of Northwind expires in 12 days",
                "The connection keeps working until then",
            )
            .show_with(ui, |ui| {
                widget::secondary_button(ui, "Replace token…");
                widget::link_button(ui, "Remind me tomorrow");
            });
        });
    });
}

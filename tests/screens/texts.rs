//! What every state says: the headline, the next step, both orgs, every term with its meaning; and what nobody who is no
//! developer should meet.

use egui::accesskit::Role;
use org2org_setup::wizard::{Event, Screen};

use crate::{
    clicks::Clicks,
    every::{Seen, every_state, seen, state},
};

impl Seen {
    /// A state by its name.
    fn named(name: &str) -> &'static Self {
        let found = seen().iter().find(|state| state.name == name);
        found.unwrap_or_else(|| panic!("there is no state {name}"))
    }

    /// Everything that is told, a line for each.
    fn told(&self) -> Vec<&str> {
        let texts = self.nodes.iter().flat_map(|node| {
            // What is shown to the letter (code, the text of a document) is not told in words.
            let code = node.role == Role::MultilineTextInput;
            let value = if code { "" } else { node.value.as_str() };
            [node.name.as_str(), value, node.description.as_str()]
        });
        texts.filter(|text| !text.trim().is_empty()).collect()
    }

    /// The names of what has a role.
    fn names(&self, role: Role) -> Vec<&str> {
        let all = self.nodes.iter().filter(|node| node.role == role);
        all.map(|node| node.name.as_str()).collect()
    }
}

/// A state, its headline, what must stand there, and what must not.
type Line = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const OUTSIDE: &[Line] = &[
    (
        "home empty",
        "What would you like to do?",
        &[
            "Set up a connection",
            "Fix a broken sign-in",
            "Practise first",
            "No connections yet",
        ],
        &["Remove…"],
    ),
    (
        "home",
        "What would you like to do?",
        &[
            "5 of 5 verified",
            "3 of 5 verified",
            "Needs a fix",
            "Continue at step 2 of 5",
            "Connect both orgs",
        ],
        &["No connections yet"],
    ),
    (
        "home damaged",
        "What would you like to do?",
        &[
            "A saved connection could not be read",
            "was set aside",
            "Starting…",
        ],
        &[],
    ),
    (
        "home with practice",
        "What would you like to do?",
        &["until the program ends"],
        &["Remove"],
    ),
    (
        "home before it was read",
        "What would you like to do?",
        &["Looking for saved connections…"],
        &["No connections yet"],
    ),
    (
        "settings",
        "Settings",
        &["Appearance", "Network", "Secrets", "kept in the login keychain"],
        &[],
    ),
    (
        "settings without a keychain",
        "Settings",
        &[
            "No keychain answers",
            "Ask the keychain again",
            "forgotten when the program ends",
        ],
        &["In the keychain"],
    ),
];

const CONNECTING: &[Line] = &[
    (
        "connect empty",
        "Connect both orgs",
        &[
            "no address yet",
            "How to make a token",
            "42 characters",
            "people sign in here",
            "the apps are here",
        ],
        &["Connected", "Cannot go on"],
    ),
    (
        "connect",
        "Connect both orgs",
        &[
            "Connected",
            "Identity Engine",
            "Classic Engine",
            "Token lasts until",
            "Your tokens are safe",
        ],
        &["Cannot go on"],
    ),
    (
        "connect with mistakes",
        "Connect both orgs",
        &["This is an e-mail address"],
        &["Connected"],
    ),
    ("connect asking", "Connect both orgs", &["Checking…", "Stop"], &[]),
    (
        "connect with a small role",
        "Connect both orgs",
        &[
            "Cannot go on",
            "This token is enough to look",
            "Open the token page",
        ],
        &[],
    ),
    (
        "connect one org",
        "Connect both orgs",
        &["the same org, Acme", "→ Enter another"],
        &[],
    ),
    (
        "connect practice",
        "Connect both orgs",
        &["These are practice orgs", "nothing leaves this computer"],
        &["API token of", "Saved "],
    ),
    (
        "connect look only",
        "Connect both orgs",
        &["Look only", "tokens of read-only admins"],
        &[],
    ),
    (
        "resumed",
        "Identity provider trust",
        &["left half-way on 23 Nov 2026", "3 of its 6 changes are in place"],
        &["is not connected"],
    ),
    (
        "resumed connecting",
        "Identity provider trust",
        &["Connecting to both orgs…", "Cancel"],
        &["Carry out"],
    ),
    (
        "resumed refused",
        "Identity provider trust",
        &[
            "Northwind Partners is not connected",
            "Okta does not know this token",
            "Connect both orgs",
        ],
        &["Carry out"],
    ),
    (
        "resumed checklist",
        "Verification checklist",
        &["Not checked yet", "Connecting to both orgs…"],
        &["Check again"],
    ),
];

const STEPS: &[Line] = &[
    (
        "step 1",
        "Target application",
        &[
            "Add Dropbox Business",
            "What changes, before it happens",
            "0 deletions",
            "Carry out 2 changes",
        ],
        &["By hand, in the console"],
    ),
    (
        "step 1 done",
        "Target application",
        &[
            "By hand, in the console of Dropbox Business",
            "Settings › Security › Single sign-on",
            "Next: Identity",
        ],
        &["Carry out"],
    ),
    (
        "step 2",
        "Identity provider trust",
        &[
            "Okta username",
            "user name filter",
            "routing rule",
            "Left over from earlier steps",
            "Carry out 8 changes",
        ],
        &["USERNAME", "SAML_2_0", "${source", "AUTO", "ASSIGN"],
    ),
    (
        "step 2 done",
        "Identity provider trust",
        &[
            "Details to compare by eye",
            "Save the certificate…",
            "Change the choices of this step",
        ],
        &["Waiting"],
    ),
    (
        "step 2 not looked at",
        "Identity provider trust",
        &["Both orgs were not looked at yet", "Look at both orgs"],
        &[],
    ),
    (
        "step 2 looking",
        "Identity provider trust",
        &["Looking at both orgs", "Nothing is changed by looking"],
        &[],
    ),
    (
        "step 2 look only",
        "Identity provider trust",
        &[
            "Look only: nothing can be changed",
            "would be carried out in this step",
        ],
        &["Carry out"],
    ),
    (
        "step 2 compared",
        "Identity provider trust",
        &["This is another certificate", "Clear"],
        &[],
    ),
    (
        "step 3",
        "Provisioning",
        &[
            "Push people with an API token",
            "No provisioning",
            "In use: the token of step 0",
        ],
        &["ENABLED", "TOKEN"],
    ),
    (
        "step 4",
        "Assign and test",
        &["Groups are better than single people", "Chosen: 1 group"],
        &[],
    ),
    (
        "step 5",
        "End-user validation",
        &[
            "The way of the test user",
            "private window",
            "Carry out 12 changes",
        ],
        &["Practice password"],
    ),
    (
        "step 5 done",
        "End-user validation",
        &["Start a test sign-in", "Next: Verification checklist"],
        &["Play the sign-in here"],
    ),
    (
        "step 5 practised",
        "End-user validation",
        &["Practice password", "Play the sign-in here"],
        &[],
    ),
    (
        "step 5 watching",
        "End-user validation",
        &[
            "Watching both System Logs",
            "Sign in as mira.chen@acme.example now",
            "Stop watching",
        ],
        &["Start a test sign-in"],
    ),
];

const CHANGING: &[Line] = &[
    (
        "step 2 running",
        "Identity provider trust",
        &["Carrying out the changes", "4 of 8", "Working…", "Cancel"],
        &["Try again"],
    ),
    (
        "step 2 stopping",
        "Identity provider trust",
        &["Stopping after this change…"],
        &["Try again"],
    ),
    (
        "step 2 stopped",
        "Identity provider trust",
        &["Stopped between two changes", "4 of 8 are done and stay"],
        &["Stopping"],
    ),
    (
        "step 2 failed",
        "Identity provider trust",
        &[
            "Failed",
            "The role behind the token is too small",
            "Open the token page",
            "Try again",
        ],
        &["Working…"],
    ),
    (
        "step 5 playing",
        "End-user validation",
        &["The sign-in is being played…", "Cancel the sign-in"],
        &[],
    ),
    (
        "checklist playing",
        "Verification checklist",
        &["The sign-in is being played…"],
        &["Stop watching"],
    ),
];

const CHECKLISTS: &[Line] = &[
    (
        "checklist unknown",
        "Verification checklist",
        &["Not checked yet", "Nothing is changed by looking", "Check now"],
        &["Check again"],
    ),
    (
        "checklist fresh",
        "Verification checklist",
        &["Not everything is set up yet", "Go to step 1"],
        &["Take everything back"],
    ),
    (
        "checklist ready",
        "Verification checklist",
        &["Ready to test", "Start a test sign-in"],
        &["All five items"],
    ),
    (
        "checklist broken",
        "Verification checklist",
        &[
            "Needs a fix",
            "Blocks sign-in",
            "Acme Workforce sends this issuer",
            "Northwind Partners expects",
            "Fix: ",
        ],
        &["All five items"],
    ),
    (
        "checklist verified",
        "Verification checklist",
        &[
            "All five items are verified",
            "System Log · 10:41:07 UTC",
            "Next: Handover report",
        ],
        &["Needs a fix"],
    ),
    (
        "checklist watching",
        "Verification checklist",
        &["Last look at 10:41:30 UTC", "Stop watching"],
        &[],
    ),
    (
        "checklist watching blindly",
        "Verification checklist",
        &["The System Log could not be read", "403 Forbidden"],
        &[],
    ),
    (
        "checklist refused",
        "Verification checklist",
        &["Northwind Partners refused it", "Failed"],
        &[],
    ),
    (
        "checklist look only",
        "Verification checklist",
        &["Look only", "Whoever may change it"],
        &["Fix: "],
    ),
    (
        "checklist of a bundle",
        "Verification checklist",
        &["A support bundle, opened read-only", "Needs a fix"],
        &["Fix: ", "Start a test sign-in", "Export report…", "Open in "],
    ),
    (
        "breaking",
        "Verification checklist",
        &["Break something", "Practice only"],
        &["Broken now"],
    ),
    (
        "breaking broken",
        "Verification checklist",
        &["Broken now: 2 faults", "Put everything back"],
        &[],
    ),
    (
        "breaking working",
        "Verification checklist",
        &["Putting it back"],
        &[],
    ),
    (
        "handover",
        "Handover report",
        &["The connection", "Export HTML…", "never holds a secret"],
        &["Nothing yet"],
    ),
    (
        "handover empty",
        "Handover report",
        &["Nothing yet"],
        &["Take everything back"],
    ),
];

const TROUBLES: &[Line] = &[
    (
        "troubleshoot empty",
        "Why does a sign-in fail?",
        &[
            "Kind and encoding are recognised",
            "left at the door",
            "Or open the connection",
        ],
        &["Start afresh", "https://northwind.okta.com"],
    ),
    (
        "troubleshoot",
        "3 problems found",
        &[
            "The message says",
            "Northwind Partners expects",
            "Every value, three ways",
            "Fix: ",
            "Why this matters",
        ],
        &[],
    ),
    (
        "troubleshoot alone",
        "2 problems found",
        &[
            "not compared with the settings of the orgs",
            "The source org is set to send",
            "The target org expects",
        ],
        &["Fix: "],
    ),
    (
        "troubleshoot connection",
        "1 problem found",
        &["Compared with the live settings", "could not be read"],
        &[],
    ),
    (
        "troubleshoot nothing",
        "Nothing wrong was found",
        &["As far as it can be told", "9 years left"],
        &["Blocks"],
    ),
    (
        "troubleshoot failed",
        "Nothing of this could be read",
        &["screenshot.png could not be read"],
        &["Nothing wrong"],
    ),
    (
        "troubleshoot settings",
        "Why does a sign-in fail?",
        &["Reading the settings of both orgs"],
        &[],
    ),
    (
        "troubleshoot reading",
        "3 problems found",
        &["Reading both System Logs"],
        &[],
    ),
    (
        "troubleshoot logs",
        "3 problems found",
        &[
            "What changed?",
            "Sam Osei",
            "Timeline of both System Logs",
            "2 others in this time",
        ],
        &[],
    ),
    (
        "troubleshoot certificates",
        "1 problem found",
        &["Northwind Partners trusts another certificate"],
        &[],
    ),
    (
        "troubleshoot look only",
        "3 problems found",
        &["Look only. Whoever may change it"],
        &["Fix: "],
    ),
    (
        "bundle",
        "Everything support needs, in one file",
        &["Names replaced", "The file, to the letter"],
        &[],
    ),
    (
        "bundle opened",
        "1 problem found",
        &["Nothing is connected", "Close the bundle"],
        &["Fix: "],
    ),
];

const QUESTIONS: &[Line] = &[
    (
        "question undo",
        "Handover report",
        &[
            "Take everything back?",
            "9 changes are taken back, 7 of them delete",
            "People are deleted",
            "Cancel",
        ],
        &[],
    ),
    (
        "question undo preparing",
        "Handover report",
        &["Looking at what would be taken back"],
        &["taken back,"],
    ),
    (
        "question forget",
        "What would you like to do?",
        &["Nothing is changed in either org", "Keep it"],
        &[],
    ),
    (
        "question close",
        "Identity provider trust",
        &["The change that goes on is finished first", "Keep going"],
        &[],
    ),
    (
        "question save",
        "Identity provider trust",
        &["There is a file of this name already", "Replace it"],
        &[],
    ),
];

fn holds(lines: &[Line]) {
    let mut wrong = Vec::new();
    for (name, headline, there, not_there) in lines {
        let seen = Seen::named(name);
        let texts = seen.told();
        let headings = seen.names(Role::Heading);
        if !headings.contains(headline) {
            wrong.push(format!("{name}: not under “{headline}”: {headings:?}"));
        }
        let has = |words: &str| texts.iter().any(|text| text.contains(words));
        wrong.extend(
            there
                .iter()
                .filter(|words| !has(words))
                .map(|words| format!("{name}: lacks “{words}”")),
        );
        wrong.extend(
            not_there
                .iter()
                .filter(|words| has(words))
                .map(|words| format!("{name}: has “{words}”")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_way_in_says_what_can_be_done_and_how_each_connection_is() {
    holds(OUTSIDE);
}

#[test]
fn connecting_says_what_is_missing_and_what_was_found() {
    holds(CONNECTING);
}

#[test]
fn a_step_says_what_it_does_what_it_will_change_and_what_comes_next() {
    holds(STEPS);
}

#[test]
fn a_run_says_how_far_it_is_and_how_it_ended() {
    holds(CHANGING);
}

#[test]
fn the_checklist_says_how_it_stands_and_what_to_do() {
    holds(CHECKLISTS);
}

#[test]
fn troubleshooting_says_the_cause_both_values_and_the_fix() {
    holds(TROUBLES);
}

#[test]
fn a_question_says_what_would_happen() {
    holds(QUESTIONS);
}

#[test]
fn every_state_has_its_line() {
    let lines = [
        OUTSIDE, CONNECTING, STEPS, CHANGING, CHECKLISTS, TROUBLES, QUESTIONS,
    ];
    let known: Vec<&str> = lines
        .iter()
        .flat_map(|lines| lines.iter().map(|line| line.0))
        .collect();
    for (name, _) in every_state() {
        // Steps that are done differ from each other only in what the other lines tell.
        let alike = name.ends_with("done") || name.ends_with("practised") || name == "a message";
        assert!(alike || known.contains(&name), "{name} has no line");
    }
}

#[test]
fn nobody_meets_json_or_a_code_where_words_are_told() {
    // Codes of findings are for support staff, who search for them; they stand behind the words.
    let codes = [
        "{\"",
        "null",
        "SAML_2_0",
        "USERNAME_OR",
        "AUTO",
        "\\u",
        "Err(",
        "None)",
        "::",
    ];
    let mut wrong = Vec::new();
    // The bundle is shown to the letter before it is saved, on purpose.
    for Seen { name, .. } in seen().iter().filter(|seen| seen.screen != Screen::Bundle) {
        for text in Seen::named(name).told() {
            let fingerprint = text.contains(':') && text.len() > 50 && !text.contains(' ');
            let met = codes.iter().filter(|code| text.contains(*code) && !fingerprint);
            wrong.extend(met.map(|code| format!("{name}: “{code}” in “{text}”")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sentences_are_written_as_the_house_writes_them() {
    let mut wrong = Vec::new();
    for seen in seen() {
        let name = seen.name;
        for text in seen.told() {
            let shouts = text.contains('!') && !text.contains("://");
            let begs = ["please", "Please", "simply", "Oops", "sorry"]
                .iter()
                .any(|word| text.contains(word));
            let straight = text.contains(" '") || text.contains("' ");
            if shouts || begs || straight {
                wrong.push(format!("{name}: “{text}”"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_count_of_one_is_said_in_the_singular() {
    let plurals = [
        "changes",
        "faults",
        "problems",
        "people",
        "groups",
        "days",
        "items",
        "connections",
        "others",
    ];
    let mut wrong = Vec::new();
    for seen in seen() {
        let name = seen.name;
        for text in seen.told() {
            let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == ',').collect();
            let one = words
                .windows(2)
                .any(|two| two[0] == "1" && plurals.contains(&two[1]));
            let many = words
                .windows(2)
                .any(|two| two[0] == "2" && ["change", "fault", "problem", "group", "day"].contains(&two[1]));
            if one || many {
                wrong.push(format!("{name}: “{text}”"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_term_is_explained_on_the_page_where_it_first_stands() {
    // A page that explains a term brings the term itself; where it stands first is the page that has to do that.
    for (name, terms) in [
        (
            "connect empty",
            ["source org", "target org", "API token"].as_slice(),
        ),
        ("step 1", &["SAML"]),
        ("step 1 done", &["SAML", "issuer", "certificate"]),
        (
            "step 2",
            &["Org2Org", "identity provider", "user name filter", "routing rule"],
        ),
        ("step 2 done", &["Issuer", "ACS URL", "audience", "certificate"]),
        ("step 3", &["provisioning", "deactivate"]),
        ("step 5", &["System Log"]),
        ("troubleshoot", &["Issuer", "Audience", "Destination", "Name ID"]),
    ] {
        let explained = Seen::named(name).names(Role::Term);
        for term in terms {
            assert!(explained.contains(term), "{name}: {term} in {explained:?}");
        }
    }
}

#[test]
fn no_state_is_a_dead_end() {
    for seen in seen() {
        let ways = seen
            .nodes
            .iter()
            .filter(|node| node.role == Role::Button && !node.disabled);
        assert!(ways.count() >= 2, "{} has no way on and back", seen.name);
    }
}

#[test]
fn the_rail_and_the_bar_lead_to_every_place() {
    for (label, screen) in [
        ("Home", Screen::Home),
        ("Verification checklist", Screen::Checklist),
        ("Troubleshoot", Screen::Troubleshoot),
        ("Handover report", Screen::Handover),
        ("Connect both orgs, done", Screen::Connect),
    ] {
        let mut window = Clicks::on(state("step 2 done"));
        let events = window.click(label).events();
        assert!(
            matches!(&events[..], [Event::Go(to)] if *to == screen),
            "{label}: {events:?}"
        );
    }
}

#[test]
fn escape_and_back_lead_the_same_way() {
    use egui::Key;
    for name in [
        "step 2",
        "checklist verified",
        "handover",
        "settings",
        "bundle",
        "troubleshoot",
        "connect empty",
    ] {
        let by_button = Clicks::on(state(name)).click("Back").only();
        let by_key = Clicks::on(state(name)).press(Key::Escape).only();
        assert_eq!(by_button, by_key, "{name}");
    }
}

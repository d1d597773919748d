//! Step 0: both orgs are typed in, tried and compared.

use crate::{
    advice::Advice,
    federation::{
        Side,
        preflight::{self, OrgReport},
        suggest,
        verify::Events,
    },
    okta::OrgUrl,
    wizard::{
        Effect, RunId, Wizard,
        connect::{OrgForm, SecretText},
        open::{Open, domains_of},
        task::Task,
    },
};

pub(super) fn address(wizard: &mut Wizard, side: Side, text: String) -> Vec<Effect> {
    if let Some(open) = &mut wizard.open {
        let form = open.form_mut(side);
        let other_org = OrgUrl::parse(&form.address).ok() != OrgUrl::parse(&text).ok();
        let asked = form.report.run().filter(|_| other_org);
        if other_org {
            form.token_kept = false;
            form.report = Task::Idle;
        }
        form.address = text;
        form.address_error = None;
        open.misfit = None;
        return asked.map(Effect::Cancel).into_iter().collect();
    }
    Vec::new()
}

pub(super) fn token(wizard: &mut Wizard, side: Side, token: SecretText) -> Vec<Effect> {
    if let Some(open) = &mut wizard.open {
        let form = open.form_mut(side);
        form.token = token;
        form.token_error = None;
    }
    Vec::new()
}

pub(super) fn use_address(wizard: &mut Wizard, side: Side, text: String) -> Vec<Effect> {
    if let Some(open) = &mut wizard.open {
        open.form_mut(side).address = text;
    }
    check(wizard, side)
}

pub(super) fn check(wizard: &mut Wizard, side: Side) -> Vec<Effect> {
    let run = wizard.next_run();
    let Some(open) = &mut wizard.open else {
        return Vec::new();
    };
    let look_only = !open.may_change();
    let form = open.form_mut(side);
    let Some(ready) = form.read() else {
        return Vec::new();
    };
    let mut effects: Vec<Effect> = form.report.run().map(Effect::Cancel).into_iter().collect();
    form.report.begin(run);
    effects.push(Effect::CheckOrg {
        run,
        side,
        url: ready.url,
        token: ready.token,
        look_only,
    });
    effects
}

/// An org was looked at; when both are ready and different, the choices begin.
pub(super) fn checked(wizard: &mut Wizard, run: RunId, side: Side, report: OrgReport) -> Vec<Effect> {
    let Some(open) = &mut wizard.open else {
        return Vec::new();
    };
    let looks = !open.may_change();
    let form = open.form_mut(side);
    let ready = report.is_ready() || (looks && report.is_readable());
    if !form.report.finish(run, Ok(report)) {
        return Vec::new();
    }
    if ready {
        form.token = SecretText::default();
        form.token_kept = true;
    }
    compare(open);
    if !open.is_connected() {
        return super::navigation::keep(wizard);
    }
    begin_choices(open);
    super::running::replan(wizard);
    let options = wizard.next_run();
    let mut effects = super::navigation::keep(wizard);
    if let Some(open) = &mut wizard.open {
        effects.extend(open.options.run().map(Effect::Cancel));
        open.options.begin(options);
        effects.push(Effect::ReadOptions {
            run: options,
            words: String::new(),
        });
    }
    effects.extend(super::running::observe(wizard));
    effects
}

/// What was thought to be kept has to be entered again.
pub(super) fn no_token(wizard: &mut Wizard, side: Side) {
    if let Some(open) = &mut wizard.open {
        open.form_mut(side).token_kept = false;
    }
}

fn compare(open: &mut Open) {
    let both = open.source.report.value().zip(open.target.report.value());
    let one = both.and_then(|(source, target)| preflight::same_org(source, target));
    open.misfit = one.or_else(|| Side::BOTH.into_iter().find_map(|side| exchanged(open, side)));
}

/// What was set up belongs to the orgs it was set up in: in another one it would be neither found nor taken back.
fn exchanged(open: &Open, side: Side) -> Option<Advice> {
    let blueprint = open.blueprint.as_ref()?;
    let was = match side {
        Side::Source => &blueprint.source,
        Side::Target => &blueprint.target,
    };
    let report = open.form(side).report.value()?;
    let is = report.id.as_ref()?;
    if open.ledger.records.is_empty() || *is == was.id {
        return None;
    }
    let headline = format!(
        "This connection was set up with {} as {}, not with {}",
        was.name,
        side.role(),
        report.name
    );
    let why = "What the wizard made there can only be found, changed and taken back there";
    let back = format!("Enter the address of {} again", was.name);
    let anew = format!("For {}, go home and set up a new connection", report.name);
    Some(Advice::new(headline, why).then(back).then(anew))
}

/// The first choices; choices made before stay, but for orgs that turned out to be others.
fn begin_choices(open: &mut Open) {
    let Some((source, target)) = open.source.report.value().zip(open.target.report.value()) else {
        return;
    };
    let Some((from, to)) = url(&open.source).zip(url(&open.target)) else {
        return;
    };
    let domains: Vec<String> = source
        .admin_login
        .as_deref()
        .and_then(suggest::domain_of)
        .into_iter()
        .collect();
    let Some(suggested) = suggest::blueprint((&from, source), (&to, target), &domains) else {
        return;
    };
    match &mut open.blueprint {
        Some(kept) if kept.source.id == suggested.source.id && kept.target.id == suggested.target.id => {
            kept.source = suggested.source;
            kept.target = suggested.target;
        }
        other => {
            open.domains_text = domains_of(&suggested);
            *other = Some(suggested);
            forget_seen(open);
        }
    }
}

/// What was seen of other orgs says nothing of these.
fn forget_seen(open: &mut Open) {
    open.snapshot = match open.snapshot.run() {
        Some(run) => Task::Running { run, previous: None },
        None => Task::Idle,
    };
    open.plan = None;
    open.report = None;
    open.last_check = None;
    open.events = Events::default();
}

fn url(form: &OrgForm) -> Option<OrgUrl> {
    OrgUrl::parse(&form.address).ok()
}

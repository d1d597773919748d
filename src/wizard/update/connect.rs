//! Step 0: both orgs are typed in, tried and compared.

use crate::{
    federation::{
        Side,
        preflight::{self, OrgReport},
        suggest,
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
        if other_org {
            form.token_kept = false;
            form.report = Task::Idle;
        }
        form.address = text;
        form.address_error = None;
        open.same_org = None;
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
    form.report.begin(run);
    vec![Effect::CheckOrg {
        run,
        side,
        url: ready.url,
        token: ready.token,
        look_only,
    }]
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
    let options = wizard.next_run();
    let mut effects = super::navigation::keep(wizard);
    if let Some(open) = &mut wizard.open {
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
    open.same_org = both.and_then(|(source, target)| preflight::same_org(source, target));
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
        }
    }
}

fn url(form: &OrgForm) -> Option<OrgUrl> {
    OrgUrl::parse(&form.address).ok()
}

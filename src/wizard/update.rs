//! The one function through which everything changes: it sorts events and hands them on.

mod access;
mod answers;
mod bundle;
mod choices;
mod connect;
mod files;
mod navigation;
mod running;
mod trouble;

use super::{Effect, Event, Wizard, breaking};

/// Takes in an event and says what has to be done outside.
pub fn update(wizard: &mut Wizard, event: Event) -> Vec<Effect> {
    if let Some(why) = access::refused(wizard, &event) {
        wizard.say(why, true);
        return Vec::new();
    }
    match event {
        Event::Go(screen) => navigation::go(wizard, screen),
        Event::NewConnection => navigation::new_connection(wizard),
        Event::OpenConnection(saved) => navigation::open_connection(wizard, saved),
        Event::StartPractice => navigation::start_practice(wizard),
        Event::AskForget(saved) => navigation::ask_forget(wizard, &saved),
        Event::Address(side, text) => connect::address(wizard, side, text),
        Event::Token(side, token) => connect::token(wizard, side, token),
        Event::Check(side) => connect::check(wizard, side),
        Event::UseAddress(side, text) => connect::use_address(wizard, side, text),
        Event::Choose(blueprint) => choices::choose(wizard, *blueprint),
        Event::Domains(text) => choices::domains(wizard, text),
        Event::ProvisioningToken(token) => choices::provisioning_token(wizard, token),
        Event::Search(words) => choices::search(wizard, words),
        Event::Refresh => running::observe(wizard),
        Event::Apply(step) => running::apply(wizard, step),
        Event::Cancel => running::cancel(wizard),
        Event::StopCheck(side) => running::stop_check(wizard, side),
        Event::AskUndo => running::ask_undo(wizard),
        Event::KeepPeople(keep) => running::keep_people(wizard, keep),
        Event::Yes => navigation::yes(wizard),
        Event::No => navigation::no(wizard),
        Event::StartSignIn => running::start_sign_in(wizard),
        Event::PlaySignIn => running::play_sign_in(wizard),
        Event::StopPlaying => running::stop_playing(wizard),
        Event::SwitchFaults(switch) => breaking::switch(wizard, switch),
        Event::StopWatching => running::stop_watching(wizard),
        Event::OpenLink(url) => vec![Effect::OpenLink(url)],
        Event::Copy(text) => vec![Effect::Copy(text)],
        Event::SaveCertificate { name, certificate } => choices::save_certificate(wizard, name, &certificate),
        Event::SavePath(path) => files::type_path(wizard, path),
        Event::Bring(text) => files::bring(wizard, text),
        Event::ReadTyped => files::read_typed(wizard),
        Event::TroubleText(text) => trouble::type_text(wizard, text),
        Event::TakeTrouble => trouble::take_text(wizard),
        Event::StopTrouble => trouble::stop(wizard),
        Event::ReadLogs => trouble::read_logs(wizard),
        Event::ClearTrouble => trouble::clear(wizard),
        Event::ChooseFile(purpose) => vec![Effect::ChooseFile(purpose)],
        Event::Dropped(path) => files::dropped(wizard, path),
        Event::LookOnly(on) => access::look_only(wizard, on),
        Event::MakeBundle => bundle::make(wizard),
        Event::BundleLevel(level) => bundle::level(wizard, level),
        Event::SaveBundle => bundle::save(wizard),
        Event::Export(format) => running::export(wizard, format),
        Event::RetryKeychain => vec![Effect::OpenKeychain],
        Event::Prefer(preferences) => navigation::prefer(wizard, preferences),
        Event::CloseRequested => navigation::close_requested(wizard),
        Event::DismissToast => navigation::dismiss_toast(wizard),
        answer => answers::take(wizard, answer),
    }
}

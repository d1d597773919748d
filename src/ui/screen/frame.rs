//! What surrounds the pages of a connection: the bar that names both orgs, the rail of places, the footer.

use super::Outbox;
use crate::{
    federation::{Side, action::Step},
    ui::{
        icon::Icon,
        theme::{Tokens, Tone, measure, text},
        widget::{self, Banner, Chip, Direction, NavItem, OrgLabel, PushButton, StepState},
        words,
    },
    wizard::{
        Event, Open, Screen, Wizard,
        open::Access,
        rail::{self, Place, Standing},
    },
};
use egui::{Align, Id, Key, Layout, Margin, Ui};
use jiff::Timestamp;

/// The most characters of a name or an address in the top bar.
const TOP_BAR_CHARS: usize = 26;

/// The most characters of a name on a badge, which cannot wrap.
pub(super) const BADGE_CHARS: usize = 26;
/// The most characters on a button, which cannot wrap either.
pub(super) const BUTTON_CHARS: usize = 52;

/// The side as widgets paint it.
pub(super) fn side_of(side: Side) -> widget::Side {
    match side {
        Side::Source => widget::Side::Source,
        Side::Target => widget::Side::Target,
    }
}

/// A badge with the name of one of the open connection's orgs.
pub(super) fn org_ui(ui: &mut Ui, open: &Open, side: Side) {
    widget::org_badge(ui, side_of(side), &cut(&open.org_name(side), BADGE_CHARS));
}

/// An instant as people read it, in UTC.
pub(super) fn day(at: Timestamp) -> String {
    at.strftime("%-d %b %Y").to_string()
}

/// The time of day in UTC.
pub(super) fn time(at: Timestamp) -> String {
    at.strftime("%H:%M:%S UTC").to_string()
}

/// At most so many characters, the rest left out visibly.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Both orgs and the direction between them, for widgets that paint it.
pub(super) struct Names {
    source: (String, String),
    target: (String, String),
}

impl Names {
    /// The names of the open connection, shortened to `most` characters.
    pub(super) fn of(open: &Open, most: usize) -> Self {
        let name = |side| {
            let (name, address) = (open.org_name(side), host(&open.form(side).address));
            let known = open.form(side).report.value().is_some() || open.blueprint.is_some();
            (
                if known { cut(&name, most) } else { String::new() },
                cut(&address, most),
            )
        };
        Self {
            source: name(Side::Source),
            target: name(Side::Target),
        }
    }

    /// As the widgets want it.
    pub(super) fn direction(&self) -> Direction<'_> {
        Direction {
            source: OrgLabel {
                name: &self.source.0,
                address: &self.source.1,
            },
            target: OrgLabel {
                name: &self.target.0,
                address: &self.target.1,
            },
        }
    }
}

/// An address as people know it.
pub(super) fn without_scheme(address: &str) -> &str {
    address
        .trim()
        .trim_start_matches("https://")
        .trim_start_matches("http://")
}

fn host(address: &str) -> String {
    let host = without_scheme(address).split('/').next().unwrap_or_default();
    if host.is_empty() {
        "no address yet".to_owned()
    } else {
        host.to_owned()
    }
}

/// The bar at the top of every screen of a connection.
pub(super) fn top_bar_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    let names = Names::of(open, TOP_BAR_CHARS);
    widget::top_bar(
        ui,
        |ui| names.direction().show(ui),
        |ui| corner_ui(ui, open, outbox),
    );
}

fn corner_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    if PushButton::secondary("Home").icon(Icon::Home).show(ui).clicked() {
        outbox.push(Event::Go(Screen::Home));
    }
    access_ui(ui, open);
    if open.practice.is_some() {
        Chip::new(Tone::Warning, "Practice orgs")
            .icon(Icon::Flask)
            .show(ui);
    } else if !open.may_change() {
        // What may be done is worth more than when it was saved.
    } else if let Some(at) = open.saved_at {
        ui.label(text::small(format!("Saved {}", at.strftime("%H:%M UTC"))));
    }
}

/// That nothing can be changed, where that is so.
pub(super) fn access_ui(ui: &mut Ui, open: &Open) {
    match open.access {
        Access::Change => {}
        Access::Look => {
            Chip::new(Tone::Info, "Look only").icon(Icon::Eye).show(ui);
        }
        Access::Bundle => {
            Chip::new(Tone::Info, "Support bundle").icon(Icon::File).show(ui);
        }
    }
}

/// The same at the top of a page, with what to do instead of changing something.
pub(super) fn look_only_ui(ui: &mut Ui, open: &Open, instead: &str, outbox: &mut Outbox) {
    match open.access {
        Access::Change => {}
        Access::Look => {
            Banner::info("Look only: nothing can be changed", instead).show_with(ui, |ui| {
                if widget::secondary_button(ui, "Switch it off in “Connect both orgs”").clicked() {
                    outbox.push(Event::Go(Screen::Connect));
                }
            });
        }
        Access::Bundle => {
            let words = "What is shown was seen when the bundle was made. To look again or to change something, connect \
                         both orgs yourself";
            Banner::info("A support bundle, opened read-only", words).show(ui);
        }
    }
}

/// The rail of places.
pub(super) fn rail_ui(ui: &mut Ui, open: &Open, current: Screen, outbox: &mut Outbox) {
    widget::rail(ui, |ui| {
        widget::rail_label(ui, "Set up");
        let places = rail::steps(open);
        let steps: Vec<widget::Step<'_>> = places.iter().map(|place| rail_step(open, place)).collect();
        let at = places.iter().position(|place| place.screen == current);
        let clicked = widget::stepper(ui, &steps, at).and_then(|at| places.get(at));
        outbox.extend(clicked.map(|place| Event::Go(place.screen)));
        widget::rail_label(ui, "Run");
        for place in rail::extras(open) {
            if widget::nav_item(ui, &nav_item(&place, current)).clicked() {
                outbox.push(Event::Go(place.screen));
            }
        }
    });
}

fn rail_step<'a>(open: &Open, place: &'a Place) -> widget::Step<'a> {
    let number = match place.screen {
        Screen::Step(step) => u8::try_from(step.number()).ok(),
        _ => None,
    };
    let stuck = matches!(place.screen, Screen::Step(step) if is_stuck(open, step));
    let state = match place.standing {
        _ if stuck => StepState::NeedsAttention,
        Standing::Done => StepState::Done,
        Standing::Open | Standing::Blocked(_) => StepState::Open,
    };
    widget::Step {
        number,
        title: place.title,
        state,
        blocked: reason(place.standing),
    }
}

fn is_stuck(open: &Open, step: Step) -> bool {
    open.plan
        .as_ref()
        .is_some_and(|plan| plan.obstacles.iter().any(|obstacle| obstacle.step == step))
}

fn reason(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Blocked(reason) => Some(reason),
        Standing::Done | Standing::Open => None,
    }
}

fn nav_item(place: &Place, current: Screen) -> NavItem<'static> {
    let icon = match place.screen {
        Screen::Handover => Icon::Report,
        Screen::Troubleshoot => Icon::Wrench,
        _ => Icon::Checklist,
    };
    NavItem {
        icon,
        title: place.title,
        current: place.screen == current,
        blocked: reason(place.standing),
    }
}

/// The bar at the bottom; both sides may answer with events.
pub(super) fn footer_ui(
    ui: &mut Ui,
    outbox: &mut Outbox,
    left: impl FnOnce(&mut Ui, &mut Outbox),
    right: impl FnOnce(&mut Ui, &mut Outbox),
) {
    let mut others = Outbox::new();
    widget::footer(ui, |ui| left(ui, outbox), |ui| right(ui, &mut others));
    outbox.append(&mut others);
}

/// The way back, and that nothing is lost by leaving.
pub(super) fn back_ui(ui: &mut Ui, open: &Open, screen: Screen, outbox: &mut Outbox) {
    if PushButton::secondary("Back")
        .icon(Icon::ArrowLeft)
        .show(ui)
        .clicked()
    {
        outbox.push(Event::Go(rail::back(screen)));
    }
    let words = if open.practice.is_some() {
        "Practice orgs are gone when the program ends"
    } else {
        "Safe to close: the wizard resumes where it stopped"
    };
    if ui.available_width() > measure::TEXT_WIDTH * 0.75 {
        ui.label(text::small(words));
    }
}

/// The name of a place, for the button that leads there.
pub(super) fn title(screen: Screen) -> &'static str {
    match screen {
        Screen::Home => "Home",
        Screen::Connect => "Connect both orgs",
        Screen::Step(step) => step.title(),
        Screen::Checklist => "Verification checklist",
        Screen::Handover => "Handover report",
        Screen::Settings => "Settings",
        Screen::Troubleshoot => "Troubleshoot a sign-in",
        Screen::Bundle => "Support bundle",
    }
}

/// Escape leads back, unless it was meant for what had the keyboard.
pub(super) fn escape(ui: &Ui, wizard: &Wizard, outbox: &mut Outbox) {
    let id = Id::unique("keyboard was taken");
    let was_taken: bool = ui.data(|data| data.get_temp(id)).unwrap_or(false);
    let popup = egui::Popup::is_any_open(ui.ctx());
    let taken = popup || wizard.question.is_some() || ui.memory(|memory| memory.focused().is_some());
    ui.data_mut(|data| data.insert_temp(id, taken));
    let pressed = ui.input(|input| input.key_pressed(Key::Escape));
    if pressed && !was_taken && !taken && wizard.screen != Screen::Home {
        outbox.push(Event::Go(wizard.back()));
    }
}

/// Content at the left of a column; columns alone would stretch its lines.
pub(super) fn left_ui<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    ui.with_layout(Layout::top_down(Align::Min), content).inner
}

/// The title of a page and what it is about, in words that explain themselves.
pub(super) fn head_ui(ui: &mut Ui, title: &str, about: &str) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        widget::page_header(ui, title, "");
        words::told_ui(ui, about);
        ui.add_space(measure::GAP_XS);
    });
}

/// A page in the middle of a window without a rail.
pub(super) fn lone_page_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let ground = egui::Frame::new().fill(Tokens::of(ui).background);
    egui::CentralPanel::default().frame(ground).show(ui, |ui| {
        let margin = Margin::same(measure::PAGE_PADDING);
        let scroll = egui::ScrollArea::vertical()
            .auto_shrink(false)
            .content_margin(margin);
        scroll.show(ui, |ui| {
            let beside = ((ui.available_width() - measure::LONE_PAGE_WIDTH) / 2.0).max(0.0);
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                ui.add_space(beside.round());
                ui.vertical(|ui| {
                    ui.set_width(ui.available_width().min(measure::LONE_PAGE_WIDTH));
                    ui.spacing_mut().item_spacing = egui::vec2(measure::GAP_S, measure::GAP_M);
                    content(ui);
                });
            });
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_by_characters_and_shows_that_it_was() {
        for (text, most, shown) in [
            ("Acme", 4, "Acme"),
            ("Acme Workforce", 6, "Acme…"),
            ("äöüß", 3, "äö…"),
            ("", 3, ""),
            ("Acme", 0, "…"),
        ] {
            assert_eq!(cut(text, most), shown, "{text:?} at {most}");
        }
    }

    #[test]
    fn dates_and_times_are_told_in_one_way_and_in_utc() {
        let at: Timestamp = "2026-11-03T09:05:07Z".parse().unwrap();
        assert_eq!(
            (day(at).as_str(), time(at).as_str()),
            ("3 Nov 2026", "09:05:07 UTC")
        );
    }

    #[test]
    fn an_address_is_shown_as_people_know_it() {
        for (typed, shown) in [
            ("https://acme.okta.com/app/x", "acme.okta.com"),
            ("  http://127.0.0.1:40101", "127.0.0.1:40101"),
            ("acme.okta.com", "acme.okta.com"),
            ("", "no address yet"),
            ("https://", "no address yet"),
        ] {
            assert_eq!(host(typed), shown, "{typed:?}");
        }
    }
}

//! Every certificate that was seen, each once: what it is and where it is used, with a mismatch visible at a glance.

use super::super::frame;
use crate::{
    federation::{
        Side,
        troubleshoot::certificates::{CertificateCard, Life, Match, Role, Use, matching},
    },
    ui::{
        icon::Icon,
        theme::{Tokens, Tone, measure, text},
        widget::{self, Chip},
    },
    wizard::{Open, trouble::Troubleshoot},
};
use egui::Ui;

pub(super) fn certificates_ui(
    ui: &mut Ui,
    trouble: &Troubleshoot,
    cards: &[CertificateCard],
    open: Option<&Open>,
) {
    if cards.is_empty() {
        return;
    }
    let matching = matching(cards);
    let target = open.map_or_else(
        || format!("The {}", Side::role(Side::Target)),
        |open| frame::cut(&open.org_name(Side::Target), 24),
    );
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = measure::GAP_M;
        widget::heading(ui, "Certificates");
        match matching {
            Match::Same => {
                let words = "The same certificate on both sides";
                Chip::new(Tone::Success, words).icon(Icon::Check).show(ui);
            }
            Match::Different => {
                let words = format!("{target} trusts another certificate");
                Chip::new(Tone::Danger, words).icon(Icon::Cross).show(ui);
            }
            Match::Unknown => {}
        }
    });
    for card in cards {
        ui.push_id(&card.sha256, |ui| card_ui(ui, trouble, card, matching));
    }
}

fn card_ui(ui: &mut Ui, trouble: &Troubleshoot, card: &CertificateCard, matching: Match) {
    let content = |ui: &mut Ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_S;
        widget::chips(ui, |ui| {
            standing(card, matching).show(ui);
            life(card).show(ui);
        });
        ui.label(text::strong(&card.subject));
        let dates = format!(
            "{} · valid from {} to {}",
            card.key,
            frame::day(card.not_before),
            frame::day(card.not_after)
        );
        ui.label(text::small(dates));
        ui.scope(|ui| {
            ui.spacing_mut().interact_size.y = measure::LEADING_SMALL;
            ui.spacing_mut().item_spacing.y = measure::GAP_XXS;
            for one in &card.uses {
                use_ui(ui, trouble, one);
            }
        });
        widget::copy_row_of(ui, "SHA-256", &card.subject, &card.sha256);
        widget::copy_row_of(ui, "SHA-1", &card.subject, &card.sha1);
    };
    if is_odd(card, matching) {
        widget::card_toned(ui, Tone::Danger, content);
    } else {
        widget::card(ui, content);
    }
}

/// Whether it is one of those that should be one and are not.
fn is_odd(card: &CertificateCard, matching: Match) -> bool {
    let signs = card.has(Role::Brought) || card.has(Role::Signs);
    matching == Match::Different && signs != card.has(Role::Trusted)
}

/// A certificate that came with a message may be anybody's; only the source org tells with what it signs.
fn standing(card: &CertificateCard, matching: Match) -> Chip<'static> {
    let different = matching == Match::Different;
    let trusted = card.has(Role::Trusted);
    let (tone, icon, words) = match (card.has(Role::Signs), card.has(Role::Brought)) {
        (true, _) if trusted => (Tone::Success, Icon::Check, "Signs and is trusted"),
        (true, _) if different => (Tone::Danger, Icon::Cross, "Signs, but is not trusted"),
        (true, _) => (Tone::Neutral, Icon::Key, "Signs"),
        (false, true) if trusted => (Tone::Success, Icon::Check, "Came with the message and is trusted"),
        (false, true) if different => {
            let words = "Came with the message, but is not trusted";
            (Tone::Danger, Icon::Cross, words)
        }
        (false, true) => (Tone::Neutral, Icon::Key, "Came with the message"),
        _ if trusted && different => (Tone::Danger, Icon::Cross, "Trusted, but signs nothing here"),
        _ if trusted => (Tone::Neutral, Icon::Key, "Trusted"),
        _ if card.has(Role::Spare) => (Tone::Neutral, Icon::Dash, "Not in use"),
        _ => (Tone::Neutral, Icon::File, "In a file"),
    };
    Chip::new(tone, words).icon(icon)
}

fn life(card: &CertificateCard) -> Chip<'static> {
    let words = card.life.words();
    match card.life {
        // Okta goes on to take what a certificate signs that has expired.
        Life::Expired(_) | Life::NotYet(_) => Chip::new(Tone::Warning, words).icon(Icon::Clock),
        Life::Valid(_) if card.life.ends_soon() => Chip::new(Tone::Warning, words).icon(Icon::Clock),
        Life::Valid(_) => Chip::new(Tone::Neutral, words).icon(Icon::Clock),
    }
}

fn use_ui(ui: &mut Ui, trouble: &Troubleshoot, one: &Use) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = measure::GAP_S;
        let t = Tokens::of(ui);
        let (icon, colour) = match one.side {
            Some(Side::Source) => (Icon::SourceOrg, t.source.text),
            Some(Side::Target) => (Icon::TargetOrg, t.target.text),
            None => (Icon::File, t.text_weak),
        };
        icon.show(ui, measure::ICON_SMALL, colour);
        let file = one.document.and_then(|document| trouble.source_of(document));
        let file = file
            .map(|file| format!(": {}", frame::cut(file, 60)))
            .unwrap_or_default();
        ui.label(text::small(format!("{}{file}", one.words)));
    });
}

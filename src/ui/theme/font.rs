//! The embedded fonts; nothing is taken from the system here.

use std::{collections::BTreeMap, sync::Arc};

use egui::{FontData, FontDefinitions, FontFamily};

const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/Inter-Regular.otf");
const MEDIUM: &[u8] = include_bytes!("../../../assets/fonts/Inter-Medium.otf");
const SEMIBOLD: &[u8] = include_bytes!("../../../assets/fonts/Inter-SemiBold.otf");
const MONO: &[u8] = include_bytes!("../../../assets/fonts/JetBrainsMono-Regular.ttf");

/// The family of buttons and small labels.
pub(super) fn medium() -> FontFamily {
    FontFamily::Name("medium".into())
}

/// The family of titles.
pub(super) fn semibold() -> FontFamily {
    FontFamily::Name("semibold".into())
}

/// Makes our four fonts the only ones; each family falls back on the mono for signs Inter lacks.
pub(super) fn install(ctx: &egui::Context) {
    let files = [
        ("inter", REGULAR),
        ("inter-medium", MEDIUM),
        ("inter-semibold", SEMIBOLD),
        ("mono", MONO),
    ];
    let font_data = files.map(|(name, bytes)| (name.to_owned(), Arc::new(FontData::from_static(bytes))));
    ctx.set_fonts(FontDefinitions {
        font_data: BTreeMap::from(font_data),
        families: families(),
    });
}

fn families() -> BTreeMap<FontFamily, Vec<String>> {
    let chain = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    BTreeMap::from([
        (FontFamily::Proportional, chain(["inter", "mono"])),
        (medium(), chain(["inter-medium", "mono"])),
        (semibold(), chain(["inter-semibold", "mono"])),
        (FontFamily::Monospace, chain(["mono", "inter"])),
    ])
}

//! Design tokens: the only place that names a colour or a size.
//!
//! Colours are read from `assets/theme/{light,dark}.json`, sizes stand in [`measure`]. Both themes have the same
//! tokens, so a widget never asks which theme is shown. Nothing here paints.

pub mod measure;
pub mod text;

mod font;
mod style;

use std::{str::FromStr as _, sync::LazyLock};

use egui::{Color32, Theme, ThemePreference, ecolor::HexColor};
use serde::{Deserialize, Deserializer};

/// The meaning a colour carries; always shown together with a word or an icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to say yet: waiting, skipped, unknown.
    Neutral,
    /// Something is going on, or is worth knowing.
    Info,
    /// Done, verified.
    Success,
    /// May need attention.
    Warning,
    /// Needs a fix, or deletes something.
    Danger,
    /// The source org, where people sign in.
    Source,
    /// The target org, where the apps are.
    Target,
}

/// The three colours of a [`Tone`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Shade {
    /// Words and icons; at least 4.5:1 on `fill` and on every background.
    #[serde(deserialize_with = "hex")]
    pub text: Color32,
    /// The ground of chips and banners.
    #[serde(deserialize_with = "hex")]
    pub fill: Color32,
    /// Their outline.
    #[serde(deserialize_with = "hex")]
    pub line: Color32,
}

/// Every colour of one theme.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tokens {
    /// Behind a page.
    #[serde(deserialize_with = "hex")]
    pub background: Color32,
    /// Top bar, footer and side panel.
    #[serde(deserialize_with = "hex")]
    pub panel: Color32,
    /// The rail of steps.
    #[serde(deserialize_with = "hex")]
    pub rail: Color32,
    /// Cards and pop-ups.
    #[serde(deserialize_with = "hex")]
    pub surface: Color32,
    /// Code and values inside a card.
    #[serde(deserialize_with = "hex")]
    pub sunken: Color32,
    /// Fields to type in.
    #[serde(deserialize_with = "hex")]
    pub field: Color32,
    /// Ordinary text.
    #[serde(deserialize_with = "hex")]
    pub text: Color32,
    /// Text of second rank, still at least 4.5:1.
    #[serde(deserialize_with = "hex")]
    pub text_weak: Color32,
    /// Quiet outlines of cards and panels.
    #[serde(deserialize_with = "hex")]
    pub border: Color32,
    /// Outlines that mark a control; at least 3:1.
    #[serde(deserialize_with = "hex")]
    pub border_strong: Color32,
    /// The one accent: primary button, current step.
    #[serde(deserialize_with = "hex")]
    pub accent: Color32,
    /// Text on `accent`.
    #[serde(deserialize_with = "hex")]
    pub on_accent: Color32,
    /// The ground of a button that deletes.
    #[serde(deserialize_with = "hex")]
    pub danger_solid: Color32,
    /// Text on `danger_solid`.
    #[serde(deserialize_with = "hex")]
    pub on_danger: Color32,
    /// The ground of a finished step's mark.
    #[serde(deserialize_with = "hex")]
    pub success_solid: Color32,
    /// The check on `success_solid`.
    #[serde(deserialize_with = "hex")]
    pub on_success: Color32,
    /// The ring around what has the keyboard focus; at least 3:1.
    #[serde(deserialize_with = "hex")]
    pub focus: Color32,
    /// Behind selected text.
    #[serde(deserialize_with = "hex")]
    pub selection: Color32,
    /// Under pop-ups.
    #[serde(deserialize_with = "hex")]
    pub shadow: Color32,
    /// See [`Tone::Neutral`].
    pub neutral: Shade,
    /// See [`Tone::Info`].
    pub info: Shade,
    /// See [`Tone::Success`].
    pub success: Shade,
    /// See [`Tone::Warning`].
    pub warning: Shade,
    /// See [`Tone::Danger`].
    pub danger: Shade,
    /// See [`Tone::Source`].
    pub source: Shade,
    /// See [`Tone::Target`].
    pub target: Shade,
    /// Characters that differ between two values.
    pub diff: Shade,
}

static LIGHT: LazyLock<Tokens> = LazyLock::new(|| read(include_str!("../../assets/theme/light.json")));
static DARK: LazyLock<Tokens> = LazyLock::new(|| read(include_str!("../../assets/theme/dark.json")));

impl Tokens {
    /// The tokens of the theme `ui` is painted in.
    pub fn of(ui: &egui::Ui) -> &'static Self {
        Self::named(if ui.visuals().dark_mode {
            Theme::Dark
        } else {
            Theme::Light
        })
    }

    /// The tokens of one theme.
    pub fn named(theme: Theme) -> &'static Self {
        match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }

    /// The three colours of a tone.
    pub fn shade(&self, tone: Tone) -> Shade {
        match tone {
            Tone::Neutral => self.neutral,
            Tone::Info => self.info,
            Tone::Success => self.success,
            Tone::Warning => self.warning,
            Tone::Danger => self.danger,
            Tone::Source => self.source,
            Tone::Target => self.target,
        }
    }

    /// `colour` as it looks under the pointer.
    pub fn hovered(&self, colour: Color32) -> Color32 {
        colour.lerp_to_gamma(self.text, measure::HOVER_BLEND)
    }

    /// `colour` as it looks while pressed.
    pub fn pressed(&self, colour: Color32) -> Color32 {
        colour.lerp_to_gamma(self.text, measure::PRESS_BLEND)
    }

    /// `colour` as it looks on a control that cannot be used now.
    pub fn faded(&self, colour: Color32) -> Color32 {
        colour.lerp_to_gamma(self.surface, measure::FADE_BLEND)
    }
}

/// Sets fonts and both styles; the theme follows the system until someone chooses another.
pub fn apply(ctx: &egui::Context) {
    font::install(ctx);
    for theme in [Theme::Light, Theme::Dark] {
        ctx.set_style_of(theme, style::of(theme, Tokens::named(theme)));
    }
    ctx.set_theme(ThemePreference::System);
}

/// The files are part of the program and a test reads them, so the fallback is never seen.
fn read(json: &str) -> Tokens {
    serde_json::from_str(json).unwrap_or_default()
}

fn hex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Color32, D::Error> {
    let text = String::deserialize(deserializer)?;
    let colour = HexColor::from_str(&text);
    colour
        .map(|colour| colour.color())
        .map_err(|_| serde::de::Error::custom("a colour is written #rrggbb or #rrggbbaa"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_theme_files_are_complete() {
        for json in [
            include_str!("../../assets/theme/light.json"),
            include_str!("../../assets/theme/dark.json"),
        ] {
            serde_json::from_str::<Tokens>(json).unwrap();
        }
    }

    #[test]
    fn text_is_legible_on_every_ground_it_may_stand_on() {
        for (theme, t) in themes() {
            for (ground, on) in grounds(t) {
                for (name, colour) in [("text", t.text), ("text_weak", t.text_weak), ("accent", t.accent)] {
                    assert_contrast(theme, &format!("{name} on {ground}"), colour, on, 4.5);
                }
                for (name, shade) in shades(t) {
                    assert_contrast(theme, &format!("{name} on {ground}"), shade.text, on, 4.5);
                }
            }
        }
    }

    #[test]
    fn text_is_legible_on_the_ground_of_its_own_tone() {
        for (theme, t) in themes() {
            for (name, shade) in shades(t) {
                assert_contrast(theme, &format!("{name} on its fill"), shade.text, shade.fill, 4.5);
                assert_contrast(theme, &format!("text on {name} fill"), t.text, shade.fill, 4.5);
                assert_contrast(
                    theme,
                    &format!("weak text on {name} fill"),
                    t.text_weak,
                    shade.fill,
                    4.5,
                );
            }
            assert_contrast(theme, "diff", t.diff.text, t.diff.fill, 4.5);
            assert_contrast(theme, "text on selection", t.text, t.selection, 4.5);
        }
    }

    #[test]
    fn labels_of_solid_buttons_are_legible_at_rest_under_the_pointer_and_pressed() {
        for (theme, t) in themes() {
            for (name, ground, label) in [
                ("accent", t.accent, t.on_accent),
                ("danger", t.danger_solid, t.on_danger),
                ("success", t.success_solid, t.on_success),
            ] {
                for ground in [ground, t.hovered(ground), t.pressed(ground)] {
                    assert_contrast(theme, name, label, ground, 4.5);
                }
            }
        }
    }

    #[test]
    fn outlines_of_controls_and_the_focus_ring_are_visible() {
        for (theme, t) in themes() {
            for (ground, on) in grounds(t) {
                assert_contrast(theme, &format!("border on {ground}"), t.border_strong, on, 3.0);
                assert_contrast(theme, &format!("focus on {ground}"), t.focus, on, 3.0);
            }
        }
    }

    #[test]
    fn the_two_orgs_differ_in_colour_also_for_the_colour_blind() {
        for (theme, t) in themes() {
            for (kind, matrix) in COLOUR_BLINDNESS {
                let distance = lab_distance(seen_by(matrix, t.source.text), seen_by(matrix, t.target.text));
                assert!(distance > 20.0, "{theme:?} {kind}: {distance}");
            }
        }
    }

    type Matrix = [[f32; 3]; 3];

    /// Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
    const COLOUR_BLINDNESS: [(&str, Matrix); 3] = [
        (
            "protanopia",
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
        ),
        (
            "deuteranopia",
            [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
        ),
        (
            "tritanopia",
            [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        ),
    ];

    fn themes() -> [(Theme, &'static Tokens); 2] {
        [Theme::Light, Theme::Dark].map(|theme| (theme, Tokens::named(theme)))
    }

    fn grounds(t: &Tokens) -> [(&'static str, Color32); 6] {
        [
            ("background", t.background),
            ("panel", t.panel),
            ("rail", t.rail),
            ("surface", t.surface),
            ("sunken", t.sunken),
            ("field", t.field),
        ]
    }

    fn shades(t: &Tokens) -> [(&'static str, Shade); 7] {
        [
            ("neutral", t.neutral),
            ("info", t.info),
            ("success", t.success),
            ("warning", t.warning),
            ("danger", t.danger),
            ("source", t.source),
            ("target", t.target),
        ]
    }

    #[track_caller]
    fn assert_contrast(theme: Theme, what: &str, a: Color32, b: Color32, least: f32) {
        let contrast = contrast(a, b);
        assert!(contrast >= least, "{theme:?}: {what} has only {contrast:.2}:1");
    }

    /// WCAG 2.2 "contrast ratio".
    fn contrast(a: Color32, b: Color32) -> f32 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(colour: Color32) -> f32 {
        let [r, g, b] = linear(colour);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    fn linear(colour: Color32) -> [f32; 3] {
        let rgba = egui::Rgba::from(colour);
        [rgba.r(), rgba.g(), rgba.b()]
    }

    fn seen_by(matrix: Matrix, colour: Color32) -> [f32; 3] {
        let [r, g, b] = linear(colour);
        matrix.map(|[x, y, z]| (x * r + y * g + z * b).clamp(0.0, 1.0))
    }

    /// CIE 1976 colour difference.
    fn lab_distance(a: [f32; 3], b: [f32; 3]) -> f32 {
        let (a, b) = (lab(a), lab(b));
        a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt()
    }

    fn lab([red, green, blue]: [f32; 3]) -> [f32; 3] {
        let x = (0.412_456 * red + 0.357_576 * green + 0.180_437 * blue) / 0.950_47;
        let y = 0.212_673 * red + 0.715_152 * green + 0.072_175 * blue;
        let z = (0.019_334 * red + 0.119_192 * green + 0.950_304 * blue) / 1.088_83;
        let [x, y, z] = [x, y, z].map(|v| {
            if v > 0.008_856 {
                v.cbrt()
            } else {
                7.787 * v + 16.0 / 116.0
            }
        });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }
}

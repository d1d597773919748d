//! Builds the window of a test: our fonts, both themes, one size, animations off, no clock.

use egui::{Theme, Ui, UiBuilder, Vec2, vec2};
use egui_kittest::{Harness, HarnessBuilder, SnapshotOptions, SnapshotResults};
use org2org_setup::ui::theme;

use crate::render::CpuRenderer;

/// The smallest window the program is made for.
pub(crate) const SMALL: Vec2 = vec2(900.0, 640.0);
/// The window it opens with.
pub(crate) const LARGE: Vec2 = vec2(1200.0, 780.0);

/// A window of `size` in `theme`; animations are off, so that it settles.
pub(crate) fn window<State>(size: Vec2, theme: Theme) -> HarnessBuilder<State> {
    Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .with_render_cursor(false)
        .with_context_setup(theme::apply)
        .renderer(CpuRenderer::default())
        .with_options(options())
}

/// Draws `content` in both themes and compares with `tests/screens/snapshots/<name>-{light,dark}.png`.
pub(crate) fn snapshot(name: &str, size: Vec2, mut content: impl FnMut(&mut Ui)) {
    snapshot_after(name, size, |_| {}, &mut content);
}

/// The same, after something was done to the window.
pub(crate) fn snapshot_after(
    name: &str,
    size: Vec2,
    act: impl Fn(&mut Harness<'_>),
    mut content: impl FnMut(&mut Ui),
) {
    let mut results = SnapshotResults::new();
    draw(&mut results, name, size, act, &mut content);
}

/// The same for one of several pictures of a test.
pub(crate) fn draw(
    results: &mut SnapshotResults,
    name: &str,
    size: Vec2,
    act: impl Fn(&mut Harness<'_>),
    mut content: impl FnMut(&mut Ui),
) {
    for (theme, suffix) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let mut harness = window(size, theme).build_ui(|ui| whole_window(ui, &mut content));
        act(&mut harness);
        harness.run();
        results.add(harness.try_snapshot(format!("{name}-{suffix}")));
    }
}

/// The harness leaves a margin around its `Ui`; the program has none.
pub(crate) fn whole_window(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let builder = UiBuilder::new().max_rect(ui.ctx().content_rect());
    ui.scope_builder(builder, content);
}

fn options() -> SnapshotOptions {
    SnapshotOptions::new()
        .threshold(0.0)
        .max_failed_pixels(0)
        .output_path("tests/screens/snapshots")
}

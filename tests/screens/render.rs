//! Draws egui's triangles without a graphics card: premultiplied colours, blended as bytes, bilinear textures.
//!
//! Only what tests need: meshes, no paint callbacks, one thread. Every number comes from plain arithmetic, so two runs
//! give the same bytes.

use std::collections::HashMap;

use egui::{
    Pos2, Rect, TextureFilter, TextureId, TexturesDelta,
    epaint::{ClippedPrimitive, ImageData, ImageDelta, Mesh, Primitive, Vertex},
};
use egui_kittest::TestRenderer;
use image::RgbaImage;

type Pixel = [u8; 4];

/// A renderer for the test harness.
#[derive(Default)]
pub(crate) struct CpuRenderer {
    textures: HashMap<TextureId, Texture>,
}

impl TestRenderer for CpuRenderer {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        delta.set.drain().for_each(|(id, deltas)| {
            for delta in deltas {
                self.update(id, &delta);
            }
        });
        delta.free.drain().for_each(|id| {
            self.textures.remove(&id);
        });
        delta.clear();
    }

    fn render(&mut self, ctx: &egui::Context, output: &egui::FullOutput) -> Result<RgbaImage, String> {
        let points_to_pixels = output.pixels_per_point;
        let size = ctx.content_rect().size() * points_to_pixels;
        let ground = ctx.global_style().visuals.panel_fill.to_array();
        let mut canvas = Canvas::new(whole(size.x), whole(size.y), ground);
        let primitives = ctx.tessellate(output.shapes.clone(), points_to_pixels);
        for ClippedPrimitive { clip_rect, primitive } in &primitives {
            if let Primitive::Mesh(mesh) = primitive {
                self.draw(&mut canvas, *clip_rect * points_to_pixels, mesh, points_to_pixels);
            }
        }
        canvas.into_image()
    }
}

impl CpuRenderer {
    fn update(&mut self, id: TextureId, delta: &ImageDelta) {
        let ImageData::Color(image) = &delta.image;
        let rows = image
            .pixels
            .chunks(image.size[0].max(1))
            .map(|row| row.iter().map(egui::Color32::to_array).collect::<Vec<_>>());
        match delta.pos {
            None => {
                let texture = Texture {
                    width: image.size[0],
                    height: image.size[1],
                    pixels: rows.flatten().collect(),
                    nearest: delta.options.magnification == TextureFilter::Nearest,
                };
                self.textures.insert(id, texture);
            }
            Some([left, top]) => {
                if let Some(texture) = self.textures.get_mut(&id) {
                    for (at, row) in rows.enumerate() {
                        texture.put(left, top + at, &row);
                    }
                }
            }
        }
    }

    fn draw(&self, canvas: &mut Canvas, clip: Rect, mesh: &Mesh, scale: f32) {
        let Some(texture) = self.textures.get(&mesh.texture_id) else {
            return;
        };
        let clip = canvas.clip(clip);
        for corners in mesh.indices.as_chunks::<3>().0 {
            let [Some(a), Some(b), Some(c)] = corners.map(|at| mesh.vertices.get(at as usize)) else {
                continue;
            };
            if let Some(triangle) = Triangle::new([a, b, c], scale, texture) {
                triangle.fill(canvas, &clip);
            }
        }
    }
}

struct Texture {
    width: usize,
    height: usize,
    pixels: Vec<Pixel>,
    nearest: bool,
}

impl Texture {
    fn put(&mut self, left: usize, row: usize, pixels: &[Pixel]) {
        let start = row * self.width + left;
        if let Some(place) = self.pixels.get_mut(start..start + pixels.len()) {
            place.copy_from_slice(pixels);
        }
    }

    fn at(&self, x: i32, y: i32) -> Pixel {
        let column = usize::try_from(x).unwrap_or(0).min(self.width.saturating_sub(1));
        let row = usize::try_from(y).unwrap_or(0).min(self.height.saturating_sub(1));
        self.pixels
            .get(row * self.width + column)
            .copied()
            .unwrap_or_default()
    }

    /// `u` and `v` in texels.
    fn sample(&self, u: f32, v: f32) -> [f32; 4] {
        if self.nearest {
            return self.at(floor(u), floor(v)).map(f32::from);
        }
        let (u, v) = (u - 0.5, v - 0.5);
        let (left, top) = (u.floor(), v.floor());
        let (across, down) = (u - left, v - top);
        let (x, y) = (floor(left), floor(top));
        if across < NEARLY_ZERO && down < NEARLY_ZERO {
            return self.at(x, y).map(f32::from);
        }
        let upper = mix(self.at(x, y), self.at(x + 1, y), across);
        let lower = mix(self.at(x, y + 1), self.at(x + 1, y + 1), across);
        pairwise(upper, lower, |upper, lower| upper + (lower - upper) * down)
    }
}

/// Glyphs lie on whole texels but for the rounding of their coordinates.
const NEARLY_ZERO: f32 = 1.0 / 512.0;

fn mix(a: Pixel, b: Pixel, share: f32) -> [f32; 4] {
    pairwise(a, b, |a, b| f32::from(a) * (1.0 - share) + f32::from(b) * share)
}

/// Calls `both` on the four channels.
fn pairwise<A, B, C>([r, g, b, a]: [A; 4], other: [B; 4], both: impl Fn(A, B) -> C) -> [C; 4] {
    let [red, green, blue, alpha] = other;
    [both(r, red), both(g, green), both(b, blue), both(a, alpha)]
}

/// The pixels `left..right` by `top..bottom`.
struct Clip {
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
}

struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<Pixel>,
}

impl Canvas {
    fn new(width: usize, height: usize, ground: Pixel) -> Self {
        Self {
            width,
            height,
            pixels: vec![ground; width * height],
        }
    }

    fn clip(&self, rect: Rect) -> Clip {
        let within = |value: f32, limit: usize| {
            floor(value.round()).clamp(0, i32::try_from(limit).unwrap_or(i32::MAX))
        };
        Clip {
            left: within(rect.left(), self.width),
            right: within(rect.right(), self.width),
            top: within(rect.top(), self.height),
            bottom: within(rect.bottom(), self.height),
        }
    }

    fn span(&mut self, row: i32, from: i32, to: i32) -> &mut [Pixel] {
        let start = usize::try_from(row).unwrap_or(0) * self.width;
        let [from, to] = [from, to].map(|x| start + usize::try_from(x).unwrap_or(0));
        self.pixels.get_mut(from..to).unwrap_or_default()
    }

    fn into_image(self) -> Result<RgbaImage, String> {
        let [width, height] = [self.width, self.height].map(|side| u32::try_from(side).unwrap_or(0));
        RgbaImage::from_raw(width, height, self.pixels.into_flattened())
            .ok_or_else(|| "empty window".to_owned())
    }
}

/// A value that changes evenly over the triangle.
#[derive(Clone, Copy)]
struct Plane {
    origin: f32,
    per_x: f32,
    per_y: f32,
}

impl Plane {
    fn at(&self, x: f32, y: f32) -> f32 {
        self.origin + self.per_x * x + self.per_y * y
    }
}

/// A corner in 256ths of a pixel: on whole numbers neighbours share an edge exactly.
#[derive(Clone, Copy)]
struct Corner {
    x: i64,
    y: i64,
}

const SUBPIXELS: i64 = 256;

impl Corner {
    fn new(pos: Pos2) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "saturates, far outside any window"
        )]
        let snapped = |value: f32| (f64::from(value) * 256.0).round() as i64;
        Self {
            x: snapped(pos.x),
            y: snapped(pos.y),
        }
    }
}

/// One edge; inside is where `per_x * x + per_y * y + origin` is at least `least`.
#[derive(Clone, Copy)]
struct Edge {
    origin: i64,
    per_x: i64,
    per_y: i64,
    /// What lies on the edge belongs to the triangle only at its top and left.
    least: i64,
}

impl Edge {
    fn new(a: Corner, b: Corner) -> Self {
        let (per_x, per_y) = (a.y - b.y, b.x - a.x);
        let top_or_left = (a.y == b.y && b.x > a.x) || b.y < a.y;
        Self {
            origin: -(per_x * a.x + per_y * a.y),
            per_x,
            per_y,
            least: i64::from(!top_or_left),
        }
    }

    /// Narrows `from..to` to the pixels of the row whose middle lies inside this edge.
    fn narrow(&self, row: i32, span: &mut (i32, i32)) {
        let missing = self.least - self.origin - self.per_y * middle(row);
        match self.per_x {
            0 if missing > 0 => span.1 = span.0,
            0 => {}
            slope if slope > 0 => span.0 = span.0.max(first_pixel(-(-missing).div_euclid(slope))),
            slope => span.1 = span.1.min(first_pixel((-missing).div_euclid(-slope) + 1)),
        }
    }
}

/// The middle of a pixel, in 256ths.
fn middle(pixel: i32) -> i64 {
    i64::from(pixel) * SUBPIXELS + SUBPIXELS / 2
}

/// The first pixel whose middle is at least `at`.
fn first_pixel(at: i64) -> i32 {
    let pixel = -(SUBPIXELS / 2 - at).div_euclid(SUBPIXELS);
    i32::try_from(pixel).unwrap_or(if pixel > 0 { i32::MAX } else { i32::MIN })
}

struct Triangle<'a> {
    texture: &'a Texture,
    edges: [Edge; 3],
    top: f32,
    bottom: f32,
    uv: [Plane; 2],
    colour: [Plane; 4],
    /// The one colour of the whole triangle, if it has one.
    solid: Option<Pixel>,
}

impl<'a> Triangle<'a> {
    fn new(corners: [&Vertex; 3], scale: f32, texture: &'a Texture) -> Option<Self> {
        let [a, b, c] = corners.map(|vertex| vertex.pos * scale);
        let area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
        if area.abs() < 1e-9 {
            return None;
        }
        let snapped = [a, b, c].map(Corner::new);
        let plane = |values: [f32; 3]| Self::plane([a, b, c], values, area);
        let size = [texture.width, texture.height].map(coordinate);
        let [first, second, third] = corners.map(|vertex| vertex.color.to_array().map(f32::from));
        let pairs = pairwise(first, second, |a, b| (a, b));
        Some(Self {
            texture,
            edges: edges(snapped)?,
            top: a.y.min(b.y).min(c.y),
            bottom: a.y.max(b.y).max(c.y),
            uv: [
                plane(corners.map(|vertex| vertex.uv.x * size[0])),
                plane(corners.map(|vertex| vertex.uv.y * size[1])),
            ],
            colour: pairwise(pairs, third, |(a, b), c| plane([a, b, c])),
            solid: Self::solid(corners, texture, size),
        })
    }

    fn solid([a, b, c]: [&Vertex; 3], texture: &Texture, size: [f32; 2]) -> Option<Pixel> {
        let one = a.uv == b.uv && b.uv == c.uv && a.color == b.color && b.color == c.color;
        one.then(|| {
            let texel = texture.sample(a.uv.x * size[0], a.uv.y * size[1]);
            let colour = a.color.to_array().map(f32::from);
            tinted(colour, texel)
        })
    }

    fn plane([a, b, c]: [Pos2; 3], [at_a, at_b, at_c]: [f32; 3], area: f32) -> Plane {
        let per_x = ((at_b - at_a) * (c.y - a.y) - (at_c - at_a) * (b.y - a.y)) / area;
        let per_y = ((at_c - at_a) * (b.x - a.x) - (at_b - at_a) * (c.x - a.x)) / area;
        Plane {
            origin: at_a - per_x * a.x - per_y * a.y,
            per_x,
            per_y,
        }
    }

    fn fill(&self, canvas: &mut Canvas, clip: &Clip) {
        let top = floor(self.top - 1.0).max(clip.top);
        let bottom = floor(self.bottom + 2.0).min(clip.bottom);
        for row in top..bottom {
            let mut span = (clip.left, clip.right);
            for edge in &self.edges {
                edge.narrow(row, &mut span);
            }
            if span.0 < span.1 {
                self.fill_span(canvas.span(row, span.0, span.1), span.0, centre(row));
            }
        }
    }

    fn fill_span(&self, span: &mut [Pixel], from: i32, y: f32) {
        match self.solid {
            Some([0, 0, 0, 0]) => {}
            Some(pixel @ [.., 255]) => span.fill(pixel),
            Some(pixel) => span.iter_mut().for_each(|under| blend(under, pixel)),
            None => {
                for (x, under) in (from..).zip(span) {
                    blend(under, self.pixel(centre(x), y));
                }
            }
        }
    }

    fn pixel(&self, x: f32, y: f32) -> Pixel {
        let [u, v] = self.uv.map(|plane| plane.at(x, y));
        let colour = self.colour.map(|plane| plane.at(x, y).clamp(0.0, 255.0));
        tinted(colour, self.texture.sample(u, v))
    }
}

/// The edges in clockwise order; none for a triangle that is nothing but a line.
fn edges([a, b, c]: [Corner; 3]) -> Option<[Edge; 3]> {
    let area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    let pairs = match area.signum() {
        1 => [(a, b), (b, c), (c, a)],
        -1 => [(a, c), (c, b), (b, a)],
        _ => return None,
    };
    Some(pairs.map(|(from, to)| Edge::new(from, to)))
}

fn tinted(colour: [f32; 4], texel: [f32; 4]) -> Pixel {
    pairwise(colour, texel, |colour, texel| byte(colour * texel / 255.0))
}

/// Premultiplied "over".
fn blend(under: &mut Pixel, over: Pixel) {
    let rest = 255 - u32::from(over[3]);
    for (under, over) in under.iter_mut().zip(over) {
        let sum = u32::from(over) + (u32::from(*under) * rest + 127) / 255;
        *under = u8::try_from(sum).unwrap_or(u8::MAX);
    }
}

/// The middle of a pixel.
fn centre(pixel: i32) -> f32 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "windows are far smaller than 2^24 pixels"
    )]
    let centre = pixel as f32 + 0.5;
    centre
}

#[expect(
    clippy::cast_precision_loss,
    reason = "textures are far smaller than 2^24 pixels"
)]
fn coordinate(side: usize) -> f32 {
    side as f32
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "saturates, which is what a clip wants"
)]
fn floor(value: f32) -> i32 {
    value.floor() as i32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates"
)]
fn byte(value: f32) -> u8 {
    (value + 0.5) as u8
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates"
)]
fn whole(value: f32) -> usize {
    value.round() as usize
}

#[test]
fn an_opaque_colour_replaces_and_a_half_one_mixes() {
    let mut pixel = [10, 20, 30, 255];
    blend(&mut pixel, [100, 0, 0, 128]);
    assert_eq!(pixel, [105, 10, 15, 255]);
    blend(&mut pixel, [1, 2, 3, 255]);
    assert_eq!(pixel, [1, 2, 3, 255]);
}

#[test]
fn two_triangles_of_a_square_meet_without_gap_or_overlap() {
    let texture = white();
    let mut canvas = Canvas::new(8, 8, [255; 4]);
    let clip = canvas.clip(Rect::EVERYTHING.intersect(Rect::from_min_max(Pos2::ZERO, egui::pos2(8.0, 8.0))));
    let half = egui::Color32::from_black_alpha(128);
    let corner = |x, y| Vertex {
        pos: egui::pos2(x, y),
        uv: Pos2::ZERO,
        color: half,
    };
    let [a, b, c, d] = [
        corner(1.3, 1.3),
        corner(6.3, 1.3),
        corner(6.3, 6.3),
        corner(1.3, 6.3),
    ];
    for corners in [[&a, &b, &c], [&a, &c, &d]] {
        Triangle::new(corners, 1.0, &texture)
            .unwrap()
            .fill(&mut canvas, &clip);
    }
    let touched = canvas
        .pixels
        .iter()
        .filter(|pixel| **pixel == [127, 127, 127, 255])
        .count();
    let untouched = canvas.pixels.iter().filter(|pixel| **pixel == [255; 4]).count();
    assert_eq!((touched, untouched), (25, 39));
}

#[cfg(test)]
fn white() -> Texture {
    Texture {
        width: 1,
        height: 1,
        pixels: vec![[255; 4]],
        nearest: false,
    }
}

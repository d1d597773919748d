//! Pictures of the pages, drawn on a grid of 16 as in the window. A word beside each says the same, so that none has a
//! name of its own.

use super::super::Side;

/// A picture that screen readers pass over.
macro_rules! picture {
    ($marks:literal) => {
        concat!(
            "<svg viewBox=\"0 0 16 16\" aria-hidden=\"true\">",
            $marks,
            "</svg>"
        )
    };
}

/// Practice orgs.
pub(super) const FLASK: &str =
    picture!("<path d=\"M5.4 2h5.2M6.4 2.2v4L2.6 13.8h10.8L9.6 6.2v-4M4.6 10.2h6.8\"/>");
/// Something is wrong.
pub(super) const WARNING: &str = picture!(
    "<path d=\"M8 2.2 14.4 13.3H1.6ZM8 6.6v2.8\"/><circle class=\"full\" cx=\"8\" cy=\"11.3\" r=\".95\"/>"
);
/// It went well.
pub(super) const CHECK: &str = picture!("<path d=\"M3.2 8.4 6.5 11.7 12.8 4.7\"/>");
/// Somewhere that is no practice org.
pub(super) const ELSEWHERE: &str =
    picture!("<circle cx=\"8\" cy=\"8\" r=\"6\"/><path d=\"M2 8h12M8 2v12\"/>");

const SOURCE: &str = picture!(
    "<circle class=\"full\" cx=\"5.2\" cy=\"4.6\" r=\"2.3\"/>\
     <path class=\"full\" d=\"M1.4 13.2 1.7 10.9 3.1 9.2 5.2 8.6 7.3 9.2 8.7 10.9 9 13.2Z\"/>\
     <path d=\"M9.8 6.6h4.4M12.1 4.4 14.3 6.6 12.1 8.8\"/>"
);
const TARGET: &str = picture!(
    "<rect class=\"full\" x=\"2\" y=\"2\" width=\"5.2\" height=\"5.2\" rx=\"1.3\"/>\
     <rect class=\"full\" x=\"8.8\" y=\"2\" width=\"5.2\" height=\"5.2\" rx=\"1.3\"/>\
     <rect class=\"full\" x=\"2\" y=\"8.8\" width=\"5.2\" height=\"5.2\" rx=\"1.3\"/>\
     <rect x=\"9.5\" y=\"9.5\" width=\"3.8\" height=\"3.8\" rx=\"1\"/>"
);

/// The picture of a side, as in the window.
pub(super) fn of(side: Side) -> &'static str {
    match side {
        Side::Source => SOURCE,
        Side::Target => TARGET,
    }
}

/// The address of the picture on the browser's tab, in the colour of the side.
pub(super) fn tab(side: Side) -> &'static str {
    match side {
        Side::Source => {
            "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='-2 -2 20 20'%3E\
             %3Crect x='-2' y='-2' width='20' height='20' rx='5' fill='%236a35c9'/%3E\
             %3Cg fill='%23fff'%3E%3Ccircle cx='5.2' cy='4.6' r='2.3'/%3E\
             %3Cpath d='M1.4 13.2 1.7 10.9 3.1 9.2 5.2 8.6 7.3 9.2 8.7 10.9 9 13.2Z'/%3E%3C/g%3E\
             %3Cpath d='M9.8 6.6h4.4M12.1 4.4 14.3 6.6 12.1 8.8' fill='none' stroke='%23fff' stroke-width='1.5'/%3E\
             %3C/svg%3E"
        }
        Side::Target => {
            "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='-2 -2 20 20'%3E\
             %3Crect x='-2' y='-2' width='20' height='20' rx='5' fill='%230a6a73'/%3E%3Cg fill='%23fff'%3E\
             %3Crect x='2' y='2' width='5.2' height='5.2' rx='1.3'/%3E\
             %3Crect x='8.8' y='2' width='5.2' height='5.2' rx='1.3'/%3E\
             %3Crect x='2' y='8.8' width='5.2' height='5.2' rx='1.3'/%3E\
             %3Crect x='8.8' y='8.8' width='5.2' height='5.2' rx='1.3' fill-opacity='.45'/%3E%3C/g%3E%3C/svg%3E"
        }
    }
}

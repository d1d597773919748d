//! The page that posts a SAML message on by itself (SAML Bindings §3.5.4).

use super::super::http::Response;
use super::super::world::Call;
use super::super::xml::escape;
use super::icon;
use super::layout::{Frame, Width, framed, origin};

const SUBMIT: &str = "document.getElementById('auto-post').submit()";

/// A form with hidden fields, sent as soon as it is shown; where no script runs, its button sends it.
pub(in crate::practice) fn auto_post(call: &Call<'_>, to: &str, fields: &[(&str, &str)]) -> Response {
    let hidden = |(name, value): &(&str, &str)| {
        format!(
            "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
            escape(name),
            escape(value)
        )
    };
    let hidden: String = fields.iter().map(hidden).collect();
    let asks = fields.iter().any(|(name, _)| *name == "SAMLRequest");
    let body = format!(
        "<p class=\"lead\">{}</p>{}<form id=\"auto-post\" method=\"post\" action=\"{}\">{hidden}\
         <button>Continue</button></form>",
        if asks {
            "You are being sent to where you sign in"
        } else {
            "You are being signed in"
        },
        way(call, to),
        escape(to),
    );
    let frame = Frame {
        status: 200,
        width: Width::Wide,
        forms: &Vec::from_iter(origin(to)),
        script: Some(SUBMIT),
    };
    framed(call, &frame, "Signing in", &body)
}

/// From this org to the other, as a picture.
fn way(call: &Call<'_>, to: &str) -> String {
    let stop = |class: &str, picture: &str, name: &str| {
        format!(
            "<li><span class=\"{class}\">{picture} {}</span></li>",
            escape(name)
        )
    };
    let own = stop(
        call.seat.side().name(),
        icon::of(call.seat.side()),
        call.org().company,
    );
    let other = match call.world.seat_at(to) {
        Some(seat) => stop(
            seat.side().name(),
            icon::of(seat.side()),
            call.world.org(seat).company,
        ),
        None => stop("elsewhere", icon::ELSEWHERE, &origin(to).unwrap_or_default()),
    };
    format!("<ol class=\"way\">{own}{other}</ol>")
}

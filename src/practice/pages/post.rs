//! The page that posts a SAML message on by itself (SAML Bindings §3.5.4).

use super::super::http::Response;
use super::super::world::Call;
use super::super::xml::escape;
use super::layout::page;

/// A form with hidden fields, sent as soon as it is shown; without scripts a button sends it.
pub(in crate::practice) fn auto_post(call: &Call<'_>, to: &str, fields: &[(&str, &str)]) -> Response {
    let hidden = |(name, value): &(&str, &str)| {
        format!(
            "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
            escape(name),
            escape(value)
        )
    };
    let hidden: String = fields.iter().map(hidden).collect();
    let body = format!(
        "<form id=\"auto-post\" method=\"post\" action=\"{}\">{hidden}<p>You are being signed in</p>\
         <noscript><button>Continue</button></noscript></form>\
         <script>document.getElementById('auto-post').submit()</script>",
        escape(to)
    );
    page(call, 200, "Signing in", &body)
}

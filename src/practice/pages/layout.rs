//! The frame of every page: head, banner, style. Text is escaped by those who put it in.

use super::super::Side;
use super::super::http::Response;
use super::super::world::Call;
use super::super::xml::escape;

/// A whole page. `body` is markup.
pub(super) fn page(call: &Call<'_>, status: u16, title: &str, body: &str) -> Response {
    let org = call.org();
    let (class, role) = match call.side {
        Side::Source => ("source", "Source org: people sign in here"),
        Side::Target => ("target", "Target org: the apps are here"),
    };
    let (title, company) = (escape(title), escape(org.company));
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} · {company} (practice)</title><style>{STYLE}</style></head><body class=\"{class}\">\
         <header><p class=\"mark\">Practice org</p><p class=\"name\">{company}</p><p class=\"role\">{role}</p></header>\
         <main><h1>{title}</h1>{body}</main>\
         <footer>Nothing here is real. This org lives inside the program and forgets everything when it ends</footer>\
         </body></html>"
    );
    Response::text(status, "text/html; charset=utf-8", html)
}

const STYLE: &str = "\
:root { color-scheme: light dark; --paper: #f6f7f9; --card: #fff; --ink: #1b2230; --dim: #556070; --line: #d5dae2; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14181f; --card: #1d232d; --ink: #e8ecf2; --dim: #a3adbb; --line: #364050; }
}
.source { --accent: #1f5fbf; } .target { --accent: #0f7a55; }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--paper);
  color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 1rem; padding: 0.6rem 1.25rem;
  background: var(--accent); color: #fff; }
header p { margin: 0; }
.mark { padding: 0 0.6rem; border: 2px dashed #fff; border-radius: 0.4rem; font-weight: 700; }
.name { font-weight: 700; }
main { flex: 1; width: min(42rem, 100% - 2rem); margin: 2rem auto; padding: 1.75rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 0.75rem; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; }
label { display: block; margin: 1rem 0 0.25rem; font-weight: 600; }
input { width: 100%; padding: 0.6rem 0.75rem; border: 1px solid var(--dim); border-radius: 0.4rem; font: inherit;
  background: var(--paper); color: var(--ink); }
button, .button { display: inline-block; margin-top: 1.25rem; padding: 0.6rem 1.25rem; border: 0;
  border-radius: 0.4rem; background: var(--accent); color: #fff; font: inherit; font-weight: 600;
  text-decoration: none; cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.problem { padding: 0.75rem 1rem; border-left: 4px solid #c43a31; background: var(--paper); }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); gap: 1rem; padding: 0;
  list-style: none; }
.tiles a { display: block; height: 100%; padding: 1.25rem 1rem; border: 1px solid var(--line);
  border-radius: 0.6rem; color: inherit; font-weight: 600; text-decoration: none; }
.tiles a:hover { border-color: var(--accent); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; }
dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
footer { padding: 1rem 1.25rem; color: var(--dim); font-size: 0.875rem; text-align: center; }";

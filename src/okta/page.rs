//! Pages of a list: the opaque `Link: <…>; rel="next"` (RFC 8288; Okta: Pagination).
//!
//! Refuses to build page addresses of its own and to follow a link to another origin.

use crate::okta::transport::Headers;

/// The address of the next page, from any number of `Link` headers, merged ones too.
pub fn next_link(headers: &Headers) -> Option<&str> {
    headers.all("link").flat_map(split_links).find_map(|link| {
        let (address, parameters) = link.split_once('>')?;
        let next = parameters.split(';').any(|parameter| {
            let parameter = parameter.trim();
            parameter == "rel=\"next\"" || parameter == "rel=next"
        });
        next.then(|| address.trim_start_matches([' ', ',', '<']))
    })
}

/// Splits at `,` between links only: an address may hold commas, but never `<`.
fn split_links(header: &str) -> impl Iterator<Item = &str> {
    header.split('<').filter(|part| !part.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_in_separate_and_in_merged_headers() {
        let separate = Headers::from_pairs([
            ("link", "<https://a.okta.com/api/v1/apps?limit=2>; rel=\"self\""),
            (
                "link",
                "<https://a.okta.com/api/v1/apps?after=x,y&limit=2>; rel=\"next\"",
            ),
        ]);
        assert_eq!(
            next_link(&separate),
            Some("https://a.okta.com/api/v1/apps?after=x,y&limit=2")
        );
        let merged = Headers::from_pairs([(
            "link",
            "<https://a.okta.com/x>; rel=\"self\", <https://a.okta.com/x?after=1>; rel=\"next\"",
        )]);
        assert_eq!(next_link(&merged), Some("https://a.okta.com/x?after=1"));
    }

    #[test]
    fn the_last_page_has_no_next() {
        assert_eq!(
            next_link(&Headers::from_pairs([("link", "<https://a/x>; rel=\"self\"")])),
            None
        );
        assert_eq!(next_link(&Headers::default()), None);
    }
}

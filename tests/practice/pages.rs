//! Lists over all their pages, as a careful client reads them.

use org2org_setup::practice::Response;
use serde_json::Value;

/// Where an answer leads on to, without the address of the org.
pub(crate) fn next(response: &Response) -> Option<String> {
    let mut links = response
        .headers
        .iter()
        .filter(|(name, _)| name == "link")
        .map(|(_, link)| link);
    let link = links.find(|link| link.contains("rel=\"next\""))?;
    let (_, path) = link.split_once("://")?.1.split_once('/')?;
    path.split('>').next().map(|path| format!("/{path}"))
}

/// A list over all its pages, or an object; `ask` asks for a path and has to be answered well.
pub(crate) fn whole(path: &str, mut ask: impl FnMut(&str) -> Response) -> Value {
    let mut response = ask(path);
    let mut whole = good(&response);
    while let (Some(list), Some(path)) = (whole.as_array_mut(), next(&response)) {
        response = ask(&path);
        let Value::Array(page) = good(&response) else {
            panic!("{path} is a page and no list: {}", response.text_body());
        };
        // Whoever polls the log is led on for ever.
        if page.is_empty() {
            break;
        }
        list.extend(page);
    }
    whole
}

/// The body of a good answer.
pub(crate) fn good(response: &Response) -> Value {
    assert!(
        response.status < 300,
        "{} {}",
        response.status,
        response.text_body()
    );
    response.json_body()
}

//! What is never handed on, at any level: tokens, passwords, private keys, cookies. Documents lose them at the door and
//! orgs do not tell them; this is the second lock.

use regex::Regex;
use serde_json::{Map, Value};
use std::sync::LazyLock;

const REMOVED: &str = "removed";
/// Members that hold a secret wherever they stand, in lower case and without what separates words.
const MEMBERS: [&str; 18] = [
    "password",
    "passwd",
    "token",
    "apitoken",
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "sessiontoken",
    "statetoken",
    "recoverytoken",
    "activationtoken",
    "clientsecret",
    "secret",
    "sharedsecret",
    "privatekey",
    "cookie",
    "authorization",
    "answer",
];
/// Private parts of a JSON Web Key (RFC 7518 §6).
const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];
/// An API token of Okta has so many characters, and begins with two zeros.
const TOKEN_CHARS: usize = 42;

/// `password=…`, `"token": "…"` and `Authorization: SSWS …` within a text.
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let names = "password|passwd|api_?token|access_token|refresh_token|id_token|sessionToken|stateToken|client_secret|token|\
                 set-cookie|cookie|authorization";
    Regex::new(&format!(
        r#"(?i)\b({names})(["']?\s*(?:=|"\s*:|:\s*(?:SSWS|Bearer|Basic))\s*["']?)[^\s"'&<>,;]+"#
    ))
    .ok()
});
static SCHEME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(SSWS|Bearer|Basic) +[A-Za-z0-9._~+/=-]{8,}").ok());

/// Removes them, wherever they stand in a value.
pub fn remove(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(other) = without_secrets(text) {
                *text = other;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(remove),
        Value::Object(members) => remove_members(members),
        _ => {}
    }
}

fn remove_members(members: &mut Map<String, Value>) {
    let is_key = members.contains_key("kty");
    for (name, value) in members.iter_mut() {
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let secret = MEMBERS.contains(&plain.to_ascii_lowercase().as_str());
        if value.is_string() && (secret || (is_key && PRIVATE.contains(&name.as_str()))) {
            *value = REMOVED.into();
        } else if let (true, Some(sent)) = (secret, value.get_mut("value")) {
            // A password is sent to Okta as an object of its own (Okta API: PasswordCredential).
            *sent = REMOVED.into();
        } else {
            remove(value);
        }
    }
}

/// The text without secrets, where it had any.
fn without_secrets(text: &str) -> Option<String> {
    let mut out = text.to_owned();
    for (pattern, with) in [(&NAMED, "$1$2removed"), (&SCHEME, "$1 removed")] {
        if let Some(pattern) = &**pattern {
            out = pattern.replace_all(&out, with).into_owned();
        }
    }
    let belongs = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let tokens: Vec<String> = out
        .split(|c| !belongs(c))
        .filter(|word| word.len() == TOKEN_CHARS && word.starts_with("00"))
        .map(str::to_owned)
        .collect();
    for token in tokens {
        out = out.replace(&token, REMOVED);
    }
    (out != text).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn secrets_go_by_name_and_by_shape_and_everything_else_stays() {
        let token = format!("00{}", "aB3_-".repeat(8));
        let mut value = json!({
            "credentials": { "password": "hunter2hunter2", "provider": { "type": "OKTA" } },
            "new": { "password": { "value": "hunter2hunter2" } },
            "pushed": { "password": { "status": "DISABLED" } },
            "key": { "kty": "RSA", "n": "public", "d": "private" },
            "tokens": [{ "id": "00T1", "name": "Org2Org" }],
            "words": format!("Authorization: SSWS {token}, and ?token={token}&x=1"),
            "plain": format!("{token} amid"),
            "advice": "Create a new token: open Security › API",
        });
        remove(&mut value);
        let text = value.to_string();
        assert!(
            !text.contains("hunter2") && !text.contains("private") && !text.contains(&token),
            "{text}"
        );
        assert_eq!(value["advice"], "Create a new token: open Security › API");
        assert_eq!(value["tokens"][0]["name"], "Org2Org");
        assert_eq!(value["pushed"]["password"]["status"], "DISABLED");
        assert_eq!(value["key"]["n"], "public");
    }
}

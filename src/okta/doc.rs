//! A document as Okta sent it, together with the part of it that we understand.
//!
//! Writing back a document must not lose members that this program has never heard of; so the raw
//! JSON is kept and patched, and the typed view is only for reading.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};
use serde_json::Value;
use std::ops::Deref;

/// A typed view of a JSON document that keeps the whole document.
#[derive(Clone, Debug, PartialEq)]
pub struct Doc<T> {
    raw: Value,
    view: T,
}

impl<T: DeserializeOwned> Doc<T> {
    /// Decodes the view out of the document.
    pub fn decode(raw: Value) -> Result<Self, serde_json::Error> {
        let view = T::deserialize(&raw)?;
        Ok(Self { raw, view })
    }
}

impl<T> Doc<T> {
    /// The whole document.
    pub fn raw(&self) -> &Value {
        &self.raw
    }

    /// The part that we understand, without the rest.
    pub fn into_view(self) -> T {
        self.view
    }
}

/// Written as Okta sent it.
impl<T> Serialize for Doc<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw.serialize(serializer)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Doc<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::decode(Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl<T> Deref for Doc<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.view
    }
}

/// The member at a JSON pointer (RFC 6901); a missing one reads as null.
pub fn member<'a>(document: &'a Value, pointer: &str) -> &'a Value {
    document.pointer(pointer).unwrap_or(&Value::Null)
}

/// Sets the member at a JSON pointer, making the objects on the way; anything else in the way is replaced.
pub fn set_member(document: &mut Value, pointer: &str, value: Value) {
    let mut place = document;
    for key in pointer.split('/').skip(1) {
        if !place.is_object() {
            *place = Value::Object(serde_json::Map::new());
        }
        let Value::Object(members) = place else { return };
        place = members.entry(key.to_owned()).or_insert(Value::Null);
    }
    *place = value;
}

/// Takes out the member at a JSON pointer, and the objects on the way that hold nothing else.
pub fn remove_member(document: &mut Value, pointer: &str) {
    let Some((parent, name)) = pointer.rsplit_once('/') else {
        return;
    };
    let Some(Value::Object(members)) = document.pointer_mut(parent) else {
        return;
    };
    members.remove(name);
    if members.is_empty() {
        remove_member(document, parent);
    }
}

/// Whether two members mean the same: null, absent and the empty string are one.
pub fn same_member(left: &Value, right: &Value) -> bool {
    let blank = |value: &Value| value.is_null() || value.as_str() == Some("");
    left == right || (blank(left) && blank(right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn setting_a_member_keeps_everything_else() {
        let mut document = json!({"a": {"b": 1, "new-in-2031": [1, 2]}, "c": null});
        set_member(&mut document, "/a/b", json!(2));
        set_member(&mut document, "/c/d", json!("x"));
        assert_eq!(
            document,
            json!({"a": {"b": 2, "new-in-2031": [1, 2]}, "c": {"d": "x"}})
        );
    }

    #[test]
    fn null_absent_and_empty_mean_the_same() {
        let document = json!({"a": "", "b": null});
        assert!(same_member(
            member(&document, "/a"),
            member(&document, "/nowhere")
        ));
        assert!(same_member(member(&document, "/a"), member(&document, "/b")));
        assert!(!same_member(&json!("x"), &json!("X")));
    }
}

//! JSON as it happens to be: a member of another kind than expected is as good as absent and spoils nothing around it.
//! Refuses only what is no JSON at all.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// What is made of a value; kinds that are not wanted are skipped.
pub(super) trait Wanted<'de>: Sized {
    /// What comes out, empty where the kind is another.
    type Value: Default;

    /// Takes in text; also a number or a truth value, as it is written.
    fn text(self, _text: Cow<'de, str>) -> Self::Value {
        Self::Value::default()
    }

    /// Takes in an object.
    fn object<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::Value::default())
    }

    /// Takes in a list.
    fn list<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::Value::default())
    }
}

/// Reads a value of whatever kind.
pub(super) struct Any<W>(pub(super) W);

impl<'de, W: Wanted<'de>> Visitor<'de> for Any<W> {
    type Value = W::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(self.0.text(Cow::Owned(value.to_string())))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(self.0.text(Cow::Borrowed(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Self::Value, E> {
        Ok(self.0.text(Cow::Owned(value)))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(W::Value::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        self.0.object(members)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        self.0.list(items)
    }
}

/// Text, or what would be text if it stood in quotes; empty where it is something else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl Text<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

struct AsText;

impl<'de> Wanted<'de> for AsText {
    type Value = Text<'de>;

    fn text(self, text: Cow<'de, str>) -> Text<'de> {
        Text(text)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any(AsText))
    }
}

/// An object with known members; the empty one where it is something else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Object<T>(pub(super) T);

struct AsObject<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Default> Wanted<'de> for AsObject<T> {
    type Value = Object<T>;

    fn object<A: MapAccess<'de>>(self, members: A) -> Result<Object<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members)).map(Object)
    }
}

impl<'de, T: Deserialize<'de> + Default> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any(AsObject(PhantomData)))
    }
}

/// A list, of which no more than so many items are kept; empty where it is something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct List<T, const MOST: usize>(pub(super) Vec<T>);

impl<T, const MOST: usize> Default for List<T, MOST> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

struct AsList<T, const MOST: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> Wanted<'de> for AsList<T, MOST> {
    type Value = List<T, MOST>;

    fn list<A: SeqAccess<'de>>(self, mut items: A) -> Result<List<T, MOST>, A::Error> {
        let mut kept = Vec::new();
        while kept.len() < MOST {
            match items.next_element()? {
                Some(item) => kept.push(item),
                None => return Ok(List(kept)),
            }
        }
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(List(kept))
    }
}

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for List<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any(AsList(PhantomData)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::json::Json;
    use super::*;

    #[derive(Default, serde::Deserialize)]
    #[serde(default)]
    struct Two<'a> {
        #[serde(borrow)]
        a: Text<'a>,
        b: List<IgnoredAny, 2>,
    }

    #[test]
    fn a_member_of_another_kind_spoils_nothing() {
        for (json, a, b) in [
            (r#"{"a":"x","b":[1]}"#, "x", 1),
            (r#"{"b":3,"a":7}"#, "7", 0),
            (r#"{"b":{"c":[]},"a":true}"#, "true", 0),
            (r#"{"a":{"x":[1,{}]},"b":null}"#, "", 0),
            (r#"{"a":null}"#, "", 0),
            (r#"["x"]"#, "", 0),
            ("3", "", 0),
        ] {
            let Object(two) = Object::<Two<'_>>::deserialize(&mut Json::new(json.as_bytes())).unwrap();
            assert_eq!((&*two.a.0, two.b.0.len()), (a, b), "{json}");
        }
        assert!(Object::<Two<'_>>::deserialize(&mut Json::new(b"{\"a\":")).is_err());
    }

    #[test]
    fn a_list_keeps_no_more_than_it_may() {
        let list = |json: &'static str| List::<Text<'_>, 2>::deserialize(&mut Json::new(json.as_bytes()));
        let kept: Vec<_> = list("[1,2,3,4]")
            .unwrap()
            .0
            .into_iter()
            .map(|text| text.0)
            .collect();
        assert_eq!(kept, ["1", "2"]);
        assert!(list("[1,2,3").is_err());
        assert!(list("{\"a\":1}").unwrap().0.is_empty());
    }
}

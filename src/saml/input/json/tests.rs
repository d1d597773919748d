//! What is JSON and what is none, held to RFC 8259 and to another reader.

use super::*;
use proptest::prelude::*;
use serde::Deserialize as _;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::super::lenient::{List, Object, Text};

fn read<'de, T: serde::Deserialize<'de>>(json: &'de [u8]) -> Result<T, Damaged> {
    let mut reader = Json::new(json);
    let value = T::deserialize(&mut reader)?;
    reader.ended().then_some(value).ok_or(Damaged)
}

fn text(json: &str) -> Result<String, Damaged> {
    read::<Text<'_>>(json.as_bytes()).map(|text| text.0.into_owned())
}

/// RFC 8259, section by section.
#[test]
fn what_is_json_is_walked_over_and_what_is_none_is_refused() {
    let sound = [
        "{}",
        "[]",
        "[[],{}]",
        " [ 1 , 2 ] ",
        "{\"a\":1,\"b\":[true,false,null]}",
        "\"\"",
        "\"\\\\\"",
        "\"\\\"\"",
        "0",
        "-0",
        "10",
        "1.5",
        "1e9",
        "1E+9",
        "-1.25e-3",
        "true",
        "false",
        "null",
        "\r\n\t null\n",
    ];
    for json in sound {
        assert!(read::<IgnoredAny>(json.as_bytes()).is_ok(), "{json}");
    }
    let damaged = [
        "",
        " ",
        "{",
        "[",
        "]",
        "}",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{1:1}",
        "[}",
        "{]",
        "\"",
        "\"a",
        "\"\\\"",
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "1e+",
        "+1",
        "0x1",
        "nul",
        "nullx",
        "True",
        "undefined",
        "NaN",
        "'a'",
        "1 2",
    ];
    for json in damaged {
        assert_eq!(read::<IgnoredAny>(json.as_bytes()).err(), Some(Damaged), "{json}");
    }
}

#[test]
fn a_text_is_read_as_it_is_meant() {
    for (json, meant) in [
        (r#""a\/b\\c\"d""#, "a/b\\c\"d"),
        (r#""\b\f\n\r\t""#, "\u{8}\u{c}\n\r\t"),
        (r#""\u0041\u00e9\u20ac""#, "A\u{e9}\u{20ac}"),
        (r#""\ud83d\ude00!""#, "\u{1f600}!"),
        ("\"\u{e9}\u{1f600}\"", "\u{e9}\u{1f600}"),
        ("12.50", "12.50"),
        ("true", "true"),
        ("null", ""),
    ] {
        assert_eq!(text(json).as_deref(), Ok(meant), "{json}");
    }
    for json in [r#""\x41""#, r#""\u12""#, r#""\u+123""#, r#""\u00g0""#, r#""\"#] {
        assert_eq!(text(json), Err(Damaged), "{json}");
    }
}

/// Browsers write bodies into recordings as they come.
#[test]
fn what_is_no_text_between_quotes_spoils_nothing() {
    let half = "\u{fffd}";
    assert_eq!(text(r#""a\ud83d""#).unwrap(), format!("a{half}"));
    assert_eq!(text(r#""\ud83d\n""#).unwrap(), format!("{half}\n"));
    assert_eq!(
        text(r#""\ude00\ud83d\ud83d\ude00""#).unwrap(),
        format!("{half}{half}\u{1f600}")
    );
    assert_eq!(text("\"a\nb\u{1}\"").unwrap(), "a\nb\u{1}");
    let bytes = read::<Text<'_>>(b"\"\xC3\x28\\n\xFF\"").unwrap();
    assert_eq!(bytes.0, format!("{half}(\n{half}"));
}

#[test]
fn nothing_is_read_that_lies_deeper_than_anything_that_is_saved() {
    let nested = |open: &str, close: &str, depth: usize| open.repeat(depth) + "1" + &close.repeat(depth);
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
        let levels = open.matches(['[', '{']).count();
        let most = MAX_DEPTH / levels;
        for (depth, fits) in [(most, true), (most + 1, false)] {
            let json = nested(open, close, depth);
            assert_eq!(
                read::<IgnoredAny>(json.as_bytes()).is_ok(),
                fits,
                "{open} {depth}"
            );
            assert_eq!(read::<Text<'_>>(json.as_bytes()).is_ok(), fits, "{open} {depth}");
        }
    }
    let beside = format!("[{}1]", "[[]],".repeat(1000));
    assert!(read::<IgnoredAny>(beside.as_bytes()).is_ok());
}

#[test]
fn a_text_that_is_longer_than_anything_that_is_read_is_cut() {
    let long = "x".repeat(LONGEST_TEXT + 10);
    assert_eq!(text(&format!("\"{long}\"")).unwrap().len(), LONGEST_TEXT);
    let escaped = text(&format!("\"{long}\\n\"")).unwrap();
    assert_eq!(escaped.len(), LONGEST_TEXT);
    let fits = "x".repeat(LONGEST_TEXT - 3);
    assert_eq!(text(&format!("\"{fits}\\n\"")).unwrap(), format!("{fits}\n"));
    let bytes = [vec![b'"'], vec![0xFF; LONGEST_TEXT + 10], vec![b'"']].concat();
    assert_eq!(read::<Text<'_>>(&bytes).unwrap().0.len(), LONGEST_TEXT);
}

#[test]
fn a_number_has_as_many_digits_as_numbers_have() {
    for digits in [LONGEST_NUMBER, LONGEST_NUMBER + 1] {
        let many = "1".repeat(digits);
        for json in [many.clone(), format!("0.{many}"), format!("1e{many}")] {
            let fits = digits <= LONGEST_NUMBER;
            assert_eq!(read::<IgnoredAny>(json.as_bytes()).is_ok(), fits, "{digits}");
            assert_eq!(text(&json).is_ok_and(|text| text == json), fits, "{digits}");
        }
    }
}

#[test]
fn a_member_is_known_by_its_name_however_it_is_written() {
    #[derive(Default, serde::Deserialize)]
    #[serde(default)]
    struct Two<'a> {
        #[serde(borrow)]
        a: Text<'a>,
        #[serde(borrow)]
        list: List<Text<'a>, 2>,
    }
    let long = "n".repeat(LONGEST_NAME + 1);
    let json = format!(r#"{{"\u0061":"x","{long}":[1],"b":{{"a":"y"}},"list":["1",2,[3]]}}"#);
    let Object(two) = read::<Object<Two<'_>>>(json.as_bytes()).unwrap();
    assert_eq!(two.a.0, "x");
    assert_eq!(two.list.0, [Text("1".into()), Text("2".into())]);
}

#[test]
fn several_values_are_read_one_after_the_other() {
    let mut json = Json::new(b"\"a\" \"b\"\n3 ");
    let mut found = Vec::new();
    while !json.ended() {
        found.push(Text::deserialize(&mut json).unwrap().0);
    }
    assert_eq!(found, ["a", "b", "3"]);
}

proptest! {
    #[test]
    fn whatever_is_json_elsewhere_is_json_here(json in "[\\[\\]{}:,\"a1e.\\\\u0 \\-+tnrufls]{0,40}") {
        let elsewhere = serde_json::from_str::<Value>(&json).is_ok();
        prop_assert!(!elsewhere || read::<IgnoredAny>(json.as_bytes()).is_ok(), "{json}");
    }

    #[test]
    fn a_text_that_was_written_elsewhere_is_read_here(text in "\\PC*|[\\x00-\\x1f\"\\\\/]*") {
        let json = serde_json::to_string(&text).unwrap();
        prop_assert_eq!(self::text(&json).unwrap(), text);
    }

    #[test]
    fn arbitrary_bytes_do_not_panic(bytes: Vec<u8>) {
        let (walked, found) = (read::<IgnoredAny>(&bytes), read::<Text<'_>>(&bytes));
        prop_assert!(walked.is_ok() || found.is_err(), "what is read is walked over");
    }
}

//! How two values differ, in the words that an admin reads: http and https, a slash, the host, case, alike letters,
//! white space, the identifier of another app. SAML compares character by character (SAML Core §1.3.1), so nothing
//! here is ever called equal.

use org2org_setup::saml::difference::{DifferenceKind as Kind, SingleCharacter, compare, segments};
use proptest::prelude::*;

const ACS: &str = "https://northwind.okta.com/sso/saml2/0oa1b2c3d4E5F6G7H8i9";
const ISSUER: &str = "http://www.okta.com/exk1a2b3c4D5E6F7G8h9";

fn kind(expected: &str, found: &str) -> Kind {
    compare(expected, found).unwrap().kind
}

#[test]
fn each_way_to_mistype_an_address_has_its_name() {
    for (found, named) in [
        (
            "http://northwind.okta.com/sso/saml2/0oa1b2c3d4E5F6G7H8i9",
            Kind::SchemeDiffers,
        ),
        (
            "https://northwind.okta.com/sso/saml2/0oa1b2c3d4E5F6G7H8i9/",
            Kind::TrailingSlash,
        ),
        (
            "https://northwind.okta.com/sso/saml2/0oa1b2c3d4E5F6G7H8i9//",
            Kind::TrailingSlash,
        ),
        (
            "https://northwind-admin.okta.com/sso/saml2/0oa1b2c3d4E5F6G7H8i9",
            Kind::HostDiffers,
        ),
        (
            "https://northwind.oktapreview.com/sso/saml2/0oa1b2c3d4E5F6G7H8i9",
            Kind::HostDiffers,
        ),
        (
            "https://northwind.okta.com:443/sso/saml2/0oa1b2c3d4E5F6G7H8i9",
            Kind::HostDiffers,
        ),
        (
            "https://Northwind.okta.com/sso/saml2/0oa1b2c3d4E5F6G7H8i9",
            Kind::CaseDiffers,
        ),
        (
            "https://northwind.okta.com/sso/saml2/0OA1B2C3D4E5F6G7H8I9",
            Kind::CaseDiffers,
        ),
        (
            " https://northwind.okta.com/sso/saml2/0oa1b2c3d4E5F6G7H8i9",
            Kind::Whitespace,
        ),
        (
            "https://northwind.okta.com/sso/saml2/0oa1b2c3d4E5F6G7H8i9\r\n",
            Kind::Whitespace,
        ),
        (
            "https://northwind.okta.com/sso/saml2/\u{a0}0oa1b2c3d4E5F6G7H8i9",
            Kind::Whitespace,
        ),
        (
            "https://northwind.okta.com/sso/saml2/0oa1b2c3d4\u{ad}E5F6G7H8i9",
            Kind::Whitespace,
        ),
        (
            "https://northwind.okta.com/sso/saml2/0oa9Z8y7x6W5V4U3T2s1",
            Kind::OtherId,
        ),
        (
            "https://northwind.okta.com/sso/saml2/0oa1b2c3d4E5F6G7H8i",
            Kind::OtherId,
        ),
        (
            "https://northwind.okta.com/sso/saml2/Ooa1b2c3d4E5F6G7H8i9",
            Kind::LookAlike,
        ),
        (
            "https://northwind.okta.com/sso/saml2/0oalb2c3d4E5F6G7H8i9",
            Kind::LookAlike,
        ),
        (
            "https://n\u{43e}rthwind.okta.com/sso/saml2/0oa1b2c3d4E5F6G7H8i9",
            Kind::LookAlike,
        ),
        ("https://northwind.okta.com/sso/saml2", Kind::Other),
        (
            "https://acme.okta.com/sso/saml2/0oa9Z8y7x6W5V4U3T2s1",
            Kind::Other,
        ),
        (
            "http://northwind.okta.com/sso/saml2/0oa1b2c3d4E5F6G7H8i9/",
            Kind::Other,
        ),
        ("northwind.okta.com/sso/saml2/0oa1b2c3d4E5F6G7H8i9", Kind::Other),
        ("", Kind::Other),
    ] {
        assert_eq!(kind(ACS, found), named, "{found}");
        if !found.is_empty() {
            assert_eq!(kind(found, ACS), named, "either way: {found}");
        }
    }
}

/// Letters that get into addresses by copying out of documents, or by intent (failure mode: look-alike letters).
#[test]
fn letters_that_look_the_same_are_named_with_their_numbers() {
    for (latin, others) in [
        ('a', "\u{430}\u{3b1}\u{ff41}"),
        ('c', "\u{441}\u{ff43}"),
        ('d', "\u{501}\u{ff44}"),
        ('e', "\u{435}\u{ff45}"),
        ('h', "\u{4bb}\u{ff48}"),
        ('j', "\u{458}\u{ff4a}"),
        ('l', "1I|\u{399}\u{406}\u{4c0}\u{456}\u{ff4c}"),
        ('o', "\u{43e}\u{3bf}\u{ff4f}"),
        ('p', "\u{440}\u{ff50}"),
        ('s', "\u{455}\u{ff53}"),
        ('v', "\u{3bd}\u{ff56}"),
        ('x', "\u{445}\u{ff58}"),
        ('y', "\u{443}\u{ff59}"),
        ('A', "\u{410}\u{391}\u{ff21}"),
        ('B', "\u{412}\u{392}\u{ff22}"),
        ('E', "\u{415}\u{395}\u{ff25}"),
        ('H', "\u{41d}\u{397}\u{ff28}"),
        ('K', "\u{41a}\u{39a}\u{ff2b}"),
        ('M', "\u{41c}\u{39c}\u{ff2d}"),
        ('N', "\u{39d}\u{ff2e}"),
        ('O', "0\u{39f}\u{41e}\u{ff2f}"),
        ('P', "\u{420}\u{3a1}\u{ff30}"),
        ('S', "\u{405}\u{ff33}"),
        ('T', "\u{422}\u{3a4}\u{ff34}"),
        ('X', "\u{425}\u{3a7}\u{ff38}"),
        ('Y', "\u{3a5}\u{ff39}"),
        ('Z', "\u{396}\u{ff3a}"),
        (
            '-',
            "\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}\u{fe63}\u{ff0d}",
        ),
        ('\'', "\u{2018}\u{2019}\u{2032}\u{ff07}"),
        ('"', "\u{201c}\u{201d}\u{2033}\u{ff02}"),
        ('/', "\u{2215}\u{2044}\u{ff0f}"),
        (':', "\u{ff1a}"),
    ] {
        for other in others.chars() {
            let (expected, found) = (format!("urn{latin}b7"), format!("urn{other}b7"));
            let difference = compare(&expected, &found).unwrap();
            assert_eq!(difference.kind, Kind::LookAlike, "{latin} and {other}");
            let numbers = format!(
                "{other} (U+{:04X}) was found where {latin} (U+{:04X}) is expected",
                u32::from(other),
                u32::from(latin)
            );
            assert_eq!(
                difference.sentence(),
                format!("Characters that look alike differ at position 4: {numbers}")
            );
        }
    }
}

#[test]
fn letters_that_only_resemble_each_other_are_no_look_alikes() {
    for (expected, found) in [
        ("m", "rn"),
        ("w", "vv"),
        ("u", "v"),
        ("5", "S"),
        ("8", "B"),
        ("a", "\u{e1}"),
        ("b", "d"),
    ] {
        assert_eq!(
            kind(&format!("urn:{expected}7"), &format!("urn:{found}7")),
            Kind::Other,
            "{expected} {found}"
        );
    }
}

#[test]
fn what_cannot_be_seen_is_told_by_its_number_unless_it_is_a_blank() {
    for (invisible, told) in [
        (' ', "Only white space differs, first at position 8"),
        ('\t', "Only white space differs, first at position 8"),
        ('\u{a0}', "Only white space differs, first at position 8"),
        ('\u{3000}', "Only white space differs, first at position 8"),
        ('\u{ad}', "An invisible character (U+00AD) at position 8"),
        ('\u{200b}', "An invisible character (U+200B) at position 8"),
        ('\u{200e}', "An invisible character (U+200E) at position 8"),
        ('\u{202e}', "An invisible character (U+202E) at position 8"),
        ('\u{2060}', "An invisible character (U+2060) at position 8"),
        ('\u{feff}', "An invisible character (U+FEFF) at position 8"),
        ('\u{1}', "An invisible character (U+0001) at position 8"),
    ] {
        let found = format!("{}{invisible}{}", &ISSUER[..7], &ISSUER[7..]);
        assert_eq!(compare(ISSUER, &found).unwrap().sentence(), told, "{invisible:?}");
    }
    let missing = compare("a b", "ab").unwrap();
    assert_eq!(
        missing.sentence(),
        "Only white space differs, first at position 2"
    );
    assert_eq!(
        kind("   ", ""),
        Kind::Other,
        "of nothing visible, nothing is the same"
    );
}

/// An identifier is what machines make: long, of letters and digits, with a digit in it.
#[test]
fn another_identifier_is_told_from_another_word() {
    for (expected, found, named) in [
        (
            "http://www.okta.com/exk1a2b3c4D5E6F7G8h9",
            "http://www.okta.com/exk9z8y7x6W5V4U3T2s1",
            Kind::OtherId,
        ),
        (
            "urn:app:0oa1b2c3d4E5F6G7H8i9:x",
            "urn:app:0oa9z8y7x6W5V4U3T2s1:x",
            Kind::OtherId,
        ),
        (
            "/sso?id=0oa1b2c3d4E5F6G7H8i9&x=1",
            "/sso?id=0oa9z8y7x6W5V4U3T2s1&x=1",
            Kind::OtherId,
        ),
        (
            "3f1c8a52-9d7e-4b06-8c11-aa5500ffee01",
            "0d5f7a30-c9b1-11f0-9c3f-000000000001",
            Kind::OtherId,
        ),
        (
            "http://www.okta.com/exk1a2b3c4D5E6F7G8h9",
            "http://www.okta.com/metadata",
            Kind::Other,
        ),
        ("http://www.okta.com/a1", "http://www.okta.com/b2", Kind::Other),
        (
            "http://www.okta.com/production",
            "http://www.okta.com/verification",
            Kind::Other,
        ),
        (
            "/0oa1b2c3d4E5F6G7H8i9/0oa1b2c3d4E5F6G7H8i9",
            "/0oa9z8y7x6W5V4U3T2s1/0oa9z8y7x6W5V4U3T2s1",
            Kind::Other,
        ),
        ("/0oa1b2c3d4E5F6G7H8i9/x", "/0oa9z8y7x6W5V4U3T2s1?x", Kind::Other),
    ] {
        assert_eq!(kind(expected, found), named, "{expected} {found}");
    }
}

#[test]
fn the_place_is_counted_as_a_person_counts_it() {
    for (expected, found, first_at, single, sentence) in [
        (
            "urn:a",
            "urn:b",
            4,
            Some(SingleCharacter::Other),
            "One character differs at position 5",
        ),
        (
            "urn:ab",
            "urn:b",
            4,
            Some(SingleCharacter::Missing),
            "One character is missing at position 5",
        ),
        (
            "urn:b",
            "urn:ab",
            4,
            Some(SingleCharacter::TooMany),
            "There is one character too many at position 5",
        ),
        (
            "\u{1f600}\u{e9}:ab",
            "\u{1f600}\u{e9}:cd",
            3,
            None,
            "The values differ from position 4 on",
        ),
        (
            "urn:abc",
            "urn:",
            4,
            None,
            "The value breaks off after 4 characters",
        ),
        ("urn:", "urn:abc", 4, None, "The value goes on after position 4"),
        ("urn:x", "", 0, None, "The value is empty"),
        ("", "urn:x", 0, None, "There is a value where none is expected"),
        (
            "https://a.example/x",
            "https://b.example/x",
            8,
            Some(SingleCharacter::Other),
            "The host differs, from position 9 on",
        ),
        (
            "urn:X",
            "urn:x",
            4,
            Some(SingleCharacter::Other),
            "Only upper and lower case differ, first at position 5",
        ),
        (
            "/x",
            "/x/",
            2,
            Some(SingleCharacter::TooMany),
            "A slash too many at the end",
        ),
        (
            "/x/",
            "/x",
            2,
            Some(SingleCharacter::Missing),
            "The slash at the end is missing",
        ),
    ] {
        let difference = compare(expected, found).unwrap();
        assert_eq!(
            (difference.first_at, difference.single),
            (first_at, single),
            "{expected} {found}"
        );
        assert_eq!(difference.sentence(), sentence);
    }
}

/// What a screen marks: both values stay whole, and what is marked is what differs.
#[test]
fn the_marks_stand_where_the_values_differ() {
    let marked = |values: (Vec<_>, Vec<_>)| {
        let mark = |segments: Vec<org2org_setup::saml::difference::Segment>| -> String {
            let told = segments.into_iter().map(|one| {
                if one.differs {
                    format!("[{}]", one.text)
                } else {
                    one.text
                }
            });
            told.collect()
        };
        (mark(values.0), mark(values.1))
    };
    for (a, b, marked_a, marked_b) in [
        (
            "http://x.example/1",
            "https://x.example/1",
            "http://x.example/1",
            "http[s]://x.example/1",
        ),
        (
            "https://x.example/1",
            "https://x.example/1/",
            "https://x.example/1",
            "https://x.example/1[/]",
        ),
        (
            "https://acme.example/sso",
            "https://acme.sample/sso",
            "https://acme.[ex]ample/sso",
            "https://acme.[s]ample/sso",
        ),
        (
            "https://\u{430}cme.example/",
            "https://acme.example/",
            "https://[\u{430}]cme.example/",
            "https://[a]cme.example/",
        ),
        (
            "urn:federation",
            "entirely else",
            "[urn:federation]",
            "[entirely else]",
        ),
    ] {
        assert_eq!(marked(segments(a, b)), (marked_a.to_owned(), marked_b.to_owned()));
    }
}

proptest! {
    #[test]
    fn a_sentence_is_one_line_of_bearable_length(a in "\\PC{0,60}", b in "\\PC{0,60}") {
        if let Some(difference) = compare(&a, &b) {
            let sentence = difference.sentence();
            prop_assert!(!sentence.contains(char::is_control), "{sentence:?}");
            prop_assert!(sentence.chars().count() < 130, "{sentence}");
        }
    }

    #[test]
    fn what_sets_two_values_apart_is_the_same_from_both_sides(a in "[ab1lO0/:. -]{0,16}", b in "[ab1lO0/:. -]{0,16}") {
        let kinds = (compare(&a, &b).map(|one| one.kind), compare(&b, &a).map(|one| one.kind));
        let blank = |text: &str| text.trim().is_empty();
        prop_assert!(kinds.0 == kinds.1 || blank(&a) || blank(&b), "{kinds:?}");
    }

    #[test]
    fn a_value_with_its_case_changed_is_never_another_kind(value in "https://[a-z]{3,9}\\.example/[a-z]{1,9}") {
        let shouted = value.to_uppercase();
        prop_assert_eq!(kind(&value, &shouted), Kind::CaseDiffers);
    }
}

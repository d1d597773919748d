//! True of every message: nothing panics, and removing a defect never brings another kind of finding.

use crate::signer::{AT, Draft, base64, instant, judge, target};
use org2org_setup::saml::{diagnose::diagnose, input};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// A way to break a response.
type Change = fn(&mut Draft);

/// Ways to break a response, each told by one kind of finding.
const DEFECTS: [(Change, &str); 8] = [
    (|draft| draft.issuer.push('x'), "issuer-mismatch"),
    (|draft| draft.audience.push('/'), "audience-mismatch"),
    (|draft| draft.destination.push('/'), "destination-mismatch"),
    (|draft| draft.recipient.push('x'), "recipient-mismatch"),
    (|draft| draft.in_response_to.push('x'), "in-response-to-mismatch"),
    (
        |draft| draft.key.insert_str(0, "another "),
        "certificate-mismatch",
    ),
    (
        |draft| draft.not_before.replace_range(11..16, "07:04"),
        "not-yet-valid",
    ),
    (|draft| draft.name.clear(), "name-id-missing"),
];

fn found(defects: &BTreeSet<usize>) -> BTreeSet<&'static str> {
    let mut draft = Draft::default();
    for defect in defects {
        DEFECTS[*defect].0(&mut draft);
    }
    let diagnosis = judge(&draft.xml(), &target());
    diagnosis
        .findings
        .iter()
        .map(|finding| finding.code.word())
        .collect()
}

fn healthy() -> &'static str {
    static XML: OnceLock<String> = OnceLock::new();
    XML.get_or_init(|| Draft::default().xml())
}

fn look(bytes: &[u8]) {
    if let Ok(documents) = input::read(bytes) {
        drop(diagnose(&documents, &target(), instant(AT)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_defect_is_told_and_nothing_else(defects in prop::collection::btree_set(0..DEFECTS.len(), 0..4)) {
        let expected: BTreeSet<&str> = defects.iter().map(|defect| DEFECTS[*defect].1).collect();
        prop_assert_eq!(found(&defects), expected);
    }

    #[test]
    fn removing_a_defect_never_adds_a_finding_of_another_kind(
        defects in prop::collection::btree_set(0..DEFECTS.len(), 1..5),
        pick in any::<prop::sample::Index>(),
    ) {
        let removed = *pick.get(&defects.iter().copied().collect::<Vec<_>>());
        let mut fewer = defects.clone();
        fewer.remove(&removed);
        let (before, after) = (found(&defects), found(&fewer));
        prop_assert!(after.is_subset(&before), "{:?} is not among {:?}", after, before);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_message_with_a_piece_cut_out_does_not_panic(from in 0usize..9000, length in 0usize..600) {
        let mut bytes = healthy().as_bytes().to_vec();
        let from = from.min(bytes.len());
        let to = (from + length).min(bytes.len());
        bytes.drain(from..to);
        look(&bytes);
    }

    #[test]
    fn a_message_with_a_piece_moved_does_not_panic_and_is_not_believed(
        from in 0usize..9000, length in 20usize..900, to in 0usize..9000,
    ) {
        let mut text = healthy().to_owned();
        let clip = |at: usize, text: &str| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        let start = clip(from, &text);
        let end = clip((start + length).min(text.len()), &text);
        let piece: String = text.drain(start..end).collect();
        let place = clip(to, &text);
        text.insert_str(place, &piece);
        if let Ok(documents) = input::read(text.as_bytes()) {
            let diagnosis = diagnose(&documents, &target(), instant(AT));
            let name = |believed: &org2org_setup::saml::diagnose::Believed| believed.name.clone();
            prop_assert!(diagnosis.believed.iter().all(|one| name(one) == "mira.chen@acme.example"));
        }
    }

    #[test]
    fn a_message_with_bytes_changed_does_not_panic(changes in prop::collection::vec((0usize..9000, any::<u8>()), 1..8)) {
        let mut bytes = healthy().as_bytes().to_vec();
        for (at, byte) in &changes {
            let length = bytes.len();
            bytes[at % length] = *byte;
        }
        look(&bytes);
    }

    #[test]
    fn base64_with_bytes_changed_does_not_panic(changes in prop::collection::vec((0usize..12000, any::<u8>()), 1..8)) {
        let mut bytes = base64(healthy()).into_bytes();
        for (at, byte) in &changes {
            let length = bytes.len();
            bytes[at % length] = *byte;
        }
        look(&bytes);
    }

    #[test]
    fn arbitrary_bytes_do_not_panic(bytes: Vec<u8>) {
        look(&bytes);
    }
}

//! The faults, by concern.

mod certificates;
mod groups;
mod matching;
mod people;
mod policies;
mod provisioning;
mod responses;
mod routing;
mod tokens;
mod trust;

use super::Fault;

/// Every fault, in the order in which a sign-in meets what it concerns.
pub(super) const ALL: [&[Fault]; 10] = [
    trust::FAULTS,
    certificates::FAULTS,
    responses::FAULTS,
    matching::FAULTS,
    people::FAULTS,
    routing::FAULTS,
    policies::FAULTS,
    provisioning::FAULTS,
    groups::FAULTS,
    tokens::FAULTS,
];

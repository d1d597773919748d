//! An assertion: what an identity provider says about one person (SAML Core §2.3.3).

use std::ops::Range;

use roxmltree::Node;

use super::{Field, child, id_field, named};

/// The method of an assertion that a browser carries (SAML Profiles §3.3).
const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

/// What an identity provider says about one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// Where its element begins, by which signatures refer to it.
    pub start: usize,
    /// Where it stands.
    pub place: Range<usize>,
    /// Its identifier.
    pub id: Option<Field>,
    /// Its version.
    pub version: Option<Field>,
    /// Who says it.
    pub issuer: Option<Field>,
    /// The name of the person.
    pub name_id: Option<NameId>,
    /// Where an encrypted name stands.
    pub encrypted_name_id: Option<Range<usize>>,
    /// How it may be used.
    pub confirmations: Vec<Confirmation>,
    /// For whom and for how long it holds.
    pub conditions: Option<Conditions>,
    /// Until when the session lasts that it speaks of, for each statement about a sign-in.
    pub sessions: Vec<Option<Field>>,
    /// What it says of the person.
    pub attributes: Vec<Attribute>,
    /// Where encrypted attributes stand.
    pub encrypted_attributes: Vec<Range<usize>>,
}

/// The name of a person (SAML Core §2.2.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameId {
    /// The name, without comments.
    pub name: Field,
    /// Its format.
    pub format: Option<Field>,
    /// For whom the name was made.
    pub sp_qualifier: Option<Field>,
    /// Where a comment or another element stands within it.
    pub interrupted: Option<Range<usize>>,
}

/// How an assertion may be used (SAML Core §2.4.1.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// The method.
    pub method: Option<Field>,
    /// Whether it says anything about the use.
    pub has_data: bool,
    /// Where it may be handed in.
    pub recipient: Option<Field>,
    /// The request it answers.
    pub in_response_to: Option<Field>,
    /// From when on.
    pub not_before: Option<Field>,
    /// Until when.
    pub not_on_or_after: Option<Field>,
    /// Where it stands.
    pub place: Range<usize>,
}

/// For whom and for how long an assertion holds (SAML Core §2.5.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conditions {
    /// From when on.
    pub not_before: Option<Field>,
    /// Until when.
    pub not_on_or_after: Option<Field>,
    /// The audiences of each restriction; one of each has to fit.
    pub audiences: Vec<Vec<Field>>,
    /// Where they stand.
    pub place: Range<usize>,
}

/// Something an assertion says of a person (SAML Core §2.7.3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: Field,
    /// Its values.
    pub values: Vec<Field>,
}

impl Confirmation {
    /// Whether it is for whoever carries it, as browsers do.
    pub fn is_bearer(&self) -> bool {
        self.method.as_ref().is_some_and(|method| method.value == BEARER)
    }
}

impl Assertion {
    pub(super) fn read(node: Node<'_, '_>) -> Self {
        let subject = child(node, "Subject");
        let within = |name: &'static str| subject.and_then(|subject| child(subject, name));
        let attributes = |name: &'static str| {
            named(node, "AttributeStatement").flat_map(move |statement| named(statement, name))
        };
        Self {
            start: node.range().start,
            place: node.range(),
            id: id_field(node),
            version: Field::attribute(node, "Version"),
            issuer: child(node, "Issuer").map(Field::text),
            name_id: within("NameID").map(name_id),
            encrypted_name_id: within("EncryptedID").map(|node| node.range()),
            confirmations: subject
                .into_iter()
                .flat_map(|subject| named(subject, "SubjectConfirmation"))
                .map(confirmation)
                .collect(),
            conditions: child(node, "Conditions").map(conditions),
            sessions: named(node, "AuthnStatement")
                .map(|statement| Field::attribute(statement, "SessionNotOnOrAfter"))
                .collect(),
            attributes: attributes("Attribute").filter_map(attribute).collect(),
            encrypted_attributes: attributes("EncryptedAttribute")
                .map(|node| node.range())
                .collect(),
        }
    }
}

fn name_id(node: Node<'_, '_>) -> NameId {
    NameId {
        name: Field::text(node),
        format: Field::attribute(node, "Format"),
        sp_qualifier: Field::attribute(node, "SPNameQualifier"),
        interrupted: node
            .children()
            .find(|part| !part.is_text())
            .map(|part| part.range()),
    }
}

fn confirmation(node: Node<'_, '_>) -> Confirmation {
    let data = child(node, "SubjectConfirmationData");
    let own = |name: &str| data.and_then(|data| Field::attribute(data, name));
    Confirmation {
        method: Field::attribute(node, "Method"),
        has_data: data.is_some(),
        recipient: own("Recipient"),
        in_response_to: own("InResponseTo"),
        not_before: own("NotBefore"),
        not_on_or_after: own("NotOnOrAfter"),
        place: node.range(),
    }
}

fn conditions(node: Node<'_, '_>) -> Conditions {
    Conditions {
        not_before: Field::attribute(node, "NotBefore"),
        not_on_or_after: Field::attribute(node, "NotOnOrAfter"),
        audiences: named(node, "AudienceRestriction")
            .map(|restriction| named(restriction, "Audience").map(Field::text).collect())
            .collect(),
        place: node.range(),
    }
}

fn attribute(node: Node<'_, '_>) -> Option<Attribute> {
    Some(Attribute {
        name: Field::attribute(node, "Name")?,
        values: named(node, "AttributeValue").map(Field::text).collect(),
    })
}

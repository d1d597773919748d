//! Certificates that do not fit the key, are old, or are in the way.

use super::super::super::Side;
use super::super::super::clock::later;
use super::super::super::keys::{SigningKey, decode_base64, read_certificate};
use super::super::super::org::idp::IdpKey;
use super::super::cell::{AppField, Cell};
use super::super::hand::{Hand, Made, unfit};
use super::super::place::{Place, Thing};
use super::super::{Concern, Fault, Trouble};
use serde_json::Value;

const KID: &str = "/protocol/credentials/trust/kid";
const MORE_KIDS: &str = "/protocol/credentials/trust/additionalKids";
const DAY: i64 = 24 * 3600;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "certificate-mismatch",
        concern: Concern::Certificates,
        side: Side::Target,
        broken: "The identity provider trusts another certificate than the one the source org signs with",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F02"],
        make: |hand| {
            let key = hand.world.source.new_signing_key(later(hand.now, -400 * DAY), 10);
            let kid = upload(hand, &key)?;
            trust(hand, &kid)
        },
    },
    Fault {
        name: "certificate-of-another-app",
        concern: Concern::Certificates,
        side: Side::Target,
        broken: "The certificate that was uploaded belongs to the target org's own app, not to the Org2Org app",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F02", "F16"],
        make: |hand| {
            let key = hand
                .world
                .target
                .apps
                .iter()
                .find_map(|app| app.signing_key().cloned());
            let Some(key) = key else {
                return unfit("The target org has no app with a certificate");
            };
            let kid = upload(hand, &key)?;
            trust(hand, &kid)
        },
    },
    Fault {
        name: "certificate-rotated",
        concern: Concern::Certificates,
        side: Side::Source,
        broken: "The source org switched to a new signing key, and the target org does not have its certificate",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS from the minute of the switch on",
        modes: &["F04", "F02"],
        make: |hand| {
            let now = hand.now;
            rotate(hand, now, 10).map(|_| ())
        },
    },
    Fault {
        name: "certificate-not-selected",
        concern: Concern::Certificates,
        side: Side::Target,
        broken: "The certificate of the new signing key was uploaded, but the identity provider still uses the old one",
        symptom: "400 Bad Request with GENERAL_NONSUCCESS, and uploading the certificate again is refused with 409 E0000096",
        modes: &["F04", "F17"],
        make: |hand| {
            let now = hand.now;
            let key = rotate(hand, now, 10)?;
            upload(hand, &key).map(|_| ())
        },
    },
    Fault {
        name: "certificate-expired",
        concern: Concern::Certificates,
        side: Side::Source,
        broken: "The signing certificate has expired",
        symptom: "Nothing: Okta goes on accepting it, and only a red date in the console tells",
        modes: &["F03"],
        make: |hand| {
            let made = later(hand.now, -(2 * 365 + 3) * DAY);
            let key = rotate(hand, made, 2)?;
            let kid = upload(hand, &key)?;
            let idp = hand.idp()?.id.clone();
            hand.write(Cell::Idp(idp, KID), kid);
            Ok(())
        },
    },
    Fault {
        name: "certificate-expires-soon",
        concern: Concern::Certificates,
        side: Side::Source,
        broken: "The signing certificate expires in a few days, and no new one is prepared",
        symptom: "Nothing yet, but whoever rotates it without the target org stops every sign-in",
        modes: &["F03", "F04"],
        make: |hand| {
            let made = later(hand.now, -(2 * 365 - 9) * DAY);
            let key = rotate(hand, made, 2)?;
            let kid = upload(hand, &key)?;
            let idp = hand.idp()?.id.clone();
            hand.write(Cell::Idp(idp, KID), kid);
            Ok(())
        },
    },
    Fault {
        name: "old-certificate-in-use",
        concern: Concern::Certificates,
        side: Side::Target,
        broken: "A switched-off identity provider still names an old certificate",
        symptom: "Nothing at sign-in, but deleting the old certificate is refused because it is in use",
        modes: &["F18"],
        make: |hand| {
            let key = hand
                .world
                .source
                .new_signing_key(later(hand.now, -3 * 365 * DAY), 10);
            let kid = upload(hand, &key)?;
            let mut old = hand.idp()?.clone();
            let id = hand.world.target.dice.id("0oa");
            old.id.clone_from(&id);
            old.name = format!("{} (old)", old.name);
            old.active = false;
            old.links.clear();
            hand.put(Place::Idps, &id, Thing::Idp(Box::new(old)));
            hand.heart();
            let issuer = format!("http://www.okta.com/{}", hand.world.source.dice.id("exk"));
            hand.write(
                Cell::Idp(id.clone(), "/protocol/credentials/trust/issuer"),
                issuer,
            );
            hand.write(Cell::Idp(id.clone(), MORE_KIDS), Value::Array(Vec::new()));
            hand.write(Cell::Idp(id, KID), kid);
            Ok(())
        },
    },
];

/// Puts the certificate of a key into the target org's store; one that is there already stays the only one.
fn upload(hand: &mut Hand<'_>, key: &SigningKey) -> Result<String, Trouble> {
    let text = key.certificate_base64().unwrap_or_default();
    let der = decode_base64(&text).unwrap_or_default();
    if let Some(known) = hand.world.target.idp_keys.iter().find(|known| known.der == der) {
        return Ok(known.kid.clone());
    }
    let Some(public) = read_certificate(&der) else {
        return unfit("The certificate could not be made");
    };
    let kid = hand.world.target.dice.uuid("idp key");
    let key = IdpKey::new(kid.clone(), &text, der, &public, hand.now);
    hand.put(Place::IdpKeys, &kid, Thing::IdpKey(Box::new(key)));
    Ok(kid)
}

/// Lets the identity provider trust one certificate and no other.
fn trust(hand: &mut Hand<'_>, kid: &str) -> Made {
    let (idp, app) = (hand.idp()?.id.clone(), hand.app()?.id.clone());
    hand.write(Cell::Idp(idp.clone(), KID), kid);
    hand.heart();
    if hand.read(&Cell::Idp(idp.clone(), MORE_KIDS)).is_some() {
        hand.write(Cell::Idp(idp, MORE_KIDS), Value::Array(Vec::new()));
    }
    hand.watch(Cell::App(Side::Source, app, AppField::SigningKid));
    Ok(())
}

/// Lets the Org2Org app sign with a new key, made at that instant for so many years.
fn rotate(hand: &mut Hand<'_>, made: jiff::Timestamp, years: i64) -> Result<SigningKey, Trouble> {
    let (app, idp) = (hand.app()?.id.clone(), hand.idp()?.id.clone());
    let key = hand.world.source.new_signing_key(made, years);
    hand.put(
        Place::AppKeys(Side::Source, app.clone()),
        &key.kid,
        Thing::Key(Box::new(key.clone())),
    );
    hand.write(
        Cell::App(Side::Source, app, AppField::SigningKid),
        key.kid.as_str(),
    );
    hand.heart();
    hand.watch(Cell::Idp(idp, KID));
    hand.log_app("app.keys.rotate")?;
    Ok(key)
}

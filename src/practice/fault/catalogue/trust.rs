//! Issuer, audience and addresses that do not fit together.

use super::super::super::Side;
use super::super::super::log::Draft;
use super::super::super::routes::idp_party;
use super::super::cell::{AppField, Cell};
use super::super::hand::{Hand, Made};
use super::super::place::Place;
use super::super::{Concern, Fault};

const ISSUER: &str = "/protocol/credentials/trust/issuer";
const AUDIENCE: &str = "/protocol/credentials/trust/audience";
const ACS_TYPE: &str = "/protocol/endpoints/acs/type";
const SSO_URL: &str = "/protocol/endpoints/sso/url";
const SSO_DESTINATION: &str = "/protocol/endpoints/sso/destination";

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "issuer-mismatch",
        concern: Concern::Trust,
        side: Side::Target,
        broken: "One character of the issuer that the identity provider trusts is wrong",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F01", "F22"],
        make: |hand| change_issuer(hand, swap_last),
    },
    Fault {
        name: "issuer-trailing-slash",
        concern: Concern::Trust,
        side: Side::Target,
        broken: "The issuer that the identity provider trusts ends with a slash too many",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F01"],
        make: |hand| change_issuer(hand, |issuer| format!("{issuer}/")),
    },
    Fault {
        name: "issuer-https",
        concern: Concern::Trust,
        side: Side::Target,
        broken: "The issuer that the identity provider trusts begins with https where Okta sends http",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F01"],
        make: |hand| change_issuer(hand, |issuer| issuer.replacen("http://", "https://", 1)),
    },
    Fault {
        name: "app-made-anew",
        concern: Concern::Trust,
        side: Side::Source,
        broken: "The Org2Org app was deleted and made anew, so that its issuer and its sign-on URL are new",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS from the tile, a missing page from the target org",
        modes: &["F01", "F13"],
        make: |hand| {
            let app = hand.app()?.id.clone();
            let idp = hand.idp()?.id.clone();
            let key = hand.world.source.dice.id("exk");
            hand.write(Cell::App(Side::Source, app, AppField::ExternalKey), key);
            hand.watch(Cell::Idp(idp, ISSUER));
            hand.log_app("application.lifecycle.create")
        },
    },
    Fault {
        name: "audience-mismatch",
        concern: Concern::Trust,
        side: Side::Source,
        broken: "One character of the audience in the Org2Org app is wrong",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F05"],
        make: |hand| {
            change_own(hand, "audRestriction", |audience, _| swap_last(audience))?;
            hand.log_app("application.lifecycle.update")
        },
    },
    Fault {
        name: "audience-regenerated",
        concern: Concern::Trust,
        side: Side::Target,
        broken: "The identity provider was saved without its audience, and Okta made a new one",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F05", "F15"],
        make: |hand| {
            let app = hand.app()?.id.clone();
            let fresh = hand.world.target.dice.word("audience", 20).to_lowercase();
            change_idp(hand, AUDIENCE, |_| {
                format!("https://www.okta.com/saml2/service-provider/sp{fresh}")
            })?;
            hand.watch(Cell::App(Side::Source, app, AppField::Own("audRestriction")));
            Ok(())
        },
    },
    Fault {
        name: "audience-overridden",
        concern: Concern::Trust,
        side: Side::Source,
        broken: "An audience override in the Org2Org app's advanced settings wins over the right audience",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F05"],
        make: |hand| {
            override_sign_on(
                hand,
                "audienceOverride",
                "https://www.okta.com/saml2/service-provider/old",
            )
        },
    },
    Fault {
        name: "acs-url-other-provider",
        concern: Concern::Trust,
        side: Side::Source,
        broken: "The ACS URL in the Org2Org app names an identity provider that the target org does not have",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F06", "F07"],
        make: |hand| {
            change_own(hand, "acsUrl", |acs, _| swap_last(acs))?;
            hand.log_app("application.lifecycle.update")
        },
    },
    Fault {
        name: "acs-url-other-org",
        concern: Concern::Trust,
        side: Side::Source,
        broken: "The ACS URL in the Org2Org app leads to an org that is not there any more",
        symptom: "The browser leaves for an address where nobody answers",
        modes: &["F07", "F47"],
        make: |hand| {
            change_own(hand, "acsUrl", |acs, base| {
                acs.replacen(base, "https://northwind-old.okta.example", 1)
            })?;
            hand.log_app("application.lifecycle.update")
        },
    },
    Fault {
        name: "custom-domain-removed",
        concern: Concern::Trust,
        side: Side::Source,
        broken: "The ACS URL in the Org2Org app names a custom domain of the target org that was removed since",
        symptom: "The browser leaves for an address where nobody answers",
        modes: &["F14"],
        make: |hand| {
            change_own(hand, "acsUrl", |acs, base| {
                acs.replacen(base, "https://id.northwind.example", 1)
            })?;
            hand.log_app("application.lifecycle.update")
        },
    },
    Fault {
        name: "acs-url-without-id",
        concern: Concern::Trust,
        side: Side::Source,
        broken: "The ACS URL in the Org2Org app is the shared one, while the identity provider has its own",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F06"],
        make: |hand| {
            change_own(hand, "acsUrl", |_, base| format!("{base}/sso/saml2"))?;
            hand.log_app("application.lifecycle.update")
        },
    },
    Fault {
        name: "acs-shared",
        concern: Concern::Trust,
        side: Side::Target,
        broken: "The identity provider was switched to the org's shared ACS URL, and the Org2Org app was not told",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F06"],
        make: |hand| {
            let app = hand.app()?.id.clone();
            change_idp(hand, ACS_TYPE, |_| "ORG".to_owned())?;
            hand.watch(Cell::App(Side::Source, app, AppField::Own("acsUrl")));
            Ok(())
        },
    },
    Fault {
        name: "destination-overridden",
        concern: Concern::Trust,
        side: Side::Source,
        broken: "A destination override in the Org2Org app's advanced settings names another address than the ACS URL",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F06"],
        make: |hand| {
            override_sign_on(
                hand,
                "destinationOverride",
                "https://northwind-old.okta.example/sso/saml2",
            )
        },
    },
    Fault {
        name: "recipient-overridden",
        concern: Concern::Trust,
        side: Side::Source,
        broken: "A recipient override in the Org2Org app's advanced settings names another address than the ACS URL",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F06"],
        make: |hand| {
            override_sign_on(
                hand,
                "recipientOverride",
                "https://northwind-old.okta.example/sso/saml2",
            )
        },
    },
    Fault {
        name: "identity-provider-inactive",
        concern: Concern::Trust,
        side: Side::Target,
        broken: "The identity provider was deactivated",
        symptom: "400 Bad Request with GENERAL_NONSUCCESS from the tile, 500 Internal Server Error from the target org",
        modes: &["F07"],
        make: |hand| {
            let (id, party) = (hand.idp()?.id.clone(), idp_party(hand.idp()?));
            hand.write(Cell::Idp(id, "/active"), false);
            hand.log(Side::Target, "system.idp.lifecycle.deactivate", party);
            Ok(())
        },
    },
    Fault {
        name: "identity-provider-deleted",
        concern: Concern::Trust,
        side: Side::Target,
        broken: "The identity provider was deleted",
        symptom: "400 Bad Request with GENERAL_NONSUCCESS from the tile, 500 Internal Server Error from the target org",
        modes: &["F07"],
        make: |hand| {
            let (id, party) = (hand.idp()?.id.clone(), idp_party(hand.idp()?));
            let app = hand.app()?.id.clone();
            hand.take(Place::Idps, &id);
            hand.watch(Cell::App(Side::Source, app, AppField::Own("acsUrl")));
            hand.during(Side::Target, |call| {
                call.record(Draft::new("system.idp.lifecycle.delete").about(party));
            });
            Ok(())
        },
    },
    Fault {
        name: "sign-on-url-old",
        concern: Concern::Trust,
        side: Side::Target,
        broken: "The identity provider still sends people to a sign-on URL that the source org no longer has",
        symptom: "From the target org a page of the source org that says 400 Bad Request; the tile works",
        modes: &["F13"],
        make: |hand| {
            let old = hand.world.source.dice.id("exk");
            let key = hand.app()?.external_key.clone();
            change_idp(hand, SSO_URL, |url| url.replace(&key, &old))?;
            change_idp(hand, SSO_DESTINATION, |url| url.replace(&key, &old))
        },
    },
    Fault {
        name: "persistent-name-ignored",
        concern: Concern::Trust,
        side: Side::Target,
        broken: "The identity provider was saved without its switch for persistent names, and Okta turned it off",
        symptom: "Nothing at once: sign-ins go on, but a person whose user name changes is not recognised any more",
        modes: &["F15"],
        make: |hand| {
            let (id, party) = (hand.idp()?.id.clone(), idp_party(hand.idp()?));
            hand.write(Cell::Idp(id, "/protocol/settings/honorPersistentNameId"), false);
            hand.log(Side::Target, "system.idp.lifecycle.update", party);
            Ok(())
        },
    },
];

/// Another last letter, so that two values differ in one place.
fn swap_last(text: &str) -> String {
    let mut letters = text.to_owned();
    let last = letters.pop();
    letters.push(if last == Some('7') { '8' } else { '7' });
    letters
}

fn change_issuer(hand: &mut Hand<'_>, to: impl Fn(&str) -> String) -> Made {
    change_idp(hand, ISSUER, to)
}

/// Replaces a text of the identity provider, as an administrator would.
pub(super) fn change_idp(hand: &mut Hand<'_>, pointer: &'static str, to: impl Fn(&str) -> String) -> Made {
    let (id, party) = (hand.idp()?.id.clone(), idp_party(hand.idp()?));
    let cell = Cell::Idp(id, pointer);
    let value = to(&hand.text(&cell));
    hand.write(cell, value);
    hand.log(Side::Target, "system.idp.lifecycle.update", party);
    Ok(())
}

/// Replaces a text of the Org2Org app's own settings; `to` also gets the target org's address.
fn change_own(hand: &mut Hand<'_>, name: &'static str, to: impl Fn(&str, &str) -> String) -> Made {
    hand.idp()?;
    let app = hand.app()?.id.clone();
    let base = hand.world.target.base.clone();
    let cell = Cell::App(Side::Source, app, AppField::Own(name));
    let value = to(&hand.text(&cell), &base);
    hand.write(cell, value);
    Ok(())
}

fn override_sign_on(hand: &mut Hand<'_>, name: &'static str, value: &str) -> Made {
    hand.idp()?;
    let app = hand.app()?.id.clone();
    hand.write(Cell::App(Side::Source, app, AppField::SignOn(name)), value);
    hand.log_app("application.lifecycle.update")
}

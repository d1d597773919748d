//! The values that both orgs must share, to be copied and compared by eye.

use super::{Outbox, certificate, tell};
use crate::{
    federation::{Fact, action::Step},
    saml::certificate::Certificate,
    ui::{widget, words},
    wizard::Open,
};
use egui::Ui;

const SHARED: &str = "[Issuer], [ACS URL], [audience] and [certificate] must be the same on both sides, letter for \
                      letter. All of them are set by the wizard; nothing here has to be copied by hand.";
const ABOUT: &str = "Everything is set by the wizard; nothing here has to be copied by hand";

pub(super) fn details_ui(ui: &mut Ui, open: &Open, step: Step, outbox: &mut Outbox) {
    let rows: Vec<(&str, &str)> = wanted(step)
        .iter()
        .filter_map(|(fact, label)| Some((*label, open.facts().get(*fact)?)))
        .collect();
    if rows.is_empty() {
        return;
    }
    let about = if step == Step::Trust { "" } else { ABOUT };
    tell::card_ui(ui, "Details to compare by eye", about, |ui| {
        if step == Step::Trust {
            words::told_ui(ui, SHARED);
        }
        for (label, value) in rows {
            widget::copy_row(ui, label, value);
        }
        if step == Step::Trust {
            certificate_ui(ui, open, outbox);
        }
    });
}

fn wanted(step: Step) -> &'static [(Fact, &'static str)] {
    match step {
        Step::TargetApp => &[(Fact::TargetAppId, "App id")],
        Step::Trust => &[
            (Fact::Issuer, "Issuer"),
            (Fact::SsoUrl, "Sign-on URL"),
            (Fact::AcsUrl, "ACS URL"),
            (Fact::Audience, "Audience"),
            (Fact::Org2OrgAppId, "Org2Org app id"),
            (Fact::IdpId, "Identity provider id"),
        ],
        Step::Provisioning => &[(Fact::Org2OrgAppId, "Org2Org app id")],
        Step::Assign => &[
            (Fact::Org2OrgAppId, "Org2Org app id"),
            (Fact::GroupId, "Group id"),
        ],
        Step::Validate => &[],
    }
}

fn certificate_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    let in_use = open.facts().get(Fact::Certificate).map(Certificate::from_base64);
    let Some(Ok(in_use)) = in_use else { return };
    certificate::rows_ui(ui, &in_use);
    widget::actions(ui, |ui| {
        certificate::save_ui(ui, &in_use, "org2org-certificate.pem", outbox);
    });
    certificate::compare_ui(ui, &open.brought, &in_use, outbox);
}

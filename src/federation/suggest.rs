//! The choices a new connection begins with: the guide's, and safer ones where the guide is silent.

use crate::{
    federation::{
        Blueprint,
        blueprint::{
            AppChoice, Assignments, GroupChoice, IdpChoice, Lifecycle, MatchOn, Org2OrgChoice, OrgChoice,
            Provisioning, Routing, TargetApp, filter_for,
        },
        preflight::OrgReport,
    },
    okta::OrgUrl,
};

/// The catalogue's key of the guide's target app.
pub const DROPBOX: &str = "dropbox_for_business";

/// The guide's choices for two orgs. Provisioning pushes profiles, so sign-ins do not overwrite them;
/// the partner may assert user names of its own domains only, and admins are never linked by themselves.
pub fn blueprint(
    source: (&OrgUrl, &OrgReport),
    target: (&OrgUrl, &OrgReport),
    domains: &[String],
) -> Option<Blueprint> {
    let (from, to) = (&source.1.name, &target.1.name);
    Some(Blueprint {
        source: org(source)?,
        target: org(target)?,
        target_app: TargetApp {
            app: AppChoice::Add {
                name: DROPBOX.to_owned(),
                label: "Dropbox Business".to_owned(),
            },
            user_name_template: Some("${source.login}".to_owned()),
            provisioning: Some(Lifecycle::ALL),
        },
        org2org: Org2OrgChoice {
            label: cut(&format!("Okta Org2Org to {to}"), 100),
            app: None,
        },
        idp: IdpChoice {
            name: cut(&format!("{from} IdP"), 100),
            user_name_template: "idpuser.subjectNameId".to_owned(),
            match_on: MatchOn::UserName,
            link_automatically: true,
            exclude_admins: true,
            user_name_filter: filter_for(domains),
            create_users: true,
            update_profiles: false,
            group: GroupChoice::Add {
                name: cut(&format!("{from} people"), 255),
            },
        },
        routing: routing(from, domains),
        provisioning: Provisioning::ApiToken {
            lifecycle: Lifecycle::ALL,
        },
        assignments: Assignments::default(),
        test_user: None,
    })
}

fn org((url, report): (&OrgUrl, &OrgReport)) -> Option<OrgChoice> {
    Some(OrgChoice {
        url: report.canonical.clone().unwrap_or_else(|| url.clone()),
        id: report.id.clone()?,
        name: report.name.clone(),
    })
}

fn routing(from: &str, domains: &[String]) -> Routing {
    if domains.is_empty() {
        return Routing::None;
    }
    Routing::Domains {
        rule: cut(&format!("People of {from}"), 100),
        domains: domains.to_vec(),
    }
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// The domain of a user name, if it is one that can stand for an organisation.
pub fn domain_of(login: &str) -> Option<String> {
    let domain = login.rsplit_once('@')?.1.to_lowercase();
    let public = [
        "gmail.com",
        "outlook.com",
        "hotmail.com",
        "yahoo.com",
        "icloud.com",
    ];
    (domain.contains('.') && !public.contains(&domain.as_str())).then_some(domain)
}

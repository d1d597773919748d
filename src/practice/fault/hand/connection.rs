//! Finds the connection and the people who use it. It changes nothing.

use super::super::super::org::app::App;
use super::super::super::org::group::Group;
use super::super::super::org::idp::Idp;
use super::super::super::org::user::Status;
use super::super::Trouble;
use super::{Hand, Traveller, unfit};
use serde_json::Value;

impl Hand<'_> {
    /// The Org2Org app of the source org that leads to the target org.
    pub(in crate::practice::fault) fn app(&self) -> Result<&App, Trouble> {
        let target = &self.world.target.base;
        let leads = |app: &&App| {
            ["baseUrl", "acsUrl"]
                .iter()
                .any(|name| app.setting(name).starts_with(target.as_str()))
        };
        let saml = |app: &&App| app.name == "okta_org2org" && app.sign_on_mode == "SAML_2_0";
        let apps = || self.world.source.apps.iter().filter(saml);
        match apps().find(leads).or_else(|| apps().next()) {
            Some(app) => Ok(app),
            None => {
                unfit("There is no connection to break: the source org has no Org2Org app that uses SAML")
            }
        }
    }

    /// The identity provider of the target org that takes what the Org2Org app sends.
    pub(in crate::practice::fault) fn idp(&self) -> Result<&Idp, Trouble> {
        let app = self.app()?;
        let addressed = |idp: &&Idp| app.setting("acsUrl").ends_with(&format!("/sso/saml2/{}", idp.id));
        let trusting = |idp: &&Idp| idp.text("/protocol/credentials/trust/issuer") == app.issuer();
        let asking = |idp: &&Idp| {
            idp.text("/protocol/endpoints/sso/url")
                .contains(&app.external_key)
        };
        let idps = || self.world.target.idps.iter();
        let found = idps()
            .find(addressed)
            .or_else(|| idps().find(trusting))
            .or_else(|| idps().find(asking));
        match found.or_else(|| idps().next()) {
            Some(idp) => Ok(idp),
            None => unfit("There is no connection to break: the target org has no SAML identity provider"),
        }
    }

    /// The app of the target org that the people who arrive are given.
    pub(in crate::practice::fault) fn target_app(&self) -> Result<String, Trouble> {
        let assignments = self.idp()?.at("/policy/provisioning/groups/assignments").cloned();
        let groups: Vec<&str> = assignments
            .iter()
            .flat_map(|list| list.as_array().into_iter().flatten())
            .filter_map(Value::as_str)
            .collect();
        let people = self.arrivals().unwrap_or_default();
        let by_group = |app: &&App| {
            app.groups
                .iter()
                .any(|given| groups.contains(&given.group.as_str()))
        };
        let by_person = |app: &&App| people.iter().any(|person| app.user(&person.target).is_some());
        let apps = || self.world.target.apps.iter();
        match apps().find(by_group).or_else(|| apps().find(by_person)) {
            Some(app) => Ok(app.id.clone()),
            None => unfit("Nobody who arrives in the target org has an app there"),
        }
    }

    /// People of the source org who are assigned to the Org2Org app.
    pub(in crate::practice::fault) fn assigned(&self) -> Result<Vec<String>, Trouble> {
        let people: Vec<String> = self.app()?.users.iter().map(|held| held.user.clone()).collect();
        if people.is_empty() {
            return unfit("Nobody is assigned to the Org2Org app");
        }
        Ok(people)
    }

    /// Those of them who exist in the target org.
    pub(in crate::practice::fault) fn arrivals(&self) -> Result<Vec<Traveller>, Trouble> {
        let target = &self.world.target;
        let travellers: Vec<Traveller> = self
            .app()?
            .users
            .iter()
            .filter_map(|held| {
                let pushed = held.external_id.as_deref().and_then(|id| target.users.get(id));
                let there = pushed.or_else(|| target.user_by_login(&held.user_name))?;
                Some(Traveller {
                    source: held.user.clone(),
                    target: there.id.clone(),
                })
            })
            .collect();
        if travellers.is_empty() {
            return unfit(
                "Nobody of the source org is in the target org yet; sign in once, or connect provisioning",
            );
        }
        Ok(travellers)
    }

    /// The Org2Org app, if its provisioning is connected.
    pub(in crate::practice::fault) fn connected(&self) -> Result<String, Trouble> {
        let app = self.app()?;
        if app.connected() {
            Ok(app.id.clone())
        } else {
            unfit("Provisioning of the Org2Org app is not connected")
        }
    }

    /// Somebody of the source org who is neither assigned nor in the target org: whoever a push is tried on.
    pub(in crate::practice::fault) fn newcomer(&self) -> Result<(String, String), Trouble> {
        let app = self.app()?;
        let target = &self.world.target;
        let new = self.world.source.users.iter().find(|user| {
            let free = user.roles.is_empty() && app.user(&user.id).is_none();
            free && user.status == Status::Active && target.user_by_login(user.login()).is_none()
        });
        match new {
            Some(user) => Ok((user.id.clone(), user.login().to_owned())),
            None => unfit("Everybody of the source org is assigned already, so nobody can be assigned anew"),
        }
    }

    /// A group of the source org that the Org2Org app is not given through.
    pub(in crate::practice::fault) fn spare_group(&self) -> Result<Group, Trouble> {
        let app = self.app()?;
        let gives = |id: &str| app.groups.iter().any(|given| given.group == id);
        let fits =
            |group: &&Group| group.kind == "OKTA_GROUP" && !group.members.is_empty() && !gives(&group.id);
        let mut groups = self.world.source.groups.iter().filter(fits);
        match groups.next() {
            Some(group) => Ok(group.clone()),
            None => unfit("The source org has no group that could be pushed"),
        }
    }
}

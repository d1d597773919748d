//! Reads the groups that the Org2Org app pushes, in two round trips beside the others: what is pushed and what stands
//! for it, then the groups, their members, and what the target org has under the names of the copies. Refuses to read
//! more than the first few.

use crate::{
    federation::{
        Blueprint, Fact, Facts,
        orgs::Readers,
        snapshot::{PushesSeen, Seen},
    },
    okta::{
        Doc, Reader,
        id::{AppId, GroupId},
        resource::{
            people::{Group, User},
            push::PushMapping,
        },
    },
};
use futures_util::{future::join_all, join};
use std::collections::BTreeMap;

/// So many mappings are looked into; of all of them it is known whether they fail.
const MOST_GROUPS: usize = 10;

/// What is pushed. Only an app that is known beforehand is asked, so that no read waits for another one's answer.
pub(super) async fn pushes(readers: &Readers, blueprint: &Blueprint, known: &Facts) -> Option<PushesSeen> {
    blueprint.provisioning.lifecycle()?;
    let app = AppId::from(known.get(Fact::Org2OrgAppId)?);
    let only = [app.as_str()];
    let (mappings, stand_ins) = join!(
        readers.source.push_mappings(&app),
        readers.source.groups_with("source.id", &only)
    );
    let first: Vec<&Doc<PushMapping>> = mappings.iter().flatten().take(MOST_GROUPS).collect();
    let (groups, members, copies) = join!(
        groups(&readers.source, &first),
        members(&readers.source, &first),
        copies(&readers.target, &first, &stand_ins)
    );
    Some(PushesSeen {
        mappings,
        groups,
        stand_ins,
        members,
        copies,
    })
}

async fn groups(reader: &Reader, mappings: &[&Doc<PushMapping>]) -> Seen<Vec<Doc<Group>>> {
    let ids: Vec<&str> = mappings
        .iter()
        .map(|mapping| mapping.source_group_id.as_str())
        .collect();
    reader.groups_with("id", &ids).await
}

/// A push that failed has not come as far as the members.
async fn members(reader: &Reader, mappings: &[&Doc<PushMapping>]) -> BTreeMap<GroupId, Seen<Vec<Doc<User>>>> {
    let working = mappings.iter().filter(|mapping| mapping.works());
    let read = working.map(|mapping| async {
        let group = &mapping.source_group_id;
        (group.clone(), reader.first_members(group).await)
    });
    join_all(read).await.into_iter().collect()
}

async fn copies(
    reader: &Reader,
    mappings: &[&Doc<PushMapping>],
    stand_ins: &Seen<Vec<Doc<Group>>>,
) -> Seen<Vec<Doc<Group>>> {
    let stand_ins = stand_ins.as_deref().unwrap_or_default();
    let working = mappings.iter().filter(|mapping| mapping.works());
    let names: Vec<&str> = working
        .filter_map(|mapping| {
            let id = mapping.target_group_id.as_ref()?;
            let stand_in = stand_ins.iter().find(|group| group.id == *id)?;
            Some(stand_in.profile.name.as_str())
        })
        .collect();
    reader.groups_with("profile.name", &names).await
}

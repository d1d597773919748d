//! Keeps groups in line with the group rules of an org: whoever fits is put in, whoever fits no more is taken out.
//!
//! It touches only memberships that a rule made.

use super::assign::{join_group, leave_group};
use super::org::group_rule::GroupRule;
use super::org::user::Status;
use super::world::Call;
use std::collections::BTreeSet;

/// Applies every active rule to everybody.
pub(super) fn apply(call: &mut Call<'_>) {
    let active = |rule: &&GroupRule| rule.active;
    let rules: Vec<GroupRule> = call.org().group_rules.iter().filter(active).cloned().collect();
    for rule in rules {
        apply_one(call, &rule);
    }
}

fn apply_one(call: &mut Call<'_>, rule: &GroupRule) {
    let users = call.org().users.iter();
    let fitting = users.filter(|user| user.status != Status::Deprovisioned && rule.fits(user));
    let fitting: Vec<String> = fitting.map(|user| user.id.clone()).collect();
    let pair = |group: &String, user: &String| (group.clone(), user.clone());
    let wanted: BTreeSet<(String, String)> = rule
        .groups
        .iter()
        .flat_map(|group| fitting.iter().map(move |user| pair(group, user)))
        .collect();
    let gone = rule.placed.iter().filter(|placed| !wanted.contains(*placed));
    let (mut placed, gone): (BTreeSet<_>, Vec<_>) =
        (rule.placed.iter().cloned().collect(), gone.cloned().collect());
    for (group, user) in gone {
        leave_group(call, &group, &user);
        placed.remove(&(group, user));
    }
    for (group, user) in wanted {
        let members = call.org().groups.get(&group).map(|group| &group.members);
        if members.is_some_and(|members| !members.contains(&user)) {
            join_group(call, &group, &user);
            placed.insert((group, user));
        }
    }
    if let Some(kept) = call.org_mut().group_rules.get_mut(&rule.id) {
        kept.placed = placed.into_iter().collect();
    }
}

//! The engine's whole runs, as the window and the command line make them: settle, observe, plan, apply.

use crate::{
    clock::Clock,
    federation::{
        Blueprint, Plan, Snapshot,
        action::Step,
        apply::{self, Run, Stop},
        journal::Ledger,
        observe,
        orgs::Readers,
        plan,
    },
};

/// Looks at both orgs and says what would change; cannot change anything itself.
pub async fn look(
    readers: &Readers,
    clock: &dyn Clock,
    blueprint: &Blueprint,
    ledger: &Ledger,
) -> (Snapshot, Plan) {
    let snapshot = observe::observe(readers, blueprint, &ledger.facts, clock.now()).await;
    let plan = plan::plan(blueprint, &snapshot, &ledger.facts);
    (snapshot, plan)
}

/// Carries out a plan that was shown, after settling what an earlier run left in doubt.
pub async fn carry_out(run: &Run<'_>, plan: &Plan, up_to: Step, ledger: &mut Ledger) -> Result<(), Stop> {
    apply::settle(run, ledger).await?;
    apply::apply(run, &plan.up_to(up_to), ledger).await
}

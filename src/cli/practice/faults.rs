//! `practice faults`, and `--fault` of its neighbours.

use super::super::output;
use crate::{
    advice::Advice,
    practice::{Fault, Practice, Trouble, faults, find_fault},
};
use clap::Args;
use serde_json::{Value, json};

/// How `practice faults` goes.
#[derive(Debug, Args)]
pub struct FaultsArgs {
    /// Print JSON, one object a line.
    #[arg(long)]
    pub json: bool,
}

/// Lists every fault, one a line.
pub(super) fn list(args: &FaultsArgs) -> u8 {
    if args.json {
        for fault in faults() {
            output::print(fault_json(fault).to_string());
        }
        let total = faults().count();
        output::print(json!({ "schema": 1, "type": "faults", "total": total }).to_string());
        return 0;
    }
    let width = faults().map(|fault| fault.name.len()).max().unwrap_or_default();
    for fault in faults() {
        output::print(format!(
            "{:width$}  {}  →  {}",
            fault.name, fault.broken, fault.symptom
        ));
    }
    0
}

fn fault_json(fault: &Fault) -> Value {
    json!({
        "schema": 1, "type": "fault", "name": fault.name, "concern": fault.concern.word(), "org": fault.side.name(),
        "broken": fault.broken, "symptom": fault.symptom, "failure_modes": fault.modes,
    })
}

/// Whether there is a fault of every name; asked before anything is started.
pub(super) fn check_names(names: &[String]) -> Result<(), Advice> {
    names
        .iter()
        .try_for_each(|name| find_fault(name).map(|_| ()).map_err(advice))
}

/// Switches the faults on, in the order given, and tells what is broken.
pub(super) fn apply(practice: &Practice, names: &[String]) -> Result<(), Advice> {
    for name in names {
        practice
            .apply_fault(name)
            .map_err(|trouble| cannot(name, trouble))?;
        if let Ok(fault) = find_fault(name) {
            output::tell(format!("Broken on purpose: {} ({name})", fault.broken));
        }
    }
    Ok(())
}

fn cannot(name: &str, trouble: Trouble) -> Advice {
    match trouble {
        Trouble::Unfit(why) => Advice::new(format!("The fault {name} cannot be applied"), why),
        unknown @ Trouble::Unknown { .. } => advice(unknown),
    }
}

fn advice(trouble: Trouble) -> Advice {
    let Trouble::Unknown { name, near } = trouble else {
        return Advice::new(trouble.to_string(), "");
    };
    let headline = format!("There is no fault named {name}");
    if near.is_empty() {
        return Advice::new(headline, "No name looks like it").then("practice faults lists them all");
    }
    Advice::new(headline, format!("Near it: {}", near.join(", "))).then("practice faults lists them all")
}

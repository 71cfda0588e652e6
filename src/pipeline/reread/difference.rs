//! What reading anew does to the pledges of a ledger, as a person wants to see it before it is done.

use crate::domain::{ChangeKind, Pledge, PledgeId};
use crate::pipeline::merge::life;
use std::collections::BTreeMap;
use std::fmt;

/// What becomes of one pledge.
#[derive(Clone, PartialEq, Debug)]
pub enum Difference {
    /// It is new.
    Appears(Box<Pledge>),
    /// It counts no more.
    Vanishes(Box<Pledge>),
    /// Its facts change.
    Changes {
        /// Whose.
        pledge: PledgeId,
        /// How.
        changes: Vec<ChangeKind>,
    },
}

/// What lies between two states of a ledger, in the order of the pledges' numbers.
pub fn differences(before: &[Pledge], after: &[Pledge]) -> Vec<Difference> {
    let by_id = |pledges: &[Pledge]| pledges.iter().map(|pledge| (pledge.id, pledge.clone())).collect::<BTreeMap<_, _>>();
    let (mut old, new) = (by_id(before), by_id(after));
    let mut found: BTreeMap<PledgeId, Difference> = BTreeMap::new();
    for (id, pledge) in new {
        match old.remove(&id) {
            None => drop(found.insert(id, Difference::Appears(Box::new(pledge)))),
            Some(was) => {
                let changes = changed(&was, &pledge);
                if !changes.is_empty() {
                    found.insert(id, Difference::Changes { pledge: id, changes });
                }
            }
        }
    }
    found.extend(old.into_iter().map(|(id, pledge)| (id, Difference::Vanishes(Box::new(pledge)))));
    found.into_values().collect()
}

fn changed(was: &Pledge, now: &Pledge) -> Vec<ChangeKind> {
    let mut changes = life::differences(was, now);
    if was.kind != now.kind {
        changes.push(ChangeKind::Amended { field: "kind".to_owned(), was: was.kind.to_string(), now: now.kind.to_string() });
    }
    changes
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Difference::Appears(pledge) => write!(f, "+ {}", InFew(pledge)),
            Difference::Vanishes(pledge) => write!(f, "- {}", InFew(pledge)),
            Difference::Changes { pledge, changes } => {
                let changes: Vec<String> = changes.iter().map(ToString::to_string).collect();
                write!(f, "~ {pledge} {}", changes.join("; "))
            }
        }
    }
}

/// A pledge in few words.
struct InFew<'a>(&'a Pledge);

impl fmt::Display for InFew<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pledge = self.0;
        let donors: Vec<String> = pledge.donors.iter().map(ToString::to_string).collect();
        write!(f, "{} {}: {}, {}", pledge.id, donors.join(", "), pledge.kind, pledge.stage)?;
        pledge.amount.map_or(Ok(()), |amount| write!(f, ", {amount}"))
    }
}

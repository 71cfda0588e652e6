//! Which claim of a new reading is which of the old one.

use crate::domain::{Evidence, Mention};

/// For each new claim, the place of the old one it is: one with the same facts, else the one most alike among those that go by the
/// same words. Each old claim is taken once.
pub fn pair(old: &[&Mention], new: &[&Mention]) -> Vec<Option<usize>> {
    let mut pairs: Vec<Option<usize>> = vec![None; new.len()];
    for rule in [same_facts as fn(&Mention, &Mention) -> bool, same_words] {
        for (place, mention) in new.iter().enumerate() {
            let free = |i: &usize| !pairs.contains(&Some(*i));
            let unpaired = pairs.get(place).is_some_and(Option::is_none);
            let fitting = old.iter().enumerate().filter(|(i, known)| unpaired && free(i) && rule(known, mention));
            let best = fitting.max_by_key(|(i, known)| (likeness(known, mention), std::cmp::Reverse(*i))).map(|(i, _)| i);
            if let (Some(slot), Some(_)) = (pairs.get_mut(place), best) {
                *slot = best;
            }
        }
    }
    pairs
}

/// Whether two readings of a claim say the same; what proves it and how sure it is may differ.
pub fn same_facts(a: &Mention, b: &Mention) -> bool {
    let named = (a.class, &a.donors, &a.recipient, a.kind) == (b.class, &b.donors, &b.recipient, b.kind);
    let valued = (a.amount, &a.items, a.stage, &a.programmes) == (b.amount, &b.items, b.stage, &b.programmes);
    let placed = (a.scope, a.ordinal, a.part_of.is_some()) == (b.scope, b.ordinal, b.part_of.is_some());
    named && valued && placed
}

fn same_words(a: &Mention, b: &Mention) -> bool {
    let overlap = |a: &Evidence, b: &Evidence| a.span().start < b.span().end && b.span().start < a.span().end;
    a.evidence.field() == b.evidence.field() && overlap(&a.evidence, &b.evidence)
}

fn likeness(a: &Mention, b: &Mention) -> usize {
    let agreeing = [same_words(a, b), a.amount == b.amount, a.donors == b.donors, a.kind == b.kind, a.items == b.items, a.class == b.class];
    agreeing.into_iter().filter(|agrees| *agrees).count()
}

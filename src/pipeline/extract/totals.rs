//! Totals: claims that only add up what others tell, or count what was given before.

use super::claims::Claim;
use crate::domain::{Actor, Field, MentionClass, Money, Scope, Stage};

/// Where the title only counts what was given, what the text says was handed over without a sum is part of that count.
pub(super) fn heed_count(claims: &mut [Claim]) {
    let counts = |claim: &Claim| claim.class.0 == MentionClass::CumulativeTotal || claim.given && claim.amount.is_some();
    let mut titled = claims.iter().filter(|claim| claim.field == Field::Title).peekable();
    if titled.peek().is_none() || !titled.all(counts) {
        return;
    }
    let given = |claim: &&mut Claim| claim.field == Field::Text && claim.amount.is_none() && claim.stage.0 == Stage::Delivered;
    for claim in claims.iter_mut().filter(given).filter(|claim| claim.class.0 == MentionClass::NewPledge) {
        claim.class = (MentionClass::CumulativeTotal, None);
    }
}

/// A headline's sum that the text tells only as a total is one too: "Allies gave Ukraine 17 billion".
pub(super) fn heed_text(claims: &mut [Claim]) {
    let (title, text): (Vec<&mut Claim>, Vec<&mut Claim>) = claims.iter_mut().partition(|claim| claim.field == Field::Title);
    for claim in title.into_iter().filter(|claim| claim.class.0 == MentionClass::NewPledge) {
        let named = |told: &Claim| told.donors.iter().any(|actor| claim.donors.contains(actor));
        let whole =
            |told: &Claim| !text.iter().any(|other| other.sentence == told.sentence && other.amount.is_some() && other.sum < told.sum);
        let same = |told: &&&mut Claim| told.amount.is_some() && told.amount == claim.amount && named(told) && whole(told);
        let classes: Vec<MentionClass> = text.iter().filter(same).map(|told| told.class.0).collect();
        if !classes.is_empty()
            && classes.iter().all(|class| matches!(class, MentionClass::CumulativeTotal | MentionClass::Background))
            && classes.contains(&MentionClass::CumulativeTotal)
        {
            claim.class = (MentionClass::CumulativeTotal, None);
        }
    }
}

/// A joint sum whose givers' own shares follow is the total of them, not a claim of its own (GUIDE, rule 2); so is one that is split
/// into a civil and a military part (rule 8).
pub(super) fn mark_totals(claims: &mut [Claim]) {
    let all = All(claims);
    let totals: Vec<bool> =
        claims.iter().enumerate().map(|(at, whole)| is_told(whole) && (whole.given || all.is_total(whole, at))).collect();
    for (claim, _) in claims.iter_mut().zip(totals).filter(|(_, total)| *total) {
        claim.class = (MentionClass::CumulativeTotal, None);
    }
}

/// Whether a claim is news with a sum.
fn is_told(claim: &Claim) -> bool {
    claim.class.0 == MentionClass::NewPledge && claim.amount.is_some()
}

/// All claims of an article, of which one may be the total of others.
struct All<'a>(&'a [Claim]);

impl All<'_> {
    fn is_total(&self, whole: &Claim, at: usize) -> bool {
        self.heads(whole) || self.is_shared(whole) || self.sums_up(whole, at) || self.splits(whole, at) || self.heads_givers(whole)
    }

    fn told(&self) -> impl Iterator<Item = &Claim> {
        self.0.iter().filter(|claim| is_told(claim))
    }

    /// Whether a title's sum is nowhere in the text, which adds up to it.
    fn heads(&self, whole: &Claim) -> bool {
        let Some(sum) = whole.amount.filter(|_| whole.field == Field::Title) else { return false };
        let parts = self.told().filter(|other| other.field == Field::Text && !other.part && other.donors == whole.donors);
        let parts: Vec<u64> = parts.filter_map(units).collect();
        parts.len() > 1 && total(&parts).abs_diff(sum.principal()) * 33 <= sum.principal()
    }

    /// Whether each of several givers' shares is told.
    fn is_shared(&self, whole: &Claim) -> bool {
        let shares = || self.told().filter(|other| is_share(&other.donors, &whole.donors));
        let shared = |actor: &Actor| shares().any(|share| share.donors.contains(actor));
        whole.donors.len() > 1 && shares().count() > 1 && whole.donors.iter().all(shared)
    }

    /// Whether several givers' sums add up to it.
    fn sums_up(&self, whole: &Claim, at: usize) -> bool {
        let Some(sum) = whole.amount.filter(|_| whole.donors.len() > 1) else { return false };
        let like = |other: &Money| other.currency() == sum.currency();
        let part = |other: &Claim| is_told(other) && other.amount.as_ref().is_some_and(like) && is_among(&other.donors, &whole.donors);
        let parts: Vec<&Claim> =
            self.0.iter().enumerate().filter(|(place, other)| *place != at && part(other)).map(|(_, other)| other).collect();
        let added = total(&parts.iter().filter_map(|part| units(part)).collect::<Vec<_>>());
        parts.iter().any(|other| other.donors != whole.donors) && added.abs_diff(sum.principal()) <= sum.principal() / 50
    }

    /// Whether a civil and another part behind it add up to it.
    fn splits(&self, whole: &Claim, at: usize) -> bool {
        let currency = |claim: &Claim| claim.amount.map(|sum| sum.currency());
        let like = |part: &&Claim| part.donors == whole.donors && part.class.0 == whole.class.0 && currency(part) == currency(whole);
        let (civil, rest): (Vec<&Claim>, Vec<&Claim>) = self.0[at + 1..].iter().filter(like).partition(|part| part.scope == Scope::Civil);
        let adds = |civil: u64| rest.iter().filter_map(|part| units(part)).any(|rest| Some(civil.saturating_add(rest)) == units(whole));
        civil.iter().filter_map(|part| units(part)).any(adds)
    }

    /// Whether a headline's sum names no giver while the text tells several givers' sums: "Europe spends a billion on arms".
    fn heads_givers(&self, whole: &Claim) -> bool {
        let mut givers = self.told().filter(|claim| claim.field == Field::Text).map(|claim| &claim.donors);
        let first = givers.next();
        whole.field == Field::Title && whole.donors.is_empty() && first.is_some_and(|first| givers.any(|next| next != first))
    }
}

/// A claim's sum in units of its currency.
fn units(claim: &Claim) -> Option<u64> {
    claim.amount.map(|sum| sum.principal())
}

fn total(parts: &[u64]) -> u64 {
    parts.iter().copied().fold(0, u64::saturating_add)
}

/// Whether some givers are part of a larger group.
fn is_share(some: &[Actor], all: &[Actor]) -> bool {
    !some.is_empty() && some.len() < all.len() && is_among(some, all)
}

fn is_among(some: &[Actor], all: &[Actor]) -> bool {
    some.iter().all(|actor| all.contains(actor))
}

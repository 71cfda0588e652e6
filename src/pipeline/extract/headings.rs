//! Headings: a package that one sentence only announces, and the next ones tell sum by sum, is no claim beside its parts.

use super::claims::Claim;
use super::fold::group;
use crate::domain::{Actor, Field, Item, Kind};

/// How many sentences behind a heading the sums of its parts begin at most.
const REACH: usize = 3;

/// How many sums make what stands before them a heading.
const PARTS: usize = 2;

/// The claims without those that only head others.
pub(super) fn without_headings(claims: Vec<Claim>) -> Vec<Claim> {
    let heads = |at: usize, claim: &Claim| {
        let behind = &claims[at + 1..];
        is_heading(claim, behind) || is_told_by_giver(claim, behind) || is_of_nobody(claim, behind)
    };
    let heads: Vec<bool> = claims.iter().enumerate().map(|(at, claim)| heads(at, claim)).collect();
    claims.into_iter().zip(heads).filter(|(_, heads)| !heads).map(|(claim, _)| claim).collect()
}

/// Whether a title says of several that they join or give, and the text tells each one's own sum for the same programme.
fn is_told_by_giver(claim: &Claim, behind: &[Claim]) -> bool {
    let bare = claim.field == Field::Title && claim.class.0.is_news() && claim.amount.is_none() && claim.items.is_empty();
    let own = |giver: &Actor| {
        let tells = |next: &&Claim| next.field == Field::Text && next.amount.is_some() && next.donors == [giver.clone()];
        let fits = |next: &Claim| next.programmes.iter().all(|programme| claim.programmes.contains(programme));
        behind.iter().any(|next| tells(&next) && fits(next))
    };
    bare && claim.donors.len() > 1 && claim.donors.iter().all(own)
}

/// Whether a claim says that someone gives something, and the next ones say who gives what: "The allies have promised aid: …".
fn is_of_nobody(claim: &Claim, behind: &[Claim]) -> bool {
    let bare = claim.class.0.is_news() && claim.donors.is_empty() && claim.amount.is_none() && claim.items.is_empty();
    let named = |next: &Claim| next.field == claim.field && next.depth <= claim.depth + REACH && next.class.0.is_news();
    bare && claim.kind == Kind::Package && behind.iter().any(|next| named(next) && !next.donors.is_empty())
}

/// Whether a claim says neither how much nor how many, and the sums of one giver's package follow it.
fn is_heading(claim: &Claim, behind: &[Claim]) -> bool {
    let counted = claim.items.iter().any(|item| item.quantity.is_some());
    let bare =
        claim.class.0.is_news() && claim.amount.is_none() && claim.ordinal.is_none() && !counted && group(claim.kind) == Kind::Package;
    let part = |next: &&Claim| {
        let near = next.field == claim.field && next.depth > claim.depth && next.depth <= claim.depth + REACH;
        near && next.amount.is_some() && next.class.0.is_news() && next.donors == claim.donors
    };
    let parts: Vec<&Claim> = behind.iter().filter(part).collect();
    let tells = |item: &Item| parts.iter().any(|part| part.items.iter().any(|own| own.name == item.name));
    bare && parts.len() >= PARTS && (claim.kind == Kind::Package || claim.items.iter().any(tells))
}

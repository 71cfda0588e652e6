//! Confidence: how likely a claim is right, from what is known of it.
//!
//! The weights are those of a logistic regression on the labelled development articles (a claim is right where giver and sum, or giver
//! and thing, are those of the label), rounded to tenths; the bias is lowered by what unseen articles scored below seen ones.

use super::claims::Claim;
use super::lexicon::Lexicon;
use crate::domain::{Field, Kind};

/// What speaks for or against a claim, in tenths of the log of the odds.
const BIAS: i32 = -4;
const SUM: i32 = 15;
const THING: i32 = 6;
const TOLD_AGAIN: i32 = 5;
const NO_GIVER: i32 = -8;
const ONLY_IN_TITLE: i32 = -7;
const PARTNERSHIP: i32 = 5;
const MANY_GIVERS: i32 = -7;
/// Set by hand, to fall under the threshold: no labelled article has one.
const GUESSED: i32 = -15;

/// From how many givers on a list is easily read wrong.
const MANY: usize = 3;

/// The chance, between 0 and 1, that a claim is right.
pub(super) fn of(claim: &Claim, lexicon: &Lexicon) -> f32 {
    let partnership = matches!(claim.kind, Kind::JointProduction | Kind::FrameworkAgreement | Kind::OfficeOpened | Kind::Training);
    let features = [
        (claim.amount.is_some(), SUM),
        (claim.items.iter().any(|item| lexicon.is_specific(item)), THING),
        (claim.told > 1, TOLD_AGAIN),
        (claim.donors.is_empty(), NO_GIVER),
        (claim.field == Field::Title, ONLY_IN_TITLE),
        (partnership, PARTNERSHIP),
        (claim.donors.len() >= MANY, MANY_GIVERS),
        (claim.guessed, GUESSED),
    ];
    let tenths: i32 = features.iter().filter(|(holds, _)| *holds).map(|(_, weight)| weight).sum();
    logistic((BIAS + tenths) as f32 / 10.0)
}

fn logistic(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}

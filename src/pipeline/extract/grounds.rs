//! Grounds: the rule and the words by which each field of a mention was set, for whoever asks why.

use super::claims::Claim;
use super::cue::Cue;
use super::lexicon::{Lexicon, Who};
use super::reading::Reading;
use super::things;
use crate::domain::{Kind, MentionClass, Scope, Span};
use std::borrow::Cow;

/// A field, the rule that set it, and the words it went by; none where it is a default or was told elsewhere.
pub(super) type Ground = (&'static str, Cow<'static, str>, Option<Span>);

/// The grounds of a claim, in the order in which its fields are printed; a field without a value has none.
pub(super) fn of(claim: &Claim, reading: &Reading, lexicon: &Lexicon) -> Vec<Ground> {
    let mut grounds = vec![class(claim), donors(claim), kind(claim, reading)];
    grounds.extend(claim.amount.map(|_| ground("amount", "as printed first", "told of what is given here", claim.sum)));
    if !claim.items.is_empty() {
        grounds.push(ground("items", "named in the sentence", "named elsewhere", thing(claim, reading)));
    }
    grounds.push(ground("stage", "the word of giving that governs it", "no word makes it firmer or less firm", claim.stage.1));
    if !claim.programmes.is_empty() {
        grounds.push(ground("programmes", "named in the sentence", "named elsewhere", programme(claim, reading, lexicon)));
    }
    if claim.scope != Scope::Military {
        grounds.push(ground("scope", "civil words beside it", "who gives it lends to states", civil(claim, reading, lexicon)));
    }
    let times = if claim.told == 1 { "once".to_owned() } else { format!("in {} places", claim.told) };
    grounds.push(("told", times.into(), None));
    grounds
}

fn ground(field: &'static str, found: &'static str, missing: &'static str, words: Option<Span>) -> Ground {
    (field, if words.is_some() { found } else { missing }.into(), words)
}

fn class(claim: &Claim) -> Ground {
    let missing = match claim.class.0 {
        MentionClass::NewPledge => "nothing makes it old, a total, refused or asked for",
        _ => "its place in the article",
    };
    ground("class", "the clause's own words", missing, claim.class.1)
}

fn donors(claim: &Claim) -> Ground {
    let missing = if claim.donors.is_empty() { "nobody is named" } else { "named before" };
    ground("donors", "named in the sentence", missing, claim.named)
}

fn kind(claim: &Claim, reading: &Reading) -> Ground {
    let cue = |cue: Cue| reading.first(claim.sentence, cue);
    let special = || things::SPECIAL.into_iter().find(|(_, kind)| *kind == claim.kind).and_then(|(own, _)| cue(own));
    let (missing, words) = match claim.kind {
        Kind::Money => ("a sum, and no thing that it buys", None),
        Kind::Equipment | Kind::Ammunition => ("things named elsewhere", thing(claim, reading)),
        Kind::Package => ("aid of no one kind", cue(Cue::Aid).or_else(|| cue(Cue::Worth))),
        Kind::JointProduction => ("told elsewhere", special().or_else(|| cue(Cue::Makes))),
        Kind::FrameworkAgreement => ("told elsewhere", special().or_else(|| cue(Cue::Agreed))),
        _ => ("told elsewhere", special()),
    };
    ground("kind", "the words that name it", missing, words)
}

/// The first thing in the sentence that is given.
fn thing(claim: &Claim, reading: &Reading) -> Option<Span> {
    let given = |words: Span| claim.items.iter().any(|item| item.as_written == reading.text(words));
    things::given(reading, claim.sentence).map(|hit| hit.span).find(|words| given(*words))
}

/// The first name of one of its programmes in the sentence.
fn programme(claim: &Claim, reading: &Reading, lexicon: &Lexicon) -> Option<Span> {
    let own = |who: Who| lexicon.scheme(who).is_some_and(|scheme| claim.programmes.iter().any(|programme| programme.0 == scheme.id));
    reading.who_in(claim.sentence).iter().find(|hit| own(hit.tag)).map(|hit| hit.span)
}

/// The first civil word or thing in the sentence.
fn civil(claim: &Claim, reading: &Reading, lexicon: &Lexicon) -> Option<Span> {
    let thing = || reading.what_in(claim.sentence).iter().find(|hit| things::is_civil(hit.tag, lexicon)).map(|hit| hit.span);
    reading.first(claim.sentence, Cue::Civil).or_else(thing)
}

//! The past: what marks a claim as told or done before the article's own news.

use super::super::cue::Cue;
use super::super::fold::share;
use super::super::lexicon::Lexicon;
use super::super::modality;
use super::super::reading::Reading;
use super::super::spot::Hit;
use super::super::things::{self, Thing};
use super::{Claim, Scene, Teller};
use crate::domain::{Actor, Field, MentionClass, Span};

/// How many words may stand between "of which" and the word of giving.
const PART_REACH: usize = 3;

/// From how many kinds of things on a list without numbers is a look back.
const RECITED: usize = 3;

impl Teller<'_> {
    /// "Last week Denmark promised …": words that open a text with the past, under a title that claims nothing.
    pub(super) fn looks_back(&self, scene: &Scene<'_>) -> Option<Span> {
        let Scene { reading, sentence, field, lead, .. } = *scene;
        let titled = self.claims.iter().any(|claim| claim.field == Field::Title);
        let opens = |span: &Span| reading.distance(sentence.start, span.start) == 0;
        reading.first(sentence, Cue::Past).filter(opens).filter(|_| lead && field == Field::Text && !titled)
    }

    /// "Germany has sent three", below news of another giver, and "212 of which have been sent": what was done is looked back on.
    pub(super) fn looked_back(&self, scene: &Scene<'_>, statement: Span, at: usize, donors: &[Actor]) -> Option<Span> {
        let Scene { reading, .. } = *scene;
        let (_, verb) = modality::nearest_giving(reading, statement, at).filter(|(_, verb)| reading.is_perfect(*verb))?;
        let part = |of: Span| of.end <= verb.start && reading.distance(of.end, verb.start) <= PART_REACH;
        let is_part = || reading.first(statement, Cue::OfWhich).is_some_and(part);
        let is_others = || !donors.is_empty() && self.told() && self.is_anothers_news(donors);
        let is_besides = || self.claims.first().is_some_and(|first| first.field == Field::Title && !first.class.0.is_news());
        let is_sum = || self.outweighs(reading, at, donors) && counts_aid(reading, statement, self.lexicon);
        let is_recital = || self.told() && recites(reading, statement, self.lexicon);
        (is_part() || !scene.lead && (is_others() || is_besides() || is_recital() || is_sum())).then_some(verb)
    }

    /// Whether the text has told news of just these givers, and none with a larger sum than the one at a place.
    fn outweighs(&self, reading: &Reading, at: usize, donors: &[Actor]) -> bool {
        let own = reading.sums.binary_search_by_key(&at, |sum| sum.span.start).ok().map(|sum| &reading.sums[sum]);
        let Some(own) = own.and_then(|sum| sum.min.or(sum.max)) else { return false };
        let news = |claim: &&Claim| claim.field == Field::Text && claim.class.0.is_news() && claim.donors == donors;
        let mut told = self.claims.iter().filter(news).map(|claim| claim.amount.map_or(0, |sum| sum.principal())).peekable();
        told.peek().is_some() && told.all(|sum| sum < own)
    }

    /// Whether all that the article has told as news is of one side, and some givers are not of it.
    pub(super) fn is_anothers_news(&self, donors: &[Actor]) -> bool {
        let mut news = self.claims.iter().filter(|claim| claim.class.0.is_news()).map(|claim| &claim.donors);
        let Some(first) = news.next() else { return false };
        !first.iter().any(|actor| donors.contains(actor)) && news.all(|next| next == first)
    }

    /// What goes on about a giver of whom the sentence before told only what was: "Oslo also sent …", "It gave 600 million for arms".
    pub(super) fn still_looks_back(&self, scene: &Scene<'_>, statement: Span, donors: &[Actor]) -> Option<(MentionClass, Span)> {
        let Scene { reading, .. } = *scene;
        let last = self.claims.last().filter(|last| last.field == scene.field && last.sentence == scene.before && last.donors == donors)?;
        let past = last.class.1.filter(|_| !scene.lead && !donors.is_empty() && !is_fresh(reading, statement))?;
        let goes_on = match last.class.0 {
            MentionClass::Background if last.amount.is_some() && !reading.sums_in(statement).is_empty() => false,
            MentionClass::Background => !self.claims.iter().any(|claim| claim.class.0.is_news() && claim.donors == donors),
            MentionClass::CumulativeTotal => counts_aid(reading, statement, self.lexicon),
            _ => false,
        };
        goes_on.then_some((last.class.0, past))
    }

    /// "That aid includes 17 billion for arms", behind aid that was refused or asked for: what is said of the claim before is of its class.
    pub(super) fn goes_on_about(&self, scene: &Scene<'_>, statement: Span) -> Option<(MentionClass, Span)> {
        let last = self.claims.last().filter(|last| scene.is_next_to(last)).filter(|last| !last.class.0.is_news())?;
        last.class.1.filter(|_| scene.is_recap() && !is_fresh(scene.reading, statement)).map(|words| (last.class.0, words))
    }

    /// The class of an earlier claim to the same sum of the same givers, where none was news: "… support passing the 24 billion package".
    pub(super) fn told_as(&self, claim: &Claim) -> Option<(MentionClass, Option<Span>)> {
        let like = |told: &&Claim| told.amount == claim.amount && (told.donors.is_empty() || share(&told.donors, &claim.donors));
        let mut told = self.claims.iter().filter(like);
        let first = told.next().filter(|first| claim.class.0.is_news() && !first.class.0.is_news() && first.class.1.is_some())?;
        told.all(|next| !next.class.0.is_news()).then_some(first.class)
    }

    /// "Norway has allotted 100 million this year", below its news: what it gave before in the same year.
    pub(super) fn given_this_year(&self, scene: &Scene<'_>, statement: Span, at: usize) -> Option<Span> {
        let Scene { reading, .. } = *scene;
        let (_, verb) = modality::nearest_giving(reading, statement, at)?;
        let gave = !scene.lead && self.told() && reading.is_perfect(verb) && !is_fresh(reading, statement);
        reading.first(statement, Cue::ThisYear).filter(|_| gave)
    }
}

/// Whether a statement says of something that it is new; "the new package" only points to it.
fn is_fresh(reading: &Reading, statement: Span) -> bool {
    let cues = reading.cues_in(statement);
    let points = |the: &Hit<Cue>, new: usize| the.tag == Cue::Article && the.span.end <= new && reading.distance(the.span.end, new) == 0;
    cues.iter().any(|hit| hit.tag == Cue::Fresh && !cues.iter().any(|the| points(the, hit.span.start)))
}

/// Whether a statement puts a sum on aid as such: on nothing that is new and on no thing in particular.
fn counts_aid(reading: &Reading, statement: Span, lexicon: &Lexicon) -> bool {
    let specific = things::things(reading, statement, lexicon).iter().any(Thing::is_specific);
    let aid = reading.has(statement, Cue::Aid) && !reading.has(statement, Cue::Fresh);
    aid && !specific && !reading.sums_in(statement).is_empty()
}

/// Whether a statement lists many kinds of things, says of none how many, and of nothing that it is new.
fn recites(reading: &Reading, statement: Span, lexicon: &Lexicon) -> bool {
    let things = things::things(reading, statement, lexicon);
    let counted = things.iter().any(Thing::is_counted);
    things.len() >= RECITED && !counted && !reading.has(statement, Cue::Fresh) && reading.sums_in(statement).is_empty()
}

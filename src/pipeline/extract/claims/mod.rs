//! Claims: what each sentence says is given, one claim for each sum, thing or agreement.

mod class;
mod days;
mod known;
mod making;
mod partners;
mod past;
mod payers;
mod recaps;
mod scene;
mod statements;
mod sums;
mod values;

pub(in crate::pipeline::extract) use scene::Scene;

use super::clauses;
use super::cue::Cue;
use super::dateline;
use super::gates;
use super::givers;
use super::lexicon::Lexicon;
use super::lines;
use super::money::Sum;
use super::reading::Reading;
use crate::domain::{Actor, Field, Item, Kind, MentionClass, Money, Programme, Scope, Span, Stage};
use chrono::NaiveDate;
use scene::{closes, fades, goes_on, with_list};
use std::collections::HashSet;

/// How many sentences a report's own news takes; below, a claim must stand by itself.
pub(in crate::pipeline::extract) const LEAD: usize = 4;

/// Below this many sentences a report tells what was done before, not what is new.
const DEEP: usize = 8;

/// How many sentences from the top a text names the count that it reports.
const TALLY_LEAD: usize = 2;

/// How many bytes into a text the mark of a column stands at most.
const COLUMN_FRONT: usize = 12;

/// How many claims of one article are heard; a report has a dozen.
const CLAIMS: usize = 200;

/// A mention in the making: spans are bytes of the normal text of its field.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Where it stands.
    pub field: Field,
    /// The sentence.
    pub sentence: Span,
    /// The number of the sentence in its text.
    pub depth: usize,
    /// What the text does with it, and by which words.
    pub class: (MentionClass, Option<Span>),
    /// Who gives.
    pub donors: Vec<Actor>,
    /// The words that name the giver; none where the giver was named before.
    pub named: Option<Span>,
    /// The sum.
    pub amount: Option<Money>,
    /// Where the sum stands.
    pub sum: Option<Span>,
    /// The same sum in other currencies.
    pub glosses: Vec<Money>,
    /// What is given.
    pub kind: Kind,
    /// The things.
    pub items: Vec<Item>,
    /// How firm, and by which words.
    pub stage: (Stage, Option<Span>),
    /// Programmes.
    pub programmes: Vec<Programme>,
    /// Whom it serves.
    pub scope: Scope,
    /// The package's number.
    pub ordinal: Option<u32>,
    /// Whether it is a part of the claim before it.
    pub part: bool,
    /// Whether it is said to have been given, with nothing beside it that makes it news: with a sum, a total over time.
    pub given: bool,
    /// Whether it is of a new package.
    pub fresh: bool,
    /// Whether its currency is one of several of the same name, and nobody named tells which.
    pub guessed: bool,
    /// How many sentences of the article tell it.
    pub told: u32,
}

/// A sum that is no claim.
#[derive(Clone, Debug)]
pub struct Refused {
    /// Where it stands.
    pub field: Field,
    /// The sum's place.
    pub span: Span,
    /// The sum.
    pub amount: Money,
    /// Why.
    pub because: String,
    /// Whether the words beside it say what it is instead of a promise.
    pub ruled_out: bool,
}

/// What is carried from sentence to sentence.
pub struct Teller<'a> {
    lexicon: &'a Lexicon,
    day: Option<NaiveDate>,
    focus: Vec<Actor>,
    assumed: bool,
    history: bool,
    teaser: bool,
    faded: bool,
    column: bool,
    tally: bool,
    aside: bool,
    titled: bool,
    /// The claims so far.
    pub claims: Vec<Claim>,
    /// The sums refused so far.
    pub refused: Vec<Refused>,
}

impl<'a> Teller<'a> {
    /// Begins an article.
    pub fn new(lexicon: &'a Lexicon, day: Option<NaiveDate>) -> Self {
        Teller {
            lexicon,
            day,
            focus: Vec::new(),
            assumed: false,
            history: false,
            teaser: false,
            faded: false,
            column: false,
            tally: false,
            aside: false,
            titled: true,
            claims: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// Whether the title names Ukraine; without it each sentence must.
    pub fn titled(&mut self, titled: bool) {
        self.titled = titled;
    }

    /// Whom a text is about where no one is named.
    pub fn focus_on(&mut self, actors: Vec<Actor>) {
        self.focus = actors;
        self.assumed = true;
    }

    /// Takes a text that opens as a column ("Opinion: …") or is marked as one ("… (OPINION)") for what it is: its claims are wishes.
    pub fn heed_column(&mut self, reading: &Reading) {
        let marked =
            |span: Span| reading.normal.text[..span.start].ends_with(['[', '(']) && reading.normal.text[span.end..].starts_with([']', ')']);
        self.column |= reading.cues.iter().any(|hit| hit.tag == Cue::Column && marked(hit.span));
        let first = reading.sentences.first().and_then(|sentence| reading.first(*sentence, Cue::Column));
        let marks = |span: Span| reading.normal.text[span.end..].trim_start().starts_with([':', '.', '|', '–', '—', '\n']);
        self.column |= first.is_some_and(|span| span.start <= COLUMN_FRONT && marks(span));
    }

    /// Takes a text that opens with a count of everyone's aid for statistics: its sums are totals.
    pub fn heed_tally(&mut self, reading: &Reading) {
        self.tally |= reading.sentences.iter().take(TALLY_LEAD).any(|sentence| reading.has(*sentence, Cue::Tally));
    }

    /// Takes a title that explains ("How …"), or tells of the giver's own army and of no gift, for a sign that gifts in the text are
    /// history.
    pub fn heed_theme(&mut self, title: &Reading) {
        let history = title.cues.iter().any(|hit| matches!(hit.tag, Cue::OwnArmy | Cue::Explainer));
        self.aside = self.claims.is_empty() && history;
    }

    /// Whether a question on a line of its own, below the news, opens an explanation of what is known: "What is PURL?".
    fn explains(&self, reading: &Reading, at: usize, sentence: Span) -> bool {
        let asks = |span: Span| reading.distance(sentence.start, span.start) == 0;
        let opens = |cue: Cue| reading.first(sentence, cue).is_some_and(asks);
        at >= LEAD && (opens(Cue::Feature) || opens(Cue::Explainer)) && lines::is_question(reading, sentence)
    }

    /// Reads one text of the article.
    pub fn tell(&mut self, reading: &Reading, field: Field) {
        let mut listed = 0;
        for (at, sentence) in reading.sentences.iter().enumerate() {
            if sentence.start < listed {
                continue;
            }
            let sentence = if at == 0 { dateline::skip(reading, *sentence) } else { *sentence };
            let sentence = with_list(reading, at, sentence, self.lexicon);
            listed = sentence.end;
            let cut = reading.first(sentence, Cue::Section).filter(|span| span.start < sentence.start + 40);
            self.teaser = cut.is_some() || field == Field::Text && lines::is_heading(reading, sentence);
            self.aside |= self.explains(reading, at, sentence);
            self.history |= cut.is_some_and(|span| closes(reading, sentence, span));
            let before = reading.sentences[at.saturating_sub(1)];
            self.faded &= goes_on(reading, before, sentence);
            if self.claims.len() >= CLAIMS || !self.anchored(reading, Span::new(before.start, sentence.end)) {
                continue;
            }
            self.scene(&Scene {
                reading,
                field,
                sentence,
                groups: givers::groups(reading, sentence, self.lexicon, self.day),
                joints: clauses::joints(reading, sentence),
                lead: field == Field::Title || at == 0,
                depth: if field == Field::Title { 0 } else { at },
                before,
            });
        }
    }

    /// Refuses a title's sum that the text only tells to be something else, its own army's or a price.
    pub fn heed_rulings(&mut self) {
        let told: Vec<Option<Money>> = self.claims.iter().filter(|claim| claim.field == Field::Text).map(|claim| claim.amount).collect();
        let in_text = |refused: &&Refused| refused.field == Field::Text && refused.ruled_out && !told.contains(&Some(refused.amount));
        let ruled: Vec<Refused> = self.refused.iter().filter(in_text).cloned().collect();
        let ruling = |claim: &Claim| ruled.iter().find(|refused| claim.field == Field::Title && claim.amount == Some(refused.amount));
        let again = |claim: &Claim| Some(Refused { field: Field::Title, span: claim.sum?, ..ruling(claim)?.clone() });
        self.refused.extend(self.claims.iter().filter_map(again).collect::<Vec<_>>());
        self.claims.retain(|claim| ruling(claim).is_none());
    }

    /// Refuses the sums of a text that no claim was heard for, so that no figure goes without a word; a sum whose currency cannot be told
    /// is none.
    pub fn heed_unclaimed(&mut self, reading: &Reading, field: Field) {
        let claimed = self.claims.iter().filter(|claim| claim.field == field).filter_map(|claim| claim.sum);
        let refused = self.refused.iter().filter(|refused| refused.field == field).map(|refused| refused.span);
        let heeded: HashSet<usize> = claimed.chain(refused).map(|span| span.start).collect();
        let left = reading.sums.iter().filter(|sum| sum.gloss_of.is_none() && !heeded.contains(&sum.span.start)).take(CLAIMS);
        let unclaimed: Vec<Refused> = left.filter_map(|sum| self.unclaimed(sum, field)).collect();
        self.refused.extend(unclaimed);
    }

    fn unclaimed(&self, sum: &Sum, field: Field) -> Option<Refused> {
        let amount = sum.money(None)?;
        let again = self.claims.iter().any(|claim| claim.amount == Some(amount));
        let because = if again { "told again" } else { "nothing that is given to Ukraine stands beside it" };
        Some(Refused { field, span: sum.span, amount, because: because.to_owned(), ruled_out: false })
    }

    fn scene(&mut self, scene: &Scene<'_>) {
        if gates::tells_nothing(scene, self.lexicon) {
            return;
        }
        let sums: Vec<usize> = scene.reading.sums_in(scene.sentence).filter(|at| scene.reading.sums[*at].gloss_of.is_none()).collect();
        let before = self.claims.len();
        for (order, sum) in sums.iter().enumerate() {
            self.sum(scene, *sum, order);
        }
        for statement in clauses::statements(scene) {
            if scene.reading.sums_in(statement).is_empty() {
                self.without_sum(scene, statement);
            }
        }
        if self.claims.len() == before {
            self.carry_programmes(scene);
            self.heed_seal(scene);
        }
        if self.claims.len() == before && before > 0 {
            self.heed_pending(scene);
        }
        self.heed_payers(scene);
        self.faded |= scene.depth > 1 && fades(scene, &self.claims[before..]);
        let subject = self.claims[before..].iter().find(|claim| claim.named.is_some()).map(|claim| claim.donors.clone());
        let named = || scene.groups.iter().find(|group| !group.weak && self.assumed).map(|group| group.actors.clone());
        let spoken_of = || givers::subject(scene.reading, scene.sentence, &scene.groups).map(|group| group.actors.clone());
        if let Some(next) = subject.or_else(spoken_of).or_else(named) {
            self.focus = next;
            self.assumed = false;
        }
    }

    /// Whether the article has told a claim as news already.
    pub(super) fn told(&self) -> bool {
        self.claims.iter().any(|claim| claim.class.0 == MentionClass::NewPledge && claim.field == Field::Text)
    }

    /// Whether a sentence speaks of Ukraine: its title does, or itself or the sentence before.
    fn anchored(&self, reading: &Reading, near: Span) -> bool {
        self.titled || gates::is_tied(reading, near, self.lexicon)
    }
}

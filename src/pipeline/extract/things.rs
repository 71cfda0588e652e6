//! Things: what a clause says is given, and under which programme.

use super::cue::Cue;
use super::givers::is_giving;
use super::lexicon::{ItemEntry, Lexicon, ProgrammeEntry, Who, is_coalition};
use super::reading::Reading;
use crate::domain::{Item, Kind, Programme, Scope, Span};

/// How far, in bytes, from a thing a word of fighting is looked for.
const COMBAT_REACH: usize = 24;

/// How many words may stand between a word of upkeep and what is kept up: "repair of".
const SERVED_REACH: usize = 1;

/// How many words may stand between a word of agreeing and the coalition that is joined.
const JOIN_REACH: usize = 4;

/// How many words may stand between Ukraine's name and its army's.
const ARMY_REACH: usize = 2;

/// How many words may stand between a count and that of which it is a part: "28 of the 49".
const OUT_OF_REACH: usize = 2;

/// The largest number of things that anyone gives; above, it is a sum whose currency is not printed.
const MOST_THINGS: u64 = 10_000_000;

/// The cues that set a kind, whatever else is named; the first that stands in a clause rules.
pub(super) const SPECIAL: [(Cue, Kind); 6] = [
    (Cue::Office, Kind::OfficeOpened),
    (Cue::Coproduction, Kind::JointProduction),
    (Cue::UaProduction, Kind::UaProductionFinancing),
    (Cue::Sustainment, Kind::Sustainment),
    (Cue::Framework, Kind::FrameworkAgreement),
    (Cue::Training, Kind::Training),
];

/// The kind that words of making, paying makers, agreeing or training set, whatever else is named.
pub(super) fn special_kind(reading: &Reading, span: Span, lexicon: &Lexicon) -> Option<Kind> {
    let has_sum = !reading.sums_in(span).is_empty();
    let arms = !reading.what_in(span).is_empty();
    let counted = || things(reading, span, lexicon).iter().any(Thing::is_counted);
    let fits = |kind: &Kind| match kind {
        Kind::Training => !has_sum && !counted() || !arms && !reading.has(span, Cue::Aid) && !comes_second(reading, span),
        Kind::JointProduction => !is_aside(reading, span, Cue::Coproduction),
        Kind::FrameworkAgreement => !has_sum && !reading.has(span, Cue::Contracted),
        Kind::Sustainment => sustains(reading, span) || !arms && !reading.has(span, Cue::Framework),
        Kind::UaProductionFinancing => has_sum || reading.has(span, Cue::Announced) || !reading.has(span, Cue::Framework),
        _ => true,
    };
    let named = SPECIAL.into_iter().find(|(cue, kind)| reading.has(span, *cue) && fits(kind)).map(|(_, kind)| kind);
    let agreed = matches!(named, Some(Kind::FrameworkAgreement)) && reading.has(span, Cue::Makes);
    let named = if agreed { Some(Kind::JointProduction) } else { named };
    let ruled = || schemes(reading, span, lexicon).find_map(ProgrammeEntry::kind);
    let joins = || (!has_sum && joins_coalition(reading, span, lexicon)).then_some(Kind::FrameworkAgreement);
    match named {
        None => ruled().or_else(joins),
        Some(Kind::UaProductionFinancing | Kind::FrameworkAgreement) => ruled().or(named),
        named => named,
    }
}

/// Whether a word stands only in what is said besides of the things: "for drones, including by joint ventures".
fn is_aside(reading: &Reading, span: Span, cue: Cue) -> bool {
    let Some(word) = reading.first(span, cue) else { return false };
    let besides = reading.first(span, Cue::OfWhich).filter(|besides| besides.end <= word.start);
    besides.is_some_and(|besides| !reading.what_in(Span::new(span.start, besides.start)).is_empty())
}

/// Whether training is only the last thing named of several: "for equipment and training".
fn comes_second(reading: &Reading, span: Span) -> bool {
    let lesson = reading.first(span, Cue::Training).unwrap_or(span);
    let last = reading.cues_in(Span::new(span.start, lesson.start)).last();
    last.is_some_and(|cue| cue.tag == Cue::And && reading.distance(cue.span.end, lesson.start) == 0)
}

/// Whether upkeep itself is what is given: it stands before all things, right before the one it serves ("maintenance of tanks").
fn sustains(reading: &Reading, span: Span) -> bool {
    let Some(upkeep) = reading.first(span, Cue::Sustainment) else { return false };
    // Words of upkeep may be things too: spare parts.
    let mut things = reading.what_in(span).iter().map(|hit| hit.span).filter(|thing| !upkeep.contains(*thing));
    let served = |thing: Span| {
        let gap = Span::new(upkeep.end.min(thing.start), thing.start);
        upkeep.end <= thing.start
            && reading.words.within(gap).len() <= SERVED_REACH
            && !reading.text(gap).contains(',')
            && !reading.has(gap, Cue::And)
    };
    things.next().is_some_and(served)
}

/// Whether a coalition is joined ("is entering the IT and mine-clearance coalitions") or begun ("the drone coalition was launched").
fn joins_coalition(reading: &Reading, span: Span, lexicon: &Lexicon) -> bool {
    let coalition = |who: Who| lexicon.scheme(who).is_some_and(|entry| is_coalition(&entry.id));
    let cues = reading.cues_in(span);
    let coalitions = reading.who_in(span).iter().filter(|hit| coalition(hit.tag)).map(|hit| hit.span);
    let agrees = |hit: &super::spot::Hit<Cue>| matches!(hit.tag, Cue::Agreed | Cue::Framework);
    let joins = |at: Span| {
        let before = cues.iter().filter(|hit| agrees(hit) && hit.span.end <= at.start);
        before.into_iter().any(|hit| reading.distance(hit.span.end, at.start) <= JOIN_REACH)
    };
    let bare = || reading.what_in(span).is_empty() && !reading.has(span, Cue::Aid);
    let begins = |at: Span| cues.iter().find(|hit| hit.span.start >= at.end && is_giving(hit.tag)).is_some_and(agrees) && bare();
    coalitions.into_iter().any(|at| joins(at) || begins(at))
}

/// The kind that the things themselves set.
pub(super) fn plain_kind(reading: &Reading, span: Span, things: &[Thing<'_>], lexicon: &Lexicon) -> Kind {
    let mut kinds = reading.what_in(span).iter().filter_map(|hit| lexicon.items.get(hit.tag as usize)).map(|item| item.kind());
    if reading.has(span, Cue::Aid) || reading.has(span, Cue::Worth) {
        Kind::Package
    } else if things.is_empty() {
        Kind::Money
    } else if kinds.all(|kind| kind == Kind::Ammunition) {
        Kind::Ammunition
    } else {
        Kind::Equipment
    }
}

/// A thing that is given.
#[derive(Clone, Copy)]
pub(super) struct Thing<'a> {
    entry: &'a ItemEntry,
    span: Span,
    /// How many; none where the text does not say.
    quantity: Option<u64>,
}

impl Thing<'_> {
    /// The canonical English name.
    pub(super) fn name(&self) -> &str {
        &self.entry.name
    }

    /// Where it stands.
    pub(super) fn span(&self) -> Span {
        self.span
    }

    /// Whether the text says how many.
    pub(super) fn is_counted(&self) -> bool {
        self.quantity.is_some()
    }

    /// Whether it can be told from other things.
    pub(super) fn is_specific(&self) -> bool {
        self.entry.is_specific()
    }

    fn item(&self, reading: &Reading) -> Item {
        Item { name: self.name().to_owned(), as_written: reading.text(self.span).to_owned(), quantity: self.quantity }
    }
}

/// The things named in a span, each once.
pub(super) fn things<'a>(reading: &Reading, span: Span, lexicon: &'a Lexicon) -> Vec<Thing<'a>> {
    let mut things: Vec<Thing<'a>> = Vec::new();
    for hit in given(reading, span).filter(|hit| !is_calibre(reading, hit.span, lexicon)) {
        let Some(entry) = lexicon.items.get(hit.tag as usize) else { continue };
        if !things.iter().any(|known| known.name() == entry.name) {
            things.push(Thing { entry, span: hit.span, quantity: quantity(reading, span, hit.span) });
        }
    }
    things
}

/// The things named in a span as a mention holds them.
pub(super) fn items(reading: &Reading, span: Span, lexicon: &Lexicon) -> Vec<Item> {
    as_items(reading, &things(reading, span, lexicon))
}

/// Things as a mention holds them.
pub(super) fn as_items(reading: &Reading, things: &[Thing<'_>]) -> Vec<Item> {
    things.iter().map(|thing| thing.item(reading)).collect()
}

/// The places of the things in a span, without those that are used or lost in the war ("a missile attack", "drones fired at").
pub(super) fn given(reading: &Reading, span: Span) -> impl Iterator<Item = &super::spot::Hit<u32>> {
    let used = |thing: Span| {
        let near = reading.cues_in(Span::new(thing.start.saturating_sub(COMBAT_REACH), thing.end + COMBAT_REACH));
        let beside = |cue: Span| {
            cue.end <= thing.start && reading.distance(cue.end, thing.start) == 0
                || cue.start >= thing.end && reading.distance(thing.end, cue.start) == 0
        };
        near.iter().any(|hit| hit.tag == Cue::Combat && beside(hit.span))
    };
    // "an arms company", "drone makers".
    let of_maker = |thing: Span| {
        let makers = reading.cues_in(Span::new(thing.start, (thing.end + COMBAT_REACH).min(reading.normal.text.len())));
        let own = |maker: Span| maker.contains(thing) || maker.start >= thing.end && reading.distance(thing.end, maker.start) == 0;
        makers.iter().any(|hit| hit.tag == Cue::Maker && own(hit.span))
    };
    reading.what_in(span).iter().filter(move |hit| !used(hit.span) && !of_maker(hit.span))
}

/// Whether a thing's name is but the calibre of the one behind it: "155 mm howitzers".
fn is_calibre(reading: &Reading, thing: Span, lexicon: &Lexicon) -> bool {
    let bare = reading.text(thing).starts_with(|c: char| c.is_ascii_digit()) && reading.words.within(thing).len() <= 2;
    let next = reading.what_in(Span::new(thing.end, reading.normal.text.len())).first();
    let arms = next.filter(|next| reading.text(Span::new(thing.end, next.span.start)).trim().is_empty());
    let kind = arms.and_then(|next| lexicon.items.get(next.tag as usize)).map(|item| item.kind());
    bare && kind.is_some_and(|kind| kind != Kind::Ammunition)
}

/// How many of a thing: the last number before it that is no ordinal, calibre or part of another thing's name.
fn quantity(reading: &Reading, span: Span, item: Span) -> Option<u64> {
    let named = |count: Span| reading.what_in(span).iter().any(|hit| hit.span.contains(count));
    let joined = |count: Span| reading.normal.text[count.end..].starts_with(char::is_alphabetic);
    let counts = reading.counts_in(Span::new(span.start, item.start));
    let mut told = counts.iter().rev().filter(|count| !named(count.span) && !joined(count.span));
    let last = told.next()?;
    let gap = |from: usize, to: usize| reading.text(Span::new(from, to));
    let between = Span::new(last.span.end, item.start);
    // "one package of drones" counts packages.
    let near = reading.distance(between.start, between.end) <= 2
        && !gap(between.start, between.end).contains([',', ';'])
        && !reading.has(between, Cue::Aid);
    // "28 of the 49 promised tanks": a part of them.
    let part = told.next().filter(|part| {
        let between = Span::new(part.span.end, last.span.start);
        let apart = gap(between.start, between.end).contains([',', ';']) || reading.has(between, Cue::And);
        let words = reading.words.within(between).len();
        !apart && (1..=OUT_OF_REACH).contains(&words) && reading.what_in(between).is_empty() && part.value < last.value
    });
    let count = part.unwrap_or(last);
    (near && count.value <= MOST_THINGS).then_some(count.value)
}

/// The programmes named in a span, as often as they are.
pub(super) fn schemes<'a>(reading: &Reading, span: Span, lexicon: &'a Lexicon) -> impl Iterator<Item = &'a ProgrammeEntry> {
    reading.who_in(span).iter().filter_map(|hit| lexicon.scheme(hit.tag))
}

/// The programmes named in a span, each once.
pub(super) fn programmes(reading: &Reading, span: Span, lexicon: &Lexicon) -> Vec<Programme> {
    let mut list: Vec<Programme> = Vec::new();
    for entry in schemes(reading, span, lexicon) {
        if !list.iter().any(|known| known.0 == entry.id) {
            list.push(Programme(entry.id.clone()));
        }
    }
    list
}

/// Whether a thing serves civilians.
pub(super) fn is_civil(thing: u32, lexicon: &Lexicon) -> bool {
    lexicon.items.get(thing as usize).is_some_and(|item| lexicon.is_civil(item))
}

/// Whom a claim serves, by the words of its clause: civil where only civil things or words stand in it, dual beside military ones.
pub(super) fn scope(reading: &Reading, clause: Span, lexicon: &Lexicon) -> Scope {
    let is_civil = |hit: &super::spot::Hit<u32>| is_civil(hit.tag, lexicon);
    let things = reading.what_in(clause);
    if !reading.has(clause, Cue::Civil) && !things.iter().any(is_civil) {
        return Scope::Military;
    }
    let armed = |cue: &super::spot::Hit<Cue>| cue.tag != Cue::Office2 && lexicon.is_military(reading.text(cue.span));
    let military = reading.cues_in(clause).iter().any(armed)
        || reading.who_in(clause).iter().any(|hit| matches!(hit.tag, Who::Programme(_)))
        || !things.iter().all(is_civil);
    if military || serves_army(reading, clause, lexicon) { Scope::Dual } else { Scope::Civil }
}

/// Whether Ukraine's army receives: a word for one stands beside its name ("der ukrainischen Armee", "ЗСУ").
fn serves_army(reading: &Reading, clause: Span, lexicon: &Lexicon) -> bool {
    let stems = &lexicon.roles.army_stems;
    let beside = |name: Span| {
        let words = reading.words.within(name);
        words.start.saturating_sub(ARMY_REACH)..words.end + ARMY_REACH
    };
    let army = |at: usize| stems.iter().any(|stem| reading.words.low(at).starts_with(stem.as_str()));
    reading.who_in(clause).iter().filter(|hit| lexicon.is_ukraine(hit.tag)).any(|hit| beside(hit.span).any(army))
}

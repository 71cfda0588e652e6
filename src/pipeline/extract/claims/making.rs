//! Making a claim: who gives, under which programme, and what the text does with it.

use super::super::clauses;
use super::super::cue::Cue;
use super::super::dates;
use super::super::givers::{self, Group};
use super::super::lexicon::Lexicon;
use super::super::modality;
use super::super::numbers::Count;
use super::super::ordinal;
use super::super::reading::Reading;
use super::super::things;
use super::scene::front_of;
use super::{Claim, DEEP, Scene, Teller};
use crate::domain::{Actor, Currency, Field, MentionClass, Programme, Scope, Span, Stage};
use chrono::{Datelike, TimeDelta};

/// From how many packages on a count of them tells of years, and where counts end and years begin.
const MANY: u64 = 3;
const YEAR: u32 = 200;

/// How many words may stand between "on top of" and the older sum, and between a scheme's name and that of its frame.
const ATOP_REACH: usize = 3;
const FRAME_REACH: usize = 8;

/// How many words may stand between givers without a name and their word of giving.
const PARTNERS_REACH: usize = 3;

/// From which sum, in any currency, what was given is no single consignment.
const CONSIGNMENT: u64 = 1_000_000_000;
/// How many words a sentence opens with where its day stands: "On Saturday".
const WEEKDAY_FRONT: usize = 2;

/// How many words may stand between "of which" and the word of giving.
const PART_REACH: usize = 3;

/// How many days before an article what it tells is history; fewer may be its own event.
const OLD: i64 = 5;

/// How many months back a month without a year is looked for; one further off is still to come.
const LAST_MONTHS: u32 = 8;

/// Days without a year are sought around this many days before an article: it looks back a year, and ahead a month.
const LOOKS_BACK: i64 = 150;

impl Teller<'_> {
    pub(super) fn claim(&self, scene: &Scene<'_>, clause: Span, at: usize, donors: Vec<Actor>, named: Option<Span>) -> Claim {
        let Scene { reading, sentence, field, .. } = *scene;
        let items = things::items(reading, clause, self.lexicon);
        let kind = things::special_kind(reading, clause, self.lexicon)
            .unwrap_or_else(|| things::plain_kind(reading, clause, &items, self.lexicon));
        let civil = self.lends_to_states(&donors).then_some(Scope::Civil);
        Claim {
            field,
            sentence,
            depth: scene.depth,
            class: self.class(scene, clause, at, &donors),
            donors,
            named,
            amount: None,
            sum: None,
            glosses: Vec::new(),
            kind,
            items,
            stage: modality::stage(reading, clauses::around(reading, clause, at), sentence, at),
            programmes: self.programmes(scene, clause),
            scope: civil.unwrap_or_else(|| things::scope(reading, clause, self.lexicon)),
            ordinal: ordinal::of(reading, sentence),
            part: false,
            given: is_given(reading, clauses::around(reading, clause, at), at, self.lexicon),
            told: 1,
        }
    }

    pub(super) fn donors(&self, scene: &Scene<'_>, clause: Span, at: usize) -> (Vec<Actor>, Option<Span>) {
        if let Some(many) = many_states(scene, clause, at).or_else(|| partners(scene, clause, at)) {
            return (Vec::new(), Some(many));
        }
        match givers::giver(scene.reading, &scene.groups, clause, at) {
            Some(group) => (group.actors.clone(), Some(group.span)),
            None => (self.focus.clone(), None),
        }
    }

    pub(super) fn currency(&self, actor: &Actor) -> Option<Currency> {
        self.lexicon.actor(&actor.0)?.currency.as_deref().and_then(|code| Currency::parse(code).ok())
    }

    /// The programmes of a clause; where it names none, those of the whole sentence, if it tells of no other sum.
    fn programmes(&self, scene: &Scene<'_>, clause: Span) -> Vec<Programme> {
        let Scene { reading, sentence, .. } = *scene;
        let own = things::programmes(reading, clause, self.lexicon);
        let alone = reading.sums_in(sentence).filter(|at| reading.sums[*at].gloss_of.is_none()).count() <= 1;
        if own.is_empty() && alone && clauses::is_one_statement(reading, sentence) {
            things::programmes(reading, sentence, self.lexicon)
        } else {
            own
        }
    }

    /// Whether only lenders to states give.
    fn lends_to_states(&self, donors: &[Actor]) -> bool {
        !donors.is_empty() && donors.iter().all(|actor| self.lexicon.roles.civil_givers.contains(&actor.0))
    }

    fn class(&self, scene: &Scene<'_>, clause: Span, at: usize, donors: &[Actor]) -> (MentionClass, Option<Span>) {
        let Scene { reading, .. } = *scene;
        let within = if reading.sums_in(clause).is_empty() { scene.sentence } else { clause };
        let statement = clauses::around(reading, within, at);
        if let Some(older) =
            atop(scene, statement, at, self.lexicon).or_else(|| afterwards(scene, statement)).or_else(|| self.looks_back(scene))
        {
            return (MentionClass::Background, Some(older));
        }
        if let Some(year) = year_to_date(reading, statement, at) {
            return (MentionClass::CumulativeTotal, Some(year));
        }
        let (class, span) = modality::class(reading, statement, at);
        if class != MentionClass::NewPledge && !(class == MentionClass::CumulativeTotal && sums_up(scene, statement)) {
            return if scene.lead && class == MentionClass::Background { (MentionClass::NewPledge, None) } else { (class, span) };
        }
        let goes_on_giving = || reading.sums_in(statement).is_empty() && !reading.has(statement, Cue::Fresh);
        if let Some(continues) = reading.first(statement, Cue::Continues).filter(|span| span.start <= at && goes_on_giving()) {
            return (MentionClass::Restatement, Some(continues));
        }
        if let Some(raised) = modality::raised_to(reading, scene.sentence, at) {
            return raised;
        }
        if let Some(count) = many_packages(reading, statement) {
            return (MentionClass::CumulativeTotal, Some(count));
        }
        if let Some(front) = front_of(scene, Cue::Cumulative).filter(|_| !sums_up(scene, scene.sentence)) {
            return (MentionClass::CumulativeTotal, Some(front));
        }
        let opens = |span: &Span| reading.distance(scene.sentence.start, span.start) == 0;
        let ahead = |span: &Span| reading.has(statement, Cue::Future) && !opens(span);
        if let Some(front) = front_of(scene, Cue::Past).filter(|span| !scene.lead && !ahead(span)) {
            return (MentionClass::Background, Some(front));
        }
        if let Some(told) = told_before(reading, statement, at).or_else(|| self.looked_back(scene, statement, at, donors)) {
            return (MentionClass::Background, Some(told));
        }
        if let Some(day) = self.long_past(scene, statement) {
            return (MentionClass::Background, Some(day));
        }
        if let Some(weekday) = self.other_weekday(scene) {
            return (MentionClass::Background, Some(weekday));
        }
        if let Some(month) = self.past_month(scene) {
            return (MentionClass::Background, Some(month));
        }
        let looks_back = self.faded || self.aside;
        if self.history || self.teaser || looks_back && !reading.has(statement, Cue::Future) {
            return (MentionClass::Background, None);
        }
        if self.column {
            return (MentionClass::Opinion, None);
        }
        if self.tally && !reading.sums_in(statement).is_empty() && !reading.has(statement, Cue::Future) {
            return (MentionClass::CumulativeTotal, None);
        }
        if let Some(total) = goes_on(scene, clause).filter(|_| !sums_up(scene, scene.sentence)) {
            return (MentionClass::CumulativeTotal, Some(total));
        }
        let month = reading
            .first(statement, Cue::Month)
            .filter(|month| !self.is_of_this_year(reading, *month))
            .filter(|_| scene.depth > usize::from(!self.told()) && !reading.has(statement, Cue::Future));
        let settled = || modality::stage(reading, statement, scene.sentence, at).0 > Stage::Announced;
        let sealed = || reading.has(statement, Cue::Framework) || reading.has(statement, Cue::Coproduction);
        let month = month.or_else(|| self.year_gone(scene, statement));
        if month.is_some() || scene.depth > DEEP && settled() && !sealed() {
            return (MentionClass::Background, month);
        }
        (MentionClass::NewPledge, None)
    }
}

impl Teller<'_> {
    /// "Last week Denmark promised …": words that open a text with the past, under a title that claims nothing.
    fn looks_back(&self, scene: &Scene<'_>) -> Option<Span> {
        let Scene { reading, sentence, field, lead, .. } = *scene;
        let titled = self.claims.iter().any(|claim| claim.field == Field::Title);
        let opens = |span: &Span| reading.distance(sentence.start, span.start) == 0;
        reading.first(sentence, Cue::Past).filter(opens).filter(|_| lead && field == Field::Text && !titled)
    }

    /// "Germany has sent three", below news of another giver, and "212 of which have been sent": what was done is looked back on.
    fn looked_back(&self, scene: &Scene<'_>, statement: Span, at: usize, donors: &[Actor]) -> Option<Span> {
        let Scene { reading, .. } = *scene;
        let (_, verb) = modality::nearest_giving(reading, statement, at).filter(|(_, verb)| reading.is_perfect(*verb))?;
        let part = |of: Span| of.end <= verb.start && reading.distance(of.end, verb.start) <= PART_REACH;
        let is_part = || reading.first(statement, Cue::OfWhich).is_some_and(part);
        let is_others = || !donors.is_empty() && self.told() && self.is_anothers_news(donors);
        let is_besides = || self.claims.first().is_some_and(|first| first.field == Field::Title && !first.class.0.is_news());
        (is_part() || !scene.lead && (is_others() || is_besides())).then_some(verb)
    }

    /// Whether all that the article has told as news is of one side, and some givers are not of it.
    fn is_anothers_news(&self, donors: &[Actor]) -> bool {
        let mut news = self.claims.iter().filter(|claim| claim.class.0.is_news()).map(|claim| &claim.donors);
        let Some(first) = news.next() else { return false };
        !first.iter().any(|actor| donors.contains(actor)) && news.all(|next| next == first)
    }

    /// "In August the minister said that …": a month gone by that opens a sentence behind the first, whatever was still to come then.
    fn past_month(&self, scene: &Scene<'_>) -> Option<Span> {
        let Scene { reading, sentence, .. } = *scene;
        let own = self.day.filter(|_| scene.depth > usize::from(!self.told()))?;
        let opens = |span: &Span| reading.distance(sentence.start, span.start) == 0;
        let named = reading.first(sentence, Cue::Month).filter(opens)?;
        let month = dates::month(reading.text(named), reading.lang, &self.lexicon.calendar)?;
        (1..=LAST_MONTHS).contains(&((own.month() + 12 - month) % 12)).then_some(named)
    }

    /// "On Saturday the ministry …": a weekday that opens a sentence behind the news and is neither the article's own nor the lead's.
    fn other_weekday(&self, scene: &Scene<'_>) -> Option<Span> {
        let Scene { reading, sentence, .. } = *scene;
        let own = self.day.filter(|_| !scene.lead && self.told())?.weekday();
        let named = |span: Span| dates::weekday(reading.text(span), reading.lang, &self.lexicon.calendar);
        let front = reading.words.within(sentence).start..(reading.words.within(sentence).start + WEEKDAY_FRONT);
        let front = reading.words.list.get(front)?;
        let opening = Span::new(front.first()?.span.start, front.last()?.span.end);
        let weekday = named(opening)?;
        (weekday != own && reading.sentences.first().copied().and_then(named) != Some(weekday)).then_some(opening)
    }

    /// A year named in a statement that was over before the article's own began ("in 2024").
    fn year_gone(&self, scene: &Scene<'_>, statement: Span) -> Option<Span> {
        let own = self.day.filter(|_| scene.field == Field::Text && !scene.reading.has(statement, Cue::Future))?.year();
        let months = scene.reading.cues_in(statement).iter().filter(|hit| hit.tag == Cue::Month);
        months.map(|hit| hit.span).find(|span| year_in(scene.reading, *span).is_some_and(|year| year < own))
    }

    /// Whether words of time name the article's own year or a later one: no history.
    fn is_of_this_year(&self, reading: &Reading, time: Span) -> bool {
        self.day.zip(year_in(reading, time)).is_some_and(|(own, year)| year >= own.year())
    }

    /// A day in a statement behind the lead that lies well before the article's own ("on 19 June parliament set aside").
    fn long_past(&self, scene: &Scene<'_>, statement: Span) -> Option<Span> {
        let Scene { reading, .. } = *scene;
        let own = self.day.filter(|_| !scene.lead && self.told() && !reading.has(statement, Cue::Future))?;
        let days = dates::find(reading.text(statement), reading.lang, &self.lexicon.calendar, own - TimeDelta::days(LOOKS_BACK));
        let past = days.into_iter().find(|day| own - day.date > TimeDelta::days(OLD))?;
        Some(Span::new(statement.start + past.span.start, statement.start + past.span.end))
    }
}

/// The year that some words name.
fn year_in(reading: &Reading, span: Span) -> Option<i32> {
    let numbers = reading.text(span).split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok());
    numbers.into_iter().find(|year| *year > 1900)
}

/// The words that make a sum an older one, which a new one comes on top of or is taken from: "on top of the 75 billion"; or the
/// scheme of one payer whose frame it is: "the Nansen programme, under which Norway gives 85 billion".
fn atop(scene: &Scene<'_>, statement: Span, at: usize, lexicon: &Lexicon) -> Option<Span> {
    let Scene { reading, sentence, .. } = *scene;
    reading.sums.binary_search_by_key(&at, |sum| sum.span.start).ok()?;
    let before = Span::new(statement.start.min(at), at);
    let reaches = |end: usize, reach: usize| {
        let gap = Span::new(end, at);
        reading.distance(end, at) <= reach && reading.sums_in(gap).is_empty() && !reading.has(gap, Cue::Fresh)
    };
    let mut over = reading.cues_in(before).iter().filter(|hit| hit.tag == Cue::Atop).map(|hit| hit.span);
    let opens = |name: Span| {
        reading.cues_in(Span::new(name.end, at)).iter().any(|hit| hit.tag == Cue::Clause && reading.distance(name.end, hit.span.start) <= 1)
    };
    let mut schemes = reading.who_in(Span::new(sentence.start, at)).iter().filter(|hit| lexicon.has_one_payer(hit.tag)).map(|hit| hit.span);
    let frame = || schemes.rfind(|name| reaches(name.end, FRAME_REACH) && opens(*name));
    over.rfind(|words| reaches(words.end, ATOP_REACH)).or_else(frame)
}

/// "has delivered a million shells this year": what was given in the year so far, and nothing new.
fn year_to_date(reading: &Reading, statement: Span, at: usize) -> Option<Span> {
    let has = |cue: Cue| reading.has(statement, cue);
    let gave = || has(Cue::Given) || modality::stage(reading, statement, statement, at).0 == Stage::Delivered;
    reading.first(statement, Cue::ThisYear).filter(|_| gave() && !has(Cue::Future) && !has(Cue::Fresh) && !has(Cue::Negation))
}

/// "In all, the new package is worth …", "the 29th package amounts to …": words of a total that only sum up what is new or was just told.
pub(super) fn sums_up(scene: &Scene<'_>, span: Span) -> bool {
    let Scene { reading, sentence, .. } = *scene;
    let cues = reading.cues_in(span);
    let only = |total: Span| cues.iter().any(|hit| hit.tag == Cue::InAll && hit.span == total);
    let opens =
        |cue: Cue, reach: usize| reading.first(sentence, cue).is_some_and(|span| reading.distance(sentence.start, span.start) <= reach);
    // "With the new package, the aid amounts to …" is a total.
    let adds = || opens(Cue::Fresh, 3) && opens(Cue::With, 0);
    let numbered = || ordinal::of(reading, sentence).is_some() && !opens(Cue::With, 0);
    let news = || reading.has(sentence, Cue::Fresh) && !adds() || numbered() || scene.is_recap();
    cues.iter().filter(|hit| hit.tag == Cue::Cumulative).all(|hit| only(hit.span)) && news()
}

/// "…, after the parliament set aside 20 billion": the words that open a clause behind the main one with what was before.
fn afterwards(scene: &Scene<'_>, statement: Span) -> Option<Span> {
    let opens = |span: &Span| scene.reading.distance(statement.start, span.start) == 0 && span.start > scene.sentence.start;
    scene.reading.first(statement, Cue::After).filter(opens)
}

/// Whether a statement says that something was given, and neither that it is new nor what single things or which package it was.
fn is_given(reading: &Reading, statement: Span, at: usize, lexicon: &Lexicon) -> bool {
    let has = |cue: Cue| reading.has(statement, cue);
    let gave = has(Cue::Given) || modality::stage(reading, statement, statement, at).0 == Stage::Delivered;
    let items = things::items(reading, statement, lexicon);
    let large = reading.sums_in(statement).any(|at| reading.sums[at].min.or(reading.sums[at].max) >= Some(CONSIGNMENT));
    let single = !large && items.iter().any(|item| item.quantity.is_some() || lexicon.is_specific(item));
    let aid = has(Cue::Aid) || !items.is_empty();
    gave && aid && !single && !has(Cue::Fresh) && !has(Cue::Future) && !has(Cue::Hedge) && ordinal::of(reading, statement).is_none()
}

/// "about 20 countries will buy": givers that are counted and not named, before whom nobody stands.
fn many_states(scene: &Scene<'_>, clause: Span, at: usize) -> Option<Span> {
    let Scene { reading, .. } = *scene;
    let states = reading.cues_in(clause).iter().filter(|hit| hit.tag == Cue::Attribute && hit.span.end <= at).map(|hit| hit.span);
    let counted = |states: &Span| {
        let count = reading.counts_in(Span::new(clause.start, states.start)).last();
        count.is_some_and(|count| reading.distance(count.span.end, states.start) <= 1 && count.value < u64::from(YEAR))
    };
    let act = |states: &Span| {
        let verb = reading.cues_in(Span::new(states.end, clause.end)).iter().find(|hit| givers::is_giving(hit.tag));
        verb.is_some_and(|hit| reading.distance(states.end, hit.span.start) <= 2)
    };
    let many = states.filter(counted).find(act)?;
    scene.groups.iter().all(|group| group.weak || group.span.start >= many.end).then_some(many)
}

/// "the partners announced": givers without a name that stand before a word of giving, and no named giver between or with one of its own.
fn partners(scene: &Scene<'_>, clause: Span, at: usize) -> Option<Span> {
    let Scene { reading, sentence, .. } = *scene;
    let gives = |within: Span| reading.cues_in(within).iter().find(|hit| givers::is_giving(hit.tag) || hit.tag == Cue::Future);
    let silent = |names: Span, group: &Group| {
        let gap = Span::new(group.span.end.min(names.start), names.start);
        group.weak || group.span.end <= names.start && !reading.has(gap, Cue::And) && gives(gap).is_none()
    };
    let acts = |names: &Span| {
        let verb = gives(Span::new(names.end, clause.end.max(names.end)))?;
        let near = reading.distance(names.end, verb.span.start) <= PARTNERS_REACH && verb.span.start <= at;
        let named = scene.groups.iter().any(|group| group.span.start < verb.span.start && !silent(*names, group));
        (near && !named).then_some(())
    };
    let names = reading.cues_in(Span::new(sentence.start, at.max(sentence.start))).iter().filter(|hit| hit.tag == Cue::Partners);
    names.map(|hit| hit.span).find(|names| acts(names).is_some())
}

/// "since 2022 a billion for drones and two for guns": the words before a later clause of a sentence that make it a total too.
fn goes_on(scene: &Scene<'_>, clause: Span) -> Option<Span> {
    let before = Span::new(scene.sentence.start, clause.start.max(scene.sentence.start));
    let apart = scene.reading.has(clause, Cue::Future) || scene.reading.has(clause, Cue::Tranche);
    let sums = !scene.reading.sums_in(clause).is_empty() && !apart;
    scene.reading.first(before, Cue::Cumulative).filter(|_| sums)
}

/// "23 packages": a count of packages is what was given over time.
fn many_packages(reading: &Reading, statement: Span) -> Option<Span> {
    let aid: Vec<Span> = reading.cues_in(statement).iter().filter(|hit| hit.tag == Cue::Aid).map(|hit| hit.span).collect();
    let counts = reading.counts_in(statement).iter().filter(|count| count.value >= MANY && count.value < u64::from(YEAR));
    let leads = |count: &&Count| aid.iter().any(|noun| noun.start >= count.span.end && reading.distance(count.span.end, noun.start) <= 1);
    let ordinal =
        |count: &&Count| reading.normal.text[count.span.end..].starts_with(|c: char| c.is_alphabetic() || matches!(c, '.' | '-' | ':'));
    counts.filter(|count| !ordinal(count)).filter(leads).map(|count| count.span).next()
}

/// "the 2 billion announced in June": the words behind a sum that say it was told before.
fn told_before(reading: &Reading, statement: Span, at: usize) -> Option<Span> {
    let cues = reading.cues_in(Span::new(at.max(statement.start), statement.end.max(at)));
    let pair = cues.windows(2).find(|pair| {
        pair[0].tag == Cue::Announced && pair[1].tag == Cue::Month && reading.distance(pair[0].span.end, pair[1].span.start) == 0
    })?;
    Some(pair[1].span)
}

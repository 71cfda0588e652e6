//! The past: what marks a claim as told or done before the article's own news.

use super::super::cue::Cue;
use super::super::dates::{self, Day};
use super::super::givers::is_giving;
use super::super::lexicon::Lexicon;
use super::super::modality;
use super::super::reading::Reading;
use super::super::spot::Hit;
use super::super::things::{self, Thing};
use super::{Claim, Scene, Teller};
use crate::domain::{Actor, Field, MentionClass, Span};
use chrono::{Datelike, NaiveDate, TimeDelta};

/// How many words may stand between "on top of" and the older sum, and between a scheme's name and that of its frame.
const ATOP_REACH: usize = 3;
const FRAME_REACH: usize = 8;

/// How many words a sentence opens with where its day stands: "On Saturday".
const WEEKDAY_FRONT: usize = 2;

/// How many words may stand between "of which" and the word of giving.
const PART_REACH: usize = 3;

/// From how many kinds of things on a list without numbers is a look back.
const RECITED: usize = 3;

/// How many words may stand between the giver of whom it is known that it gave a thing and its verb, and between the verb and what is
/// said of the thing.
const GIVER_REACH: usize = 1;
const SAID_REACH: usize = 2;

/// How many days before an article what it tells is history; fewer may be its own event.
const OLD: i64 = 5;

/// How many months back a month without a year is looked for; one further off is still to come.
const LAST_MONTHS: u32 = 8;

/// The years that a report may name.
const YEARS: std::ops::Range<i32> = 1900..2100;

/// Days without a year are sought around this many days before an article: it looks back a year, and ahead a month.
const LOOKS_BACK: i64 = 150;

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
    fn is_anothers_news(&self, donors: &[Actor]) -> bool {
        let mut news = self.claims.iter().filter(|claim| claim.class.0.is_news()).map(|claim| &claim.donors);
        let Some(first) = news.next() else { return false };
        !first.iter().any(|actor| donors.contains(actor)) && news.all(|next| next == first)
    }

    /// "In August the minister said that …": a month gone by that opens a sentence behind the first, whatever was still to come then.
    pub(super) fn past_month(&self, scene: &Scene<'_>) -> Option<Span> {
        let Scene { reading, sentence, .. } = *scene;
        let own = self.day.filter(|_| scene.depth > usize::from(!self.told()))?;
        let opens = |span: &Span| reading.distance(sentence.start, span.start) == 0;
        let named = reading.first(sentence, Cue::Month).filter(opens)?;
        let month = dates::month(reading.text(named), reading.lang, &self.lexicon.calendar)?;
        (1..=LAST_MONTHS).contains(&((own.month() + 12 - month) % 12)).then_some(named)
    }

    /// "On Saturday the ministry …": a weekday that opens a sentence behind the news and is neither the article's own nor the lead's.
    pub(super) fn other_weekday(&self, scene: &Scene<'_>) -> Option<Span> {
        let Scene { reading, sentence, .. } = *scene;
        let own = self.day.filter(|_| !scene.lead && self.told())?.weekday();
        let named = |span: Span| dates::weekday(reading.text(span), reading.lang, &self.lexicon.calendar);
        let front = reading.words.within(sentence).start..(reading.words.within(sentence).start + WEEKDAY_FRONT);
        let front = reading.words.list.get(front)?;
        let opening = Span::new(front.first()?.span.start, front.last()?.span.end);
        let weekday = named(opening)?;
        (weekday != own && reading.sentences.first().copied().and_then(named) != Some(weekday)).then_some(opening)
    }

    /// "…, Italy said on Monday": another weekday than the article's own, on which others than those of its news gave.
    pub(super) fn others_day(&self, scene: &Scene<'_>, statement: Span, donors: &[Actor]) -> Option<Span> {
        let Scene { reading, .. } = *scene;
        let own = self.day.filter(|_| !scene.lead && self.told() && !donors.is_empty() && self.is_anothers_news(donors))?.weekday();
        let named = |span: Span| dates::weekday(reading.text(span), reading.lang, &self.lexicon.calendar);
        let weekday = named(statement).filter(|weekday| *weekday != own)?;
        (reading.sentences.first().copied().and_then(named) != Some(weekday)).then_some(statement)
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

    /// "Norway has allotted 100 million this year", below its news: what it gave before in the same year.
    pub(super) fn given_this_year(&self, scene: &Scene<'_>, statement: Span, at: usize) -> Option<Span> {
        let Scene { reading, .. } = *scene;
        let (_, verb) = modality::nearest_giving(reading, statement, at)?;
        let gave = !scene.lead && self.told() && reading.is_perfect(verb) && !is_fresh(reading, statement);
        reading.first(statement, Cue::ThisYear).filter(|_| gave)
    }

    /// A year named in a statement that was over before the article's own began ("in 2024").
    pub(super) fn year_gone(&self, scene: &Scene<'_>, statement: Span, ahead: bool) -> Option<Span> {
        let own = self.day.filter(|_| scene.field == Field::Text && !ahead)?.year();
        let months = scene.reading.cues_in(statement).iter().filter(|hit| hit.tag == Cue::Month);
        months.map(|hit| hit.span).find(|span| year_in(scene.reading, *span).is_some_and(|year| year < own))
    }

    /// Whether words of time name the article's own month or year, or later ones: no history.
    pub(super) fn is_current(&self, reading: &Reading, time: Span) -> bool {
        let Some((own, year)) = self.day.zip(year_in(reading, time)) else { return false };
        let month = dates::month(reading.text(time), reading.lang, &self.lexicon.calendar);
        year > own.year() || year == own.year() && month.is_none_or(|month| month >= own.month())
    }

    /// A day in a statement behind the lead that lies well before the article's own ("on 19 June parliament set aside"), or at which it
    /// was told ("On 19 June Rome said that it will send …", "…, Reuters reported on 19 June") and that is not the news' own.
    pub(super) fn long_past(&self, scene: &Scene<'_>, statement: Span, ahead: bool) -> Option<Span> {
        let Scene { reading, sentence, .. } = *scene;
        let own = self.day.filter(|_| !scene.lead)?;
        let past = |day: &Day| {
            let old = own - day.date > TimeDelta::days(OLD);
            let placed = || self.told() || self.printed_day(reading, own).is_some();
            let told = is_set_off(reading, sentence, day.span) && (old || placed() && day.date < self.eve(reading, own));
            old && !ahead || told
        };
        self.days(reading, statement, own).into_iter().find(past).map(|day| day.span)
    }

    /// The first day that can be that of an article's news: the one its first sentence prints, else the one before it came out.
    fn eve(&self, reading: &Reading, own: NaiveDate) -> NaiveDate {
        self.printed_day(reading, own).unwrap_or(own - TimeDelta::days(1))
    }

    /// The day of an article's news as its first sentence prints it.
    fn printed_day(&self, reading: &Reading, own: NaiveDate) -> Option<NaiveDate> {
        let lead = reading.sentences.first().map(|lead| self.days(reading, *lead, own)).unwrap_or_default();
        let recent = |day: &Day| day.date <= own && own - day.date <= TimeDelta::days(OLD);
        lead.into_iter().find(recent).map(|day| day.date)
    }

    /// The days that a span names, sought around a day.
    fn days(&self, reading: &Reading, span: Span, around: NaiveDate) -> Vec<Day> {
        let days = dates::find(reading.text(span), reading.lang, &self.lexicon.calendar, around - TimeDelta::days(LOOKS_BACK));
        let placed = |day: Day| Day { span: Span::new(span.start + day.span.start, span.start + day.span.end), ..day };
        days.into_iter().map(placed).collect()
    }
}

/// Whether a statement says of something that it is new; "the new package" only points to it.
fn is_fresh(reading: &Reading, statement: Span) -> bool {
    let cues = reading.cues_in(statement);
    let points = |the: &Hit<Cue>, new: usize| the.tag == Cue::Article && the.span.end <= new && reading.distance(the.span.end, new) == 0;
    cues.iter().any(|hit| hit.tag == Cue::Fresh && !cues.iter().any(|the| points(the, hit.span.start)))
}

/// "the million shells the EU promised arrived late": a giver with its verb between a thing and what is said of it; the gift is known.
pub(super) fn known_gift(scene: &Scene<'_>, statement: Span, at: usize) -> Option<Span> {
    let Scene { reading, .. } = *scene;
    let (_, verb) = modality::nearest_giving(reading, statement, at)?;
    let gives = |giver: &Span| giver.end <= verb.start && reading.distance(giver.end, verb.start) <= GIVER_REACH;
    let giver = scene.groups.iter().filter(|group| !group.weak).map(|group| group.span).find(gives)?;
    let things = reading.what_in(Span::new(statement.start, giver.start.max(statement.start)));
    let thing = things.last().filter(|thing| is_relative(reading, Span::new(thing.span.end, giver.start)))?;
    let behind = reading.cues_in(Span::new(verb.end, statement.end)).iter();
    let mut acts = behind.filter(|hit| is_giving(hit.tag) || matches!(hit.tag, Cue::Hedge | Cue::Negation));
    let said = acts.any(|hit| reading.distance(verb.end, hit.span.start) <= SAID_REACH);
    (said && thing.span.end <= giver.start).then_some(verb)
}

/// Whether nothing but words that open a relative clause stands between a thing and a giver: "which the", or nothing at all.
fn is_relative(reading: &Reading, gap: Span) -> bool {
    let opening = reading.cues_in(gap).iter().filter(|hit| matches!(hit.tag, Cue::Relative | Cue::Article | Cue::Office2)).count();
    let pauses = reading.text(gap).contains([':', ';', '"', '\n']) || opening == 0 && reading.text(gap).contains(',');
    !pauses && reading.distance(gap.start, gap.end) == opening
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

/// Whether a day opens a sentence, or ends one of its parts with nothing still to come there: it says when the sentence was told.
fn is_set_off(reading: &Reading, sentence: Span, day: Span) -> bool {
    let opens = reading.distance(sentence.start, day.start) <= 1;
    let comma = reading.text(Span::new(sentence.start, day.start)).rfind(", ").map(|at| sentence.start + at);
    let ends = reading.distance(day.end, sentence.end) == 0 || reading.normal.text[day.end..].starts_with(',');
    opens || ends && comma.is_some_and(|comma| !reading.has(Span::new(comma, day.start), Cue::Future))
}

/// The year that some words of time name, or that stands right behind them.
fn year_in(reading: &Reading, span: Span) -> Option<i32> {
    let next = reading.words.within(span).end;
    let behind = reading.words.list.get(next).map_or(span.end, |word| word.span.end);
    let words = reading.text(Span::new(span.start, behind));
    words.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).find(|year| YEARS.contains(year))
}

/// The words that make a sum an older one, which a new one comes on top of or is taken from: "on top of the 75 billion"; or the
/// scheme of one payer whose frame it is: "the Nansen programme, under which Norway gives 85 billion".
pub(super) fn atop(scene: &Scene<'_>, statement: Span, at: usize, lexicon: &Lexicon) -> Option<Span> {
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

/// "…, after the parliament set aside 20 billion": the words that open a clause behind the main one with what was before.
pub(super) fn afterwards(scene: &Scene<'_>, statement: Span) -> Option<Span> {
    let opens = |span: &Span| scene.reading.distance(statement.start, span.start) == 0 && span.start > scene.sentence.start;
    scene.reading.first(statement, Cue::After).filter(opens)
}

/// "the 2 billion announced in June": the words behind a sum that say it was told before.
pub(super) fn told_before(reading: &Reading, statement: Span, at: usize) -> Option<Span> {
    let cues = reading.cues_in(Span::new(at.max(statement.start), statement.end.max(at)));
    let pair = cues.windows(2).find(|pair| {
        pair[0].tag == Cue::Announced && pair[1].tag == Cue::Month && reading.distance(pair[0].span.end, pair[1].span.start) == 0
    })?;
    Some(pair[1].span)
}

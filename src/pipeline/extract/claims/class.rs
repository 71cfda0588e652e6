//! Classes: what the text does with a claim, by its words and by what the article told before.

use super::super::clauses;
use super::super::cue::Cue;
use super::super::fold::NEXT_DOOR;
use super::super::modality::{self, Ruled};
use super::super::numbers::Count;
use super::super::ordinal;
use super::super::reading::Reading;
use super::known::{afterwards, atop, known_gift, purpose, supplied, told_before};
use super::scene::front_of;
use super::{DEEP, Scene, Teller};
use crate::domain::{Actor, MentionClass, Span, Stage};

/// From how many packages on a count of them tells of years, and where counts end and years begin.
const MANY: u64 = 3;
const YEAR: u64 = 200;

/// A claim whose class is asked for. Each question below answers with a class and the words it went by, or leaves it to the next.
struct Question<'a> {
    teller: &'a Teller<'a>,
    scene: &'a Scene<'a>,
    clause: Span,
    /// The sentence, or the clause of its sum.
    within: Span,
    statement: Span,
    at: usize,
    donors: &'a [Actor],
}

impl Question<'_> {
    /// What is taken for known: gifts of before, schemes by what they are for, what a look back goes on with.
    fn is_known(&self) -> Option<Ruled<MentionClass>> {
        let Question { teller, scene, statement, at, .. } = *self;
        let reading = scene.reading;
        let older = atop(scene, statement, at, teller.lexicon)
            .or_else(|| known_gift(scene, statement, at))
            .or_else(|| supplied(scene, statement, at))
            .or_else(|| purpose(reading, statement, at))
            .or_else(|| afterwards(scene, statement))
            .or_else(|| teller.looks_back(scene));
        let year = || year_to_date(reading, statement, at).or_else(|| teller.given_this_year(scene, statement, at));
        older.map(background).or_else(|| year().map(total))
    }

    /// What the statement's own words say: a refusal, a request, history; none of it at the very top of an article.
    fn says(&self) -> Option<Ruled<MentionClass>> {
        let Question { teller, scene, within, statement, at, .. } = *self;
        let (class, words) = modality::class(scene.reading, statement, at);
        if class == MentionClass::NewPledge || class == MentionClass::CumulativeTotal && teller.sums_up(scene, statement) {
            return None;
        }
        let past = class == MentionClass::Background;
        // "The first tranche of 10 million has already been agreed", right behind the agreement.
        let begins = || scene.reading.has(statement, Cue::Fresh) && teller.values_the_last(scene);
        let news = past && (scene.lead && statement.start == within.start || begins());
        Some(if news { (MentionClass::NewPledge, None) } else { (class, words) })
    }

    /// What is told again, raised or added up.
    fn adds_up(&self) -> Option<Ruled<MentionClass>> {
        let Question { teller, scene, statement, at, .. } = *self;
        let reading = scene.reading;
        let goes_on_giving = || reading.sums_in(statement).is_empty() && !reading.has(statement, Cue::Fresh);
        let continues = reading.first(statement, Cue::Continues).filter(|span| span.start <= at && goes_on_giving());
        let front = || front_of(scene, Cue::Cumulative).filter(|_| !teller.sums_up(scene, scene.sentence));
        continues
            .map(|words| (MentionClass::Restatement, Some(words)))
            .or_else(|| modality::raised_to(reading, scene.sentence, at))
            .or_else(|| many_packages(reading, statement).or_else(front).map(total))
    }

    /// What was said or done before the article's own day.
    fn is_past(&self, ahead: bool) -> Option<Ruled<MentionClass>> {
        let Question { teller, scene, statement, at, donors, .. } = *self;
        let reading = scene.reading;
        let opens = |span: &Span| reading.distance(scene.sentence.start, span.start) == 0;
        let front = front_of(scene, Cue::Past).filter(|span| !scene.lead && (!ahead || opens(span)));
        let told = || told_before(reading, statement, at).or_else(|| teller.looked_back(scene, statement, at, donors));
        let carried = || teller.still_looks_back(scene, statement, donors).or_else(|| teller.goes_on_about(scene, statement));
        let day = || teller.long_past(scene, statement, ahead).or_else(|| teller.other_weekday(scene, donors, ahead));
        front
            .or_else(told)
            .map(background)
            .or_else(|| carried().filter(|_| !ahead).map(|(class, before)| (class, Some(before))))
            .or_else(|| day().or_else(|| teller.past_month(scene)).map(background))
    }

    /// What stands where an article tells no news of its own: behind its end, in a column, in a count of everyone's aid.
    fn stands_apart(&self, ahead: bool) -> Option<Ruled<MentionClass>> {
        let Question { teller, scene, clause, statement, .. } = *self;
        let reading = scene.reading;
        if teller.history || teller.teaser || (teller.faded || teller.aside) && !ahead {
            return Some((MentionClass::Background, None));
        }
        if teller.column {
            return Some((MentionClass::Opinion, None));
        }
        if teller.tally && !reading.sums_in(statement).is_empty() {
            return Some((if ahead { MentionClass::Background } else { MentionClass::CumulativeTotal }, None));
        }
        goes_on(scene, clause).filter(|_| !teller.sums_up(scene, scene.sentence)).map(total)
    }

    /// What bears the month of an older time, or is settled far down in the text.
    fn is_deep(&self, ahead: bool) -> Option<Ruled<MentionClass>> {
        let Question { teller, scene, clause, statement, at, .. } = *self;
        let reading = scene.reading;
        let month = reading
            .first(statement, Cue::Month)
            .filter(|month| !teller.is_current(reading, *month))
            .filter(|_| scene.depth > usize::from(!teller.told()) && !ahead)
            .or_else(|| teller.year_gone(scene, statement, ahead));
        let settled = || modality::stage(reading, statement, scene.sentence, at).0 > Stage::Announced;
        let sealed = || reading.has(statement, Cue::Framework) || reading.has(statement, Cue::Coproduction);
        let fresh = || reading.has(statement, Cue::Fresh) && reading.sums_in(clause).is_empty();
        (month.is_some() || scene.depth > DEEP && settled() && !sealed() && !fresh()).then_some((MentionClass::Background, month))
    }
}

fn background(words: Span) -> Ruled<MentionClass> {
    (MentionClass::Background, Some(words))
}

fn total(words: Span) -> Ruled<MentionClass> {
    (MentionClass::CumulativeTotal, Some(words))
}

impl Teller<'_> {
    /// What the text does with a claim, and by which words.
    pub(super) fn class(&self, scene: &Scene<'_>, clause: Span, at: usize, donors: &[Actor]) -> Ruled<MentionClass> {
        let within = if scene.reading.sums_in(clause).is_empty() { scene.sentence } else { clause };
        let statement = clauses::around(scene.reading, within, at);
        let question = Question { teller: self, scene, clause, within, statement, at, donors };
        if let Some(ruled) = question.is_known().or_else(|| question.says()).or_else(|| question.adds_up()) {
            return ruled;
        }
        let ahead = modality::looks_ahead(scene.reading, statement, at);
        let old = question.is_past(ahead).or_else(|| question.stands_apart(ahead)).or_else(|| question.is_deep(ahead));
        old.unwrap_or((MentionClass::NewPledge, None))
    }

    /// "In all, the new package is worth …", "the 29th package amounts to …": words of a total that only sum up what is new or was just
    /// told.
    pub(super) fn sums_up(&self, scene: &Scene<'_>, span: Span) -> bool {
        let Scene { reading, sentence, .. } = *scene;
        let cues = reading.cues_in(span);
        let ranked = |since: Span| ordinal::up_to(reading, sentence, since).is_some();
        let only = |total: Span| cues.iter().any(|hit| hit.tag == Cue::InAll && hit.span == total) || ranked(total);
        let opens =
            |cue: Cue, reach: usize| reading.first(sentence, cue).is_some_and(|span| reading.distance(sentence.start, span.start) <= reach);
        // "With the new package, the aid amounts to …" is a total.
        let adds = || opens(Cue::Fresh, 3) && opens(Cue::With, 0);
        let numbered = || ordinal::of(reading, sentence).is_some() && !opens(Cue::With, 0);
        let news = || {
            reading.has(sentence, Cue::Fresh) && !adds()
                || numbered()
                || scene.is_recap()
                || self.values_the_last(scene)
                || allots(reading, span)
        };
        cues.iter().filter(|hit| hit.tag == Cue::Cumulative).all(|hit| only(hit.span)) && news()
    }

    /// Whether a sentence that names no giver before its sum stands soon behind news without one: a total in it is that of the news.
    fn values_the_last(&self, scene: &Scene<'_>) -> bool {
        let last = self.claims.last().filter(|last| last.field == scene.field && last.class.0 == MentionClass::NewPledge);
        let awaits = last.is_some_and(|last| last.amount.is_none() && scene.depth <= last.depth + NEXT_DOOR);
        let sum = scene.reading.sums_in(scene.sentence).next().map_or(scene.sentence.end, |at| scene.reading.sums[at].span.start);
        awaits && scene.groups.iter().all(|group| group.weak || group.span.start > sum)
    }
}

/// "In all, 400 million will be set aside": a word of giving that looks ahead sums up what is new; one that looks back does not.
fn allots(reading: &Reading, span: Span) -> bool {
    let (stage, verb) = modality::stage(reading, span, span, span.start);
    let back = [Cue::Given, Cue::ThisYear, Cue::Past, Cue::Receives].into_iter().any(|cue| reading.has(span, cue));
    !back && stage == Stage::Announced && verb.is_some_and(|verb| !reading.is_perfect(verb))
}

/// "has delivered a million shells this year": what was given in the year so far, and nothing new.
fn year_to_date(reading: &Reading, statement: Span, at: usize) -> Option<Span> {
    let has = |cue: Cue| reading.has(statement, cue);
    let gave = || has(Cue::Given) || modality::stage(reading, statement, statement, at).0 == Stage::Delivered;
    reading.first(statement, Cue::ThisYear).filter(|_| gave() && !has(Cue::Future) && !has(Cue::Fresh) && !has(Cue::Negation))
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
    let things = || reading.what_in(statement).iter().map(|hit| hit.span).chain(reading.ranks.iter().map(|hit| hit.span));
    let named = |count: Span| things().any(|words| words.contains(count));
    let counts = reading.counts_in(statement).iter().filter(|count| (MANY..YEAR).contains(&count.value) && !named(count.span));
    let leads = |count: &&Count| aid.iter().any(|noun| noun.start >= count.span.end && reading.distance(count.span.end, noun.start) <= 1);
    let ordinal =
        |count: &&Count| reading.normal.text[count.span.end..].starts_with(|c: char| c.is_alphabetic() || matches!(c, '.' | '-' | ':'));
    counts.filter(|count| !ordinal(count)).filter(leads).map(|count| count.span).next()
}

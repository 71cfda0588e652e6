//! Gates: what keeps a sentence or a sum from being a claim, each with its reason.

use super::claims::{LEAD, Scene};
use super::clauses;
use super::cue::Cue;
use super::givers;
use super::lexicon::{Lexicon, Who};
use super::money::{Period, Sum};
use super::reading::Reading;
use super::spot::Hit;
use super::things;
use crate::domain::{Field, Money, Span};

/// Why a sum without any word of giving beside it is refused.
pub const UNSPOKEN: &str = "no word of giving in the sentence";

/// Why what is paid for each is refused.
pub const PRICE: &str = "a price or a rate";

/// Why a sum far from Ukraine and aid is refused.
pub const STRAY: &str = "neither Ukraine nor aid is named beside it";

/// Whether a reason says what a sum is instead of a promise, and not only that no word beside it makes it one.
pub fn rules_out(because: &str) -> bool {
    because != UNSPOKEN && because != STRAY
}

/// The smallest sum, in units of any currency, that can be a state's or a company's promise; below are prices and wages.
const SMALLEST: u64 = 100_000;

/// The largest sum, in a currency of the euro's order, that anyone ever promised; above are funds and national debts.
const LARGEST: u64 = 150_000_000_000;

/// How many words follow the name of a speaker's state at most: "'s foreign minister has said on Monday".
const SPEAKER_TAIL: usize = 7;

/// How many words may stand between a state's name and the maker it belongs to.
const MAKER_REACH: usize = 3;

/// How many words may stand between two receivers of one gift: "for Israel, Taiwan and Ukraine".
const BESIDE: usize = 4;

/// How many cues before a name are looked through for the strike that hit it.
const STRUCK_CUES: usize = 4;

/// How many words from its start a headline's explaining word stands at most.
const OPENING: usize = 2;

/// Whether Ukraine, a maker of its own or a programme for it is named in a span as more than the place of the war.
pub fn is_tied(reading: &Reading, span: Span, lexicon: &Lexicon) -> bool {
    let scenery = |at: Span| reading.covers(span, Cue::Setting, at) || is_struck(reading, span, at);
    let ties = |who: Who| lexicon.is_ukraine(who) || lexicon.is_for_ukraine(who) || lexicon.is_ukrainian_maker(who);
    reading.who_in(span).iter().any(|hit| ties(hit.tag) && !scenery(hit.span))
}

/// Whether a name is only where arms were used: "missile strikes in Ukraine", "attacks on Kyiv".
fn is_struck(reading: &Reading, within: Span, name: Span) -> bool {
    let mut before = reading.cues_in(Span::new(within.start, name.start)).iter().rev().take(STRUCK_CUES);
    let combat = before.find(|hit| hit.tag == Cue::Combat);
    combat.is_some_and(|combat| reading.distance(combat.span.end, name.start) <= 1)
}

/// Whether a sentence asks, explains or lets the enemy speak, and so reports no claim.
pub fn tells_nothing(scene: &Scene<'_>, lexicon: &Lexicon) -> bool {
    let Scene { reading, sentence, field, .. } = *scene;
    let asks = reading.text(sentence).trim_end_matches([' ', '"', '\n', '”', '»']).ends_with('?');
    let opens = |span: Span| reading.distance(sentence.start, span.start) <= OPENING;
    let explains = field == Field::Title && reading.first(sentence, Cue::Feature).is_some_and(opens);
    asks || explains || is_hostile(scene, lexicon)
}

/// Whether the enemy speaks: one who speaks for it ends the sentence ("…, Lavrov said"), or its subject is the enemy, the first
/// actor, before any giver, and no mere attribute ("Russia's war").
fn is_hostile(scene: &Scene<'_>, lexicon: &Lexicon) -> bool {
    let Scene { reading, sentence, .. } = *scene;
    let last = reading.who_in(sentence).last().filter(|hit| lexicon.is_enemy(hit.tag));
    let speaks = |hit: &&Hit<Who>| matches!(hit.tag, Who::Holder(_)) || is_quoted(reading, sentence, hit.span);
    if last.filter(speaks).is_some() {
        return true;
    }
    let Some(first) = reading.who_in(sentence).first().filter(|hit| lexicon.is_enemy(hit.tag)) else { return false };
    let opens = reading.distance(sentence.start, first.span.start) <= OPENING;
    let scenery = || reading.cues_in(sentence).iter().any(|cue| cue.tag == Cue::Setting && cue.span.contains(first.span));
    opens && !is_attribute(reading, first.span) && !scenery()
}

/// Whether a name only says whose or what kind something is: "Russia's war", "U.S.-made rockets".
fn is_attribute(reading: &Reading, name: Span) -> bool {
    let text = &reading.normal.text;
    text[name.end..].starts_with(['\'', '’']) || text[..name.start].ends_with('-') || is_compound(reading, name)
}

/// Whether a name is only the front of another word: "U.S.-made rockets".
fn is_compound(reading: &Reading, name: Span) -> bool {
    reading.normal.text[name.end..].trim_start_matches('.').starts_with('-')
}

/// Whether an office ends the sentence behind a name that a comma sets off: "…, Russia's foreign minister has said".
fn is_quoted(reading: &Reading, sentence: Span, name: Span) -> bool {
    let tail = Span::new(name.end, sentence.end);
    let set_off = reading.text(Span::new(sentence.start, name.start)).trim_end().ends_with([',', '-', '–', '—']);
    set_off && reading.has(tail, Cue::Office2) && reading.distance(tail.start, tail.end) <= SPEAKER_TAIL
}

/// Why a sum is no claim; `named` is where its giver stands.
pub fn of_sum(scene: &Scene<'_>, clause: Span, sum: &Sum, amount: Money, named: Option<Span>, lexicon: &Lexicon) -> Option<String> {
    price(sum, amount)
        .or_else(|| {
            (amount.principal() > LARGEST && matches!(amount.currency().code(), "EUR" | "USD" | "GBP"))
                .then(|| "larger than any promise".to_owned())
        })
        .or_else(|| of_clause(scene, clauses::around(scene.reading, clause, sum.span.start), lexicon))
        .or_else(|| own_forces(scene.reading, clauses::statement_of(scene, clause, sum.span), lexicon))
        .or_else(|| lexicon.is_enemys(amount.currency()).then(|| "the attacker's own money".to_owned()))
        .or_else(|| (amount.currency().code() == "UAH" && named.is_none()).then(|| "Ukraine's own money".to_owned()))
        .or_else(|| is_makers(scene, lexicon).then(|| "a Ukrainian maker's own spending".to_owned()))
        .or_else(|| (named.is_none() && is_own(scene, lexicon)).then(|| "Ukraine's own spending".to_owned()))
        .or_else(|| stray(scene, clause, lexicon))
}

/// A sum for each piece or day, or one too small to be a promise.
fn price(sum: &Sum, amount: Money) -> Option<String> {
    if matches!(sum.per, Some(Period::Unit | Period::Day | Period::Week)) {
        return Some(PRICE.to_owned());
    }
    let small = amount.max().or(amount.min()).is_some_and(|units| units < SMALLEST);
    small.then(|| format!("below {SMALLEST}: a price or a wage"))
}

/// Whether Ukraine itself is who acts: it stands first, and a word of spending follows before anyone else is named.
fn is_own(scene: &Scene<'_>, lexicon: &Lexicon) -> bool {
    let Scene { reading, sentence, .. } = *scene;
    let who = reading.who_in(sentence);
    let acts = |hit: &Hit<Who>| {
        reading
            .cues_in(Span::new(hit.span.end, sentence.end))
            .first()
            .is_some_and(|cue| givers::is_giving(cue.tag) && reading.distance(hit.span.end, cue.span.start) <= OPENING)
    };
    if who.iter().any(|hit| lexicon.is_ukrainian_maker(hit.tag) && acts(hit)) {
        return true;
    }
    let Some(first) = who.first().filter(|hit| matches!(hit.tag, Who::Name(_) | Who::Capital(_)) && lexicon.is_ukraine(hit.tag)) else {
        return false;
    };
    let next = who.get(1).map_or(sentence.end, |hit| hit.span.start);
    let opens = reading.distance(sentence.start, first.span.start) <= OPENING;
    opens
        && reading
            .cues_in(Span::new(first.span.end, next))
            .iter()
            .any(|hit| matches!(hit.tag, Cue::Announced | Cue::Contracted) && reading.distance(first.span.end, hit.span.start) <= OPENING)
}

/// Whether a maker acts to whom Ukraine's name belongs, and nobody beside it: "Ukraine's largest drone maker, …, will invest".
fn is_makers(scene: &Scene<'_>, lexicon: &Lexicon) -> bool {
    let Scene { reading, sentence, .. } = *scene;
    let Some(name) = reading.who_in(sentence).first().filter(|hit| lexicon.is_ukraine(hit.tag)).map(|hit| hit.span) else { return false };
    let behind = reading.cues_in(Span::new(name.end, sentence.end));
    let near = |cue: &&Hit<Cue>| cue.tag == Cue::Maker && reading.distance(name.end, cue.span.start) <= MAKER_REACH;
    let Some(maker) = behind.iter().find(near) else { return false };
    let verb = behind.iter().find(|cue| (givers::is_giving(cue.tag) || cue.tag == Cue::Receives) && cue.span.start > maker.span.end);
    let verb = verb.filter(|verb| !behind.iter().any(|cue| cue.tag == Cue::Receives && cue.span == verb.span));
    verb.is_some_and(|verb| reading.who_in(Span::new(maker.span.end, verb.span.start)).len() <= 1)
}

/// Why nothing said in a clause is a claim.
pub fn of_clause(scene: &Scene<'_>, clause: Span, lexicon: &Lexicon) -> Option<String> {
    let Scene { reading, sentence, .. } = *scene;
    let words = |span: Option<Span>| span.map(|span| reading.text(span).to_owned());
    let in_a_name = |cue: Span| reading.who_in(clause).iter().any(|hit| hit.span.contains(cue));
    let markers = reading.cues_in(clause).iter().filter(|hit| hit.tag == Cue::NotPledge).map(|hit| hit.span);
    if let Some(marker) = words(markers.into_iter().find(|cue| !in_a_name(*cue))) {
        return Some(format!("beside \"{marker}\": no pledge"));
    }
    if feeds_enemy(scene, lexicon, clause) {
        return Some("arms for the attacker".to_owned());
    }
    if goes_elsewhere(reading, clause, lexicon) {
        return Some("for another state".to_owned());
    }
    if let Some(because) = own_forces(reading, clause, lexicon) {
        return Some(because);
    }
    let speaks = reading.cues_in(sentence).iter().any(|hit| {
        givers::is_giving(hit.tag)
            || matches!(hit.tag, Cue::Aid | Cue::Future | Cue::Hedge | Cue::Condition | Cue::Past | Cue::Update | Cue::Cumulative)
            || is_special(hit.tag)
    });
    (!speaks && !scene.is_entry()).then(|| UNSPOKEN.to_owned())
}

/// Why what a clause says is for the giver's own army: it is named, and Ukraine does not receive.
fn own_forces(reading: &Reading, clause: Span, lexicon: &Lexicon) -> Option<String> {
    let marker = reading.first(clause, Cue::OwnArmy).filter(|_| !serves_ukraine(reading, clause, lexicon))?;
    Some(format!("\"{}\": the giver's own forces", reading.text(marker)))
}

/// Whether Ukraine stands as the receiver beside the giver's own army: "rounds for Ukraine from its army's framework contract", but not
/// as that of what is made good: "to replenish the stocks sent to Ukraine".
fn serves_ukraine(reading: &Reading, clause: Span, lexicon: &Lexicon) -> bool {
    let cues = reading.cues_in(clause);
    let own = reading.first(clause, Cue::OwnArmy).map_or(clause.end, |own| own.end);
    let gone = cues.iter().filter(|hit| hit.tag == Cue::Delivered && hit.span.start >= own).map(|hit| hit.span.end).next();
    let receives =
        |at: usize| cues.iter().any(|hit| hit.tag == Cue::Place && hit.span.end <= at && reading.distance(hit.span.end, at) == 0);
    let made_good = |at: usize| gone.is_some_and(|gone| gone <= at);
    reading.who_in(clause).iter().any(|hit| lexicon.is_ukraine(hit.tag) && receives(hit.span.start) && !made_good(hit.span.start))
}

/// Whether the enemy itself receives: "provide Russia with weapons", "arms to Russia", but not "in response to Russia's attack".
fn feeds_enemy(scene: &Scene<'_>, lexicon: &Lexicon, clause: Span) -> bool {
    let Scene { reading, .. } = *scene;
    let adjoins = |hit: &Hit<Cue>, name: Span| hit.span.end <= name.start && reading.distance(hit.span.end, name.start) == 0;
    let receives = |name: Span| {
        let whole = !is_attribute(reading, name);
        reading.cues_in(clause).iter().any(|hit| adjoins(hit, name) && (givers::is_giving(hit.tag) || whole && hit.tag == Cue::Toward))
    };
    reading.who_in(clause).iter().any(|hit| lexicon.is_enemy(hit.tag) && receives(hit.span))
}

/// Whether another state receives: one that gets arms of its own stands where Ukraine would, or a thing goes "to" any other state.
fn goes_elsewhere(reading: &Reading, clause: Span, lexicon: &Lexicon) -> bool {
    let ukraine = |hit: &Hit<Who>| lexicon.is_ukraine(hit.tag) && !reading.covers(clause, Cue::Setting, hit.span);
    let who = reading.who_in(clause);
    let receives = |hit: &&Hit<Who>| receives(reading, clause, hit.span) && !is_compound(reading, hit.span);
    let first = who.iter().filter(|hit| lexicon.is_other_receiver(hit.tag) || ukraine(hit)).find(receives);
    let bare =
        |gap: Span| reading.distance(gap.start, gap.end) <= BESIDE && !reading.cues_in(gap).iter().any(|hit| givers::is_giving(hit.tag));
    let beside = |other: &Hit<Who>| {
        who.iter().any(|hit| ukraine(hit) && hit.span.start >= other.span.end && bare(Span::new(other.span.end, hit.span.start)))
    };
    if who.iter().take_while(|hit| !ukraine(hit)).any(|hit| gets(reading, clause, hit, lexicon)) {
        return true;
    }
    match first {
        Some(first) => !ukraine(first) && !beside(first),
        None => who.iter().any(|hit| {
            lexicon.is_state(hit.tag) && !ukraine(hit) && is_shipped(reading, clause, hit.span) && !is_compound(reading, hit.span)
        }),
    }
}

/// Whether a state or an office of it is who gets something: "Poland receives", "the Polish army will receive".
fn gets(reading: &Reading, clause: Span, state: &Hit<Who>, lexicon: &Lexicon) -> bool {
    let behind = reading.cues_in(Span::new(state.span.end, clause.end));
    let verb =
        behind.iter().find(|cue| cue.tag == Cue::Receives).filter(|verb| reading.distance(state.span.end, verb.span.start) <= OPENING);
    let Some(verb) = verb.filter(|verb| reading.who_in(Span::new(state.span.end, verb.span.start)).is_empty()) else { return false };
    let before = || reading.cues_in(Span::new(clause.start, state.span.start)).iter();
    let led = || before().any(|cue| cue.tag == Cue::Office2 && reading.distance(cue.span.end, state.span.start) == 0);
    let office = || led() || reading.has(Span::new(state.span.end, verb.span.start), Cue::Office2) || reading.has(clause, Cue::OwnArmy);
    lexicon.is_state(state.tag) || matches!(state.tag, Who::Demonym(_)) && office()
}

/// Whether a name stands where a receiver does: behind "to" or "for", a word of giving, aid or a thing.
fn receives(reading: &Reading, clause: Span, name: Span) -> bool {
    let before = Span::new(clause.start, name.start);
    let cue = |hit: &Hit<Cue>| givers::is_giving(hit.tag) || matches!(hit.tag, Cue::Toward | Cue::Aid);
    let adjoins = |end: usize| reading.distance(end, name.start) == 0;
    reading.cues_in(before).iter().rev().take(2).any(|hit| cue(hit) && adjoins(hit.span.end))
        || reading.what_in(before).last().is_some_and(|hit| adjoins(hit.span.end))
}

/// Whether a thing or aid goes straight to a name: "arms to Poland".
fn is_shipped(reading: &Reading, clause: Span, name: Span) -> bool {
    let before = reading.cues_in(Span::new(clause.start, name.start));
    let Some(to) = before.iter().rev().take(2).find(|hit| hit.tag == Cue::Toward && reading.distance(hit.span.end, name.start) == 0) else {
        return false;
    };
    let aid = before.iter().filter(|hit| hit.tag == Cue::Aid || givers::is_giving(hit.tag)).map(|hit| hit.span.end);
    let things = reading.what_in(Span::new(clause.start, to.span.start)).iter().map(|hit| hit.span.end);
    aid.chain(things).any(|end| end <= to.span.start && reading.distance(end, to.span.start) == 0)
}

/// Cues that make a claim without a word of giving.
pub fn is_special(cue: Cue) -> bool {
    matches!(cue, Cue::Office | Cue::Coproduction | Cue::UaProduction | Cue::Framework)
}

/// Why a sum is meant for others, or stands far from anything that ties it to Ukraine.
fn stray(scene: &Scene<'_>, clause: Span, lexicon: &Lexicon) -> Option<String> {
    let near = Span::new(scene.before.start, scene.sentence.end);
    let here = scene.reading.who_in(scene.sentence);
    if here.iter().any(|hit| lexicon.is_other_receiver(hit.tag)) && !is_tied(scene.reading, scene.sentence, lexicon) {
        return Some("for another state".to_owned());
    }
    let aid = scene.reading.has(near, Cue::Aid) || things::schemes(scene.reading, clause, lexicon).next().is_some();
    let goes_on = scene.is_listed() && !scene.reading.sums_in(scene.before).is_empty();
    let strays = scene.depth > LEAD && !is_tied(scene.reading, near, lexicon) && !aid && !scene.is_entry() && !goes_on;
    strays.then(|| STRAY.to_owned())
}

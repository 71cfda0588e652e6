//! Assembly: the claims of an article become its mentions.

use super::claims::{Claim, LEAD, Refused, Teller};
use super::confidence;
use super::cue::Cue;
use super::dates;
use super::fold::{fold, group, share};
use super::gates;
use super::givers::is_giving;
use super::grounds::{self, Ground};
use super::headings::without_headings;
use super::lexicon::Lexicon;
use super::normalise::Normal;
use super::reading::Reading;
use super::things;
use super::totals::{heed_count, heed_text, mark_totals};
use crate::domain::{
    Actor, Article, Evidence, Extraction, Field, Kind, Mention, MentionClass, Programme, Reason, Refusal, Scope, Span, Stage,
};
use chrono::{Datelike, NaiveDate};

/// How many sentences open a text: what they tell again after the title is the article's news.
const OPENING: usize = 2;

/// Puts an article's mentions together.
pub fn extract(article: &Article, lexicon: &Lexicon) -> Extraction {
    let title = Reading::of(&article.title, article.lang, lexicon);
    let text = Reading::of(&article.text, article.lang, lexicon);
    let mut teller = Teller::new(lexicon, article.published);
    let titled =
        speaks_of_ukraine(&title, lexicon) || is_labelled(&title, lexicon) || article.title.is_empty() && speaks_of_ukraine(&text, lexicon);
    let unsaid = may_be_ukraine(&title, &text, lexicon) || opens_on_ukraine(&title, &text, lexicon);
    if titled || unsaid || speaks_of_ukraine(&text, lexicon) {
        teller.titled(titled || unsaid);
        teller.focus_on(home(article, lexicon));
        teller.heed_column(&title);
        teller.heed_column(&text);
        teller.heed_tally(&title);
        teller.heed_tally(&text);
        teller.tell(&title, Field::Title);
        teller.heed_theme(&title);
        teller.tell(&text, Field::Text);
        teller.heed_rulings();
        teller.heed_unclaimed(&title, Field::Title);
        teller.heed_unclaimed(&text, Field::Text);
    }
    let reading = |field| if field == Field::Title { &title } else { &text };
    heed_title(&mut teller.claims);
    heed_count(&mut teller.claims);
    heed_text(&mut teller.claims);
    let mut claims = fold(without_headings(worth_telling(teller.claims, lexicon)), lexicon);
    mark_totals(&mut claims);
    lend_programmes(&mut claims, &title, &text, lexicon);
    let parents: Vec<Option<usize>> = (0..claims.len()).map(|at| parent(&claims, at)).collect();
    let told = claims.into_iter().zip(parents);
    let mentions = told.filter_map(|(claim, part_of)| mention(article, reading(claim.field), claim, part_of, lexicon)).collect();
    let refusals = teller.refused.iter().filter_map(|refused| refusal(article, &reading(refused.field).normal, refused)).collect();
    Extraction { mentions, refusals, day: spoken_day(article, &text, lexicon) }
}

/// The day that the first sentences print with its year; not looked for where the publication day is known.
fn spoken_day(article: &Article, text: &Reading, lexicon: &Lexicon) -> Option<NaiveDate> {
    let days = || dates::find(text.text(opening(text, LEAD)), article.lang, &lexicon.calendar, NaiveDate::default());
    let printed = |day: &dates::Day| day.span.of(&text.normal.text).contains(&day.date.year().to_string());
    if article.published.is_some() { None } else { days().into_iter().find(printed).map(|day| day.date) }
}

/// Whether a title only files its news under the war ("War in Ukraine: Norway raises its aid").
fn is_labelled(title: &Reading, lexicon: &Lexicon) -> bool {
    let whole = Span::new(0, title.normal.text.len());
    title.who.iter().any(|hit| lexicon.is_ukraine(hit.tag)) && title.has(whole, Cue::Aid) && !title.sums.is_empty()
}

fn speaks_of_ukraine(reading: &Reading, lexicon: &Lexicon) -> bool {
    gates::is_tied(reading, Span::new(0, reading.normal.text.len()), lexicon)
}

/// The first sentences of a text.
fn opening(text: &Reading, sentences: usize) -> Span {
    Span::new(0, text.sentences.iter().take(sentences).next_back().map_or(0, |sentence| sentence.end))
}

/// A report of military aid that names no receiver at all: in this field that is Ukraine.
fn may_be_ukraine(title: &Reading, text: &Reading, lexicon: &Lexicon) -> bool {
    let gives = |reading: &Reading| reading.cues.iter().any(|hit| is_giving(hit.tag) || gates::is_special(hit.tag));
    let aid = title.cues.iter().any(|hit| hit.tag == Cue::Aid) && gives(title)
        || text.has(opening(text, 1), Cue::Aid) && (title.normal.text.is_empty() || !title.what.is_empty());
    let others = || title.who.iter().chain(text.who.iter()).any(|hit| lexicon.is_other_receiver(hit.tag));
    let named = || title.who.iter().chain(text.who.iter()).any(|hit| lexicon.is_ukraine(hit.tag));
    aid && !named() && !others()
}

/// A title of aid or arms without a receiver, over a text that opens on Ukraine.
fn opens_on_ukraine(title: &Reading, text: &Reading, lexicon: &Lexicon) -> bool {
    let arms = title.cues.iter().any(|hit| hit.tag == Cue::Aid) || !title.what.is_empty();
    let others = title.who.iter().any(|hit| lexicon.is_other_receiver(hit.tag) || lexicon.is_enemy(hit.tag));
    arms && !others && gates::is_tied(text, opening(text, LEAD), lexicon)
}

/// The state whose government a text of one country's press means by "the government".
fn home(article: &Article, lexicon: &Lexicon) -> Vec<Actor> {
    lexicon.roles.home.get(article.lang.code()).map(|state| Actor(state.clone())).into_iter().collect()
}

fn parent(claims: &[Claim], at: usize) -> Option<usize> {
    let own = claims.get(at).filter(|claim| claim.part)?;
    let fits = |claim: &Claim| {
        !claim.part
            && claim.donors == own.donors
            && claim.amount.is_some_and(|sum| own.amount.is_some_and(|part| part.principal() < sum.principal()))
    };
    claims[..at].iter().rposition(fits)
}

/// What the title says is refused, asked for or wished for, and nothing else, the text does not tell as news.
fn heed_title(claims: &mut [Claim]) {
    let wish = |claim: &&Claim| matches!(claim.class.0, MentionClass::Negated | MentionClass::Request | MentionClass::Opinion);
    let titled: Vec<Claim> = claims.iter().filter(|claim| claim.field == Field::Title).cloned().collect();
    if !titled.iter().all(|claim| wish(&claim)) {
        return;
    }
    let rules = |title: &&Claim, claim: &Claim| share(&title.donors, &claim.donors) && group(title.kind) == group(claim.kind);
    for claim in
        claims.iter_mut().filter(|claim| claim.field == Field::Text && claim.class.0 == MentionClass::NewPledge && claim.depth < LEAD)
    {
        claim.class = titled.iter().find(|title| rules(title, claim)).map_or(claim.class, |title| (title.class.0, None));
    }
}

/// Gives the title's one programme to sums that name none, and a programme named anywhere to the things that it alone moves.
fn lend_programmes(claims: &mut [Claim], title: &Reading, text: &Reading, lexicon: &Lexicon) {
    let whole = Span::new(0, title.normal.text.len());
    let titled: Vec<Programme> = things::programmes(title, whole, lexicon).into_iter().filter(|own| !lexicon.is_venue(own)).collect();
    let sums = title.sums.iter().filter(|sum| sum.gloss_of.is_none()).count();
    let alone = titled.len() == 1 && sums <= 1;
    let named: Vec<Programme> = claims.iter().flat_map(|claim| claim.programmes.clone()).collect();
    let everywhere = things::programmes(text, Span::new(0, text.normal.text.len()), lexicon);
    let theme = theme(&everywhere, title, lexicon);
    for claim in claims.iter_mut().filter(|claim| claim.programmes.is_empty() && claim.kind == Kind::UaProductionFinancing) {
        claim.programmes.extend(everywhere.iter().find(|programme| lexicon.pays_makers(programme)).cloned());
    }
    for claim in claims.iter_mut().filter(|claim| claim.programmes.is_empty() && claim.amount.is_some()) {
        let moved = |programme: &&Programme| claim.items.iter().any(|item| lexicon.moves(programme, &item.name));
        let paid = |programme: &&Programme| lexicon.payer(programme).is_some_and(|payer| claim.donors.iter().all(|actor| actor.0 == payer));
        let fits = |programme: &&Programme| lexicon.payer(programme).is_none() || paid(programme);
        let lent = named
            .iter()
            .find(moved)
            .or(theme.as_ref().filter(fits))
            .or(titled.first().filter(|_| alone && group(claim.kind) == Kind::Package));
        claim.programmes.extend(lent.cloned());
    }
}

/// The one programme that all of an article is about: the title speaks of the things that only it moves, or only one that a single
/// payer keeps is named.
fn theme(named: &[Programme], title: &Reading, lexicon: &Lexicon) -> Option<Programme> {
    let things = title.what.iter().filter_map(|hit| lexicon.items.get(hit.tag as usize));
    let moved = named.iter().find(|programme| things.clone().any(|item| lexicon.moves(programme, &item.name)));
    let mut kept = named.iter().filter(|programme| lexicon.payer(programme).is_some());
    let only = || kept.next().filter(|_| kept.next().is_none());
    moved.or_else(only).cloned()
}

/// Drops the claims that say nothing, but for those that title and opening both tell of one giver ("Rome sends a new package"), a new
/// package of a named giver in the opening, and ammunition in a headline.
fn worth_telling(claims: Vec<Claim>, lexicon: &Lexicon) -> Vec<Claim> {
    let named = |claim: &Claim| claim.field == Field::Title || claim.named.is_some();
    let opens = |claim: &Claim| claim.depth < OPENING && named(claim) && claim.class.0.is_news() && claim.scope != Scope::Civil;
    let givers = |field: Field| -> Vec<Actor> {
        claims.iter().filter(|claim| claim.field == field && opens(claim)).flat_map(|claim| claim.donors.clone()).collect()
    };
    let (title, text) = (givers(Field::Title), givers(Field::Text));
    let retold = |claim: &Claim| opens(claim) && claim.donors.iter().all(|actor| title.contains(actor) && text.contains(actor));
    let headed = |claim: &Claim| claim.field == Field::Title && claim.named.is_some() && claim.kind == Kind::Ammunition;
    let parcel = |claim: &Claim| claim.fresh && claim.named.is_some() && opens(claim);
    let speaks = |claim: &Claim| !says_nothing(claim, lexicon) || retold(claim) || headed(claim) || parcel(claim);
    let keeps: Vec<bool> = claims.iter().map(speaks).collect();
    claims.into_iter().zip(keeps).filter(|(_, keep)| *keep).map(|(claim, _)| claim).collect()
}

/// Whether a claim names neither a sum nor a thing that could be told from others, nor a package's number or programme.
fn says_nothing(claim: &Claim, lexicon: &Lexicon) -> bool {
    let named = claim.programmes.iter().any(|programme| !lexicon.is_venue(programme));
    let marked = claim.amount.is_some() || claim.ordinal.is_some() || named;
    group(claim.kind) == Kind::Package && !marked && !claim.items.iter().any(|item| item.quantity.is_some() || lexicon.is_specific(item))
}

fn mention(article: &Article, reading: &Reading, claim: Claim, part_of: Option<usize>, lexicon: &Lexicon) -> Option<Mention> {
    let back = |span: Span| (claim.field, reading.normal.back(span));
    let evidence = Evidence::cut(article, claim.field, reading.normal.back(claim.sentence))?;
    let reason = |(field, rule, words): Ground| Reason { field: field.into(), rule, span: words.map(back) };
    let reasons = grounds::of(&claim, reading, lexicon).into_iter().map(reason).collect();
    let confidence = confidence::of(&claim, lexicon);
    let stage = match claim.class.0 {
        MentionClass::Negated | MentionClass::Request | MentionClass::Opinion => Stage::Considered,
        _ => claim.stage.0,
    };
    Some(Mention {
        class: claim.class.0,
        donors: claim.donors,
        recipient: "UA".to_owned(),
        kind: claim.kind,
        amount: claim.amount,
        items: claim.items,
        stage,
        programmes: claim.programmes,
        scope: claim.scope,
        ordinal: claim.ordinal.filter(|_| !claim.part),
        part_of,
        confidence,
        evidence,
        reasons,
    })
}

fn refusal(article: &Article, normal: &Normal, refused: &Refused) -> Option<Refusal> {
    let evidence = Evidence::cut(article, refused.field, normal.back(refused.span))?;
    Some(Refusal { amount: refused.amount, evidence, because: refused.because.clone() })
}

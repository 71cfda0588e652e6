//! Assembly: claims that tell the same thing become one mention.

use super::claims::{Claim, LEAD, Refused, Teller};
use super::confidence;
use super::cue::Cue;
use super::dates;
use super::gates;
use super::givers::is_giving;
use super::lexicon::Lexicon;
use super::normalise::Normal;
use super::reading::Reading;
use super::things::{self, COALITION};
use crate::domain::{
    Actor, Article, Evidence, Extraction, Field, Item, Kind, Mention, MentionClass, Money, Programme, Reason, Refusal, Scope, Span, Stage,
};
use chrono::{Datelike, NaiveDate};

/// How many sentences behind an agreement its value may be told.
const NEXT_DOOR: usize = 3;

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
        teller.heed_unclaimed(&title, Field::Title);
        teller.heed_unclaimed(&text, Field::Text);
    }
    let normal = |field| if field == Field::Title { &title.normal } else { &text.normal };
    heed_title(&mut teller.claims);
    heed_count(&mut teller.claims);
    heed_text(&mut teller.claims);
    let mut claims = fold(worth_telling(teller.claims, lexicon), lexicon);
    mark_totals(&mut claims);
    lend_programmes(&mut claims, &title, &text, lexicon);
    let mentions = claims
        .iter()
        .enumerate()
        .filter_map(|(at, claim)| mention(article, normal(claim.field), claim, parent(&claims, at), lexicon))
        .collect();
    let refusals = teller.refused.iter().filter_map(|refused| refusal(article, normal(refused.field), refused)).collect();
    Extraction { mentions, refusals, day: spoken_day(article, &text, lexicon) }
}

/// The day that the first sentences print with its year; not looked for where the publication day is known.
fn spoken_day(article: &Article, text: &Reading, lexicon: &Lexicon) -> Option<NaiveDate> {
    let days = || dates::find(text.text(opening(text, LEAD)), article.lang, &lexicon.calendar, NaiveDate::default());
    let printed = |day: &dates::Day| day.span.of(&text.normal.text).contains(&day.date.year().to_string());
    if article.published.is_some() { None } else { days().into_iter().find(printed).map(|day| day.date) }
}

/// Whether Ukraine, its people, capital or leaders are named, or a programme that serves it alone.
pub fn concerns_ukraine(reading: &Reading, lexicon: &Lexicon) -> bool {
    reading.who.iter().any(|hit| lexicon.is_ukraine(hit.tag) || lexicon.is_for_ukraine(hit.tag))
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
    let others = || title.who.iter().chain(&text.who).any(|hit| lexicon.is_other_receiver(hit.tag));
    let named = || title.who.iter().chain(&text.who).any(|hit| lexicon.is_ukraine(hit.tag));
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

/// Where the title only counts what was given, what the text says was handed over without a sum is part of that count.
fn heed_count(claims: &mut [Claim]) {
    let counts = |claim: &Claim| claim.class.0 == MentionClass::CumulativeTotal || claim.given && claim.amount.is_some();
    let mut titled = claims.iter().filter(|claim| claim.field == Field::Title).peekable();
    if titled.peek().is_none() || !titled.all(counts) {
        return;
    }
    let given = |claim: &&mut Claim| claim.field == Field::Text && claim.amount.is_none() && claim.stage.0 == Stage::Delivered;
    for claim in claims.iter_mut().filter(given).filter(|claim| claim.class.0 == MentionClass::NewPledge) {
        claim.class = (MentionClass::CumulativeTotal, None);
    }
}

/// A headline's sum that the text tells only as a total is one too: "Allies gave Ukraine 17 billion".
fn heed_text(claims: &mut [Claim]) {
    let (title, text): (Vec<&mut Claim>, Vec<&mut Claim>) = claims.iter_mut().partition(|claim| claim.field == Field::Title);
    for claim in title.into_iter().filter(|claim| claim.class.0 == MentionClass::NewPledge) {
        let named = |told: &Claim| told.donors.iter().any(|actor| claim.donors.contains(actor));
        let whole =
            |told: &Claim| !text.iter().any(|other| other.sentence == told.sentence && other.amount.is_some() && other.sum < told.sum);
        let same = |told: &&&mut Claim| told.amount.is_some() && told.amount == claim.amount && named(told) && whole(told);
        let classes: Vec<MentionClass> = text.iter().filter(same).map(|told| told.class.0).collect();
        if !classes.is_empty() && classes.iter().all(|class| *class == MentionClass::CumulativeTotal) {
            claim.class = (MentionClass::CumulativeTotal, None);
        }
    }
}

/// Merges each claim into an earlier one that tells the same.
fn fold(claims: Vec<Claim>, lexicon: &Lexicon) -> Vec<Claim> {
    let mut kept: Vec<Claim> = Vec::new();
    for claim in claims {
        match kept.iter_mut().find(|known| same(known, &claim, lexicon)) {
            Some(known) => absorb(known, claim),
            None => kept.push(claim),
        }
    }
    kept
}

/// Whether a claim tells what an earlier one told.
fn same(known: &Claim, next: &Claim, lexicon: &Lexicon) -> bool {
    let pair = Pair { known, next, retitled: known.field == Field::Title && next.field == Field::Text };
    if !pair.is_of_one_class() {
        return false;
    }
    !pair.joins_another()
        && (pair.seals()
            || match (known.amount, next.amount) {
                (Some(a), Some(b)) => pair.tells_one_sum(&a, &b),
                (None, None) => pair.tells_one_thing(lexicon),
                (None, Some(_)) if pair.retitled => pair.have_a_giver() && (pair.is_alike() || next.kind == Kind::UaProductionFinancing),
                (None, Some(_)) => pair.gives_thing_its_sum() || pair.gives_partnership_its_sum(),
                (Some(_), None) => pair.spends_the_sum(),
            })
}

/// Two claims that may tell the same.
struct Pair<'a> {
    known: &'a Claim,
    next: &'a Claim,
    /// Whether the text tells again what the title told.
    retitled: bool,
}

impl Pair<'_> {
    /// Whether both are news, or both the same that is no news; the text tells a headline's total in more words.
    fn is_of_one_class(&self) -> bool {
        let (known, next) = (self.known.class.0, self.next.class.0);
        let total = self.retitled && known == MentionClass::CumulativeTotal && next == MentionClass::NewPledge;
        let retold = total && (self.known.amount.is_some() || shares_count(self.known, self.next));
        known == next || known.is_news() && next.is_news() || retold
    }

    fn have_a_giver(&self) -> bool {
        share(&self.known.donors, &self.next.donors)
    }

    fn is_alike(&self) -> bool {
        group(self.known.kind) == group(self.next.kind)
    }

    /// Whether the next founds or joins a coalition or scheme that the first does not name.
    fn joins_another(&self) -> bool {
        let (known, next) = (&self.known.programmes, &self.next.programmes);
        let joins = self.next.kind == Kind::FrameworkAgreement && !next.is_empty() && (!known.is_empty() || self.known.amount.is_some());
        joins && !next.iter().any(|programme| known.contains(programme))
    }

    /// Whether the next is the mere agreement by which the first is done.
    fn seals(&self) -> bool {
        let Claim { kind, amount, field, items, .. } = self.next;
        *kind == Kind::FrameworkAgreement && amount.is_none() && *field == Field::Text && items.is_empty() && self.have_a_giver()
    }

    fn tells_one_sum(&self, a: &Money, b: &Money) -> bool {
        let glosses = || self.next.glosses.iter().map(|gloss| (gloss, a)).chain(self.known.glosses.iter().map(|gloss| (gloss, b)));
        let glossed = || glosses().any(|(gloss, sum)| is_close(gloss, sum));
        let apart = || glosses().any(|(gloss, sum)| gloss.currency() == sum.currency() && !is_close(gloss, sum));
        let like = |sum: &Money| sum.principal().abs_diff(a.principal()) * 33 <= sum.principal();
        let rounded = || self.have_a_giver() && !self.next.part && a.currency() == b.currency() && like(b);
        let printed = || a.principal() == b.principal() || a.max() == b.max() && a.max().is_some();
        // A title often rounds, leaves the currency out, or prints the gloss.
        let retitled = || printed() || rounded() || self.next.glosses.iter().any(like);
        let converted = || self.have_a_giver() && a.currency() != b.currency() && !self.next.part && !apart();
        (self.have_a_giver() || self.retitled) && (is_close(a, b) || glossed() || self.retitled && (retitled() || converted()))
    }

    fn tells_one_thing(&self, lexicon: &Lexicon) -> bool {
        let (known, next) = (self.known, self.next);
        let vague = || is_next_door(known, next) && !next.items.iter().any(|item| lexicon.is_specific(item));
        let adds = || !next.items.is_empty() && !known.items.is_empty() && !overlap(known, next) && !shares_count(known, next) && !vague();
        let trains_on = || next.kind == Kind::Training && !next.items.is_empty() && next.items.iter().all(|item| names(known, item));
        self.have_a_giver() && (trains_on() || self.is_alike()) && (self.retitled || group(known.kind) != Kind::Package || !adds())
    }

    /// Whether a sum is that of the things just told: it names one of them, or nothing but "a package worth" it.
    fn gives_thing_its_sum(&self) -> bool {
        let (known, next) = (self.known, self.next);
        let whole = || next.items.is_empty() && next.kind == Kind::Package && self.is_alike() && next.depth == known.depth + 1;
        known.donors == next.donors && !next.part && (overlap(known, next) || is_vague(known) || whole())
    }

    fn gives_partnership_its_sum(&self) -> bool {
        let (known, next) = (self.known, self.next);
        let alike = self.is_alike();
        self.have_a_giver()
            && (next.named.is_none() || alike)
            && next.programmes.is_empty()
            && is_next_door(known, next)
            && is_partnership(known.kind)
            && (alike || group(next.kind) == Kind::Package)
            && next.scope == known.scope
    }

    /// Whether the next only says on what the first's sum is spent.
    fn spends_the_sum(&self) -> bool {
        let spent = || is_partnership(self.known.kind) && is_next_door(self.known, self.next);
        self.have_a_giver() && self.is_alike() && (self.next.items.is_empty() || overlap(self.known, self.next) || spent())
    }
}

/// Whether two sums differ by less than a hundredth.
fn is_close(a: &Money, b: &Money) -> bool {
    a.currency() == b.currency() && a.principal().abs_diff(b.principal()) * 100 <= a.principal().max(b.principal())
}

/// A joint sum whose givers' own shares follow is the total of them, not a claim of its own (GUIDE, rule 2); so is one that is split
/// into a civil and a military part (rule 8).
fn mark_totals(claims: &mut [Claim]) {
    let told = |claim: &Claim| claim.class.0 == MentionClass::NewPledge && claim.amount.is_some();
    let is_total = |whole: &Claim| {
        let shares = || claims.iter().filter(|other| told(other) && is_share(&other.donors, &whole.donors));
        whole.donors.len() > 1
            && shares().count() > 1
            && whole.donors.iter().all(|actor| shares().any(|share| share.donors.contains(actor)))
    };
    let sums_up = |whole: &Claim| {
        let Some(sum) = whole.amount.filter(|_| whole.donors.len() > 1) else { return false };
        let part =
            |other: &&Claim| told(other) && !std::ptr::eq(*other, whole) && other.donors.iter().all(|actor| whole.donors.contains(actor));
        let like = |other: &Money| other.currency() == sum.currency();
        let parts = || claims.iter().filter(part).filter(|other| other.amount.as_ref().is_some_and(like));
        let shared = parts().any(|other| other.donors != whole.donors);
        let total: u64 = parts().filter_map(|other| other.amount).map(|other| other.principal()).fold(0, u64::saturating_add);
        shared && total.abs_diff(sum.principal()) <= sum.principal() / 50
    };
    // A title's sum that the text nowhere gives, but adds up to.
    let heads = |whole: &Claim| {
        let part = |other: &&Claim| told(other) && other.field == Field::Text && !other.part && other.donors == whole.donors;
        let Some(sum) = whole.amount.filter(|_| whole.field == Field::Title) else { return false };
        let parts: Vec<u64> = claims.iter().filter(part).filter_map(|other| other.amount).map(|other| other.principal()).collect();
        let total = parts.iter().copied().fold(0, u64::saturating_add);
        parts.len() > 1 && total.abs_diff(sum.principal()) * 33 <= sum.principal()
    };
    let splits = |whole: &Claim| {
        let like = |part: &&Claim| part.amount.is_some() && part.donors == whole.donors && part.class.0 == whole.class.0;
        let units = |part: &Claim| {
            part.amount.filter(|sum| Some(sum.currency()) == whole.amount.map(|sum| sum.currency())).map(|sum| sum.principal())
        };
        let behind = || claims.iter().skip_while(|claim| !std::ptr::eq(*claim, whole)).skip(1).filter(like);
        let civil = behind().filter(|part| part.scope == Scope::Civil).filter_map(units);
        let rest: Vec<u64> = behind().filter(|part| part.scope != Scope::Civil).filter_map(units).collect();
        civil.into_iter().any(|civil| rest.iter().any(|rest| Some(civil + rest) == units(whole)))
    };
    let totals: Vec<bool> = claims
        .iter()
        .map(|claim| {
            told(claim)
                && (claim.given || heads(claim) || is_total(claim) || sums_up(claim) || splits(claim) || heads_shares(claim, claims))
        })
        .collect();
    for (claim, _) in claims.iter_mut().zip(totals).filter(|(_, total)| *total) {
        claim.class = (MentionClass::CumulativeTotal, None);
    }
}

/// Whether a headline's sum names no giver while the text tells several givers' sums: "Europe spends a billion on arms".
fn heads_shares(whole: &Claim, claims: &[Claim]) -> bool {
    let told = |claim: &&Claim| claim.class.0 == MentionClass::NewPledge && claim.amount.is_some() && claim.field == Field::Text;
    let mut givers = claims.iter().filter(told).map(|claim| &claim.donors);
    let first = givers.next();
    whole.field == Field::Title && whole.donors.is_empty() && first.is_some_and(|first| givers.any(|next| next != first))
}

/// Whether some givers are part of a larger group.
fn is_share(some: &[Actor], all: &[Actor]) -> bool {
    !some.is_empty() && some.len() < all.len() && some.iter().all(|actor| all.contains(actor))
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

/// Whether two lists of givers can be those of one promise: they have one in common, or one of them names nobody but a coalition.
fn share(a: &[Actor], b: &[Actor]) -> bool {
    let pools = |actors: &[Actor]| actors.iter().all(|actor| actor.0.ends_with(COALITION));
    pools(a) || pools(b) || a.iter().any(|actor| b.contains(actor))
}

/// Whether two claims count the same number of one thing.
fn shares_count(known: &Claim, next: &Claim) -> bool {
    let counted = |item: &Item| item.quantity.is_some() && next.items.iter().any(|other| other.quantity == item.quantity);
    known.items.iter().any(counted)
}

fn overlap(known: &Claim, next: &Claim) -> bool {
    next.items.iter().any(|item| names(known, item))
}

fn names(claim: &Claim, item: &Item) -> bool {
    claim.items.iter().any(|own| own.name == item.name)
}

/// Whether a claim only says that aid is given: no sum, no thing, no special kind.
fn is_vague(claim: &Claim) -> bool {
    claim.amount.is_none() && claim.items.is_empty() && matches!(claim.kind, Kind::Package | Kind::Money)
}

/// Drops the claims that say nothing, but for those that title and opening both tell of one giver: "Rome sends a new package".
fn worth_telling(claims: Vec<Claim>, lexicon: &Lexicon) -> Vec<Claim> {
    let named = |claim: &Claim| claim.field == Field::Title || claim.named.is_some();
    let opens = |claim: &Claim| claim.depth < OPENING && named(claim) && claim.class.0.is_news() && claim.scope != Scope::Civil;
    let givers = |field: Field| -> Vec<Actor> {
        claims.iter().filter(|claim| claim.field == field && opens(claim)).flat_map(|claim| claim.donors.clone()).collect()
    };
    let (title, text) = (givers(Field::Title), givers(Field::Text));
    let retold = |claim: &Claim| opens(claim) && claim.donors.iter().all(|actor| title.contains(actor) && text.contains(actor));
    let keeps: Vec<bool> = claims.iter().map(|claim| !says_nothing(claim, lexicon) || retold(claim)).collect();
    claims.into_iter().zip(keeps).filter(|(_, keep)| *keep).map(|(claim, _)| claim).collect()
}

/// Whether a claim names neither a sum nor a thing that could be told from others, nor a package's number or programme.
fn says_nothing(claim: &Claim, lexicon: &Lexicon) -> bool {
    let named = claim.programmes.iter().any(|programme| !lexicon.is_venue(programme));
    let marked = claim.amount.is_some() || claim.ordinal.is_some() || named;
    group(claim.kind) == Kind::Package && !marked && !claim.items.iter().any(|item| item.quantity.is_some() || lexicon.is_specific(item))
}

/// Whether one claim is told a few sentences behind the other, by the same givers.
fn is_next_door(known: &Claim, next: &Claim) -> bool {
    known.field == next.field && next.depth <= known.depth + NEXT_DOOR && known.donors == next.donors
}

/// Kinds that are sealed by an agreement: the agreement is no claim of its own.
fn is_partnership(kind: Kind) -> bool {
    matches!(kind, Kind::JointProduction | Kind::UaProductionFinancing | Kind::Training)
}

/// Kinds that a reader would not tell apart.
fn group(kind: Kind) -> Kind {
    match kind {
        Kind::UaProductionFinancing => Kind::JointProduction,
        Kind::Money | Kind::Equipment | Kind::Ammunition | Kind::Sustainment => Kind::Package,
        other => other,
    }
}

fn absorb(known: &mut Claim, next: Claim) {
    let upgrade = next.field == Field::Text
        && (known.amount.is_none() && next.amount.is_some()
            || known.field == Field::Title && (next.amount.is_some() || known.amount.is_none()));
    let total = known.class.0 == MentionClass::CumulativeTotal;
    let other_class = next.class;
    let given = next.given;
    let (mut kept, other) = if upgrade { (next, known.clone()) } else { (known.clone(), next) };
    if kept.donors.is_empty() || kept.named.is_none() && !other.donors.is_empty() && other.named.is_some() {
        kept.donors = other.donors;
    }
    for programme in other.programmes {
        if !kept.programmes.contains(&programme) {
            kept.programmes.push(programme);
        }
    }
    for item in other.items {
        if !kept.items.iter().any(|own| own.name == item.name) {
            kept.items.push(item);
        }
    }
    if kept.kind == Kind::FrameworkAgreement {
        kept.kind = other.kind;
    }
    kept.ordinal = kept.ordinal.or(other.ordinal);
    if kept.stage.1.is_none() && other.stage.1.is_some() && other.field == kept.field {
        kept.stage = other.stage;
    }
    let ordered = other.stage.0 == Stage::Contracted && group(other.kind) == group(kept.kind);
    let sealed = other.stage.0 == Stage::Agreed && other.kind == kept.kind && is_partnership(kept.kind);
    let firm = (ordered || sealed) && other.field == Field::Text && other_class.0 == MentionClass::NewPledge;
    if firm && kept.stage.0 == Stage::Announced {
        kept.stage = other.stage;
    }
    if other.kind == Kind::FrameworkAgreement && kept.amount.is_none() && kept.stage.0 < Stage::Agreed {
        kept.stage = (Stage::Agreed, None);
    }
    if group(kept.kind) == Kind::Package && other.kind == Kind::UaProductionFinancing && is_partnership(other.kind) {
        kept.kind = other.kind;
    }
    if total {
        kept.class = known.class;
    } else if known.field == Field::Title && kept.field == Field::Title && other_class.0.is_news() {
        kept.class = other_class;
    }
    kept.told = known.told + 1;
    kept.given = known.given && given;
    *known = kept;
}

fn mention(article: &Article, normal: &Normal, claim: &Claim, part_of: Option<usize>, lexicon: &Lexicon) -> Option<Mention> {
    let evidence = Evidence::cut(article, claim.field, normal.back(claim.sentence))?;
    let reason = |field: &str, rule: &str, span: Option<Span>| Reason {
        field: field.to_owned(),
        rule: rule.to_owned(),
        span: span.map(|span| (claim.field, normal.back(span))),
    };
    let stage = match claim.class.0 {
        MentionClass::Negated | MentionClass::Request | MentionClass::Opinion => Stage::Considered,
        _ => claim.stage.0,
    };
    Some(Mention {
        class: claim.class.0,
        donors: claim.donors.clone(),
        recipient: "UA".to_owned(),
        kind: claim.kind,
        amount: claim.amount,
        items: claim.items.clone(),
        stage,
        programmes: claim.programmes.clone(),
        scope: claim.scope,
        ordinal: claim.ordinal.filter(|_| !claim.part),
        part_of,
        confidence: confidence::of(claim, lexicon),
        evidence,
        reasons: vec![
            reason("class", "the clause's own words", claim.class.1),
            reason("donors", if claim.named.is_some() { "named in the sentence" } else { "named before" }, claim.named),
            reason("amount", "as printed first", claim.sum),
            reason("stage", "the nearest word of giving", claim.stage.1),
            reason("told", &claim.told.to_string(), None),
        ],
    })
}

fn refusal(article: &Article, normal: &Normal, refused: &Refused) -> Option<Refusal> {
    let evidence = Evidence::cut(article, refused.field, normal.back(refused.span))?;
    Some(Refusal { amount: refused.amount, evidence, because: refused.because.clone() })
}

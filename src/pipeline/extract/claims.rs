//! Claims: what each sentence says is given, one claim for each sum, thing or agreement.

use super::clauses;
use super::cue::Cue;
use super::dateline;
use super::gates;
use super::givers::{self, Group};
use super::lexicon::{Lexicon, Who};
use super::modality;
use super::money::Sum;
use super::ordinal;
use super::reading::Reading;
use super::things;
use crate::domain::{Actor, Currency, Field, Item, Kind, MentionClass, Money, Programme, Scope, Span, Stage};
use chrono::NaiveDate;

/// How many sentences a report's own news takes; below, a claim must stand by itself.
pub(super) const LEAD: usize = 4;

/// Below this many sentences a report tells what was done before, not what is new.
const DEEP: usize = 8;

/// How many words a line of a list has at most.
const LIST_LINE: usize = 16;

/// What stands before a line of a list.
const BULLETS: [char; 5] = ['•', '–', '—', '-', '*'];

/// How many bytes into a text the mark of a column stands at most.
const COLUMN_FRONT: usize = 12;

/// From how many packages on a count of them tells of years, and where counts end and years begin.
const MANY: u64 = 3;
const YEAR: u32 = 200;

/// How many sentences "the money" reaches back over.
const RECAP_REACH: usize = 3;

/// How many words from its start a word rules its whole sentence.
const FRONT: usize = 2;

/// How many words may stand between giver and verb, and between verb and thing.
const GIVER_REACH: usize = 7;
const THING_REACH: usize = 8;

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
    titled: bool,
    /// The claims so far.
    pub claims: Vec<Claim>,
    /// The sums refused so far.
    pub refused: Vec<Refused>,
}

/// A sentence with what stands around it.
pub(super) struct Scene<'a> {
    pub(super) reading: &'a Reading,
    pub(super) field: Field,
    pub(super) sentence: Span,
    pub(super) groups: Vec<Group>,
    lead: bool,
    pub(super) depth: usize,
    pub(super) before: Span,
}

impl Scene<'_> {
    /// Whether the sentence is a line of a list that opens with its giver ("Lithuania: $30 million for PURL"): it needs no verb.
    pub(super) fn is_entry(&self) -> bool {
        let opens = |group: &Group| self.reading.distance(self.sentence.start, group.span.start) <= 1;
        let colon = |group: &Group| {
            let behind = &self.reading.normal.text[group.span.end..];
            [":", " – ", " — ", " - "].iter().any(|mark| behind.starts_with(mark))
        };
        self.groups.first().is_some_and(|group| opens(group) && colon(group))
    }

    /// Whether the sentence is a line of a list.
    pub(super) fn is_listed(&self) -> bool {
        let before = self.reading.normal.text[..self.sentence.start].trim_end_matches(' ');
        before.ends_with(BULLETS) || self.reading.text(self.sentence).starts_with(BULLETS)
    }

    /// Whether the sentence goes on about the pledge just told: it opens with "the money", "the package".
    pub(super) fn is_recap(&self) -> bool {
        let opens = |at: Span| self.reading.distance(self.sentence.start, at.start) <= 1;
        let cue = |cue: Cue| self.reading.first(self.sentence, cue).is_some_and(opens);
        cue(Cue::Recap) || cue(Cue::Aid)
    }
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

    /// Takes a text that opens as a column ("Opinion: …") for what it is: its claims are wishes.
    pub fn heed_column(&mut self, reading: &Reading) {
        let first = reading.sentences.first().and_then(|sentence| reading.first(*sentence, Cue::Column));
        let marks = |span: Span| reading.normal.text[span.end..].trim_start().starts_with([':', '.', '|', '–', '—', '\n']);
        self.column |= first.is_some_and(|span| span.start <= COLUMN_FRONT && marks(span));
    }

    /// Reads one text of the article.
    pub fn tell(&mut self, reading: &Reading, field: Field) {
        for (at, sentence) in reading.sentences.iter().enumerate() {
            let sentence = if at == 0 { dateline::skip(reading, *sentence) } else { *sentence };
            let cut = reading.first(sentence, Cue::Section).filter(|span| span.start < sentence.start + 40);
            self.teaser = cut.is_some();
            self.history |= cut.is_some_and(|span| closes(reading, sentence, span));
            let groups = givers::groups(reading, sentence, self.lexicon, self.day);
            self.faded &= goes_on(reading, reading.sentences[at.saturating_sub(1)], sentence);
            self.scene(&Scene {
                reading,
                field,
                sentence,
                groups,
                lead: field == Field::Title || at == 0,
                depth: if field == Field::Title { 0 } else { at },
                before: reading.sentences[at.saturating_sub(1)],
            });
        }
    }

    fn scene(&mut self, scene: &Scene<'_>) {
        if self.claims.len() >= CLAIMS || !self.anchored(scene) || gates::tells_nothing(scene, self.lexicon) {
            return;
        }
        let sums: Vec<usize> = scene.reading.sums_in(scene.sentence).filter(|at| scene.reading.sums[*at].gloss_of.is_none()).collect();
        let before = self.claims.len();
        for (order, sum) in sums.iter().enumerate() {
            self.sum(scene, *sum, order);
        }
        for statement in clauses::statements(scene.reading, scene.sentence) {
            if scene.reading.sums_in(statement).is_empty() {
                self.without_sum(scene, statement);
            }
        }
        if self.claims.len() == before {
            self.carry_programmes(scene);
        }
        if self.claims.len() == before && before > 0 {
            self.heed_pending(scene);
        }
        self.faded |= scene.depth > 1 && fades(scene, &self.claims[before..]);
        let subject = self.claims[before..].iter().find(|claim| claim.named.is_some()).map(|claim| claim.donors.clone());
        let named = || scene.groups.iter().find(|group| !group.weak && self.assumed).map(|group| group.actors.clone());
        let spoken_of = || givers::subject(scene.reading, scene.sentence, &scene.groups).map(|group| group.actors.clone());
        if let Some(next) = subject.or_else(spoken_of).or_else(named) {
            self.focus = next;
            self.assumed = false;
        }
    }

    fn sum(&mut self, scene: &Scene<'_>, sum: usize, order: usize) {
        let Scene { reading, sentence, .. } = *scene;
        let clause = clauses::of_sum(reading, sentence, sum);
        let found = &reading.sums[sum];
        let (mut donors, named) = self.donors(scene, clause, found.span.start);
        let implied =
            Some(()).filter(|()| named.is_none() && (self.assumed || donors.is_empty())).and_then(|()| self.implied(scene, clause, found));
        let spoken = implied.is_some();
        donors = implied.map_or(donors, |payer| vec![payer]);
        let currency = donors.first().and_then(|actor| self.currency(actor));
        let Some(amount) = found.money(currency) else { return };
        let repeats =
            self.claims.iter().find(|claim| claim.field == Field::Title && claim.amount == Some(amount)).map(|claim| claim.donors.clone());
        if let Some(because) = gates::of_sum(scene, clause, found, amount, named, self.lexicon)
            .or_else(|| self.unnamed(scene, &donors, named).filter(|_| !spoken))
        {
            if let Some(donors) = repeats.filter(|_| because == gates::UNSPOKEN && named.is_none()) {
                self.repeat(scene, clause, found.span, amount, donors);
            } else if because != gates::UNSPOKEN || named.is_some() || !self.belongs(scene, clause, found.span, amount) {
                self.refused.push(Refused { field: scene.field, span: found.span, amount, because });
            }
            return;
        }
        if is_alliance(&donors) && reading.has(sentence, Cue::Undisclosed) {
            donors.clear();
        }
        if self.is_sale(scene, clause, &donors) && hides_payer(scene) {
            donors.clear();
        } else if self.is_sale(scene, clause, &donors) {
            self.refused.push(Refused { field: scene.field, span: found.span, amount, because: "a company's sale".to_owned() });
            return;
        }
        let glosses = self.glosses(scene, sum, currency, amount);
        let mut claim = self.claim(scene, clause, found.span.start, donors, named);
        claim.amount = Some(amount);
        claim.sum = Some(found.span);
        claim.glosses = glosses;
        claim.part =
            reading.first(clause, Cue::OfWhich).is_some_and(|of| of.start <= found.span.start) && (order > 0 || !self.claims.is_empty());
        let goes_on = reading.first(Span::new(scene.sentence.start, clause.start.max(scene.sentence.start)), Cue::Cumulative);
        if goes_on.is_some() && claim.class.0 == MentionClass::NewPledge && !reading.has(clause, Cue::Future) {
            claim.class = (MentionClass::CumulativeTotal, goes_on);
        }
        if let Some(whole) = self.claims.last().filter(|whole| {
            (claim.part || modality::nearest_giving(reading, clause, found.span.start).is_none())
                && whole.sentence == claim.sentence
                && whole.field == claim.field
                && claim.class.0.is_news()
        }) {
            claim.class = whole.class;
        }
        self.claims.push(claim);
    }

    /// The title's sum told again in a sentence without a verb.
    fn repeat(&mut self, scene: &Scene<'_>, clause: Span, sum: Span, amount: Money, donors: Vec<Actor>) {
        let mut claim = self.claim(scene, clause, sum.start, donors, None);
        claim.amount = Some(amount);
        claim.sum = Some(sum);
        self.claims.push(claim);
    }

    /// The same sum in other currencies; each is refused as a sum of its own.
    fn glosses(&mut self, scene: &Scene<'_>, sum: usize, currency: Option<Currency>, amount: Money) -> Vec<Money> {
        let sums = scene.reading.sums_in(scene.sentence).map(|at| &scene.reading.sums[at]).filter(|other| other.gloss_of == Some(sum));
        let found: Vec<(Span, Money)> = sums.filter_map(|other| Some((other.span, other.money(currency)?))).collect();
        let because = format!("gloss of {amount}");
        let refused =
            |(span, amount): &(Span, Money)| Refused { field: scene.field, span: *span, amount: *amount, because: because.clone() };
        self.refused.extend(found.iter().map(refused));
        found.into_iter().map(|(_, amount)| amount).collect()
    }

    /// A statement that names no sum: what it says is given, made or agreed.
    fn without_sum(&mut self, scene: &Scene<'_>, sentence: Span) {
        let Scene { reading, .. } = *scene;
        let items = things::items(reading, sentence, self.lexicon);
        let gives = modality::nearest_giving(reading, sentence, sentence.start);
        if reading.has(sentence, Cue::Contains) && !items.is_empty() && self.attach(scene, &items) {
            return;
        }
        let special = things::special_kind(reading, sentence, self.lexicon);
        if !self.is_about_arms(scene, special) {
            return;
        }
        let future = || reading.first(sentence, Cue::Future);
        let sealed = || {
            special.and_then(|_| {
                reading.cues_in(sentence).iter().find(|hit| gates::is_special(hit.tag) || hit.tag == Cue::Training).map(|hit| hit.span)
            })
        };
        let moved = || reading.first(sentence, Cue::Update);
        let Some(trigger) = gives.map(|(_, span)| span).or_else(future).or_else(sealed).or_else(moved) else { return };
        let package = reading.has(sentence, Cue::Aid);
        if items.is_empty() && special.is_none() && !package || gates::of_clause(scene, sentence, self.lexicon).is_some() {
            return;
        }
        let (donors, named) = self.donors(scene, sentence, trigger.start.max(sentence.start));
        let taught = || reading.who_in(sentence).iter().any(|hit| self.lexicon.is_ukraine(hit.tag)) || self.told();
        let trains = special == Some(Kind::Training) && scene.depth <= LEAD && (named.is_some() || !self.assumed) && taught();
        let sealed = special.is_some() && scene.depth <= DEEP && gives.is_some_and(|(stage, _)| stage == Stage::Agreed) && self.told();
        let back =
            reading.first(sentence, Cue::Back).is_some_and(|span| !self.assumed || reading.distance(scene.sentence.start, span.start) <= 1);
        let counted = gives.is_some() && items.iter().any(|item| item.quantity.is_some()) && self.tells_of(scene);
        let backed = (trains || sealed || back || counted) && !donors.is_empty();
        if named.is_none() && !backed || scene.is_recap() && !self.claims.is_empty() {
            let next_door = self.claims.last().is_some_and(|last| last.field == scene.field && last.sentence.end >= scene.before.start);
            if next_door {
                self.attach(scene, &items);
            }
            return;
        }
        let signs = special.is_some() && gives.is_some_and(|(stage, _)| stage == Stage::Agreed);
        if scene.depth > LEAD && !signs && !self.stands_alone(scene, trigger) {
            return;
        }
        let mut claim = self.claim(scene, sentence, trigger.start, donors, named);
        let sale = self.is_sale(scene, sentence, &claim.donors);
        if sale && hides_payer(scene) {
            claim.donors.clear();
        }
        if sale && !hides_payer(scene) || special.is_none() && !acts_on(scene, named) {
            return;
        }
        self.claims.push(claim);
    }

    /// Whether only lenders to states give.
    fn lends_to_states(&self, donors: &[Actor]) -> bool {
        !donors.is_empty() && donors.iter().all(|actor| self.lexicon.roles.civil_givers.contains(&actor.0))
    }

    /// Whether a partnership is about arms: Ukraine, a thing or a maker is named beside it.
    fn is_about_arms(&self, scene: &Scene<'_>, kind: Option<Kind>) -> bool {
        let Scene { reading, sentence, .. } = *scene;
        let thing = || !reading.what_in(sentence).is_empty();
        let maker = || reading.who_in(sentence).iter().any(|hit| matches!(hit.tag, Who::Company(_) | Who::Programme(_)));
        match kind {
            Some(Kind::FrameworkAgreement) => thing() || maker() || gates::is_tied(reading, sentence, self.lexicon),
            Some(Kind::JointProduction) => thing() || maker(),
            _ => true,
        }
    }

    /// Whether only companies stand as givers of things: they sell, and the buyer is the giver (GUIDE, rule 12).
    fn is_sale(&self, scene: &Scene<'_>, clause: Span, donors: &[Actor]) -> bool {
        let company = |actor: &Actor| self.lexicon.companies.iter().any(|company| company.name == actor.0);
        !donors.is_empty() && donors.iter().all(company) && things::special_kind(scene.reading, clause, self.lexicon).is_none()
    }

    /// Who pays though nobody is named: the one payer of a programme, or the one state whose money the sum is in.
    fn implied(&self, scene: &Scene<'_>, clause: Span, sum: &Sum) -> Option<Actor> {
        let programmes = things::programmes(scene.reading, clause, self.lexicon);
        let payer = |programme: &Programme| self.lexicon.payer(programme).map(str::to_owned);
        let issuer = || self.lexicon.issuer(sum.money(None)?.currency()).map(|actor| actor.id.clone());
        programmes.iter().find_map(payer).or_else(issuer).filter(|id| !self.lexicon.roles.never_gives.contains(id)).map(Actor)
    }

    /// A decision that the next sentence says is still due makes what the sentence before told uncertain.
    fn heed_pending(&mut self, scene: &Scene<'_>) {
        let Some(pending) = scene.reading.first(scene.sentence, Cue::Pending) else { return };
        let near = self.claims.iter_mut().filter(|claim| claim.field == scene.field && claim.sentence == scene.before);
        for claim in near.filter(|claim| claim.stage.0 <= Stage::Announced) {
            claim.stage = (Stage::Considered, Some(pending));
        }
    }

    /// Whether an earlier statement of the same sentence named a giver.
    fn tells_of(&self, scene: &Scene<'_>) -> bool {
        let last = self.claims.last();
        last.is_some_and(|last| last.field == scene.field && last.sentence == scene.sentence && last.named.is_some())
    }

    /// Whether the article has told a claim as news already.
    fn told(&self) -> bool {
        self.claims.iter().any(|claim| claim.class.0 == MentionClass::NewPledge && claim.field == Field::Text)
    }

    /// Whether a sentence speaks of Ukraine: its title does, or itself or the sentence before.
    fn anchored(&self, scene: &Scene<'_>) -> bool {
        let near = Span::new(scene.before.start, scene.sentence.end);
        self.titled || gates::is_tied(scene.reading, near, self.lexicon)
    }

    /// Why a sum whose giver nobody named near it is no claim.
    fn unnamed(&self, scene: &Scene<'_>, donors: &[Actor], named: Option<Span>) -> Option<String> {
        let Scene { reading, sentence, .. } = *scene;
        let near = |last: &Claim| last.field != scene.field || last.sentence.end >= scene.before.start;
        let told = || self.claims.last().is_some_and(|last| last.donors == donors && near(last));
        let spoken = || reading.has(sentence, Cue::Back) || told();
        let thing = || !reading.what_in(sentence).is_empty() || reading.has(sentence, Cue::Aid);
        let gives = || modality::nearest_giving(reading, sentence, sentence.start).is_some();
        let plain = || thing() && gives() && gates::is_tied(reading, sentence, self.lexicon);
        let unnamed = named.is_none() && self.assumed && !spoken() && !(donors.is_empty() && plain());
        unnamed.then(|| "no giver is named".to_owned())
    }

    /// Whether a claim without a sum, far down in the text, still says by itself who gives what to whom.
    fn stands_alone(&self, scene: &Scene<'_>, trigger: Span) -> bool {
        let receiver = scene.reading.who_in(scene.sentence).iter().any(|hit| self.lexicon.is_ukraine(hit.tag));
        let near = scene
            .groups
            .iter()
            .any(|group| !group.weak && group.span.end <= trigger.start && scene.reading.distance(group.span.end, trigger.start) <= 5);
        receiver && near && !scene.reading.has(scene.sentence, Cue::Past) && !scene.reading.has(scene.sentence, Cue::Month)
    }

    /// Gives the programmes of a sentence that claims nothing itself to the claim just before it.
    fn carry_programmes(&mut self, scene: &Scene<'_>) {
        let list = things::programmes(scene.reading, scene.sentence, self.lexicon);
        let reach = if scene.is_recap() { RECAP_REACH } else { 1 };
        let Some(last) = self.claims.last_mut() else { return };
        if last.field == scene.field && last.depth + reach >= scene.depth && last.programmes.is_empty() && list.len() == 1 {
            last.programmes = list;
        }
    }

    /// Gives a bare sum to the package told just before: as its value, or as one of its parts where things stand beside it.
    fn belongs(&mut self, scene: &Scene<'_>, clause: Span, sum: Span, amount: Money) -> bool {
        let Some(last) = self.claims.iter().rposition(|claim| claim.field == scene.field && claim.class.0.is_news() && !claim.part) else {
            return false;
        };
        let alone = scene.reading.sums_in(scene.sentence).len() == 1;
        let next_door = self.claims[last].sentence.end >= scene.before.start;
        if alone && next_door && self.claims[last].amount.is_none() && (scene.is_recap() || !self.claims[last].items.is_empty()) {
            self.claims[last].amount = Some(amount);
            self.claims[last].sum = None;
            return true;
        }
        let line = scene.reading.words.within(scene.sentence).len() <= LIST_LINE;
        let listed = line || !alone || next_door;
        let whole = self.claims[last].clone();
        let mut part = self.claim(scene, clause, sum.start, whole.donors, None);
        let tells = !part.items.is_empty() || things::special_kind(scene.reading, clause, self.lexicon).is_some() || scene.is_listed();
        if !listed || !tells || !part.class.0.is_news() {
            return false;
        }
        part.stage = whole.stage;
        part.amount = Some(amount);
        part.sum = Some(sum);
        part.part = true;
        self.claims.push(part);
        true
    }

    /// Adds the things of a sentence such as "It includes …" to the package told just before.
    fn attach(&mut self, scene: &Scene<'_>, items: &[Item]) -> bool {
        let Some(last) = self.claims.iter_mut().rev().find(|claim| {
            claim.field == scene.field && (claim.amount.is_some() || claim.sentence == scene.sentence) || claim.kind == Kind::Package
        }) else {
            return false;
        };
        for item in items {
            if !last.items.iter().any(|own| own.name == item.name) {
                last.items.push(item.clone());
            }
        }
        true
    }

    /// The programmes of a clause; where it names none, those of the whole sentence, if it tells of no other sum.
    fn programmes(&self, scene: &Scene<'_>, clause: Span) -> Vec<Programme> {
        let Scene { reading, sentence, .. } = *scene;
        let own = things::programmes(reading, clause, self.lexicon);
        let alone = reading.sums_in(sentence).filter(|at| reading.sums[*at].gloss_of.is_none()).count() <= 1;
        if own.is_empty() && alone { things::programmes(reading, sentence, self.lexicon) } else { own }
    }

    fn donors(&self, scene: &Scene<'_>, clause: Span, at: usize) -> (Vec<Actor>, Option<Span>) {
        match givers::giver(scene.reading, &scene.groups, clause, at) {
            Some(group) => (group.actors.clone(), Some(group.span)),
            None => (self.focus.clone(), None),
        }
    }

    fn currency(&self, actor: &Actor) -> Option<Currency> {
        self.lexicon.actor(&actor.0)?.currency.as_deref().and_then(|code| Currency::parse(code).ok())
    }

    fn claim(&self, scene: &Scene<'_>, clause: Span, at: usize, donors: Vec<Actor>, named: Option<Span>) -> Claim {
        let Scene { reading, sentence, field, .. } = *scene;
        let items = things::items(reading, clause, self.lexicon);
        let kind = things::special_kind(reading, clause, self.lexicon)
            .unwrap_or_else(|| things::plain_kind(reading, clause, &items, self.lexicon));
        let civil = self.lends_to_states(&donors).then_some(Scope::Civil);
        Claim {
            field,
            sentence,
            depth: scene.depth,
            class: self.class(scene, clause, at),
            donors,
            named,
            amount: None,
            sum: None,
            glosses: Vec::new(),
            kind,
            items,
            stage: modality::stage(reading, clauses::around(reading, clause, at), sentence, at),
            programmes: self.programmes(scene, clause),
            scope: civil.unwrap_or_else(|| things::scope(reading, clause)),
            ordinal: ordinal::of(reading, sentence),
            part: false,
            told: 1,
        }
    }

    fn class(&self, scene: &Scene<'_>, clause: Span, at: usize) -> (MentionClass, Option<Span>) {
        let Scene { reading, .. } = *scene;
        let within = if reading.sums_in(clause).is_empty() { scene.sentence } else { clause };
        let statement = clauses::around(reading, within, at);
        let (class, span) = modality::class(reading, statement, at);
        if class != MentionClass::NewPledge {
            return if scene.lead && class == MentionClass::Background { (MentionClass::NewPledge, None) } else { (class, span) };
        }
        if let Some(count) = many_packages(reading, statement) {
            return (MentionClass::CumulativeTotal, Some(count));
        }
        if let Some(front) = front_of(scene, Cue::Cumulative) {
            return (MentionClass::CumulativeTotal, Some(front));
        }
        if let Some(front) = front_of(scene, Cue::Past).filter(|_| !scene.lead && !reading.has(statement, Cue::Future)) {
            return (MentionClass::Background, Some(front));
        }
        if let Some(told) = told_before(reading, statement, at) {
            return (MentionClass::Background, Some(told));
        }
        if self.history || self.teaser || self.faded && !reading.has(statement, Cue::Future) {
            return (MentionClass::Background, None);
        }
        if self.column {
            return (MentionClass::Opinion, None);
        }
        let month = reading
            .first(statement, Cue::Month)
            .filter(|_| scene.depth > usize::from(!self.told()) && !reading.has(statement, Cue::Future));
        let settled = || modality::stage(reading, statement, scene.sentence, at).0 > Stage::Announced;
        let sealed = || reading.has(statement, Cue::Framework) || reading.has(statement, Cue::Coproduction);
        if month.is_some() || scene.depth > DEEP && settled() && !sealed() {
            return (MentionClass::Background, month);
        }
        (MentionClass::NewPledge, None)
    }
}

/// Whether a sentence stands in the paragraph of the one before, or in the list that one opens.
fn goes_on(reading: &Reading, before: Span, sentence: Span) -> bool {
    let gap = reading.text(Span::new(before.end.min(sentence.start), sentence.start));
    let lists = |span: Span| reading.text(span).trim_start().starts_with(BULLETS) || reading.text(span).trim_end().ends_with(':');
    !gap.contains('\n') && !reading.text(before).ends_with('\n') || lists(sentence) && lists(before)
}

/// Whether only an alliance gives: one of its members may be meant.
fn is_alliance(donors: &[Actor]) -> bool {
    matches!(donors, [Actor(id)] if id == "EU" || id == "NATO")
}

/// Whether a sentence or the one behind it says that someone unnamed pays ("financed by a member state").
fn hides_payer(scene: &Scene<'_>) -> bool {
    let sentences = &scene.reading.sentences;
    let behind = sentences.partition_point(|next| next.start < scene.sentence.end);
    let end = sentences.get(behind).map_or(scene.sentence.end, |next| next.end);
    scene.reading.has(Span::new(scene.sentence.start, end), Cue::Undisclosed)
}

/// "23 packages": a count of packages is what was given over time.
fn many_packages(reading: &Reading, statement: Span) -> Option<Span> {
    let aid: Vec<Span> = reading.cues_in(statement).iter().filter(|hit| hit.tag == Cue::Aid).map(|hit| hit.span).collect();
    let counts = reading.counts_in(statement).iter().filter(|count| count.value >= MANY && count.value < u64::from(YEAR));
    let leads = |count: &&crate::pipeline::extract::numbers::Count| {
        aid.iter().any(|noun| noun.start >= count.span.end && reading.distance(count.span.end, noun.start) <= 1)
    };
    let ordinal = |count: &&crate::pipeline::extract::numbers::Count| {
        reading.normal.text[count.span.end..].starts_with(|c: char| c.is_alphabetic() || matches!(c, '.' | '-'))
    };
    counts.filter(|count| !ordinal(count)).filter(leads).map(|count| count.span).next()
}

/// A cue at the very front of a sentence: it rules all of it.
fn front_of(scene: &Scene<'_>, cue: Cue) -> Option<Span> {
    scene.reading.first(scene.sentence, cue).filter(|span| scene.reading.distance(scene.sentence.start, span.start) <= FRONT)
}

/// "the 2 billion announced in June": the words behind a sum that say it was told before.
fn told_before(reading: &Reading, statement: Span, at: usize) -> Option<Span> {
    let cues = reading.cues_in(Span::new(at.max(statement.start), statement.end.max(at)));
    let pair = cues.windows(2).find(|pair| {
        pair[0].tag == Cue::Announced && pair[1].tag == Cue::Month && reading.distance(pair[0].span.end, pair[1].span.start) == 0
    })?;
    Some(pair[1].span)
}

/// Whether a sentence opens a look back: what it claims is history, or it heads a list of what was earlier.
fn fades(scene: &Scene<'_>, told: &[Claim]) -> bool {
    let Scene { reading, sentence, .. } = *scene;
    let heads = reading.text(sentence).trim_end().ends_with(':') && reading.has(sentence, Cue::Past);
    heads || told.iter().any(|claim| claim.class.0 == MentionClass::Background && claim.class.1.is_some())
}

/// Whether the giver, a word of giving and a thing or aid stand close together.
fn acts_on(scene: &Scene<'_>, named: Option<Span>) -> bool {
    let Scene { reading, sentence, .. } = *scene;
    let near = |a: Span, b: Span, reach: usize| {
        if a.start < b.start { reading.distance(a.end, b.start) <= reach } else { reading.distance(b.end, a.start) <= reach }
    };
    let aid = reading.cues_in(sentence).iter().filter(|hit| hit.tag == Cue::Aid).map(|hit| hit.span);
    let things: Vec<Span> = reading.what_in(sentence).iter().map(|hit| hit.span).chain(aid).collect();
    let gives = reading.cues_in(sentence).iter().filter(|hit| givers::is_giving(hit.tag)).map(|hit| hit.span);
    gives
        .into_iter()
        .any(|verb| named.is_none_or(|giver| near(giver, verb, GIVER_REACH)) && things.iter().any(|thing| near(verb, *thing, THING_REACH)))
}

/// Whether a section's heading ends the article's own news: it stands alone, or in the last part of the text.
fn closes(reading: &Reading, sentence: Span, heading: Span) -> bool {
    let alone = reading.words.within(Span::new(heading.end, sentence.end)).is_empty();
    alone || heading.start * 2 > reading.normal.text.len()
}

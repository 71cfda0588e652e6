//! Sums: what is claimed with a sum, and why a sum is no claim.

use super::super::clauses;
use super::super::cue::Cue;
use super::super::gates;
use super::super::givers::Group;
use super::super::modality;
use super::super::money::{Stated, Sum};
use super::super::things;
use super::{Claim, DEEP, Refused, Scene, Teller};
use crate::domain::{Actor, Currency, Field, MentionClass, Money, Scope, Span};

/// How many words a line of a list has at most.
const LIST_LINE: usize = 16;

impl Teller<'_> {
    pub(super) fn sum(&mut self, scene: &Scene<'_>, sum: usize, order: usize) {
        let Scene { reading, sentence, .. } = *scene;
        let clause = clauses::of_sum(reading, sentence, sum);
        let found = &reading.sums[sum];
        let (mut donors, named) = self.donors(scene, clause, found.span.start);
        let implied =
            Some(()).filter(|()| named.is_none() && (self.assumed || donors.is_empty())).and_then(|()| self.implied(scene, clause, found));
        let spoken = implied.is_some();
        donors = implied.map_or(donors, |payer| vec![payer]);
        if let Some(whole) = self.whole_of(scene, clause, found.span) {
            donors = whole;
        }
        let own = || self.own_currency(scene, &donors, found);
        let currency = self.currency_of_whole(scene, clause, found).or_else(own);
        let Some(amount) = found.money(currency) else { return };
        let repeats =
            self.claims.iter().find(|claim| claim.field == Field::Title && claim.amount == Some(amount)).map(|claim| claim.donors.clone());
        let each = donors.len() > 1 && is_each(scene, named, found.span);
        let listed =
            |because: &String| because == gates::STRAY && self.lists_givers(scene, named, found.span) || because == gates::PRICE && each;
        let gate = gates::of_sum(scene, clause, found, amount, named, self.lexicon).filter(|because| !listed(because));
        let ruled_out = gate.as_deref().is_some_and(gates::rules_out);
        if let Some(because) = gate.or_else(|| self.unnamed(scene, &donors, named).filter(|_| !spoken)) {
            if let Some(donors) = repeats.filter(|_| because == gates::UNSPOKEN && named.is_none()) {
                if !(scene.is_recap() && self.values(scene, amount)) {
                    self.repeat(scene, clause, found.span, amount, donors);
                }
            } else if because != gates::UNSPOKEN || named.is_some() || !self.belongs(scene, clause, found.span, amount) {
                self.refused.push(Refused { field: scene.field, span: found.span, amount, because, ruled_out });
            }
            return;
        }
        let told = self.claims.last().filter(|last| scene.is_recap() && last.donors == donors).map(|last| last.amount);
        if told.is_some_and(|sum| sum == Some(amount) || self.values(scene, amount)) {
            return;
        }
        if named.is_none() && self.is_included(scene, amount) {
            return;
        }
        if is_alliance(&donors) && reading.has(sentence, Cue::Undisclosed) {
            donors.clear();
        }
        let Some(donors) = self.payers(scene, clause, donors) else {
            let because = "a company's sale".to_owned();
            self.refused.push(Refused { field: scene.field, span: found.span, amount, because, ruled_out: false });
            return;
        };
        let glosses = self.glosses(scene, sum, currency, amount);
        let statement = clauses::statement_of(scene, clause, found.span);
        let mut claim = self.claim(scene, statement, found.span.start, donors, named);
        claim.amount = Some(amount);
        claim.sum = Some(found.span);
        claim.guessed = claim.donors.is_empty() && matches!(found.currency, Stated::Ambiguous(_));
        claim.glosses = glosses;
        let of_which = reading.first(clause, Cue::OfWhich).filter(|of| of.start <= found.span.start);
        let summed = |of: Span| reading.has(Span::new(of.end, found.span.start.max(of.end)), Cue::InAll);
        claim.part = of_which.is_some_and(|of| !summed(of)) && (order > 0 || !self.claims.is_empty());
        let told = |last: &&Claim| last.field == claim.field && last.donors == claim.donors && last.sentence.end >= scene.before.start;
        if let Some(last) = self.claims.last().filter(told).filter(|_| claim.stage.1.is_none()) {
            claim.stage = last.stage;
        }
        let of_total = |whole: &&Claim| !whole.class.0.is_news() && whole.sentence.end >= scene.before.start;
        if let Some(whole) = self.claims.last().filter(of_total).filter(|whole| claim.part && whole.field == claim.field) {
            claim.class = whole.class;
        }
        let own = |whole: &Claim| whole.class.1.is_some_and(|span| reading.has(span, Cue::Atop));
        if let Some(whole) = self.claims.iter().rev().find(|whole| !own(whole)).filter(|whole| {
            (claim.part || modality::nearest_giving(reading, clause, found.span.start).is_none())
                && whole.sentence == claim.sentence
                && whole.field == claim.field
                && claim.class.0.is_news()
        }) {
            claim.class = whole.class;
        }
        if claim.part && self.halves(scene, clause, found.span) {
            claim.part = false;
            claim.scope = Scope::Military;
        }
        claim.class = self.told_as(&claim).filter(|_| !scene.lead).unwrap_or(claim.class);
        self.tell_each(scene, claim);
    }

    /// The givers' currency: the first one's; none where they share a sign with a currency that all count in ("$"), and not all of them
    /// have one of their own under it, or the sentence has used the sign for that currency.
    fn own_currency(&self, scene: &Scene<'_>, donors: &[Actor], sum: &Sum) -> Option<Currency> {
        let first = donors.first().and_then(|actor| self.currency(actor))?;
        let Stated::Ambiguous(candidates) = &sum.currency else { return Some(first) };
        let likeliest = *candidates.first()?;
        let reserve = self.lexicon.is_reserve(likeliest);
        let last = self.claims.last().filter(|last| last.field == scene.field && last.sentence == scene.sentence);
        let used = last.and_then(|last| last.amount).is_some_and(|amount| amount.currency() == likeliest);
        let all = donors.iter().all(|actor| self.currency(actor).is_some_and(|own| candidates.contains(&own)));
        (!reserve || all && !used).then_some(first)
    }

    /// Adds a claim with a sum, or one for every giver where the text says that each gives as much (GUIDE, rule 4).
    fn tell_each(&mut self, scene: &Scene<'_>, claim: Claim) {
        let each = claim.sum.is_some_and(|sum| is_each(scene, claim.named, sum));
        if !each || claim.donors.len() < 2 {
            return self.claims.push(claim);
        }
        let own = |donor: &Actor| Claim { donors: vec![donor.clone()], ..claim.clone() };
        self.claims.extend(claim.donors.iter().map(own));
    }

    /// The currency of the whole told just before, which a share of it without one is in: "of this sum, 20 million go to …".
    fn currency_of_whole(&self, scene: &Scene<'_>, clause: Span, sum: &Sum) -> Option<Currency> {
        let last = self.claims.last().filter(|last| last.field == scene.field && last.sentence.end >= scene.before.start)?;
        let share =
            sum.currency == Stated::Elided && scene.reading.first(clause, Cue::OfWhich).is_some_and(|of| of.start <= sum.span.start);
        last.amount.filter(|_| share).map(|whole| whole.currency())
    }

    /// Who gives the whole of which a sum is said to be a part, in the same sentence and with nobody named between.
    fn whole_of(&self, scene: &Scene<'_>, clause: Span, sum: Span) -> Option<Vec<Actor>> {
        let last = self.claims.last().filter(|last| last.field == scene.field && last.sentence == scene.sentence)?;
        let of = scene.reading.first(clause, Cue::OfWhich).filter(|of| of.start <= sum.start)?;
        let between = Span::new(last.sum?.end.min(of.start), of.start);
        let alone = scene
            .groups
            .iter()
            .all(|group| group.weak || !between.contains(group.span) && !Span::new(of.end, sum.end).contains(group.span));
        let given_by = |group: &Group| group.by && !group.weak && Span::new(sum.end, clause.end.max(sum.end)).contains(group.span);
        (alone && !scene.groups.iter().any(given_by)).then(|| last.donors.clone())
    }

    /// Whether a part is the half for defence while "the rest" is civil: then that half is the promise and the whole is only a total
    /// (GUIDE, rule 17).
    fn halves(&mut self, scene: &Scene<'_>, clause: Span, sum: Span) -> bool {
        let behind = Span::new(sum.end, scene.sentence.end);
        let rest = scene.reading.first(behind, Cue::OfWhich);
        let civil = rest.is_some_and(|rest| scene.reading.has(Span::new(rest.end, behind.end), Cue::Civil));
        let army = things::scope(scene.reading, clause, self.lexicon) != Scope::Civil;
        let whole = self.claims.last_mut().filter(|whole| whole.field == scene.field && whole.sentence == scene.sentence);
        let Some(whole) = whole.filter(|_| civil && army) else { return false };
        whole.class = (MentionClass::CumulativeTotal, rest);
        true
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
        let because = || format!("gloss of {amount}");
        let refused = |(span, gloss): &(Span, Money)| Refused {
            field: scene.field,
            span: *span,
            amount: *gloss,
            because: because(),
            ruled_out: false,
        };
        self.refused.extend(found.iter().map(refused));
        found.into_iter().map(|(_, amount)| amount).collect()
    }

    /// Whether a sentence goes on with what the next giver gives, right behind one that told a giver's sum: "Norway gives 1.5 billion
    /// crowns. Sweden contributes 275 million dollars."
    fn lists_givers(&self, scene: &Scene<'_>, named: Option<Span>, sum: Span) -> bool {
        let near = |last: &&Claim| last.field == scene.field && last.sentence.end >= scene.before.start;
        let told =
            self.claims.last().filter(near).is_some_and(|last| last.class.0.is_news() && last.amount.is_some() && last.named.is_some());
        let gives =
            |giver: Span| modality::nearest_giving(scene.reading, Span::new(giver.end.min(sum.start), sum.start), sum.start).is_some();
        told && named.is_some_and(|giver| giver.end <= sum.start && gives(giver))
    }

    /// Who pays though nobody is named: the one payer of a programme, or the one state whose money the sum is in.
    fn implied(&self, scene: &Scene<'_>, clause: Span, sum: &Sum) -> Option<Actor> {
        let mut schemes = things::schemes(scene.reading, clause, self.lexicon);
        // "300 million crowns", where no one is named: whose they are only the press at home can tell.
        let at_home = |currency: &Currency| self.focus.iter().any(|actor| self.currency(actor).as_ref() == Some(currency));
        let told = match &sum.currency {
            Stated::Ambiguous(several) => several.iter().find(|currency| at_home(currency)).copied(),
            _ => sum.money(None).map(|money| money.currency()),
        };
        let issuer = || self.lexicon.issuer(told?).map(|actor| actor.id.clone());
        let given = || modality::nearest_giving(scene.reading, clause, sum.span.start).is_some();
        let aid = || scene.reading.has(clause, Cue::Aid) || given() && things::given(scene.reading, clause).next().is_some();
        schemes
            .find_map(|scheme| scheme.payer.clone())
            .or_else(|| issuer().filter(|_| aid()))
            .filter(|id| !self.lexicon.roles.never_gives.contains(id))
            .map(Actor)
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
        let remote = || scene.depth > DEEP && self.claims.is_empty();
        let unnamed = named.is_none() && self.assumed && !spoken() && (remote() || !(donors.is_empty() && plain()));
        unnamed.then(|| "no giver is named".to_owned())
    }

    /// "Guns are part of the package too, worth 4 billion": a sum of the package that the thing just told belongs to, with more of it.
    fn is_included(&mut self, scene: &Scene<'_>, amount: Money) -> bool {
        let Scene { reading, sentence, .. } = *scene;
        let includes = reading.has(sentence, Cue::Contains) && reading.has(sentence, Cue::Aid);
        let included = includes && self.values(scene, amount);
        included && self.attach(scene, &things::items(reading, sentence, self.lexicon))
    }

    /// Takes a sentence's only sum for the value of the promise told just before, which has none yet.
    fn values(&mut self, scene: &Scene<'_>, amount: Money) -> bool {
        let sums = scene.reading.sums_in(scene.sentence).filter(|at| scene.reading.sums[*at].gloss_of.is_none()).count();
        let fits = |claim: &&mut Claim| {
            let told = claim.field == scene.field && claim.class.0.is_news() && !claim.part;
            told && claim.amount.is_none() && claim.sentence.end >= scene.before.start && (scene.is_recap() || !claim.items.is_empty())
        };
        let alone = sums == 1 && (!scene.reading.has(scene.sentence, Cue::Cumulative) || self.sums_up(scene, scene.sentence));
        let Some(claim) = self.claims.last_mut().filter(fits).filter(|_| alone) else { return false };
        claim.amount = Some(amount);
        claim.sum = None;
        true
    }

    /// Gives a bare sum to the package told just before: as its value, or as one of its parts where things stand beside it.
    fn belongs(&mut self, scene: &Scene<'_>, clause: Span, sum: Span, amount: Money) -> bool {
        let Some(last) = self.claims.iter().rposition(|claim| claim.field == scene.field && claim.class.0.is_news() && !claim.part) else {
            return false;
        };
        if self.values(scene, amount) {
            return true;
        }
        let alone = scene.reading.sums_in(scene.sentence).len() == 1;
        let next_door = self.claims[last].sentence.end >= scene.before.start;
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
}

/// Whether "each" stands between givers and their sum, or right behind it.
fn is_each(scene: &Scene<'_>, named: Option<Span>, sum: Span) -> bool {
    let Scene { reading, sentence, .. } = *scene;
    let ahead = named.is_some_and(|named| reading.has(Span::new(named.end.min(sum.start), sum.start), Cue::Each));
    let behind = reading.first(Span::new(sum.end, sentence.end.max(sum.end)), Cue::Each);
    ahead || behind.is_some_and(|each| reading.distance(sum.end, each.start) == 0)
}

/// Whether only an alliance gives: one of its members may be meant.
fn is_alliance(donors: &[Actor]) -> bool {
    matches!(donors, [Actor(id)] if id == "EU" || id == "NATO")
}

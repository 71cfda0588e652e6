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

/// A sum that is heard: where it stands, how much it is, and who gives it.
struct Heard<'a> {
    clause: Span,
    found: &'a Sum,
    amount: Money,
    donors: Vec<Actor>,
    /// The words that name the giver; none where nobody is named beside it.
    named: Option<Span>,
    /// Whether who pays is clear though nobody is named: the one payer of a scheme, or the one state whose money it is.
    implied: bool,
}

impl Teller<'_> {
    /// What a sentence claims with one of its sums, the `order`-th; or why that is no claim.
    pub(super) fn sum(&mut self, scene: &Scene<'_>, sum: usize, order: usize) {
        let clause = clauses::of_sum(scene.reading, scene.sentence, sum);
        let Some((mut heard, currency)) = self.hear(scene, clause, &scene.reading.sums[sum]) else { return };
        if self.is_refused(scene, &heard) || self.is_told(scene, &heard) {
            return;
        }
        if is_alliance(&heard.donors) && scene.reading.has(scene.sentence, Cue::Undisclosed) {
            heard.donors.clear();
        }
        let Some(donors) = self.payers(scene, clause, std::mem::take(&mut heard.donors)) else {
            let because = "a company's sale".to_owned();
            self.refused.push(Refused { field: scene.field, span: heard.found.span, amount: heard.amount, because, ruled_out: false });
            return;
        };
        let glosses = self.glosses(scene, sum, currency, heard.amount);
        let statement = clauses::statement_of(scene, clause, heard.found.span);
        let mut claim = self.claim(scene, statement, heard.found.span.start, donors, heard.named);
        claim.amount = Some(heard.amount);
        claim.sum = Some(heard.found.span);
        claim.guessed = claim.donors.is_empty() && matches!(heard.found.currency, Stated::Ambiguous(_));
        claim.glosses = glosses;
        claim.part = is_part(scene, clause, heard.found.span) && (order > 0 || !self.claims.is_empty());
        self.follow(scene, clause, heard.found.span, &mut claim);
        self.tell_each(scene, claim);
    }

    /// A sum with its givers, and the currency it is in where it does not say so itself; nothing where none can be told.
    fn hear<'s>(&self, scene: &Scene<'_>, clause: Span, found: &'s Sum) -> Option<(Heard<'s>, Option<Currency>)> {
        let (spoken, named) = self.donors(scene, clause, found.span.start);
        let silent = named.is_none() && (self.assumed || spoken.is_empty());
        let payer = silent.then(|| self.implied(scene, clause, found)).flatten();
        let implied = payer.is_some();
        let donors = self.whole_of(scene, clause, found.span).unwrap_or_else(|| payer.map_or(spoken, |payer| vec![payer]));
        let currency = self.currency_of_whole(scene, clause, found).or_else(|| self.own_currency(scene, &donors, found));
        let amount = found.money(currency)?;
        Some((Heard { clause, found, amount, donors, named, implied }, currency))
    }

    /// Whether a sum is no claim; it is noted why, unless it belongs to what was told.
    fn is_refused(&mut self, scene: &Scene<'_>, heard: &Heard<'_>) -> bool {
        let Heard { clause, found, amount, ref donors, named, implied } = *heard;
        let each = donors.len() > 1 && is_each(scene, named, found.span);
        let listed =
            |because: &String| because == gates::STRAY && self.lists_givers(scene, named, found.span) || because == gates::PRICE && each;
        let gate = gates::of_sum(scene, clause, found, amount, named, self.lexicon).filter(|because| !listed(because));
        let ruled_out = gate.as_deref().is_some_and(gates::rules_out);
        let Some(because) = gate.or_else(|| self.unnamed(scene, donors, named).filter(|_| !implied)) else { return false };
        let bare = because == gates::UNSPOKEN && named.is_none();
        if let Some(donors) = self.given_in_title(amount).filter(|_| bare) {
            if !(scene.is_recap() && self.values(scene, amount)) {
                self.repeat(scene, clause, found.span, amount, donors);
            }
        } else if !bare || !self.belongs(scene, clause, found.span, amount) {
            self.refused.push(Refused { field: scene.field, span: found.span, amount, because, ruled_out });
        }
        true
    }

    /// Who gives a sum by the title.
    fn given_in_title(&self, amount: Money) -> Option<Vec<Actor>> {
        let told = self.claims.iter().find(|claim| claim.field == Field::Title && claim.amount == Some(amount));
        told.map(|claim| claim.donors.clone())
    }

    /// Whether a sum is that of the pledge just told: told again, or its value.
    fn is_told(&mut self, scene: &Scene<'_>, heard: &Heard<'_>) -> bool {
        let told = self.claims.last().filter(|last| scene.is_recap() && last.donors == heard.donors).map(|last| last.amount);
        told.is_some_and(|sum| sum == Some(heard.amount) || self.values(scene, heard.amount))
            || heard.named.is_none() && self.is_included(scene, heard.amount)
    }

    /// Gives a claim what it has from those before it: the stage of the last one of its givers, the class of the whole that it is a part
    /// of or that its sentence tells with the same verb.
    fn follow(&mut self, scene: &Scene<'_>, clause: Span, sum: Span, claim: &mut Claim) {
        let reading = scene.reading;
        let told = |last: &&Claim| scene.is_next_to(last) && last.donors == claim.donors;
        if let Some(last) = self.claims.last().filter(told).filter(|_| claim.stage.1.is_none()) {
            claim.stage = last.stage;
        }
        let of_total = |whole: &&Claim| scene.is_next_to(whole) && !whole.class.0.is_news();
        if let Some(whole) = self.claims.last().filter(of_total).filter(|_| claim.part) {
            claim.class = whole.class;
        }
        let own = |whole: &Claim| whole.class.1.is_some_and(|span| reading.has(span, Cue::Atop));
        let joined = claim.part || modality::nearest_giving(reading, clause, sum.start).is_none();
        let beside = |whole: &&Claim| whole.sentence == claim.sentence && whole.field == claim.field;
        let whole = self.claims.iter().rev().find(|whole| !own(whole)).filter(beside);
        if let Some(whole) = whole.filter(|_| joined && claim.class.0.is_news()) {
            claim.class = whole.class;
        }
        if claim.part && self.halves(scene, clause, sum) {
            claim.part = false;
            claim.scope = Scope::Military;
        }
        claim.class = self.told_as(claim).filter(|_| !scene.lead).unwrap_or(claim.class);
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
        let last = self.claims.last().filter(|last| scene.is_next_to(last))?;
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
        let told = self
            .claims
            .last()
            .filter(|last| scene.is_next_to(last))
            .is_some_and(|last| last.class.0.is_news() && last.amount.is_some() && last.named.is_some());
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
        let near = |last: &Claim| last.field != scene.field || scene.is_next_to(last);
        let told = || self.claims.last().is_some_and(|last| last.donors == donors && near(last));
        let spoken = || reading.has(sentence, Cue::Back) || told();
        let thing = || !reading.what_in(sentence).is_empty() || reading.has(sentence, Cue::Aid);
        let gives = || modality::nearest_giving(reading, sentence, sentence.start).is_some();
        let plain = || thing() && gives() && gates::is_tied(reading, sentence, self.lexicon);
        let remote = || scene.depth > DEEP && self.claims.is_empty();
        let unnamed = named.is_none() && self.assumed && !spoken() && (remote() || !(donors.is_empty() && plain()));
        unnamed.then(|| "no giver is named".to_owned())
    }
}

/// Whether a sum is said to be a part of the one before, and not what all come to.
fn is_part(scene: &Scene<'_>, clause: Span, sum: Span) -> bool {
    let of_which = scene.reading.first(clause, Cue::OfWhich).filter(|of| of.start <= sum.start);
    let summed = |of: Span| scene.reading.has(Span::new(of.end, sum.start.max(of.end)), Cue::InAll);
    of_which.is_some_and(|of| !summed(of))
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

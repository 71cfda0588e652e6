//! Folding: claims of one article that tell the same thing become one.

use super::claims::Claim;
use super::lexicon::{Lexicon, is_coalition};
use crate::domain::{Actor, Field, Item, Kind, MentionClass, Money, Stage};

/// How many sentences behind a pledge its value may be told.
pub(super) const NEXT_DOOR: usize = 3;

/// Merges each claim into an earlier one that tells the same.
pub(super) fn fold(claims: Vec<Claim>, lexicon: &Lexicon) -> Vec<Claim> {
    let mut kept: Vec<Claim> = Vec::new();
    for claim in claims {
        match kept.iter_mut().find(|known| same(known, &claim, lexicon)) {
            Some(known) => absorb(known, claim),
            None => kept.push(claim),
        }
    }
    kept
}

/// Takes into a claim what a later one that tells the same adds; what the text tells with a sum stands over what the title told.
fn absorb(known: &mut Claim, mut next: Claim) {
    let (first, titled, class) = (known.class, known.field == Field::Title, next.class);
    let (told, given) = (known.told + 1, known.given && next.given);
    if outranks(&next, known) {
        std::mem::swap(known, &mut next);
    }
    let (kept, other) = (known, next);
    take_givers(kept, &other);
    if kept.fresh && is_vague(kept) && kept.field == other.field {
        kept.kind = other.kind;
    }
    take_things(kept, &other);
    take_stage(kept, &other, class.0);
    take_kind(kept, &other);
    if first.0 == MentionClass::CumulativeTotal {
        kept.class = first;
    } else if titled && kept.field == Field::Title && class.0.is_news() {
        kept.class = class;
    }
    (kept.told, kept.given) = (told, given);
}

/// Whether a later claim is the one to keep: the text's words with a sum, or where the first has none either.
fn outranks(next: &Claim, known: &Claim) -> bool {
    let first_sum = known.amount.is_none() && next.amount.is_some();
    let titled = known.field == Field::Title && (next.amount.is_some() || known.amount.is_none());
    next.field == Field::Text && (first_sum || titled)
}

fn take_givers(kept: &mut Claim, other: &Claim) {
    if kept.donors.is_empty() || kept.named.is_none() && !other.donors.is_empty() && other.named.is_some() {
        kept.donors.clone_from(&other.donors);
    }
}

fn take_things(kept: &mut Claim, other: &Claim) {
    for programme in &other.programmes {
        if !kept.programmes.contains(programme) {
            kept.programmes.push(programme.clone());
        }
    }
    for item in &other.items {
        if !names(kept, item) {
            kept.items.push(item.clone());
        }
    }
    kept.ordinal = kept.ordinal.or(other.ordinal);
}

/// Takes the other's stage where it is the only one told, or a firmer one of the same thing.
fn take_stage(kept: &mut Claim, other: &Claim, class: MentionClass) {
    if kept.stage.1.is_none() && other.stage.1.is_some() && other.field == kept.field {
        kept.stage = other.stage;
    }
    let kind = if kept.kind == Kind::FrameworkAgreement { other.kind } else { kept.kind };
    let ordered = other.stage.0 == Stage::Contracted && group(other.kind) == group(kind);
    let sealed = other.stage.0 == Stage::Agreed && other.kind == kind && is_partnership(kind);
    let firm = (ordered || sealed) && other.field == Field::Text && class == MentionClass::NewPledge;
    if firm && kept.stage.0 == Stage::Announced {
        kept.stage = other.stage;
    }
    let valued = kept.amount.is_some() && other.amount.is_none() && group(other.kind) == group(kept.kind) && other.stage.0 == Stage::Agreed;
    if valued && kept.stage.0 == Stage::Announced && class == MentionClass::NewPledge {
        kept.stage = other.stage;
    }
    if other.kind == Kind::FrameworkAgreement && kept.amount.is_none() && kept.stage.0 < other.stage.0 {
        kept.stage = other.stage;
    }
}

/// An agreement is of the kind of what is agreed, bare money of that of what it buys; a package that pays Ukrainian makers is of that kind.
fn take_kind(kept: &mut Claim, other: &Claim) {
    let pays_makers = group(kept.kind) == Kind::Package && other.kind == Kind::UaProductionFinancing;
    if matches!(kept.kind, Kind::FrameworkAgreement | Kind::Money) || pays_makers {
        kept.kind = other.kind;
    }
}

/// Whether a claim tells what an earlier one told.
fn same(known: &Claim, next: &Claim, lexicon: &Lexicon) -> bool {
    let pair = Pair { known, next, lexicon, retitled: known.field == Field::Title && next.field == Field::Text };
    if !pair.is_of_one_class() {
        return false;
    }
    !pair.joins_another()
        && (pair.seals()
            || match (known.amount, next.amount) {
                (Some(a), Some(b)) => pair.tells_one_sum(&a, &b),
                (None, None) => pair.tells_one_thing(),
                (None, Some(_)) if pair.retitled => pair.have_a_giver() && (pair.is_alike() || next.kind == Kind::UaProductionFinancing),
                (None, Some(_)) => pair.gives_thing_its_sum() || pair.gives_partnership_its_sum(),
                (Some(_), None) => pair.spends_the_sum(),
            })
}

/// Two claims that may tell the same.
struct Pair<'a> {
    known: &'a Claim,
    next: &'a Claim,
    lexicon: &'a Lexicon,
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

    /// Whether the next is the mere agreement by which the first is done: on nothing, or on what is made or kept up together.
    fn seals(&self) -> bool {
        let Claim { kind, amount, field, items, .. } = self.next;
        let partners = matches!(self.known.kind, Kind::JointProduction | Kind::Sustainment);
        let bare = items.is_empty() || partners && self.overlaps();
        *kind == Kind::FrameworkAgreement && amount.is_none() && *field == Field::Text && bare && self.have_a_giver()
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

    fn tells_one_thing(&self) -> bool {
        let (known, next) = (self.known, self.next);
        let vague = || is_next_door(known, next) && !next.items.iter().any(|item| self.lexicon.is_specific(item));
        let adds = || !next.items.is_empty() && !known.items.is_empty() && !self.overlaps() && !shares_count(known, next) && !vague();
        let trains_on = || next.kind == Kind::Training && !next.items.is_empty() && next.items.iter().all(|item| names(known, item));
        self.have_a_giver()
            && (trains_on() || self.is_alike() || self.fills_agreement())
            && (self.retitled || group(known.kind) != Kind::Package || !adds())
    }

    /// Whether the next says what is made together under the agreement just told, which names nothing else.
    fn fills_agreement(&self) -> bool {
        let Claim { kind, items, programmes, .. } = self.known;
        let own = programmes.iter().all(|programme| self.next.programmes.contains(programme));
        let bare = *kind == Kind::FrameworkAgreement && (items.is_empty() || self.overlaps()) && own;
        bare && group(self.next.kind) == Kind::JointProduction && (self.retitled || is_next_door(self.known, self.next))
    }

    /// Whether a sum is that of the things just told: it names one of them, or nothing but "a package worth" it.
    fn gives_thing_its_sum(&self) -> bool {
        let (known, next) = (self.known, self.next);
        let whole = || next.items.is_empty() && next.kind == Kind::Package && self.is_alike() && next.depth == known.depth + 1;
        let valued = || next.items.is_empty() && is_uncounted(known) && is_next_door(known, next) && self.is_alike();
        known.donors == next.donors && !next.part && (self.overlaps() || is_vague(known) || whole() || valued())
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

    /// Whether the next names a thing that the first names, or only its kind: "the vehicles" behind "200 armoured vehicles".
    fn overlaps(&self) -> bool {
        let of_kind = |own: &Item, item: &Item| self.lexicon.is_kind_of(item, own);
        let told = |item: &Item| names(self.known, item) || self.known.items.iter().any(|own| of_kind(own, item));
        self.next.items.iter().any(told)
    }

    /// Whether the next only says on what the first's sum is spent.
    fn spends_the_sum(&self) -> bool {
        let spent = || is_partnership(self.known.kind) && is_next_door(self.known, self.next);
        self.have_a_giver() && self.is_alike() && (self.next.items.is_empty() || self.overlaps() || spent())
    }
}

/// Whether two sums differ by less than a hundredth.
fn is_close(a: &Money, b: &Money) -> bool {
    a.currency() == b.currency() && a.principal().abs_diff(b.principal()) * 100 <= a.principal().max(b.principal())
}

/// Whether two lists of givers can be those of one promise: they have one in common, or one of them names nobody but a coalition.
pub(super) fn share(a: &[Actor], b: &[Actor]) -> bool {
    let pools = |actors: &[Actor]| actors.iter().all(|actor| is_coalition(&actor.0));
    pools(a) || pools(b) || a.iter().any(|actor| b.contains(actor))
}

/// Whether two claims count the same number of one thing.
fn shares_count(known: &Claim, next: &Claim) -> bool {
    let counted = |item: &Item| item.quantity.is_some() && next.items.iter().any(|other| other.quantity == item.quantity);
    known.items.iter().any(counted)
}

fn names(claim: &Claim, item: &Item) -> bool {
    claim.items.iter().any(|own| own.name == item.name)
}

/// Whether a claim only says that aid is given: no sum, no thing, no special kind.
fn is_vague(claim: &Claim) -> bool {
    claim.amount.is_none() && claim.items.is_empty() && matches!(claim.kind, Kind::Package | Kind::Money)
}

/// Whether a claim says that a package is given and of nothing in it how many.
fn is_uncounted(claim: &Claim) -> bool {
    claim.kind == Kind::Package && claim.items.iter().all(|item| item.quantity.is_none())
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
pub(super) fn group(kind: Kind) -> Kind {
    match kind {
        Kind::UaProductionFinancing => Kind::JointProduction,
        Kind::Money | Kind::Equipment | Kind::Ammunition | Kind::Sustainment => Kind::Package,
        other => other,
    }
}

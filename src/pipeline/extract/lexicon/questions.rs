//! Questions: what the lexicon knows of an actor, a programme, a thing or a currency.

use super::super::normalise::Normal;
use super::super::words::Words;
use super::Lexicon;
use super::entries::{ActorEntry, CompanyEntry, INITIATIVE, ItemEntry, ProgrammeEntry, Side, is_coalition};
use super::senses::Who;
use crate::domain::{Currency, Item, Lang, Programme};

impl Lexicon {
    /// Whether a text in any of the fifteen languages names Ukraine, its people, capital or leaders, or a programme that serves it alone.
    pub fn names_ukraine(&self, text: &str) -> bool {
        let normal = Normal::of(text);
        !self.ukraine.find(&normal.text, &Words::of(&normal.text), Lang::EN).is_empty()
    }

    /// Whether a name is Ukraine, its people, seat of power or one who speaks for it.
    pub(in crate::pipeline) fn is_ukraine(&self, who: Who) -> bool {
        self.side(who).is_some_and(|side| side.ukraine)
    }

    /// Whether a name is the attacker, its seat of power or one who speaks for it.
    pub(in crate::pipeline) fn is_enemy(&self, who: Who) -> bool {
        !matches!(who, Who::Demonym(_)) && self.side(who).is_some_and(|side| side.enemy)
    }

    /// Whether a currency is the attacker's own.
    pub(in crate::pipeline) fn is_enemys(&self, currency: Currency) -> bool {
        let money = |id: &String| self.actor(id).and_then(|actor| actor.currency.as_deref());
        self.roles.enemies.iter().filter_map(money).any(|code| code == currency.code())
    }

    /// Whether a name is another state that receives arms.
    pub(in crate::pipeline) fn is_other_receiver(&self, who: Who) -> bool {
        !matches!(who, Who::Holder(_)) && self.side(who).is_some_and(|side| side.other_receiver)
    }

    /// Whether a name is a state's own.
    pub(in crate::pipeline) fn is_state(&self, who: Who) -> bool {
        let Who::Name(at) = who else { return false };
        self.actors.get(at as usize).is_some_and(|actor| actor.kind == "state")
    }

    /// Whether a name is a programme that serves Ukraine alone.
    pub(in crate::pipeline) fn is_for_ukraine(&self, who: Who) -> bool {
        self.scheme(who).is_some_and(|programme| !holds(&self.roles.shared_programmes, &programme.id))
    }

    /// Whether a name is a programme that one actor alone pays for.
    pub(in crate::pipeline) fn has_one_payer(&self, who: Who) -> bool {
        self.scheme(who).is_some_and(|programme| programme.payer.is_some())
    }

    /// The side of the actor that a name, adjective, capital or office-holder stands for.
    fn side(&self, who: Who) -> Option<&Side> {
        match who {
            Who::Name(at) | Who::Demonym(at) | Who::Capital(at) => self.known.actor_sides.get(at as usize),
            Who::Holder(at) => self.known.holder_sides.get(at as usize),
            Who::Company(_) | Who::Programme(_) => None,
        }
    }

    /// Whether a thing serves civilians unless something military stands beside it.
    pub fn is_civil(&self, item: &ItemEntry) -> bool {
        self.roles.civil_things.contains(&item.class)
    }

    /// Whether a language may end a clause with its verb.
    pub fn puts_verb_last(&self, lang: Lang) -> bool {
        self.roles.verb_last.iter().any(|code| code == lang.code())
    }

    /// Whether a thing can be told from others.
    pub fn is_specific(&self, item: &Item) -> bool {
        self.item(&item.name).is_some_and(ItemEntry::is_specific)
    }

    /// Whether a thing's name only says of what kind another is ("fighter jets" of "F-16 aircraft", "vehicles" of "armoured vehicles"): it
    /// names no model, and is of the other's class or ends its name.
    pub fn is_kind_of(&self, kind: &Item, thing: &Item) -> bool {
        let class = |item: &Item| self.item(&item.name).map(|entry| &entry.class);
        let names_model = kind.name.contains(|c: char| c.is_uppercase() || c.is_ascii_digit());
        let ends = || thing.name.strip_suffix(kind.name.as_str()).is_some_and(|front| front.ends_with(' '));
        !names_model && kind.quantity.is_none() && (ends() || self.is_specific(kind) && class(kind) == class(thing))
    }

    /// The maker a name stands for.
    pub fn company(&self, who: Who) -> Option<&CompanyEntry> {
        let Who::Company(at) = who else { return None };
        self.companies.get(at as usize)
    }

    /// Whether words speak of an army's things.
    pub fn is_military(&self, words: &str) -> bool {
        let words = words.to_lowercase();
        self.roles.military_stems.iter().any(|stem| words.contains(stem))
    }

    /// Whether a name is a coalition or initiative, which gives what its members put in.
    pub fn pools(&self, who: Who) -> bool {
        self.scheme(who).is_some_and(|entry| is_coalition(&entry.id) || entry.id.ends_with(INITIATIVE))
    }

    /// Whether a name is a Ukrainian maker's.
    pub(in crate::pipeline) fn is_ukrainian_maker(&self, who: Who) -> bool {
        let Who::Company(at) = who else { return false };
        self.companies.get(at as usize).is_some_and(|company| company.ukrainian)
    }

    /// Whether a programme pays Ukrainian makers.
    pub fn pays_makers(&self, programme: &Programme) -> bool {
        self.programme(&programme.0).is_some_and(|entry| entry.pays_makers)
    }

    /// Whether a thing, by its canonical name, serves civilians.
    pub fn is_civil_name(&self, name: &str) -> bool {
        self.item(name).is_some_and(|entry| self.is_civil(entry))
    }

    /// Whether a programme is only a meeting's name.
    pub fn is_venue(&self, programme: &Programme) -> bool {
        self.programme(&programme.0).is_some_and(|entry| entry.venue)
    }

    /// Who alone pays for a programme; none where several do.
    pub fn payer(&self, programme: &Programme) -> Option<&str> {
        self.programme(&programme.0)?.payer.as_deref()
    }

    /// Whether a thing goes by this programme wherever both are named.
    pub fn moves(&self, programme: &Programme, item: &str) -> bool {
        self.programme(&programme.0).is_some_and(|entry| entry.moves.iter().any(|name| name == item))
    }

    /// The one actor whose own money a currency is; none for money that several share.
    pub fn issuer(&self, currency: Currency) -> Option<&ActorEntry> {
        let mut issuers = self.actors.iter().filter(|actor| actor.currency.as_deref() == Some(currency.code()));
        issuers.next().filter(|_| !self.is_reserve(currency) && issuers.next().is_none())
    }

    /// Whether others count in a currency as well.
    pub fn is_reserve(&self, currency: Currency) -> bool {
        self.roles.reserve_currencies.iter().any(|code| code == currency.code())
    }

    /// The actor with an id.
    pub fn actor(&self, id: &str) -> Option<&ActorEntry> {
        self.known.actors.get(id).and_then(|at| self.actors.get(*at))
    }

    /// The programme with an id.
    pub fn programme(&self, id: &str) -> Option<&ProgrammeEntry> {
        self.known.programmes.get(id).and_then(|at| self.programmes.get(*at))
    }

    /// The programme that a name is.
    pub(in crate::pipeline) fn scheme(&self, who: Who) -> Option<&ProgrammeEntry> {
        let Who::Programme(at) = who else { return None };
        self.programmes.get(at as usize)
    }

    /// The thing with a canonical name.
    fn item(&self, name: &str) -> Option<&ItemEntry> {
        self.known.items.get(name).and_then(|at| self.items.get(*at))
    }
}

fn holds(ids: &[String], id: &str) -> bool {
    ids.iter().any(|own| own == id)
}

//! Whether a report and a pledge are one promise, by the strongest ground they share, and why.

use super::facts::{self, Donors};
use super::keys::{LIFE_REACH, NEWS_REACH, SPECIFIC_REACH};
use crate::domain::{Kind, Money, Pledge, PledgeId, Report, Scope};
use crate::pipeline::fx::Rates;

/// Sums of one currency this close, in thousandths, are one sum told with more or less rounding.
const SAME_CURRENCY: u64 = 30;

/// Sums of two currencies this close in euros, in thousandths, are one sum converted at another day's rate.
const CONVERTED: u64 = 80;

/// One figure in two currencies this close in euros, in thousandths, may be one sum with its currency mistaken: dollars for euros.
const MISNAMED: u64 = 200;

/// Claims that agree in less than a sum, a number or a thing must be this close in days.
const SAME_NEWS: u64 = 3;

/// How alike a report and a pledge are; they are one promise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Likeness {
    /// The pledge to file the report under: the one compared, or its whole, where a part's sum was told as the whole's.
    pub pledge: PledgeId,
    /// How much the ground proves; more is stronger.
    pub strength: u32,
    /// Days between the report and the pledge's reports; 0 where a day is unknown.
    pub days_apart: u64,
    /// Why, as a phrase.
    pub because: String,
}

/// A report and a pledge, with what is asked of both more than once.
struct Pair<'a> {
    report: &'a Report,
    pledge: &'a Pledge,
    donors: Donors,
    /// `None` where a day is unknown.
    days: Option<u64>,
    rates: &'a Rates,
}

/// A ground for taking both for one: how much it proves, and the phrase.
type Ground = Option<(u32, String)>;

/// Compares a report with one of its candidates; `None` where they are two promises.
pub fn compare(report: &Report, pledge: &Pledge, candidates: &[Pledge], rates: &Rates) -> Option<Likeness> {
    let mention = &report.mention;
    let donors = facts::donors((&mention.donors, &mention.programmes), (&pledge.donors, &pledge.programmes));
    let days = facts::days_outside(report.day, pledge.first_day, pledge.last_day);
    let pair = Pair { report, pledge, donors, days, rates };
    if pair.contradicts() {
        return None;
    }
    let instead = pair.whole_of_part(candidates);
    let grounds = [
        pair.by_ordinal(),
        pair.by_sum(instead.is_some()),
        pair.by_figure(),
        pair.by_thing(),
        pair.by_programme(),
        pair.by_agreement(),
        pair.by_package(),
    ];
    let (strength, ground) = grounds.into_iter().flatten().max_by_key(|(strength, _)| *strength)?;
    let strength = strength + pair.nearness();
    let because = format!("{}, {ground}, {}", pair.donor_words(), pair.day_words());
    Some(Likeness { pledge: instead.unwrap_or(pledge.id), strength, days_apart: days.unwrap_or_default(), because })
}

impl Pair<'_> {
    /// Facts that no likeness outweighs.
    fn contradicts(&self) -> bool {
        let mention = &self.report.mention;
        let numbered = mention.ordinal.zip(self.pledge.ordinal).is_some_and(|(a, b)| a != b);
        let split = (mention.scope == Scope::Civil) != (self.pledge.scope == Scope::Civil);
        let reach = u64::from(if self.lasts() { LIFE_REACH } else { SPECIFIC_REACH });
        self.donors == Donors::Apart || numbered || split || self.days.is_some_and(|days| days > reach)
    }

    /// Whether the report may speak of an older promise.
    fn lasts(&self) -> bool {
        self.told_again() || self.report.mention.ordinal.is_some() || self.report.mention.kind == Kind::OfficeOpened
    }

    fn told_again(&self) -> bool {
        facts::is_told_again(self.report.mention.class)
    }

    fn within(&self, days: u64) -> bool {
        self.days.is_some_and(|apart| apart <= days)
    }

    fn same_group(&self) -> bool {
        facts::group(self.report.mention.kind) == facts::group(self.pledge.kind)
    }

    /// Whether the kinds differ only in that one outlet says whose makers are paid.
    fn confusable_kinds(&self) -> bool {
        [self.report.mention.kind, self.pledge.kind].iter().all(|kind| matches!(facts::group(*kind), "aid" | "production financing"))
    }

    fn is_package(&self) -> bool {
        [self.report.mention.kind, self.pledge.kind].contains(&Kind::Package)
    }

    /// Whether one is told as a part, and the other as a package of its own.
    fn part_and_package(&self) -> bool {
        self.is_package() && self.report.mention.part_of.is_some() != self.pledge.part_of.is_some()
    }

    fn same_programmes(&self) -> bool {
        facts::telling(&self.report.mention.programmes) == facts::telling(&self.pledge.programmes)
    }

    /// Whether both name programmes and share none.
    fn other_programmes(&self) -> bool {
        let (a, b) = (facts::telling(&self.report.mention.programmes), facts::telling(&self.pledge.programmes));
        !a.is_empty() && !b.is_empty() && a.is_disjoint(&b)
    }

    /// The serial number of a donor's packages; a part of the package with a sum of its own is not the package.
    fn by_ordinal(&self) -> Ground {
        let number = self.report.mention.ordinal.filter(|n| Some(*n) == self.pledge.ordinal)?;
        let fits = self.same_group() || self.sum_words(CONVERTED).is_some();
        (fits && self.donors == Donors::Same).then(|| (90, format!("both package no. {number}")))
    }

    /// The same sum. The less the donors or days say, the more the sum itself must.
    fn by_sum(&self, told_as_whole: bool) -> Ground {
        let (apart, words) = self.sum_words(CONVERTED)?;
        let (ours, theirs) = (self.report.mention.amount?, self.pledge.amount?);
        let one_currency = ours.currency() == theirs.currency();
        let kinds = self.same_group() || (self.confusable_kinds() && !self.part_and_package());
        let exact = one_currency && apart == 0 && kinds && !self.other_programmes();
        let fits = match (self.days, self.donors) {
            (None, Donors::Same) => exact && same_bounds(&ours, &theirs),
            (None, _) => false,
            (Some(days), Donors::Same) => self.sum_is_near(days, (one_currency, apart), told_as_whole),
            (Some(days), Donors::Overlap) => exact && days <= SAME_NEWS,
            (Some(days), _) => exact && days <= SAME_NEWS && (facts::is_specific(ours.principal()) || self.shares_programme()),
        };
        let strength = if one_currency { 70 } else { 60 };
        fits.then_some((strength, words))
    }

    fn sum_is_near(&self, days: u64, sums: (bool, u64), told_as_whole: bool) -> bool {
        let (one_currency, apart) = sums;
        let specific = self.report.mention.amount.is_some_and(|money| facts::is_specific(money.principal()));
        let reach = match () {
            () if self.told_again() => LIFE_REACH,
            () if specific && one_currency && apart == 0 && self.same_group() => SPECIFIC_REACH,
            () => NEWS_REACH,
        };
        let confusable = one_currency && self.confusable_kinds() && (told_as_whole || !self.part_and_package());
        let kinds = self.same_group() || confusable || (one_currency && days <= SAME_NEWS && !self.is_package());
        days <= u64::from(reach) && kinds && !self.other_programmes()
    }

    /// The same figure in two currencies not far apart: one outlet named another currency than it meant.
    fn by_figure(&self) -> Ground {
        let (ours, theirs) = (self.report.mention.amount?, self.pledge.amount?);
        let apart = facts::per_mille(self.rates.eur(&ours, self.report.day)?.units(), self.pledge.eur?.units())?;
        let slip = ours.principal() == theirs.principal() && ours.currency() != theirs.currency() && apart <= MISNAMED;
        let fits = slip && self.same_news() && self.same_group() && self.shares_programme();
        fits.then(|| (55, format!("{ours} against {theirs}, the same figure")))
    }

    /// How far the sums are apart, in thousandths, and in words; `None` where they are two sums or one is unknown.
    fn sum_words(&self, converted_limit: u64) -> Option<(u64, String)> {
        let (ours, theirs) = (self.report.mention.amount?, self.pledge.amount?);
        let one_currency = ours.currency() == theirs.currency();
        let apart = if one_currency {
            facts::per_mille(ours.principal(), theirs.principal())?
        } else {
            facts::per_mille(self.rates.eur(&ours, self.report.day)?.units(), self.pledge.eur?.units())?
        };
        let limit = if one_currency { SAME_CURRENCY } else { converted_limit };
        let words = match apart {
            0 => ours.to_string(),
            _ => format!("{ours} against {theirs} within {} %", apart.div_ceil(10)),
        };
        (apart <= limit).then_some((apart, words))
    }

    /// The same things of the same donors, where at most one of both has a sum; of donors not named only things with a model number.
    fn by_thing(&self) -> Ground {
        let name = self.shared_thing()?;
        let unknown = matches!(self.donors, Donors::Unnamed | Donors::HalfNamed) && !name.contains(|c: char| c.is_ascii_digit());
        if self.both_have_sums() || !self.same_group() || self.other_quantity() || unknown {
            return None;
        }
        let reach = if self.told_again() { u64::from(LIFE_REACH) } else { self.thing_reach() };
        let dated = self.within(reach) && (self.donors == Donors::Same || self.within(SAME_NEWS));
        (dated && !self.other_programmes()).then(|| (50, format!("both of {name}")))
    }

    fn thing_reach(&self) -> u64 {
        if self.report.mention.amount.is_some() != self.pledge.amount.is_some() { SAME_NEWS } else { u64::from(NEWS_REACH) }
    }

    fn both_have_sums(&self) -> bool {
        self.report.mention.amount.is_some() && self.pledge.amount.is_some()
    }

    fn other_quantity(&self) -> bool {
        let ours = self.report.mention.items.iter().filter_map(|item| item.quantity).max();
        let far = |(a, b)| facts::per_mille(a, b).is_some_and(|apart| apart > 200);
        ours.zip(self.pledge.quantity).is_some_and(far)
    }

    fn shared_thing(&self) -> Option<&str> {
        let ours = self.report.mention.items.iter().map(|item| item.name.as_str());
        ours.into_iter().find(|name| self.pledge.items.iter().any(|theirs| facts::same_thing(name, theirs)))
    }

    /// The same kind under the same programme, where one of both tells neither sum nor things.
    fn by_programme(&self) -> Ground {
        let mention = &self.report.mention;
        let bare = (mention.amount.is_none() && mention.items.is_empty()) || (self.pledge.amount.is_none() && self.pledge.items.is_empty());
        let lone = mention.part_of.is_none() && self.pledge.part_of.is_none();
        let fits = bare && lone && self.same_group() && self.same_programmes() && self.shares_programme() && self.same_news();
        fits.then(|| (45, "both under one programme".to_owned()))
    }

    /// The same donors in the same days.
    fn same_news(&self) -> bool {
        self.donors == Donors::Same && self.within(SAME_NEWS)
    }

    fn shares_programme(&self) -> bool {
        !facts::telling(&self.report.mention.programmes).is_disjoint(&facts::telling(&self.pledge.programmes))
    }

    /// Agreements, offices and training without money or things: the parties, the kind and the programme.
    fn by_agreement(&self) -> Ground {
        let mention = &self.report.mention;
        let things = !mention.items.is_empty() && !self.pledge.items.is_empty();
        let lone = matches!(facts::group(mention.kind), "agreement" | "office" | "joint production" | "training");
        if !lone || mention.kind != self.pledge.kind || self.both_have_sums() || things || !self.same_programmes() {
            return None;
        }
        let programmed = !facts::telling(&mention.programmes).is_empty();
        let reach = match mention.kind {
            Kind::OfficeOpened => u64::from(LIFE_REACH),
            _ if programmed => u64::from(NEWS_REACH),
            _ => SAME_NEWS,
        };
        let parties = self.donors == Donors::Same || (self.donors == Donors::Overlap && programmed);
        (parties && self.within(reach)).then(|| (40, format!("both {}", mention.kind.as_str().replace('_', " "))))
    }

    /// A package told without its sum or its content.
    fn by_package(&self) -> Ground {
        let mention = &self.report.mention;
        let bare = mention.amount.is_none() && mention.items.is_empty() || self.pledge.amount.is_none() && self.pledge.items.is_empty();
        let packages = mention.kind == Kind::Package
            && self.pledge.kind == Kind::Package
            && mention.part_of.is_none()
            && self.pledge.part_of.is_none();
        let fits = bare && packages && self.same_news() && self.same_programmes();
        fits.then(|| (30, "both a package".to_owned()))
    }

    /// The whole that this report means, where it gives a part's sum as the whole's: the sum is a part's, the kind the whole's.
    fn whole_of_part(&self, candidates: &[Pledge]) -> Option<PledgeId> {
        let whole = candidates.iter().find(|pledge| Some(pledge.id) == self.pledge.part_of)?;
        let mention = &self.report.mention;
        let as_whole = mention.part_of.is_none() && mention.kind == Kind::Package && mention.kind == whole.kind;
        (as_whole && !self.same_group()).then_some(whole.id)
    }

    /// A small preference among equal grounds for the same kind, donors and programmes.
    fn nearness(&self) -> u32 {
        let points = [
            self.report.mention.kind == self.pledge.kind,
            self.donors == Donors::Same,
            self.same_programmes(),
            self.shared_thing().is_some(),
        ];
        points.into_iter().map(|point| if point { 2 } else { 0 }).sum()
    }

    fn donor_words(&self) -> &'static str {
        match self.donors {
            Donors::Same => "same donors",
            Donors::Overlap => "overlapping donors",
            Donors::HalfNamed => "donors named once",
            Donors::Unnamed | Donors::Apart => "donors not named",
        }
    }

    fn day_words(&self) -> String {
        match self.days {
            None => "a day unknown".to_owned(),
            Some(0) => "same days".to_owned(),
            Some(1) => "1 day apart".to_owned(),
            Some(days) => format!("{days} days apart"),
        }
    }
}

fn same_bounds(a: &Money, b: &Money) -> bool {
    (a.min().is_some(), a.max().is_some()) == (b.min().is_some(), b.max().is_some())
}

//! What a person fixed holds against the vote of the reports.

use crate::domain::{Pledge, Setting};
use crate::pipeline::fx::Rates;

/// A pledge with these fields as they were set by hand.
pub fn settle(pledge: Pledge, fixed: &[Setting], rates: &Rates) -> Pledge {
    fixed.iter().fold(pledge, |pledge, setting| put(pledge, setting, rates))
}

fn put(mut pledge: Pledge, setting: &Setting, rates: &Rates) -> Pledge {
    match setting {
        Setting::Stage(stage) => pledge.stage = *stage,
        Setting::Kind(kind) => pledge.kind = *kind,
        Setting::Donors(donors) => pledge.donors.clone_from(donors),
        Setting::PartOf(whole) => pledge.part_of = *whole,
        Setting::Scope(scope) => pledge.scope = *scope,
        Setting::Programmes(programmes) => pledge.programmes.clone_from(programmes),
        Setting::Ordinal(number) => pledge.ordinal = *number,
        Setting::Amount(amount) => {
            pledge.amount = *amount;
            pledge.eur = amount.and_then(|money| rates.eur(&money, pledge.first_day));
        }
    }
    pledge
}

/// A pledge's own value of a field.
pub fn value_of(pledge: &Pledge, field: &Setting) -> Setting {
    match field {
        Setting::Stage(_) => Setting::Stage(pledge.stage),
        Setting::Kind(_) => Setting::Kind(pledge.kind),
        Setting::Amount(_) => Setting::Amount(pledge.amount),
        Setting::Donors(_) => Setting::Donors(pledge.donors.clone()),
        Setting::PartOf(_) => Setting::PartOf(pledge.part_of),
        Setting::Scope(_) => Setting::Scope(pledge.scope),
        Setting::Programmes(_) => Setting::Programmes(pledge.programmes.clone()),
        Setting::Ordinal(_) => Setting::Ordinal(pledge.ordinal),
    }
}

//! The readers' tables.

use super::error::{ConfigError, Written};
use super::secrets;
use super::settings::{FilterSettings, SubscriberSettings};
use crate::domain::{Address, Filter, Include, OPERATOR, Schedule, Seal, Subscriber};
use chrono::{NaiveTime, Weekday};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use toml::Spanned;

/// The shortest key, in bytes: as long as no search finds it.
const KEY_BYTES: usize = 24;

/// Reads the `[[subscriber]]` tables; names are unique, addresses can be written to, schedules can come due.
pub(super) fn read(written: &Written, tables: &[SubscriberSettings]) -> Result<Vec<Subscriber>, ConfigError> {
    let mut names = HashSet::new();
    tables
        .iter()
        .map(|table| {
            let name = table.name.get_ref();
            if name == OPERATOR {
                return Err(
                    written.fault(table.name.span(), format!("\"{name}\" is whom [operator] writes to: give the subscriber another name"))
                );
            }
            if !is_name(name) {
                return Err(
                    written.fault(table.name.span(), format!("\"{name}\" is no subscriber name: write letters, digits and hyphens"))
                );
            }
            if !names.insert(name) {
                return Err(written.fault(table.name.span(), format!("subscriber \"{name}\" is there twice: give each another name")));
            }
            subscriber(written, table)
        })
        .collect()
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn subscriber(written: &Written, table: &SubscriberSettings) -> Result<Subscriber, ConfigError> {
    let schedule = schedule(table.schedule.get_ref()).map_err(|problem| written.fault(table.schedule.span(), problem))?;
    Ok(Subscriber {
        name: table.name.get_ref().clone(),
        address: channel(written, table)?,
        zone: table.zone,
        schedule,
        filter: filter(&table.filter),
        include: table
            .include
            .clone()
            .unwrap_or_else(|| vec![Include::Pledges, Include::Changes, Include::Partnerships, Include::Unchecked]),
        csv: table.csv,
        when_empty: table.when_empty,
    })
}

/// The one way to the reader that is written down.
fn channel(written: &Written, table: &SubscriberSettings) -> Result<Address, ConfigError> {
    match (&table.address, &table.webhook) {
        (Some(mail), None) => Ok(Address::Mail(address(written, mail)?)),
        (None, Some(hook)) => Ok(Address::Webhook(webhook(written, hook)?)),
        (None, None) => {
            Err(written
                .fault(table.name.span(), "where do the letters go? Write address = \"desk@example.org\" or webhook = \"https://…\""))
        }
        (Some(_), Some(hook)) => {
            Err(written.fault(hook.span(), "a subscriber has one address: write address or webhook, and another subscriber for the other"))
        }
    }
}

fn webhook(written: &Written, hook: &Spanned<String>) -> Result<String, ConfigError> {
    let text = hook.get_ref();
    let is_fit = url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "https" | "http"));
    if is_fit { Ok(text.clone()) } else { Err(written.fault(hook.span(), format!("{text:?} is no webhook: write an https:// address"))) }
}

/// The keys with which what goes to webhooks is signed, by subscriber.
pub(super) fn keys(written: &Written, base: &Path, tables: &[SubscriberSettings]) -> Result<HashMap<String, Seal>, ConfigError> {
    let hooks = tables.iter().filter_map(|table| Some((table, table.webhook.as_ref()?)));
    hooks.map(|(table, hook)| Ok((table.name.get_ref().clone(), seal(written, base, (table, hook))?))).collect()
}

fn seal(written: &Written, base: &Path, (table, hook): (&SubscriberSettings, &Spanned<String>)) -> Result<Seal, ConfigError> {
    let missing = || written.fault(hook.span(), "what goes to a webhook is signed: set webhook_key_file to a file that holds a key");
    let file = table.webhook_key_file.as_ref().ok_or_else(missing)?;
    let key = secrets::key(written, base, file)?;
    if key.len() < KEY_BYTES {
        return Err(written.fault(file.span(), format!("this key could be guessed: write at least {KEY_BYTES} characters into the file")));
    }
    Ok(Seal::new(key.as_bytes()))
}

/// An address that can be written to. The standard also has quoted parts (`"a b"@example.org`), which few servers take and many
/// programs misread; they are refused.
pub(super) fn address(written: &Written, address: &Spanned<String>) -> Result<String, ConfigError> {
    let text = address.get_ref();
    let refused =
        |why: String| written.fault(address.span(), format!("{text:?} is no mail address ({why}): write one such as desk@example.org"));
    if text.contains('"') {
        return Err(refused("it has a quoted part".to_owned()));
    }
    text.parse::<lettre::Address>().map(|_| text.clone()).map_err(|error| refused(error.to_string()))
}

fn filter(settings: &FilterSettings) -> Filter {
    Filter {
        donors: settings.donors.clone(),
        kinds: settings.kinds.clone(),
        classes: settings.classes.clone(),
        things: vec![],
        programmes: settings.programmes.clone(),
        stages: settings.stages.clone(),
        languages: settings.languages.clone(),
        min_eur: settings.min_eur,
        confirmation: settings.confirmation,
    }
}

/// Reads `instant`, `daily 07:30`, `weekdays 07:30`, `weekly Mon 08:00`, or a cron expression of five fields.
fn schedule(text: &str) -> Result<Schedule, String> {
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        ["instant"] => Ok(Schedule::Instant),
        ["daily", time] => at(vec![Mon, Tue, Wed, Thu, Fri, Sat, Sun], time),
        ["weekdays", time] => at(vec![Mon, Tue, Wed, Thu, Fri], time),
        ["weekly", day, time] => {
            let day = day.parse().map_err(|_| format!("\"{day}\" is no day of the week: write Mon, Tue, Wed, Thu, Fri, Sat or Sun"))?;
            at(vec![day], time)
        }
        [_, _, _, _, _] => cron(text),
        _ => Err(format!(
            "\"{text}\" is no schedule: write instant, daily 07:30, weekdays 07:30, weekly Mon 08:00, or a cron expression of five fields"
        )),
    }
}

fn at(days: Vec<Weekday>, time: &str) -> Result<Schedule, String> {
    let time = NaiveTime::parse_from_str(time, "%H:%M")
        .map_err(|_| format!("\"{time}\" is no time of day: write hours and minutes, such as 07:30"))?;
    Ok(Schedule::At { days, time })
}

fn cron(text: &str) -> Result<Schedule, String> {
    let expression: croner::Cron = text.parse().map_err(|error| format!("\"{text}\" is no cron expression: {error}"))?;
    let anchor = chrono::DateTime::<chrono::Utc>::UNIX_EPOCH;
    expression.find_next_occurrence(&anchor, false).map_err(|_| format!("\"{text}\" never comes due: no day fits it"))?;
    Ok(Schedule::Cron(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::schedule;

    #[test]
    fn schedules_are_read_or_refused() {
        let rows = [
            ("instant", true),
            ("daily 07:30", true),
            ("weekdays 7:30", true),
            ("weekly Mon 08:00", true),
            ("0 8 * * 1", true),
            ("daily", false),
            ("daily 25:00", false),
            ("weekly Moon 08:00", false),
            ("0 0 30 2 *", false),
            ("sometimes", false),
            ("", false),
        ];
        for (text, valid) in rows {
            assert_eq!(schedule(text).is_ok(), valid, "{text}");
        }
    }
}

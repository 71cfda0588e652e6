//! When the operator is told, and of what: each trouble once when it begins and once when it is over.

use crate::domain::{Alarm, Health, Letter};
use crate::pipeline::digest::{message_id, one_line};
use chrono::{DateTime, TimeDelta, Utc};

/// A source that fails for less than this, or a letter that waits for less, may mend by itself.
const PATIENCE: TimeDelta = TimeDelta::hours(24);

/// What is amiss now. `told` is what the operator knows already: a disk is well again only with twice the room at which it was
/// reported, so that one that swings around the mark is not reported each time.
pub fn amiss(health: &Health, low_mb: u64, told: &[Alarm], now: DateTime<Utc>) -> Vec<Alarm> {
    let alarm = |trouble: String, since, detail: String| Alarm { trouble: one_line(&trouble), since, detail: one_line(&detail) };
    let failing = health.failing.iter().filter(|(_, since, _)| now - *since >= PATIENCE);
    let failing = failing.map(|(name, since, why)| {
        alarm(format!("source {name}"), *since, format!("cannot be read: {why}. `pledgewatch sources` tells more."))
    });
    let letters = |(name, since, why): &(String, DateTime<Utc>, String)| {
        alarm(format!("letters to {name}"), *since, format!("{why}. `pledgewatch outbox` shows the letter and lets it be tried again."))
    };
    let is_refused = |name: &String| health.refused.iter().any(|(refused, _, _)| refused == name);
    let delayed = health.delayed.iter().filter(|(name, since, _)| now - *since >= PATIENCE && !is_refused(name));
    let flood = (health.held > 0).then(|| {
        alarm(
            "flood of letters".to_owned(),
            now,
            format!("{} letters wait, more than letters.fuse_per_hour lets go in an hour.", health.held),
        )
    });
    let is_told = told.iter().any(|known| known.trouble == DISK);
    let low_mb = if is_told { low_mb.saturating_mul(2) } else { low_mb };
    let disk = health.free_mb.filter(|free| *free < low_mb);
    let disk = disk.map(|free| alarm(DISK.to_owned(), now, format!("{free} MB are left where the ledger lies.")));
    failing.chain(health.refused.iter().chain(delayed).map(letters)).chain(flood).chain(disk).collect()
}

const DISK: &str = "disk";

/// What the operator does not know yet.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AlarmNews {
    /// What began.
    pub begun: Vec<Alarm>,
    /// What is over.
    pub over: Vec<Alarm>,
}

impl AlarmNews {
    /// Compares what is amiss with what was told.
    pub fn between(amiss: Vec<Alarm>, told: Vec<Alarm>) -> Self {
        let among = |alarm: &Alarm, others: &[Alarm]| others.iter().any(|other| other.trouble == alarm.trouble);
        AlarmNews {
            over: told.iter().filter(|alarm| !among(alarm, &amiss)).cloned().collect(),
            begun: amiss.into_iter().filter(|alarm| !among(alarm, &told)).collect(),
        }
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.begun.is_empty() && self.over.is_empty()
    }

    /// What makes the letter of this news the only one: each trouble with its beginning, and whether it began or ended.
    pub fn period(&self) -> String {
        let named = |word: &str, alarms: &[Alarm]| {
            alarms.iter().map(|alarm| format!("{word} {} {}", alarm.trouble, alarm.since.timestamp_millis())).collect()
        };
        let parts: [Vec<String>; 2] = [named("begun", &self.begun), named("over", &self.over)];
        parts.concat().join("; ")
    }

    /// The letter that tells it, as text alone.
    pub fn letter(&self, to: &str, domain: &str) -> Letter {
        let part = |heading: &str, alarms: &[Alarm]| match alarms {
            [] => String::new(),
            _ => format!("{heading}\n\n{}\n", alarms.iter().map(told).collect::<String>()),
        };
        Letter {
            message_id: message_id(crate::domain::OPERATOR, &self.period(), domain),
            to: to.to_owned(),
            subject: self.subject(),
            text: format!("{}{}", part("What is amiss:", &self.begun), part("What is over:", &self.over)),
            ..Letter::default()
        }
    }

    /// `pledgewatch: trouble with disk`, `pledgewatch: 3 troubles; over: source harbour-post`.
    fn subject(&self) -> String {
        let named = |one: &str, many: &str, alarms: &[Alarm]| match alarms {
            [] => None,
            [alarm] => Some(format!("{one} {}", alarm.trouble)),
            _ => Some(format!("{} {many}", alarms.len())),
        };
        let parts = [named("trouble with", "troubles", &self.begun), named("over:", "troubles are over", &self.over)];
        format!("pledgewatch: {}", parts.into_iter().flatten().collect::<Vec<_>>().join("; "))
    }
}

fn told(alarm: &Alarm) -> String {
    let since = alarm.since.format("%a %-d %b %Y, %H:%M UTC");
    let detail = if alarm.detail.is_empty() { String::new() } else { format!(": {}", alarm.detail) };
    format!("- {}, since {since}{detail}\n", alarm.trouble)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    fn troubles(alarms: &[Alarm]) -> Vec<&str> {
        alarms.iter().map(|alarm| alarm.trouble.as_str()).collect()
    }

    #[test]
    fn each_condition_has_its_mark() {
        let source = |hour| Health { failing: vec![("Harbour Post".to_owned(), at(hour), "503".to_owned())], ..Health::default() };
        let disk = |free_mb| Health { free_mb, ..Health::default() };
        let desk = |hour: i64, why: &str| vec![("desk".to_owned(), at(hour), why.to_owned())];
        let refused = Health { refused: desk(99, "550"), ..Health::default() };
        let delayed = |hour| Health { delayed: desk(hour, "401"), ..Health::default() };
        let both = Health { refused: desk(70, "550"), ..delayed(71) };
        let known = [Alarm { trouble: "disk".to_owned(), since: at(1), detail: String::new() }];
        let rows: [(Health, &[Alarm], &[&str]); 14] = [
            (Health::default(), &[], &[]),
            (source(77), &[], &[]),
            (source(76), &[], &["source Harbour Post"]),
            (refused, &[], &["letters to desk"]),
            (delayed(77), &[], &[]),
            (delayed(76), &[], &["letters to desk"]),
            (both, &[], &["letters to desk"]),
            (Health { held: 1, ..Health::default() }, &[], &["flood of letters"]),
            (disk(None), &[], &[]),
            (disk(Some(500)), &[], &[]),
            (disk(Some(499)), &[], &["disk"]),
            (disk(Some(999)), &known, &["disk"]),
            (disk(Some(1_000)), &known, &[]),
            (
                Health { failing: vec![("Post\r\nBcc: all@example.org".to_owned(), at(0), "1\n\n2".to_owned())], ..Health::default() },
                &[],
                &["source Post Bcc: all@example.org"],
            ),
        ];
        for (health, told, expected) in rows {
            assert_eq!(troubles(&amiss(&health, 500, told, at(100))), expected, "{health:?}");
        }
    }

    #[test]
    fn a_trouble_is_news_when_it_begins_and_when_it_ends() {
        let alarms = |names: &[&str]| -> Vec<Alarm> {
            names.iter().map(|name| Alarm { trouble: (*name).to_owned(), since: at(1), detail: "why".to_owned() }).collect()
        };
        let rows: [(&[&str], &[&str], &str); 5] = [
            (&["a"], &["a"], "pledgewatch: "),
            (&["a"], &[], "pledgewatch: trouble with a"),
            (&[], &["a"], "pledgewatch: over: a"),
            (&["a", "b"], &["c"], "pledgewatch: 2 troubles; over: c"),
            (&["c"], &["a", "b"], "pledgewatch: trouble with c; 2 troubles are over"),
        ];
        for (amiss, told, subject) in rows {
            let news = AlarmNews::between(alarms(amiss), alarms(told));
            let letter = news.letter("ops@example.org", "example.org");
            assert_eq!((letter.subject.as_str(), news.is_empty()), (subject, amiss == told));
            assert_eq!(letter.text.matches("- ").count(), if news.is_empty() { 0 } else { amiss.len() + told.len() }, "{}", letter.text);
        }
    }
}

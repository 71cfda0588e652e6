//! How often a source writes, and whether it has fallen silent for its own measure.

use chrono::{DateTime, TimeDelta, Utc};

/// A source is stale after so many of its usual pauses.
const PAUSES: i32 = 4;
/// No source is stale sooner: a weekend and a feast day are no fault.
const NEVER_BEFORE: TimeDelta = TimeDelta::days(4);
/// Every source is stale after this, whatever its pauses, and so is one of which too little is known.
const AT_LAST: TimeDelta = TimeDelta::days(30);

/// The pace of a source's latest entries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rhythm {
    /// The date of its newest entry.
    pub newest: DateTime<Utc>,
    /// The usual pause between two entries; `None` where too few are known.
    pub pause: Option<TimeDelta>,
}

impl Rhythm {
    /// The pace of so many entries between two dates.
    pub fn of(oldest: DateTime<Utc>, newest: DateTime<Utc>, entries: usize) -> Self {
        let pauses = i32::try_from(entries).unwrap_or(i32::MAX).saturating_sub(1);
        Rhythm { newest, pause: (pauses >= 3).then(|| (newest - oldest) / pauses) }
    }

    /// What is wrong, as a phrase such as "stale 9 days, usually daily"; `None` while it writes as it used to.
    pub fn staleness(&self, now: DateTime<Utc>) -> Option<String> {
        let silent = now - self.newest;
        let usual = self.pause.map_or(AT_LAST, |pause| (pause * PAUSES).clamp(NEVER_BEFORE, AT_LAST));
        let pace = self.pause.map(|pause| format!(", usually {}", pace(pause))).unwrap_or_default();
        (silent > usual).then(|| format!("stale {} days{pace}", silent.num_days()))
    }
}

fn pace(pause: TimeDelta) -> &'static str {
    match pause.num_hours() {
        ..=1 => "several an hour",
        2..=15 => "several a day",
        16..=36 => "daily",
        37..=120 => "every few days",
        121..=264 => "weekly",
        265..=1_080 => "monthly",
        _ => "rarer than monthly",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// So many entries, one every so many hours, and how many days ago the newest is.
    #[track_caller]
    fn check(entries: i32, hours: i64, silent_days: i64, said: Option<&str>) {
        let newest: DateTime<Utc> = "2026-03-01T12:00:00Z".parse().unwrap();
        let oldest = newest - TimeDelta::hours(hours) * (entries - 1);
        let rhythm = Rhythm::of(oldest, newest, usize::try_from(entries).unwrap());
        assert_eq!(rhythm.staleness(newest + TimeDelta::days(silent_days)).as_deref(), said, "{entries} every {hours} h");
    }

    #[test]
    fn a_source_is_measured_by_its_own_pace() {
        check(30, 24, 3, None);
        check(30, 24, 4, None);
        check(30, 24, 9, Some("stale 9 days, usually daily"));
        check(30, 0, 5, Some("stale 5 days, usually several an hour"));
        check(30, 6, 5, Some("stale 5 days, usually several a day"));
        check(30, 72, 12, None);
        check(30, 72, 13, Some("stale 13 days, usually every few days"));
        check(30, 168, 28, None);
        check(30, 168, 29, Some("stale 29 days, usually weekly"));
        check(30, 720, 30, None);
        check(30, 720, 31, Some("stale 31 days, usually monthly"));
        check(30, 2_000, 31, Some("stale 31 days, usually rarer than monthly"));
        check(3, 1, 30, None);
        check(1, 0, 31, Some("stale 31 days"));
    }
}

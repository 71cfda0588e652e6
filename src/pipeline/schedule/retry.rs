//! When a letter that was not taken is tried again.

use chrono::{DateTime, TimeDelta, Utc};

/// How long a letter waits after its first, second, … failed try; the last wait repeats.
const WAITS: [TimeDelta; 6] =
    [TimeDelta::minutes(2), TimeDelta::minutes(10), TimeDelta::minutes(30), TimeDelta::hours(1), TimeDelta::hours(3), TimeDelta::hours(6)];

/// Letters that failed together come back spread over this part of their wait, so that a weak server is not struck by all at once.
const SPREAD: i32 = 4;

/// When to try a letter again that failed at `now`, after `earlier` failed tries before. The spread depends on nothing but the
/// letter's number.
pub fn next_try(letter: i64, earlier: u32, now: DateTime<Utc>) -> DateTime<Utc> {
    let wait = WAITS[usize::try_from(earlier).unwrap_or(usize::MAX).min(WAITS.len() - 1)];
    now + wait + wait / SPREAD * permille(letter) / 1000
}

/// A number from 0 to 999 that neighbouring letters do not share (Fibonacci hashing).
fn permille(letter: i64) -> i32 {
    let mixed = letter.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    i32::try_from(mixed % 1000).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::collections::HashSet;

    fn waits(letter: i64, earlier: u32) -> TimeDelta {
        let now = "2026-03-29T00:30:00Z".parse().unwrap();
        next_try(letter, earlier, now) - now
    }

    #[test]
    fn waits_grow_and_end_growing() {
        let rows = [(0, 2), (1, 10), (2, 30), (3, 60), (4, 180), (5, 360), (6, 360), (u32::MAX, 360)];
        for (earlier, minutes) in rows {
            let shortest = TimeDelta::minutes(minutes);
            for letter in [0, 1, 2, 500, i64::MAX] {
                let wait = waits(letter, earlier);
                assert!(wait >= shortest && wait < shortest + shortest / SPREAD, "{letter} after {earlier}: {wait}");
            }
        }
    }

    #[test]
    fn letters_that_failed_together_do_not_come_back_together() {
        let different: HashSet<_> = (1..=500).map(|letter| waits(letter, 2)).collect();
        assert!(different.len() > 350, "only {} different waits of 500", different.len());
        assert_eq!(waits(7, 2), waits(7, 2));
    }
}

//! The dates feeds write: RFC 822 and 3339 as they are meant, and as they are written.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use std::ops::RangeInclusive;

/// A longer text is no date.
const LONGEST: usize = 80;
/// The years of dates: those that RFC 3339 can write, but for 0000, which stands for a date that is not known.
const YEARS: RangeInclusive<i32> = 1..=9_999;

/// Beginnings of month names, January first, in the languages of our sources; digits and dots are cut off before.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "sty", "led", "янв", "січ", "oca", "ian", "ιαν", "sij"],
    &["feb", "fév", "fev", "lut", "úno", "фев", "лют", "şub", "helm", "φεβ", "févr"],
    &["mar", "mär", "maa", "mrt", "bře", "мар", "бер", "mrz", "μαρ", "már"],
    &["apr", "abr", "avr", "kwi", "dub", "апр", "кві", "nis", "huh", "απρ", "ápr"],
    &["may", "mai", "maj", "mei", "mag", "май", "мая", "тра", "tou", "μαϊ", "μαι", "máj", "kvě", "maí"],
    &["jun", "jui", "giu", "cze", "июн", "чер", "haz", "kes", "ιουν", "jún", "iun", "červen"],
    &["jul", "juil", "lug", "lip", "июл", "лип", "tem", "hei", "ιουλ", "júl", "iul", "červenec"],
    &["aug", "ago", "aoû", "aou", "sie", "srp", "авг", "сер", "ağu", "elo", "αυγ"],
    &["sep", "set", "wrz", "zář", "сен", "вер", "eyl", "syy", "σεπ", "szep"],
    &["oct", "okt", "out", "ott", "paź", "říj", "окт", "жов", "eki", "lok", "οκτ"],
    &["nov", "lis", "ноя", "нов", "kas", "marras", "νοε", "noi"],
    &["dec", "dez", "dic", "déc", "gru", "pro", "дек", "гру", "ara", "jou", "δεκ", "des"],
];

/// Zone names and their offsets from UTC in minutes. A name two countries use means the one whose feeds we are likelier to read.
const ZONES: [(&str, i32); 48] = [
    ("z", 0),
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("wet", 0),
    ("west", 60),
    ("bst", 60),
    ("ist", 330),
    ("cet", 60),
    ("cest", 120),
    ("met", 60),
    ("mest", 120),
    ("mez", 60),
    ("mesz", 120),
    ("eet", 120),
    ("eest", 180),
    ("msk", 180),
    ("msd", 240),
    ("trt", 180),
    ("est", -300),
    ("edt", -240),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
    ("et", -300),
    ("ct", -360),
    ("mt", -420),
    ("pt", -480),
    ("akst", -540),
    ("akdt", -480),
    ("hst", -600),
    ("ast", -240),
    ("adt", -180),
    ("nst", -210),
    ("ndt", -150),
    ("jst", 540),
    ("kst", 540),
    ("hkt", 480),
    ("sgt", 480),
    ("awst", 480),
    ("acst", 570),
    ("aest", 600),
    ("aedt", 660),
    ("nzst", 720),
    ("nzdt", 780),
];

/// The instant `text` means; a time without a zone is UTC, a day without a time its first minute. `None` where it cannot be told.
pub(crate) fn parse(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    numeric(text).or_else(|| written(text)).filter(|at| YEARS.contains(&at.year()))
}

/// Dates of digits, largest unit first: RFC 3339 and the many forms of ISO 8601; and seconds or milliseconds since 1970.
fn numeric(text: &str) -> Option<DateTime<Utc>> {
    let digits = leading_digits(text);
    let (date, rest) = match digits.len() {
        4 => separated(digits, &text[4..])?,
        7 if text.len() == 7 => (NaiveDate::from_yo_opt(digits[..4].parse().ok()?, digits[4..].parse().ok()?)?, ""),
        6 if text.len() == 6 => (day(&digits[..4], &digits[4..], "1")?, ""),
        8 => (day(&digits[..4], &digits[4..6], &digits[6..])?, &text[8..]),
        14 => {
            return at(
                day(&digits[..4], &digits[4..6], &digits[6..8])?,
                &format!("{}:{}:{}{}", &digits[8..10], &digits[10..12], &digits[12..], &text[14..]),
            );
        }
        10 if text.len() == 10 => return DateTime::from_timestamp(digits.parse().ok()?, 0),
        13 if text.len() == 13 => return DateTime::from_timestamp_millis(digits.parse().ok()?),
        _ => return None,
    };
    at(date, rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, 'T' | 't' | ',' | '-' | '_')))
}

/// A date whose year is `year` and whose other parts stand in `rest`, each behind the same separator.
fn separated<'a>(year: &str, rest: &'a str) -> Option<(NaiveDate, &'a str)> {
    let Some(separator) = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.' | ':')) else {
        return rest.is_empty().then(|| day(year, "1", "1")).flatten().map(|date| (date, rest));
    };
    let month = leading_digits(&rest[1..]);
    let behind = &rest[1 + month.len()..];
    if month.len() == 3 {
        return Some((NaiveDate::from_yo_opt(year.parse().ok()?, month.parse().ok()?)?, behind));
    }
    match behind.strip_prefix(separator) {
        Some(behind) => {
            let number = leading_digits(behind);
            Some((day(year, month, number)?, &behind[number.len()..]))
        }
        None => Some((day(year, month, "1")?, behind)),
    }
}

/// Dates with words: RFC 822, `ctime`, and what people write.
fn written(text: &str) -> Option<DateTime<Utc>> {
    let lower = text.to_lowercase();
    let (before, clock) = split_clock(&lower);
    let mut year = None;
    let clock = match clock.split_whitespace().last() {
        // `ctime` puts the year behind the time.
        Some(last) if last.len() == 4 && last.bytes().all(|b| b.is_ascii_digit()) && clock.contains(' ') => {
            year = Some(last);
            clock.strip_suffix(last)?.trim_end()
        }
        _ => clock,
    };
    let words = before.split(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '/' | '.')).filter(|word| !word.is_empty());
    let mut numbers: Vec<&str> = Vec::new();
    let mut month = None;
    for word in words {
        match word.bytes().next() {
            Some(b'0'..=b'9') => numbers.push(leading_digits(word)),
            _ => month = month.or_else(|| month_of(word)),
        }
    }
    numbers.extend(year);
    at(assemble(&numbers, month, before)?, clock)
}

/// A day from its numbers in the order written, and its month where a word names it.
fn assemble(numbers: &[&str], month: Option<u32>, text: &str) -> Option<NaiveDate> {
    match (numbers, month) {
        ([first, second, ..], Some(month)) if first.len() == 4 => day(first, &month.to_string(), second),
        ([first, second, ..], Some(month)) => day(second, &month.to_string(), first),
        ([first, second, year, ..], None) => {
            // 31/12/2024 and 12/31/2024 tell themselves apart; of the rest, the slash is American.
            let american =
                second.parse::<u32>().is_ok_and(|n| n > 12) || (text.contains('/') && first.parse::<u32>().is_ok_and(|n| n <= 12));
            if american { day(year, first, second) } else { day(year, second, first) }
        }
        _ => None,
    }
}

/// `date` at the time of day and in the zone that `clock` tells.
fn at(date: NaiveDate, clock: &str) -> Option<DateTime<Utc>> {
    let clock = clock.to_lowercase();
    let (seconds, zone) = time_of_day(&clock);
    let local = date.and_hms_opt(0, 0, 0)?.checked_add_signed(Duration::seconds(seconds))?;
    local.checked_sub_signed(Duration::minutes(offset(zone.trim()).into())).map(|utc| utc.and_utc())
}

/// Splits before the first number that a colon follows.
fn split_clock(text: &str) -> (&str, &str) {
    let Some(colon) = text.find(':') else { return (text, "") };
    let hour = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit()).len();
    text.split_at(hour)
}

/// The seconds since midnight that `clock` begins with, and what follows them.
fn time_of_day(clock: &str) -> (i64, &str) {
    let mut parts = [0i64; 3];
    let mut rest = clock;
    let together = matches!(leading_digits(clock).len(), 4 | 6);
    for part in &mut parts {
        let digits = leading_digits(rest);
        let digits = if together { &digits[..digits.len().min(2)] } else { digits };
        if digits.is_empty() || digits.len() > 2 {
            break;
        }
        *part = digits.parse().unwrap_or(0);
        rest = &rest[digits.len()..];
        match rest.strip_prefix(':') {
            Some(behind) => rest = behind,
            None if together => {}
            None => break,
        }
    }
    if let Some(fraction) = rest.strip_prefix(['.', ',']) {
        rest = &fraction[leading_digits(fraction).len()..];
    }
    let rest = rest.trim_start();
    let [mut hour, minute, second] = parts;
    let (noon, rest) = match rest.strip_prefix("pm").or_else(|| rest.strip_prefix("p.m.")) {
        Some(behind) => (Some(12), behind),
        None => rest.strip_prefix("am").or_else(|| rest.strip_prefix("a.m.")).map_or((None, rest), |behind| (Some(0), behind)),
    };
    if let Some(noon) = noon {
        hour = hour % 12 + noon;
    }
    (hour * 3600 + minute.min(59) * 60 + second.min(59), rest)
}

/// The offset in minutes that a zone means: `+0300`, `GMT+3`, `+03:00 (EEST)`, `PST`; an unknown one means none.
fn offset(zone: &str) -> i32 {
    let name_end = zone.find(|c: char| !c.is_alphabetic()).unwrap_or(zone.len());
    let (name, rest) = zone.split_at(name_end);
    let named = ZONES.iter().find(|(known, _)| *known == name).map_or(0, |(_, minutes)| *minutes);
    let sign = match rest.chars().next() {
        Some('+') => 1,
        Some('-' | '−') => -1,
        _ => return named,
    };
    let digits: String = rest.chars().skip(1).filter(|c| *c != ':').take_while(char::is_ascii_digit).take(4).collect();
    let number: i32 = digits.parse().unwrap_or(0);
    let minutes = if digits.len() <= 2 { number * 60 } else { number / 100 * 60 + number % 100 };
    sign * minutes
}

fn month_of(word: &str) -> Option<u32> {
    let begins = |names: &[&str]| names.iter().filter(|name| word.starts_with(*name)).map(|name| name.len()).max();
    let longest = MONTHS.iter().enumerate().filter_map(|(at, names)| Some((begins(names)?, at as u32 + 1))).max();
    longest.map(|(_, month)| month)
}

/// The day of that year, month and day of the month, as text; a year of two digits is the one between 1970 and 2069.
fn day(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let number: i32 = year.parse().ok()?;
    let year = match year.len() {
        4 => number,
        2 if number < 70 => 2000 + number,
        2 => 1900 + number,
        _ => return None,
    };
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

fn leading_digits(text: &str) -> &str {
    &text[..text.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read() {
        let rows = [
            ("Wed, 02 Oct 2024 13:00:00 GMT", "2024-10-02T13:00:00"),
            ("Wed, 02 Oct 2024 13:00:00 +0300", "2024-10-02T10:00:00"),
            ("Wed, 2 Oct 24 13:00 EST", "2024-10-02T18:00:00"),
            ("02 Oct 2024 01:05 PM EEST", "2024-10-02T10:05:00"),
            ("Wed Oct  2 13:00:00 2024", "2024-10-02T13:00:00"),
            ("Wed Oct 02 13:00:00 PDT 2024", "2024-10-02T20:00:00"),
            ("Mi, 05 Mär 2025 10:00:00 +0100", "2025-03-05T09:00:00"),
            ("5 березня 2025, 10:00", "2025-03-05T10:00:00"),
            ("12 czerwca 2025", "2025-06-12T00:00:00"),
            ("7 červenec 2025", "2025-07-07T00:00:00"),
            ("October 2, 2024 - 1:00 pm", "2024-10-02T13:00:00"),
            ("2024-10-02T13:00:00Z", "2024-10-02T13:00:00"),
            ("2024-10-02T13:00:00.123+02:00", "2024-10-02T11:00:00"),
            ("2024-10-02 13:00", "2024-10-02T13:00:00"),
            ("2024-10-02", "2024-10-02T00:00:00"),
            ("2024-10", "2024-10-01T00:00:00"),
            ("2024", "2024-01-01T00:00:00"),
            ("20241002T130000Z", "2024-10-02T13:00:00"),
            ("20241002130000", "2024-10-02T13:00:00"),
            ("2024-276", "2024-10-02T00:00:00"),
            ("02.10.2024 13:00", "2024-10-02T13:00:00"),
            ("10/02/2024 13:00", "2024-10-02T13:00:00"),
            ("31/10/2024", "2024-10-31T00:00:00"),
            ("1727874000", "2024-10-02T13:00:00"),
            ("1727874000000", "2024-10-02T13:00:00"),
            ("Wed, 02 Oct 2024 24:00:00 GMT", "2024-10-03T00:00:00"),
            ("02-Oct-2024 13:00:00 GMT+2", "2024-10-02T11:00:00"),
        ];
        for (text, expected) in rows {
            assert_eq!(parse(text).map(|at| at.format("%Y-%m-%dT%H:%M:%S").to_string()).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        let rows = [
            "",
            "soon",
            "Wed, 99 Oct 2024",
            "2024-13-01",
            "99999999999999999999",
            "12 Oct",
            "::::",
            "-",
            "٣ Oct ٢٠٢٤",
            "é:é",
            "0000",
            "0000001",
            "0001-01-01T00:00:00+01:00",
            "9999-12-31T23:59:59-01:00",
        ];
        for text in rows {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}

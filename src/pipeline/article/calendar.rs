//! Calendar days as pages write them: `2024-05-17T23:30:00+02:00`, `17.05.2024`, `May 17, 2024`, `17 травня 2024 року`.

use super::words::CALENDAR;
use chrono::{DateTime, NaiveDate};

/// The years an article on the web can be of.
const YEARS: std::ops::RangeInclusive<i32> = 1995..=2100;

/// The first day a text names, as it stands there: an offset after it moves nothing. `month_first` reads `5/17/2024`.
pub fn first_day(text: &str, month_first: bool) -> Option<NaiveDate> {
    if let Some(day) = epoch(text) {
        return Some(day);
    }
    let tokens = tokens(text);
    (0..tokens.len()).find_map(|at| day_at(&tokens[at..], month_first))
}

/// The day in an address: `/2024/05/17/`, `/2024-05-17-`, `/2024/may/17/`, `/20240517`, `/17-05-2024-`.
pub fn day_in_address(url: &str) -> Option<NaiveDate> {
    let tokens = tokens(url.split(['?', '#']).next().unwrap_or_default());
    let eight = |token: &Token| if let Token::Number(n) = token { (n.len() == 8).then(|| in_one(n)).flatten() } else { None };
    (0..tokens.len()).find_map(|at| parted_day(&tokens[at..])).or_else(|| tokens.iter().find_map(eight))
}

fn parted_day(tokens: &[Token]) -> Option<NaiveDate> {
    use Token::{Mark, Month, Number};
    match tokens {
        [Number(y), Mark('-' | '/' | '_' | '.'), Number(m), Mark('-' | '/' | '_' | '.'), Number(d), ..] if y.len() == 4 => day(y, m, d),
        [Number(y), Mark('-' | '/'), Month(m), Mark('-' | '/'), Number(d), ..] if y.len() == 4 => day(y, &m.to_string(), d),
        [Number(d), Mark('-' | '_' | '.'), Number(m), Mark('-' | '_' | '.'), Number(y), ..] if y.len() == 4 => day(y, m, d),
        _ => None,
    }
}

/// The day that eight digits name.
fn in_one(digits: &str) -> Option<NaiveDate> {
    day(&digits[..4], &digits[4..6], &digits[6..])
}

/// Seconds or milliseconds since 1970, alone in a text.
fn epoch(text: &str) -> Option<NaiveDate> {
    let number: i64 = text.trim().parse().ok()?;
    let seconds = match text.trim().len() {
        10 => number,
        13 => number / 1000,
        _ => return None,
    };
    DateTime::from_timestamp(seconds, 0).map(|at| at.date_naive())
}

#[derive(Clone, Copy)]
enum Token<'a> {
    Number(&'a str),
    Month(u32),
    /// `de`, `of`, `року`, an ordinal's ending: stands between the parts of a date.
    Word,
    Mark(char),
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let kind = |c: char| {
        if c.is_ascii_digit() {
            0
        } else if c.is_alphabetic() {
            1
        } else if c.is_whitespace() {
            2
        } else {
            3
        }
    };
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let group = kind(first);
        let end = if group == 3 { first.len_utf8() } else { rest.find(|c| kind(c) != group).unwrap_or(rest.len()) };
        let (word, after) = rest.split_at(end);
        rest = after;
        match group {
            0 => tokens.push(Token::Number(word)),
            1 => tokens.push(month(word).map_or(Token::Word, Token::Month)),
            2 => {}
            _ => tokens.push(Token::Mark(first)),
        }
    }
    tokens
}

/// The longest matching stem wins, so that `červenec` is July though `červen` is June.
fn month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let stems = CALENDAR.months.iter().zip(1..).flat_map(|(stems, number)| stems.iter().map(move |stem| (stem, number)));
    stems.filter(|(stem, _)| word.starts_with(stem.as_str())).max_by_key(|(stem, _)| stem.len()).map(|(_, number)| number)
}

fn day_at(tokens: &[Token], month_first: bool) -> Option<NaiveDate> {
    use Token::{Mark, Month, Number, Word};
    match tokens {
        [Number(y), Mark('-' | '/' | '.'), Number(m), Mark('-' | '/' | '.'), Number(d), ..] if y.len() == 4 => day(y, m, d),
        [Number(ymd), ..] if ymd.len() == 8 => in_one(ymd),
        [Number(a), Mark('/'), Number(b), Mark('/'), Number(y), ..] if month_first => full(y, a, b).or_else(|| full(y, b, a)),
        [Number(d), Mark('.' | '/' | '-'), Number(m), Mark('.' | '/' | '-'), Number(y), ..] => full(y, m, d).or_else(|| full(y, d, m)),
        [Number(d), Mark('.' | '-'), Month(m), rest @ ..]
        | [Number(d), Word, Month(m), rest @ ..]
        | [Number(d), Mark('.'), Word, Month(m), rest @ ..] => with_year(rest, *m, d),
        [Number(d), Month(m), rest @ ..] => with_year(rest, *m, d),
        [Month(m), Mark('.'), Number(d), rest @ ..] | [Month(m), Number(d), rest @ ..] if d.len() <= 2 => with_year(rest, *m, d),
        [Number(y), Word, Mark('.'), Month(m), Number(d), ..] if y.len() == 4 => day(y, &m.to_string(), d),
        _ => None,
    }
}

/// Takes the year after day and month, past at most three marks and words.
fn with_year(rest: &[Token], month: u32, day_of_month: &str) -> Option<NaiveDate> {
    let (at, year) = rest.iter().take(4).enumerate().find_map(|(at, t)| if let Token::Number(n) = t { Some((at, n)) } else { None })?;
    (year.len() == 4 && at < 4).then(|| day(year, &month.to_string(), day_of_month)).flatten()
}

/// A day whose year may have two digits.
fn full(year: &str, month: &str, day_of_month: &str) -> Option<NaiveDate> {
    match year.len() {
        4 => day(year, month, day_of_month),
        2 => day(&format!("20{year}"), month, day_of_month),
        _ => None,
    }
}

fn day(year: &str, month: &str, day_of_month: &str) -> Option<NaiveDate> {
    if month.len() > 2 || day_of_month.len() > 2 {
        return None;
    }
    let year = year.parse().ok().filter(|y| YEARS.contains(y))?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day_of_month.parse().ok()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn days_are_read_in_every_house_style() {
        let rows = [
            "2024-05-17T23:30:00+02:00",
            "2024/05/17 10:00",
            "20240517",
            "1715904000",
            "1715904000000",
            "17.05.2024, 14:30",
            "17/5/2024",
            "17.5.24",
            "Fri, 17 May 2024 10:00:00 GMT",
            "May 17, 2024",
            "Friday, May 17th, 2024",
            "17. Mai 2024",
            "17 mai 2024",
            "17 maja 2024",
            "17 травня 2024 року",
            "17 мая 2024",
            "17 mei 2024",
            "17 maj 2024",
            "17. mai 2024",
            "17. května 2024",
            "17 de mayo de 2024",
            "17 maggio 2024",
            "2024 m. gegužės 17 d.",
            "Published: 17-May-2024",
            "Updated 3 hours ago, 17 May 2024",
        ];
        for text in rows {
            assert_eq!(first_day(text, false), NaiveDate::from_ymd_opt(2024, 5, 17), "{text}");
        }
        assert_eq!(first_day("5/17/2024", true), NaiveDate::from_ymd_opt(2024, 5, 17));
        for text in ["", "17", "99.99.2024", "may 2024", "12345678901234"] {
            assert_eq!(first_day(text, false), None, "{text}");
        }
    }

    #[test]
    fn month_names_of_every_language_are_known() {
        let rows = [
            ("январь", 1),
            ("лютого", 2),
            ("března", 3),
            ("квітня", 4),
            ("gegužės", 5),
            ("czerwca", 6),
            ("července", 7),
            ("červenec", 7),
            ("lipca", 7),
            ("août", 8),
            ("вересня", 9),
            ("settembre", 9),
            ("października", 10),
            ("listopadu", 11),
            ("листопада", 11),
            ("prosince", 12),
            ("grudnia", 12),
            ("desember", 12),
        ];
        for (word, number) in rows {
            assert_eq!(month(word), Some(number), "{word}");
        }
    }

    #[test]
    fn addresses_carry_days() {
        let day = NaiveDate::from_ymd_opt(2024, 5, 17);
        let rows = [
            ("https://a.no/2024/05/17/x", day),
            ("https://a.no/x-2024-05-17.html", day),
            ("https://a.no/20240517-x", day),
            ("https://a.no/2024/may/17/x", day),
            ("https://a.no/~17-05-2024-x-for-1-4-million", day),
            ("https://a.no/2024/x", None),
            ("https://a.no/budget-2024-for-5-17", None),
        ];
        for (url, expected) in rows {
            assert_eq!(day_in_address(url), expected, "{url}");
        }
    }
}

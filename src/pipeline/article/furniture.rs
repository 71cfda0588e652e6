//! Lines around and between the author's: what publishers put there to keep, credit or sell to a reader.

use super::words::{CLUTTER, starts_with_any};
use super::{calendar, wall};

/// The longest line of what stands above an article, in characters: its site, section, byline.
const LONGEST_LABEL: usize = 80;
/// How many lines from the top the headline and the date are looked for.
const TOP: usize = 6;
/// The longest line that is but a date, in characters.
const LONGEST_DATE: usize = 40;
/// The longest farewell, in characters.
const LONGEST_FAREWELL: usize = 200;
/// The longest call, in characters.
const LONGEST_CALL: usize = 160;
/// The longest line of a picture's credit, in characters, and how many of them name its owner.
const LONGEST_CREDIT: usize = 250;
const LONGEST_OWNER: usize = 60;
/// The fewest characters that tell of an author behind the name.
const SHORTEST_LIFE: usize = 20;
/// The longest office before the name, in characters.
const LONGEST_OFFICE: usize = 30;

/// What a page says of itself by which lines of its text are known not to be of it.
pub struct Known<'a> {
    /// All forms of the headline.
    pub titles: &'a [String],
    /// The byline; `None` where there is none.
    pub author: Option<&'a str>,
}

/// Takes away the lines of a text that are not the author's: credits of pictures and calls to read on, share and subscribe
/// anywhere; banners and dates around it; from the first heading on of what stands below articles.
pub fn trim(text: &mut Vec<String>, known: &Known) {
    text.dedup();
    text.retain(|line| !is_call(line) && !is_credit(line));
    cut_above(text, known.titles);
    cut_below(text);
    let is_last = |line: &String| is_edge(line) || is_farewell(line) || is_life(line, known.author);
    let end = text.iter().rposition(|line| !is_last(line)).map_or(0, |last| last + 1);
    text.truncate(end);
    let start = text.iter().position(|line| !is_edge(line)).unwrap_or_default();
    text.drain(..start);
}

/// Cuts what stands above a headline or a date near the top, and these too.
fn cut_above(text: &mut Vec<String>, titles: &[String]) {
    let is_title = |line: &str| titles.iter().any(|title| is_same(line, title));
    let above = text.iter().take(TOP).take_while(|line| line.chars().count() < LONGEST_LABEL || is_title(line));
    if let Some(at) = above.enumerate().filter(|(_, line)| is_title(line) || is_date(line)).map(|(at, _)| at).last() {
        text.drain(..=at);
    }
}

/// Cuts from a heading of what stands below articles, where it stands in the second half.
fn cut_below(text: &mut Vec<String>) {
    let half = text.iter().map(String::len).sum::<usize>() / 2;
    let mut before = 0;
    let below = text.iter().position(|line| {
        before += line.len();
        before > half && is_ending(line)
    });
    text.truncate(below.unwrap_or(text.len()));
}

fn is_same(line: &str, title: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let line = letters(line);
    !line.is_empty() && line == letters(title)
}

fn is_call(line: &str) -> bool {
    let start = line.to_lowercase();
    let start = start.trim_start_matches(|c: char| !c.is_alphanumeric());
    line.chars().count() < LONGEST_CALL && starts_with_any(start, &CLUTTER.calls)
}

/// Whether a line names whose a picture is: it has the sign, or ends in a word for picture, a colon and a name.
fn is_credit(line: &str) -> bool {
    if line.chars().count() >= LONGEST_CREDIT {
        return false;
    }
    let is_picture = |text: &str| {
        let word = text.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
        CLUTTER.credits.contains(&word)
    };
    let names_owner = |(before, owner): (&str, &str)| is_picture(before.trim_end()) && owner.chars().count() <= LONGEST_OWNER;
    line.contains('©') || line.rsplit_once(':').is_some_and(names_owner)
}

/// Whether a line is what publishers put below an article: how to follow, write to or pay them, and whose the rights are.
fn is_farewell(line: &str) -> bool {
    let lower = line.to_lowercase();
    let begins = |sentence: &str| starts_with_any(sentence.trim_start_matches(|c: char| !c.is_alphanumeric()), &CLUTTER.farewells);
    line.chars().count() < LONGEST_FAREWELL && lower.split(['.', '?', '!']).any(begins)
}

/// Whether a line is the heading of what stands below articles.
fn is_ending(line: &str) -> bool {
    let heading = line.split(':').next().unwrap_or_default().to_lowercase();
    CLUTTER.endings.iter().any(|ending| ending == heading.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// Whether a line tells who its author is.
fn is_life(line: &str, author: Option<&str>) -> bool {
    let begins = |name: &str| {
        let parts = line.split_once(name);
        parts.is_some_and(|(before, life)| before.chars().count() <= LONGEST_OFFICE && life.chars().count() >= SHORTEST_LIFE)
    };
    let names = author.into_iter().flat_map(|all| all.split([',', ';', '|', '/', '&'])).map(str::trim);
    names.filter(|name| name.contains(' ')).any(begins)
}

/// Whether a line is a date or a banner.
fn is_edge(line: &str) -> bool {
    let chars = line.chars().count();
    is_date(line) || (chars < LONGEST_CALL && wall::speaks_of_consent(line))
}

fn is_date(line: &str) -> bool {
    line.chars().count() < LONGEST_DATE && calendar::first_day(line, false).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sixty words that no rule knows.
    fn body() -> String {
        "The works will hire as many people again. ".repeat(8)
    }

    #[track_caller]
    fn check(line: &str, stays: bool) {
        let titles = ["Norway orders shells".to_owned()];
        let mut text = vec![body(), "It was ordered on Monday.".to_owned(), line.to_owned()];
        trim(&mut text, &Known { titles: &titles, author: Some("Ida Nordli, Ben Strand") });
        assert_eq!(text.iter().any(|kept| kept == line), stays, "{line}");
    }

    #[test]
    fn what_is_not_the_authors_goes() {
        let rows = [
            "The gate on the morning of the day (Foto: A. Muster)",
            "The bridges after their overhaul © Works",
            "Photo: ministry",
            "Ben Strand is a reporter of The Paper in the north.",
            "Correspondent Ben Strand writes on the sea for The Paper.",
            "Press contact:",
            "Ansprechpartnerin: Frau Muster",
            "Did you know? Follow us wherever you are.",
            "Читайте також: інша новина",
        ];
        rows.into_iter().for_each(|line| check(line, false));
    }

    #[test]
    fn what_looks_like_it_stays() {
        let rows = [
            "He called it a picture: a long and sad one, of a town that had been waiting for its bridge since the spring of the year before.",
            "Ben Strand, 40, died.",
            "Contact group meets again in Ramstein",
            "The ministry shares the cost.",
        ];
        rows.into_iter().for_each(|line| check(line, true));
    }
}

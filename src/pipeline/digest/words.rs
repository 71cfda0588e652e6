//! Facts in words: names, flags, kinds, stages, days.

use super::sums::NBSP;
use crate::domain::{Actor, Confirmation, Kind, Lang, Month, Programme, Stage};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use std::collections::HashMap;

/// The names under which a reader knows donors and programmes, by id.
#[derive(Clone, Debug, Default)]
pub struct Names(HashMap<String, String>);

impl Names {
    /// Names by id: `DK` → `Denmark`, `purl` → `PURL`.
    pub fn new(names: HashMap<String, String>) -> Self {
        Names(names)
    }

    /// A donor's name; the id itself where none is known.
    pub fn donor(&self, actor: &Actor) -> String {
        self.0.get(&actor.0).map_or_else(|| one_line(&actor.0), |name| one_line(name))
    }

    /// A programme's name; the id with spaces where none is known.
    pub fn programme(&self, programme: &Programme) -> String {
        self.0.get(&programme.0).map_or_else(|| one_line(&programme.0.replace('_', " ")), |name| one_line(name))
    }

    /// Several donors in a phrase: `Denmark, Norway and Sweden`. Of more than four, three are named.
    pub fn donors(&self, donors: &[Actor]) -> String {
        self.list(donors, |actor| self.donor(actor))
    }

    /// The same with a flag before each state.
    pub fn flagged(&self, donors: &[Actor]) -> String {
        self.list(donors, |actor| match flag(actor) {
            Some(flag) => format!("{flag}{NBSP}{}", self.donor(actor)),
            None => self.donor(actor),
        })
    }

    /// The names of ids that stand in a list with commas, as the ledger prints a change of donors.
    pub fn listed(&self, ids: &str) -> String {
        self.donors(&ids.split(", ").filter(|id| !id.is_empty()).map(|id| Actor(id.to_owned())).collect::<Vec<_>>())
    }

    fn list(&self, donors: &[Actor], print: impl Fn(&Actor) -> String) -> String {
        let named = if donors.len() > 4 { 3 } else { donors.len() };
        let mut parts: Vec<_> = donors.iter().take(named).map(print).collect();
        if donors.len() > named {
            parts.push(format!("{} others", donors.len() - named));
        }
        match parts.pop() {
            None => "Donors not named".to_owned(),
            Some(only) if parts.is_empty() => only,
            Some(last) => format!("{} and {last}", parts.join(", ")),
        }
    }
}

/// The flag of a two-letter code, made of regional indicators; `None` for companies, alliances and coalitions.
fn flag(actor: &Actor) -> Option<String> {
    let &[a, b] = actor.0.as_bytes() else { return None };
    let indicator = |letter: u8| letter.is_ascii_uppercase().then(|| char::from_u32(0x1F1E6 + u32::from(letter - b'A'))).flatten();
    Some(String::from_iter([indicator(a)?, indicator(b)?]))
}

/// A kind as a reader would say it.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Money => "Military funding",
        Kind::Package => "Aid package",
        Kind::Equipment => "Equipment",
        Kind::Ammunition => "Ammunition",
        Kind::Training => "Training",
        Kind::Sustainment => "Repair and spares",
        Kind::JointProduction => "Joint production",
        Kind::UaProductionFinancing => "Financing of Ukrainian production",
        Kind::FrameworkAgreement => "Framework agreement",
        Kind::OfficeOpened => "Office or site opened",
    }
}

/// A stage as a reader would say it.
pub fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Considered => "under consideration",
        Stage::Announced => "announced",
        Stage::Agreed => "agreed",
        Stage::Contracted => "under contract",
        Stage::Delivered => "delivered",
        Stage::Withdrawn => "withdrawn",
    }
}

/// Who stands behind a pledge.
pub fn confirmation(rung: Confirmation) -> &'static str {
    match rung {
        Confirmation::OneOutlet => "reported by one publisher",
        Confirmation::Independent => "reported by independent publishers",
        Confirmation::Official => "confirmed by an official source",
    }
}

/// A language's English name; its code where the table has none.
pub fn language(lang: Lang) -> String {
    const NAMES: &[(&str, &str)] = &[
        ("bg", "Bulgarian"),
        ("cs", "Czech"),
        ("da", "Danish"),
        ("de", "German"),
        ("el", "Greek"),
        ("en", "English"),
        ("es", "Spanish"),
        ("et", "Estonian"),
        ("fi", "Finnish"),
        ("fr", "French"),
        ("hr", "Croatian"),
        ("hu", "Hungarian"),
        ("is", "Icelandic"),
        ("it", "Italian"),
        ("ja", "Japanese"),
        ("ko", "Korean"),
        ("lt", "Lithuanian"),
        ("lv", "Latvian"),
        ("nl", "Dutch"),
        ("no", "Norwegian"),
        ("pl", "Polish"),
        ("pt", "Portuguese"),
        ("ro", "Romanian"),
        ("ru", "Russian"),
        ("sk", "Slovak"),
        ("sl", "Slovenian"),
        ("sv", "Swedish"),
        ("tr", "Turkish"),
        ("uk", "Ukrainian"),
    ];
    let known = NAMES.iter().find(|(code, _)| *code == lang.code());
    known.map_or_else(|| lang.code().to_owned(), |(_, name)| (*name).to_owned())
}

/// `24 Nov 2026`.
pub fn day(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

/// `May 2026`.
pub fn month(month: Month) -> String {
    month.first_day().format("%B %Y").to_string()
}

/// `Tue 24 Nov 2026, 08:00 EET`.
pub fn instant(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%a %-d %b %Y, %H:%M %Z").to_string()
}

/// Two days in one phrase, the last one being the last that the half-open stretch touches: `24–25 Nov 2026`.
pub fn days(from: NaiveDate, until: NaiveDate) -> String {
    if from == until {
        day(from)
    } else if (from.year(), from.month()) == (until.year(), until.month()) {
        format!("{}–{}", from.day(), day(until))
    } else {
        format!("{} – {}", day(from), day(until))
    }
}

/// `1 change`, `3 changes`.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// A text without line breaks, control characters and characters that turn the direction of writing, which could make a
/// sentence read otherwise than its source.
pub fn one_line(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let plain: String = text.chars().filter(|c| !turns(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most `most` characters, cut at the end of a word where one is near.
pub fn clip(text: &str, most: usize) -> String {
    let text = one_line(text);
    if text.chars().count() <= most {
        return text;
    }
    let cut: String = text.chars().take(most.saturating_sub(1)).collect();
    let end = cut.rfind(' ').filter(|end| *end * 4 > cut.len() * 3).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([' ', ',', ';', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn donors_are_listed_as_in_speech() {
        let names = Names::new([("DK", "Denmark"), ("NO", "Norway")].map(|(id, name)| (id.to_owned(), name.to_owned())).into());
        let rows = [
            (vec![], "Donors not named"),
            (vec!["DK"], "Denmark"),
            (vec!["DK", "NO", "Kongsberg"], "Denmark, Norway and Kongsberg"),
            (vec!["DK", "NO", "SE", "FI", "IS"], "Denmark, Norway, SE and 2 others"),
        ];
        for (ids, phrase) in rows {
            let actors: Vec<_> = ids.into_iter().map(|id| Actor(id.to_owned())).collect();
            assert_eq!(names.donors(&actors), phrase);
        }
    }

    #[test]
    fn only_states_have_flags() {
        for (id, flagged) in [("DK", Some("🇩🇰")), ("EU", Some("🇪🇺")), ("NATO", None), ("dk", None), ("Дк", None), ("", None)]
        {
            assert_eq!(flag(&Actor(id.to_owned())).as_deref(), flagged, "{id}");
        }
    }

    #[test]
    fn long_texts_are_cut_between_words() {
        let rows = [("a\r\nb\u{202e}c", 10, "a bc"), ("one two three", 9, "one two…"), ("Ukraine’s", 5, "Ukra…"), ("їжак", 4, "їжак")];
        for (text, most, cut) in rows {
            assert_eq!(clip(text, most), cut);
        }
    }
}

//! The lead of an article: the paragraph below its headline that many houses print apart from the text, and give to machines as the
//! page's description.

use super::head::Head;
use super::lines;
use scraper::Html;
use std::ops::RangeInclusive;

/// How many letters and digits a lead has: less is a second headline, a slogan or a caption; more is the article.
const LENGTHS: RangeInclusive<usize> = 150..=1_000;
/// The fewest letters and digits of a description, which may be cut off, that tell whose it is.
const TELLING: usize = 60;

/// The line of a page that says what its description says; `None` where none does.
pub fn of(document: &Html, head: &Head) -> Option<String> {
    let described = bare(head.meta(&["og:description", "description", "twitter:description"])?);
    let says_so = |line: &String| {
        let line = bare(line);
        line.starts_with(&described) && LENGTHS.contains(&line.chars().count())
    };
    let is_telling = described.chars().count() >= TELLING;
    is_telling.then(|| lines::of(document.root_element()).into_iter().find(says_so)).flatten()
}

/// A text below its lead, unless it has it already, whole or in part.
pub fn above(lead: Option<String>, text: String) -> String {
    match lead {
        Some(lead) if !bare(&text).contains(&bare(&lead)) => lead + "\n" + &text,
        _ => text,
    }
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAD: &str = "The harbour of the town is to get a second quay, which the state and the county pay for in equal parts: the council \
                        voted for it on Thursday night, after a debate that had gone on for longer than four years.";

    #[track_caller]
    fn check(description: &str, printed: &str, expected: Option<&str>) {
        let html = format!("<meta name=description content='{description}'><h1>Quay</h1><div class=intro>{printed}</div><p>Text.");
        let document = Html::parse_document(&html);
        assert_eq!(of(&document, &Head::of(&document)).as_deref(), expected, "{html}");
    }

    #[test]
    fn a_lead_says_what_the_description_says() {
        check(LEAD, LEAD, Some(LEAD));
        check(&format!("{}…", &LEAD[..90]), LEAD, Some(LEAD));
        check(LEAD, "The council voted for a second quay.", None);
        check("The harbour", LEAD, None);
        check(
            "A second quay for the town: the council voted for it on Thursday night",
            "A second quay for the town: the council voted for it on Thursday night.",
            None,
        );
    }

    #[test]
    fn a_lead_is_put_above_a_text_that_lacks_it() {
        assert_eq!(above(Some(LEAD.to_owned()), "Text.".to_owned()), format!("{LEAD}\nText."));
        assert_eq!(above(Some(LEAD.to_owned()), format!("{LEAD} Text.")), format!("{LEAD} Text."));
        assert_eq!(above(None, "Text.".to_owned()), "Text.");
    }
}

//! The main text of a page: two extractors are asked, and what both keep is kept.

use super::furniture::{self, Known};
use super::linked::Linked;
use super::{ArticleError, SHORTEST_TEXT, lines};
use dom_smoothie::Readability;
use scraper::{ElementRef, Html, Selector};
use trafilatura::{HtmlDateMode, Options};

/// The part of the first extractor's text, in percent, that the second must confirm for its word to count.
const CONFIRMED: usize = 40;
/// The fewest characters of a lead that only the second extractor has.
const SHORTEST_LEAD: usize = 120;
/// The fewest bytes of letters and digits by which a part of a line is known.
const TELLING: usize = 30;
/// The most work a vote may take, in lines times bytes.
const VOTE_LIMIT: usize = 400_000_000;

/// The source's selector, then both extractors, then the second alone, then the page's own `articleBody`.
///
/// # Errors
/// When the selector is no CSS or no text of an article's length is found.
pub fn of(document: &Html, linked: &Linked, known: &Known, selector: Option<&str>) -> Result<String, ArticleError> {
    let selected = selector.map(|s| select(document, s)).transpose()?.unwrap_or_default();
    let mut text = if chars(&selected) >= SHORTEST_TEXT { selected } else { general(&document.html()) };
    if chars(&text) * 2 < chars(&linked.body) {
        text.clone_from(&linked.body);
    }
    furniture::trim(&mut text, known);
    match chars(&text) {
        n if n < SHORTEST_TEXT => Err(ArticleError::NoText { chars: n }),
        _ => Ok(text.join("\n")),
    }
}

fn select(document: &Html, selector: &str) -> Result<Vec<String>, ArticleError> {
    let parsed = Selector::parse(selector).map_err(|_| ArticleError::Selector { selector: selector.to_owned() })?;
    let outermost = |e: &ElementRef| !e.ancestors().filter_map(ElementRef::wrap).any(|parent| parsed.matches(&parent));
    Ok(document.select(&parsed).filter(outermost).flat_map(lines::of).collect())
}

fn general(html: &str) -> Vec<String> {
    let first = first_opinion(html);
    let second = second_opinion(html);
    if chars(&first) < SHORTEST_TEXT { second } else { vote(first, &second) }
}

fn first_opinion(html: &str) -> Vec<String> {
    let mut options = Options::default().with_fallback(true).with_html_date_mode(HtmlDateMode::Disabled);
    options.exclude_comments = true;
    trafilatura::extract(html, &options).map(|found| lines_of(&found.content_html)).unwrap_or_default()
}

fn second_opinion(html: &str) -> Vec<String> {
    let found = Readability::new(html, None, None).and_then(|mut reader| reader.parse());
    found.map(|article| lines_of(&article.content)).unwrap_or_default()
}

fn lines_of(html: &str) -> Vec<String> {
    lines::of(Html::parse_fragment(html).root_element())
}

/// Keeps the lines that the second text has too, in its spelling (the first loses spaces between inline elements), with the paragraphs
/// that only the second has among them and its lead above; all of the first where the second has too few.
fn vote(first: Vec<String>, second: &[String]) -> Vec<String> {
    let second = Ballot::of(second);
    if first.len() * second.whole.len() > VOTE_LIMIT {
        return first;
    }
    let own = Ballot::of(&first);
    let kept: Vec<&String> =
        own.bare.iter().zip(&first).filter(|(bare, _)| second.whole.contains(bare.as_str())).map(|(_, line)| line).collect();
    if chars(&kept) * 100 < chars(&first) * CONFIRMED {
        return first;
    }
    second.woven(&kept, &own)
}

/// The lines of one text, and what of them is compared: letters and digits.
struct Ballot<'a> {
    lines: &'a [String],
    bare: Vec<String>,
    whole: String,
}

impl<'a> Ballot<'a> {
    fn of(lines: &'a [String]) -> Self {
        let bare: Vec<String> = lines.iter().map(|line| bare(line)).collect();
        let whole = bare.concat();
        Ballot { lines, bare, whole }
    }

    /// `kept` in this text's spelling, and the paragraphs of this text that belong among them: those that `other` lacks.
    fn woven(&self, kept: &[&String], other: &Ballot) -> Vec<String> {
        let is_new = |at: &usize| is_paragraph(&self.lines[*at]) && !other.whole.contains(&self.bare[*at]);
        let mut woven = Vec::new();
        let mut next = None;
        for line in kept {
            let bare = bare(line);
            if next.is_some_and(|next| self.goes_on_in(&bare, next)) {
                continue;
            }
            let Some(at) = self.position(&bare, next.unwrap_or_default()) else {
                woven.push((*line).clone());
                continue;
            };
            let between = match next {
                Some(next) => (next..at).filter(is_new).collect(),
                None => Vec::from_iter((0..at).rfind(is_new)),
            };
            woven.extend(between.into_iter().chain([at]).map(|at| self.lines[at].clone()));
            next = Some(at + 1);
        }
        woven
    }

    /// Where a line stands, from a place on; or the line of which it is a part that can be of no other.
    fn position(&self, bare: &str, from: usize) -> Option<usize> {
        let rest = &self.bare[from..];
        let whole = rest.iter().position(|own| own == bare);
        let part = || (bare.len() >= TELLING).then(|| rest.iter().position(|own| own.contains(bare))).flatten();
        whole.or_else(part).map(|at| from + at)
    }

    /// Whether a line is but a part of the one before `next`, and no line of its own.
    fn goes_on_in(&self, bare: &str, next: usize) -> bool {
        self.bare[next - 1].contains(bare) && !self.bare[next..].iter().any(|own| own == bare)
    }
}

fn bare(line: &str) -> String {
    line.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn is_paragraph(line: &str) -> bool {
    line.chars().count() >= SHORTEST_LEAD && line.ends_with(['.', '!', '?', '"', '”', '“', '»'])
}

fn chars<T: AsRef<str>>(lines: &[T]) -> usize {
    lines.iter().map(|line| line.as_ref().chars().count()).sum()
}

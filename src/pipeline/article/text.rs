//! The main text of a page: two extractors are asked, and what both keep is kept.

use super::linked::Linked;
use super::{ArticleError, SHORTEST_TEXT, clutter, lines};
use dom_smoothie::Readability;
use scraper::{ElementRef, Html, Selector};
use trafilatura::{HtmlDateMode, Options};

/// The part of the first extractor's text, in percent, that the second must confirm for its word to count.
const CONFIRMED: usize = 40;
/// The fewest characters of a lead that only the second extractor has.
const SHORTEST_LEAD: usize = 120;
/// The most work a vote may take, in lines times bytes.
const VOTE_LIMIT: usize = 400_000_000;

/// The source's selector, then both extractors, then the second alone, then the page's own `articleBody`.
///
/// # Errors
/// When the selector is no CSS or no text of an article's length is found.
pub fn of(document: &Html, linked: &Linked, title: &str, selector: Option<&str>) -> Result<String, ArticleError> {
    let selected = selector.map(|s| select(document, s)).transpose()?.unwrap_or_default();
    let mut text = if chars(&selected) >= SHORTEST_TEXT { selected } else { general(&document.html()) };
    if chars(&text) * 2 < chars(&linked.body) {
        text.clone_from(&linked.body);
    }
    clutter::trim(&mut text, title);
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

/// Keeps the lines that the second text has too, under its lead where the first overlooks that (a standfirst is its favourite loss);
/// all of the first where the second has too few.
fn vote(first: Vec<String>, second: &[String]) -> Vec<String> {
    let bare = |line: &str| line.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let heard: String = second.iter().map(|line| bare(line)).collect();
    if first.len() * heard.len() > VOTE_LIMIT {
        return first;
    }
    let kept: Vec<String> = first.iter().filter(|line| heard.contains(&bare(line))).cloned().collect();
    if chars(&kept) * 100 < chars(&first) * CONFIRMED {
        return first;
    }
    let own: String = first.iter().map(|line| bare(line)).collect();
    let before = second.iter().position(|line| kept.contains(line)).unwrap_or_default();
    let lead = second[..before].iter().rfind(|line| is_paragraph(line) && !own.contains(&bare(line)));
    lead.cloned().into_iter().chain(kept).collect()
}

fn is_paragraph(line: &str) -> bool {
    line.chars().count() >= SHORTEST_LEAD && line.ends_with(['.', '!', '?', '"', '”', '“', '»'])
}

fn chars(lines: &[String]) -> usize {
    lines.iter().map(|line| line.chars().count()).sum()
}

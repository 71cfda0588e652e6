//! The headline of a page, without the name of its site.

use super::head::Head;
use super::lines;
use super::linked::Linked;
use scraper::{ElementRef, Html};

/// Meta names of the headline, the surest first.
const TITLES: &[&str] = &["og:title", "twitter:title", "title", "dc.title"];
/// Marks that divide a headline from the name of the site.
const DIVIDERS: &[&str] = &[" | ", " - ", " – ", " — ", " :: ", " » ", " • ", " · "];
/// The shortest headline that is left when the site's name is cut off, in characters.
const SHORTEST: usize = 12;

/// OpenGraph, then JSON-LD, then the only `h1`, then `title`; empty where there is none.
pub fn of(document: &Html, head: &Head, linked: &Linked) -> String {
    let site = head.meta(&["og:site_name", "application-name", "twitter:site"]).unwrap_or_default().trim_start_matches('@');
    let heading = heading(document);
    let said = head.meta(TITLES).map(str::to_owned);
    let title = said.or_else(|| linked.headline.clone()).or_else(|| heading.clone()).or_else(|| head.title.clone()).unwrap_or_default();
    let title = lines::squeeze(&title);
    match heading {
        Some(heading) if heading.chars().count() >= SHORTEST && title.len() > heading.len() && title.starts_with(&heading) => heading,
        _ => without_site(&title, site),
    }
}

/// Every form in which a page gives its headline.
pub fn all(document: &Html, head: &Head, linked: &Linked) -> Vec<String> {
    let metas = TITLES.iter().filter_map(|name| head.meta(&[name])).map(str::to_owned);
    let headings = document.root_element().descendent_elements().filter(|e| e.value().name() == "h1").map(lines::flat);
    let own = [of(document, head, linked)].into_iter().chain(linked.headline.clone()).chain(head.title.clone());
    own.chain(metas).chain(headings).collect()
}

/// The text of the page's only `h1`.
fn heading(document: &Html) -> Option<String> {
    let headings = document.root_element().descendent_elements().filter(|e| e.value().name() == "h1");
    let mut texts: Vec<String> = headings.map(|h: ElementRef| lines::flat(h)).filter(|t| !t.is_empty()).collect();
    texts.dedup();
    (texts.len() == 1).then(|| texts.swap_remove(0))
}

/// Cuts off the last part where it is the site's name or, the name unknown, a short tail.
fn without_site(title: &str, site: &str) -> String {
    let cut = DIVIDERS.iter().filter_map(|d| title.rfind(d).map(|at| (at, at + d.len()))).max();
    let Some((end, tail_start)) = cut else { return title.to_owned() };
    let (front, tail) = (title[..end].trim(), title[tail_start..].trim());
    let is_site = if site.is_empty() { tail.split_whitespace().count() <= 4 } else { is_same_name(tail, site) };
    if is_site && front.chars().count() >= SHORTEST { front.to_owned() } else { title.to_owned() }
}

fn is_same_name(a: &str, b: &str) -> bool {
    let bare = |name: &str| name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (a, b) = (bare(a), bare(b));
    !a.is_empty() && (a.contains(&b) || b.contains(&a))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn site_names_are_cut_off() {
        let rows = [
            ("Norway orders shells - The Paper", "The Paper", "Norway orders shells"),
            ("Norway orders shells | News | paper.no", "", "Norway orders shells | News"),
            ("F-16 - what it can do", "The Paper", "F-16 - what it can do"),
            ("Short - The Paper", "The Paper", "Short - The Paper"),
        ];
        for (title, site, expected) in rows {
            assert_eq!(without_site(title, site), expected);
        }
    }
}

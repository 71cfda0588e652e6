//! What a site offers to be polled: the feeds a page names, and the lists it shows.

use super::feed::plain;
use super::page;
use crate::domain::{Page, SourceKind};
use scraper::{ElementRef, Html, Selector};
use std::collections::{HashMap, HashSet};
use url::Url;

/// Where sites customarily keep their feeds, seen from their root.
const CUSTOMARY: [&str; 7] = ["/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json"];

/// Leads of one page that are worth a question each.
const MOST_LEADS: usize = 16;

/// A list is proposed from so many items.
const FEWEST_ITEMS: usize = 4;

/// A link with fewer characters is a menu's, not a headline.
const HEADLINE: usize = 20;

/// Parts of a page that hold menus.
const MENUS: [&str; 4] = ["nav", "footer", "header", "aside"];

/// The addresses that may be feeds: those the page declares, then those it links, then the customary ones.
pub fn leads(document: &Page) -> Vec<String> {
    let Ok(base) = Url::parse(&document.url) else { return Vec::new() };
    let tree = page::tree(document).unwrap_or_else(|_| Html::new_document());
    let declared =
        hrefs(&tree, "link[rel~=alternate][type*=rss], link[rel~=alternate][type*=atom], link[rel~=alternate][type*='feed+json']");
    let linked = hrefs(&tree, "a[href*=rss], a[href*=feed], a[href*='atom.xml'], a[href$='.rdf']");
    let mut seen = HashSet::new();
    let all = declared.into_iter().chain(linked).chain(CUSTOMARY.iter().map(|path| (*path).to_owned()));
    let absolute = all.filter_map(|href| base.join(href.trim()).ok()).filter(|url| matches!(url.scheme(), "http" | "https"));
    absolute.map(String::from).filter(|url| seen.insert(url.clone())).take(MOST_LEADS).collect()
}

/// The sitemaps a site may have: those its robots.txt names, else the customary ones.
pub fn sitemaps(site: &str, robots: &str) -> Vec<String> {
    let named = robots.lines().filter_map(|line| line.split_once(':')).filter(|(key, _)| key.trim().eq_ignore_ascii_case("sitemap"));
    let named: Vec<String> = named.map(|(_, url)| url.trim().to_owned()).take(MOST_LEADS).collect();
    let customary = || ["/news-sitemap.xml", "/sitemap.xml"].iter().filter_map(|path| Some(Url::parse(site).ok()?.join(path).ok()?.into()));
    if named.is_empty() { customary().collect() } else { named }
}

/// The lists of headlines that a page shows, the likeliest first, as the selectors that read them.
pub fn lists(document: &Page) -> Vec<SourceKind> {
    let Ok(tree) = page::tree(document) else { return Vec::new() };
    let mut groups: HashMap<String, Vec<ElementRef<'_>>> = HashMap::new();
    for element in tree.root_element().descendent_elements().filter(|element| !in_menu(element)) {
        groups.entry(signature(&element)).or_default().push(element);
    }
    let mut found: Vec<(f32, SourceKind)> = groups.into_iter().filter_map(|(item, elements)| list(item, &elements)).collect();
    found.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| item(one).cmp(item(other))));
    found.into_iter().map(|(_, kind)| kind).filter(|kind| page::read(document, kind).is_ok()).take(3).collect()
}

fn hrefs(tree: &Html, selector: &str) -> Vec<String> {
    let Ok(selector) = Selector::parse(selector) else { return Vec::new() };
    tree.select(&selector).filter_map(|element| element.attr("href")).map(str::to_owned).collect()
}

fn item(kind: &SourceKind) -> &str {
    match kind {
        SourceKind::Page { item, .. } => item,
        SourceKind::Feed | SourceKind::Sitemap => "",
    }
}

/// Tag and classes, as a selector; classes with numbers in them are an item's own, not its kind's.
fn signature(element: &ElementRef<'_>) -> String {
    let plain = |class: &&str| class.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '_'));
    let classes: String = element.value().classes().filter(plain).take(2).map(|class| format!(".{class}")).collect();
    let name = element.value().name();
    let parent = element.parent().and_then(ElementRef::wrap).filter(|_| classes.is_empty());
    parent.map_or_else(|| format!("{name}{classes}"), |parent| format!("{} > {name}", signature_of_parent(&parent)))
}

fn signature_of_parent(parent: &ElementRef<'_>) -> String {
    let class = parent.value().classes().find(|class| class.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '_')));
    class.map_or_else(|| parent.value().name().to_owned(), |class| format!("{}.{class}", parent.value().name()))
}

fn in_menu(element: &ElementRef<'_>) -> bool {
    std::iter::once(*element).chain(element.ancestors().filter_map(ElementRef::wrap)).any(|part| MENUS.contains(&part.value().name()))
}

/// Elements that each hold one headline are a list; it is the likelier the more there are, the longer their headlines, and with dates.
fn list(item: String, elements: &[ElementRef<'_>]) -> Option<(f32, SourceKind)> {
    let headlines: Vec<(String, String)> = elements.iter().filter_map(headline).collect();
    let distinct: HashSet<&str> = headlines.iter().map(|(href, _)| href.as_str()).collect();
    if distinct.len() < FEWEST_ITEMS || headlines.len() * 5 < elements.len() * 4 {
        return None;
    }
    let title = common(elements, &["h1", "h2", "h3", "h4"]);
    let date = common(elements, &["time", "[class*=date]", "[class*=time]"]);
    let length = headlines.iter().map(|(_, title)| title.chars().count()).sum::<usize>() as f32 / headlines.len() as f32;
    let score = distinct.len() as f32 * length.ln() * if date.is_some() { 2.0 } else { 1.0 } * if title.is_some() { 1.2 } else { 1.0 };
    Some((score, SourceKind::Page { item, link: None, title, date }))
}

/// The one address an item leads to, and its words; `None` where it leads to none or to several.
fn headline(element: &ElementRef<'_>) -> Option<(String, String)> {
    let anchors = std::iter::once(*element).chain(element.descendent_elements()).filter(|part| part.value().name() == "a");
    let mut words: HashMap<&str, String> = HashMap::new();
    for anchor in anchors {
        let href = anchor.attr("href").filter(|href| !href.starts_with('#'))?;
        words.entry(href).or_default().push_str(&plain::line(&element.inner_html()));
    }
    let mut long = words.into_iter().filter(|(_, text)| text.chars().count() >= HEADLINE);
    let only = long.next()?;
    long.next().is_none().then_some((only.0.to_owned(), only.1))
}

/// The first of the selectors that most of the elements have something for.
fn common(elements: &[ElementRef<'_>], selectors: &[&str]) -> Option<String> {
    let has =
        |selector: &Selector| elements.iter().filter(|element| element.select(selector).next().is_some()).count() * 5 >= elements.len() * 4;
    selectors.iter().find(|text| Selector::parse(text).is_ok_and(|selector| has(&selector))).map(|text| (*text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> Page {
        Page { url: "https://mod.example/en/news/".into(), content_type: Some("text/html; charset=utf-8".into()), body: body.into() }
    }

    #[test]
    fn feeds_are_looked_for_where_the_page_says_first() {
        let body = "<link rel=alternate type='application/rss+xml' href='/en/news.xml'><link rel=stylesheet href=a.css>
            <a href=feeds/all>All feeds</a><a href='mailto:rss@mod.example'>Mail</a><a href='/en/news.xml'>RSS</a>";
        let found = leads(&page(body));
        assert_eq!(found[..3], ["https://mod.example/en/news.xml", "https://mod.example/en/news/feeds/all", "https://mod.example/feed/"]);
        assert_eq!(found.len(), 2 + CUSTOMARY.len());
    }

    #[test]
    fn sitemaps_are_those_robots_names() {
        let rows: [(&str, &[&str]); 2] = [
            ("User-agent: *\nSitemap: https://mod.example/s.xml", &["https://mod.example/s.xml"]),
            ("User-agent: *", &["https://mod.example/news-sitemap.xml", "https://mod.example/sitemap.xml"]),
        ];
        for (robots, found) in rows {
            assert_eq!(sitemaps("https://mod.example/en/news/", robots), found, "{robots}");
        }
    }

    /// The first proposal for a page with this list in it.
    fn proposal(items: &str) -> Option<SourceKind> {
        let menu: String = (0..9).map(|n| format!("<li><a href=/m{n}>A long entry of the menu, number {n}</a></li>")).collect();
        lists(&page(&format!("<nav><ul>{menu}</ul></nav><main>{items}</main><footer><ul>{menu}</ul></footer>"))).into_iter().next()
    }

    fn kind(item: &str, title: Option<&str>, date: Option<&str>) -> Option<SourceKind> {
        Some(SourceKind::Page { item: item.into(), link: None, title: title.map(str::to_owned), date: date.map(str::to_owned) })
    }

    #[test]
    fn lists_of_headlines_are_proposed() {
        let repeat = |item: &str| (1..=6).map(|n| item.replace('#', &n.to_string())).collect::<String>();
        let rows = [
            (
                repeat(
                    "<article class='card card-#'><h3><a href=/n#>The ministry's statement number #</a></h3><time>2026-03-0#</time></article>",
                ),
                kind("article.card", Some("h3"), Some("time")),
            ),
            (
                format!(
                    "<ul class=news>{}</ul>",
                    repeat("<li><span class=date>0#.03.2026</span> <a href=/n#>The ministry's statement #</a></li>")
                ),
                kind("ul.news > li", None, Some("[class*=date]")),
            ),
            (repeat("<p><a href=/n>The ministry's statement number #</a></p>"), None),
            (repeat("<p><a href=/n#>More</a></p>"), None),
            (String::new(), None),
        ];
        for (items, expected) in rows {
            assert_eq!(proposal(&items), expected, "{items}");
        }
    }
}

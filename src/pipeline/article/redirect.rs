//! Where a redirect page of an aggregator leads, where the page itself says so.

use scraper::{ElementRef, Html};
use url::Url;

/// The one other site's address that the page names: in an attribute made for it, in a refresh, or as its only link away.
/// `None` where it names none, or several: nothing is guessed.
pub fn target(document: &Html, page: &Url) -> Option<String> {
    let elements = || document.root_element().descendent_elements();
    let away = |address: &str| page.join(address.trim()).ok().filter(|url| leads_away(url, page));
    let marked = elements().find_map(|e| away(e.attr("data-n-au")?));
    let refreshed = || elements().find_map(|e| away(&refresh(e)?));
    marked
        .or_else(refreshed)
        .or_else(|| only(elements().filter(|e| e.value().name() == "a").filter_map(|e| away(e.attr("href")?))))
        .map(String::from)
}

/// The address of `<meta http-equiv="refresh" content="0; url=…">`.
fn refresh(meta: ElementRef) -> Option<String> {
    let is_refresh = meta.attr("http-equiv").is_some_and(|kind| kind.eq_ignore_ascii_case("refresh"));
    let (_, rest) = meta.attr("content").filter(|_| is_refresh)?.split_once(';')?;
    let (name, address) = rest.split_once('=')?;
    name.trim().eq_ignore_ascii_case("url").then(|| address.trim().trim_matches(['"', '\'']).to_owned())
}

/// Whether an address is a web page of another owner: not of the aggregator's company under any of its names.
fn leads_away(url: &Url, page: &Url) -> bool {
    let owner = |url: &Url| url.host_str().and_then(|host| host.rsplit('.').nth(1)).map(str::to_owned);
    matches!(url.scheme(), "http" | "https") && owner(url).is_some() && owner(url) != owner(page)
}

/// The first of them if all are the same.
fn only(mut addresses: impl Iterator<Item = Url>) -> Option<Url> {
    let first = addresses.next()?;
    addresses.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_what_the_page_names_is_believed() {
        let page = Url::parse("https://news.google.com/rss/articles/CBMi").unwrap();
        let a = "https://www.paper.example/a";
        let rows = [
            ("<c-wiz><div data-n-au='https://www.paper.example/a'></div></c-wiz>", Some(a)),
            ("<meta http-equiv=refresh content=\"0; URL='https://www.paper.example/a'\">", Some(a)),
            ("<a href=https://policies.google.com/x>Terms</a> Opening <a href=https://www.paper.example/a>here</a>", Some(a)),
            ("<a href=https://www.paper.example/a>1</a><a href=https://www.paper.example/b>2</a>", None),
            ("<a href=/home>Home</a><a href=https://accounts.google.com/>Sign in</a>", None),
            ("<meta http-equiv=refresh content=30><a href=javascript:go()>Go</a>", None),
        ];
        for (html, expected) in rows {
            assert_eq!(target(&Html::parse_document(html), &page).as_deref(), expected, "{html}");
        }
    }
}

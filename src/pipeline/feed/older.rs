//! Where a feed's older entries are to be had.

use super::canon::{Draft, Field};
use url::Url;

/// The parameter with which WordPress turns the pages of a feed; the feed itself is page 1.
const PAGED: &str = "paged";

/// The page after the one got from `url`: as the feed says (RFC 5005), else as WordPress feeds are paged, of which many say nothing.
/// `None` where there is no way to know.
pub(super) fn page_after(url: &str, head: &Draft) -> Option<String> {
    let stated = head.first(&[Field::Next]).filter(|next| next.starts_with("http://") || next.starts_with("https://"));
    let stated = stated.map(str::to_owned).filter(|next| next != url);
    stated.or_else(|| head.first(&[Field::Generator]).filter(|by| is_wordpress(by)).and_then(|_| next_paged(url)))
}

fn is_wordpress(generator: &str) -> bool {
    generator.to_ascii_lowercase().contains("wordpress")
}

fn next_paged(url: &str) -> Option<String> {
    let mut next = Url::parse(url).ok()?;
    let page = next.query_pairs().find(|(name, _)| name == PAGED).map_or(Some(1), |(_, page)| page.parse::<u32>().ok())?;
    let others: Vec<(String, String)> = next.query_pairs().filter(|(name, _)| name != PAGED).map(|(n, v)| (n.into(), v.into())).collect();
    next.query_pairs_mut().clear().extend_pairs(others).append_pair(PAGED, &page.checked_add(1)?.to_string());
    Some(next.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found() {
        let (nobody, wordpress) = ("", "https://wordpress.org/?v=6.8");
        let rows = [
            ("https://a.org/feed/", nobody, "", None),
            ("https://a.org/feed/", nobody, "https://a.org/feed/2", Some("https://a.org/feed/2")),
            ("https://a.org/feed/2", nobody, "https://a.org/feed/2", None),
            ("https://a.org/feed/", nobody, "javascript:next()", None),
            ("https://a.org/feed/", wordpress, "", Some("https://a.org/feed/?paged=2")),
            ("https://a.org/feed/?paged=2", wordpress, "", Some("https://a.org/feed/?paged=3")),
            ("https://a.org/?feed=rss2&paged=9", "WordPress", "", Some("https://a.org/?feed=rss2&paged=10")),
            ("https://a.org/feed/?paged=many", wordpress, "", None),
            ("https://a.org/feed/?paged=4294967295", wordpress, "", None),
            ("https://a.org/feed/", wordpress, "https://a.org/older", Some("https://a.org/older")),
        ];
        for (url, generator, stated, next) in rows {
            let mut head = Draft::default();
            head.set(Field::Generator, generator.to_owned());
            head.set(Field::Next, stated.to_owned());
            assert_eq!(page_after(url, &head).as_deref(), next, "{url} by \"{generator}\", stating \"{stated}\"");
        }
    }
}

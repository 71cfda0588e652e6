//! The canonical address of a page.

use super::head::Head;
use url::{Host, Url};

/// `link rel=canonical`, else `og:url`, where it is an article's address on the same site; else the address fetched.
pub fn of(fetched: &str, head: &Head) -> String {
    let Ok(base) = Url::parse(fetched) else { return fetched.to_owned() };
    let said = head.canonical.as_deref().into_iter().chain(head.meta(&["og:url"]));
    let found = said.filter_map(|href| base.join(href.trim()).ok()).find(|url| fits(url, &base));
    found.map_or_else(|| fetched.to_owned(), String::from)
}

/// A home page as canonical address is a template's mistake, a foreign host a trap.
fn fits(url: &Url, base: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && family(url).is_some()
        && family(url) == family(base)
        && (url.path() != "/" || base.path() == "/")
}

/// The part of a host that one owner holds: the last two labels, three where the second is a registry's (`co.uk`, `gov.ua`).
fn family(url: &Url) -> Option<String> {
    let Some(Host::Domain(host)) = url.host() else { return url.host_str().map(str::to_owned) };
    let labels: Vec<&str> = host.trim_end_matches('.').split('.').collect();
    let registry = |label: &str| label.len() <= 3 || matches!(label, "govt" | "gouv" | "guv");
    let shared = labels.len() > 2 && labels[labels.len() - 1].len() == 2 && registry(labels[labels.len() - 2]);
    let kept = if shared { 3 } else { 2 };
    Some(labels[labels.len().saturating_sub(kept)..].join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_own_site_is_believed() {
        let rows = [
            ("https://www.paper.no/a?utm=1", "/a", "https://www.paper.no/a"),
            ("https://amp.paper.no/a", "https://www.paper.no/a", "https://www.paper.no/a"),
            ("https://www.paper.no/a", "https://evil.no/a", "https://www.paper.no/a"),
            ("https://www.paper.no/a", "https://www.paper.no/", "https://www.paper.no/a"),
            ("https://www.mod.gov.ua/a", "https://www.kmu.gov.ua/a", "https://www.mod.gov.ua/a"),
            ("-", "/a", "-"),
        ];
        for (fetched, canonical, expected) in rows {
            let mut head = Head::default();
            head.canonical = Some(canonical.to_owned());
            assert_eq!(of(fetched, &head), expected);
        }
    }
}

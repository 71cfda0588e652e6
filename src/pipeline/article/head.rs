//! What a page says of itself in its `html`, `meta`, `link` and `title` elements.

use scraper::{ElementRef, Html};

/// The self-description of a page.
#[derive(Default)]
pub struct Head {
    /// Names in lower case (`name`, `property` or `itemprop`) with their contents, in order.
    metas: Vec<(String, String)>,
    /// The text of `title`.
    pub title: Option<String>,
    /// The address of `link rel=canonical`, as written.
    pub canonical: Option<String>,
    /// The `lang` of `html`.
    pub lang: Option<String>,
}

impl Head {
    /// Reads it off a page.
    pub fn of(document: &Html) -> Self {
        let mut head = Head { lang: document.root_element().attr("lang").map(str::to_owned), ..Head::default() };
        for element in document.root_element().descendent_elements() {
            match element.value().name() {
                "meta" => head.take_meta(element),
                "title" if head.title.is_none() => head.title = Some(super::lines::squeeze(&element.text().collect::<String>())),
                "link" if is_canonical(element) => head.canonical = head.canonical.take().or(element.attr("href").map(str::to_owned)),
                _ => {}
            }
        }
        head
    }

    /// The first non-blank content under the first of these names that has one.
    pub fn meta<N: AsRef<str>>(&self, names: &[N]) -> Option<&str> {
        names
            .iter()
            .find_map(|name| self.metas.iter().find(|(n, content)| n == name.as_ref() && !content.is_empty()))
            .map(|(_, content)| content.as_str())
    }

    fn take_meta(&mut self, meta: ElementRef) {
        let content = meta.attr("content").unwrap_or_default().trim();
        for key in ["name", "property", "itemprop"] {
            if let Some(name) = meta.attr(key) {
                self.metas.push((name.trim().to_ascii_lowercase(), content.to_owned()));
            }
        }
    }
}

fn is_canonical(link: ElementRef) -> bool {
    link.attr("rel").is_some_and(|rel| rel.split_whitespace().any(|r| r.eq_ignore_ascii_case("canonical")))
}

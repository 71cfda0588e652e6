//! The canonical form all dialects are rewritten to: a small, well-formed Atom document (RFC 4287) that holds plain text only.

use super::{dates, plain};
use sha2::{Digest, Sha256};

/// Entries of one document that are kept; feeds list their newest first.
pub(crate) const MOST_ENTRIES: usize = 5_000;

/// Bytes of one field that are kept: no article is longer.
const LONGEST_FIELD: usize = 1 << 20;

/// What a piece of text means, whatever its dialect calls it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Field {
    Title,
    /// A title of lesser standing: Dublin Core, Media RSS.
    OtherTitle,
    /// The address without the publisher's counting redirect.
    OriginalLink,
    Link,
    /// An address of a form other than a web page.
    OtherLink,
    /// A guid that is an address too where it looks like one.
    Permalink,
    /// A guid that is no address.
    Id,
    /// `rdf:about`.
    About,
    Published,
    /// Dublin Core's date, and creation dates.
    OtherDate,
    Updated,
    Summary,
    /// A summary of lesser standing: Dublin Core, iTunes, Media RSS.
    OtherSummary,
    Content,
    /// The whole text without markup.
    OtherContent,
    Language,
    /// Minutes.
    Ttl,
    /// The syndication module's `hourly` … `yearly`.
    Period,
    /// Times per period.
    Frequency,
    /// The page of older entries (RFC 5005).
    Next,
    /// The program that wrote the feed.
    Generator,
}

/// The fields of an entry, or of the feed itself, as found: the first of a kind stands.
#[derive(Default, Debug)]
pub(crate) struct Draft(Vec<(Field, String)>);

impl Draft {
    /// Keeps `text` unless it is blank or the field is there already.
    pub(crate) fn set(&mut self, field: Field, mut text: String) {
        if text.trim().is_empty() || self.0.iter().any(|(known, _)| *known == field) {
            return;
        }
        if text.len() > LONGEST_FIELD {
            let cut = (0..=LONGEST_FIELD).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            text.truncate(cut);
        }
        self.0.push((field, text));
    }

    /// The first of `fields` that is there, trimmed.
    pub(crate) fn first(&self, fields: &[Field]) -> Option<&str> {
        fields.iter().find_map(|field| self.0.iter().find(|(known, _)| known == field)).map(|(_, text)| text.trim())
    }

    fn plain(&self, fields: &[Field]) -> String {
        self.first(fields).map(plain::line).unwrap_or_default()
    }

    /// The first address a browser could follow.
    fn link(&self) -> Option<&str> {
        let places = [Field::OriginalLink, Field::Link, Field::OtherLink, Field::Permalink, Field::About];
        let stated = places.iter().filter_map(|field| self.first(&[*field]));
        stated.into_iter().find(|link| link.starts_with("http://") || link.starts_with("https://"))
    }

    /// Whether nothing was found.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it says what the entry is announced by and where it is read, whatever else may follow.
    pub(crate) fn is_readable(&self) -> bool {
        self.link().is_some() && self.first(&[Field::Title]).is_some()
    }

    fn date(&self) -> Option<chrono::DateTime<chrono::Utc>> {
        [Field::Published, Field::OtherDate, Field::Updated].iter().find_map(|field| dates::parse(self.first(&[*field])?))
    }
}

/// The canonical document under construction.
#[derive(Default)]
pub(crate) struct Canon {
    entries: String,
    count: usize,
}

impl Canon {
    /// Entries written so far.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Whether no more entries are taken.
    pub(crate) fn is_full(&self) -> bool {
        self.count >= MOST_ENTRIES
    }

    /// Writes an entry; `source` is what it was written as.
    pub(crate) fn entry(&mut self, draft: &Draft, source: &str) {
        let (title, link) = (draft.plain(&[Field::Title, Field::OtherTitle]), draft.link());
        let guid = draft.first(&[Field::Permalink, Field::Id, Field::About]).map(str::to_owned);
        let unnamed = guid.is_none() && link.is_none() && title.is_empty();
        let id = if unnamed { fingerprint(source) } else { guid.unwrap_or_default() };
        let content = draft.first(&[Field::Content, Field::OtherContent]).map(plain::paragraphs).unwrap_or_default();
        self.entries.push_str("<entry>");
        element(&mut self.entries, "id", &id);
        element(&mut self.entries, "title", &title);
        if let Some(link) = link {
            link_element(&mut self.entries, "alternate", link);
        }
        if let Some(date) = draft.date() {
            element(&mut self.entries, "published", &date.to_rfc3339());
        }
        element(&mut self.entries, "summary", &draft.plain(&[Field::Summary, Field::OtherSummary]));
        element(&mut self.entries, "content", &content);
        self.entries.push_str("</entry>\n");
        self.count += 1;
    }

    /// The whole document, with the feed's own fields.
    pub(crate) fn finish(self, head: &Draft) -> String {
        let mut atom = String::with_capacity(self.entries.len() + 512);
        let language = head.first(&[Field::Language]).unwrap_or_default();
        atom.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"");
        push_attribute(&mut atom, language);
        atom.push_str("\">");
        element(&mut atom, "title", &head.plain(&[Field::Title, Field::OtherTitle]));
        atom.push_str(&self.entries);
        atom.push_str("</feed>");
        atom
    }
}

/// A name for an entry that has no guid, link or title: what it is written as, hashed.
fn fingerprint(source: &str) -> String {
    let hash = Sha256::digest(source.trim().as_bytes());
    hash.iter().take(16).fold("sha256:".to_owned(), |name, byte| format!("{name}{byte:02x}"))
}

fn element(out: &mut String, name: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    out.push('<');
    out.push_str(name);
    out.push_str("><![CDATA[");
    for (at, part) in text.split("]]>").enumerate() {
        out.push_str(if at == 0 { "" } else { "]]]]><![CDATA[>" });
        out.push_str(part);
    }
    out.push_str("]]></");
    out.push_str(name);
    out.push('>');
}

fn link_element(out: &mut String, rel: &str, href: &str) {
    out.push_str("<link rel=\"");
    out.push_str(rel);
    out.push_str("\" href=\"");
    push_attribute(out, href);
    out.push_str("\"/>");
}

fn push_attribute(out: &mut String, value: &str) {
    for character in value.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
}

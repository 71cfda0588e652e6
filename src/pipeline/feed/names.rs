//! What the elements of all dialects mean: RSS 0.90 to 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0, CDF, and the modules among them.

use super::canon::Field;
use super::token::Tag;

/// Namespace declarations of one document that are remembered.
const MOST_PREFIXES: usize = 64;

/// The vocabulary a name belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Space {
    /// RSS in all versions, Atom, CDF, and names without a namespace.
    Core,
    DublinCore,
    Content,
    Itunes,
    Media,
    Syndication,
    Feedburner,
    Xhtml,
    /// Anything else: never read.
    Foreign,
}

/// What the reader does with an element.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// The feed itself, or the list inside it.
    Root,
    /// An entry.
    Entry,
    /// A part of an entry or of the feed.
    Field(Field),
    /// Has parts of its own (an image's title, an author's name) that must not be taken for the entry's.
    Closed,
    /// Passed over; its children are read as if they stood in its place.
    Open,
}

/// The prefixes a document declares, wherever it does.
#[derive(Default)]
pub(crate) struct Prefixes(Vec<(String, Space)>);

impl Prefixes {
    /// Remembers the declarations of `tag`; returns the default namespace it sets, if it does.
    pub(crate) fn declare(&mut self, tag: &Tag) -> Option<Space> {
        let mut default = None;
        for (name, uri) in tag.attributes() {
            if name.eq_ignore_ascii_case("xmlns") {
                default = Some(of_uri(uri).unwrap_or(Space::Core));
            } else if let Some(prefix) = name.strip_prefix("xmlns:")
                && self.0.len() < MOST_PREFIXES
                && let Some(space) = of_uri(uri)
            {
                self.0.push((prefix.to_ascii_lowercase(), space));
            }
        }
        default
    }

    /// The vocabulary of a prefix: as last declared, else as everyone uses it.
    pub(crate) fn space(&self, prefix: &str) -> Space {
        let declared = self.0.iter().rev().find(|(known, _)| known == prefix).map(|(_, space)| *space);
        declared.unwrap_or_else(|| by_custom(prefix))
    }
}

/// The vocabulary of a namespace; `None` for one we do not know.
fn of_uri(uri: &str) -> Option<Space> {
    let uri = uri.trim().to_ascii_lowercase();
    let of = |start: &str| {
        uri.strip_prefix("http").is_some_and(|rest| rest.trim_start_matches('s').trim_start_matches("://").starts_with(start))
    };
    Some(match () {
        _ if of("purl.org/dc/") => Space::DublinCore,
        _ if of("purl.org/rss/1.0/modules/content") => Space::Content,
        _ if of("purl.org/rss/1.0/modules/syndication") => Space::Syndication,
        _ if of("purl.org/rss/1.0/modules/") || of("purl.org/rss/2.0/modules/") => Space::Foreign,
        _ if of("purl.org/rss/") || of("purl.org/net/rss") || of("purl.org/atom") || of("www.w3.org/2005/atom") => Space::Core,
        _ if of("my.netscape.com/rdf") || of("channel.netscape.com/rdf") || of("backend.userland.com/rss") => Space::Core,
        _ if of("blogs.law.harvard.edu/tech/rss") || of("cyber.law.harvard.edu/rss") || of("www.rssboard.org/rss") => Space::Core,
        _ if of("www.itunes.com/dtds/") || of("www.itunes.com/podcast") => Space::Itunes,
        _ if of("search.yahoo.com/mrss") || of("video.search.yahoo.com/mrss") => Space::Media,
        _ if of("rssnamespace.org/feedburner") => Space::Feedburner,
        _ if of("www.w3.org/1999/xhtml") => Space::Xhtml,
        _ if of("www.w3.org/2000/svg") || of("www.w3.org/1998/math") => Space::Foreign,
        () => return None,
    })
}

fn by_custom(prefix: &str) -> Space {
    match prefix {
        "atom" | "atom03" | "atom10" | "a10" | "a" | "rss" | "rss1" | "rdf" => Space::Core,
        "dc" | "dcterms" | "dct" => Space::DublinCore,
        "content" => Space::Content,
        "itunes" => Space::Itunes,
        "media" => Space::Media,
        "sy" => Space::Syndication,
        "feedburner" => Space::Feedburner,
        "xhtml" => Space::Xhtml,
        _ => Space::Foreign,
    }
}

/// What an element means; `name` is its local name in lower case.
pub(crate) fn role(space: Space, name: &str) -> Role {
    match space {
        Space::Core => core(name),
        Space::DublinCore => dublin_core(name),
        Space::Content if name == "encoded" => Role::Field(Field::Content),
        Space::Itunes if name == "summary" || name == "subtitle" => Role::Field(Field::OtherSummary),
        Space::Syndication if name == "updateperiod" => Role::Field(Field::Period),
        Space::Syndication if name == "updatefrequency" => Role::Field(Field::Frequency),
        Space::Feedburner if name == "origlink" => Role::Field(Field::OriginalLink),
        Space::Xhtml if name == "body" => Role::Field(Field::Content),
        Space::Media if name == "title" => Role::Field(Field::OtherTitle),
        Space::Media if name == "description" => Role::Field(Field::OtherSummary),
        Space::Content | Space::Itunes | Space::Syndication | Space::Feedburner | Space::Xhtml | Space::Media | Space::Foreign => {
            Role::Open
        }
    }
}

fn core(name: &str) -> Role {
    Role::Field(match name {
        "rss" | "feed" | "rdf" | "channel" => return Role::Root,
        "item" | "entry" => return Role::Entry,
        "image" | "textinput" | "source" | "author" | "contributor" | "owner" | "cloud" | "skiphours" | "skipdays" => return Role::Closed,
        "title" => Field::Title,
        "link" | "a" => Field::Link,
        "guid" | "id" => Field::Permalink,
        "pubdate" | "published" | "issued" => Field::Published,
        "created" | "date" => Field::OtherDate,
        "updated" | "modified" | "lastmod" => Field::Updated,
        "description" | "summary" | "abstract" => Field::Summary,
        "content" | "body" | "fullitem" => Field::Content,
        "language" => Field::Language,
        "ttl" => Field::Ttl,
        "generator" => Field::Generator,
        _ => return Role::Open,
    })
}

fn dublin_core(name: &str) -> Role {
    Role::Field(match name {
        "title" => Field::OtherTitle,
        "date" | "created" | "issued" | "available" => Field::OtherDate,
        "modified" => Field::Updated,
        "description" | "abstract" => Field::OtherSummary,
        "language" => Field::Language,
        _ => return Role::Open,
    })
}

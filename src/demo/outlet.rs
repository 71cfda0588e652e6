//! Outlets and their articles, as written in the files of `newsroom/`.

use crate::domain::{Lang, Source, SourceId, SourceKind, Standing};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use serde::Deserialize;

/// One outlet: a feed, a site, and articles of two editions.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Outlet {
    /// Its source's id, and the first part of its addresses.
    pub id: SourceId,
    pub name: String,
    pub lang: Lang,
    pub publisher: String,
    pub standing: Standing,
    pub format: Format,
    pub design: Design,
    #[serde(default)]
    pub quirk: Quirk,
    #[serde(default)]
    pub words: Words,
    #[serde(default, rename = "article")]
    pub articles: Vec<Story>,
}

/// The format of a feed.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub(super) enum Format {
    /// RSS 2.0.
    Rss,
    /// Atom (RFC 4287).
    Atom,
    /// RSS 1.0.
    Rdf,
    /// JSON Feed 1.1.
    Json,
}

/// The design of a site.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub(super) enum Design {
    /// A newspaper of record: `article` and `aside`.
    Broadsheet,
    /// A popular site: boxes between the paragraphs.
    Tabloid,
    /// An agency: nested `div`s, no semantics.
    Wire,
}

/// What is wrong, or particular, with an outlet's server.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Default, Debug)]
#[serde(rename_all = "snake_case")]
pub(super) enum Quirk {
    /// Nothing.
    #[default]
    None,
    /// The feed writes `&` bare.
    BareAmpersand,
    /// The feed breaks off in its last item.
    Truncated,
    /// The feed is written in windows-1251.
    Windows1251,
    /// The feed has moved for good, and the source still names the old address.
    Moved,
    /// The feed answers conditional questions.
    Conditional,
    /// Every answer is status 500.
    Broken,
}

/// The words of a site's furniture, in its language.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    /// The menu.
    pub menu: Vec<String>,
    /// Above links to other articles.
    pub read_also: String,
    /// The box that asks for an address.
    pub newsletter: String,
    /// The cookie banner.
    pub cookies: String,
    /// The last line of a page.
    pub imprint: String,
}

/// One article.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    /// The last part of its address.
    pub slug: String,
    /// Days before the demonstration.
    pub days_ago: u64,
    /// Time of day, UTC.
    pub time: NaiveTime,
    /// 1, or 2 for what comes out between the two cycles of the demonstration.
    #[serde(default = "first")]
    pub edition: u8,
    pub title: String,
    pub summary: String,
    pub author: String,
    /// Below its picture.
    pub caption: String,
    /// Paragraphs, separated by empty lines.
    pub text: String,
}

fn first() -> u8 {
    1
}

/// The files of the newsroom.
const FILES: [&str; 13] = [
    include_str!("newsroom/allied-press-office.toml"),
    include_str!("newsroom/chatham-post.toml"),
    include_str!("newsroom/defence-ledger.toml"),
    include_str!("newsroom/dnipro-visnyk.toml"),
    include_str!("newsroom/dziennik-obronny.toml"),
    include_str!("newsroom/euroatlantic-wire.toml"),
    include_str!("newsroom/gynybos-naujienos.toml"),
    include_str!("newsroom/heeresblick.toml"),
    include_str!("newsroom/le-fil-de-defense.toml"),
    include_str!("newsroom/nordisk-forsvar.toml"),
    include_str!("newsroom/oboronna-hazeta.toml"),
    include_str!("newsroom/rheinische-depesche.toml"),
    include_str!("newsroom/silent-observer.toml"),
];

/// Reads all outlets.
pub(super) fn outlets() -> Result<Vec<Outlet>, toml::de::Error> {
    FILES.into_iter().map(toml::from_str).collect()
}

impl Outlet {
    /// The source as a configuration would name it.
    pub fn source(&self, base_url: &str) -> Source {
        let file = if self.quirk == Quirk::Moved { "old-feed" } else { "feed" };
        Source {
            id: self.id.clone(),
            name: self.name.clone(),
            url: format!("{base_url}/{}/{file}", self.id),
            archive: None,
            kind: SourceKind::Feed,
            publisher: self.publisher.clone(),
            standing: self.standing,
            lang: self.lang,
            selector: None,
            read_all: false,
        }
    }

    /// The articles out so far, newest first.
    pub fn out(&self, edition: u8) -> Vec<&Story> {
        let mut out: Vec<&Story> = self.articles.iter().filter(|story| story.edition <= edition).collect();
        out.sort_by_key(|story| (story.days_ago, std::cmp::Reverse(story.time)));
        out
    }
}

impl Story {
    /// When it was published, for a demonstration on this day.
    pub fn published(&self, today: NaiveDate) -> DateTime<Utc> {
        let day = today.checked_sub_days(Days::new(self.days_ago)).unwrap_or(today);
        day.and_time(self.time).and_utc()
    }

    /// Its paragraphs.
    pub fn paragraphs(&self) -> impl Iterator<Item = &str> {
        self.text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty())
    }
}

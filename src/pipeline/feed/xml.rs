//! Reads the XML dialects, whole or broken, into the canonical document.
//!
//! Nothing is required to be closed, nested or declared rightly: an end tag closes the nearest element of its name and everything
//! inside it, and an entry ends where the next one begins.

use super::canon::{Canon, Draft, Field};
use super::entities::unescape;
use super::names::{Prefixes, Role, Space, role};
use super::token::{Tag, Token, Tokens};
use url::Url;

/// Open elements that are kept track of; what is nested deeper is read as if it stood at this depth.
const DEEPEST: usize = 200;

/// Elements of HTML that have no end tag.
const VOID: [&str; 6] = ["br", "img", "hr", "input", "meta", "wbr"];

/// What a document came to.
pub(crate) struct Reading {
    /// The entries.
    pub(crate) canon: Canon,
    /// The feed's own fields.
    pub(crate) head: Draft,
    /// The outermost element a feed can have, or the first one; `None` where there is no element.
    pub(crate) root: Option<String>,
    /// Whether the whole document was read.
    pub(crate) complete: bool,
}

/// Reads `text`, which was got from `url`.
pub(crate) fn read(text: &str, url: &str) -> Reading {
    let mut reader = Reader::new(text, url);
    let mut tokens = Tokens::new(text);
    let mut at = 0;
    while let Some(token) = tokens.next() {
        match token {
            Token::Open(tag) => reader.open(tag, at),
            Token::Close(name) => reader.close(name, tokens.position()),
            Token::Text(text) => reader.text(text),
            Token::CData(text) => reader.cdata(text),
        }
        if reader.canon.is_full() {
            break;
        }
        at = tokens.position();
    }
    reader.finish()
}

/// An element that is not closed yet.
struct Frame {
    /// Its local name in lower case.
    name: String,
    /// The namespace of names without a prefix.
    default: Space,
    /// The address relative links inside it start from, where it says.
    base: Option<Url>,
}

/// The field whose text is being collected.
struct Capture {
    field: Field,
    text: String,
    /// How many elements were open when it began.
    depth: usize,
    /// Whether its markup is not escaped, so that references are those of the markup.
    raw: bool,
}

/// An entry that is not closed yet.
struct Item {
    draft: Draft,
    /// The byte its start tag begins at.
    from: usize,
    depth: usize,
}

struct Reader<'a> {
    source: &'a str,
    url: Option<Url>,
    prefixes: Prefixes,
    frames: Vec<Frame>,
    capture: Option<Capture>,
    /// How many elements were open when an element began whose inside is not read.
    closed_at: Option<usize>,
    item: Option<Item>,
    head: Draft,
    canon: Canon,
    root: Option<String>,
    ended: bool,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str, url: &str) -> Self {
        Reader {
            source,
            url: Url::parse(url).ok(),
            prefixes: Prefixes::default(),
            frames: Vec::new(),
            capture: None,
            closed_at: None,
            item: None,
            head: Draft::default(),
            canon: Canon::default(),
            root: None,
            ended: false,
        }
    }

    fn open(&mut self, tag: Tag, at: usize) {
        let default = self.prefixes.declare(&tag);
        let default = default.unwrap_or_else(|| self.frames.last().map_or(Space::Core, |frame| frame.default));
        let (role, name) = self.meaning(tag.name, default);
        self.end_what_cannot_hold(role, &name);
        if role == Role::Entry {
            self.begin_entry(&tag, at);
        }
        let inside_markup = self.capture.is_some();
        self.push(&tag, &name, default);
        match &mut self.capture {
            Some(capture) => capture.text.push_str(&format!("<{name}>")),
            None if self.closed_at.is_some() => {}
            None => self.begin(role, &tag, &name),
        }
        if tag.empty || (inside_markup && VOID.contains(&name.as_str())) {
            self.close(tag.name, at);
        }
    }

    /// What a name as written means, and its local part in lower case.
    fn meaning(&self, written: &str, default: Space) -> (Role, String) {
        let (space, name) = match written.rsplit_once(':') {
            Some((prefix, name)) => (self.prefixes.space(&prefix.to_ascii_lowercase()), name),
            None => (default, written),
        };
        let name = name.to_ascii_lowercase();
        (role(space, &name), name)
    }

    /// Ends a field that was never closed, when something begins that cannot be part of it.
    fn end_what_cannot_hold(&mut self, role: Role, name: &str) {
        let ends = self.capture.as_ref().is_some_and(|capture| match role {
            Role::Entry => true,
            Role::Field(_) if holds_markup(capture.field) => {
                matches!(name, "guid" | "pubdate" | "description" | "published" | "updated" | "encoded")
                    || (capture.field == Field::Title && name == "link")
            }
            Role::Field(_) => true,
            Role::Root | Role::Closed | Role::Open => false,
        });
        if ends && !self.capture.as_ref().is_some_and(|capture| capture.raw) {
            self.end_capture();
        }
    }

    fn push(&mut self, tag: &Tag, name: &str, default: Space) {
        if self.frames.len() < DEEPEST {
            let base = tag.attribute("xml:base").and_then(|base| self.join(&base));
            self.frames.push(Frame { name: name.to_owned(), default, base });
        }
    }

    /// Begins what an element's role asks for.
    fn begin(&mut self, role: Role, tag: &Tag, name: &str) {
        match role {
            Role::Root => self.begin_root(tag, name),
            Role::Closed => self.closed_at = Some(self.frames.len().saturating_sub(1)),
            Role::Field(Field::Link) => self.begin_link(tag),
            Role::Field(field) => self.begin_field(field, tag),
            Role::Entry => {}
            Role::Open => drop(self.root.get_or_insert_with(|| name.to_owned())),
        }
    }

    fn begin_root(&mut self, tag: &Tag, name: &str) {
        if self.canon.count() == 0 && self.item.is_none() && !self.root.as_deref().is_some_and(is_root) {
            self.root = Some(name.to_owned());
        }
        if let Some(language) = tag.attribute("xml:lang").or_else(|| tag.attribute("lang")) {
            self.head.set(Field::Language, language.into_owned());
        }
        if let Some(href) = tag.attribute("href") {
            self.head.set(Field::Link, self.absolute(&href));
        }
    }

    fn begin_entry(&mut self, tag: &Tag, at: usize) {
        self.end_capture();
        // An entry that holds nothing but another one is its wrapper.
        self.item.take_if(|item| item.draft.is_empty());
        self.end_entry(at);
        self.closed_at = None;
        self.root.get_or_insert_with(|| tag.name.to_ascii_lowercase());
        let mut draft = Draft::default();
        for (attribute, field) in [("rdf:about", Field::About), ("href", Field::Link), ("lastmod", Field::Updated)] {
            if let Some(value) = tag.attribute(attribute) {
                draft.set(field, if field == Field::Link { self.absolute(&value) } else { value.into_owned() });
            }
        }
        self.item = Some(Item { draft, from: at, depth: self.frames.len() });
    }

    /// Atom's links say what they are for; RSS's are text.
    fn begin_link(&mut self, tag: &Tag) {
        let rel = tag.attribute("rel").unwrap_or_default().trim().to_ascii_lowercase();
        let kind = tag.attribute("type").unwrap_or_default().to_ascii_lowercase();
        let web_page = kind.is_empty() || kind.contains("html");
        let field = match rel.as_str() {
            "" | "alternate" if web_page => Field::Link,
            "" | "alternate" => Field::OtherLink,
            "next" | "prev-archive" => Field::Next,
            _ => return,
        };
        match tag.attribute("href") {
            Some(href) => {
                let link = self.absolute(&href);
                self.target().set(field, link);
            }
            None => self.begin_capture(field, false),
        }
    }

    fn begin_field(&mut self, field: Field, tag: &Tag) {
        let kind = tag.attribute("type").unwrap_or_default().to_ascii_lowercase();
        let readable = kind.is_empty() || ["text", "html", "xml", "plain"].iter().any(|known| kind.contains(known));
        if !readable || tag.attribute("mode").is_some_and(|mode| mode.eq_ignore_ascii_case("base64")) {
            return;
        }
        let no_address = tag.attribute("ispermalink").is_some_and(|said| said.trim().eq_ignore_ascii_case("false"));
        let field = if field == Field::Permalink && no_address { Field::Id } else { field };
        self.begin_capture(field, kind.contains("xhtml") || kind.contains("+xml"));
    }

    fn begin_capture(&mut self, field: Field, raw: bool) {
        let depth = self.frames.len().saturating_sub(1);
        self.capture = Some(Capture { field, text: String::new(), depth, raw });
    }

    fn text(&mut self, text: &str) {
        if let Some(capture) = &mut self.capture {
            if capture.raw { capture.text.push_str(text) } else { capture.text.push_str(&unescape(text)) }
        }
    }

    fn cdata(&mut self, text: &str) {
        if let Some(capture) = &mut self.capture {
            capture.text.push_str(text);
        }
    }

    fn close(&mut self, written: &str, end: usize) {
        let default = self.frames.last().map_or(Space::Core, |frame| frame.default);
        let (role, name) = self.meaning(written, default);
        if let Some(at) = self.frames.iter().rposition(|frame| frame.name == name) {
            self.frames.truncate(at);
        }
        let depth = self.frames.len();
        let item_ends = role == Role::Entry && self.item.as_ref().is_some_and(|item| depth <= item.depth);
        if item_ends || self.capture.as_ref().is_some_and(|capture| depth <= capture.depth) {
            self.end_capture();
        } else if let Some(capture) = &mut self.capture {
            capture.text.push_str(&format!("</{name}>"));
        }
        self.closed_at = self.closed_at.filter(|closed| depth > *closed);
        if item_ends {
            self.end_entry(end);
        }
        self.ended |= role == Role::Root && depth == 0;
    }

    fn end_capture(&mut self) {
        let Some(Capture { field, text, .. }) = self.capture.take() else { return };
        let text = if matches!(field, Field::Link | Field::OtherLink | Field::OriginalLink) { self.absolute(&text) } else { text };
        self.target().set(field, text);
    }

    fn end_entry(&mut self, end: usize) {
        if let Some(item) = self.item.take() {
            self.canon.entry(&item.draft, &self.source[item.from..end]);
        }
    }

    /// Where the fields go that are found now.
    fn target(&mut self) -> &mut Draft {
        self.item.as_mut().map_or(&mut self.head, |item| &mut item.draft)
    }

    /// `href` as an absolute address where it can be made one.
    fn absolute(&self, href: &str) -> String {
        let href = href.trim();
        if href.starts_with("http://") || href.starts_with("https://") || href.is_empty() {
            return href.to_owned();
        }
        self.join(href).map_or_else(|| href.to_owned(), String::from)
    }

    /// `href` seen from the innermost `xml:base`, else from the feed's web page, else from the feed.
    fn join(&self, href: &str) -> Option<Url> {
        let stated = self.frames.iter().rev().find_map(|frame| frame.base.clone());
        let site = || self.head.first(&[Field::Link]).and_then(|link| Url::parse(link).ok());
        let base = stated.or_else(site).or_else(|| self.url.clone());
        base.map_or_else(|| Url::parse(href), |base| base.join(href)).ok()
    }

    /// An entry that the end cuts off is left out, the next reading has it whole; unless it can be announced and read already. Taken
    /// without its address it would be known from then on, and never read.
    fn finish(mut self) -> Reading {
        self.capture = None;
        let usable = self.ended || self.item.as_ref().is_some_and(|item| item.draft.is_readable());
        if usable && !self.canon.is_full() {
            self.end_entry(self.source.len());
        }
        Reading { complete: self.ended && !self.canon.is_full(), canon: self.canon, head: self.head, root: self.root }
    }
}

fn is_root(name: &str) -> bool {
    role(Space::Core, name) == Role::Root
}

/// Whether feeds put unescaped markup into this field.
fn holds_markup(field: Field) -> bool {
    matches!(field, Field::Title | Field::Summary | Field::OtherSummary | Field::Content)
}

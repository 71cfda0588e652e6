//! Prints feeds and pages.

use super::outlet::{Design, Format, Outlet, Quirk, Story, Words};
use chrono::NaiveDate;
use minijinja::{Environment, Value, context};
use serde_json::json;

/// The templates, and what all prints share.
pub(super) struct Press {
    templates: Environment<'static>,
    base_url: String,
    today: NaiveDate,
}

/// Something printed: its media type and its bytes.
pub(super) struct Print {
    pub content_type: &'static str,
    pub body: Vec<u8>,
}

/// (name, text): the names end in what they escape for.
const TEMPLATES: [(&str, &str); 6] = [
    ("rss.xml", include_str!("newsroom/rss.xml")),
    ("atom.xml", include_str!("newsroom/atom.xml")),
    ("rdf.xml", include_str!("newsroom/rdf.xml")),
    ("broadsheet.html", include_str!("newsroom/broadsheet.html")),
    ("tabloid.html", include_str!("newsroom/tabloid.html")),
    ("wire.html", include_str!("newsroom/wire.html")),
];

impl Press {
    pub fn new(base_url: &str, today: NaiveDate) -> Result<Self, minijinja::Error> {
        let mut templates = Environment::new();
        for (name, text) in TEMPLATES {
            templates.add_template(name, text)?;
        }
        Ok(Press { templates, base_url: base_url.to_owned(), today })
    }

    /// An outlet's feed, with its outlet's faults.
    pub fn feed(&self, outlet: &Outlet, edition: u8) -> Result<Print, minijinja::Error> {
        let (template, content_type) = match outlet.format {
            Format::Json => return Ok(self.json(outlet, edition)),
            Format::Rss => ("rss.xml", "application/rss+xml"),
            Format::Atom => ("atom.xml", "application/atom+xml"),
            Format::Rdf => ("rdf.xml", "text/xml"),
        };
        let stories: Vec<Value> = outlet.out(edition).into_iter().map(|story| self.describe(outlet, story)).collect();
        let encoding = if outlet.quirk == Quirk::Windows1251 { "windows-1251" } else { "utf-8" };
        let xml = self.templates.get_template(template)?.render(context! { outlet => self.head(outlet), stories, encoding })?;
        Ok(Print { content_type, body: spoil(xml, outlet.quirk) })
    }

    /// The page of an article.
    pub fn page(&self, outlet: &Outlet, story: &Story, edition: u8) -> Result<Print, minijinja::Error> {
        let template = match outlet.design {
            Design::Broadsheet => "broadsheet.html",
            Design::Tabloid => "tabloid.html",
            Design::Wire => "wire.html",
        };
        let others = outlet.out(edition).into_iter().filter(|other| other.slug != story.slug);
        let related: Vec<Value> = others.map(|other| self.describe(outlet, other)).collect();
        let whole =
            context! { outlet => self.head(outlet), words => furniture(&outlet.words), story => self.describe(outlet, story), related };
        Ok(Print { content_type: "text/html; charset=utf-8", body: self.templates.get_template(template)?.render(whole)?.into_bytes() })
    }

    fn json(&self, outlet: &Outlet, edition: u8) -> Print {
        let item = |story: &Story| {
            let html: String = story.paragraphs().map(|paragraph| format!("<p>{paragraph}</p>")).collect();
            json!({
                "id": story.slug, "url": self.link(outlet, story), "title": story.title, "summary": story.summary,
                "content_html": html, "date_published": story.published(self.today).to_rfc3339(), "authors": [{ "name": story.author }],
            })
        };
        let items: Vec<_> = outlet.out(edition).into_iter().map(item).collect();
        let feed = json!({ "version": "https://jsonfeed.org/version/1.1", "title": outlet.name, "language": outlet.lang, "items": items });
        Print { content_type: "application/feed+json", body: feed.to_string().into_bytes() }
    }

    fn head(&self, outlet: &Outlet) -> Value {
        context! { name => outlet.name.as_str(), lang => outlet.lang.code(), home => self.home(outlet) }
    }

    fn home(&self, outlet: &Outlet) -> Value {
        Value::from_safe_string(format!("{}/{}", self.base_url, outlet.id))
    }

    fn describe(&self, outlet: &Outlet, story: &Story) -> Value {
        let published = story.published(self.today);
        context! {
            link => Value::from_safe_string(self.link(outlet, story)),
            title => story.title.as_str(),
            summary => story.summary.as_str(),
            author => story.author.as_str(),
            caption => story.caption.as_str(),
            rfc822 => published.format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
            rfc3339 => published.to_rfc3339(),
            shown => published.format("%d.%m.%Y, %H:%M").to_string(),
            paragraphs => story.paragraphs().map(Value::from).collect::<Vec<_>>(),
        }
    }

    fn link(&self, outlet: &Outlet, story: &Story) -> String {
        format!("{}/{}/{}", self.base_url, outlet.id, story.slug)
    }
}

fn furniture(words: &Words) -> Value {
    context! {
        menu => words.menu.clone(),
        read_also => words.read_also.as_str(),
        newsletter => words.newsletter.as_str(),
        cookies => words.cookies.as_str(),
        imprint => words.imprint.as_str(),
    }
}

/// Does to a feed what its server does.
fn spoil(xml: String, quirk: Quirk) -> Vec<u8> {
    match quirk {
        Quirk::BareAmpersand => xml.replace("&amp;", "&").into_bytes(),
        Quirk::Truncated => xml.rsplit_once("</description>").map_or(xml.as_str(), |(kept, _)| kept).as_bytes().to_vec(),
        Quirk::Windows1251 => encoding_rs::WINDOWS_1251.encode(&xml).0.into_owned(),
        Quirk::None | Quirk::Moved | Quirk::Conditional | Quirk::Broken => xml.into_bytes(),
    }
}

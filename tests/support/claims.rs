//! Claims for tests, written in few words.

use pledgewatch::domain::{
    Actor, Article, Currency, Evidence, Field, Item, Kind, Lang, Mention, MentionClass, Money, Programme, Report, Scope, Span, Stage,
    Standing,
};

/// An article whose text is one sentence.
pub fn article(url: &str, text: &str) -> Article {
    let title = "Aid for Ukraine".to_owned();
    Article { url: Some(url.to_owned()), title, text: text.to_owned(), published: None, lang: Lang::EN, author: None }
}

/// Money from `EUR 5`, `> EUR 5`, `< EUR 5` or `EUR 5-6`.
pub fn money(text: &str) -> Money {
    let (bound, rest) = text.split_at(text.find(|c: char| c.is_ascii_uppercase()).unwrap());
    let (code, units) = rest.split_once(' ').unwrap();
    let currency = Currency::parse(code).unwrap();
    let figure = |text: &str| text.replace('_', "").parse().ok();
    let (low, high) = units.split_once('-').map_or((figure(units), figure(units)), |(low, high)| (figure(low), figure(high)));
    let bounds = match bound.trim() {
        ">" => (low, None),
        "<" => (None, high),
        _ => (low, high),
    };
    Money::bounded(currency, bounds.0, bounds.1).unwrap()
}

/// A new promise of some donors, announced, without a sum.
pub fn mention(donors: &[&str], kind: Kind) -> Mention {
    Mention {
        class: MentionClass::NewPledge,
        donors: donors.iter().map(|donor| Actor((*donor).to_owned())).collect(),
        recipient: "UA".to_owned(),
        kind,
        amount: None,
        items: Vec::new(),
        stage: Stage::Announced,
        programmes: Vec::new(),
        scope: Scope::Military,
        ordinal: None,
        part_of: None,
        confidence: 0.9,
        evidence: evidence("They promised it."),
        reasons: Vec::new(),
    }
}

/// A quotation that is a whole article.
pub fn evidence(quote: &str) -> Evidence {
    Evidence::cut(&article("https://example.org/a", quote), Field::Text, Span::new(0, quote.len())).unwrap()
}

pub fn item(name: &str, quantity: Option<u64>) -> Item {
    Item { name: name.to_owned(), as_written: name.to_owned(), quantity }
}

pub fn programmes(ids: &[String]) -> Vec<Programme> {
    ids.iter().cloned().map(Programme).collect()
}

/// A claim as an outlet of a publisher of the same name reports it.
pub fn report(mention: Mention, outlet: &str, day: Option<&str>) -> Report {
    Report {
        mention,
        url: Some(format!("https://{outlet}.example.org/{}", day.unwrap_or("undated"))),
        title: "Aid for Ukraine".to_owned(),
        outlet: outlet.to_owned(),
        publisher: outlet.to_owned(),
        standing: Standing::GeneralPress,
        lang: Lang::EN,
        day: day.map(|day| day.parse().unwrap()),
        sketch: None,
    }
}

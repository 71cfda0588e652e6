//! What a page says of its article in JSON-LD (schema.org `Article` and its kin).

use super::lines;
use super::sieve::Sieved;
use super::words::DAYS;
use scraper::Html;
use serde_json::Value;

/// How far objects are followed into each other.
const DEEPEST: usize = 8;
/// The longest string that is a day, in bytes.
const LONGEST_DAY: usize = 64;

/// The article that a page's scripts describe; every field is as written, and from JSON-LD where not said otherwise.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Linked {
    /// `headline`.
    pub headline: Option<String>,
    /// `datePublished`.
    pub published: Option<String>,
    /// A day of publication in another script: an application's state.
    pub aside: Option<String>,
    /// The names of `author`, joined by commas.
    pub author: Option<String>,
    /// `articleBody` without markup, line by line.
    pub body: Vec<String>,
}

impl Linked {
    /// Reads the first description of an article among the scripts; the others fill its gaps.
    pub fn of(page: &Sieved) -> Self {
        let mut linked = Linked { aside: page.scripts.iter().find_map(|script| published_in(script)), ..Linked::default() };
        for value in page.json_ld.iter().filter_map(|script| parse(script)) {
            linked.search(&value, 0);
        }
        linked
    }

    fn search(&mut self, value: &Value, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.search(item, depth + 1)),
            Value::Object(fields) => {
                if is_article(value) {
                    self.fill(value);
                }
                for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                    fields.get(key).into_iter().for_each(|inner| self.search(inner, depth + 1));
                }
            }
            _ => {}
        }
    }

    fn fill(&mut self, article: &Value) {
        let text = |key: &str| article.get(key).and_then(Value::as_str).map(lines::squeeze).filter(|t| !t.is_empty());
        self.headline = self.headline.take().or_else(|| text("headline").map(|t| plain(&t).join(" ")));
        self.published = self.published.take().or_else(|| text("datePublished")).or_else(|| text("dateCreated"));
        self.author = self.author.take().or_else(|| article.get("author").and_then(names));
        if self.body.is_empty() {
            self.body = article.get("articleBody").and_then(Value::as_str).map(plain).unwrap_or_default();
        }
    }
}

/// Parses a script, forgiving comment marks around it and raw control characters in its strings.
fn parse(script: &str) -> Option<Value> {
    let script: String = script.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let start = script.find(['{', '['])?;
    let end = script.rfind(['}', ']'])?;
    serde_json::from_str(script.get(start..=end)?).ok()
}

/// The string under the first key that names a day of publication.
fn published_in(script: &str) -> Option<String> {
    DAYS.script_keys.iter().find_map(|key| script.match_indices(key.as_str()).find_map(|(at, key)| string_after(&script[at + key.len()..])))
}

/// The string that is the value of a key, the rest of whose source is given: `": "value"`.
fn string_after(rest: &str) -> Option<String> {
    let value = rest.trim_start_matches(['"', '\\', '\'']).trim_start().strip_prefix([':', '='])?;
    let value = value.trim_start().trim_start_matches('\\').strip_prefix(['"', '\''])?;
    let end = value.bytes().take(LONGEST_DAY).position(|b| matches!(b, b'"' | b'\'' | b'\\'))?;
    Some(value[..end].to_owned())
}

fn is_article(value: &Value) -> bool {
    let fits = |kind: &Value| {
        kind.as_str().is_some_and(|k| k.ends_with("Article") || k.ends_with("BlogPosting") || k == "Report" || k.ends_with("WebPage"))
    };
    match value.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(fits),
        Some(kind) => fits(kind),
        None => false,
    }
}

/// The names of a person, or of several.
fn names(author: &Value) -> Option<String> {
    let found = match author {
        Value::String(name) => plain(name).join(" "),
        Value::Array(all) => all.iter().filter_map(names).collect::<Vec<_>>().join(", "),
        other => return other.get("name").and_then(names),
    };
    (!found.is_empty()).then_some(found)
}

/// The lines of a string that may hold markup or entities, escaped once or twice.
fn plain(text: &str) -> Vec<String> {
    let once = unescaped(text);
    let escaped = once.iter().any(|line| line.contains("</p>") || line.contains("&nbsp;"));
    if escaped { unescaped(&once.join("\n").replace("&amp;", "&")) } else { once }
}

fn unescaped(text: &str) -> Vec<String> {
    if !text.contains(['<', '&']) {
        return text.lines().map(lines::squeeze).filter(|l| !l.is_empty()).collect();
    }
    let sieved = super::sieve::sieve(text);
    sieved.map(|s| lines::of(Html::parse_fragment(&s.html).root_element())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_found_and_cleaned() {
        let of = |script: &str| Linked::of(&Sieved { html: String::new(), json_ld: vec![script], scripts: Vec::new() });
        let graph = r#"{"@context":"https://schema.org","@graph":[{"@type":"Organization","name":"Paper"},
            {"@type":["NewsArticle"],"headline":"Tanks &amp; shells","datePublished":"2024-05-17T23:30:00+02:00",
             "author":[{"@type":"Person","name":"A. Writer"},{"name":"B. Other"}],"articleBody":"<p>One.</p><p>Two.</p>"}]}"#;
        let linked = of(&graph.replace("One.", "One.\n"));
        let expected = Linked {
            headline: Some("Tanks & shells".into()),
            published: Some("2024-05-17T23:30:00+02:00".into()),
            aside: None,
            author: Some("A. Writer, B. Other".into()),
            body: vec!["One.".into(), "Two.".into()],
        };
        assert_eq!(linked, expected);
        assert_eq!(of("{broken"), Linked::default());
    }
}

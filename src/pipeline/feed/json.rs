//! Reads JSON Feed 1.0 and 1.1, whole or broken, into the canonical document.
//!
//! Strings, brackets and what stands between them are enough: commas may be missing or too many, literals misspelt, the end cut
//! off. An entry is an object in the list `items`, or in an outermost list.

use super::canon::{Canon, Draft, Field};
use super::xml::Reading;
use std::borrow::Cow;
use url::Url;

/// Containers that are kept track of; the inside of what is nested deeper is passed over.
const DEEPEST: usize = 200;

/// Reads `text`, which was got from `url`.
pub(crate) fn read(text: &str, url: &str) -> Reading {
    let mut reader = Reader { url: Url::parse(url).ok(), text, ..Reader::default() };
    let mut at = 0;
    while let Some((token, end)) = token(text, at) {
        reader.token(token, at, end);
        at = end;
        if reader.canon.is_full() {
            break;
        }
    }
    let complete = reader.levels.is_empty() && reader.deeper == 0 && !reader.canon.is_full();
    Reading { canon: reader.canon, head: reader.head, root: Some("json".to_owned()), complete }
}

enum Token<'a> {
    Open {
        list: bool,
    },
    Close,
    Text(Cow<'a, str>),
    Colon,
    /// A number, `true`, `null`, or what stands in their place.
    Bare(&'a str),
    /// White space and commas.
    Nothing,
}

/// The token at byte `at` and where it ends; `None` at the end, or inside a string that has none.
fn token(text: &str, at: usize) -> Option<(Token<'_>, usize)> {
    let rest = &text[at..];
    let one = |token| Some((token, at + 1));
    match rest.chars().next()? {
        '{' => one(Token::Open { list: false }),
        '[' => one(Token::Open { list: true }),
        '}' | ']' => one(Token::Close),
        ':' => one(Token::Colon),
        ',' => one(Token::Nothing),
        '"' => string_end(rest).map(|end| (Token::Text(unescape(&rest[1..end])), at + end + 1)),
        c if c.is_whitespace() => Some((Token::Nothing, at + c.len_utf8())),
        c => {
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '"' | '{' | '}' | '[' | ']')).unwrap_or(rest.len());
            Some((Token::Bare(&rest[..end]), at + end.max(c.len_utf8())))
        }
    }
}

/// Where the quotation mark stands that ends the string `rest` begins with.
fn string_end(rest: &str) -> Option<usize> {
    let mut escaped = false;
    rest.bytes().enumerate().skip(1).find_map(|(at, byte)| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends.then_some(at)
    })
}

/// A string's meaning (RFC 8259 §7); what is no escape stays as written.
fn unescape(inside: &str) -> Cow<'_, str> {
    if !inside.contains('\\') {
        return Cow::Borrowed(inside);
    }
    let mut units: Vec<u16> = Vec::with_capacity(inside.len());
    let mut buffer = [0u16; 2];
    let mut characters = inside.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            units.extend_from_slice(character.encode_utf16(&mut buffer));
            continue;
        }
        match characters.next() {
            Some('n') => units.push(u16::from(b'\n')),
            Some('t') => units.push(u16::from(b'\t')),
            Some('r' | 'b' | 'f') => units.push(u16::from(b' ')),
            Some('u') => {
                let digits: String = characters.by_ref().take(4).collect();
                units.push(u16::from_str_radix(&digits, 16).unwrap_or(0xfffd));
            }
            Some(other) => units.extend_from_slice(other.encode_utf16(&mut buffer)),
            None => {}
        }
    }
    Cow::Owned(String::from_utf16_lossy(&units))
}

/// A container that is not closed yet.
struct Level {
    list: bool,
    /// The key its next value belongs to.
    key: String,
}

#[derive(Default)]
struct Reader<'a> {
    text: &'a str,
    url: Option<Url>,
    levels: Vec<Level>,
    /// Containers open below the deepest that is kept track of.
    deeper: usize,
    /// The string or bare word read last, which is a key if a colon follows.
    pending: Option<Cow<'a, str>>,
    /// The entry being read, where it begins, and at which depth its own keys stand.
    item: Option<(Draft, usize, usize)>,
    head: Draft,
    canon: Canon,
}

impl<'a> Reader<'a> {
    fn token(&mut self, token: Token<'a>, at: usize, end: usize) {
        match token {
            Token::Nothing => {}
            Token::Colon => self.key(),
            Token::Text(text) => self.scalar(text),
            Token::Bare(text) => self.scalar(Cow::Borrowed(text)),
            Token::Open { list } => self.open(list, at),
            Token::Close => self.close(end),
        }
    }

    fn key(&mut self) {
        if let (Some(key), Some(level)) = (self.pending.take(), self.levels.last_mut()) {
            level.key = key.into_owned();
        }
    }

    fn scalar(&mut self, text: Cow<'a, str>) {
        self.value();
        self.pending = (self.deeper == 0).then_some(text);
    }

    /// What was read last has turned out to be a value.
    fn value(&mut self) {
        let Some(text) = self.pending.take() else { return };
        let Some(level) = self.levels.last_mut() else { return };
        let field = field(&level.key);
        let depth = self.levels.len();
        let draft = match &mut self.item {
            Some((draft, _, own)) if *own == depth => draft,
            None if depth == 1 => &mut self.head,
            _ => return,
        };
        if let Some(field) = field.filter(|_| text != "null") {
            let is_link = matches!(field, Field::Link | Field::OtherLink | Field::Next);
            draft.set(field, if is_link { absolute(self.url.as_ref(), &text) } else { text.into_owned() });
        }
    }

    fn open(&mut self, list: bool, at: usize) {
        self.value();
        if self.levels.len() >= DEEPEST {
            self.deeper += 1;
            return;
        }
        if !list && self.item.is_none() && self.in_items() {
            self.item = Some((Draft::default(), at, self.levels.len() + 1));
        }
        self.levels.push(Level { list, key: String::new() });
    }

    /// Whether an object that begins here is an entry.
    fn in_items(&self) -> bool {
        match self.levels.as_slice() {
            [outermost] => outermost.list,
            [outermost, list] => list.list && matches!(outermost.key.as_str(), "items" | "entries" | "articles"),
            _ => false,
        }
    }

    fn close(&mut self, end: usize) {
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        self.value();
        if let Some((draft, from, _)) = self.item.take_if(|(_, _, own)| *own == self.levels.len()) {
            self.canon.entry(&draft, &self.text[from..end]);
        }
        self.levels.pop();
    }
}

fn field(key: &str) -> Option<Field> {
    Some(match key {
        "title" => Field::Title,
        "url" | "home_page_url" => Field::Link,
        "external_url" => Field::OtherLink,
        "id" => Field::Permalink,
        "date_published" => Field::Published,
        "date_modified" => Field::Updated,
        "summary" | "description" => Field::Summary,
        "content_html" => Field::Content,
        "content_text" => Field::OtherContent,
        "language" => Field::Language,
        "next_url" => Field::Next,
        _ => return None,
    })
}

fn absolute(base: Option<&Url>, href: &str) -> String {
    let joined = base.and_then(|base| base.join(href.trim()).ok());
    joined.map_or_else(|| href.trim().to_owned(), String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_unescaped() {
        let rows =
            [(r"a\nb", "a\nb"), (r#"\"q\""#, "\"q\""), (r"\u20ac5 \ud83d\ude00", "€5 😀"), (r"\ud83d!", "\u{fffd}!"), (r"\/\q\", "/q")];
        for (inside, meaning) in rows {
            assert_eq!(unescape(inside), meaning, "{inside}");
        }
    }
}

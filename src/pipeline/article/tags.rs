//! The tags of a page in order, without building anything: time and memory are linear in its length.

/// A piece of a page.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A start or end tag.
    Tag(Tag<'a>),
    /// What stands between two tags, entities and all.
    Text(&'a str),
}

/// One start or end tag.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// As written, in any case.
    pub name: &'a str,
    /// From `<` to `>`.
    pub source: &'a str,
    /// Whether it is an end tag.
    pub closes: bool,
    /// How many attributes it has.
    pub attributes: usize,
}

impl Tag<'_> {
    /// Whether the tag is called so.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Whether the tag is called one of these.
    pub fn is_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.is(name))
    }
}

/// Walks over tags and text; comments, doctypes and processing instructions are skipped.
pub struct Tags<'a> {
    html: &'a str,
    at: usize,
    /// Names whose end tag was looked for in vain: it is not looked for again.
    unended: Vec<String>,
}

impl<'a> Tags<'a> {
    /// The pieces of `html`.
    pub fn new(html: &'a str) -> Self {
        Tags { html, at: 0, unended: Vec::new() }
    }

    /// Takes everything up to the end tag of `name` as text and moves to that tag; `None` where there is no such tag.
    pub fn take_until_end(&mut self, name: &str) -> Option<&'a str> {
        if self.unended.iter().any(|n| n.eq_ignore_ascii_case(name)) {
            return None;
        }
        let start = self.at;
        let Some(end) = self.find_end(name) else {
            self.unended.push(name.to_owned());
            return None;
        };
        self.at = end;
        Some(&self.html[start..end])
    }

    fn find_end(&self, name: &str) -> Option<usize> {
        let mut at = self.at;
        loop {
            at += self.html[at..].find("</")?;
            let found = self.html.as_bytes().get(at + 2..at + 2 + name.len());
            if found.is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes())) {
                return Some(at);
            }
            at += 2;
        }
    }

    /// Moves to the end of the page.
    pub fn skip_all(&mut self) {
        self.at = self.html.len();
    }

    fn starts_tag(&self) -> bool {
        let mut rest = self.html.as_bytes()[self.at..].iter().skip(1).copied();
        match rest.next() {
            Some(b'/') => rest.next().is_some_and(|b| b.is_ascii_alphabetic()),
            first => first.is_some_and(|b| b.is_ascii_alphabetic()),
        }
    }

    fn starts_comment(&self) -> bool {
        matches!(self.html.as_bytes().get(self.at + 1), Some(b'!' | b'?' | b'/'))
    }

    fn skip_comment(&mut self) {
        let rest = &self.html[self.at..];
        let end = match rest.strip_prefix("<!--") {
            Some(comment) if comment.starts_with('>') => Some(4),
            Some(comment) if comment.starts_with("->") => Some(5),
            Some(comment) => comment_end(comment).map(|end| end + 4),
            None => rest.find('>'),
        };
        self.at = end.map_or(self.html.len(), |end| self.at + end + 1);
    }

    fn read_tag(&mut self) -> Tag<'a> {
        let bytes = self.html.as_bytes();
        let start = self.at;
        let closes = bytes.get(start + 1) == Some(&b'/');
        let name_start = start + 1 + usize::from(closes);
        let name_end = end_of(bytes, name_start, |b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'));
        let (end, attributes) = attributes(bytes, name_end);
        self.at = end;
        Tag { name: &self.html[name_start..name_end], source: &self.html[start..end], closes, attributes }
    }

    /// Reads text up to the next `<`; the first character is text whatever it is.
    fn read_text(&mut self) -> &'a str {
        let start = self.at;
        let first = self.html[start..].chars().next().map_or(0, char::len_utf8);
        self.at = self.html[start + first..].find('<').map_or(self.html.len(), |n| start + first + n);
        &self.html[start..self.at]
    }
}

impl<'a> Iterator for Tags<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        while self.html[self.at..].starts_with('<') {
            if self.starts_tag() {
                return Some(Piece::Tag(self.read_tag()));
            }
            if !self.starts_comment() {
                break;
            }
            self.skip_comment();
        }
        (self.at < self.html.len()).then(|| Piece::Text(self.read_text()))
    }
}

/// The offset of the `>` that ends a comment.
fn comment_end(comment: &str) -> Option<usize> {
    let plain = comment.find("-->");
    let odd = comment[..plain.unwrap_or(comment.len())].find("--!>").map(|at| at + 3);
    odd.or(plain.map(|at| at + 2))
}

fn end_of(bytes: &[u8], from: usize, ends: impl Fn(u8) -> bool) -> usize {
    bytes[from..].iter().position(|&b| ends(b)).map_or(bytes.len(), |n| from + n)
}

/// The offset after the tag's `>`, and the number of attributes before it.
fn attributes(bytes: &[u8], from: usize) -> (usize, usize) {
    let (mut at, mut count) = (from, 0);
    loop {
        at = end_of(bytes, at, |b| !b.is_ascii_whitespace() && b != b'/');
        match bytes.get(at) {
            None => return (bytes.len(), count),
            Some(b'>') => return (at + 1, count),
            Some(_) => count += 1,
        }
        at = end_of(bytes, at + 1, |b| b.is_ascii_whitespace() || matches!(b, b'=' | b'>' | b'/'));
        let equals = end_of(bytes, at, |b| !b.is_ascii_whitespace());
        if bytes.get(equals) == Some(&b'=') {
            at = value_end(bytes, end_of(bytes, equals + 1, |b| !b.is_ascii_whitespace()));
        }
    }
}

fn value_end(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(&quote @ (b'"' | b'\'')) => (end_of(bytes, at + 1, |b| b == quote) + 1).min(bytes.len()),
        _ => end_of(bytes, at, |b| b.is_ascii_whitespace() || b == b'>'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_seen_as_a_parser_sees_them() {
        let rows = [
            ("<p>a</p>", "<p a </p"),
            ("<a href='x>y' b>", "<a"),
            ("<a \"x>y", "<a y"),
            ("<!-- <p> --><b>", "<b"),
            ("<!--><p>--><b>", "<p --> <b"),
            ("<!-- a --!><b>", "<b"),
            ("1 < 2 <3</ p><p>", "1_ <_2_ <3 <p"),
            ("ж<p", "ж <p"),
            ("<!doctype html><?xml?><é>", "<é>"),
        ];
        for (html, pieces) in rows {
            let show = |piece| match piece {
                Piece::Tag(tag) => format!("<{}{}", if tag.closes { "/" } else { "" }, tag.name),
                Piece::Text(text) => text.replace(' ', "_"),
            };
            assert_eq!(Tags::new(html).map(show).collect::<Vec<_>>().join(" "), pieces, "{html}");
        }
    }
}

//! Markup to plain text, for titles, summaries and bodies alike.

use super::entities::{holds_reference, unescape};
use super::token::{Token, Tokens};

/// How often markup is undone: feeds escape what is escaped already, seldom more than twice.
const ROUNDS: usize = 3;

/// Elements whose inside nobody reads.
const UNREAD: [&str; 5] = ["script", "style", "template", "noscript", "head"];

/// Elements that stand on lines of their own.
const BLOCKS: [&str; 32] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "caption",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
    "ul",
];

/// The text of `markup` in one line.
pub(crate) fn line(markup: &str) -> String {
    paragraphs(markup).replace('\n', " ")
}

/// The text of `markup`, a line for each paragraph, no blank lines, white space within a line reduced to single spaces.
pub(crate) fn paragraphs(markup: &str) -> String {
    let mut text = strip(markup);
    for _ in 1..ROUNDS {
        if !holds_markup(&text) {
            break;
        }
        text = text.lines().map(strip).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    }
    text
}

/// Whether a reference or a tag is left.
fn holds_markup(text: &str) -> bool {
    holds_reference(text) || (text.contains('<') && Tokens::new(text).any(|token| !matches!(token, Token::Text(_))))
}

fn strip(markup: &str) -> String {
    let mut out = Lines::default();
    let mut unread = None;
    for token in Tokens::new(markup) {
        match token {
            Token::Close(name) if unread.is_some_and(|open| name.eq_ignore_ascii_case(open)) => unread = None,
            _ if unread.is_some() => {}
            Token::Open(tag) if !tag.empty && is_one_of(&UNREAD, tag.name) => unread = Some(tag.name),
            Token::Open(tag) => out.tag(tag.name),
            Token::Close(name) => out.tag(name),
            Token::Text(text) => out.push(&unescape(text)),
            Token::CData(text) => out.push(&unescape(text)),
        }
    }
    out.finish()
}

fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Text under construction: white space is held back until something follows it.
#[derive(Default)]
struct Lines {
    text: String,
    /// The white space due before the next character.
    due: Option<char>,
}

impl Lines {
    fn tag(&mut self, name: &str) {
        if is_one_of(&BLOCKS, name) {
            self.due = Some('\n');
        } else if name.eq_ignore_ascii_case("td") || name.eq_ignore_ascii_case("th") {
            self.space();
        }
    }

    fn space(&mut self) {
        self.due.get_or_insert(' ');
    }

    fn push(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                c if c.is_whitespace() || c.is_control() => self.space(),
                '\u{ad}' | '\u{200b}' | '\u{feff}' => {} // hints for line breaking, invisible
                c => self.character(c),
            }
        }
    }

    fn character(&mut self, character: char) {
        if let Some(space) = self.due.take()
            && !self.text.is_empty()
        {
            self.text.push(space);
        }
        self.text.push(character);
    }

    fn finish(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_undone() {
        let rows = [
            ("<p>One</p><p>Two<br/>three</p>", "One\nTwo\nthree"),
            ("a <b>bold</b>, text", "a bold, text"),
            ("AT&amp;amp;T", "AT&T"),
            ("<p>A &amp;amp; B</p><p>C</p>", "A & B\nC"),
            ("&lt;p&gt;x&lt;/p&gt; &amp;lt;i&amp;gt;y", "x\ny"),
            ("5 &lt; 6 and 7 > 2", "5 < 6 and 7 > 2"),
            ("<script>if (a<b) x()</script>after", "after"),
            (" \n a\u{a0} b\t", "a b"),
            ("co\u{ad}op", "coop"),
            ("<table><tr><td>1</td><td>2</td></tr></table>", "1 2"),
        ];
        for (markup, text) in rows {
            assert_eq!(paragraphs(markup), text, "{markup}");
        }
        assert_eq!(line("<p>One</p><p>Two</p>"), "One Two");
    }
}

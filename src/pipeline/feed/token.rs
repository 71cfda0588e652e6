//! Cuts any text into tags and text: XML where it is XML, and with a browser's patience where it is not.
//!
//! Each byte is looked at a bounded number of times whatever the text: what is never closed (a comment, a CDATA section) is
//! looked for once and then known to be missing.

use super::entities::unescape;
use std::borrow::Cow;

/// Attributes of one tag that are read; the rest is passed over.
const MOST_ATTRIBUTES: usize = 64;

/// A piece of the text. Comments, processing instructions and declarations are passed over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Token<'a> {
    /// A start tag, or an empty-element tag.
    Open(Tag<'a>),
    /// An end tag's name.
    Close(&'a str),
    /// Text with its references as written.
    Text(&'a str),
    /// The inside of a CDATA section.
    CData(&'a str),
}

/// A start tag.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Tag<'a> {
    /// Prefix and name, in the case they are written in.
    pub(crate) name: &'a str,
    /// Whether the tag closes itself.
    pub(crate) empty: bool,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// The value of the attribute of that name, any case, its references replaced.
    pub(crate) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        self.attributes().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| unescape(value))
    }

    /// Names and raw values in their order, the first [`MOST_ATTRIBUTES`] of them.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        Attributes(self.attributes).take(MOST_ATTRIBUTES)
    }
}

struct Attributes<'a>(&'a str);

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.0.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '=' | ','));
        let name_end = text.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(text.len());
        let (name, rest) = text.split_at(name_end);
        let (value, rest) = match rest.trim_start().strip_prefix('=') {
            Some(rest) => value(rest.trim_start()),
            None => ("", rest),
        };
        self.0 = rest;
        (!name.is_empty()).then_some((name, value))
    }
}

/// The attribute value `text` begins with, and what follows it.
fn value(text: &str) -> (&str, &str) {
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => text[1..].split_once(quote).unwrap_or((&text[1..], "")),
        _ => text.split_at(text.find(char::is_whitespace).unwrap_or(text.len())),
    }
}

/// The tokens of a text.
pub(crate) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// The terminators known not to occur any more.
    missing: Vec<&'static str>,
}

impl<'a> Tokens<'a> {
    /// Begins at the start of `text`.
    pub(crate) fn new(text: &'a str) -> Self {
        Tokens { text, at: 0, missing: Vec::new() }
    }

    /// The byte the next token begins at or after.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Moves on by `length` bytes and returns them.
    fn take(&mut self, length: usize) -> &'a str {
        let (taken, _) = self.rest().split_at(length);
        self.at += length;
        taken
    }

    /// Passes over `lead` and takes what stands before `end`; where `end` is missing, only `lead` is passed over.
    fn take_until(&mut self, lead: usize, end: &'static str) -> Option<&'a str> {
        self.at += lead;
        if self.missing.contains(&end) {
            return None;
        }
        let Some(length) = self.rest().find(end) else {
            self.missing.push(end);
            return None;
        };
        let inside = self.take(length);
        self.at += end.len();
        Some(inside)
    }

    /// What begins with `<` here; `None` where it only was to be passed over.
    fn markup(&mut self) -> Option<Token<'a>> {
        let rest = self.rest().as_bytes();
        match rest.get(1) {
            Some(b'!') if rest.starts_with(b"<!--") => self.take_until(4, "-->").and(None),
            Some(b'!') if rest.starts_with(b"<![CDATA[") => self.take_until(9, "]]>").map(Token::CData),
            Some(b'!') => self.declaration(),
            Some(b'?') => self.take_until(2, "?>").and(None),
            Some(b'/') if rest.get(2).is_some_and(|b| begins_name(*b)) => self.close(),
            Some(b) if begins_name(*b) => self.open(),
            _ => Some(Token::Text(self.take(1))),
        }
    }

    /// A declaration ends at `>`, or at the `[` behind which its inner declarations follow.
    fn declaration(&mut self) -> Option<Token<'a>> {
        let rest = self.rest();
        let length = rest.find(['>', '[']).map_or(rest.len(), |at| at + 1);
        self.at += length;
        None
    }

    fn close(&mut self) -> Option<Token<'a>> {
        let name = name_at(&self.rest()[2..]);
        self.at += 2 + name.len();
        let rest = self.rest();
        let end = rest.find(['>', '<']).unwrap_or(rest.len());
        self.at += end + usize::from(rest[end..].starts_with('>'));
        Some(Token::Close(name))
    }

    fn open(&mut self) -> Option<Token<'a>> {
        let name = name_at(&self.rest()[1..]);
        let behind = &self.rest()[1 + name.len()..];
        if !behind.is_empty() && !behind.starts_with(|c: char| c.is_whitespace() || matches!(c, '/' | '>' | '<')) {
            return Some(Token::Text(self.take(1 + name.len())));
        }
        let end = tag_end(behind.as_bytes());
        let inside = &behind[..end];
        self.at += 1 + name.len() + end;
        match behind.as_bytes().get(end) {
            Some(b'>') => self.at += 1,
            Some(_) => {}
            None => return None, // the text was cut inside this tag
        }
        let attributes = inside.trim_end();
        Some(Token::Open(Tag { name, empty: attributes.ends_with('/'), attributes: attributes.trim_end_matches('/') }))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        while self.at < self.text.len() {
            if !self.rest().starts_with('<') {
                let length = self.rest().find('<').unwrap_or(self.rest().len());
                return Some(Token::Text(self.take(length)));
            }
            if let Some(token) = self.markup() {
                return Some(token);
            }
        }
        None
    }
}

fn begins_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn name_at(text: &str) -> &str {
    let end = text.bytes().position(|b| !(begins_name(b) || b.is_ascii_digit() || matches!(b, b':' | b'-' | b'.')));
    &text[..end.unwrap_or(text.len())]
}

/// Where a tag's inside ends: at `>` outside a quoted value, or at `<`, before which it was never closed.
fn tag_end(inside: &[u8]) -> usize {
    let (mut quote, mut before) = (None, b' ');
    for (at, &byte) in inside.iter().enumerate() {
        match (quote, byte) {
            (_, b'<') | (None, b'>') => return at,
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    inside.len()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;

    /// The tokens of `text`, one word each.
    fn words(text: &str) -> String {
        let word = |token| match token {
            Token::Open(tag) => format!("+{}{}", tag.name, if tag.empty { "/" } else { "" }),
            Token::Close(name) => format!("-{name}"),
            Token::Text(text) => format!("'{text}'"),
            Token::CData(text) => format!("[{text}]"),
        };
        Tokens::new(text).map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn tokens_are_cut() {
        let rows = [
            ("<a>x</a>", "+a 'x' -a"),
            ("<a b='>'/>", "+a/"),
            ("<a b=1 c>5 < 6", "+a '5 ' '<' ' 6'"),
            ("<a b=\"x><c>", "+a +c"),
            ("<![CDATA[<b>]]>", "[<b>]"),
            ("<![CDATA[<b>", "+b"),
            ("<!-- <a> --><b/>", "+b/"),
            ("<!-- <a>", "' ' +a"),
            ("<?xml version='1.0'?><a/>", "+a/"),
            ("<!DOCTYPE x [<!ENTITY y 'z'>]><a/>", "']>' +a/"),
            ("<a></a", "+a -a"),
            ("<a>x<b", "+a 'x'"),
            ("mail <jo@x.org>", "'mail ' '<jo' '@x.org>'"),
            ("<a href = 'x' b = \"y\">", "+a"),
        ];
        for (text, expected) in rows {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn attributes_are_read() {
        let Some(Token::Open(tag)) = Tokens::new("<a href = 'x&amp;y' B=\"2\" c=3 d>").next() else { panic!("no tag") };
        assert_eq!(tag.attributes().collect::<Vec<_>>(), [("href", "x&amp;y"), ("B", "2"), ("c", "3"), ("d", "")]);
        assert_eq!(tag.attribute("HREF").as_deref(), Some("x&y"));
        assert_eq!(tag.attribute("e"), None);
    }
}

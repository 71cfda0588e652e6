//! The ledger as an Atom feed (RFC 4287): one entry for each pledge, under one id for ever, newest change first.

use super::compose;
use super::desk::Desk;
use super::subject::headline;
use super::view::LineView;
use crate::domain::DigestLine;
use chrono::{DateTime, SecondsFormat, Utc};

impl Desk<'_> {
    /// The feed of these pledges. It depends on nothing else, so without news it stays the same to the byte.
    pub fn feed(&self, lines: &[DigestLine]) -> String {
        let mut entries: Vec<(DateTime<Utc>, String)> = lines.iter().map(|line| self.entry(line)).collect();
        entries.sort_by(|a, b| b.cmp(a));
        let updated = entries.first().map(|(at, _)| *at).unwrap_or_default();
        let ledger = self.ledger.map(|ledger| link(&format!("{ledger}/"))).unwrap_or_default();
        let entries: String = entries.into_iter().map(|(_, entry)| entry).collect();
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n<id>{}</id>\n\
             <title>Pledges to Ukraine’s defence</title>\n<updated>{}</updated>\n<author><name>pledgewatch</name></author>\n{ledger}{entries}</feed>\n",
            self.tag("pledges"),
            instant(updated),
        )
    }

    fn entry(&self, line: &DigestLine) -> (DateTime<Utc>, String) {
        let view = compose::line(line, self);
        let updated = line.changes.last().map(|change| change.at).unwrap_or_default();
        let address =
            [view.page.as_str()].into_iter().chain(view.outlets.iter().map(|outlet| outlet.url.as_str())).find(|url| !url.is_empty());
        let entry = format!(
            "<entry>\n<id>{}</id>\n<title>{}</title>\n<updated>{}</updated>\n{}<content type=\"html\">{}</content>\n</entry>\n",
            self.tag(&view.id),
            escaped(&headline(&line.pledge, self.names)),
            instant(updated),
            address.map(link).unwrap_or_default(),
            escaped(&html(&view)),
        );
        (updated, entry)
    }

    /// A name that belongs to the sender's domain for ever (RFC 4151).
    fn tag(&self, what: &str) -> String {
        format!("tag:{},2026:{what}", escaped(self.domain))
    }
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn link(url: &str) -> String {
    format!("<link rel=\"alternate\" href=\"{}\"/>\n", escaped(url))
}

/// What a reader sees of an entry: the facts, what changed, the words that prove it, and who reported them.
fn html(view: &LineView) -> String {
    let sum = [&view.sum, &view.euros].into_iter().filter(|part| !part.is_empty()).cloned();
    let facts: Vec<String> = [view.what.clone()].into_iter().chain(sum).chain(view.facts.iter().chain(&view.notes).cloned()).collect();
    let changes =
        view.changes.iter().map(|change| format!("<p>{}: {} → {}</p>", escaped(&change.field), escaped(&change.was), escaped(&change.now)));
    let outlets = view.outlets.iter().map(|outlet| match outlet.url.as_str() {
        "" => format!("<li>{}</li>", escaped(&outlet.name)),
        url => format!("<li><a href=\"{}\">{}</a></li>", escaped(url), escaped(&outlet.name)),
    });
    format!(
        "<p>{}</p>{}<blockquote lang=\"{}\">{}</blockquote><ul>{}</ul>",
        escaped(&facts.join(" · ")),
        changes.collect::<String>(),
        escaped(&view.lang),
        escaped(&view.quote),
        outlets.collect::<String>(),
    )
}

/// A text inside XML, without the characters that XML 1.0 cannot hold.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

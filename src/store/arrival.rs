//! What sources list, filed entry by entry and recognised under every name it was ever listed by.

use super::news::spaced;
use super::polls::PollReport;
use super::values::{from_name, instant, millis, name};
use super::window::{Sighting, reaches_back};
use super::{Fault, identity, renamed};
use crate::domain::{Entry, EntryOutcome};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashSet;

/// One document's circumstances.
pub(super) struct Arrival<'a> {
    pub source: &'a str,
    pub publisher: &'a str,
    /// Entries dated before this are known from now on, but never news.
    pub news_since: DateTime<Utc>,
    /// Whether nothing of the source is known yet.
    pub first: bool,
    /// Whether it is an older page of the list, not the list itself.
    pub older: bool,
    /// Since when it is in question what was missed: what was first seen from then on is no sign that the document reaches back to what
    /// was known. `None` where nothing is in question.
    pub doubted_since: Option<DateTime<Utc>>,
    pub now: DateTime<Utc>,
}

/// Files the entries of one document. An entry is known by its identity; by its link, its title or its likeness only where the
/// entry so named is not itself in the document, for then they are two.
pub(super) fn arrive(connection: &Connection, arrival: &Arrival<'_>, entries: &[Entry]) -> Result<PollReport, Fault> {
    let reaches_to = entries.last().and_then(|entry| entry.published);
    let mut filing = Filing { connection, arrival, reaches_to, present: HashSet::new(), report: PollReport::default() };
    let mut sightings: Vec<Sighting> = entries.iter().map(|entry| Sighting { known: false, published: entry.published }).collect();
    let mut strangers: Vec<usize> = (0..entries.len()).collect();
    for sign in [Sign::Guid, Sign::Alias, Sign::Likeness] {
        let mut left = Vec::new();
        for at in strangers {
            match filing.known_by(sign, &entries[at])? {
                Some(known) => sightings[at].known = filing.meet(known, &entries[at])?,
                None => left.push(at),
            }
        }
        strangers = left;
    }
    for at in strangers {
        filing.admit(&entries[at])?;
    }
    filing.report.gap = !reaches_back(&sightings);
    Ok(filing.report)
}

/// What an entry is recognised by, the surest first: each is tried on all entries of a document before the next one is.
#[derive(Clone, Copy)]
enum Sign {
    /// Its own name.
    Guid,
    /// Its link, or title and day.
    Alias,
    /// That it stands where another one stood, under a like headline.
    Likeness,
}

/// An entry of the ledger.
#[derive(Clone, Copy)]
struct Known {
    id: i64,
    first_seen: DateTime<Utc>,
}

/// The filing of one document.
struct Filing<'a> {
    connection: &'a Connection,
    arrival: &'a Arrival<'a>,
    /// The date at the end of the list: what is missing from it and younger was taken out. Above it may stand pinned ones of any age.
    reaches_to: Option<DateTime<Utc>>,
    /// The entries of the ledger that the document lists.
    present: HashSet<i64>,
    report: PollReport,
}

impl Filing<'_> {
    /// The entry of the ledger that this one is; `None` where it shows no such sign, or another one of the document is it already.
    fn known_by(&self, sign: Sign, entry: &Entry) -> Result<Option<Known>, Fault> {
        match sign {
            Sign::Guid => self.absent(self.own_name(entry)),
            Sign::Alias => {
                let aliases = identity::aliases(self.arrival.source, entry);
                aliases.into_iter().find_map(|alias| self.absent(alias).transpose()).transpose()
            }
            Sign::Likeness => self.edited(entry),
        }
    }

    fn own_name(&self, entry: &Entry) -> i64 {
        identity::own_name(self.arrival.source, &entry.identity)
    }

    fn absent(&self, name: i64) -> Result<Option<Known>, Fault> {
        Ok(self.find(name)?.filter(|known| !self.present.contains(&known.id)))
    }

    /// The entry that this one was before its headline was edited. Where nothing else of the list is known, and on an older page, what
    /// is missing was not taken out: it stands elsewhere.
    fn edited(&self, entry: &Entry) -> Result<Option<Known>, Fault> {
        let is_known_list = !self.arrival.older && !self.present.is_empty();
        let (Some(published), Some(reaches_to), true) = (entry.published, self.reaches_to, is_known_list) else { return Ok(None) };
        let found = renamed::candidates(self.connection, self.arrival.source, reaches_to, published)?;
        let vanished = found.into_iter().filter(|candidate| !self.present.contains(&candidate.id));
        Ok(renamed::likest(entry, vanished).map(|candidate| Known { id: candidate.id, first_seen: candidate.first_seen }))
    }

    /// The entry that a name stands for; `None` for unknown names and for those that stand for several.
    fn find(&self, name: i64) -> Result<Option<Known>, Fault> {
        let mut statement =
            self.connection.prepare_cached("SELECT e.id, e.first_seen FROM alias a JOIN entry e ON e.id = a.entry WHERE a.name = ?1")?;
        let found = statement.query_row([name], |row| Ok(Known { id: row.get(0)?, first_seen: instant(row.get(1)?) }));
        Ok(found.optional()?)
    }

    /// Notes that a known entry is listed again; tells whether it was known early enough to say how far the document reaches.
    fn meet(&mut self, known: Known, entry: &Entry) -> Result<bool, Fault> {
        self.present.insert(known.id);
        self.report.known += 1;
        self.remember(known.id, entry)?;
        Ok(self.arrival.doubted_since.is_none_or(|since| known.first_seen < since))
    }

    /// Files an entry that was never seen before.
    fn admit(&mut self, entry: &Entry) -> Result<(), Fault> {
        if self.find(self.own_name(entry))?.is_some() {
            return Ok(()); // the document lists it twice
        }
        let admission = self.admission(entry)?;
        match admission {
            Admission::Fresh => self.report.fresh += 1,
            Admission::Seeded => self.report.seeded += 1,
            Admission::Linked { .. } => self.report.linked += 1,
        }
        let id = self.insert(entry, admission)?;
        self.present.insert(id);
        self.remember(id, entry)
    }

    fn admission(&self, entry: &Entry) -> Result<Admission, Fault> {
        let old = entry.published.map_or(self.arrival.first, |at| at < self.arrival.news_since);
        if old {
            return Ok(Admission::Seeded);
        }
        let Some(key) = entry.link.as_deref().and_then(identity::link_key) else { return Ok(Admission::Fresh) };
        let mut statement = self.connection.prepare_cached(
            "SELECT e.article, e.outcome FROM entry e JOIN source s ON s.id = e.source
             WHERE e.link_key = ?1 AND s.publisher = ?2 AND e.article > 0 AND e.source <> ?3 LIMIT 1",
        )?;
        let within = params![key, self.arrival.publisher, self.arrival.source];
        let read: Option<(i64, String)> = statement.query_row(within, |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        match read {
            Some((article, outcome)) => Ok(Admission::Linked { article, outcome: from_name("outcome", &outcome)? }),
            None => Ok(Admission::Fresh),
        }
    }

    fn insert(&self, entry: &Entry, admission: Admission) -> Result<i64, Fault> {
        let (outcome, article) = match admission {
            Admission::Fresh => (EntryOutcome::Fresh, None),
            Admission::Seeded => (EntryOutcome::Seeded, None),
            Admission::Linked { article, outcome } => (outcome, Some(article)),
        };
        let waits = outcome == EntryOutcome::Fresh;
        let now = millis(self.arrival.now);
        let published = entry.published.map(millis);
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO entry (source, identity, title, link, link_key, published, outcome, first_seen, dated, retry_at, article)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?;
        statement.execute(params![
            self.arrival.source,
            entry.identity.as_str(),
            entry.title,
            entry.link,
            entry.link.as_deref().and_then(identity::link_key),
            published,
            name("outcome", &outcome)?,
            now,
            published.unwrap_or(now),
            waits.then_some(now),
            article,
        ])?;
        let id = self.connection.last_insert_rowid();
        let mut heard = self.connection.prepare_cached("INSERT INTO article_words (rowid, words) VALUES (?1, ?2)")?;
        heard.execute(params![id, spaced(&entry.title)])?;
        if waits {
            self.keep_words(id, entry)?;
        }
        Ok(id)
    }

    /// What the list itself says of an entry, kept until it is read.
    fn keep_words(&self, id: i64, entry: &Entry) -> Result<(), Fault> {
        let sql = "INSERT INTO entry_words (entry, summary, content) VALUES (?1, ?2, ?3)";
        self.connection.prepare_cached(sql)?.execute(params![id, entry.summary, entry.content])?;
        Ok(())
    }

    /// Files an entry under its names. A link or title that already names another entry names neither from now on.
    fn remember(&self, id: i64, entry: &Entry) -> Result<(), Fault> {
        if !self.take_name(self.own_name(entry), id)? {
            return Ok(()); // listed before under this guid, with whatever names it had then
        }
        for alias in identity::aliases(self.arrival.source, entry) {
            if !self.take_name(alias, id)? {
                let sql = "UPDATE alias SET entry = NULL WHERE name = ?1 AND entry <> ?2";
                self.connection.prepare_cached(sql)?.execute([alias, id])?;
            }
        }
        Ok(())
    }

    /// Gives an entry a name that is free; tells whether it was. No upsert: SQLite guards each by a savepoint, at which the index of
    /// words writes all it gathered.
    fn take_name(&self, name: i64, id: i64) -> Result<bool, Fault> {
        let mut statement = self.connection.prepare_cached("INSERT OR IGNORE INTO alias (name, entry) VALUES (?1, ?2)")?;
        Ok(statement.execute([name, id])? > 0)
    }
}

/// How a new entry enters.
enum Admission {
    Fresh,
    Seeded,
    /// Its article was read under another source of the same publisher.
    Linked {
        article: i64,
        outcome: EntryOutcome,
    },
}

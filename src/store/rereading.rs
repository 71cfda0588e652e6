//! Articles read anew: their texts given out again, and what a new reading leaves of the old one.

use super::recording::{ArticleId, Reading, Recording};
use super::sources::source_id;
use super::stories::inflate;
use super::values::{day, day_text, from_json, instant, json, millis, name, number};
use super::{Fault, Store, StoreError};
use crate::domain::{Article, EntryOutcome, Mention, PledgeId, Shelf, SourceId, StandingClaim};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, params};
use std::path::Path;

/// The articles that can be read anew.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Texts {
    /// Those whose text is kept, in the order they came.
    pub kept: Vec<ArticleId>,
    /// How many have lost theirs to retention.
    pub gone: usize,
}

/// An article as it was stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredArticle {
    /// What was read.
    pub article: Article,
    /// The source that listed it first; `None` where no entry leads to it.
    pub source: Option<SourceId>,
    /// When it was read.
    pub read_at: DateTime<Utc>,
}

impl Store {
    /// The articles that can be read anew, of those first read at an instant or later; `None` for all.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn texts(&self, since: Option<DateTime<Utc>>) -> Result<Texts, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT id, body IS NOT NULL FROM article WHERE read_at >= ?1 ORDER BY id")?;
            let mut texts = Texts::default();
            for row in statement.query_map([since.map_or(i64::MIN, millis)], |row| Ok((ArticleId(row.get(0)?), row.get(1)?)))? {
                match row? {
                    (id, true) => texts.kept.push(id),
                    (_, false) => texts.gone += 1,
                }
            }
            Ok(texts)
        })
    }

    /// An article with its text; `None` where it is unknown or retention has taken the text.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn stored_article(&self, id: ArticleId) -> Result<Option<StoredArticle>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT url, title, body, published, lang, author, read_at, source FROM told WHERE id = ?1 AND body IS NOT NULL",
            )?;
            statement.query_row([id.0], |row| Ok(stored(row))).optional()?.transpose()
        })
    }

    /// A copy of the whole ledger in a folder, to try out on it what a change would do.
    ///
    /// # Errors
    /// When the ledger cannot be read, or the copy not be written.
    pub fn rehearsal(&self, folder: &Path) -> Result<Store, StoreError> {
        let copy = folder.join("rehearsal.db");
        self.backup(&copy)?;
        Store::open(&copy)
    }
}

fn stored(row: &Row<'_>) -> Result<StoredArticle, Fault> {
    let source: Option<String> = row.get(7)?;
    let article = Article {
        url: row.get(0)?,
        title: row.get(1)?,
        text: inflate(&row.get::<_, Vec<u8>>(2)?)?,
        published: day(row.get(3)?),
        lang: super::ledger::lang(&row.get::<_, String>(4)?)?,
        author: row.get(5)?,
    };
    Ok(StoredArticle { article, source: source.map(source_id).transpose()?, read_at: instant(row.get(6)?) })
}

impl Recording<'_> {
    /// Takes up an article that is in the ledger, to be read anew: its verdict is replaced now, its claims by
    /// [`relist`](Shelf::relist). Its text is left as it is. `false` where it stands exactly so already: drop the recording, there
    /// is nothing to do.
    ///
    /// # Errors
    /// When there is no such article, or the ledger cannot be written.
    pub fn take_up(&mut self, id: ArticleId, reading: Reading<'_>) -> Result<bool, StoreError> {
        self.article = Some(id);
        let judge = || if self.stands(id, reading)? { Ok(false) } else { self.judge(id, reading).map(|()| true) };
        judge().map_err(|fault| fault.at(&self.path))
    }

    fn stands(&self, id: ArticleId, reading: Reading<'_>) -> Result<bool, Fault> {
        let mut statement = self.transaction.prepare_cached("SELECT relevance, refusals, day FROM article WHERE id = ?1")?;
        let verdict: Option<(String, String, Option<String>)> =
            statement.query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
        let (relevance, refusals) = (json("verdict", reading.relevance)?, json("refusal", &reading.extraction.refusals)?);
        if verdict != Some((relevance, refusals, day_text(reading.extraction.day))) {
            return Ok(false);
        }
        let claims = self.standing_claims()?;
        Ok(claims.iter().map(|claim| &claim.mention).eq(&reading.extraction.mentions))
    }

    fn judge(&self, id: ArticleId, reading: Reading<'_>) -> Result<(), Fault> {
        let changed = self.transaction.execute(
            "UPDATE article SET relevant = ?2, relevance = ?3, refusals = ?4, day = ?5 WHERE id = ?1",
            params![
                id.0,
                reading.relevance.relevant,
                json("verdict", reading.relevance)?,
                json("refusal", &reading.extraction.refusals)?,
                day_text(reading.extraction.day),
            ],
        )?;
        if changed == 0 {
            return Err(Fault::unknown("article", id.0));
        }
        let outcome = if reading.relevance.relevant { EntryOutcome::Read } else { EntryOutcome::Irrelevant };
        self.transaction.execute("UPDATE entry SET outcome = ?2 WHERE article = ?1", params![id.0, name("outcome", &outcome)?])?;
        self.index(id, reading)
    }

    fn begun(&self) -> Result<ArticleId, Fault> {
        self.article.ok_or_else(|| Fault::unknown("article", "of this recording"))
    }

    fn standing_claims(&self) -> Result<Vec<StandingClaim>, Fault> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT m.record, r.pledge, coalesce(r.by_hand, 0) FROM mention m LEFT JOIN report r ON r.mention = m.id
             WHERE m.article = ?1 AND m.lost_at IS NULL ORDER BY m.position",
        )?;
        let rows = statement.query_map([self.begun()?.0], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))?;
        rows.map(|row| {
            let (record, pledge, by_hand): (String, Option<i64>, bool) = row?;
            Ok(StandingClaim { mention: from_json("mention", &record)?, pledge: pledge.map(PledgeId), by_hand })
        })
        .collect()
    }

    /// All old claims are set aside as lost, then the kept ones come back under their new place.
    fn replace_claims(&self, mentions: &[Mention], kept: &[Option<usize>]) -> Result<(), Fault> {
        let article = self.begun()?;
        let old = self.claim_rows(article)?;
        self.transaction
            .execute("UPDATE mention SET lost_at = ?2 WHERE article = ?1 AND lost_at IS NULL", params![article.0, millis(self.now)])?;
        for (position, mention) in mentions.iter().enumerate() {
            match kept.get(position).copied().flatten().and_then(|place| old.get(place)) {
                Some(row) => self.renew(*row, position, mention)?,
                None => self.insert_mention(article, position, mention)?,
            }
        }
        self.transaction.execute(
            "UPDATE report SET pledge = NULL WHERE pledge IS NOT NULL AND mention IN (SELECT id FROM mention WHERE article = ?1 AND lost_at IS NOT NULL)",
            [article.0],
        )?;
        Ok(())
    }

    fn claim_rows(&self, article: ArticleId) -> Result<Vec<i64>, Fault> {
        let sql = "SELECT id FROM mention WHERE article = ?1 AND lost_at IS NULL ORDER BY position";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let rows = statement.query_map([article.0], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn renew(&self, row: i64, position: usize, mention: &Mention) -> Result<(), Fault> {
        let sql = "UPDATE mention SET lost_at = NULL, position = ?2, class = ?3, record = ?4 WHERE id = ?1";
        let mut statement = self.transaction.prepare_cached(sql)?;
        statement.execute(params![row, number(position), mention.class.as_str(), json("mention", mention)?])?;
        Ok(())
    }
}

impl Shelf for Recording<'_> {
    fn standing(&mut self) -> Result<Vec<StandingClaim>, StoreError> {
        self.standing_claims().map_err(|fault| fault.at(&self.path))
    }

    fn relist(&mut self, mentions: &[Mention], kept: &[Option<usize>]) -> Result<(), StoreError> {
        self.replace_claims(mentions, kept).map_err(|fault| fault.at(&self.path))
    }
}

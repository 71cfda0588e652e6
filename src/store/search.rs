//! Finding pledges by filter and by word.

use super::ledger::pledge_of;
use super::values::{from_json, whole};
use super::{Fault, Store, StoreError};
use crate::domain::{Kind, Pledge, PledgeId, Stage};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension as _, named_params};
use std::collections::HashSet;

/// Which pledges to find; what is `None` lets everything through. The newest are listed first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PledgeQuery {
    /// One of its donors, by code or id.
    pub donor: Option<String>,
    /// What is given.
    pub kind: Option<Kind>,
    /// Its stage.
    pub stage: Option<Stage>,
    /// One of its programmes, by id.
    pub programme: Option<String>,
    /// Reported on this day or later; a pledge without a day does not pass.
    pub since: Option<NaiveDate>,
    /// At least this many euros; a pledge without a sum does not pass.
    pub min_eur: Option<u64>,
    /// Words, each of four letters or more the beginning of a word in one report's title, quote, outlet, donors, items or programmes.
    pub text: Option<String>,
    /// Only those that come after this one in the list.
    pub after: Option<PledgeId>,
    /// At most so many; `None` lists all.
    pub limit: Option<usize>,
}

impl Store {
    /// The pledges that pass a query and still count.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn pledges(&self, query: &PledgeQuery) -> Result<Vec<Pledge>, StoreError> {
        let mut found = Vec::new();
        self.each_pledge(query, |pledge| found.push(pledge))?;
        Ok(found)
    }

    /// Shows the pledges that pass a query and still count, one after the other: there may be more than memory should hold.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn each_pledge(&self, query: &PledgeQuery, mut show: impl FnMut(Pledge)) -> Result<(), StoreError> {
        self.read(|connection| {
            let hits = Hits::of(connection, query.text.as_deref())?;
            let mut statement = connection.prepare_cached(PASSING)?;
            let mut rows = statement.query(named_params! {
                ":donor": query.donor, ":programme": query.programme, ":kind": query.kind.map(Kind::as_str),
                ":stage": query.stage.map(Stage::as_str), ":since": query.since.map(|day| day.to_string()),
                ":min_eur": whole(query.min_eur), ":after": query.after.map(|id| id.0),
            })?;
            let mut left = query.limit.unwrap_or(usize::MAX);
            while left > 0
                && let Some(row) = rows.next()?
            {
                let id = PledgeId(row.get(0)?);
                if hits.tell(connection, id)? {
                    show(pledge_of(connection, id)?);
                    left -= 1;
                }
            }
            Ok(())
        })
    }

    /// The pledges that have parts and still count.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn wholes(&self) -> Result<Vec<Pledge>, StoreError> {
        self.read(|connection| {
            let parted = "SELECT part_of FROM pledge WHERE part_of IS NOT NULL AND closed IS NULL";
            let sql = format!("SELECT record FROM pledge WHERE closed IS NULL AND id IN ({parted}) ORDER BY id");
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            rows.map(|record| from_json("pledge", &record?)).collect()
        })
    }
}

/// Which pledges pass all but the words, newest first. All it looks at stands in one index and two small tables, each asked once:
/// walking all of a ledger of a million articles takes less time than opening it.
const PASSING: &str = "
    SELECT id FROM pledge WHERE closed IS NULL
    AND (:donor IS NULL OR id IN (SELECT pledge FROM pledge_donor WHERE donor = :donor))
    AND (:programme IS NULL OR id IN (SELECT pledge FROM pledge_programme WHERE programme = :programme))
    AND (:kind IS NULL OR kind = :kind) AND (:stage IS NULL OR stage = :stage)
    AND (:since IS NULL OR last_day >= :since) AND (:min_eur IS NULL OR eur >= :min_eur)
    AND (:after IS NULL OR (last_day, id) < (SELECT last_day, id FROM pledge WHERE id = :after))
    ORDER BY last_day DESC, id DESC";

/// What has the words asked for.
enum Hits {
    /// No word was asked for.
    All,
    /// These pledges, found from their reports.
    Pledges(HashSet<PledgeId>),
    /// These reports, in order: so many that it is cheaper to look at the reports of each pledge that is shown.
    Reports(Vec<i64>),
}

/// Beyond so many reports their pledges are not looked up beforehand.
const MANY: usize = 10_000;

impl Hits {
    /// A text that has no word finds nothing.
    fn of(connection: &Connection, text: Option<&str>) -> Result<Hits, Fault> {
        let Some(text) = text else { return Ok(Hits::All) };
        let reports = match beginnings(text) {
            Some(words) => reports_with(connection, &words)?,
            None => Vec::new(),
        };
        if reports.len() > MANY { Ok(Hits::Reports(reports)) } else { Ok(Hits::Pledges(pledges_of(connection, &reports)?)) }
    }

    fn tell(&self, connection: &Connection, id: PledgeId) -> Result<bool, Fault> {
        match self {
            Hits::All => Ok(true),
            Hits::Pledges(pledges) => Ok(pledges.contains(&id)),
            Hits::Reports(reports) => {
                let mut statement = connection.prepare_cached("SELECT id FROM report WHERE pledge = ?1")?;
                let mut own = statement.query_map([id.0], |row| row.get::<_, i64>(0))?;
                own.try_fold(false, |told, report| Ok(told || reports.binary_search(&report?).is_ok()))
            }
        }
    }
}

/// The reports with words, in order.
fn reports_with(connection: &Connection, words: &str) -> Result<Vec<i64>, Fault> {
    let mut statement = connection.prepare_cached("SELECT rowid FROM report_words WHERE report_words MATCH ?1 ORDER BY rowid")?;
    Ok(statement.query_map([words], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

fn pledges_of(connection: &Connection, reports: &[i64]) -> Result<HashSet<PledgeId>, Fault> {
    let mut statement = connection.prepare_cached("SELECT pledge FROM report WHERE id = ?1 AND pledge IS NOT NULL")?;
    let found = reports.iter().filter_map(|id| statement.query_row([id], |row| row.get(0).map(PledgeId)).optional().transpose());
    Ok(found.collect::<Result<_, _>>()?)
}

/// So many letters are the beginning of a word: three are that of too many.
const BEGINNING: usize = 4;

/// A query in FTS5's own grammar that asks for words beginning as these do; nothing a reader types is taken for an operator.
/// Shorter ones are asked for as they are: "air" is not the beginning of "airport". `None` where there is no word.
pub(super) fn beginnings(text: &str) -> Option<String> {
    let open = |word: &str| if word.chars().count() < BEGINNING { "" } else { "*" };
    let terms: Vec<String> = words(text).map(|word| format!("\"{word}\"{}", open(word))).collect();
    (!terms.is_empty()).then(|| terms.join(" "))
}

/// The words of a text: its runs of letters and figures.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::store::schema;

    /// A ledger of nine pledges; the n-th has n reports, of which the last has the word "generators" where n is odd.
    fn ledger() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        schema::migrate(&mut connection).unwrap();
        for pledge in 1..=9 {
            for n in 1..=pledge {
                let words = if n == pledge && n % 2 == 1 { "generators" } else { "nothing" };
                let sql = format!(
                    "INSERT OR IGNORE INTO pledge (id, kind, stage, last_day, record) VALUES ({pledge}, 'money', 'agreed', '', '');
                     INSERT INTO mention (article, position, class, record) VALUES (0, {pledge}{n}, 'new_pledge', '');
                     INSERT INTO report (mention, pledge, outlet, publisher, standing, because)
                     VALUES (last_insert_rowid(), {pledge}, '', '', '', '');
                     INSERT INTO report_words (rowid, words) VALUES (last_insert_rowid(), '{words}');"
                );
                connection.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).unwrap();
            }
        }
        connection
    }

    #[test]
    fn common_words_find_what_rare_ones_would() {
        let connection = ledger();
        let reports = reports_with(&connection, &beginnings("GENERA").unwrap()).unwrap();
        let rare = Hits::Pledges(pledges_of(&connection, &reports).unwrap());
        let common = Hits::Reports(reports);
        for (hits, told) in [(rare, [1, 3, 5, 7, 9].as_slice()), (common, &[1, 3, 5, 7, 9]), (Hits::All, &[1, 2, 3, 4, 5, 6, 7, 8, 9])] {
            let found: Vec<i64> = (1..=9).filter(|id| hits.tell(&connection, PledgeId(*id)).unwrap()).collect();
            assert_eq!(found, told);
        }
    }

    #[test]
    fn short_words_are_no_beginnings() {
        for (text, query) in
            [("US aid", Some("\"US\" \"aid\"")), ("F-16 \" OR tank", Some("\"F\" \"16\" \"OR\" \"tank\"*")), ("?!", None), ("", None)]
        {
            assert_eq!(beginnings(text).as_deref(), query, "{text}");
        }
    }
}

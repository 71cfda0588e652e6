//! Sources that move: a permanent redirect is believed once it was seen often enough for long enough, so that a week's
//! maintenance page does not take a feed's place.

use super::values::millis;
use super::{Fault, Store, StoreError};
use crate::domain::SourceId;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

/// The address a source has moved to for good: seen three times over seven days. It is configured nowhere, and asked from then on.
pub(super) const MOVED_TO: &str = "CASE WHEN moved_times >= 3 AND moved_seen - moved_since >= 7 * 86400000 THEN moved_to END";

impl Store {
    /// Notes where permanent redirects (301, 308) led in polls that could be read; `None` where the address itself answered, which
    /// forgets what was noted unless it is believed already. Gives the new addresses that these sightings make believed.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn record_moves(
        &mut self,
        sightings: &[(&SourceId, Option<&str>)],
        now: DateTime<Utc>,
    ) -> Result<Vec<(SourceId, String)>, StoreError> {
        self.write(|transaction| {
            let mut moved = Vec::new();
            for (source, to) in sightings {
                let address = note(transaction, source, *to, now)?;
                moved.extend(address.map(|address| ((*source).clone(), address)));
            }
            Ok(moved)
        })
    }
}

fn note(connection: &Connection, source: &SourceId, to: Option<&str>, now: DateTime<Utc>) -> Result<Option<String>, Fault> {
    let before = believed(connection, source)?;
    if before.is_none() || to.is_some() {
        let mut statement = connection.prepare_cached(
            "UPDATE source SET moved_since = CASE WHEN moved_to IS ?2 THEN moved_since ELSE ?3 END,
                    moved_times = CASE WHEN moved_to IS ?2 THEN moved_times + 1 ELSE 1 END, moved_to = ?2, moved_seen = ?3
             WHERE id = ?1 AND (?2 IS NOT NULL OR moved_to IS NOT NULL)",
        )?;
        statement.execute(params![source.as_str(), to, millis(now)])?;
    }
    Ok(believed(connection, source)?.filter(|address| before.as_ref() != Some(address)))
}

fn believed(connection: &Connection, source: &SourceId) -> Result<Option<String>, Fault> {
    let mut statement = connection.prepare_cached(&format!("SELECT {MOVED_TO} FROM source WHERE id = ?1"))?;
    let found = statement.query_row([source.as_str()], |row| row.get(0)).optional()?;
    found.ok_or_else(|| Fault::unknown("source", source))
}

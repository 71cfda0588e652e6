//! What the pages of each source usually yield.

use super::sources::source_id;
use super::values::{from_json, json};
use super::{Store, StoreError};
use crate::domain::{Baseline, SourceId};
use rusqlite::{OptionalExtension, params};
use std::collections::HashMap;

impl Store {
    /// The baseline of one source; an empty one where no page of it was read.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn page_baseline(&self, source: &SourceId) -> Result<Baseline, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT baseline FROM page_baseline WHERE source = ?1")?;
            let found: Option<String> = statement.query_row([source.as_str()], |row| row.get(0)).optional()?;
            found.map_or_else(|| Ok(Baseline::default()), |text| from_json("baseline", &text))
        })
    }

    /// The baselines of all sources of which pages were read.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn page_baselines(&self) -> Result<HashMap<SourceId, Baseline>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT source, baseline FROM page_baseline")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
            rows.map(|row| row.map_err(Into::into).and_then(|(id, text)| Ok((source_id(id)?, from_json("baseline", &text)?)))).collect()
        })
    }

    /// Keeps the baseline of a source in place of the one before.
    ///
    /// # Errors
    /// When the source is not known or the ledger cannot be written.
    pub fn keep_page_baseline(&mut self, source: &SourceId, baseline: &Baseline) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute(
                "INSERT INTO page_baseline (source, baseline) VALUES (?1, ?2) ON CONFLICT (source) DO UPDATE SET baseline = ?2",
                params![source.as_str(), json("baseline", baseline)?],
            )?;
            Ok(())
        })
    }
}

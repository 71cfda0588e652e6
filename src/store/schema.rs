//! The schema's versions: an append-only list of scripts, each applied once, in its own exclusive transaction.

use super::Fault;
use super::news::spaced;
use super::stories::inflate;
use super::values::{count, number};
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{Connection, TransactionBehavior};
use tracing::info;

/// Marks the file as ours in SQLite's header: "PLDG".
const APPLICATION_ID: i64 = 0x504C_4447;

/// A script's place in this list is the version it leads to. Never edit or reorder one that was released: add another.
const MIGRATIONS: [&str; 8] = [
    include_str!("schema/001_ledger.sql"),
    include_str!("schema/002_letters.sql"),
    include_str!("schema/003_outbox.sql"),
    include_str!("schema/004_gaps.sql"),
    include_str!("schema/005_room.sql"),
    include_str!("schema/006_twins.sql"),
    include_str!("schema/007_finding.sql"),
    include_str!("schema/008_cuts.sql"),
];

/// Refuses files that are not ours, and those of a newer version.
pub(super) fn check_known(connection: &Connection) -> Result<(), Fault> {
    let found = version(connection)?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let owner: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if owner != APPLICATION_ID && (owner != 0 || tables > 0) {
        return Err(Fault::Foreign);
    }
    if found > MIGRATIONS.len() { Err(Fault::Newer { found, known: MIGRATIONS.len() }) } else { Ok(()) }
}

/// Like [`check_known`], for a reader, who cannot migrate: an older file is refused too.
pub(super) fn check_current(connection: &Connection) -> Result<(), Fault> {
    check_known(connection)?;
    match version(connection)? {
        0 => Err(Fault::Missing),
        found if found < MIGRATIONS.len() => Err(Fault::Older { found, known: MIGRATIONS.len() }),
        _ => Ok(()),
    }
}

/// Applies what is missing. Another process may do the same meanwhile: the version is read again under the lock.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), Fault> {
    match version(connection)? {
        0 => {}
        found if found < MIGRATIONS.len() => {
            info!("brings the ledger from schema {found} to {}; a large one takes minutes", MIGRATIONS.len())
        }
        _ => return Ok(()),
    }
    lend_functions(connection)?;
    while version(connection)? < MIGRATIONS.len() {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        if let Some(script) = MIGRATIONS.get(version(&transaction)?) {
            transaction.execute_batch(script)?;
            transaction.pragma_update(None, "user_version", number(version(&transaction)? + 1))?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        }
        transaction.commit()?;
    }
    Ok(())
}

/// The functions that the scripts use.
fn lend_functions(connection: &Connection) -> Result<(), Fault> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("inflated", 1, flags, inflated)?;
    connection.create_scalar_function("spaced", 1, flags, |context| Ok(spaced(&context.get::<String>(0)?)))?;
    Ok(())
}

/// `inflated(body)` for the scripts: an article's text; NULL where retention has taken it.
fn inflated(context: &mut Context<'_>) -> rusqlite::Result<Option<String>> {
    let body: Option<Vec<u8>> = context.get(0)?;
    let text = body.map(|deflated| inflate(&deflated)).transpose();
    text.map_err(|fault| rusqlite::Error::UserFunctionError(Box::new(fault)))
}

fn version(connection: &Connection) -> Result<usize, Fault> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(count(version))
}

//! The store: everything durable, in one SQLite file.
//!
//! | file | keeps |
//! |---|---|
//! | [`sources`] | what is polled, when next, and how it fares |
//! | [`moves`] | where permanent redirects lead, and when that is believed |
//! | [`polls`] | what polls brought, and when to come back |
//! | `arrival` | what sources list, recognised under every name (`identity`, `renamed`), and how far it reaches back (`window`) |
//! | [`gaps`] | where a list did not reach back to what was known, and what was found since |
//! | [`entries`] | what was listed and is still to be read |
//! | [`recording`] | one article's verdict, mentions and pledges, written in one transaction |
//! | [`baselines`] | what the pages of each source usually yield |
//! | `corrections` | what people decided about pledges |
//! | [`ledger`] | pledges, their reports and changes, read back |
//! | [`rereading`] | stored articles given out to be read anew |
//! | [`search`] | pledges by filter and by word |
//! | [`coverage`] | how much of the news was seen |
//! | [`facts`] | whether the service is alive, and how much there is of everything |
//! | [`outbox`] | letters on their way, and where each subscriber stands |
//! | [`recall`] | letters taken back before anybody had them |
//! | [`alarms`] | what is amiss, and what of it the operator was told |
//! | [`leaving`] | readers who left by the link of a letter |
//! | [`upkeep`] | backup, doctor, retention |
//!
//! A [`Store`] is synchronous and has one owner. Each writing method is one transaction and can be repeated: a crash between two
//! of them is repaired by the next cycle. Time is always an argument. A second process may hold the same file: a writer waits
//! five seconds for the other's transaction, then says who is in the way.

pub mod alarms;
mod arrival;
pub mod baselines;
mod corrections;
pub mod coverage;
pub mod entries;
mod error;
pub mod facts;
pub mod gaps;
mod identity;
pub mod leaving;
pub mod ledger;
pub mod moves;
mod news;
pub mod outbox;
pub mod polls;
pub mod recall;
pub mod recording;
mod renamed;
pub mod rereading;
mod schema;
pub mod search;
pub mod sources;
mod stories;
pub mod upkeep;
mod values;
mod window;

pub use coverage::{SourceHealth, SourcePulse};
pub use entries::{EntryId, QueuedEntry};
pub use error::{Fault, RESTORE, StoreError};
pub use gaps::{Gap, GapState, OlderPage};
pub use ledger::{FiledChange, FiledReport, PledgeStory};
pub use news::{NewsItem, NewsQuery};
pub use outbox::{DueLetter, NewLetter, OutboxRow, SubscriberState};
pub use polls::{FailedPoll, Older, PollOutcome, PollReport, Polled};
pub use recall::Untaken;
pub use recording::{ArticleId, Reading, Recording};
pub use rereading::{StoredArticle, Texts};
pub use search::PledgeQuery;
pub use sources::{PollState, Synced};
pub use stories::{ArticleStory, EntryStory, FiledMention};
pub use upkeep::{Diagnosis, Pruned};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a statement waits for another process's transaction; no transaction of ours spans network or mail, so all are short.
const PATIENCE: Duration = Duration::from_secs(5);

/// The open ledger.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
}

impl Store {
    /// Opens the ledger for reading and writing, creates it where there is none, and brings its schema up to date.
    ///
    /// # Errors
    /// When the file cannot be opened or written, is damaged, foreign, held by another process, or from a newer version.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_writer(path).map_err(|fault| fault.at(path))
    }

    /// Opens a ledger that is there already, for reading and writing.
    ///
    /// # Errors
    /// As [`Store::open`], and when there is no such file.
    pub fn open_existing(path: &Path) -> Result<Self, StoreError> {
        if path.exists() { Self::open(path) } else { Err(Fault::Missing.at(path)) }
    }

    /// Opens the ledger for reading alone; nothing in it can be changed through this store.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be read, is damaged, foreign, or of another version.
    pub fn open_read_only(path: &Path) -> Result<Self, StoreError> {
        Self::open_reader(path).map_err(|fault| fault.at(path))
    }

    /// An empty ledger in memory, gone with the store.
    ///
    /// # Errors
    /// When SQLite cannot be started.
    pub fn in_memory() -> Result<Self, StoreError> {
        let path = PathBuf::from(":memory:");
        let build = || -> Result<Connection, Fault> { prepare(Connection::open_in_memory()?) };
        match build() {
            Ok(connection) => Ok(Store { connection, path }),
            Err(fault) => Err(fault.at(&path)),
        }
    }

    /// The ledger's file; `:memory:` for one without.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn open_writer(path: &Path) -> Result<Self, Fault> {
        let connection = prepare(Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?)?;
        Ok(Store { connection, path: path.to_owned() })
    }

    fn open_reader(path: &Path) -> Result<Self, Fault> {
        if !path.exists() {
            return Err(Fault::Missing);
        }
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        connection.busy_timeout(PATIENCE)?;
        match schema::check_current(&connection) {
            Err(Fault::CutOff) => undo_cut_off(path).and_then(|()| schema::check_current(&connection))?,
            checked => checked?,
        }
        Ok(Store { connection, path: path.to_owned() })
    }

    /// Makes all that is written from here to [`Store::end_batch`] one transaction, which waits for the disk once.
    ///
    /// # Errors
    /// When another process holds the ledger.
    pub fn begin_batch(&mut self) -> Result<(), StoreError> {
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| Fault::from(error).at(&self.path))
    }

    /// Ends a batch: all of it becomes durable, or, where something in it failed, nothing.
    ///
    /// # Errors
    /// When the ledger cannot be written; then nothing of the batch stays.
    pub fn end_batch(&mut self, keep: bool) -> Result<(), StoreError> {
        let ended = if keep { self.connection.execute_batch("COMMIT") } else { Ok(()) };
        if !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK").map_err(|error| Fault::from(error).at(&self.path))?;
        }
        ended.map_err(|error| Fault::from(error).at(&self.path))
    }

    /// Runs one writing transaction, or a part of the batch that is open. It takes the writer's lock at once, so that what it read still
    /// holds when it writes.
    fn write<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, StoreError> {
        if !self.connection.is_autocommit() {
            return work(&self.connection).map_err(|fault| fault.at(&self.path));
        }
        let run = || -> Result<T, Fault> {
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = work(&transaction)?;
            transaction.commit()?;
            Ok(result)
        };
        run().map_err(|fault| fault.at(&self.path))
    }

    /// Runs several reads on one state of the ledger.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, StoreError> {
        if !self.connection.is_autocommit() {
            return work(&self.connection).map_err(|fault| fault.at(&self.path));
        }
        let run = || -> Result<T, Fault> {
            let transaction = self.connection.unchecked_transaction()?;
            work(&transaction)
        };
        run().map_err(|fault| fault.at(&self.path))
    }
}

/// Lets SQLite undo a write that a crash cut off, which it does for the first reader who may write.
fn undo_cut_off(path: &Path) -> Result<(), Fault> {
    let writer = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    writer.busy_timeout(PATIENCE)?;
    schema::check_known(&writer)
}

/// Settings of every writing connection. WAL lets readers read while one writes; `synchronous = FULL` makes each commit survive a
/// power cut, which the outbox needs: a forgotten "sent" is a letter sent twice. 8 MB of cache hold the upper levels of the indexes of a
/// ledger of many years; pages of 8 kB hold several articles each, where 4 kB would hold one or two and stay half empty.
fn prepare(mut connection: Connection) -> Result<Connection, Fault> {
    connection.busy_timeout(PATIENCE)?;
    schema::check_known(&connection)?;
    if connection.is_readonly("main")? {
        return Err(Fault::ReadOnly);
    }
    connection.execute_batch(
        "PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -8000;",
    )?;
    // Without it a statement on a partial index is planned anew each time a value is bound to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(64);
    schema::migrate(&mut connection)?;
    Ok(connection)
}

//! What can go wrong in the store, said so that an operator knows what to do.

use rusqlite::ffi::SQLITE_READONLY_ROLLBACK;
use std::path::{Path, PathBuf};

/// What to do about a damaged ledger. A log left beside a file would be written into the backup that takes the file's place.
pub const RESTORE: &str =
    "move the file aside together with its -wal and -shm files, copy a backup to its place, and run `pledgewatch doctor`";

/// A fault with the database it happened in.
#[derive(Debug, thiserror::Error)]
#[error("{fault} (database {})", path.display())]
pub struct StoreError {
    /// The database's file; `:memory:` for one without.
    pub path: PathBuf,
    /// What happened.
    pub fault: Fault,
}

/// What happened, apart from where.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// There is no file to read.
    #[error("no ledger is there yet: run the daemon or --once first, or correct the path")]
    Missing,
    /// The folder or the file cannot be opened.
    #[error("the ledger cannot be opened ({0}): check that the folder exists and that this user may write in it")]
    CannotOpen(String),
    /// The file or its folder is read-only.
    #[error("the ledger is read-only: give this user the right to write the file and its folder")]
    ReadOnly,
    /// A write was cut off before its end, and can only be undone by one who may write.
    #[error("a write to the ledger was cut off and is still to be undone: run this as a user who may write the file and its folder")]
    CutOff,
    /// Another process held it for longer than the patience allows.
    #[error("another process holds the ledger: wait for it to end, or end it, and try again")]
    Busy,
    /// The file is not a database, or damaged.
    #[error("the ledger is damaged or no database ({0}): {RESTORE}")]
    Corrupt(String),
    /// A sound database that another program wrote.
    #[error("the file is the database of another program: choose another path")]
    Foreign,
    /// Written by a newer version.
    #[error("the ledger has schema {found}, this version knows up to {known}: run the newer version, or restore a backup made before it")]
    Newer {
        /// The schema found.
        found: usize,
        /// The newest schema this version knows.
        known: usize,
    },
    /// Written by an older version, and opened by one who may only read.
    #[error("the ledger has schema {found}, this version reads {known}: run the daemon or --once, which bring it up to date")]
    Older {
        /// The schema found.
        found: usize,
        /// The schema this version reads.
        known: usize,
    },
    /// No room left.
    #[error("the disk is full: make room and try again; nothing was lost")]
    Full,
    /// The system could not read or write the file, or one beside it.
    #[error("the disk refused ({0}): make room if it is full, examine it if it is not, and try again; nothing was lost")]
    Disk(String),
    /// A record that does not read back.
    #[error("a {what} in the ledger cannot be read ({detail}): run doctor")]
    Record {
        /// Which sort of record.
        what: &'static str,
        /// What is wrong with it.
        detail: String,
    },
    /// Something that was asked for by its number is not there.
    #[error("no {what} {id} is in the ledger")]
    Unknown {
        /// Which sort of thing.
        what: &'static str,
        /// Its number or name.
        id: String,
    },
    /// A file beside the ledger could not be written or locked.
    #[error("{doing}: {source}")]
    Io {
        /// What was tried.
        doing: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// Any other refusal of SQLite.
    #[error("the ledger refused: {0}")]
    Sqlite(rusqlite::Error),
}

impl Fault {
    pub(super) fn at(self, path: &Path) -> StoreError {
        StoreError { path: path.to_owned(), fault: self }
    }

    pub(super) fn record(what: &'static str, detail: impl ToString) -> Self {
        Fault::Record { what, detail: detail.to_string() }
    }

    pub(super) fn unknown(what: &'static str, id: impl ToString) -> Self {
        Fault::Unknown { what, id: id.to_string() }
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        if error.sqlite_error().is_some_and(|error| error.extended_code == SQLITE_READONLY_ROLLBACK) {
            return Fault::CutOff;
        }
        match error.sqlite_error_code() {
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Fault::Busy,
            Some(Code::ReadOnly) => Fault::ReadOnly,
            Some(Code::NotADatabase | Code::DatabaseCorrupt) => Fault::Corrupt(error.to_string()),
            Some(Code::CannotOpen | Code::PermissionDenied) => Fault::CannotOpen(error.to_string()),
            Some(Code::DiskFull) => Fault::Full,
            Some(Code::SystemIoFailure) => Fault::Disk(error.to_string()),
            _ => Fault::Sqlite(error),
        }
    }
}

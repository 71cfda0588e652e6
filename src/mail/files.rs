//! Letters into a folder, one `.eml` file each. The file's name comes from the message id, so a second try of a letter
//! replaces the first.

use super::message::Stationery;
use super::{Receipt, SendError};
use crate::domain::Letter;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A folder that takes letters.
#[derive(Debug)]
pub struct Folder {
    pub(super) folder: PathBuf,
    pub(super) stationery: Stationery,
}

impl Folder {
    /// Writes beside the final name and renames, so that a reader never sees half a letter.
    pub(super) fn send(&self, letter: &Letter) -> Result<Receipt, SendError> {
        let text = self.stationery.message(letter)?.formatted();
        self.check()?;
        let path = self.folder.join(file_name(&letter.message_id));
        let draft = path.with_extension("tmp");
        write(&draft, &text)
            .and_then(|()| std::fs::rename(&draft, &path))
            .map_err(|e| SendError::deferred(format!("cannot write {}: {e}", path.display())))?;
        Ok(Receipt { reply: format!("written to {}", path.display()) })
    }

    /// Makes the folder where it is missing.
    pub(super) fn check(&self) -> Result<(), SendError> {
        std::fs::create_dir_all(&self.folder).map_err(|e| SendError::misconfigured(format!("cannot make {}: {e}", self.folder.display())))
    }
}

fn write(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let mut file = std::fs::File::create(path)?;
    file.write_all(text)?;
    file.sync_all()
}

/// The message id with everything but letters, digits, `.`, `-` and `@` made `_`, so that it names a file of this folder.
fn file_name(message_id: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '@') { c } else { '_' };
    let name: String = message_id.chars().map(safe).collect();
    format!("{}.eml", name.trim_start_matches('.'))
}

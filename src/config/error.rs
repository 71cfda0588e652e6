//! What is wrong with a configuration, and where: file, line, the line itself, and what would be right.

use std::ops::Range;
use std::path::{Path, PathBuf};

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file could not be read.
    #[error("cannot read {}: {error}; name another file with --config, or copy config/pledgewatch.toml there", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// The system's word.
        error: std::io::Error,
    },
    /// A line says something that cannot be.
    #[error("{place}: {problem}\n  | {line}")]
    Invalid {
        /// `file:line`.
        place: String,
        /// What is wrong and what would be right.
        problem: String,
        /// The line at fault, as written; secrets are never in the file.
        line: String,
    },
}

/// A file's text with its name, to say where a fault stands.
pub(super) struct Written<'a> {
    /// The name printed before the line number.
    pub name: &'a str,
    /// The text.
    pub text: &'a str,
}

impl Written<'_> {
    /// A fault at a byte range of the text.
    pub fn fault(&self, span: Range<usize>, problem: impl Into<String>) -> ConfigError {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let number = before.matches('\n').count() + 1;
        let line = self.text.lines().nth(number - 1).unwrap_or_default().trim().to_owned();
        ConfigError::Invalid { place: format!("{}:{number}", self.name), problem: problem.into(), line }
    }

    /// The parsed text.
    pub fn parse<T: serde::de::DeserializeOwned>(&self) -> Result<T, ConfigError> {
        toml::from_str(self.text).map_err(|error| self.fault(error.span().unwrap_or(0..0), error.message()))
    }
}

pub(super) fn read(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable { path: path.to_owned(), error })
}

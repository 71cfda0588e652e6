//! Languages by their two-letter code.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An ISO 639-1 code: two lower-case ASCII letters. Norwegian is always `no`, whether a page says `nb` or `nn`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Lang([u8; 2]);

/// A text that is no language code.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("\"{0}\" is no language: write the two letters of ISO 639-1, such as en or uk")]
pub struct LangError(String);

impl Lang {
    /// English.
    pub const EN: Lang = Lang(*b"en");

    /// Reads a code or a language tag (RFC 5646): `en`, `en-US`, `nb_NO`.
    ///
    /// # Errors
    /// When the text does not begin with a two-letter code.
    pub fn parse(tag: &str) -> Result<Self, LangError> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        match primary.as_bytes() {
            b"nb" | b"nn" => Ok(Lang(*b"no")),
            &[a, b] if a.is_ascii_lowercase() && b.is_ascii_lowercase() => Ok(Lang([a, b])),
            _ => Err(LangError(tag.to_owned())),
        }
    }

    /// The two letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Lang {
    type Error = LangError;
    fn try_from(tag: String) -> Result<Self, LangError> {
        Lang::parse(&tag)
    }
}

impl From<Lang> for String {
    fn from(lang: Lang) -> String {
        lang.code().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read() {
        let rows = [("en", Some("en")), ("en-US", Some("en")), ("nb_NO", Some("no")), ("NN", Some("no")), ("", None), ("english", None)];
        for (tag, code) in rows {
            assert_eq!(Lang::parse(tag).ok().map(|l| l.code().to_owned()).as_deref(), code, "{tag}");
        }
    }
}

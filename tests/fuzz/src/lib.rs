//! What the fuzz targets share.

use pledgewatch::domain::Lang;

/// The languages that are read, and one that is not.
const LANGUAGES: [&str; 16] = ["en", "uk", "de", "fr", "pl", "nl", "lt", "sv", "no", "da", "cs", "ro", "ru", "es", "it", "xx"];

/// A language by the last byte and a text of the others, with signs for what is no UTF-8; `None` without bytes.
pub fn text(bytes: &[u8]) -> Option<(Lang, String)> {
    let (last, text) = bytes.split_last()?;
    let lang = Lang::parse(LANGUAGES[usize::from(*last) % LANGUAGES.len()]).ok()?;
    Some((lang, String::from_utf8_lossy(text).into_owned()))
}

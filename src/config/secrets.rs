//! Secrets in files of their own.

use super::error::{ConfigError, Written};
use std::path::{Path, PathBuf};
use toml::Spanned;

/// A key's text, from a file that others on this machine cannot read.
pub(super) fn key(written: &Written, base: &Path, file: &Spanned<PathBuf>) -> Result<String, ConfigError> {
    let path = base.join(file.get_ref());
    let fault = |why: String| written.fault(file.span(), why);
    let text = std::fs::read_to_string(&path).map_err(|error| fault(format!("cannot read the key in {}: {error}", path.display())))?;
    if is_open(&path) {
        return Err(fault(format!("everybody on this machine can read the key in {}: run chmod o= on it", path.display())));
    }
    Ok(text.trim().to_owned())
}

#[cfg(unix)]
fn is_open(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o007 != 0)
}

#[cfg(not(unix))]
fn is_open(_: &Path) -> bool {
    false
}

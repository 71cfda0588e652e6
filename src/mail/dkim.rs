//! The signature by which a domain answers for its letters (DKIM, RFC 6376).

use super::{DkimKey, SendError};
use lettre::message::dkim::{DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm, DkimSigningKey};
use lettre::message::header::HeaderName;

/// What is signed beside the body. RFC 8058 asks for both headers by which a reader leaves; one that a letter does not have is
/// signed as absent, so that nobody can add it on the way. `Content-Type` is not among them: lettre keeps it with the body's parts,
/// and would sign it as absent.
const SIGNED: [HeaderName; 12] = [
    HeaderName::new_from_ascii_str("From"),
    HeaderName::new_from_ascii_str("To"),
    HeaderName::new_from_ascii_str("Subject"),
    HeaderName::new_from_ascii_str("Date"),
    HeaderName::new_from_ascii_str("Message-ID"),
    HeaderName::new_from_ascii_str("In-Reply-To"),
    HeaderName::new_from_ascii_str("References"),
    HeaderName::new_from_ascii_str("List-Id"),
    HeaderName::new_from_ascii_str("List-Unsubscribe"),
    HeaderName::new_from_ascii_str("List-Unsubscribe-Post"),
    HeaderName::new_from_ascii_str("Auto-Submitted"),
    HeaderName::new_from_ascii_str("MIME-Version"),
];

/// Headers and body as they are after servers on the way have wrapped and trimmed them.
const RELAXED: DkimCanonicalization =
    DkimCanonicalization { header: DkimCanonicalizationType::Relaxed, body: DkimCanonicalizationType::Relaxed };

/// The signature's settings, with the key read.
pub(super) fn signature(key: &DkimKey) -> Result<DkimConfig, SendError> {
    let unfit = |fault| {
        SendError::misconfigured(format!(
            "mail.dkim.key_file holds no RSA key in the form \"BEGIN RSA PRIVATE KEY\" ({fault}): `openssl rsa -traditional -in KEY` writes it so"
        ))
    };
    let rsa = DkimSigningKey::new(key.key.reveal(), DkimSigningAlgorithm::Rsa).map_err(unfit)?;
    Ok(DkimConfig::new(key.selector.clone(), key.domain.clone(), rsa, SIGNED.to_vec(), RELAXED))
}

//! Seals: proof that a text comes from who holds a secret (HMAC with SHA-256, RFC 2104).

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::fmt;

/// The block of SHA-256, to which every secret is brought.
const BLOCK: usize = 64;

/// What is signed of a link by which a reader leaves, so that no other signature of the same secret can stand for it.
const LEAVING: &str = "unsubscribe ";

/// A secret that signs. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Seal([u8; BLOCK]);

impl Seal {
    /// A seal of a secret of any length; under 16 bytes it could be guessed.
    pub fn new(secret: &[u8]) -> Self {
        let digest = Sha256::digest(secret);
        let secret = if secret.len() > BLOCK { digest.as_slice() } else { secret };
        let mut block = [0; BLOCK];
        block.iter_mut().zip(secret).for_each(|(place, byte)| *place = *byte);
        Seal(block)
    }

    /// The signature of a text.
    pub fn sign(&self, text: &[u8]) -> [u8; 32] {
        self.over(text).finalize().into_bytes().into()
    }

    /// What a link carries by which a subscriber leaves: `desk.9f86d0…`.
    pub fn token(&self, subscriber: &str) -> String {
        let signature = self.sign(format!("{LEAVING}{subscriber}").as_bytes());
        let hex: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{subscriber}.{hex}")
    }

    /// Whose token it is; `None` for one that was not made with this secret. Compared in constant time.
    pub fn holder<'a>(&self, token: &'a str) -> Option<&'a str> {
        let (subscriber, hex) = token.rsplit_once('.')?;
        let signature = bytes(hex)?;
        self.over(format!("{LEAVING}{subscriber}").as_bytes()).verify_slice(&signature).ok().map(|()| subscriber)
    }

    fn over(&self, text: &[u8]) -> Hmac<Sha256> {
        Hmac::new((&self.0).into()).chain_update(text)
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(…)")
    }
}

/// Bytes written in lower-case hexadecimal digits: one way to write a token, so that none passes in two.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = hex.as_bytes().as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_those_of_the_standard() {
        // RFC 4231, cases 2 and 6: a short secret, and one longer than a block.
        let rows: [(&[u8], &[u8], &str); 2] = [
            (b"Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
            (
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
        ];
        for (secret, text, signature) in rows {
            assert_eq!(Some(Seal::new(secret).sign(text).to_vec()), bytes(signature));
        }
    }

    #[test]
    fn only_the_token_itself_opens() {
        let seal = Seal::new(b"a secret of some length");
        let token = seal.token("desk");
        assert_eq!(seal.holder(&token), Some("desk"));
        let other = Seal::new(b"another secret").token("desk");
        let forged = [
            token.replace("desk", "wire"),
            token.to_uppercase(),
            token.replace("desk", "DESK"),
            token[..token.len() - 2].to_owned(),
            format!("{token}00"),
            format!("{token} "),
            "desk.".to_owned(),
            "desk".to_owned(),
            String::new(),
            ".".to_owned(),
            "desk.ü".to_owned(),
            other,
        ];
        for token in forged {
            assert_eq!(seal.holder(&token), None, "{token}");
        }
    }
}

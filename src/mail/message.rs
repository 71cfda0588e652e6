//! A letter as it travels: headers and both parts (RFC 5322, RFC 2046).

use super::dkim::signature;
use super::{MailConfig, SendError};
use crate::domain::{Attachment, Letter};
use lettre::message::dkim::DkimConfig;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};

/// What all letters of one sender have in common.
#[derive(Debug)]
pub struct Stationery {
    from: Mailbox,
    list_id: Option<String>,
    unsubscribe: Option<String>,
    signature: Option<DkimConfig>,
}

impl Stationery {
    /// Reads the sender's address and the key that signs.
    pub(super) fn new(config: &MailConfig) -> Result<Self, SendError> {
        let from = config.from.parse().map_err(|e| SendError::misconfigured(format!("\"{}\" is no sender: {e}", config.from)))?;
        let signature = config.dkim.as_ref().map(signature).transpose()?;
        Ok(Stationery { from, list_id: config.list_id.clone(), unsubscribe: config.unsubscribe.clone(), signature })
    }

    /// The letter with its headers. The date is that of the try.
    ///
    /// A recipient that is no address is refused for good: only its subscriber is at fault, not the post.
    pub(super) fn message(&self, letter: &Letter) -> Result<Message, SendError> {
        let to: Mailbox = letter.to.parse().map_err(|e| SendError::refused(format!("\"{}\" is no address: {e}", letter.to)))?;
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(&letter.subject)
            .message_id(Some(format!("<{}>", letter.message_id)))
            .header(Plain::<AutoSubmitted>::new("auto-generated"))
            .header(Plain::<Precedence>::new("bulk"));
        if let Some(thread) = &letter.in_reply_to {
            builder = builder.in_reply_to(format!("<{thread}>")).references(format!("<{thread}>"));
        }
        if let Some(list) = &self.list_id {
            builder = builder.header(Plain::<ListId>::new(format!("<{list}>")));
        }
        if let Some(ways) = self.ways_to_leave(letter) {
            builder = builder.header(Plain::<ListUnsubscribe>::new(ways));
        }
        if letter.unsubscribe.is_some() {
            builder = builder.header(Plain::<ListUnsubscribePost>::new("List-Unsubscribe=One-Click"));
        }
        let message = match (letter.html.as_str(), letter.attachments.as_slice()) {
            ("", _) => builder.singlepart(SinglePart::plain(letter.text.clone())),
            (_, []) => builder.multipart(both_parts(letter)),
            (_, attachments) => {
                let mixed = attachments.iter().try_fold(MultiPart::mixed().multipart(both_parts(letter)), attached)?;
                builder.multipart(mixed)
            }
        };
        let mut message = message.map_err(|e| SendError::misconfigured(format!("the letter cannot be written: {e}")))?;
        if let Some(signature) = &self.signature {
            message.sign(signature);
        }
        Ok(message)
    }

    /// The letter's link, which mailboxes prefer, and the address to write to.
    fn ways_to_leave(&self, letter: &Letter) -> Option<String> {
        let link = letter.unsubscribe.as_ref().map(|url| format!("<{url}>"));
        let mail = self.unsubscribe.as_ref().map(|address| format!("<mailto:{address}?subject=unsubscribe>"));
        let ways: Vec<String> = [link, mail].into_iter().flatten().collect();
        (!ways.is_empty()).then(|| ways.join(", "))
    }
}

fn both_parts(letter: &Letter) -> MultiPart {
    MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone())
}

fn attached(parts: MultiPart, file: &Attachment) -> Result<MultiPart, SendError> {
    let unknown = |e| SendError::misconfigured(format!("\"{}\" is no media type: {e}", file.media_type));
    let media_type = ContentType::parse(&file.media_type).map_err(unknown)?;
    Ok(parts.singlepart(lettre::message::Attachment::new(file.name.clone()).body(file.text.clone(), media_type)))
}

/// The name of a header that lettre does not know.
trait Named {
    const NAME: &'static str;
}

/// A header whose value is plain text.
struct Plain<N> {
    value: String,
    name: std::marker::PhantomData<N>,
}

impl<N> Plain<N> {
    fn new(value: impl Into<String>) -> Self {
        Plain { value: value.into(), name: std::marker::PhantomData }
    }
}

impl<N> Clone for Plain<N> {
    fn clone(&self) -> Self {
        Plain::new(self.value.clone())
    }
}

impl<N: Named> Header for Plain<N> {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str(N::NAME)
    }

    fn parse(value: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Plain::new(value))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.value.clone())
    }
}

macro_rules! headers {
    ($($type:ident = $name:literal),+ $(,)?) => {
        $(struct $type; impl Named for $type { const NAME: &'static str = $name; })+
    };
}
headers! {
    AutoSubmitted = "Auto-Submitted", Precedence = "Precedence", ListId = "List-Id",
    ListUnsubscribe = "List-Unsubscribe", ListUnsubscribePost = "List-Unsubscribe-Post",
}

//! The desk at which letters are written.

use super::compose::compose;
use super::data::json;
use super::sums::NBSP;
use super::table::csv;
use super::templates::{HTML, TEXT, TemplateError, Templates};
use super::view::View;
use super::words::Names;
use crate::domain::{Address, Attachment, Digest, Letter, Subscriber};
use sha2::{Digest as _, Sha256};

/// Mailboxes cut HTML off at about 102 KB; headers of the part and signatures on the way need some room.
const HTML_BYTES: usize = 90_000;

/// What all letters of one sender are written with.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// The templates.
    pub templates: &'a Templates,
    /// The names of donors and programmes.
    pub names: &'a Names,
    /// The domain of the sender's address: the right side of message ids.
    pub domain: &'a str,
    /// Where the ledger's pages are, without a slash at the end; `None` where nobody can reach them.
    pub ledger: Option<&'a str>,
}

/// One letter to be written.
#[derive(Clone, Copy, Debug)]
pub struct Issue<'a> {
    /// What it tells.
    pub digest: &'a Digest,
    /// Whom.
    pub subscriber: &'a Subscriber,
    /// The period's key, see `schedule::period_key`.
    pub period: &'a str,
    /// The message id of the thread's first letter; `None` begins a thread.
    pub reply_to: Option<&'a str>,
}

impl Desk<'_> {
    /// Words a letter, for the kind of address that its subscriber has.
    ///
    /// # Errors
    /// When a template cannot be filled in.
    pub fn letter(&self, issue: &Issue<'_>) -> Result<Letter, TemplateError> {
        match issue.subscriber.address {
            Address::Mail(_) => self.mail(issue),
            Address::Webhook(_) => self.data(issue),
        }
    }

    /// HTML too large for mailboxes is shortened in all sections alike, and says how much is left out.
    fn mail(&self, issue: &Issue<'_>) -> Result<Letter, TemplateError> {
        let (view, html) = self.largest_that_fits(issue)?;
        let attachments = if issue.subscriber.csv { vec![self.table(issue.digest)?] } else { vec![] };
        Ok(Letter { html, attachments, ..self.worded(issue, view)? })
    }

    fn data(&self, issue: &Issue<'_>) -> Result<Letter, TemplateError> {
        let letter = self.worded(issue, compose(issue.digest, self, usize::MAX))?;
        let json = json(issue, &letter);
        let json = json.map_err(|error| unwritable("JSON", &error))?;
        Ok(Letter { json: Some(json), ..letter })
    }

    fn table(&self, digest: &Digest) -> Result<Attachment, TemplateError> {
        let day = digest.window.until.with_timezone(&digest.window.zone).date_naive();
        Ok(Attachment {
            name: format!("pledges-{day}.csv"),
            media_type: "text/csv; charset=utf-8".to_owned(),
            text: csv(digest, self.names).map_err(|error| unwritable("CSV", &error))?,
        })
    }

    fn worded(&self, issue: &Issue<'_>, view: View) -> Result<Letter, TemplateError> {
        Ok(Letter {
            message_id: message_id(&issue.subscriber.name, issue.period, self.domain),
            to: issue.subscriber.address.to_string(),
            text: self.text(&view)?,
            subject: view.subject,
            in_reply_to: issue.reply_to.map(str::to_owned),
            ..Letter::default()
        })
    }

    /// The digest for a terminal of so many columns; under 40, lines may be longer.
    ///
    /// # Errors
    /// When the template cannot be filled in.
    pub fn terminal(&self, digest: &Digest, width: usize) -> Result<String, TemplateError> {
        let view = compose(digest, self, usize::MAX);
        self.text(&View { width: width.clamp(40, 100), ..view })
    }

    fn text(&self, view: &View) -> Result<String, TemplateError> {
        Ok(self.templates.fill(TEXT, view)?.replace(NBSP, " "))
    }

    /// The letter with as many lines in each section as its HTML has room for. Lines are of about one length, so the number is guessed
    /// from the sizes already seen, and found after a few letters.
    fn largest_that_fits(&self, issue: &Issue<'_>) -> Result<(View, String), TemplateError> {
        let digest = issue.digest;
        let with = |lines: usize| {
            let view = View { attached: issue.subscriber.csv, ..compose(digest, self, lines) };
            self.templates.fill(HTML, &view).map(|html| (view, html))
        };
        let longest = [&digest.pledges, &digest.changes, &digest.partnerships, &digest.unchecked].map(Vec::len).into_iter().max();
        let whole = with(longest.unwrap_or(0))?;
        if whole.1.len() <= HTML_BYTES {
            return Ok(whole);
        }
        let mut too_many = Tried { lines: longest.unwrap_or(0), bytes: whole.1.len() };
        let (mut fits, mut best) = (Tried { lines: 0, bytes: 0 }, None);
        while too_many.lines - fits.lines > 1 {
            let lines = fits.guess(&too_many);
            let letter = with(lines)?;
            let tried = Tried { lines, bytes: letter.1.len() };
            if tried.bytes <= HTML_BYTES {
                (fits, best) = (tried, Some(letter));
            } else {
                too_many = tried;
            }
        }
        best.map_or_else(|| with(0), Ok)
    }
}

/// A number of lines with the size of the letter they made.
struct Tried {
    lines: usize,
    bytes: usize,
}

impl Tried {
    /// The number of lines between this one, which fits, and one that does not, at which the letter should just fit.
    fn guess(&self, too_many: &Tried) -> usize {
        let room = HTML_BYTES.saturating_sub(self.bytes) * (too_many.lines - self.lines);
        let step = room / too_many.bytes.saturating_sub(self.bytes).max(1);
        (self.lines + step).clamp(self.lines + 1, too_many.lines - 1)
    }
}

fn unwritable(what: &str, error: &dyn std::fmt::Display) -> TemplateError {
    TemplateError { file: what.to_owned(), line: 0, fault: error.to_string() }
}

/// The message id of a subscriber's letter for a period, without angle brackets: the same however often it is composed or sent.
pub fn message_id(subscriber: &str, period: &str, domain: &str) -> String {
    let digest = Sha256::new().chain_update(subscriber).chain_update([0]).chain_update(period).finalize();
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}@{domain}")
}

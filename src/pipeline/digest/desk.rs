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

    /// The letter with as many lines in each section as its HTML has room for, give or take one. Lines are of about one length, so a few of
    /// them tell how many that is, and what is far too long is never written.
    fn largest_that_fits(&self, issue: &Issue<'_>) -> Result<(View, String), TemplateError> {
        let digest = issue.digest;
        let longest =
            [&digest.pledges, &digest.changes, &digest.partnerships, &digest.unchecked].map(Vec::len).into_iter().max().unwrap_or(0);
        let with = |lines: usize| {
            let view = View { attached: issue.subscriber.csv, ..compose(digest, self, lines) };
            self.templates.fill(HTML, &view).map(|html| (view, html))
        };
        let mut best = with(0)?;
        let mut search = Search::from(best.1.len(), longest);
        while let Some(lines) = search.next() {
            let letter = with(lines)?;
            if search.tried(lines, letter.1.len()) {
                best = letter;
            }
        }
        Ok(best)
    }
}

/// The search for the number of lines at which a letter just fits.
struct Search {
    /// The most lines known to fit, and the letter's size with them.
    fits: (usize, usize),
    /// The fewest lines known to be too many; one more than there are, at first.
    too_many: usize,
    /// What a line adds, from the last two letters that were tried.
    line_bytes: usize,
}

/// How many lines are tried first: enough to tell how long a line is.
const SAMPLE: usize = 8;

impl Search {
    /// From the size of the letter without lines, and how many lines there are.
    fn from(frame_bytes: usize, longest: usize) -> Self {
        Search { fits: (0, frame_bytes), too_many: longest + 1, line_bytes: HTML_BYTES.saturating_sub(frame_bytes) / SAMPLE }
    }

    /// The number of lines to try next; `None` when there is room for no other line.
    fn next(&self) -> Option<usize> {
        let (lines, bytes) = self.fits;
        let more = HTML_BYTES.saturating_sub(bytes) / self.line_bytes.max(1);
        (more > 0 && self.too_many - lines > 1).then(|| (lines + more).min(self.too_many - 1))
    }

    /// Learns from a letter; `true` when it fits.
    fn tried(&mut self, lines: usize, bytes: usize) -> bool {
        self.line_bytes = bytes.saturating_sub(self.fits.1) / lines.abs_diff(self.fits.0).max(1);
        let fits = bytes <= HTML_BYTES;
        if fits {
            self.fits = (lines, bytes)
        } else {
            self.too_many = lines
        }
        fits
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

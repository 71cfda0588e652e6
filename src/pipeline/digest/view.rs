//! What the templates see. Everything is worded, cut to length and free of control characters; nothing is escaped yet.

use serde::Serialize;

/// A whole letter.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct View {
    /// The subject line.
    pub subject: String,
    /// The line that a mailbox shows after the subject.
    pub preheader: String,
    /// The days covered: `24–25 Nov 2026`.
    pub days: String,
    /// The exact window.
    pub window: WindowView,
    /// The parts of the letter that are not empty, in reading order.
    pub sections: Vec<Section>,
    /// The new money; `None` where no new pledge has a sum.
    pub totals: Option<TotalsView>,
    /// What was read.
    pub coverage: CoverageView,
    /// The width of the text in characters.
    pub width: usize,
    /// Where the ledger's pages are; empty where nobody can reach them.
    pub ledger: String,
    /// Whether a table of all lines travels with the letter.
    pub attached: bool,
}

/// The stretch of time covered, both ends with their clocks.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct WindowView {
    /// Its first instant.
    pub from: String,
    /// The first instant after it.
    pub until: String,
    /// The zone's IANA name.
    pub zone: String,
}

/// One part of the letter.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Section {
    /// Its heading.
    pub title: &'static str,
    /// What a reader must know of it; may be empty.
    pub note: &'static str,
    /// How many lines it has in all.
    pub count: usize,
    /// The lines shown.
    pub lines: Vec<LineView>,
    /// How many are not shown.
    pub more: usize,
}

/// One pledge.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct LineView {
    /// Its number: `p-17`.
    pub id: String,
    /// The address of its page in the ledger; empty where there is none.
    pub page: String,
    /// Who gives.
    pub donors: String,
    /// The same with flags.
    pub flagged: String,
    /// Kind and things.
    pub what: String,
    /// The sum as printed by its source; empty where there is none.
    pub sum: String,
    /// Its value in euros with the month of the rate; empty where the sum is in euros or there is none.
    pub euros: String,
    /// Stage, programmes, confirmation.
    pub facts: Vec<String>,
    /// Why it counts less, or not at all.
    pub notes: Vec<String>,
    /// What changed, field by field.
    pub changes: Vec<ChangeView>,
    /// The words that prove it.
    pub quote: String,
    /// Their language's code.
    pub lang: String,
    /// Their language's name; empty for English.
    pub language: String,
    /// Who reported it.
    pub outlets: Vec<Outlet>,
    /// How many outlets are not shown.
    pub more_outlets: usize,
}

/// A field's old and new value.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ChangeView {
    /// What changed.
    pub field: String,
    /// The old value; empty where it is not known.
    pub was: String,
    /// The new value.
    pub now: String,
}

/// A report of a pledge.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Outlet {
    /// The outlet's name.
    pub name: String,
    /// The article's http or https address; empty where there is none.
    pub url: String,
    /// The article's headline.
    pub title: String,
    /// The language's code.
    pub lang: String,
    /// The language's name; empty for English.
    pub language: String,
}

/// New money by donor.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TotalsView {
    /// One row for each donor or group, largest first.
    pub rows: Vec<TotalView>,
    /// How many rows are not shown.
    pub more: usize,
    /// All together.
    pub all: String,
    /// What the sums leave out.
    pub notes: Vec<String>,
}

/// One bar.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TotalView {
    /// Who gives, `jointly` where the sum is that of several.
    pub donors: String,
    /// The same with flags.
    pub flagged: String,
    /// How much.
    pub sum: String,
    /// In how many pledges: `2 pledges`.
    pub pledges: String,
    /// The sure part of the bar, in percent of the longest.
    pub sure: u64,
    /// The part up to the upper bound, in percent.
    pub possible: u64,
}

/// What was read.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct CoverageView {
    /// Sources read in the window.
    pub read: usize,
    /// Sources configured.
    pub total: usize,
    /// Entries first seen: `1,312 new entries`.
    pub entries: String,
    /// Articles judged relevant: `27 concern`.
    pub relevant: String,
    /// The sources that were not read as they should be.
    pub troubles: Vec<TroubleView>,
    /// How many of them are not shown.
    pub more: usize,
}

/// A source that could not be read.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TroubleView {
    /// The outlet's name.
    pub name: String,
    /// What is wrong.
    pub trouble: String,
    /// Since when; empty where it is not known.
    pub since: String,
}

impl View {
    /// A letter in which every field holds something: what templates are checked with.
    pub fn sample() -> Self {
        let text = || "sample".to_owned();
        let line = LineView {
            id: text(),
            page: "https://example.org/pledges/p-1".to_owned(),
            donors: text(),
            flagged: text(),
            what: text(),
            sum: text(),
            euros: text(),
            facts: vec![text()],
            notes: vec![text()],
            changes: vec![ChangeView { field: text(), was: text(), now: text() }],
            quote: text(),
            lang: "en".to_owned(),
            language: text(),
            outlets: vec![Outlet {
                name: text(),
                url: "https://example.org/".to_owned(),
                title: text(),
                lang: "en".to_owned(),
                language: text(),
            }],
            more_outlets: 1,
        };
        View {
            subject: text(),
            preheader: text(),
            days: text(),
            width: 76,
            ledger: "https://example.org".to_owned(),
            attached: true,
            window: WindowView { from: text(), until: text(), zone: text() },
            sections: vec![Section { title: "Sample", note: "sample", count: 2, lines: vec![line], more: 1 }],
            totals: Some(TotalsView {
                rows: vec![TotalView { donors: text(), flagged: text(), sum: text(), pledges: text(), sure: 50, possible: 25 }],
                more: 1,
                all: text(),
                notes: vec![text()],
            }),
            coverage: CoverageView {
                read: 1,
                total: 2,
                entries: text(),
                relevant: text(),
                more: 1,
                troubles: vec![TroubleView { name: text(), trouble: text(), since: text() }],
            },
        }
    }
}

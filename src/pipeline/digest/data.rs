//! A digest as data: what a webhook gets in place of a letter. It tells the same, in the ledger's own terms.

use super::desk::Issue;
use crate::domain::{Change, Coverage, DigestLine, Letter, Pledge, Report};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

#[derive(Serialize)]
struct Data<'a> {
    id: &'a str,
    subscriber: &'a str,
    in_reply_to: Option<&'a str>,
    subject: &'a str,
    text: &'a str,
    window: WindowData<'a>,
    pledges: Vec<LineData<'a>>,
    changes: Vec<LineData<'a>>,
    partnerships: Vec<LineData<'a>>,
    unchecked: Vec<LineData<'a>>,
    coverage: CoverageData<'a>,
}

#[derive(Serialize)]
struct WindowData<'a> {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    zone: &'a str,
}

#[derive(Serialize)]
struct LineData<'a> {
    pledge: &'a Pledge,
    changes: &'a [Change],
    reports: Vec<ReportData<'a>>,
}

#[derive(Serialize)]
struct ReportData<'a> {
    outlet: &'a str,
    url: Option<&'a str>,
    title: &'a str,
    lang: &'a str,
    day: Option<NaiveDate>,
    quote: &'a str,
}

#[derive(Serialize)]
struct CoverageData<'a> {
    sources_read: usize,
    sources_total: usize,
    entries: usize,
    relevant: usize,
    troubles: Vec<TroubleData<'a>>,
}

#[derive(Serialize)]
struct TroubleData<'a> {
    source: &'a str,
    trouble: &'a str,
    since: Option<DateTime<Utc>>,
}

/// The digest of an issue as JSON, with the words of its letter.
///
/// # Errors
/// When it cannot be written as JSON, which its types exclude.
pub fn json(issue: &Issue<'_>, letter: &Letter) -> Result<String, serde_json::Error> {
    let digest = issue.digest;
    serde_json::to_string(&Data {
        id: &letter.message_id,
        subscriber: &issue.subscriber.name,
        in_reply_to: letter.in_reply_to.as_deref(),
        subject: &letter.subject,
        text: &letter.text,
        window: WindowData { from: digest.window.from, until: digest.window.until, zone: digest.window.zone.name() },
        pledges: lines(&digest.pledges),
        changes: lines(&digest.changes),
        partnerships: lines(&digest.partnerships),
        unchecked: lines(&digest.unchecked),
        coverage: coverage(&digest.coverage),
    })
}

fn lines(lines: &[DigestLine]) -> Vec<LineData<'_>> {
    lines
        .iter()
        .map(|line| LineData { pledge: &line.pledge, changes: &line.changes, reports: line.reports.iter().map(report).collect() })
        .collect()
}

fn report(report: &Report) -> ReportData<'_> {
    ReportData {
        outlet: &report.outlet,
        url: report.url.as_deref(),
        title: &report.title,
        lang: report.lang.code(),
        day: report.day,
        quote: report.mention.evidence.quote(),
    }
}

fn coverage(coverage: &Coverage) -> CoverageData<'_> {
    let troubles = coverage.troubles.iter();
    CoverageData {
        sources_read: coverage.sources_read,
        sources_total: coverage.sources_total,
        entries: coverage.entries,
        relevant: coverage.relevant,
        troubles: troubles.map(|one| TroubleData { source: one.source.as_str(), trouble: &one.trouble, since: one.since }).collect(),
    }
}

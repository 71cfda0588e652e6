//! The day a page was published, in its publisher's own reckoning.
//!
//! Machines are told it in JSON-LD, meta elements and microdata, addresses carry it, readers see it beside the headline. The machines'
//! word counts most; where it is divided, or given in universal time, what readers see decides.

use super::head::Head;
use super::linked::Linked;
use super::printed::Printed;
use super::words::DAYS;
use super::{calendar, lines};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta};
use scraper::{ElementRef, Html};
use std::ops::RangeInclusive;

/// How far the earliest clock is behind universal time, and the latest one before it.
const WEST: TimeDelta = TimeDelta::hours(12);
const EAST: TimeDelta = TimeDelta::hours(14);

/// What is known of a page besides its elements.
pub struct Told<'a> {
    pub head: &'a Head,
    pub linked: &'a Linked,
    /// The address fetched.
    pub url: &'a str,
    /// The headline; empty where there is none.
    pub title: &'a str,
}

/// A day that machines are told.
struct Said {
    day: NaiveDate,
    /// The days it can be where the publisher lives: an instant in universal time leaves up to two.
    there: RangeInclusive<NaiveDate>,
}

/// The day of publication; `None` where the page names none.
pub fn of(document: &Html, told: &Told) -> Option<NaiveDate> {
    let elements: Vec<ElementRef> = document.root_element().descendent_elements().collect();
    let month_first = told.head.lang.as_deref().is_some_and(|lang| lang.eq_ignore_ascii_case("en-us"));
    let printed = Printed::new(&elements, told.title, month_first);
    let address = calendar::day_in_address(told.url).or_else(|| told.head.canonical.as_deref().and_then(calendar::day_in_address));
    decide(&said(&elements, told, month_first), &printed, address)
        .or(address)
        .or_else(|| printed.date_line())
        .or_else(|| printed.marked())
        .or_else(|| told.linked.aside.as_deref().and_then(|text| calendar::first_day(text, month_first)))
        .or_else(|| printed.anywhere())
        .or_else(|| later(told.head, month_first))
        .or_else(|| printed.last_change())
        .or_else(|| printed.in_prose())
}

/// All days machines are told, the surest first.
fn said(elements: &[ElementRef], told: &Told, month_first: bool) -> Vec<Said> {
    let metas = DAYS.metas.iter().filter_map(|name| told.head.meta(&[name])).map(str::to_owned);
    let items = elements.iter().filter(|e| e.attr("itemprop") == Some("datePublished")).map(|e| value(*e));
    let all = told.linked.published.clone().into_iter().chain(metas).chain(items);
    all.filter_map(|text| Said::of(&text, month_first)).collect()
}

fn decide(said: &[Said], printed: &Printed, address: Option<NaiveDate>) -> Option<NaiveDate> {
    let first = said.first()?;
    let confirmed = || printed.beside().find(|day| said.iter().any(|s| s.day == *day));
    let local = || printed.beside().chain(address).find(|day| first.there.contains(day));
    confirmed().or_else(local).or(Some(first.day))
}

impl Said {
    fn of(text: &str, month_first: bool) -> Option<Said> {
        let day = calendar::first_day(text, month_first)?;
        let there = if is_universal(text) { days_there(text, day) } else { day..=day };
        Some(Said { day, there })
    }
}

/// The days on clocks around the world at an instant in universal time, or on a day of it.
fn days_there(text: &str, day: NaiveDate) -> RangeInclusive<NaiveDate> {
    let midnight = day.and_time(NaiveTime::MIN);
    let all_day = (midnight, midnight + TimeDelta::days(1) - TimeDelta::seconds(1));
    let (first, last) = DateTime::parse_from_rfc3339(text.trim()).map_or(all_day, |at| (at.naive_utc(), at.naive_utc()));
    (first - WEST).date()..=(last + EAST).date()
}

fn is_universal(text: &str) -> bool {
    let text = text.trim_end();
    ["Z", "GMT", "UTC", "+00:00", "+0000"].iter().any(|zone| text.ends_with(zone))
}

/// The day of the last change, which is the day of publication for most.
fn later(head: &Head, month_first: bool) -> Option<NaiveDate> {
    DAYS.later_metas.iter().find_map(|name| calendar::first_day(head.meta(&[name])?, month_first))
}

/// The machine's form where there is one, else the visible text.
pub fn value(element: ElementRef) -> String {
    let machine = ["datetime", "content"].iter().find_map(|name| element.attr(name).filter(|v| !v.trim().is_empty()));
    machine.map_or_else(|| lines::flat(element), str::to_owned)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::pipeline::article::{sieve, title};

    #[track_caller]
    fn check(html: &str, url: &str, expected: &str) {
        let sieved = sieve::sieve(html).unwrap();
        let document = Html::parse_document(&sieved.html);
        let (head, linked) = (Head::of(&document), Linked::of(&sieved));
        let title = title::of(&document, &head, &linked);
        let found = of(&document, &Told { head: &head, linked: &linked, url, title: &title });
        assert_eq!(found.map_or_else(|| "none".to_owned(), |day| day.to_string()), expected, "{html}");
    }

    #[test]
    fn days_are_weighed() {
        let meta = |day: &str| format!("<meta property=article:published_time content=\"{day}\">");
        let linked =
            |day: &str| format!("<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"datePublished\":\"{day}\"}}</script>");
        let rows = [
            (meta("2024-05-17T10:00:00+02:00"), "", "2024-05-17"),
            // A divided word is decided by what readers see, and by nothing else.
            (linked("2024-01-02") + &meta("2024-05-17") + "<h1>Road opened today</h1><span class=date>17.05.2024</span>", "", "2024-05-17"),
            (linked("2024-05-17") + &meta("2024-01-02") + "<h1>Road opened today</h1><span class=date>18.05.2024</span>", "", "2024-05-17"),
            // Universal time gives way to the publisher's day, in print or in the address.
            (meta("2024-05-16T23:30:00Z") + "<h1>Road opened today</h1><p class=date>17.05.2024", "", "2024-05-17"),
            (meta("2024-05-18T02:40:00+00:00"), "https://a.example/2024/05/17/x", "2024-05-17"),
            // Soon after midnight there, it can be yesterday elsewhere, but nowhere tomorrow, which the top of the page calls today.
            (
                meta("2024-05-17T00:04:00Z") + "<span>18 May 2024</span><h1>Road opened today</h1><span>May 16, 2024, 7:04 pm</span>",
                "",
                "2024-05-16",
            ),
            (meta("2024-05-17T02:40:00+02:00"), "https://a.example/2024/05/18/x", "2024-05-17"),
            // The address outweighs days printed anywhere.
            ("<time class=published datetime=2009-04-11>old".into(), "https://a.example/2024/05/17/x", "2024-05-17"),
            // Today's day in the menu, other articles' days and the day of a change are not it.
            (
                "<div class=nav-top><time datetime=2024-06-01></div><h1>Road opened today</h1><p class=date>17 May 2024".into(),
                "",
                "2024-05-17",
            ),
            ("<h1>Road opened today</h1><p class=date>Updated 1 June 2024</p><p class=date>17 May 2024".into(), "", "2024-05-17"),
            ("<h1>Road opened today</h1><p class=date>17 May 2024, updated 1 June 2024".into(), "", "2024-05-17"),
            (
                "<h1>Road opened today</h1>Updated <time datetime=2024-06-01></time><br>Published <time datetime=2024-05-17>".into(),
                "",
                "2024-05-17",
            ),
            ("<h1>Road opened today</h1><p>Press release of 17 May 2024 | Town – The road was opened.".into(), "", "2024-05-17"),
            ("<h1>Road opened today</h1><p>x<div id=footer-lastmod>last modified on 17 May 2024".into(), "", "2024-05-17"),
            ("<script>window.state={\"publishedDate\" : \"2024-05-17T20:37:27Z\"}</script><h1>Road</h1>".into(), "", "2024-05-17"),
            ("<dl><dt>Road opened today</dt></dl>Filed: [ 2024-05-17 15:24 ] <p>The road was opened.".into(), "", "2024-05-17"),
            ("<h1>Road opened today</h1><p>It was built in May 2024.".into(), "", "none"),
        ];
        for (html, url, expected) in rows {
            check(&html, url, expected);
        }
    }
}

//! Any text as an entry's date: read as an instant of a year with four digits, or not at all.
#![no_main]

use chrono::Datelike;
use libfuzzer_sys::fuzz_target;
use pledgewatch::domain::Page;
use pledgewatch::pipeline::feed::read;

fuzz_target!(|text: &str| {
    let body = format!("<rss><channel><item><guid>1</guid><pubDate><![CDATA[{text}]]></pubDate></item></channel></rss>");
    let feed = read(&Page { url: "https://outlet.example/feed".into(), content_type: None, body: body.into_bytes() });
    for published in feed.iter().flat_map(|feed| &feed.entries).filter_map(|entry| entry.published) {
        assert!((1..=9_999).contains(&published.year()), "{published}");
    }
});

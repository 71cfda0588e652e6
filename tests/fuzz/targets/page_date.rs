//! Any text where a page names its day: in its metadata, its address and beside its headline.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pledgewatch::domain::{Lang, Page};
use pledgewatch::pipeline::article::{Hints, read};

/// A page with a text long enough to be an article, whatever its metadata.
const STORY: &str = "<p>The committee met on a rainy morning and passed the budget for the road after two hours of quiet talk.</p>\
    <p>Work on the first bridge begins when the frost is gone, and the second waits for the report of the engineers.</p>";

fuzz_target!(|text: &str| {
    let html = format!(
        "<html lang=en-US><meta property=article:published_time content=\"{text}\"><script type=application/ld+json>{{\"@type\":\"Article\",\
         \"datePublished\":\"{text}\"}}</script><h1>Road</h1><span class=date>{text}</span><time>{text}</time>{STORY}"
    );
    let url = format!("https://www.paper.example/{text}");
    let page = Page { url, content_type: Some("text/html".into()), body: html.into_bytes() };
    let _ = read(&page, &Hints { selector: None, lang: Lang::EN });
});

//! Any bytes as a feed, a sitemap and a list of sources: decoding, the tolerant readers, the canonical form, the parser.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pledgewatch::domain::Page;
use pledgewatch::pipeline::{feed, opml, sitemap};
use std::collections::HashSet;

fuzz_target!(|bytes: &[u8]| {
    let page = Page { url: "https://outlet.example/feed".into(), content_type: None, body: bytes.to_vec() };
    if let Ok(feed) = feed::read(&page) {
        let identities: HashSet<_> = feed.entries.iter().map(|entry| &entry.identity).collect();
        assert_eq!(identities.len(), feed.entries.len(), "each entry has an identity of its own");
    }
    let _ = sitemap::read(&page);
    let _ = opml::read(&String::from_utf8_lossy(bytes));
});

//! Any text inside an entry, of RSS and of Atom: what the pre-pass makes of it is small and well-formed, so the parser never refuses it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pledgewatch::domain::Page;
use pledgewatch::pipeline::feed::{FeedError, read};

fuzz_target!(|text: &str| {
    let rss = format!("<rss version=\"2.0\"><channel><item><guid>1</guid><title>First</title>{text}</item><item><guid>2</guid></item></channel></rss>");
    let atom = format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>1</id><title>First</title>{text}</entry><entry><id>2</id></entry></feed>");
    for body in [rss, atom] {
        let read = read(&Page { url: "https://outlet.example/feed".into(), content_type: None, body: body.into_bytes() });
        assert!(!matches!(read, Err(FeedError::Panicked(_) | FeedError::Refused(_))), "{read:?}");
    }
});

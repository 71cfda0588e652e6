//! What pages made to kill a reader cost it: each whole and cut at random, in a process of its own.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

#[path = "../articles/hostile.rs"]
mod hostile;
#[path = "trial.rs"]
mod trial;

use pledgewatch::domain::{Lang, Page};
use pledgewatch::pipeline::article::{Hints, read};
use trial::Trial;

const PAGES: Trial = Trial { what: "hostile pages", seconds: 1.0, megabytes: 100.0, read: read_page };

fn main() {
    if !PAGES.is_child() && !std::env::args().any(|argument| argument == "--test") {
        let pages = hostile::pages();
        PAGES.run(pages.iter().map(|(name, body)| (name.as_str(), body.as_slice())), hostile::cuts);
    }
}

fn read_page(body: Vec<u8>) {
    let page = Page { url: "https://www.paper.example/a".into(), content_type: Some("text/html".into()), body };
    drop(read(&page, &Hints { selector: None, lang: Lang::EN }));
}

//! Any bytes as a page: reading must neither panic nor abort nor take long.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pledgewatch::domain::{Lang, Page};
use pledgewatch::pipeline::article::{Hints, read};

fuzz_target!(|body: &[u8]| {
    let page = Page { url: "https://www.paper.example/a".into(), content_type: Some("text/html".into()), body: body.to_vec() };
    // A panic ends the run even where the reader catches it: the fuzzer's hook aborts first.
    let _ = read(&page, &Hints { selector: None, lang: Lang::EN });
});

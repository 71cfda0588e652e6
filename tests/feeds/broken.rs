//! Good feeds, broken at random: no panic, and the entries before a cut are kept.

use super::{page, sound};
use pledgewatch::pipeline::feed::read;
use proptest::prelude::*;

/// An entry's texts, with what feeds put into them.
fn text() -> impl Strategy<Value = String> {
    "[a-z0-9 &<>;\"'äЇ]{0,30}".prop_map(|text| text.replace('&', "&amp;").replace('<', "&lt;"))
}

/// Entries as RSS, as Atom or as JSON Feed; each with an id and a title of its own.
fn document(form: u8, texts: &[String]) -> String {
    let numbered = texts.iter().enumerate();
    match form {
        0 => {
            let items = numbered
                .map(|(n, text)| format!("<item><title>Title {n}</title><guid>id-{n}</guid><description>{text}</description></item>\n"));
            format!("<rss version=\"2.0\"><channel><title>T</title>\n{}</channel></rss>", items.collect::<String>())
        }
        1 => {
            let entries =
                numbered.map(|(n, text)| format!("<entry><title>Title {n}</title><id>id-{n}</id><summary>{text}</summary></entry>\n"));
            format!("<feed xmlns=\"http://www.w3.org/2005/Atom\">\n{}</feed>", entries.collect::<String>())
        }
        _ => {
            let items: Vec<_> = numbered
                .map(|(n, text)| serde_json::json!({"id": format!("id-{n}"), "title": format!("Title {n}"), "summary": text}))
                .collect();
            serde_json::json!({"version": "https://jsonfeed.org/version/1.1", "items": items}).to_string()
        }
    }
}

/// How many entries are whole before a byte.
fn whole_before(document: &str, cut: usize) -> usize {
    let ends: Vec<usize> =
        ["</item>", "</entry>", "\"}"].iter().flat_map(|end| document.match_indices(end).map(|(at, end)| at + end.len())).collect();
    ends.into_iter().filter(|end| *end <= cut).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn entries_before_a_cut_are_kept(form in 0u8..3, texts in prop::collection::vec(text(), 1..8), cut in 0.0..1.0f64) {
        let document = document(form, &texts);
        let cut = document.floor_char_boundary((document.len() as f64 * cut) as usize);
        let read = read(&page(document.as_bytes()[..cut].to_vec()));
        sound(&read);
        let kept = read.map(|feed| feed.entries).unwrap_or_default();
        let whole = whole_before(&document, cut);
        prop_assert!(kept.len() >= whole, "{} of {whole} entries are left of {}", kept.len(), &document[..cut]);
        for (n, entry) in kept.iter().take(whole).enumerate() {
            prop_assert_eq!(entry.identity.as_str(), format!("id-{n}"));
            prop_assert_eq!(&entry.title, &format!("Title {n}"));
        }
    }

    #[test]
    fn flipped_bytes_are_survived(form in 0u8..3, texts in prop::collection::vec(text(), 1..8), flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let mut bytes = document(form, &texts).into_bytes();
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        sound(&read(&page(bytes)));
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400), text in "(?s)[<>/!\\[\\]a-z&;:= \"'{}-]{0,300}") {
        sound(&read(&page(bytes)));
        sound(&read(&page(text.clone().into_bytes())));
        sound(&read(&page(format!("<rss><channel><item>{text}").into_bytes())));
    }
}

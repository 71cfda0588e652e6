//! Reading articles: what pages yield, which walls are named, and that hostile pages neither abort, panic nor hang on the small
//! stack of a worker thread.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "articles/hostile.rs"]
mod hostile;

use expect_test::expect_file;
use pledgewatch::domain::{Article, Entry, Identity, Lang, Page};
use pledgewatch::pipeline::article::{ArticleError, Hints, completed, from_entry, read};
use proptest::prelude::*;
use serde_json::json;
use std::path::Path;

const STACK: usize = 2 << 20;

fn page(body: Vec<u8>) -> Page {
    Page { url: "https://www.example.org/a".into(), content_type: Some("text/html".into()), body }
}

fn survives(body: Vec<u8>) {
    let run = move || read(&page(body), &Hints { selector: None, lang: Lang::EN });
    let found = std::thread::Builder::new().stack_size(STACK).spawn(run).unwrap().join().expect("reading must not abort");
    assert_ne!(found.err(), Some(ArticleError::Panicked));
}

#[test]
fn hostile_pages_are_survived_whole_and_cut() {
    for (name, body) in hostile::pages() {
        println!("{name}");
        for cut in hostile::cuts(body.len()) {
            survives(body[..cut].to_vec());
        }
        survives(body);
    }
}

/// Reads a page with the program, which may hold no more than 100 MB of data meanwhile.
#[cfg(target_os = "linux")]
#[track_caller]
fn check_memory(name: &str, body: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    std::fs::write(&file, body).unwrap();
    let limited = format!("ulimit -d 102400; exec {} article \"$0\"", env!("CARGO_BIN_EXE_pledgewatch"));
    let output = std::process::Command::new("sh").args(["-c", &limited]).arg(&file).output().unwrap();
    let code = output.status.code();
    assert!(matches!(code, Some(0 | 2)), "{name}: {:?}: {}", output.status, String::from_utf8_lossy(&output.stderr));
}

#[cfg(target_os = "linux")]
#[test]
fn hostile_pages_are_read_in_little_memory() {
    let kinds = ["<div>", "<span>", "random", "line", "dates"];
    let is_large = |name: &str| kinds.iter().any(|kind| name.contains(kind));
    for (name, body) in hostile::pages().into_iter().filter(|(name, _)| is_large(name)) {
        check_memory(&name, &body);
    }
}

const STORY: &str = "<article><h1>Bundestag gibt seine Zustimmung zum Paket</h1>\
    <p>Der Bundestag hat am Donnerstag 500 Millionen Euro für ein Paket mit Munition und Ersatzteilen bewilligt, das an die Ukraine geht. \
    Das teilte der Haushaltsausschuss nach einer Sitzung mit, die bis zum Abend dauerte.</p>\
    <p>Die Lieferung soll noch in diesem Jahr beginnen. Zuvor hatten bereits drei Nachbarstaaten ähnliche Pakete bezahlt, \
    deren letzte Teile im Frühjahr angekommen waren.</p></article>";
const BANNER: &str = "Wir verwenden Cookies. Mit Ihrer Zustimmung zeigen wir Ihnen passende Werbung.";

#[track_caller]
fn check_wall(html: &str, expected: Option<&str>) {
    let found = read(&page(html.as_bytes().to_vec()), &Hints { selector: None, lang: Lang::EN });
    match expected {
        Some(reason) => assert_eq!(found.unwrap_err().to_string(), reason),
        None => assert!(!found.expect(html).text.contains("Cookies")),
    }
}

#[test]
fn walls_are_told_from_articles_with_banners() {
    let asking =
        "<p>We and our 214 partners store cookies on your device to show personalised ads and to measure them, unless you refuse.</p>";
    let consent = Some("page is a consent wall, not the article");
    check_wall(&format!("<div id=cookie-consent role=dialog><p>{BANNER}</p><button>OK</button></div>{STORY}"), None);
    check_wall(&format!("<title>Bundestag gibt seine Zustimmung</title>{STORY}<p>{BANNER}</p>"), None);
    check_wall(&format!("<p>{BANNER}</p>{STORY}<form><input type=password></form>"), None);
    check_wall(&format!("{STORY}<script>window._pxAppId='PX1'</script>"), None);
    check_wall(&format!("<title>Before you continue</title>{asking}"), consent);
    check_wall(&format!("<title>The Paper</title><main class=consent>{}</main>", asking.repeat(8)), consent);
    check_wall(&format!("<title>The Paper</title><p>{BANNER}</p>"), consent);
    check_wall("<title>Just a moment...</title><p>Checking", Some("page is a challenge by Cloudflare, not the article"));
    check_wall("<h1>Access denied</h1><script>var _kpsdk=1</script>", Some("page is a challenge by Kasada, not the article"));
    check_wall("<p>Members only</p><input type=password>", Some("page is a login form, not the article"));
}

#[track_caller]
fn check_selector(selector: &str, expected: Result<&str, &str>) {
    let paragraph = |word: &str, n: u32| format!("<p>Part {n} of the {word} was opened by the mayor on a rainy morning.</p>");
    let box_of = |class: &str, word: &str| format!("<div class={class}>{}</div>", (1..10).map(|n| paragraph(word, n)).collect::<String>());
    let html = format!("<body>{}{}<div class=short>Few words.</div></body>", box_of("story", "bridge"), box_of("other", "harbour"));
    let found = read(&page(html.into_bytes()), &Hints { selector: Some(selector), lang: Lang::EN });
    match expected {
        Ok(word) => assert!(found.expect(selector).text.contains(word), "{selector}"),
        Err(reason) => assert_eq!(found.unwrap_err().to_string(), reason),
    }
}

#[test]
fn a_sources_selector_goes_first_and_the_general_extractor_after_it() {
    check_selector(".other", Ok("harbour"));
    check_selector(".story", Ok("bridge"));
    check_selector(".gone", Ok("of the "));
    check_selector(".short", Ok("of the "));
    check_selector("..", Err("selector \"..\" is not CSS"));
}

#[test]
fn the_feeds_own_text_stands_in_where_it_is_long_enough() {
    let entry = |content: String| Entry {
        identity: Identity::new("a".to_owned()).unwrap(),
        title: "A bridge".to_owned(),
        link: Some("https://www.example.org/a".to_owned()),
        published: "2024-05-17T23:30:00Z".parse().ok(),
        summary: String::new(),
        content,
    };
    assert!(from_entry(&entry("The bridge is open. ".repeat(20)), Lang::EN).is_none(), "a summary is no article");
    let whole = from_entry(&entry("The bridge is open. ".repeat(40)), Lang::EN).unwrap();
    assert_eq!((whole.title.as_str(), whole.published.map(|day| day.to_string()).as_deref()), ("A bridge", Some("2024-05-17")));
    let bare = completed(Article { title: String::new(), published: None, ..whole.clone() }, &entry(String::new()));
    assert_eq!(bare, whole, "what the page leaves open is filled");
    let nowhere = |content: &str| Entry { link: None, summary: "The bridge is open.".to_owned(), ..entry(content.to_owned()) };
    for (content, expected) in [("It is closed.", "It is closed."), ("", "The bridge is open.")] {
        assert_eq!(from_entry(&nowhere(content), Lang::EN).unwrap().text, expected, "what leads nowhere is all there is");
    }
}

/// The page of a case: an address in a comment on its first line stands for the one it was fetched from.
fn case(folder: &Path) -> Page {
    let body = std::fs::read(folder.join("page.html")).unwrap();
    let text = String::from_utf8_lossy(&body);
    let address = text.strip_prefix("<!-- ").and_then(|rest| rest.split_once(" -->")).map(|(address, _)| address.to_owned());
    Page { url: address.unwrap_or_else(|| "https://www.paper.example/a".into()), content_type: Some("text/html".into()), body }
}

#[test]
fn cases_read_as_expected() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/articles");
    let mut folders: Vec<_> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(folders.len() >= 30, "cases are missing");
    for folder in folders {
        let shown = match read(&case(&folder), &Hints { selector: None, lang: Lang::EN }) {
            Ok(a) => json!({
                "url": a.url, "title": a.title, "published": a.published, "lang": a.lang, "author": a.author,
                "text": a.text.lines().collect::<Vec<_>>(),
            }),
            Err(error) => json!({ "error": error.to_string() }),
        };
        expect_file![folder.join("expected.json")].assert_eq(&format!("{}\n", serde_json::to_string_pretty(&shown).unwrap()));
    }
}

/// A page with pieces of it cut out, doubled and overwritten, as each edit says.
fn mutated(page: &[u8], edits: &[(prop::sample::Index, u8)]) -> Vec<u8> {
    let mut bytes = page.to_vec();
    for (index, edit) in edits {
        let at = index.index(bytes.len());
        match edit % 3 {
            0 => bytes[at] = *edit,
            1 if bytes.len() > 300 => drop(bytes.drain(at..bytes.len().min(at + usize::from(*edit)))),
            _ => bytes.extend_from_within(at..bytes.len().min(at + usize::from(*edit))),
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_are_survived(body in prop::collection::vec(any::<u8>(), 0..4_000)) {
        survives(body);
    }

    #[test]
    fn mutated_pages_are_survived(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40)) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/articles/wordpress_site");
        survives(mutated(&case(&folder).body, &edits));
    }
}

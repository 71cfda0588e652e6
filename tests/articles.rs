//! Reading articles: hostile pages must neither abort, panic nor hang, on the small stack of a worker thread.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use pledgewatch::domain::{Lang, Page};
use pledgewatch::pipeline::article::{Hints, read};

const STACK: usize = 2 << 20;

fn page(body: Vec<u8>) -> Page {
    Page { url: "https://www.example.org/a".into(), content_type: Some("text/html".into()), body }
}

fn survives(body: Vec<u8>) {
    let run = move || read(&page(body), &Hints { selector: None, lang: Lang::EN, entry: None }).is_ok();
    std::thread::Builder::new().stack_size(STACK).spawn(run).unwrap().join().expect("reading must not panic");
}

/// Bytes without pattern, the same in every run.
fn noise(length: usize) -> Vec<u8> {
    let mut seed = 1_u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 56) as u8
    };
    (0..length).map(|_| next()).collect()
}

fn random_tags(length: usize) -> String {
    let names = [
        "div", "/div", "b", "/b", "p", "table", "td", "tr", "/table", "a href=x", "svg", "li", "ul", "/ul", "template", "select", "font",
        "/p",
    ];
    noise(length).iter().map(|b| format!("<{}>x", names[usize::from(*b) % names.len()])).collect()
}

#[test]
fn hostile_pages_are_survived() {
    let nested = [
        "div",
        "span",
        "b",
        "table",
        "a",
        "font",
        "p",
        "li",
        "ul",
        "blockquote",
        "svg",
        "template",
        "select",
        "h1",
        "section",
        "object",
        "button",
        "nobr",
    ];
    let mut pages: Vec<String> = Vec::new();
    for name in nested {
        pages.push(format!("<{name}>").repeat(10_000));
        pages.push(format!("<{name}>").repeat(500));
    }
    pages.push("<div>".repeat(100_000));
    pages.push("<ul><li>".repeat(100_000));
    pages.push("<table><tr><td>".repeat(160));
    pages.push((0..50_000).map(|i| format!("<p><b class=c{i}>x")).collect());
    pages.push("<p><b>x".repeat(20_000));
    pages.push("<p>word word word</p>".repeat(20_000));
    pages.push("<br>word ".repeat(50_000));
    pages.push(format!("<p title=\"{}\">x", "y".repeat(2_000_000)));
    pages.push(format!("<p {}>x", "y=1 ".repeat(200_000)));
    pages.push("<p>a</p>".repeat(14_900));
    pages.push("<li><a href=x>word</a>".repeat(7_000));
    pages.push("<div>".repeat(250) + &"<p>word, word, word</p>".repeat(10_000));
    pages.push("‹".repeat(1_000_000));
    pages.push("\u{a0}".repeat(240_000));
    pages.push("\0".repeat(100_000));
    pages.push("x".repeat(3_000_000));
    pages.push("word ".repeat(500_000));
    pages.push("<!---->".repeat(400_000));
    pages.push("<!--".repeat(500_000));
    pages.push("<".repeat(1_000_000));
    pages.push("<svg></p".repeat(100_000));
    pages.push("&amp;".repeat(500_000));
    pages.push(random_tags(20_000));
    pages.push(random_tags(300_000));
    pages.push(format!("<script type=application/ld+json>{}</script>", "[".repeat(100_000)));
    pages.into_iter().map(String::into_bytes).for_each(survives);
    survives(noise(1_000_000));
    survives(noise(20 << 20));
}

const STORY: &str = "<article><h1>Bundestag gibt seine Zustimmung zum Paket</h1>\
    <p>Der Bundestag hat am Donnerstag 500 Millionen Euro für ein Paket mit Munition und Ersatzteilen bewilligt, das an die Ukraine geht. \
    Das teilte der Haushaltsausschuss nach einer Sitzung mit, die bis zum Abend dauerte.</p>\
    <p>Die Lieferung soll noch in diesem Jahr beginnen. Zuvor hatten bereits drei Nachbarstaaten ähnliche Pakete bezahlt, \
    deren letzte Teile im Frühjahr angekommen waren.</p></article>";
const BANNER: &str = "Wir verwenden Cookies. Mit Ihrer Zustimmung zeigen wir Ihnen passende Werbung.";

#[track_caller]
fn check_wall(html: &str, expected: Option<&str>) {
    let found = read(&page(html.as_bytes().to_vec()), &Hints { selector: None, lang: Lang::EN, entry: None });
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

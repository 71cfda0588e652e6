//! Pages made to kill a reader.

/// Name and bytes of each.
pub fn pages() -> Vec<(String, Vec<u8>)> {
    let nested = nested().into_iter();
    let tangled = tangled().into_iter().map(|(name, html)| (name.to_owned(), html.into_bytes()));
    let long = long().into_iter().map(|(name, body)| (name.to_owned(), body));
    nested.chain(tangled).chain(long).collect()
}

/// Elements inside each other: many more than are read, and as many as are.
fn nested() -> Vec<(String, Vec<u8>)> {
    let names = [
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
        "x-box",
    ];
    let often = names.iter().flat_map(|name| [500, 10_000].map(|count| (*name, count)));
    let all = often.chain([("div", 100_000), ("span", 100_000), ("ul><li", 100_000), ("table><tr><td", 160)]);
    all.map(|(name, count)| (format!("{count} times <{name}>"), format!("<{name}>").repeat(count).into_bytes())).collect()
}

fn tangled() -> Vec<(&'static str, String)> {
    vec![
        ("bold never closed, each of another class", (0..50_000).map(|i| format!("<p><b class=c{i}>x")).collect()),
        ("bold never closed", "<p><b>x".repeat(20_000)),
        ("paragraphs", "<p>word word word</p>".repeat(20_000)),
        ("as many paragraphs as are read", "<p>a</p>".repeat(14_900)),
        ("broken lines", "<br>word ".repeat(50_000)),
        ("a huge attribute", format!("<p title=\"{}\">x", "y".repeat(2_000_000))),
        ("attributes", format!("<p {}>x", "y=1 ".repeat(200_000))),
        ("links", "<li><a href=x>word</a>".repeat(7_000)),
        ("links in bold", format!("<p>{}", "word <strong><a href=x>a link of twenty letters</a></strong> ".repeat(5_000))),
        ("pictures", "<div><img src=x><span>A harbour at night</span></div>".repeat(4_900)),
        ("one picture in many boxes", format!("{}<img src=x>A harbour at night", "<div>".repeat(500))),
        ("deep and wide", "<div>".repeat(250) + &"<p>word, word, word</p>".repeat(10_000)),
        ("less deep and wider", "<div>".repeat(60) + &"<p>word, word, word</p>".repeat(14_000)),
        ("a huge class, and dates", format!("<h1>x</h1><div class=\"{} nav\">{}", "x".repeat(1_000_000), dates())),
        ("keys of days", format!("<script>{}</script>", "\"datePublished\": ".repeat(150_000))),
        ("JSON-LD lists", format!("<script type=application/ld+json>{}</script>", "[".repeat(100_000))),
        ("a paragraph again and again", "<p>The works will hire as many people again, the ministry said on Monday.</p>".repeat(5_000)),
        ("comments", "<!---->".repeat(400_000)),
        ("comments never closed", "<!--".repeat(500_000)),
        ("angle brackets", "<".repeat(1_000_000)),
        ("closing what is not open", "<svg></p".repeat(100_000)),
        ("references", "&amp;".repeat(500_000)),
        ("as many random tags as are read", random_tags(14_000)),
        ("random tags", random_tags(300_000)),
        ("20 MB of random tags", random_tags(3_000_000)),
    ]
}

fn long() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("one endless line", "word ".repeat(4_000_000).into_bytes()),
        ("as long a line as is read", "word ".repeat(99_000).into_bytes()),
        ("one endless word", "x".repeat(3_000_000).into_bytes()),
        ("marks of three bytes", "‹".repeat(1_000_000).into_bytes()),
        ("spaces that do not break", "\u{a0}".repeat(240_000).into_bytes()),
        ("zeros", vec![0; 100_000]),
        ("random bytes", noise(1_000_000)),
        ("20 MB of random bytes", noise(20 << 20)),
    ]
}

/// How often each page is cut. Large pages are read slowly without optimisation, so a plain `cargo test` cuts less often.
const CUTS: u64 = if cfg!(debug_assertions) { 1 } else { 6 };

/// Where a page of that length is cut: at random, and at the same places in every run.
pub fn cuts(length: usize) -> Vec<usize> {
    let cut = |n: u64| random(n.wrapping_mul(length as u64)) as usize % length.max(1);
    (1..=CUTS).map(cut).collect()
}

fn dates() -> String {
    "<i class=date>17.05.2024</i>".repeat(14_000)
}

fn random_tags(count: usize) -> String {
    let names = [
        "div", "/div", "b", "/b", "p", "table", "td", "tr", "/table", "a href=x", "svg", "li", "ul", "/ul", "template", "select", "font",
        "/p",
    ];
    noise(count).iter().map(|b| format!("<{}>x", names[usize::from(*b) % names.len()])).collect()
}

/// Bytes without pattern, the same in every run.
fn noise(length: usize) -> Vec<u8> {
    let next = |seed: &u64| Some(random(*seed));
    std::iter::successors(Some(1), next).map(|seed| (seed >> 56) as u8).take(length).collect()
}

/// The number after `seed` in Knuth's sequence.
fn random(seed: u64) -> u64 {
    seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407)
}

//! Documents made to kill a reader.

/// Name and bytes of each.
pub fn documents() -> Vec<(&'static str, Vec<u8>)> {
    let mut all: Vec<(&'static str, Vec<u8>)> = Vec::new();
    let nested = [
        "media:group",
        "media:content",
        "item",
        "entry",
        "channel",
        "rss",
        "feed",
        "rdf:RDF",
        "title",
        "link",
        "guid",
        "pubDate",
        "description",
        "content:encoded",
        "content",
        "summary",
        "author",
        "source",
        "image",
        "itunes:owner",
        "x",
        "div",
        "svg",
        "podcast:person",
        "textinput",
    ];
    for name in nested {
        all.push((name, rss(&item(&format!("<{name}>").repeat(50_000)))));
    }
    for name in ["media:group", "x", "div"] {
        all.push((name, rss(&item(&(format!("<{name}>").repeat(100_000) + &format!("</{name}>").repeat(100_000))))));
    }
    all.push(("two million open elements", rss(&item(&"<b>".repeat(2_000_000)))));
    all.push(("xhtml nested", atom(&format!("<content type=\"xhtml\">{}</content>", "<div>".repeat(100_000)))));
    all.push(("closing what is not open", rss(&item(&"</x>".repeat(500_000)))));
    all.push(("deep, then closing what is not open", rss(&item(&("<y>".repeat(1_000) + &"</x>".repeat(500_000))))));
    all.push(("billion laughs", laughs().into_bytes()));
    all.push((
        "quadratic entities",
        format!(
            "<!DOCTYPE r [<!ENTITY a \"{}\">]><rss><channel><item><title>{}</title></item></channel></rss>",
            "a".repeat(50_000),
            "&a;".repeat(50_000)
        )
        .into_bytes(),
    ));
    all.push(("ampersands", rss(&item(&format!("<title>{}</title>", "&".repeat(1_000_000))))));
    all.push(("references", rss(&item(&format!("<title>{}</title>", "&amp;".repeat(200_000))))));
    all.push((
        "escaped five times over",
        rss(&item(&format!("<title>{}</title>", "&amp;amp;amp;amp;lt;b&amp;amp;amp;amp;gt;".repeat(20_000)))),
    ));
    all.push(("attributes", rss(&item(&format!("<x {}/>", attributes(200_000))))));
    all.push(("attributes on the item", format!("<rss><channel><item {}/></channel></rss>", attributes(200_000)).into_bytes()));
    all.push((
        "namespaces",
        rss(&item(&(0..100_000).map(|n| format!("<a{n}:x xmlns:a{n}=\"http://purl.org/dc/elements/1.1/\"/>")).collect::<String>())),
    ));
    all.push(("one huge attribute", rss(&item(&format!("<link href=\"{}\"/>", "a".repeat(5_000_000))))));
    all.push(("one huge name", rss(&item(&format!("<{}>", "a".repeat(5_000_000))))));
    all.push(("one huge text", rss(&item(&format!("<description>{}</description>", "word ".repeat(1_000_000))))));
    all.push(("one huge guid", rss(&item(&format!("<guid>{}</guid>", "g".repeat(3_000_000))))));
    all.push(("one huge date", rss(&item(&format!("<pubDate>{}</pubDate>", "1".repeat(3_000_000))))));
    all.push(("a million empty items", rss(&"<item/>".repeat(1_000_000))));
    all.push(("items with one guid", rss(&"<item><guid>1</guid></item>".repeat(100_000))));
    all.push(("items never closed", rss(&"<item><title>t".repeat(100_000))));
    all.push(("items past the limit", rss(&(0..20_000).map(|n| format!("<item><guid>{n}</guid></item>")).collect::<String>())));
    all.push(("fifty megabytes", rss(&"<item><title>title</title><description>words and words</description></item>".repeat(700_000))));
    all.push(("comments never closed", rss(&"<!-- ".repeat(500_000))));
    all.push(("cdata never closed", rss(&item(&"<![CDATA[".repeat(500_000)))));
    all.push(("instructions never closed", rss(&"<? ".repeat(500_000))));
    all.push(("declarations never closed", "<!DOCTYPE [".repeat(500_000).into_bytes()));
    all.push(("quotes never closed", rss(&item(&"<a href=\"x".repeat(500_000)))));
    all.push(("angle brackets", "<".repeat(3_000_000).into_bytes()));
    all.push(("tags never closed", "<a".repeat(2_000_000).into_bytes()));
    all.push(("cdata ends inside text", rss(&item(&format!("<title>{}</title>", "]]>".repeat(100_000))))));
    all.push(("scripts in a text", rss(&item(&format!("<description>{}</description>", "&lt;script&gt;".repeat(100_000))))));
    all.push(("zeros", vec![0; 3_000_000]));
    all.push(("zeros inside", rss(&item(&"<title>a\0b</title>\0".repeat(100_000)))));
    all.push(("high bytes", vec![0xff; 1_000_000]));
    all.push(("half surrogates", [0xff, 0xfe].into_iter().chain([0x00, 0xd8].repeat(500_000)).collect()));
    all.push(("UTF-16 without a mark", utf16(&String::from_utf8(rss(&item("<title>Ї</title>"))).unwrap())));
    all.push(("UTF-32 of nonsense", [b'<', 0, 0, 0].into_iter().chain([0xff; 400_000]).collect()));
    all.push(("letters around an address", rss(&item("<author>éé jo@x.example (Жо)</author><title>t</title>"))));
    all.push((
        "numbers too large",
        rss(&item("<itunes:duration>99999999999999999999:99:99</itunes:duration><ttl>99999999999999999999</ttl><title>t</title>")),
    ));
    all.push((
        "dates too far",
        rss(&(0..100).map(|n| item(&format!("<title>{n}</title><pubDate>99999-12-31T99:99:99+99:99</pubDate>"))).collect::<String>()),
    ));
    all.push(("one endless line", "a".repeat(5_000_000).into_bytes()));
    all.push(("JSON lists", "[".repeat(2_000_000).into_bytes()));
    all.push(("JSON objects", "{\"a\":".repeat(1_000_000).into_bytes()));
    all.push(("JSON lists in an item", format!("{{\"items\":[{{\"id\":\"1\",\"x\":{}", "[".repeat(1_000_000)).into_bytes()));
    all.push(("JSON quotes", format!("{{{}", "\"".repeat(1_000_001)).into_bytes()));
    all.push(("JSON backslashes", format!("{{\"a\":\"{}", "\\".repeat(1_000_001)).into_bytes()));
    all.push(("JSON numbers", format!("[{}]", "1,".repeat(2_000_000)).into_bytes()));
    all.push(("JSON items", format!("{{\"items\":[{}]}}", "{},".repeat(500_000)).into_bytes()));
    all.push(("a false gzip file", [0x1f, 0x8b].into_iter().chain([7; 1_000]).collect()));
    all.push(("a gzip bomb", bomb()));
    all
}

/// Parts of a document, in hundred-and-firsts, at which it is cut. Large documents are read slowly without optimisation, so a plain
/// `cargo test` cuts fewer places than `cargo test --release`.
const SPREAD: &[usize] = if cfg!(debug_assertions) { &[61] } else { &[3, 17, 29, 41, 61, 73, 97] };

/// Where a document of that length is cut: all over it, and close to both ends.
pub fn cuts(length: usize) -> Vec<usize> {
    let spread = SPREAD.iter().map(|part| length * part / 101);
    [1, 2, 5, 60].into_iter().chain(spread).chain([length.saturating_sub(9)]).filter(|cut| *cut < length).collect()
}

fn rss(inside: &str) -> Vec<u8> {
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>T</title>{inside}</channel></rss>").into_bytes()
}

fn atom(inside: &str) -> Vec<u8> {
    format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>1</id>{inside}</entry></feed>").into_bytes()
}

fn item(inside: &str) -> String {
    format!("<item><guid>1</guid>{inside}</item>")
}

fn attributes(count: usize) -> String {
    (0..count).map(|n| format!("a{n}=\"{n}\" ")).collect()
}

fn laughs() -> String {
    let entities: String = (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    format!("<!DOCTYPE rss [<!ENTITY l0 \"ha\">{entities}]><rss><channel><item><title>&l9;</title></item></channel></rss>")
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A hundred megabytes of spaces, packed.
fn bomb() -> Vec<u8> {
    use std::io::Write;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..100 {
        packer.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    packer.finish().unwrap()
}

//! The first pass over a page: drops what is never text and refuses what would kill or stall a DOM builder.

use super::ArticleError;
use super::depth::Depth;
use super::tags::{Piece, Tag, Tags};

/// The most bytes of a page that is read: twice the largest of 511 real ones.
pub const SIZE_LIMIT: usize = 3 << 20;
/// The most elements open at once: twice the deepest of 511 real pages.
const DEPTH_LIMIT: usize = 512;
/// The most elements built, counting those that the standard repeats for unclosed formatting.
const ELEMENT_LIMIT: usize = 15_000;
/// The largest sum of the depths of all elements: the extractors walk from elements to the root.
const WORK_LIMIT: usize = 1_000_000;
/// The most bytes of text, as written: the extractors compare lines with each other.
const TEXT_LIMIT: usize = 500_000;
/// The most character references: each becomes a node of its own while it is parsed.
const REFERENCE_LIMIT: usize = 20_000;
/// The most attributes of one tag: a parser compares each with all before it.
const ATTRIBUTE_LIMIT: usize = 256;

/// Elements whose content is no markup, or markup for other eyes: dropped whole.
const DROPPED: &[&str] = &[
    "script", "style", "svg", "noscript", "iframe", "template", "textarea", "select", "math", "xmp", "noembed", "noframes", "canvas",
    "audio", "video",
];
/// Tags that are dropped alone: they only change how a parser reads what follows.
const IGNORED: &[&str] = &["plaintext", "frameset", "frame"];

/// A page that is safe to parse.
pub struct Sieved<'a> {
    /// Markup in which the tokenizer of a parser never leaves its plain state.
    pub html: String,
    /// The contents of the page's JSON-LD scripts.
    pub json_ld: Vec<&'a str>,
    /// The contents of its other scripts.
    pub scripts: Vec<&'a str>,
}

/// Sieves a page in time linear in its length.
///
/// # Errors
/// When it is deeper or more tangled than any honest page.
pub fn sieve(html: &str) -> Result<Sieved<'_>, ArticleError> {
    let mut sieved = Sieved { html: String::with_capacity(html.len() / 2), json_ld: Vec::new(), scripts: Vec::new() };
    let mut depth = Depth::default();
    let mut roots = Roots::default();
    let mut text_seen = TextSeen::default();
    let mut tags = Tags::new(html);
    while let Some(piece) = tags.next() {
        match piece {
            Piece::Text(text) => {
                text_seen.take(text)?;
                push_text(&mut sieved.html, text);
            }
            Piece::Tag(tag) if tag.is_any(IGNORED) || roots.repeats(&tag) => {}
            Piece::Tag(tag) if tag.is_any(DROPPED) => drop_element(&mut tags, &tag, &mut sieved),
            Piece::Tag(tag) if tag.is("title") => keep_title(&mut tags, &tag, &mut sieved.html),
            Piece::Tag(tag) => {
                check(&mut depth, &tag)?;
                push_tag(&mut sieved.html, &tag);
            }
        }
    }
    Ok(sieved)
}

/// Refuses a body over the limit.
pub fn check_size(bytes: usize) -> Result<(), ArticleError> {
    if bytes > SIZE_LIMIT {
        return Err(ArticleError::TooLarge { bytes, limit: SIZE_LIMIT });
    }
    Ok(())
}

fn check<'a>(depth: &mut Depth<'a>, tag: &Tag<'a>) -> Result<(), ArticleError> {
    if tag.attributes > ATTRIBUTE_LIMIT {
        return Err(ArticleError::TooTangled { what: "attributes on one tag", limit: ATTRIBUTE_LIMIT });
    }
    depth.take(tag);
    if depth.depth() > DEPTH_LIMIT {
        return Err(ArticleError::TooDeep { depth: depth.depth(), limit: DEPTH_LIMIT });
    }
    if depth.built() > ELEMENT_LIMIT {
        return Err(ArticleError::TooTangled { what: "elements", limit: ELEMENT_LIMIT });
    }
    if depth.work() > WORK_LIMIT {
        return Err(ArticleError::TooTangled { what: "ancestors of all elements", limit: WORK_LIMIT });
    }
    Ok(())
}

/// How much text there was up to here.
#[derive(Default)]
struct TextSeen {
    bytes: usize,
    references: usize,
}

impl TextSeen {
    fn take(&mut self, text: &str) -> Result<(), ArticleError> {
        self.bytes += text.len();
        self.references += text.bytes().filter(|&b| b == b'&').count() + usize::from(text.starts_with('<'));
        if self.bytes > TEXT_LIMIT {
            return Err(ArticleError::TooTangled { what: "bytes of text", limit: TEXT_LIMIT });
        }
        if self.references > REFERENCE_LIMIT {
            return Err(ArticleError::TooTangled { what: "character references", limit: REFERENCE_LIMIT });
        }
        Ok(())
    }
}

/// A page has one `html`, `head` and `body`; later ones would only add attributes to the first.
#[derive(Default)]
struct Roots {
    html: bool,
    head: bool,
    body: bool,
}

impl Roots {
    fn repeats(&mut self, tag: &Tag) -> bool {
        let seen = match () {
            () if tag.is("html") => &mut self.html,
            () if tag.is("head") => &mut self.head,
            () if tag.is("body") => &mut self.body,
            () => return false,
        };
        tag.closes || std::mem::replace(seen, true)
    }
}

/// Text with its stray `<` escaped, so that no parser sees a tag where we saw none.
fn push_text(html: &mut String, text: &str) {
    match text.strip_prefix('<') {
        Some(rest) => {
            html.push_str("&lt;");
            html.push_str(rest);
        }
        None => html.push_str(text),
    }
}

/// A tag as written; behind a space where it breaks a line, which the extractors join to the next one.
fn push_tag(html: &mut String, tag: &Tag) {
    if tag.is("br") {
        html.push(' ');
    }
    html.push_str(tag.source);
}

fn drop_element<'a>(tags: &mut Tags<'a>, tag: &Tag, sieved: &mut Sieved<'a>) {
    if tag.closes {
        return;
    }
    match tags.take_until_end(tag.name) {
        Some(content) if tag.is("script") && is_json_ld(tag.source) => sieved.json_ld.push(content),
        Some(content) if tag.is("script") => sieved.scripts.push(content),
        Some(_) => {}
        None if tag.is_any(&["script", "style"]) => tags.skip_all(),
        None => {}
    }
}

fn is_json_ld(source: &str) -> bool {
    source.to_ascii_lowercase().contains("ld+json")
}

fn keep_title(tags: &mut Tags, tag: &Tag, html: &mut String) {
    if let Some(title) = (!tag.closes).then(|| tags.take_until_end("title")).flatten() {
        html.push_str("<title>");
        html.push_str(&title.replace('<', "&lt;"));
        html.push_str("</title>");
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_text_and_its_markup_pass() {
        let rows = [
            ("<p>a<script>'<p>'</script>b", "<p>ab"),
            ("<svg><path/></svg><noscript><div></noscript>x", "x"),
            ("<title>a < b<b></title>", "<title>a &lt; b&lt;b></title>"),
            ("<html lang=uk><body><body class=x>1 < 2</body></html>x", "<html lang=uk><body>1 &lt; 2x"),
            ("<svg><div>x", "<div>x"),
            ("Path A:<br>Iceland", "Path A: <br>Iceland"),
            ("<p>x<style>y", "<p>x"),
        ];
        for (html, kept) in rows {
            assert_eq!(sieve(html).unwrap().html, kept, "{html}");
        }
    }

    #[test]
    fn json_ld_is_set_aside() {
        let sieved = sieve("<script type='application/ld+json'>{\"a\":1}</script><script>x</script>").unwrap();
        assert_eq!(sieved.json_ld, ["{\"a\":1}"]);
    }

    #[test]
    fn tangles_are_refused() {
        let attributes: String = (0..300).map(|i| format!(" a{i}")).collect();
        let rows = [
            "<div>".repeat(600),
            "<div><table><tr><td></div>".repeat(200),
            (0..600).map(|i| format!("<p><b class={i}>x")).collect(),
            "<i></i>".repeat(15_001),
            format!("{}{}", "<div>".repeat(250), "<p>a</p>".repeat(5_000)),
            "&amp;".repeat(20_001),
            "<".repeat(20_001),
            "‹".repeat(200_001),
            format!("<p{attributes}>"),
        ];
        for html in rows {
            assert!(sieve(&html).is_err(), "{}", &html[..48]);
        }
        assert!(sieve(&"<p><b>x".repeat(600)).is_ok());
    }
}

//! From the bytes of a page to its characters.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How far into a page a `<meta charset>` is looked for: twice what the HTML standard asks, since some sites open with long comments.
const META_WINDOW: usize = 2048;

/// Decodes a page: byte order mark, then HTTP header, then `<meta charset>`, then valid UTF-8, then a guess.
/// Bytes that fit no character become U+FFFD.
pub fn decode(body: &[u8], content_type: Option<&str>) -> String {
    let encoding = marked(body).or_else(|| content_type.and_then(charset)).or_else(|| declared(body)).unwrap_or_else(|| guess(body));
    encoding.decode(body).0.into_owned()
}

fn marked(body: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_bom(body).map(|(encoding, _)| encoding)
}

/// The encoding a `charset=` names, in a header or a meta element.
fn charset(text: &str) -> Option<&'static Encoding> {
    let at = find_ignoring_case(text.as_bytes(), b"charset")?;
    let value = text.get(at + "charset".len()..)?.trim_start().strip_prefix('=')?;
    let label = value.trim_start().trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '>' | '/')).unwrap_or(label.len());
    Encoding::for_label(&label.as_bytes()[..end])
}

/// A page that could be read far enough to find the meta element is not UTF-16, whatever it says (HTML standard §13.2.3.2).
fn declared(body: &[u8]) -> Option<&'static Encoding> {
    let window = String::from_utf8_lossy(&body[..body.len().min(META_WINDOW)]);
    let found = window.split('<').filter(|tag| is_meta(tag)).find_map(charset)?;
    let said = if found == UTF_16LE || found == UTF_16BE { UTF_8 } else { found };
    (said != UTF_8 || std::str::from_utf8(body).is_ok()).then_some(said)
}

fn is_meta(tag: &str) -> bool {
    tag.get(..4).is_some_and(|name| name.eq_ignore_ascii_case("meta"))
}

fn guess(body: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(body).is_ok() {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(body, true);
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

fn find_ignoring_case(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|w| w.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn encodings_are_found_in_order() {
        let cyrillic = encoding_rs::WINDOWS_1251.encode("<p>Міністерство оборони України").0.into_owned();
        let meta = encoding_rs::WINDOWS_1251.encode("<meta charset=\"windows-1251\"><p>Міністерство").0.into_owned();
        let rows: [(&[u8], Option<&str>, &str); 6] = [
            (b"\xEF\xBB\xBFz\xC3\xBCrich", Some("text/html; charset=iso-8859-1"), "zürich"),
            (b"z\xFCrich", Some("text/html; charset=iso-8859-1"), "zürich"),
            (&cyrillic, Some("text/html; Charset = \"windows-1251\""), "<p>Міністерство оборони України"),
            (&meta, Some("text/html"), "<meta charset=\"windows-1251\"><p>Міністерство"),
            ("zürich".as_bytes(), None, "zürich"),
            (b"<meta charset=utf-16><p>plain", None, "<meta charset=utf-16><p>plain"),
        ];
        for (body, content_type, text) in rows {
            assert_eq!(decode(body, content_type), text);
        }
        assert!(decode(&cyrillic, None).contains("України"));
    }
}

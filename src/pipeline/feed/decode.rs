//! Bytes to text: what a document is written in, whatever it says it is written in.

use encoding_rs::{Encoding, UTF_8};
use std::borrow::Cow;
use std::io::Read;

/// Bytes of a document that are read, after decompression; what follows is cut off.
pub(crate) const MOST_BYTES: usize = 15 << 20;

/// How many bytes from the start an XML declaration is looked for in.
const DECLARATION: usize = 1024;

/// The bytes themselves, or what they unpack to where they are a gzip file; never more than [`MOST_BYTES`].
pub(crate) fn unpack(body: &[u8]) -> Cow<'_, [u8]> {
    if !body.starts_with(&[0x1f, 0x8b]) {
        return Cow::Borrowed(&body[..body.len().min(MOST_BYTES)]);
    }
    let mut unpacked = Vec::new();
    // A damaged file yields what stands before the damage; the reader behind us judges whether that is enough.
    let _ = flate2::read::MultiGzDecoder::new(body).take(MOST_BYTES as u64).read_to_end(&mut unpacked);
    Cow::Owned(unpacked)
}

/// The text of `bytes`, without NUL characters. In this order: a byte order mark, the zeros of UTF-16 and UTF-32, valid UTF-8 (which
/// outvotes a declared single-byte encoding: nothing else looks like it by chance), the `charset` of the `Content-Type`, the XML
/// declaration, and what the bytes look like.
pub(crate) fn text<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    let text = wide(bytes).map_or_else(|| narrow(bytes, content_type), Cow::Owned);
    if text.contains('\0') { Cow::Owned(text.replace('\0', "")) } else { text }
}

/// The text of UTF-16 and UTF-32, with or without a mark.
fn wide(bytes: &[u8]) -> Option<String> {
    match bytes {
        [0xff, 0xfe, 0, 0, rest @ ..] => Some(utf32(rest, u32::from_le_bytes)),
        [0, 0, 0xfe, 0xff, rest @ ..] => Some(utf32(rest, u32::from_be_bytes)),
        [b'<' | b'{', 0, 0, 0, ..] => Some(utf32(bytes, u32::from_le_bytes)),
        [0, 0, 0, b'<' | b'{', ..] => Some(utf32(bytes, u32::from_be_bytes)),
        [0xff, 0xfe, rest @ ..] => Some(decoded(encoding_rs::UTF_16LE, rest)),
        [0xfe, 0xff, rest @ ..] => Some(decoded(encoding_rs::UTF_16BE, rest)),
        [b'<' | b'{', 0, ..] => Some(decoded(encoding_rs::UTF_16LE, bytes)),
        [0, b'<' | b'{', ..] => Some(decoded(encoding_rs::UTF_16BE, bytes)),
        _ => None,
    }
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> String {
    bytes.chunks_exact(4).map(|b| char::from_u32(unit([b[0], b[1], b[2], b[3]])).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn decoded(encoding: &'static Encoding, bytes: &[u8]) -> String {
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

fn narrow<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    let declared = [content_type.and_then(charset), declaration(bytes)];
    let double_byte = declared.iter().flatten().any(|encoding| !encoding.is_single_byte() && *encoding != UTF_8);
    if !double_byte && let Some(text) = utf8(bytes) {
        return Cow::Borrowed(text);
    }
    for encoding in declared.into_iter().flatten() {
        let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
        if !had_errors {
            return text;
        }
    }
    detected(bytes)
}

/// `bytes` as UTF-8; where it has characters beyond ASCII, forgiving one that the end of the document cuts in two.
fn utf8(bytes: &[u8]) -> Option<&str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(fault) if fault.error_len().is_none() => {
            std::str::from_utf8(&bytes[..fault.valid_up_to()]).ok().filter(|text| !text.is_ascii())
        }
        Err(_) => None,
    }
}

/// What the bytes look like; a few stray bytes in a document of valid UTF-8 do not make it anything else.
fn detected(bytes: &[u8]) -> Cow<'_, str> {
    let lossy = String::from_utf8_lossy(bytes);
    let (mut good, mut bad) = (0usize, 0usize);
    for character in lossy.chars().filter(|c| !c.is_ascii()) {
        if character == char::REPLACEMENT_CHARACTER { bad += 1 } else { good += 1 }
    }
    if good > 4 * bad {
        return lossy;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Deny).decode_without_bom_handling(bytes).0
}

/// The encoding a `Content-Type` names.
fn charset(content_type: &str) -> Option<&'static Encoding> {
    labelled(&content_type.to_ascii_lowercase(), "charset")
}

/// The encoding that an XML declaration at the start names.
fn declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION)]);
    let from = start.find("<?xml")?;
    let declaration = start[from..].split('>').next().unwrap_or_default();
    labelled(&declaration.to_ascii_lowercase(), "encoding")
}

/// The encoding whose label stands behind `key` and an equals sign.
fn labelled(text: &str, key: &str) -> Option<&'static Encoding> {
    let (_, behind) = text.split_once(key)?;
    let label = behind.trim_start().strip_prefix('=')?.trim_start_matches([' ', '"', '\'']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))).unwrap_or(label.len());
    Encoding::for_label(&label.as_bytes()[..end]).filter(|encoding| !matches!(encoding.name(), "UTF-16LE" | "UTF-16BE"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        let koi8 = encoding_rs::KOI8_U.encode("<?xml version='1.0' encoding='koi8-u'?><t>Допомога Україні</t>").0.into_owned();
        let cp1251 = encoding_rs::WINDOWS_1251.encode("<t>Німеччина передала Україні чергову партію допомоги</t>").0.into_owned();
        let rows: Vec<(Vec<u8>, Option<&str>, &str)> = vec![
            ("<t>Ї</t>".into(), None, "<t>Ї</t>"),
            (b"\xef\xbb\xbf<t/>".to_vec(), Some("text/xml; charset=iso-8859-1"), "<t/>"),
            ("<?xml encoding='iso-8859-1'?>é".into(), None, "<?xml encoding='iso-8859-1'?>é"),
            (b"<?xml encoding='iso-8859-1'?>\xe9".to_vec(), None, "<?xml encoding='iso-8859-1'?>é"),
            (b"<?xml encoding='utf-8'?>\xe9t\xe9 fran\xe7ais".to_vec(), None, "<?xml encoding='utf-8'?>été français"),
            (b"\xff\xfe<\0a\0".to_vec(), None, "<a"),
            (b"\0<\0a".to_vec(), None, "<a"),
            (b"<\0\0\0a\0\0\0".to_vec(), None, "<a"),
            (cp1251.clone(), Some("text/xml; charset=windows-1251"), "<t>Німеччина передала Україні чергову партію допомоги</t>"),
            (cp1251, Some("text/xml; charset=utf-8"), "<t>Німеччина передала Україні чергову партію допомоги</t>"),
            (koi8, None, "<?xml version='1.0' encoding='koi8-u'?><t>Допомога Україні</t>"),
            (b"a\0b".to_vec(), None, "ab"),
            (b"<t>\xd0\x87\xd0".to_vec(), Some("text/xml; charset=iso-8859-1"), "<t>Ї"),
        ];
        for (bytes, content_type, expected) in rows {
            assert_eq!(text(&bytes, content_type), expected, "{content_type:?}");
        }
    }
}

//! Lines of a chosen width.

/// Breaks a text at spaces into lines of at most `width` characters, of which all but the first begin with `indent` spaces; the
/// first is taken to stand behind as many characters already. A longer word, such as an address, stays whole.
pub fn wrap(text: &str, width: usize, indent: usize) -> String {
    let mut out = String::new();
    let mut column = indent;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if column > indent && column + 1 + length > width {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else if column > indent {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole() {
        let rows = [
            ("aa bb cc", 5, 0, "aa bb\ncc"),
            ("aa bb cc", 7, 2, "aa bb\n  cc"),
            ("https://long.example a", 5, 0, "https://long.example\na"),
            ("", 5, 2, ""),
            ("  a  ", 5, 2, "a"),
        ];
        for (text, width, indent, wrapped) in rows {
            assert_eq!(wrap(text, width, indent), wrapped, "{text}");
        }
    }
}

//! Text from artifacts, made safe to show.

/// The text with control characters, bidirectional overrides and the like written as escapes, so that
/// a terminal shows it and does not obey it. Line breaks and tabs are escaped too.
pub fn escape_controls(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() || is_invisible_format(character) {
            safe.extend(character.escape_unicode());
        } else {
            safe.push(character);
        }
    }
    safe
}

/// Zero-width and direction-changing characters (Unicode 16 general category Cf, the ones that can
/// hide or reorder text), and the line and paragraph separators.
const fn is_invisible_format(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Bytes as text for people: UTF-8 where it is valid, else each bad byte as `\x..`; at most `limit`
/// characters, with `…` where more follows.
pub fn printable(bytes: &[u8], limit: usize) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(&escape_controls(chunk.valid()));
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
        if text.len() > limit.saturating_mul(4) {
            break;
        }
    }
    match text.char_indices().nth(limit) {
        Some((end, _)) => {
            text.truncate(end);
            text.push('…');
            text
        }
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_cannot_be_driven() {
        assert_eq!(escape_controls("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(escape_controls("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(escape_controls("三星 ok"), "三星 ok");
    }

    #[test]
    fn bad_bytes_and_long_text_are_marked() {
        assert_eq!(printable(b"a\xffb", 10), "a\\xffb");
        assert_eq!(printable("三星三星".as_bytes(), 2), "三星…");
    }
}

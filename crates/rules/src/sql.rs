//! Looks at a query's text, as far as the database does not.

/// Whether the statement has an `ORDER BY` that is not inside parentheses, a string or a comment.
pub(crate) fn is_ordered(sql: &str) -> bool {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut depth = 0_usize;
    let mut chars = sql.chars().peekable();
    while let Some(char) = chars.next() {
        if char.is_alphanumeric() || char == '_' {
            word.push(char.to_ascii_uppercase());
            continue;
        }
        if depth == 0 && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.clear();
        match char {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '\'' | '"' => {
                // A doubled quote ends one text and begins the next, which comes to the same.
                for inside in chars.by_ref() {
                    if inside == char {
                        break;
                    }
                }
            }
            '-' if chars.peek() == Some(&'-') => {
                for inside in chars.by_ref() {
                    if inside == '\n' {
                        break;
                    }
                }
            }
            '/' if chars.peek() == Some(&'*') => {
                let mut last = ' ';
                for inside in chars.by_ref().skip(1) {
                    if last == '*' && inside == '/' {
                        break;
                    }
                    last = inside;
                }
            }
            _ => {}
        }
    }
    if depth == 0 && !word.is_empty() {
        words.push(word);
    }
    words
        .windows(2)
        .any(|pair| matches!(pair, [order, by] if order == "ORDER" && by == "BY"))
}

#[cfg(test)]
mod tests {
    use super::is_ordered;

    #[test]
    fn only_the_statements_own_order_counts() {
        assert!(is_ordered("SELECT a FROM t\norder\n  BY a"));
        assert!(is_ordered("SELECT (SELECT 1) AS a -- it's\nORDER BY a"));
        assert!(!is_ordered("SELECT group_concat(a ORDER BY a) FROM t"));
        assert!(!is_ordered("SELECT 'ORDER BY' FROM t -- ORDER BY a"));
        assert!(!is_ordered("SELECT a /* ORDER BY a */ FROM t"));
        assert!(!is_ordered("SELECT a FROM (SELECT a FROM t ORDER BY a)"));
    }
}

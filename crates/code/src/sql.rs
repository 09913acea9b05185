//! What a statement of SQL is about: the table that it reads or writes, and the columns that it gives.
//!
//! Spec: <https://sqlite.org/lang_select.html>, <https://sqlite.org/lang_insert.html>, <https://sqlite.org/lang_update.html>.
//!
//! Known misses: of several tables the first is meant; columns of statements inside a statement.

/// A word, name or sign of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Token {
    text: String,
    is_quoted: bool,
}

impl Token {
    fn is(&self, keyword: &str) -> bool {
        !self.is_quoted && self.text.eq_ignore_ascii_case(keyword)
    }

    /// Whether it may be a name; `*` stands for a part that is not known.
    fn is_name(&self) -> bool {
        self.is_quoted
            || self
                .text
                .starts_with(|it: char| it.is_alphanumeric() || matches!(it, '_' | '*'))
    }
}

fn tokens(sql: &str) -> Vec<Token> {
    let mut all: Vec<Token> = Vec::new();
    let mut letters = sql.chars().peekable();
    while let Some(letter) = letters.next() {
        let close = match letter {
            '"' | '`' | '\'' => Some(letter),
            '[' => Some(']'),
            _ => None,
        };
        if let Some(close) = close {
            let text = letters.by_ref().take_while(|it| *it != close).collect();
            all.push(Token {
                text,
                is_quoted: true,
            });
            continue;
        }
        if letter.is_whitespace() {
            continue;
        }
        let is_part = |it: &char| it.is_alphanumeric() || matches!(it, '_' | '.' | '*' | '$' | '?');
        let mut text = String::from(letter);
        if is_part(&letter) {
            while let Some(more) = letters.next_if(is_part) {
                text.push(more);
            }
        }
        all.push(Token {
            text,
            is_quoted: false,
        });
    }
    all
}

/// The table that a statement reads, or writes to.
pub fn table_of(sql: &str) -> Option<String> {
    let tokens = tokens(sql);
    let mut rest = tokens.as_slice();
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        let named = match after {
            // `UPDATE OR REPLACE t`
            [or, _, more @ ..] if token.is("UPDATE") && or.is("OR") => more,
            _ if token.is("FROM") || token.is("INTO") || token.is("UPDATE") => after,
            _ => continue,
        };
        // `main."t"` are two tokens.
        let name = match named {
            [schema, name, ..] if !schema.is_quoted && schema.text.ends_with('.') => name,
            [name, ..] => name,
            [] => continue,
        };
        if !name.is_name() {
            continue;
        }
        let name = match name.text.rsplit_once('.') {
            Some((_, last)) if !name.is_quoted => last,
            _ => name.text.as_str(),
        };
        if name.chars().any(char::is_alphanumeric) {
            return Some(name.to_owned());
        }
    }
    None
}

/// The columns that a statement gives, in their order; an empty text for what is no plain column. Nothing where it gives
/// all (`*`).
pub fn columns_of(sql: &str) -> Vec<String> {
    let tokens = tokens(sql);
    let mut rest = tokens.iter().skip_while(|it| !it.is("SELECT")).skip(1);
    let (mut all, mut one): (Vec<String>, Vec<&Token>) = (Vec::new(), Vec::new());
    let mut depth = 0_u32;
    for token in rest.by_ref() {
        match token.text.as_str() {
            "(" if !token.is_quoted => depth = depth.saturating_add(1),
            ")" if !token.is_quoted => depth = depth.saturating_sub(1),
            "," if !token.is_quoted && depth == 0 => {
                all.push(column(&one));
                one.clear();
                continue;
            }
            _ if depth == 0 && token.is("FROM") => break,
            _ => {}
        }
        if !(one.is_empty() && (token.is("DISTINCT") || token.is("ALL"))) {
            one.push(token);
        }
    }
    if !one.is_empty() {
        all.push(column(&one));
    }
    if all.iter().any(|it| it.ends_with('*')) {
        return Vec::new();
    }
    all
}

/// The column that a part of a selection is: a name alone, or one with another name given to it.
fn column(part: &[&Token]) -> String {
    match part {
        [name] | [name, _] if name.is_name() => plain(name),
        [name, is, _] if name.is_name() && is.is("AS") => plain(name),
        _ => String::new(),
    }
}

fn plain(name: &Token) -> String {
    match name.text.rsplit_once('.') {
        Some((_, column)) if !name.is_quoted => column.to_owned(),
        _ => name.text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_a_statement() {
        let check = |sql: &str, expect: Option<&str>| {
            assert_eq!(table_of(sql).as_deref(), expect, "{sql}");
        };
        check("SELECT term FROM banned WHERE level > 1", Some("banned"));
        check("select * from main.\"the words\" w", Some("the words"));
        check("SELECT a FROM main.words", Some("words"));
        check(
            "INSERT OR REPLACE INTO [words] (a) VALUES (?)",
            Some("words"),
        );
        check("UPDATE OR IGNORE words SET a = ?", Some("words"));
        check("DELETE FROM words", Some("words"));
        check(
            "SELECT a FROM (SELECT b FROM inner_words)",
            Some("inner_words"),
        );
        check("SELECT word FROM words_* WHERE a = *", Some("words_*"));
        check("SELECT word FROM *", None);
        check("PRAGMA user_version", None);
    }

    #[test]
    fn the_columns_of_a_statement() {
        let check = |sql: &str, expect: &[&str]| assert_eq!(columns_of(sql), expect, "{sql}");
        check("SELECT term FROM banned", &["term"]);
        check(
            "SELECT DISTINCT w.a, \"b c\" AS x, max(d, e), f g FROM t w",
            &["a", "b c", "", "f"],
        );
        check("SELECT * FROM t", &[]);
        check("SELECT w.* FROM t w", &[]);
    }
}

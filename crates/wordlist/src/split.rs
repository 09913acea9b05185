//! Plain text to tables: lines, columns, separators, `key=value`, string literals in source code.

use std::borrow::Cow;

/// A way to read a text as entries.
pub(crate) struct Reading<'t> {
    pub(crate) step: String,
    pub(crate) entries: Vec<Cow<'t, str>>,
}

/// Separators that may stand between entries, in the order they are preferred.
const SEPARATORS: [(char, &str); 22] = [
    ('\n', "lines"),
    ('\t', "tabs"),
    (',', "commas"),
    ('|', "bars"),
    (';', "semicolons"),
    ('、', "ideographic commas"),
    ('，', "full-width commas"),
    ('；', "full-width semicolons"),
    ('｜', "full-width bars"),
    ('#', "hashes"),
    (' ', "spaces"),
    ('\u{3000}', "ideographic spaces"),
    ('$', "dollars"),
    ('@', "ats"),
    ('^', "carets"),
    ('~', "tildes"),
    ('&', "ampersands"),
    ('*', "stars"),
    ('/', "slashes"),
    ('\r', "carriage returns"),
    ('_', "underscores"),
    ('+', "pluses"),
];

/// The plausible readings of a text, the plainest first.
pub(crate) fn readings(text: &str) -> Vec<Reading<'_>> {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let mut readings = Vec::new();
    let literals = literals(text).map(|literals| Reading {
        step: "string-literals".to_owned(),
        entries: literals.into_iter().map(Cow::Owned).collect(),
    });
    // On a few long lines of code, the quotes say where entries end, not the commas and spaces between; so they do where each
    // line of a table in source code is one literal.
    let begins = |line: &&&str| line.trim_start().starts_with(['"', '\'']);
    let is_table = literals.as_ref().is_some_and(|it| {
        let n = lines.iter().filter(begins).count();
        n.saturating_mul(10) >= lines.len().saturating_mul(7) && it.entries.len() <= lines.len()
    });
    let (first, last) = if lines.len() < 5 || is_table {
        (literals, None)
    } else {
        (None, literals)
    };
    readings.extend(first);
    if lines.len() >= 5 {
        columns(text, &lines, &mut readings);
        readings.push(Reading {
            step: "lines".to_owned(),
            entries: lines.iter().map(|&line| Cow::Borrowed(line)).collect(),
        });
        values(&lines, &mut readings);
    }
    if lines.len() < 5 || text.len() > lines.len().saturating_mul(200) {
        separated(text, &mut readings);
    }
    readings.extend(last);
    readings
}

/// Text with few lines: the separators that cut it into the most entries of a sensible length.
fn separated<'t>(text: &'t str, readings: &mut Vec<Reading<'t>>) {
    let n_chars = text.chars().count();
    let mut counts = [0_usize; SEPARATORS.len()];
    for c in text.chars() {
        if let Some(at) = SEPARATORS.iter().position(|(separator, _)| *separator == c)
            && let Some(count) = counts.get_mut(at)
        {
            *count = count.saturating_add(1);
        }
    }
    let mut found: Vec<(usize, char, &str)> = counts
        .iter()
        .zip(SEPARATORS)
        .filter(|&(&count, _)| count >= 4 && n_chars <= count.saturating_add(1).saturating_mul(40))
        .map(|(&count, (separator, name))| (count, separator, name))
        .collect();
    // The sort is stable: of two that are as common, the preferred one stays first.
    found.sort_by_key(|&(count, ..)| std::cmp::Reverse(count));
    for (_, separator, name) in found.into_iter().take(2) {
        readings.push(Reading {
            step: name.to_owned(),
            entries: text
                .split(separator)
                .flat_map(str::lines)
                .map(Cow::Borrowed)
                .collect(),
        });
    }
}

fn count(text: &str, of: char) -> usize {
    memchr::memmem::find_iter(text.as_bytes(), of.encode_utf8(&mut [0; 4]).as_bytes()).count()
}

/// Lines with columns: each column of text is a reading; lines with ever-changing numbers of fields are
/// one table of all fields.
fn columns<'t>(text: &str, lines: &[&'t str], readings: &mut Vec<Reading<'t>>) {
    for separator in [',', '\t', '|', ';', '、', '，', '=', ' '] {
        let is_too_few = |n: usize| n.saturating_mul(10) < lines.len().saturating_mul(6);
        // Alternatives in brackets are one entry, and so are addresses with their parameters.
        let is_one = |line: &&&str| match separator {
            '|' => has_alternatives(line),
            '=' => line.contains("://"),
            _ => false,
        };
        if matches!(separator, '|' | '=') && !is_too_few(lines.iter().filter(is_one).count()) {
            continue;
        }
        // Counting them in the whole text is many times quicker than asking each line.
        if is_too_few(count(text, separator))
            || is_too_few(lines.iter().filter(|line| line.contains(separator)).count())
        {
            continue;
        }
        let mut rows: Vec<Vec<Cow<'t, str>>> = Vec::with_capacity(lines.len());
        for line in lines {
            rows.push(fields(line, separator));
        }
        let mut widths: Vec<usize> = rows.iter().map(Vec::len).collect();
        widths.sort_unstable();
        let Some(&usual) = widths.get(widths.len() / 2) else {
            continue;
        };
        if is_heading(&rows) {
            rows.remove(0);
        }
        let regular = widths.iter().filter(|&&n| n == usual).count();
        if regular.saturating_mul(10) >= widths.len().saturating_mul(6)
            && (2..=200).contains(&usual)
        {
            for column in 0..usual {
                let entries: Vec<Cow<'t, str>> = rows
                    .iter()
                    .filter_map(|row| row.get(column).cloned())
                    .collect();
                let worded = entries
                    .iter()
                    .filter(|entry| entry.chars().any(char::is_alphabetic))
                    .count();
                if worded.saturating_mul(2) > entries.len() {
                    readings.push(Reading {
                        step: format!("column {}", column.saturating_add(1)),
                        entries,
                    });
                }
            }
        } else if !matches!(separator, ' ' | '=') {
            readings.push(Reading {
                step: "lines and separators".to_owned(),
                entries: rows.into_iter().flatten().collect(),
            });
        }
        return;
    }
}

/// Whether bars stand in brackets, as in `(a|b)`.
fn has_alternatives(line: &str) -> bool {
    let inner = line.split_once('(').and_then(|it| it.1.split_once(')'));
    inner.is_some_and(|it| it.0.contains('|')) && !line.starts_with('|')
}

/// Whether the first row names the columns: over numbers alone stands a word, and so it is in the others.
fn is_heading(rows: &[Vec<Cow<'_, str>>]) -> bool {
    let Some((first, rest)) = rows.split_first() else {
        return false;
    };
    let is_number = |field: &str| {
        let field = field.trim();
        !field.is_empty() && field.bytes().all(|it| it.is_ascii_digit())
    };
    let is_name = |field: &str| {
        let letters = field.trim().bytes();
        letters.clone().any(|it| it.is_ascii_alphabetic())
            && letters.clone().all(|it| it.is_ascii_graphic())
    };
    first.iter().all(|it| is_name(it))
        && (0..first.len()).any(|at| {
            let mut column = rest.iter().map(|row| row.get(at));
            column.all(|it| it.is_some_and(|it| is_number(it)))
        })
}

/// The fields of one line; quotes around a field are undone as RFC 4180 has them.
fn fields(line: &str, separator: char) -> Vec<Cow<'_, str>> {
    if !line.contains('"') {
        return line.split(separator).map(Cow::Borrowed).collect();
    }
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        if quoted {
            match c {
                '"' if chars.peek() == Some(&'"') => {
                    chars.next();
                    field.push('"');
                }
                '"' => quoted = false,
                _ => field.push(c),
            }
        } else if c == '"' && field.trim().is_empty() {
            quoted = true;
            field.clear();
        } else if c == separator {
            fields.push(Cow::Owned(std::mem::take(&mut field)));
        } else {
            field.push(c);
        }
    }
    fields.push(Cow::Owned(field));
    fields
}

/// `key=value` lines: the values, one long value read by its own separators is left to the caller.
fn values<'t>(lines: &[&'t str], readings: &mut Vec<Reading<'t>>) {
    let pairs: Vec<&str> = lines
        .iter()
        .filter_map(|line| {
            let (key, value) = line.split_once(['=', ':'])?;
            let key = key.trim();
            let plain = key.chars().all(|c| {
                c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '[' | ']' | ' ')
            });
            (plain && !key.is_empty() && key.len() <= 80).then_some(value)
        })
        .collect();
    if pairs.len().saturating_mul(10) >= lines.len().saturating_mul(6) {
        readings.push(Reading {
            step: "properties".to_owned(),
            entries: pairs.into_iter().map(Cow::Borrowed).collect(),
        });
    }
}

/// The long values of a text of `key=value` lines, with their keys.
pub(crate) fn long_values(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().filter_map(|line| {
        let (key, value) = line.split_once('=')?;
        let key = key.trim();
        (value.len() >= 48 && !key.is_empty() && key.len() <= 80 && !key.contains(['"', '<', '{']))
            .then_some((key, value.trim()))
    })
}

/// The string literals of source code in Lua, Java, JavaScript and the like, where a good part of the
/// text stands in quotes; escapes are undone.
pub(crate) fn literals(text: &str) -> Option<Vec<String>> {
    if memchr::memchr2_iter(b'"', b'\'', text.as_bytes()).count() < 12 {
        return None;
    }
    let mut literals = Vec::new();
    let mut inside = 0_usize;
    let mut rest = text;
    while let Some(at) = memchr::memchr2(b'"', b'\'', rest.as_bytes()) {
        let Some(quote) = rest.get(at..).and_then(|rest| rest.chars().next()) else {
            break;
        };
        let Some(body) = rest.get(at.saturating_add(1)..) else {
            break;
        };
        if let Some((literal, len)) = literal(body, quote) {
            inside = inside.saturating_add(len);
            if !literal.trim().is_empty() {
                literals.push(literal);
            }
            rest = body.get(len.saturating_add(1)..).unwrap_or_default();
        } else {
            rest = body;
        }
    }
    (literals.len() >= 6 && inside.saturating_mul(4) >= text.len()).then_some(literals)
}

/// A literal up to its closing quote on the same line, and its length in the source without that quote.
fn literal(body: &str, quote: char) -> Option<(String, usize)> {
    let quote_byte = u8::try_from(quote).ok()?;
    let end = memchr::memchr3(quote_byte, b'\n', b'\\', body.as_bytes())?;
    match body.as_bytes().get(end) {
        Some(b'\n') => return None,
        Some(&byte) if byte == quote_byte => return Some((body.get(..end)?.to_owned(), end)),
        _ => {}
    }
    let mut out: Vec<u8> = Vec::new();
    let mut chars = body.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            _ if c == quote => return Some((String::from_utf8_lossy(&out).into_owned(), at)),
            '\n' => return None,
            '\\' => {
                let (_, escaped) = chars.next()?;
                let mut digits = |n: usize, radix: u32, first: Option<char>| {
                    let mut value = first.and_then(|c| c.to_digit(radix)).unwrap_or(0);
                    let mut taken = usize::from(first.is_some());
                    while taken < n
                        && let Some(digit) = chars.peek().and_then(|(_, c)| c.to_digit(radix))
                    {
                        value = value.saturating_mul(radix).saturating_add(digit);
                        chars.next();
                        taken = taken.saturating_add(1);
                    }
                    value
                };
                match escaped {
                    'n' => out.push(b'\n'),
                    't' => out.push(b'\t'),
                    'r' => out.push(b'\r'),
                    'u' => {
                        let c = char::from_u32(digits(4, 16, None)).unwrap_or('\u{fffd}');
                        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                    }
                    'x' => out.push(u8::try_from(digits(2, 16, None)).unwrap_or(b'?')),
                    // Lua writes bytes in decimal.
                    '0'..='9' => {
                        out.push(u8::try_from(digits(3, 10, Some(escaped))).unwrap_or(b'?'));
                    }
                    other => out.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes()),
                }
            }
            _ => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    None
}

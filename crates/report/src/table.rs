//! Tables for a terminal.

use base::escape_controls;
use case::Dossier;

/// The answers as a table: question, grade, number of gaps, and the statement below.
pub fn answers_table(dossier: &Dossier) -> String {
    let mut text = String::new();
    if let Some(subject) = dossier.subjects.first() {
        text.push_str(&escape_controls(&subject.label));
        if let Some(build) = &subject.build {
            text.push_str(&format!("  ({})", escape_controls(build)));
        }
        text.push_str("\n\n");
    }
    text.push_str(&format!(
        "{:<17} {:<11} {:>6} {:>5}  {}\n",
        "question", "grade", "claims", "gaps", "answer"
    ));
    for answer in &dossier.answers {
        let lines = wrap(&escape_controls(&answer.statement), 76);
        let mut lines = lines.iter();
        text.push_str(&format!(
            "{:<17} {:<11} {:>6} {:>5}  {}\n",
            answer.question,
            answer.verdict.name(),
            answer.findings.len(),
            answer.unknowns.len(),
            lines.next().map_or("", String::as_str)
        ));
        for line in lines {
            text.push_str(&format!("{:<43}{line}\n", ""));
        }
    }
    text
}

/// Rows as columns of equal width, with a heading; the last column is not padded.
pub fn cells(heading: &[String], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = heading.iter().map(|cell| cell.chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for row in std::iter::once(heading).chain(rows.iter().map(Vec::as_slice)) {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Breaks a text at spaces into lines of at most `width` characters; a longer word stands alone.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_statements_break_at_spaces() {
        assert_eq!(wrap("aa bb cccccc d", 5), ["aa bb", "cccccc", "d"]);
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [vec!["三星".to_owned(), "b".to_owned()]];
        let text = cells(&["a".to_owned(), "bb".to_owned()], &rows);
        assert_eq!(text, "a   bb\n三星  b\n");
    }
}

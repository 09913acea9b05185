//! Reads `build.prop` and its like: one `name=value` per line.
//!
//! Spec: AOSP `system/core/init/property_service.cpp`, `LoadProperties` (android-14.0.0_r1).
//!
//! Departures from the spec: `import` lines and `${}` references are kept as they are written, since the
//! files they name are read by themselves; a line that is not UTF-8 is a problem and is left out.

use base::{Parsed, Problem, Span, View};

/// A property that a file sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Property<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its value, without white space around it.
    pub value: &'a str,
    /// Its line, without the line feed.
    pub span: Span,
}

/// Reads a property file.
///
/// A name may be set more than once; init obeys the last for names that do not begin with `ro.` and the
/// first for those that do, so all are given, in order.
pub fn parse(file: View<'_>) -> Parsed<Vec<Property<'_>>> {
    let mut parsed = Parsed::clean(Vec::new());
    let mut off = 0_u64;
    for line in file.bytes().split(|byte| *byte == b'\n') {
        let len = u64::try_from(line.len()).unwrap_or(u64::MAX);
        let span = file.span_at(off, len);
        off = off.saturating_add(len).saturating_add(1);
        let line = line.trim_ascii();
        if line.is_empty() || line.starts_with(b"#") || line.starts_with(b"import ") {
            continue;
        }
        let Ok(line) = std::str::from_utf8(line) else {
            parsed
                .problems
                .push(Problem::new("prop/line-is-not-utf8", "a line is not UTF-8 text").at(span));
            continue;
        };
        match line.split_once('=') {
            Some((name, value)) if !name.trim().is_empty() => parsed.value.push(Property {
                name: name.trim(),
                value: value.trim(),
                span,
            }),
            // init passes over such a line without a word.
            _ => parsed
                .problems
                .push(Problem::new("prop/line-without-value", "a line sets no property").at(span)),
        }
    }
    parsed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[(&str, &str)]) {
        let parsed = parse(View::new(text.as_bytes()));
        let got: Vec<_> = parsed.value.iter().map(|it| (it.name, it.value)).collect();
        assert_eq!(got, expect);
    }

    #[test]
    fn comments_and_blank_lines_set_nothing() {
        check("# a=b\n\n  # c=d\n", &[]);
    }

    #[test]
    fn white_space_around_both_sides_goes() {
        check(" a.b = c d \r\n", &[("a.b", "c d")]);
    }

    #[test]
    fn the_first_equals_sign_divides() {
        check("a=b=c\nd=", &[("a", "b=c"), ("d", "")]);
    }

    #[test]
    fn a_bad_line_does_not_hide_the_next() {
        let parsed = parse(View::new(b"\xff=1\nnothing\nro.a=2"));
        assert_eq!(parsed.value.len(), 1);
        assert_eq!(parsed.value[0].span, Span::new(12, 6));
        let codes: Vec<_> = parsed.problems.iter().map(|it| it.code).collect();
        assert_eq!(codes, ["prop/line-is-not-utf8", "prop/line-without-value"]);
    }

    #[test]
    fn hostile_bytes_are_survived() {
        testkit::hostile(b"ro.a=b\n#c\nimport /x\nd = e\n", |bytes| {
            for property in parse(View::new(bytes)).value {
                assert!(usize::try_from(property.span.end()).unwrap() <= bytes.len());
            }
        });
    }
}

//! A way through code as a picture: one box for each method, one line for each step, arrows between them. SVG 1.1, without
//! script and without anything from outside.

use std::fmt::Write as _;

/// A step of a way.
#[derive(Clone, Debug)]
pub struct PictureStep {
    /// The method.
    pub method: String,
    /// What happens there, with the offset.
    pub says: String,
}

/// Height of a line, in pixels.
const LINE: usize = 20;
/// Between boxes, in pixels.
const GAP: usize = 26;
/// Margin, in pixels.
const MARGIN: usize = 16;
/// Width of a character of the fixed-width font, in hundredths of a pixel.
const CHARACTER: usize = 725;
/// Characters of a line at the most; the rest is in its tooltip.
const LINE_LENGTH: usize = 140;

/// Draws a way with a heading of one line or several.
pub fn way_svg(heading: &[String], steps: &[PictureStep]) -> String {
    let mut boxes: Vec<(&str, Vec<&str>)> = Vec::new();
    for step in steps {
        match boxes.last_mut() {
            Some((method, lines)) if *method == step.method => lines.push(&step.says),
            _ => boxes.push((&step.method, vec![&step.says])),
        }
    }
    let texts = heading.iter().map(String::as_str);
    let all = texts.chain(
        boxes
            .iter()
            .flat_map(|(m, l)| l.iter().copied().chain([*m])),
    );
    let longest = all.map(|it| it.chars().count().min(LINE_LENGTH)).max();
    let width = longest.unwrap_or(0) * CHARACTER / 100 + 4 * MARGIN;
    let mut body = String::new();
    let mut y = MARGIN;
    for text in heading {
        y += LINE;
        line(&mut body, MARGIN, y, "h", text);
    }
    y += LINE;
    for (position, (method, lines)) in boxes.iter().enumerate() {
        if position > 0 {
            let (from, to, x) = (y, y + GAP, 3 * MARGIN);
            let tip = to - 6;
            let _ = writeln!(
                body,
                "<path class=\"a\" d=\"M{x} {from}V{to}M{} {tip}L{x} {to}L{} {tip}\"/>",
                x - 4,
                x + 4
            );
            y = to;
        }
        let height = (lines.len() + 1) * LINE + LINE / 2;
        let _ = writeln!(
            body,
            "<rect class=\"b\" x=\"{MARGIN}\" y=\"{y}\" width=\"{}\" height=\"{height}\" rx=\"4\"/>",
            width - 2 * MARGIN
        );
        let mut at = y + LINE;
        line(&mut body, 2 * MARGIN, at, "m", method);
        for text in lines {
            at += LINE;
            line(&mut body, 2 * MARGIN, at, "s", text);
        }
        y += height;
    }
    let height = y + MARGIN;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n\
         <style>text{{font:12px monospace;fill:#1b1b1b}}.h,.m{{font-weight:bold}}.b{{fill:#f6f6f2;stroke:#888}}\
         .a{{fill:none;stroke:#555;stroke-width:1.5}}</style>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{body}</svg>\n"
    )
}

fn line(body: &mut String, x: usize, y: usize, class: &str, text: &str) {
    let shown: String = text.chars().take(LINE_LENGTH).collect();
    let rest = if shown.len() < text.len() { "…" } else { "" };
    let title = if rest.is_empty() {
        String::new()
    } else {
        format!("<title>{}</title>", escaped(text))
    };
    let shown = escaped(&shown);
    let _ = writeln!(
        body,
        "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{title}{shown}{rest}</text>"
    );
}

/// Text of XML 1.0: control characters, which it may not hold (clause 2.2), are shown as U+FFFD.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(method: &str, says: &str) -> PictureStep {
        PictureStep {
            method: method.to_owned(),
            says: says.to_owned(),
        }
    }

    #[test]
    fn a_method_is_one_box_and_an_arrow_leads_to_the_next() {
        let steps = [
            step("a", "1"),
            step("a", "2"),
            step("b", "3"),
            step("a", "4"),
        ];
        let svg = way_svg(&[String::from("head")], &steps);
        assert_eq!(svg.matches("class=\"b\"").count(), 3);
        assert_eq!(svg.matches("class=\"a\"").count(), 2);
        assert_eq!(svg.matches("class=\"s\"").count(), 4);
    }

    #[test]
    fn what_code_names_its_classes_does_not_become_markup() {
        let svg = way_svg(&[], &[step("<script>\u{0}&\"", "]]>")]);
        assert!(svg.contains("&lt;script&gt;\u{fffd}&amp;&quot;"));
        assert!(!svg.contains("<script"));
        assert!(svg.contains("]]&gt;"));
    }

    #[test]
    fn a_line_of_any_length_is_cut_and_whole_in_its_tooltip() {
        let long = "x".repeat(5_000);
        let svg = way_svg(&[], &[step("m", &long)]);
        assert!(svg.contains(&format!("<title>{long}</title>")));
        assert!(svg.contains(&format!("{}…", "x".repeat(LINE_LENGTH))));
    }
}

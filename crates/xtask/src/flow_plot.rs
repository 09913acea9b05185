//! Draws what apps cost against the size of their code.

use std::fmt::Write as _;

/// Code that is drawn, in MB.
const SIZES: (f64, f64) = (0.01, 100.0);
/// Processor time that is drawn, in seconds.
const TIMES: (f64, f64) = (0.001, 100.0);
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 480.0;
const MARGIN: f64 = 50.0;
/// From this size on, in MB, cost is compared with size: below, opening a file costs more than its code.
const FROM: f64 = 0.1;

/// The power of the size that the cost grows with: the slope of the line of least squares through the logarithms.
/// `None` for less than ten apps.
pub(crate) fn power(points: &[(f64, f64)]) -> Option<f64> {
    let logs: Vec<(f64, f64)> = points
        .iter()
        .filter(|it| it.0 >= FROM && it.1 > 0.0)
        .map(|it| (it.0.ln(), it.1.ln()))
        .collect();
    if logs.len() < 10 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "few apps")]
    let n = logs.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / n;
    let (x, y) = (mean(|it| it.0), mean(|it| it.1));
    let both: f64 = logs.iter().map(|it| (it.0 - x) * (it.1 - y)).sum();
    let square: f64 = logs.iter().map(|it| (it.0 - x).powi(2)).sum();
    (square > 0.0).then(|| both / square)
}

/// An SVG with a dot for each app (MB of code, seconds) on scales of powers of ten, and lines along which cost grows as size does.
pub(crate) fn svg(points: &[(f64, f64)]) -> String {
    let along = |value: f64, (from, to): (f64, f64), length: f64| {
        let part = (value.clamp(from, to) / from).ln() / (to / from).ln();
        part * 2.0f64.mul_add(-MARGIN, length)
    };
    let x = |mb: f64| MARGIN + along(mb, SIZES, WIDTH);
    let y = |s: f64| HEIGHT - MARGIN - along(s, TIMES, HEIGHT);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"11\">\n\
         <title>Processor time of the three examiners of code against the size of the code, an app a dot</title>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"white\"/>\n"
    );
    for mb in [0.01, 0.1, 1.0, 10.0, 100.0] {
        line(&mut text, (x(mb), y(TIMES.0)), (x(mb), y(TIMES.1)), "#ddd");
        let (x, y) = (x(mb), HEIGHT - MARGIN + 15.0);
        let _ = writeln!(
            text,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{mb} MB</text>"
        );
    }
    for s in [0.001, 0.01, 0.1, 1.0, 10.0, 100.0] {
        line(&mut text, (x(SIZES.0), y(s)), (x(SIZES.1), y(s)), "#ddd");
        let (x, y) = (MARGIN - 5.0, y(s) + 4.0);
        let _ = writeln!(
            text,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{s} s</text>"
        );
    }
    for each in [0.1, 1.0] {
        let to = SIZES.1.min(TIMES.1 / each);
        line(
            &mut text,
            (x(SIZES.0), y(SIZES.0 * each)),
            (x(to), y(to * each)),
            "#888",
        );
        let (x, y) = (x(to) - 90.0, y(to * each) + 12.0);
        let _ = writeln!(
            text,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" fill=\"#666\">{each} s for each MB</text>"
        );
    }
    for (mb, s) in points {
        let _ = writeln!(
            text,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"2\" fill=\"#1f5f8b\" fill-opacity=\"0.6\"/>",
            x(*mb),
            y(*s)
        );
    }
    text.push_str("</svg>\n");
    text
}

fn line(text: &mut String, from: (f64, f64), to: (f64, f64), stroke: &str) {
    let _ = writeln!(
        text,
        "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{stroke}\"/>",
        from.0, from.1, to.0, to.1
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_power_of_a_square_is_two() {
        let points: Vec<(f64, f64)> = (1..30).map(|i| (f64::from(i), f64::from(i * i))).collect();
        assert!((power(&points).unwrap() - 2.0).abs() < 1e-9);
        assert_eq!(power(&points[..9]), None);
    }

    #[test]
    fn every_app_is_a_dot_inside_the_drawing() {
        let drawn = svg(&[(0.0001, 1e-9), (1.0, 1.0), (1e6, 1e6)]);
        assert_eq!(drawn.matches("<circle").count(), 3);
        assert!(
            drawn.contains("cx=\"50.0\" cy=\"430.0\"")
                && drawn.contains("cx=\"590.0\" cy=\"50.0\"")
        );
    }
}

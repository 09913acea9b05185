//! Points in time that the user names, such as the moment when consent was refused.

use fmt_net::time::from_rfc3339;

/// Nanoseconds of a day.
const DAY_NS: u64 = 86_400_000_000_000;

/// When a mark was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// At this time, in nanoseconds since 1970.
    Time(u64),
    /// At this time of the day, in UTC, on the day of the record's first packet.
    Clock(u64),
}

/// A point in time with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    name: String,
    when: When,
}

/// Why a text is no mark.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no mark: expected TIME=NAME, as in 12:03:10=consent-refused or 2026-11-21T12:03:10+02:00=consent-refused"
)]
pub struct BadMark(pub String);

/// Marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    marks: Vec<Mark>,
}

/// Marks with their times, sorted.
pub(crate) struct Timeline {
    marks: Vec<(u64, String)>,
}

impl Mark {
    /// Reads `TIME=NAME`, or `TIME NAME` as in files. A time without a date is of the day of the record's first
    /// packet; one without a zone is in UTC.
    ///
    /// # Errors
    /// [`BadMark`].
    pub fn read(text: &str) -> Result<Self, BadMark> {
        let bad = || BadMark(text.to_owned());
        let (time, name) = text.trim().split_once(['=', ' ', '\t']).ok_or_else(bad)?;
        let name = name.trim();
        if name.is_empty() {
            return Err(bad());
        }
        let when = if time.contains(['T', 't']) {
            When::Time(from_rfc3339(time).ok_or_else(bad)?)
        } else {
            // A day far from 1970, so that no zone leads before it.
            let on_a_day = from_rfc3339(&format!("2000-01-02T{time}")).ok_or_else(bad)?;
            When::Clock(on_a_day % DAY_NS)
        };
        Ok(Self {
            name: name.to_owned(),
            when,
        })
    }
}

impl Marks {
    /// Marks as the user gave them.
    ///
    /// # Errors
    /// [`BadMark`] for the first that is none.
    pub fn read<'t>(texts: impl Iterator<Item = &'t str>) -> Result<Self, BadMark> {
        let marks = texts.map(Mark::read).collect::<Result<_, _>>()?;
        Ok(Self { marks })
    }

    /// The marks of a file: one a line, `#` before comments.
    ///
    /// # Errors
    /// [`BadMark`] for the first line that is none.
    pub fn lines(text: &str) -> Result<Vec<String>, BadMark> {
        let lines = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines
            .map(|line| Mark::read(line).map(|_| line.to_owned()))
            .collect()
    }

    /// Their times in a record whose first packet has this time.
    pub(crate) fn timeline(&self, first_ns: u64) -> Timeline {
        let day = first_ns - first_ns % DAY_NS;
        let mut marks: Vec<(u64, String)> = self
            .marks
            .iter()
            .map(|mark| {
                let time = match mark.when {
                    When::Time(time) => time,
                    When::Clock(clock) => day.saturating_add(clock),
                };
                (time, mark.name.clone())
            })
            .collect();
        marks.sort();
        Timeline { marks }
    }
}

impl Timeline {
    /// The marks with their times.
    pub(crate) fn marks(&self) -> &[(u64, String)] {
        &self.marks
    }

    /// The last mark at or before a time, and the first one after it.
    pub(crate) fn around(&self, time: u64) -> (Option<&str>, Option<&str>) {
        let after = self.marks.partition_point(|mark| mark.0 <= time);
        let name = |position: Option<usize>| {
            position
                .and_then(|it| self.marks.get(it))
                .map(|mark| mark.1.as_str())
        };
        (name(after.checked_sub(1)), name(Some(after)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_falls_between_two_marks() {
        let marks = Marks::read(
            [
                "12:03:10=consent-refused",
                "2026-11-21T14:00:00+02:00=started",
            ]
            .into_iter(),
        )
        .unwrap();
        let time = |text: &str| from_rfc3339(text).unwrap();
        let timeline = marks.timeline(time("2026-11-21T11:59:00Z"));
        for (at, expect) in [
            ("2026-11-21T11:59:59Z", (None, Some("started"))),
            (
                "2026-11-21T12:00:00Z",
                (Some("started"), Some("consent-refused")),
            ),
            (
                "2026-11-21T12:03:09Z",
                (Some("started"), Some("consent-refused")),
            ),
            ("2026-11-21T12:03:10Z", (Some("consent-refused"), None)),
        ] {
            assert_eq!(timeline.around(time(at)), expect, "{at}");
        }
    }

    #[test]
    fn what_is_no_mark_is_named() {
        for text in ["noon=x", "12:03:10", "12:03:10=", "25=x"] {
            assert_eq!(Mark::read(text), Err(BadMark(text.to_owned())));
        }
        assert_eq!(
            Marks::lines("# a comment\n\n12:03:10 consent refused\n").unwrap(),
            ["12:03:10 consent refused"]
        );
    }
}

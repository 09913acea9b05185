//! Points in time as files write them, to nanoseconds since 1970-01-01 UTC.
//!
//! Spec: RFC 3339 (the profile of ISO 8601 that HAR uses); seconds as decimal fractions.
//! Departures from the spec: a missing zone is UTC; a comma may stand for the point; `24:00` is not read.

/// Nanoseconds of a time like `2023-03-29T16:58:59.303-07:00`; none before 1970 or where it is none.
pub fn from_rfc3339(text: &str) -> Option<u64> {
    let (date, time) = text.trim().split_at_checked(10)?;
    let mut parts = date.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1970..=2500).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let time = time.strip_prefix(['T', 't', ' '])?;
    let (clock, rest) = time.split_at_checked(8)?;
    let mut parts = clock.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    let digits = rest.strip_prefix(['.', ',']).map(|rest| {
        rest.split(|c: char| !c.is_ascii_digit())
            .next()
            .unwrap_or("")
    });
    let zone = digits.map_or(rest, |digits| {
        rest.get(digits.len().saturating_add(1)..).unwrap_or("")
    });
    let nanoseconds: i64 = match digits {
        Some(digits) if !digits.is_empty() => format!("{digits:0<9}").get(..9)?.parse().ok()?,
        _ => 0,
    };
    let days = days_from_civil(year, month, day)?;
    let seconds = days
        .checked_mul(86_400)?
        .checked_add(hour.checked_mul(3600)?)?
        .checked_add(minute.checked_mul(60)?)?
        .checked_add(second)?
        .checked_sub(zone_seconds(zone)?)?;
    u64::try_from(
        i128::from(seconds)
            .checked_mul(1_000_000_000)?
            .checked_add(i128::from(nanoseconds))?,
    )
    .ok()
}

fn zone_seconds(zone: &str) -> Option<i64> {
    let (sign, digits) = match zone.as_bytes().first() {
        None | Some(b'Z' | b'z') => return Some(0),
        Some(b'+') => (1, zone.get(1..)?),
        Some(b'-') => (-1, zone.get(1..)?),
        _ => return None,
    };
    let (hours, minutes) = digits.split_at_checked(2)?;
    let hours: i64 = hours.parse().ok()?;
    let minutes: i64 = minutes.trim_start_matches(':').parse().ok()?;
    hours
        .checked_mul(3600)?
        .checked_add(minutes.checked_mul(60)?)?
        .checked_mul(sign)
}

/// Days since 1970-01-01 of a date of the Gregorian calendar.
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    // Years begin in March here, so that the leap day is the last one.
    let year = if month <= 2 {
        year.checked_sub(1)?
    } else {
        year
    };
    let month = month.checked_add(9)?.checked_rem(12)?;
    let day_of_year = month.checked_mul(153)?.checked_add(2)? / 5;
    let day_of_year = day_of_year.checked_add(day)?.checked_sub(1)?;
    let (leap, century, era) = (year / 4, year / 100, year / 400);
    year.checked_mul(365)?
        .checked_add(leap)?
        .checked_sub(century)?
        .checked_add(era)?
        .checked_add(day_of_year)?
        .checked_sub(719_468)
}

/// A time in UTC as `2023-03-29T16:58:59.303000Z`, to microseconds.
pub fn to_rfc3339(time_ns: u64) -> String {
    let seconds = time_ns / 1_000_000_000;
    let micros = (time_ns / 1_000).checked_rem(1_000_000).unwrap_or(0);
    let of_day = seconds.checked_rem(86_400).unwrap_or(0);
    let (year, month, day) = civil_from_days(seconds / 86_400);
    let (hour, minute, second) = (of_day / 3_600, of_day / 60, of_day);
    let minute = minute.checked_rem(60).unwrap_or(0);
    let second = second.checked_rem(60).unwrap_or(0);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z")
}

/// The date of a number of days since 1970-01-01, of the Gregorian calendar.
fn civil_from_days(days: u64) -> (u64, u64, u64) {
    // Years begin in March here, and eras of 400 years on 0000-03-01, 719,468 days before 1970. A time in
    // nanoseconds ends in the year 2554, so nothing overflows.
    let days = days.saturating_add(719_468);
    let (era, of_era) = (days / 146_097, days.checked_rem(146_097).unwrap_or(0));
    let leaps = (of_era / 1_460)
        .saturating_add(of_era / 146_096)
        .saturating_sub(of_era / 36_524);
    let year_of_era = of_era.saturating_sub(leaps) / 365;
    let before = year_of_era
        .saturating_mul(365)
        .saturating_add(year_of_era / 4)
        .saturating_sub(year_of_era / 100);
    let of_year = of_era.saturating_sub(before);
    let month = of_year.saturating_mul(5).saturating_add(2) / 153;
    let begun = month.saturating_mul(153).saturating_add(2) / 5;
    let day = of_year.saturating_sub(begun).saturating_add(1);
    let is_next = month >= 10;
    let month = if is_next {
        month.saturating_sub(9)
    } else {
        month.saturating_add(3)
    };
    let year = era
        .saturating_mul(400)
        .saturating_add(year_of_era)
        .saturating_add(u64::from(is_next));
    (year, month, day)
}

/// Nanoseconds of a number of seconds; none where it is negative, not a number, or after the year 2554.
pub fn from_seconds(seconds: f64) -> Option<u64> {
    // Microseconds are what a float of today's seconds can hold; more digits would be made up.
    let micros = (seconds * 1e6).round();
    // The bounds are checked first, so the cast is exact.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked just above"
    )]
    (0.0..1.8e16)
        .contains(&micros)
        .then(|| (micros as u64).saturating_mul(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<u64>) {
        assert_eq!(from_rfc3339(text), expect, "{text}");
    }

    #[test]
    fn times_with_zones() {
        // Expected values from `date -u -d … +%s`.
        check("1970-01-01T00:00:00Z", Some(0));
        check(
            "2023-03-29T16:58:59.303-07:00",
            Some(1_680_134_339_303_000_000),
        );
        check("2024-02-29T12:00:00+0100", Some(1_709_204_400_000_000_000));
        check(
            "2023-08-29T13:03:52.266590+00:00",
            Some(1_693_314_232_266_590_000),
        );
        check("2000-03-01T00:00:00", Some(951_868_800_000_000_000));
        check("1969-12-31T23:59:59Z", None);
        check("2023-13-01T00:00:00Z", None);
        check("yesterday", None);
        check("", None);
    }

    #[test]
    fn times_are_written_as_they_are_read() {
        for text in [
            "1970-01-01T00:00:00.000000Z",
            "2000-02-29T23:59:59.999999Z",
            "2000-03-01T00:00:00.000000Z",
            "2023-12-31T23:59:59.303000Z",
            "2024-01-01T00:00:00.000001Z",
            "2100-02-28T12:00:00.000000Z",
            "2100-03-01T12:00:00.000000Z",
        ] {
            let time = from_rfc3339(text).unwrap();
            assert_eq!(to_rfc3339(time), text);
        }
        let _ = to_rfc3339(u64::MAX);
    }

    #[test]
    fn seconds_as_fractions() {
        assert_eq!(
            from_seconds(1_693_314_203.128),
            Some(1_693_314_203_128_000_000)
        );
        assert_eq!(from_seconds(f64::NAN), None);
        assert_eq!(from_seconds(-1.0), None);
        assert_eq!(from_seconds(1e300), None);
    }

    #[test]
    fn damage_never_panics() {
        testkit::hostile(b"2023-03-29T16:58:59.303-07:00", |b| {
            from_rfc3339(&String::from_utf8_lossy(b));
        });
    }
}

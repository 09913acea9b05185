//! Shapes of values that carry personal data.
//!
//! Spec: 3GPP TS 23.003 (IMEI, MEID, IMSI), ITU-T E.118 (ICCID) and E.164 (telephone numbers), RFC 9562 (UUID),
//! IEEE 802 (MAC addresses), RFC 5322 (mail addresses, the common part), ISO 6709 (coordinates), RFC 5646 (languages).

use serde::Deserialize;
use std::net::IpAddr;

/// A shape of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// 15 digits with the check digit of an IMEI.
    Imei,
    /// 14 or 15 digits, beginning as a mobile country code.
    Imsi,
    /// 18 to 20 digits beginning with 89.
    Iccid,
    /// A UUID that is not all zeros.
    Uuid,
    /// 16 hex digits, as an Android ID has.
    Hex16,
    /// 32, 40 or 64 hex digits, as digests have.
    Digest,
    /// A MAC address.
    Mac,
    /// A MAC address with colons between its bytes, the only form that stands for itself.
    MacWithColons,
    /// An IP address.
    Ip,
    /// A mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A latitude with decimals.
    Latitude,
    /// A longitude with decimals.
    Longitude,
    /// Latitude and longitude.
    Coordinates,
    /// Two letters.
    TwoLetters,
    /// A language, with or without a region.
    Locale,
    /// A time zone by its name or difference to UTC.
    TimeZone,
    /// An address with a scheme.
    Url,
    /// The name of a package.
    Package,
    /// Seconds, milliseconds or microseconds since 1970, of the years 2001 to 2100.
    Epoch,
    /// A whole number.
    Number,
    /// A truth value.
    Bool,
    /// At least 8 letters and digits without a space.
    Token,
}

fn digits(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit())
}

fn hex(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// ISO/IEC 7812-1, annex B.
fn luhn(value: &str) -> bool {
    let mut sum = 0_u32;
    for (position, digit) in value.bytes().rev().enumerate() {
        let digit = u32::from(digit.wrapping_sub(b'0'));
        let added = if position & 1 == 1 {
            let twice = digit.saturating_mul(2);
            if twice > 9 {
                twice.saturating_sub(9)
            } else {
                twice
            }
        } else {
            digit
        };
        sum = sum.saturating_add(added);
    }
    sum.is_multiple_of(10)
}

fn groups(value: &str, separator: char, lens: &[usize]) -> bool {
    let mut parts = value.split(separator);
    let fit = lens.iter().all(|len| {
        parts
            .next()
            .is_some_and(|part| part.len() == *len && hex(part))
    });
    fit && parts.next().is_none()
}

fn email(value: &str) -> bool {
    let Some((name, host)) = value.split_once('@') else {
        return false;
    };
    let fits = |text: &str, more: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|it| it.is_alphanumeric() || more.contains(it))
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    fits(name, ".!#$%&'*+/=?^_`{|}~-")
        && fits(host, ".-")
        && host.contains('.')
        && !host.starts_with(['.', '-'])
        && last.len() >= 2
        && last.chars().all(char::is_alphabetic)
        // Files may have such names; none of these is a top-level domain.
        && !["jpg", "jpeg", "png", "gif", "webp", "js", "css", "html", "svg", "json", "xml"]
            .iter()
            .any(|ending| last.eq_ignore_ascii_case(ending))
}

fn phone(value: &str) -> bool {
    let n = value.bytes().filter(u8::is_ascii_digit).count();
    let plain = value
        .bytes()
        .all(|it| it.is_ascii_digit() || matches!(it, b'+' | b' ' | b'-' | b'(' | b')'));
    plain && (7..=15).contains(&n)
}

fn degrees(value: &str, most: f64) -> bool {
    let decimals = value
        .split_once('.')
        .is_some_and(|(_, rest)| rest.len() >= 2);
    decimals
        && value
            .bytes()
            .all(|it| it.is_ascii_digit() || matches!(it, b'.' | b'-'))
        && value.parse().is_ok_and(|it: f64| it.abs() <= most)
}

fn locale(value: &str) -> bool {
    let mut parts = value.split(['-', '_', ',']);
    let language = parts.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.bytes().all(|it| it.is_ascii_lowercase())
        && parts.all(|part| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|it| it.is_ascii_alphanumeric() || b"#;=.* ".contains(&it))
        })
}

fn time_zone(value: &str) -> bool {
    let area = value.split('/').next().unwrap_or_default();
    let is_name = value.contains('/')
        && value
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || matches!(it, b'/' | b'_' | b'-' | b'+'))
        && area.starts_with(|it: char| it.is_ascii_uppercase());
    let offset = value.trim_start_matches("UTC").trim_start_matches("GMT");
    let is_offset = offset.len() <= 6
        && offset
            .bytes()
            .all(|it| it.is_ascii_digit() || matches!(it, b'+' | b'-' | b':' | b'.'));
    is_name || is_offset
}

fn package(value: &str) -> bool {
    value.matches('.').count() >= 1
        && value.split('.').all(|part| {
            part.starts_with(|it: char| it.is_ascii_alphabetic())
                && part
                    .bytes()
                    .all(|it| it.is_ascii_alphanumeric() || it == b'_')
        })
}

fn epoch(value: &str) -> bool {
    if !digits(value) {
        return false;
    }
    let Ok(number) = value.parse::<u64>() else {
        return false;
    };
    let seconds = match value.len() {
        10 => number,
        13 => number / 1_000,
        16 => number / 1_000_000,
        _ => return false,
    };
    (978_307_200..4_102_444_800).contains(&seconds)
}

impl Shape {
    /// Whether a value has the shape.
    pub fn holds(self, value: &str) -> bool {
        match self {
            Self::Imei => value.len() == 15 && digits(value) && luhn(value),
            Self::Imsi => {
                (14..=15).contains(&value.len())
                    && digits(value)
                    && value.starts_with(['2', '3', '4', '5', '6', '7'])
            }
            Self::Iccid => {
                (18..=20).contains(&value.len()) && digits(value) && value.starts_with("89")
            }
            Self::Uuid => {
                let value = value.trim_matches(['{', '}']);
                groups(value, '-', &[8, 4, 4, 4, 12])
                    && value.bytes().any(|it| !matches!(it, b'0' | b'-'))
            }
            Self::Hex16 => value.len() == 16 && hex(value) && !digits(value),
            Self::Digest => matches!(value.len(), 32 | 40 | 64) && hex(value),
            Self::Mac => {
                let lens = [2; 6];
                groups(value, ':', &lens)
                    || groups(value, '-', &lens)
                    || (value.len() == 12 && hex(value) && !digits(value))
            }
            Self::MacWithColons => groups(value, ':', &[2; 6]),
            Self::Ip => value
                .parse::<IpAddr>()
                .is_ok_and(|it| !it.is_loopback() && !it.is_unspecified()),
            Self::Email => email(value),
            Self::Phone => phone(value),
            Self::Latitude => degrees(value, 90.0),
            Self::Longitude => degrees(value, 180.0),
            Self::Coordinates => {
                value
                    .split_once([',', ';', ' '])
                    .is_some_and(|(latitude, longitude)| {
                        degrees(latitude.trim(), 90.0) && degrees(longitude.trim(), 180.0)
                    })
            }
            Self::TwoLetters => {
                value.len() == 2 && value.bytes().all(|it| it.is_ascii_alphabetic())
            }
            Self::Locale => locale(value),
            Self::TimeZone => time_zone(value),
            Self::Url => value.split_once("://").is_some_and(|(scheme, rest)| {
                !scheme.is_empty()
                    && scheme
                        .bytes()
                        .all(|it| it.is_ascii_alphanumeric() || b"+-.".contains(&it))
                    && !rest.is_empty()
            }),
            Self::Package => package(value),
            Self::Epoch => epoch(value),
            Self::Number => digits(value.trim_start_matches('-')),
            Self::Bool => ["true", "false", "0", "1", "yes", "no"]
                .iter()
                .any(|it| value.eq_ignore_ascii_case(it)),
            Self::Token => value.len() >= 8 && value.bytes().all(|it| it.is_ascii_graphic()),
        }
    }

    /// The shape in words that follow «the value».
    pub const fn says(self) -> &'static str {
        match self {
            Self::Imei => "has 15 digits of which the last is the check digit of an IMEI (Luhn)",
            Self::Imsi => "has the digits of an IMSI",
            Self::Iccid => "has the digits of a SIM card's number",
            Self::Uuid => "is a UUID",
            Self::Hex16 => "has 16 hex digits, as an Android ID has",
            Self::Digest => "has as many hex digits as a digest",
            Self::Mac | Self::MacWithColons => "is a MAC address",
            Self::Ip => "is an IP address",
            Self::Email => "is a mail address",
            Self::Phone => "is a telephone number",
            Self::Latitude => "is a latitude in degrees",
            Self::Longitude => "is a longitude in degrees",
            Self::Coordinates => "is a latitude and a longitude in degrees",
            Self::TwoLetters => "has two letters",
            Self::Locale => "is a language or a language with its region",
            Self::TimeZone => "is a time zone",
            Self::Url => "is an address with a scheme",
            Self::Package => "is the name of a package",
            Self::Epoch => "is a time since 1970",
            Self::Number => "is a whole number",
            Self::Bool => "is a truth value",
            Self::Token => "has 8 or more characters without a space",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shape_holds_for_its_own_and_not_for_others() {
        for (shape, good, bad) in [
            (Shape::Imei, "490154203237518", "490154203237517"),
            (Shape::Imsi, "246010123456789", "946010123456789"),
            (Shape::Iccid, "8937001234567890123", "1237001234567890123"),
            (
                Shape::Uuid,
                "cdda802e-fb9c-47ad-9866-0794d394c912",
                "cdda802e-fb9c-47ad-9866-0794d394c91",
            ),
            (Shape::Hex16, "9774d56d682e549c", "9774d56d682e549"),
            (
                Shape::Digest,
                "d41d8cd98f00b204e9800998ecf8427e",
                "d41d8cd98f00b204e9800998ecf8427",
            ),
            (Shape::Mac, "3c:22:fb:00:11:22", "3c:22:fb:00:11"),
            (Shape::Ip, "192.0.2.1", "127.0.0.1"),
            (Shape::Email, "a.b@example.com", "a.b@example"),
            (Shape::Phone, "+370 600 12345", "12345"),
            (Shape::Latitude, "54.6872", "94.6872"),
            (Shape::Longitude, "-125.27", "25"),
            (Shape::Coordinates, "54.68,25.27", "54.68"),
            (Shape::TwoLetters, "LT", "LTU"),
            (Shape::Locale, "lt_LT", "LT"),
            (Shape::TimeZone, "Europe/Vilnius", "Vilnius"),
            (Shape::Url, "https://a.example/", "a.example"),
            (Shape::Package, "com.example.app", "com"),
            (Shape::Epoch, "1629720190000", "99"),
            (Shape::Bool, "True", "maybe"),
            (Shape::Token, "aB3dEf9h", "two words"),
        ] {
            assert!(shape.holds(good), "{shape:?} {good}");
            assert!(!shape.holds(bad), "{shape:?} {bad}");
        }
    }

    #[test]
    fn a_file_is_no_mail_address() {
        assert!(!Shape::Email.holds("67355439@N07.jpg"));
        assert!(!Shape::Email.holds("icon@2x.png"));
    }

    #[test]
    fn hostile_values_do_no_harm() {
        let every = [
            Shape::Imei,
            Shape::Imsi,
            Shape::Iccid,
            Shape::Uuid,
            Shape::Hex16,
            Shape::Digest,
            Shape::Mac,
            Shape::Ip,
            Shape::Email,
            Shape::Phone,
            Shape::Latitude,
            Shape::Longitude,
            Shape::Coordinates,
            Shape::TwoLetters,
            Shape::Locale,
            Shape::TimeZone,
            Shape::Url,
            Shape::Package,
            Shape::Epoch,
            Shape::Number,
            Shape::Bool,
            Shape::Token,
        ];
        for value in [
            "",
            "-",
            "@",
            "三星",
            "://",
            ".",
            "\u{0}",
            "é@é.éé",
            "1.7976931348623157e400",
        ] {
            for shape in every {
                let _ = shape.holds(value);
            }
        }
    }
}

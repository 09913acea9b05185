//! The device configuration that a set of values is for.
//!
//! Spec: AOSP `frameworks/base/libs/androidfw/include/androidfw/ResourceTypes.h`, `ResTable_config`, and
//! `ResourceTypes.cpp`, `ResTable_config::toString`, `unpackLanguageOrRegion`.
//!
//! Departures from the spec: none known.

use base::{Span, View};
use std::fmt::Write;

/// A device configuration, as it stands in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config<'a> {
    /// The structure with its length in front; shorter in older tables.
    view: View<'a>,
}

impl<'a> Config<'a> {
    pub(super) const fn new(view: View<'a>) -> Self {
        Self { view }
    }

    /// Where it stands.
    pub const fn span(&self) -> Span {
        self.view.span()
    }

    fn u8(&self, off: u64) -> u8 {
        self.view.u8(off).unwrap_or(0)
    }

    fn u16(&self, off: u64) -> u16 {
        self.view.u16_le(off).unwrap_or(0)
    }

    /// Whether it asks for nothing, so that its values fit any device.
    pub fn is_default(&self) -> bool {
        self.view
            .bytes()
            .get(4..)
            .is_none_or(|rest| rest.iter().all(|byte| *byte == 0))
    }

    /// Whether it is for the same devices.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.view.bytes() == other.view.bytes()
    }

    /// The mobile country and network codes; 0 where any will do.
    pub fn network(&self) -> (u16, u16) {
        (self.u16(4), self.u16(6))
    }

    /// The API level from which on it applies; 0 for any.
    pub fn sdk_version(&self) -> u16 {
        self.u16(24)
    }

    /// The screen density in dpi; 0 for any.
    pub fn density(&self) -> u16 {
        self.u16(14)
    }

    /// The locale as a BCP 47 tag (`zh-Hant-TW`); empty where any will do.
    pub fn locale(&self) -> String {
        let language = code(self.view.array(8).unwrap_or_default(), b'a');
        if language.is_empty() {
            return String::new();
        }
        let mut tag = language;
        for part in [
            letters(&self.view.array::<4>(36).unwrap_or_default()),
            code(self.view.array(10).unwrap_or_default(), b'0'),
            letters(&self.view.array::<8>(40).unwrap_or_default()),
        ] {
            if !part.is_empty() {
                tag.push('-');
                tag.push_str(&part);
            }
        }
        tag
    }

    /// The configuration as the qualifiers of a resource folder (`mcc460-zh-rCN-v21`); empty for the
    /// default one. Qualifiers that this version does not know are left out.
    pub fn qualifiers(&self) -> String {
        let mut list: Vec<String> = Vec::new();
        let (mcc, mnc) = self.network();
        if mcc != 0 {
            list.push(format!("mcc{mcc:03}"));
        }
        if mnc != 0 {
            // 0xffff stands for the network code zero.
            list.push(format!("mnc{:02}", if mnc == 0xffff { 0 } else { mnc }));
        }
        self.push_locale(&mut list);
        let layout = self.u8(28);
        push(&mut list, &["", "ldltr", "ldrtl"], layout >> 6);
        let mut push_dp = |prefix: &str, dp: u16| {
            if dp != 0 {
                list.push(format!("{prefix}{dp}dp"));
            }
        };
        push_dp("sw", self.u16(30));
        push_dp("w", self.u16(32));
        push_dp("h", self.u16(34));
        push(
            &mut list,
            &["", "small", "normal", "large", "xlarge"],
            layout & 0x0f,
        );
        push(&mut list, &["", "notlong", "long"], (layout >> 4) & 3);
        push(&mut list, &["", "notround", "round"], self.u8(48) & 3);
        let color = self.u8(49);
        push(&mut list, &["", "nowidecg", "widecg"], color & 3);
        push(&mut list, &["", "lowdr", "highdr"], (color >> 2) & 3);
        push(&mut list, &["", "port", "land", "square"], self.u8(12));
        let mode = self.u8(29);
        push(
            &mut list,
            &[
                "",
                "",
                "desk",
                "car",
                "television",
                "appliance",
                "watch",
                "vrheadset",
            ],
            mode & 0x0f,
        );
        push(&mut list, &["", "notnight", "night"], (mode >> 4) & 3);
        match self.density() {
            0 => {}
            120 => list.push("ldpi".to_owned()),
            160 => list.push("mdpi".to_owned()),
            213 => list.push("tvdpi".to_owned()),
            240 => list.push("hdpi".to_owned()),
            320 => list.push("xhdpi".to_owned()),
            480 => list.push("xxhdpi".to_owned()),
            640 => list.push("xxxhdpi".to_owned()),
            0xfffe => list.push("anydpi".to_owned()),
            0xffff => list.push("nodpi".to_owned()),
            dpi => list.push(format!("{dpi}dpi")),
        }
        push(&mut list, &["", "notouch", "stylus", "finger"], self.u8(13));
        let input = self.u8(18);
        push(
            &mut list,
            &["", "keysexposed", "keyshidden", "keyssoft"],
            input & 3,
        );
        push(&mut list, &["", "nokeys", "qwerty", "12key"], self.u8(16));
        push(
            &mut list,
            &["", "navexposed", "navhidden"],
            (input >> 2) & 3,
        );
        push(
            &mut list,
            &["", "nonav", "dpad", "trackball", "wheel"],
            self.u8(17),
        );
        let (width, height) = (self.u16(20), self.u16(22));
        if width != 0 || height != 0 {
            list.push(format!("{width}x{height}"));
        }
        if self.sdk_version() != 0 {
            let mut version = format!("v{}", self.sdk_version());
            if self.u16(26) != 0 {
                // Writing to a string cannot fail.
                let _ = write!(version, ".{}", self.u16(26));
            }
            list.push(version);
        }
        list.join("-")
    }

    fn push_locale(&self, list: &mut Vec<String>) {
        let language = code(self.view.array(8).unwrap_or_default(), b'a');
        if language.is_empty() {
            return;
        }
        let region = code(self.view.array(10).unwrap_or_default(), b'0');
        let script = letters(&self.view.array::<4>(36).unwrap_or_default());
        let variant = letters(&self.view.array::<8>(40).unwrap_or_default());
        let is_computed = self.u8(52) != 0;
        if (script.is_empty() || is_computed) && variant.is_empty() {
            list.push(language);
            if !region.is_empty() {
                list.push(format!("r{region}"));
            }
        } else {
            let parts = [language, script, region, variant];
            let parts: Vec<&str> = parts
                .iter()
                .map(String::as_str)
                .filter(|part| !part.is_empty())
                .collect();
            list.push(format!("b+{}", parts.join("+")));
        }
    }
}

fn push(list: &mut Vec<String>, names: &[&str], at: u8) {
    if let Some(name) = names.get(usize::from(at))
        && !name.is_empty()
    {
        list.push((*name).to_owned());
    }
}

/// A language of two or three letters, or a region; three are packed into 15 bits from `base` on.
fn code([a, b]: [u8; 2], base: u8) -> String {
    if a & 0x80 == 0 {
        return letters(&[a, b]);
    }
    let first = b & 0x1f;
    let second = (b >> 5) | ((a & 0x03) << 3);
    let third = (a & 0x7c) >> 2;
    letters(&[first, second, third].map(|letter| letter.saturating_add(base)))
}

/// The letters and digits up to the first zero; nothing where there is anything else.
fn letters(bytes: &[u8]) -> String {
    let text: String = bytes
        .iter()
        .take_while(|byte| **byte != 0)
        .map(|byte| char::from(*byte))
        .collect();
    if text.chars().all(|letter| letter.is_ascii_alphanumeric()) {
        text
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(fields: &[(usize, &[u8])]) -> Vec<u8> {
        let mut bytes = vec![0; 64];
        bytes[0] = 64;
        for (at, field) in fields {
            bytes[*at..*at + field.len()].copy_from_slice(field);
        }
        bytes
    }

    #[track_caller]
    fn check(fields: &[(usize, &[u8])], qualifiers: &str, locale: &str) {
        let bytes = config(fields);
        let config = Config::new(View::new(&bytes));
        assert_eq!(config.qualifiers(), qualifiers);
        assert_eq!(config.locale(), locale);
        assert_eq!(config.is_default(), qualifiers.is_empty());
    }

    #[test]
    fn qualifiers_stand_in_the_order_of_folders() {
        check(&[], "", "");
        check(&[(8, b"zhCN")], "zh-rCN", "zh-CN");
        check(
            &[(4, &[0xcc, 1, 0xff, 0xff]), (24, &[21, 0])],
            "mcc460-mnc00-v21",
            "",
        );
        check(&[(8, b"sr"), (36, b"Latn")], "b+sr+Latn", "sr-Latn");
        check(
            &[(8, b"zhTW"), (36, b"Hant"), (52, &[1])],
            "zh-rTW",
            "zh-Hant-TW",
        );
        check(
            &[(12, &[2]), (14, &[0xe0, 1]), (28, &[0x80]), (29, &[0x20])],
            "ldrtl-land-night-xxhdpi",
            "",
        );
    }

    #[test]
    fn languages_of_three_letters_are_unpacked() {
        // "fil" as ResourceTypes.cpp packs it: 'f'-'a' = 5, 'i'-'a' = 8, 'l'-'a' = 11; the
        // low three bits of the second are zero.
        check(&[(8, &[0x80 | (11 << 2) | (8 >> 3), 5])], "fil", "fil");
    }
}

//! Strings in records: protobuf without its schema.
//!
//! Spec: protobuf.dev/programming-guides/encoding.
//! Departures from the spec: groups are not read.

use crate::structured::Paths;

/// Messages inside messages: 12.
const MAX_NESTING: u32 = 12;
/// Strings that make a message worth the name.
const MIN_STRINGS: usize = 5;
/// Longest protobuf tried, since random bytes fail at once but zeros may not: 16 MiB.
const MAX_PROTOBUF: usize = 16 << 20;

fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0_u64;
    let mut rest = bytes;
    for shift in (0..64_u32).step_by(7) {
        let (&byte, after) = rest.split_first()?;
        rest = after;
        value |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some((value, rest));
        }
    }
    None
}

/// The strings of a message, by path of field numbers, where the bytes are a message to their very end.
pub(crate) fn protobuf(bytes: &[u8]) -> Option<Paths> {
    if bytes.len() > MAX_PROTOBUF {
        return None;
    }
    let mut strings = Vec::new();
    if !message(bytes, "", 0, &mut strings) || strings.len() < MIN_STRINGS {
        return None;
    }
    let mut paths = Paths::default();
    for (path, text) in strings {
        paths.add(&path, text);
    }
    Some(paths)
}

fn message<'b>(
    bytes: &'b [u8],
    path: &str,
    depth: u32,
    strings: &mut Vec<(String, &'b str)>,
) -> bool {
    let mut rest = bytes;
    while !rest.is_empty() {
        let Some((tag, after)) = varint(rest) else {
            return false;
        };
        let field = tag >> 3;
        if field == 0 || field > 4096 {
            return false;
        }
        rest = match tag & 7 {
            0 => match varint(after) {
                Some((_, after)) => after,
                None => return false,
            },
            wire @ (1 | 5) => match after.get(if wire == 1 { 8 } else { 4 }..) {
                Some(after) => after,
                None => return false,
            },
            2 => {
                let Some((len, after)) = varint(after) else {
                    return false;
                };
                let Some((value, after)) = usize::try_from(len)
                    .ok()
                    .and_then(|len| after.split_at_checked(len))
                else {
                    return false;
                };
                let inner = format!("{path}.{field}");
                match std::str::from_utf8(value) {
                    Ok(text) if !text.contains(|c: char| c.is_control() && !c.is_whitespace()) => {
                        strings.push((inner, text));
                    }
                    _ if depth < MAX_NESTING => {
                        // Bytes that are no message either are skipped, with what they seemed to hold.
                        let before = strings.len();
                        if !message(value, &inner, depth.saturating_add(1), strings) {
                            strings.truncate(before);
                        }
                    }
                    _ => {}
                }
                after
            }
            _ => return false,
        };
    }
    true
}

//! Strings in records: protobuf without its schema, and the text columns of `SQLite` tables.
//!
//! Spec: protobuf.dev/programming-guides/encoding; sqlite.org/fileformat2.html (pages, cells, records).
//! Departures from the spec: groups of protobuf are not read; `SQLite` tables are told apart by their number
//! of columns only, and pages that are free or in a write-ahead log are read only where they lie in the file.

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

/// `SQLite` writes the high bits first, and in a ninth byte all eight.
fn big_varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0_u64;
    let mut rest = bytes;
    for at in 0..9 {
        let (&byte, after) = rest.split_first()?;
        rest = after;
        if at == 8 {
            return Some((value << 8 | u64::from(byte), rest));
        }
        value = value << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, rest));
        }
    }
    None
}

/// The text values of every table leaf page, by number of columns and column.
pub(crate) fn sqlite(bytes: &[u8]) -> Paths {
    let mut paths = Paths::default();
    let Some(&page_len) = bytes.get(16..).and_then(<[u8]>::first_chunk::<2>) else {
        return paths;
    };
    let page_len = match u16::from_be_bytes(page_len) {
        1 => 65_536,
        len => usize::from(len),
    };
    if page_len < 512 {
        return paths;
    }
    let usable = page_len.saturating_sub(bytes.get(20).copied().map_or(0, usize::from));
    for (at, page) in bytes.chunks(page_len).enumerate() {
        let header_at = if at == 0 { 100 } else { 0 };
        let _ = leaf(bytes, page, header_at, page_len, usable, &mut paths);
    }
    paths
}

/// The cells of one page, if it is a leaf of a table.
fn leaf(
    bytes: &[u8],
    page: &[u8],
    header_at: usize,
    page_len: usize,
    usable: usize,
    paths: &mut Paths,
) -> Option<()> {
    let header = page.get(header_at..)?;
    if *header.first()? != 0x0d {
        return None;
    }
    let n_cells = usize::from(u16::from_be_bytes(*header.get(3..)?.first_chunk()?));
    for pointer in header.get(8..)?.chunks_exact(2).take(n_cells) {
        let cell_at = usize::from(u16::from_be_bytes(pointer.first_chunk().copied()?));
        let Some((payload_len, rest)) = page.get(cell_at..).and_then(big_varint) else {
            continue;
        };
        let Some((_, local)) = big_varint(rest) else {
            continue;
        };
        if let Some(payload) = payload(bytes, local, payload_len, page_len, usable) {
            record(&payload, paths);
        }
    }
    Some(())
}

/// A cell's payload, with what lies on overflow pages.
fn payload(
    bytes: &[u8],
    local: &[u8],
    len: u64,
    page_len: usize,
    usable: usize,
) -> Option<Vec<u8>> {
    let len = usize::try_from(len).ok()?;
    if len > bytes.len() {
        return None;
    }
    let max_local = usable.checked_sub(35)?;
    if len <= max_local {
        return Some(local.get(..len)?.to_vec());
    }
    let min_local = usable
        .checked_sub(12)?
        .checked_mul(32)?
        .checked_div(255)?
        .checked_sub(23)?;
    let tail = usable.checked_sub(4)?;
    let extra = len.checked_sub(min_local)?.checked_rem(tail)?;
    let kept = match min_local.checked_add(extra)? {
        kept if kept <= max_local => kept,
        _ => min_local,
    };
    let mut out = local.get(..kept)?.to_vec();
    let mut next = u32::from_be_bytes(*local.get(kept..)?.first_chunk()?);
    while next != 0 && out.len() < len {
        let at = usize::try_from(next)
            .ok()?
            .checked_sub(1)?
            .checked_mul(page_len)?;
        let page = bytes.get(at..)?;
        next = u32::from_be_bytes(*page.first_chunk()?);
        let wanted = len.saturating_sub(out.len()).min(tail);
        // Each page adds at least a byte, so a chain in a circle ends at `len`.
        out.extend_from_slice(page.get(4..4_usize.checked_add(wanted)?)?);
    }
    Some(out)
}

fn record(payload: &[u8], paths: &mut Paths) {
    let Some((header_len, types)) = big_varint(payload) else {
        return;
    };
    let Some((mut types, mut values)) = usize::try_from(header_len).ok().and_then(|header_len| {
        let values = payload.get(header_len..)?;
        let used = payload.len().checked_sub(types.len())?;
        Some((types.get(..header_len.checked_sub(used)?)?, values))
    }) else {
        return;
    };
    let mut columns: Vec<Option<&str>> = Vec::new();
    while let Some((kind, rest)) = big_varint(types) {
        types = rest;
        let len = match kind {
            0 | 8 | 9 => 0,
            1..=4 => kind,
            5 => 6,
            6 | 7 => 8,
            10 | 11 => return,
            _ => kind.saturating_sub(12) / 2,
        };
        let Some((value, rest)) = usize::try_from(len)
            .ok()
            .and_then(|len| values.split_at_checked(len))
        else {
            return;
        };
        values = rest;
        let text = if kind >= 13 && kind % 2 == 1 {
            std::str::from_utf8(value).ok()
        } else {
            None
        };
        columns.push(text);
    }
    let n = columns.len();
    for (at, text) in columns.into_iter().enumerate() {
        if let Some(text) = text {
            paths.add(
                &format!("tables of {n} columns, column {}", at.saturating_add(1)),
                text,
            );
        }
    }
}

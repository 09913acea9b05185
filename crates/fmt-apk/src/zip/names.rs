//! What is odd about entries beside each other: their names, and the bytes they share.

use super::Entry;
use super::anomaly::{Anomalies, AnomalyKind as Kind};
use base::Span;

/// Looks at every name by itself.
pub(super) fn check_each(entries: &[Entry<'_>], anomalies: &mut Anomalies) {
    for (idx, entry) in entries.iter().enumerate() {
        let name = entry.name;
        let mut odd = |kind, says: &str| anomalies.add(kind, Some(idx), entry.record, says);
        if name.is_empty() {
            odd(Kind::EmptyName, "the entry has no name");
        }
        if std::str::from_utf8(name).is_err() {
            odd(Kind::NameNotUtf8, "the name is not UTF-8");
        }
        if memchr::memchr(0, name).is_some() {
            odd(Kind::NameWithNul, "the name holds a zero byte");
        }
        if name
            .split(|byte| matches!(byte, b'/' | b'\\'))
            .any(|part| part == b"..")
        {
            odd(Kind::NameClimbs, "the name has a component ..");
        }
        let has_drive = matches!(name, [letter, b':', ..] if letter.is_ascii_alphabetic());
        if has_drive || name.starts_with(b"/") {
            odd(Kind::NameAbsolute, "the name is an absolute path");
        }
        if memchr::memchr(b'\\', name).is_some() {
            odd(Kind::NameWithBackslash, "the name holds a backslash");
        }
        if name.ends_with(b"/") && entry.uncompressed_len != 0 {
            odd(Kind::FolderWithData, "a folder by its name, but with data");
        }
    }
}

/// The entries' positions by name, equal names in the directory's order.
pub(super) fn sort(entries: &[Entry<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|idx| entries.get(*idx).map(|entry| entry.name));
    order
}

/// Finds second entries of a name, and files that are folders too.
pub(super) fn check_together(entries: &[Entry<'_>], order: &[usize], anomalies: &mut Anomalies) {
    let named = |idx: &usize| entries.get(*idx).map_or(&b""[..], |entry| entry.name);
    let record = |idx: usize| {
        entries
            .get(idx)
            .map_or(Span::new(0, 0), |entry| entry.record)
    };
    let mut previous: Option<usize> = None;
    let mut folder: &[u8] = b"";
    for idx in order {
        let name = named(idx);
        match previous {
            Some(before) if named(&before) == name => {
                anomalies.add(
                    Kind::DuplicateName,
                    Some(*idx),
                    record(*idx),
                    format_args!("entry {before} has the same name"),
                );
            }
            _ => previous = Some(*idx),
        }
        // Every folder that the name implies, but for those the name before implied.
        for (slash, _) in name.iter().enumerate().filter(|(_, byte)| **byte == b'/') {
            let Some(prefix) = name.get(..slash) else {
                continue;
            };
            if prefix.is_empty() || is_inside(folder, prefix) {
                continue;
            }
            if let Ok(found) = order.binary_search_by(|idx| named(idx).cmp(prefix))
                && let Some(file) = order.get(found)
            {
                anomalies.add(
                    Kind::FileIsFolder,
                    Some(*file),
                    record(*file),
                    format_args!("entry {idx} has it as a folder"),
                );
            }
        }
        folder = name;
    }
}

/// Whether `name` lies in the folder `prefix`.
fn is_inside(name: &[u8], prefix: &[u8]) -> bool {
    name.strip_prefix(prefix)
        .is_some_and(|rest| rest.starts_with(b"/"))
}

/// Finds entries that share bytes, and the parts of the file before `end` that no entry claims.
pub(super) fn spans(
    entries: &[Entry<'_>],
    start: u64,
    end: u64,
    anomalies: &mut Anomalies,
) -> Vec<Span> {
    let mut claims: Vec<(Span, usize)> = entries
        .iter()
        .enumerate()
        .filter_map(|(idx, entry)| {
            let local = entry.local.as_ref()?;
            let data_end = entry
                .data
                .map_or(local.span.end(), |data| data.span().end());
            let end = local.descriptor.map_or(data_end, base::Span::end);
            let start = local.span.start();
            Some((Span::new(start, end.saturating_sub(start)), idx))
        })
        .collect();
    claims.sort_unstable();
    let mut gaps = Vec::new();
    let mut covered = start;
    let mut last = None;
    for (span, idx) in claims {
        if span.start() > covered {
            gaps.push(Span::new(covered, span.start().saturating_sub(covered)));
        } else if let Some(before) = last
            && span.start() < covered
        {
            anomalies.add(
                Kind::EntriesOverlap,
                Some(idx),
                Span::new(
                    span.start(),
                    covered.min(span.end()).saturating_sub(span.start()),
                ),
                format_args!("shares bytes with entry {before}"),
            );
        }
        if span.end() > covered {
            covered = span.end();
            last = Some(idx);
        }
    }
    if covered < end {
        gaps.push(Span::new(covered, end.saturating_sub(covered)));
    }
    gaps
}

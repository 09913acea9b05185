//! The records of the central directory, and the local header of each.

use super::anomaly::{Anomalies, AnomalyKind as Kind};
use super::end::{End, LOCAL_SIG, RECORD_SIG};
use super::{DEFLATED, Entry, FLAG_DESCRIPTOR, FLAG_ENCRYPTED, Local, STORED};
use base::{Limits, OutOfBounds, Problem, View};

const RECORD_LEN: u64 = 46;
const LOCAL_LEN: u64 = 30;
const ZIP64_FIELD: u16 = 1;
const DESCRIPTOR_SIG: u32 = 0x0807_4b50;

/// Reads the records that the end record counts.
pub(super) fn read<'a>(
    file: View<'a>,
    end: &End<'_>,
    limits: &Limits,
    anomalies: &mut Anomalies,
    problems: &mut Vec<Problem>,
) -> Vec<Entry<'a>> {
    let mut entries = Vec::new();
    let Ok(directory) = file.sub(end.directory_off, end.directory_len) else {
        return entries;
    };
    let mut off = 0;
    for n in 0..end.n_records {
        if n >= u64::from(limits.n_entries) {
            problems.push(Problem::new(
                "zip/too-many-entries",
                format_args!(
                    "{} entries, of which the first {n} were read",
                    end.n_records
                ),
            ));
            return entries;
        }
        let next = record(file, directory, off, end, entries.len(), anomalies);
        let Ok(Some((entry, len))) = next else {
            let span = directory.span_at(off, directory.len().saturating_sub(off));
            let says = format!(
                "no record at {:#x}; {n} of {} were read",
                span.start(),
                end.n_records
            );
            problems.push(Problem::new(Kind::DirectoryEndsEarly.code(), &says).at(span));
            anomalies.add(Kind::DirectoryEndsEarly, None, span, says);
            return entries;
        };
        entries.push(entry);
        off = off.saturating_add(len);
    }
    if end.n_records != 0 {
        after_last(file, end, off, anomalies);
    }
    entries
}

/// What stands between the last counted record and the end record.
fn after_last(file: View<'_>, end: &End<'_>, off: u64, anomalies: &mut Anomalies) {
    let from = end.directory_off.saturating_add(off);
    let Ok(rest) = file.sub(from, end.tail_off.saturating_sub(from)) else {
        return;
    };
    let mut n_more = 0_u64;
    let mut at = 0;
    while rest.u32_le(at) == Ok(RECORD_SIG) {
        let Ok(len) = record_len(rest, at) else { break };
        n_more = n_more.saturating_add(1);
        at = at.saturating_add(len);
    }
    if n_more != 0 {
        anomalies.add(
            Kind::RecordsBeyondCount,
            None,
            rest.span_at(0, at),
            format_args!("{n_more} records after the {} counted ones", end.n_records),
        );
    }
    if at < rest.len() {
        anomalies.add(
            Kind::BytesAfterDirectory,
            None,
            rest.span_at(at, rest.len().saturating_sub(at)),
            format_args!(
                "{} bytes between the directory and the end record",
                rest.len().saturating_sub(at)
            ),
        );
    }
}

fn record_len(directory: View<'_>, off: u64) -> Result<u64, OutOfBounds> {
    let at = |field: u64| off.saturating_add(field);
    Ok(RECORD_LEN
        .saturating_add(u64::from(directory.u16_le(at(28))?))
        .saturating_add(u64::from(directory.u16_le(at(30))?))
        .saturating_add(u64::from(directory.u16_le(at(32))?)))
}

fn record<'a>(
    file: View<'a>,
    directory: View<'a>,
    off: u64,
    end: &End<'_>,
    idx: usize,
    anomalies: &mut Anomalies,
) -> Result<Option<(Entry<'a>, u64)>, OutOfBounds> {
    let record = directory.tail(off)?;
    if record.u32_le(0)? != RECORD_SIG {
        return Ok(None);
    }
    let len = record_len(record, 0)?;
    let record = record.sub(0, len)?;
    let name_len = u64::from(record.u16_le(28)?);
    let extra_len = u64::from(record.u16_le(30)?);
    let name = record.sub(RECORD_LEN, name_len)?;
    let extra = record.sub(RECORD_LEN.saturating_add(name_len), extra_len)?;
    let comment = record.tail(
        RECORD_LEN
            .saturating_add(name_len)
            .saturating_add(extra_len),
    )?;
    let raw_compressed_len = record.u32_le(20)?;
    let raw_uncompressed_len = record.u32_le(24)?;
    let raw_local_off = record.u32_le(42)?;
    let mut entry = Entry {
        name: name.bytes(),
        made_by: record.u16_le(4)?,
        flags: record.u16_le(8)?,
        method: record.u16_le(10)?,
        modified: (record.u16_le(14)?, record.u16_le(12)?),
        crc32: record.u32_le(16)?,
        compressed_len: u64::from(raw_compressed_len),
        uncompressed_len: u64::from(raw_uncompressed_len),
        attributes: record.u32_le(38)?,
        extra,
        comment,
        record: record.span(),
        local: None,
        data: None,
    };
    let mut local_off = u64::from(raw_local_off);
    if [raw_compressed_len, raw_uncompressed_len, raw_local_off].contains(&u32::MAX) {
        let wide = zip64(
            extra,
            raw_uncompressed_len == u32::MAX,
            raw_compressed_len == u32::MAX,
            raw_local_off == u32::MAX,
        );
        if let Some(wide) = wide {
            entry.uncompressed_len = wide.uncompressed_len.unwrap_or(entry.uncompressed_len);
            entry.compressed_len = wide.compressed_len.unwrap_or(entry.compressed_len);
            local_off = wide.local_off.unwrap_or(local_off);
        } else {
            anomalies.add(
                Kind::BadZip64Field,
                Some(idx),
                record.span(),
                "the record says that its sizes or offset are in a zip64 field, but there is no such field",
            );
        }
    }
    if entry.flags & FLAG_ENCRYPTED != 0 {
        anomalies.add(
            Kind::EncryptionFlag,
            Some(idx),
            record.span(),
            "flagged as encrypted",
        );
    }
    if entry.method != STORED && entry.method != DEFLATED {
        anomalies.add(
            Kind::UnknownMethod,
            Some(idx),
            record.span(),
            format_args!("compression method {}", entry.method),
        );
    }
    if entry.method == STORED && entry.compressed_len != entry.uncompressed_len {
        anomalies.add(
            Kind::StoredSizesDiffer,
            Some(idx),
            record.span(),
            format_args!(
                "stored with {} bytes compressed and {} bytes uncompressed",
                entry.compressed_len, entry.uncompressed_len
            ),
        );
    }
    local(file, end, local_off, idx, &mut entry, anomalies);
    Ok(Some((entry, len)))
}

struct Wide {
    uncompressed_len: Option<u64>,
    compressed_len: Option<u64>,
    local_off: Option<u64>,
}

/// The zip64 field. Android also takes all three numbers where the field has room for them, whether
/// the 32-bit ones ask for them or not.
fn zip64(extra: View<'_>, uncompressed: bool, compressed: bool, offset: bool) -> Option<Wide> {
    let mut off = 0_u64;
    loop {
        let id = extra.u16_le(off).ok()?;
        let len = u64::from(extra.u16_le(off.checked_add(2)?).ok()?);
        let field = extra.sub(off.checked_add(4)?, len).ok()?;
        if id != ZIP64_FIELD {
            off = off.checked_add(4)?.checked_add(len)?;
            continue;
        }
        let complete = len == 24 || len == 28;
        let mut at = 0_u64;
        let mut next = |wanted: bool| -> Option<Option<u64>> {
            if !wanted && !complete {
                return Some(None);
            }
            let number = field.u64_le(at).ok()?;
            at = at.saturating_add(8);
            Some(Some(number))
        };
        return Some(Wide {
            uncompressed_len: next(uncompressed)?,
            compressed_len: next(compressed)?,
            local_off: next(offset)?,
        });
    }
}

/// Finds the local header of an entry, compares it with the record, and sets the entry's data.
fn local<'a>(
    file: View<'a>,
    end: &End<'_>,
    local_off: u64,
    idx: usize,
    entry: &mut Entry<'a>,
    anomalies: &mut Anomalies,
) {
    // Android reads at the offset as it stands; behind a prefix, other readers add its length.
    let shifted = local_off.saturating_add(end.shift);
    let Some(off) = [shifted, local_off]
        .into_iter()
        .find(|off| file.u32_le(*off) == Ok(LOCAL_SIG))
    else {
        anomalies.add(
            Kind::LocalHeaderMissing,
            Some(idx),
            entry.record,
            format_args!("no local header at {local_off:#x}"),
        );
        return;
    };
    if local_header(file, end, off, idx, entry, anomalies).is_err() {
        anomalies.add(
            Kind::LocalHeaderMissing,
            Some(idx),
            file.span_at(off, LOCAL_LEN),
            format_args!("the local header at {off:#x} reaches beyond the file"),
        );
    }
}

fn local_header<'a>(
    file: View<'a>,
    end: &End<'_>,
    off: u64,
    idx: usize,
    entry: &mut Entry<'a>,
    anomalies: &mut Anomalies,
) -> Result<(), OutOfBounds> {
    let header = file.tail(off)?;
    let name_len = u64::from(header.u16_le(26)?);
    let extra_len = u64::from(header.u16_le(28)?);
    let name = header.sub(LOCAL_LEN, name_len)?;
    let extra = header.sub(LOCAL_LEN.saturating_add(name_len), extra_len)?;
    let header_len = LOCAL_LEN.saturating_add(name_len).saturating_add(extra_len);
    let header_span = header.span_at(0, header_len);
    let local = Local {
        span: header_span,
        name: name.bytes(),
        flags: header.u16_le(6)?,
        method: header.u16_le(8)?,
        extra,
        descriptor: None,
    };
    compare(header, &local, idx, entry, anomalies)?;
    let has_descriptor = local.flags & FLAG_DESCRIPTOR != 0;

    let data_off = off.saturating_add(header_len);
    let data_len = if entry.method == DEFLATED {
        entry.compressed_len
    } else {
        entry.uncompressed_len
    };
    let data = file.sub(data_off, data_len);
    // Android checks both lengths of stored data, though it reads only one of them.
    let claimed_len = data_len.max(entry.compressed_len);
    if data.is_err() || data_off.saturating_add(claimed_len) > end.directory_off {
        anomalies.add(
            Kind::DataOutOfBounds,
            Some(idx),
            file.span_at(data_off, claimed_len),
            format_args!(
                "{claimed_len} bytes from {data_off:#x} reach beyond the central directory at {:#x}",
                end.directory_off
            ),
        );
    }
    // What is left of data that ends with the file is still data.
    entry.data = data.or_else(|_| file.tail(data_off)).ok();
    let descriptor = if has_descriptor && data.is_ok() {
        descriptor(
            file,
            data_off.saturating_add(data_len),
            idx,
            entry,
            anomalies,
        )
    } else {
        None
    };
    entry.local = Some(Local {
        descriptor,
        ..local
    });
    Ok(())
}

/// Compares a local header with the record, as Android does.
fn compare(
    header: View<'_>,
    local: &Local<'_>,
    idx: usize,
    entry: &Entry<'_>,
    anomalies: &mut Anomalies,
) -> Result<(), OutOfBounds> {
    let crc32 = header.u32_le(14)?;
    let raw_compressed_len = header.u32_le(18)?;
    let raw_uncompressed_len = header.u32_le(22)?;
    let mut odd = |kind, says: std::fmt::Arguments<'_>| {
        anomalies.add(kind, Some(idx), local.span, says);
    };

    if local.name != entry.name {
        odd(
            Kind::LocalNameDiffers,
            format_args!(
                "the local header calls it {}",
                base::printable(local.name, 200)
            ),
        );
    }
    if local.method != entry.method {
        odd(
            Kind::LocalMethodDiffers,
            format_args!(
                "method {} in the local header, {} in the central directory",
                local.method, entry.method
            ),
        );
    }
    let has_descriptor = local.flags & FLAG_DESCRIPTOR != 0;
    if has_descriptor != (entry.flags & FLAG_DESCRIPTOR != 0) {
        odd(
            Kind::DescriptorFlagDiffers,
            format_args!(
                "a data descriptor follows by the {} only",
                if has_descriptor {
                    "local header"
                } else {
                    "central directory"
                }
            ),
        );
    }
    if local.flags & FLAG_ENCRYPTED != 0 && entry.flags & FLAG_ENCRYPTED == 0 {
        odd(
            Kind::EncryptionFlag,
            format_args!("flagged as encrypted in the local header only"),
        );
    }
    if !has_descriptor {
        let (mut compressed_len, mut uncompressed_len) = (
            u64::from(raw_compressed_len),
            u64::from(raw_uncompressed_len),
        );
        if raw_compressed_len == u32::MAX || raw_uncompressed_len == u32::MAX {
            let wide = zip64(
                local.extra,
                raw_uncompressed_len == u32::MAX,
                raw_compressed_len == u32::MAX,
                false,
            );
            if let Some(wide) = wide {
                uncompressed_len = wide.uncompressed_len.unwrap_or(uncompressed_len);
                compressed_len = wide.compressed_len.unwrap_or(compressed_len);
            }
        }
        if (compressed_len, uncompressed_len, crc32)
            != (entry.compressed_len, entry.uncompressed_len, entry.crc32)
        {
            odd(
                Kind::LocalSizesDiffer,
                format_args!(
                    "{compressed_len} bytes to {uncompressed_len} with checksum {crc32:#010x} in the local header, \
                     {} to {} with {:#010x} in the central directory",
                    entry.compressed_len, entry.uncompressed_len, entry.crc32
                ),
            );
        }
    }
    Ok(())
}

/// Compares the data descriptor with the record, as Android does on extraction.
fn descriptor(
    file: View<'_>,
    off: u64,
    idx: usize,
    entry: &Entry<'_>,
    anomalies: &mut Anomalies,
) -> Option<base::Span> {
    let sig_len = if file.u32_le(off) == Ok(DESCRIPTOR_SIG) {
        4
    } else {
        0
    };
    let at = off.saturating_add(sig_len);
    let is_wide = entry.compressed_len >= u64::from(u32::MAX)
        || entry.uncompressed_len >= u64::from(u32::MAX);
    let read = || -> Result<_, OutOfBounds> {
        let crc32 = file.u32_le(at)?;
        let at = at.saturating_add(4);
        Ok(if is_wide {
            (
                crc32,
                file.u64_le(at)?,
                file.u64_le(at.saturating_add(8))?,
                20,
            )
        } else {
            (
                crc32,
                u64::from(file.u32_le(at)?),
                u64::from(file.u32_le(at.saturating_add(4))?),
                12,
            )
        })
    };
    let Ok((crc32, compressed_len, uncompressed_len, len)) = read() else {
        anomalies.add(
            Kind::DescriptorDiffers,
            Some(idx),
            file.span_at(off, 0),
            "the data descriptor would reach beyond the file",
        );
        return None;
    };
    let span = file.span_at(off, sig_len.saturating_add(len));
    if (crc32, compressed_len, uncompressed_len)
        == (entry.crc32, entry.compressed_len, entry.uncompressed_len)
    {
        return Some(span);
    }
    anomalies.add(
        Kind::DescriptorDiffers,
        Some(idx),
        span,
        format_args!(
            "{compressed_len} bytes to {uncompressed_len} with checksum {crc32:#010x} in the data descriptor, \
             {} to {} with {:#010x} in the central directory",
            entry.compressed_len, entry.uncompressed_len, entry.crc32
        ),
    );
    None
}

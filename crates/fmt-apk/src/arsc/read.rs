//! From chunks to packages and types.

use super::{ArscError, Config, Layout, Overlayable, Package, Table, TypeConfig, TypeSpec};
use crate::chunk::{self, Chunk, Codes};
use crate::res_value::ResId;
use crate::string_pool::StringPool;
use base::{Limits, OutOfBounds, Parsed, Problem, View};

const PACKAGE: u16 = 0x0200;
const TYPE: u16 = 0x0201;
const TYPE_SPEC: u16 = 0x0202;
const LIBRARY: u16 = 0x0203;
const OVERLAYABLE: u16 = 0x0204;
const OVERLAYABLE_POLICY: u16 = 0x0205;
const STAGED_ALIAS: u16 = 0x0206;

const TYPE_FLAG_SPARSE: u8 = 1;
const TYPE_FLAG_NARROW: u8 = 2;
/// Length of a package's header, without and with the offset of its type numbers.
const PACKAGE_HEADER_LEN: [u64; 2] = [284, 288];
const CONFIG_OFF: u64 = 20;

static CODES: Codes = Codes {
    bad_chunk: "arsc/bad-chunk",
    bad_pool: "arsc/bad-string-pool",
};

pub(super) fn table<'a>(view: View<'a>, limits: &Limits) -> Result<Parsed<Table<'a>>, ArscError> {
    let kind = view.u16_le(0).unwrap_or(0);
    if kind != chunk::TABLE || view.len() < chunk::HEADER_LEN {
        return Err(ArscError::NotTable { kind });
    }
    let mut problems = Vec::new();
    let whole = match chunk::first(view, &CODES, &mut problems) {
        Ok(whole) => whole,
        Err(problem) => {
            problems.push(problem);
            Chunk {
                kind,
                header_len: 12.min(view.len()),
                view,
            }
        }
    };
    let mut strings = None;
    let mut packages: Vec<Package<'a>> = Vec::new();
    chunk::walk(
        whole.body(),
        &CODES,
        &mut problems,
        |chunk, problems| match chunk.kind {
            chunk::STRING_POOL if strings.is_none() => {
                strings = Some(StringPool::parse(&chunk, &CODES, problems));
            }
            PACKAGE => match package(&chunk, problems) {
                Ok(package) => {
                    if packages.iter().any(|other| other.id == package.id) {
                        problems.push(
                            Problem::new(
                                "arsc/duplicate-package",
                                format_args!("a second package of number {}", package.id),
                            )
                            .at(package.span),
                        );
                    }
                    packages.push(package);
                }
                Err(error) => {
                    problems.push(Problem::new("arsc/bad-package", error).at(chunk.span()));
                }
            },
            kind => problems.push(
                Problem::new(
                    "arsc/unknown-chunk",
                    format_args!("a chunk of kind {kind:#06x} in the table, which Android skips"),
                )
                .at(chunk.span()),
            ),
        },
    );
    let n_packages = view.u32_le(8).unwrap_or(0);
    if u32::try_from(packages.len()) != Ok(n_packages) {
        problems.push(
            Problem::new(
                "arsc/package-count-differs",
                format_args!(
                    "{n_packages} packages by the header, {} found",
                    packages.len()
                ),
            )
            .at(view.span_at(8, 4)),
        );
    }
    let most = usize::try_from(limits.n_problems).unwrap_or(usize::MAX);
    if problems.len() > most {
        let n_left_out = problems.len().saturating_sub(most);
        problems.truncate(most);
        problems.push(Problem::new(
            "arsc/too-many-problems",
            format_args!("{n_left_out} problems beyond the first {most} are not listed"),
        ));
    }
    Ok(Parsed {
        value: Table {
            strings: strings.unwrap_or_else(StringPool::empty),
            packages,
            len: view.len(),
        },
        problems,
    })
}

/// UTF-16 up to the first zero.
fn utf16z(view: View<'_>) -> String {
    let (units, _) = view.bytes().as_chunks::<2>();
    let units = units
        .iter()
        .map(|unit| u16::from_le_bytes(*unit))
        .take_while(|unit| *unit != 0);
    char::decode_utf16(units)
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

fn package<'a>(chunk: &Chunk<'a>, problems: &mut Vec<Problem>) -> Result<Package<'a>, OutOfBounds> {
    let view = chunk.view;
    if !PACKAGE_HEADER_LEN.contains(&chunk.header_len) {
        problems.push(
            Problem::new(
                "arsc/bad-package-header",
                format_args!(
                    "a package with a header of {} bytes, not 284 or 288",
                    chunk.header_len
                ),
            )
            .at(view.span_at(0, chunk.header_len)),
        );
    }
    let raw_id = view.u32_le(8)?;
    let id = u8::try_from(raw_id).unwrap_or_else(|_| {
        problems.push(
            Problem::new(
                "arsc/bad-package-number",
                format_args!("a package of number {raw_id:#x}, taken modulo 256"),
            )
            .at(view.span_at(8, 4)),
        );
        raw_id.to_le_bytes()[0]
    });
    let has_type_id_offset = chunk.header_len >= 288;
    let mut package = Package {
        id,
        name: utf16z(view.sub(12, 256)?),
        span: view.span(),
        type_names: StringPool::empty(),
        key_names: StringPool::empty(),
        type_id_offset: if has_type_id_offset {
            view.u32_le(284)?
        } else {
            0
        },
        specs: Vec::new(),
        types: Vec::new(),
        libraries: Vec::new(),
        overlayables: Vec::new(),
        aliases: Vec::new(),
    };
    let type_names_at = view.start().saturating_add(u64::from(view.u32_le(268)?));
    let key_names_at = view.start().saturating_add(u64::from(view.u32_le(276)?));
    let mut unnamed: Vec<StringPool<'a>> = Vec::new();
    chunk::walk(chunk.body(), &CODES, problems, |chunk, problems| {
        let names_at = [type_names_at, key_names_at];
        if chunk.kind == chunk::STRING_POOL && !names_at.contains(&chunk.span().start()) {
            problems.push(
                Problem::new(
                    "arsc/unused-string-pool",
                    "a string pool where the package's header names none",
                )
                .at(chunk.span()),
            );
            unnamed.push(StringPool::parse(&chunk, &CODES, problems));
        } else if let Err(error) = part(&chunk, names_at, &mut package, problems) {
            problems.push(Problem::new("arsc/short-chunk", error).at(chunk.span()));
        }
    });
    // Android has no names then. To us the pools in their usual order are better than nothing.
    let mut unnamed = unnamed.into_iter();
    for pool in [&mut package.type_names, &mut package.key_names] {
        if pool.n_strings() == 0
            && let Some(other) = unnamed.next()
        {
            *pool = other;
        }
    }
    if package.types.iter().is_sorted_by_key(|of| of.id) {
        return Ok(package);
    }
    package.types.sort_by_key(|of| of.id);
    Ok(package)
}

/// One chunk of a package.
fn part<'a>(
    chunk: &Chunk<'a>,
    [type_names_at, key_names_at]: [u64; 2],
    package: &mut Package<'a>,
    problems: &mut Vec<Problem>,
) -> Result<(), OutOfBounds> {
    match chunk.kind {
        chunk::STRING_POOL => {
            let at = chunk.span().start();
            let pool = StringPool::parse(chunk, &CODES, problems);
            if at == type_names_at {
                package.type_names = pool;
            }
            if at == key_names_at {
                package.key_names = pool;
            }
        }
        TYPE_SPEC => {
            let spec = TypeSpec {
                id: chunk.view.u8(8)?,
                n_entries: chunk.view.u32_le(12)?,
                flags: chunk.body(),
                span: chunk.span(),
            };
            if u64::from(spec.n_entries).saturating_mul(4) > spec.flags.len() {
                problems.push(
                    Problem::new(
                        "arsc/short-type-spec",
                        format_args!(
                            "{} entries by the header, but room for {} flags",
                            spec.n_entries,
                            spec.flags.len() / 4
                        ),
                    )
                    .at(spec.span),
                );
            }
            package.specs.push(spec);
        }
        TYPE => {
            let of = type_config(chunk, problems)?;
            let is_double = package
                .types
                .iter()
                .rev()
                .take_while(|other| other.id == of.id)
                .take(64)
                .any(|other| other.config.is_same(&of.config));
            if is_double {
                problems.push(
                    Problem::new(
                        "arsc/duplicate-type",
                        format_args!(
                            "a second set of values of type {} for configuration \"{}\"",
                            of.id,
                            of.config.qualifiers()
                        ),
                    )
                    .at(of.span),
                );
            }
            package.types.push(of);
        }
        LIBRARY => {
            let n_libraries = chunk.view.u32_le(8)?;
            let list = chunk.body();
            for n in 0..u64::from(n_libraries) {
                let item = list.sub(n.saturating_mul(260), 260)?;
                let number = item.u32_le(0)?.to_le_bytes()[0];
                package.libraries.push((number, utf16z(item.tail(4)?)));
            }
        }
        OVERLAYABLE => package.overlayables.push(overlayable(chunk, problems)?),
        STAGED_ALIAS => {
            let n_aliases = chunk.view.u32_le(8)?;
            let list = chunk.body();
            for n in 0..u64::from(n_aliases) {
                let item = list.sub(n.saturating_mul(8), 8)?;
                let alias = (ResId(item.u32_le(0)?), ResId(item.u32_le(4)?));
                package.aliases.push(alias);
            }
        }
        kind => problems.push(
            Problem::new(
                "arsc/unknown-chunk",
                format_args!("a chunk of kind {kind:#06x} in a package, which Android skips"),
            )
            .at(chunk.span()),
        ),
    }
    Ok(())
}

fn overlayable(chunk: &Chunk<'_>, problems: &mut Vec<Problem>) -> Result<Overlayable, OutOfBounds> {
    let mut overlayable = Overlayable {
        name: utf16z(chunk.view.sub(8, 512)?),
        actor: utf16z(chunk.view.sub(520, 512)?),
        policies: Vec::new(),
        span: chunk.span(),
    };
    chunk::walk(chunk.body(), &CODES, problems, |policy, problems| {
        let mut read = || -> Result<(), OutOfBounds> {
            if policy.kind != OVERLAYABLE_POLICY {
                return Ok(());
            }
            let flags = policy.view.u32_le(8)?;
            let n_ids = policy.view.u32_le(12)?;
            let list = policy.body();
            let mut ids = Vec::new();
            for n in 0..u64::from(n_ids) {
                ids.push(ResId(list.u32_le(n.saturating_mul(4))?));
            }
            overlayable.policies.push((flags, ids));
            Ok(())
        };
        if let Err(error) = read() {
            problems.push(Problem::new("arsc/short-chunk", error).at(policy.span()));
        }
    });
    Ok(overlayable)
}

fn type_config<'a>(
    chunk: &Chunk<'a>,
    problems: &mut Vec<Problem>,
) -> Result<TypeConfig<'a>, OutOfBounds> {
    let view = chunk.view;
    let id = view.u8(8)?;
    let flags = view.u8(9)?;
    let n_entries = view.u32_le(12)?;
    let entries_off = u64::from(view.u32_le(16)?);
    let config_len = u64::from(view.u32_le(CONFIG_OFF)?);
    let config = view
        .sub(CONFIG_OFF, config_len)
        .or_else(|_| view.sub(CONFIG_OFF, chunk.header_len.saturating_sub(CONFIG_OFF)))?;
    let (layout, step) = if flags & TYPE_FLAG_SPARSE != 0 {
        (Layout::Sparse, 4)
    } else if flags & TYPE_FLAG_NARROW != 0 {
        (Layout::Narrow, 2)
    } else {
        (Layout::Wide, 4)
    };
    let body = chunk.body();
    let room = body.len().checked_div(step).unwrap_or(0);
    let n_offsets = u64::from(n_entries).min(room).min(0x1_0000);
    let offsets = body.sub(0, n_offsets.saturating_mul(step))?;
    let offsets_end = chunk
        .header_len
        .saturating_add(u64::from(n_entries).saturating_mul(step));
    if id == 0 || n_entries != 0 && (entries_off > view.len() || offsets_end > entries_off) {
        problems.push(
            Problem::new(
                "arsc/bad-type",
                format_args!(
                    "type {id} of {:#x} bytes with {n_entries} entries from {entries_off:#x} on, whose \
                     offsets end at {offsets_end:#x}",
                    view.len()
                ),
            )
            .at(chunk.span()),
        );
    }
    Ok(TypeConfig {
        id,
        offsets,
        layout,
        n_offsets: u32::try_from(n_offsets).unwrap_or(0),
        entries: view.tail(entries_off.min(view.len()))?,
        config: Config::new(config),
        span: chunk.span(),
    })
}

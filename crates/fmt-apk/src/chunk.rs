//! The chunks that binary XML and resource tables are made of.
//!
//! Spec: AOSP `frameworks/base/libs/androidfw/include/androidfw/ResourceTypes.h`, `ResChunk_header`, and
//! `ResourceTypes.cpp`, `validate_chunk`.
//!
//! Departures from the spec: a chunk that reaches beyond its parent is cut off there; Android gives up.

use base::{Problem, Span, View};

pub(crate) const STRING_POOL: u16 = 0x0001;
pub(crate) const TABLE: u16 = 0x0002;
pub(crate) const XML: u16 = 0x0003;

/// Length of the part that every chunk has.
pub(crate) const HEADER_LEN: u64 = 8;

/// One chunk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chunk<'a> {
    /// What it is.
    pub(crate) kind: u16,
    /// Length of its header, at most the chunk's.
    pub(crate) header_len: u64,
    /// The whole chunk.
    pub(crate) view: View<'a>,
}

impl<'a> Chunk<'a> {
    /// What follows the header.
    pub(crate) fn body(&self) -> View<'a> {
        self.view.tail(self.header_len).unwrap_or(self.view)
    }

    pub(crate) fn span(&self) -> Span {
        self.view.span()
    }
}

/// The chunk at the start of `view`, or why there is none.
///
/// The problems that leave a chunk readable go to `problems`, with `codes` of the format at hand.
pub(crate) fn first<'a>(
    view: View<'a>,
    codes: &'static Codes,
    problems: &mut Vec<Problem>,
) -> Result<Chunk<'a>, Problem> {
    let header = || {
        Some((
            view.u16_le(0).ok()?,
            view.u16_le(2).ok()?,
            view.u32_le(4).ok()?,
        ))
    };
    let Some((kind, header_len, len)) = header() else {
        return Err(Problem::new(
            codes.bad_chunk,
            format_args!("{} bytes are too few for a chunk", view.len()),
        )
        .at(view.span()));
    };
    let (mut header_len, mut len) = (u64::from(header_len), u64::from(len));
    let bad = |says: std::fmt::Arguments<'_>| {
        Problem::new(codes.bad_chunk, says).at(view.span_at(0, HEADER_LEN))
    };
    if len < HEADER_LEN {
        return Err(bad(format_args!(
            "a chunk of kind {kind:#06x} with a length of {len} bytes"
        )));
    }
    if len > view.len() {
        problems.push(bad(format_args!(
            "a chunk of kind {kind:#06x} has {len} bytes by its header, but {} are left",
            view.len()
        )));
        len = view.len();
    }
    if header_len < HEADER_LEN || header_len > len {
        problems.push(bad(format_args!(
            "a chunk of kind {kind:#06x} and {len} bytes with a header of {header_len} bytes"
        )));
        header_len = HEADER_LEN;
    } else if (header_len | len) & 3 != 0 {
        problems.push(bad(format_args!(
            "a chunk of kind {kind:#06x} with lengths {header_len} and {len}, which 4 does not divide"
        )));
    }
    let view = view
        .sub(0, len)
        .map_err(|error| Problem::new(codes.bad_chunk, error))?;
    Ok(Chunk {
        kind,
        header_len,
        view,
    })
}

/// The codes under which a format's faults are recorded.
#[derive(Debug)]
pub(crate) struct Codes {
    pub(crate) bad_chunk: &'static str,
    pub(crate) bad_pool: &'static str,
}

/// Calls `each` with one chunk after the other, to the end of `view` or of what can be read.
pub(crate) fn walk<'a>(
    view: View<'a>,
    codes: &'static Codes,
    problems: &mut Vec<Problem>,
    mut each: impl FnMut(Chunk<'a>, &mut Vec<Problem>),
) {
    let mut rest = view;
    while !rest.is_empty() {
        match first(rest, codes, problems) {
            Ok(chunk) => {
                each(chunk, problems);
                let Ok(next) = rest.tail(chunk.view.len()) else {
                    return;
                };
                rest = next;
            }
            Err(problem) => {
                problems.push(problem);
                return;
            }
        }
    }
}

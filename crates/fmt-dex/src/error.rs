//! Why a file, an entry or an instruction could not be read.

use base::{OutOfBounds, Problem, Span};

/// Why bytes are not read as DEX.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DexError {
    /// The first bytes are no magic of the DEX family.
    #[error("no dex magic, found {found:02x?}")]
    NotDex {
        /// The first eight bytes, zero where the file is shorter.
        found: [u8; 8],
    },
    /// Compact DEX as it stands in vdex files; not read.
    #[error("compact dex (cdex) version {:?} is not read", version.escape_ascii().to_string())]
    CompactDex {
        /// The three version digits as they stand in the file.
        version: [u8; 3],
    },
    /// Optimised DEX of Dalvik; not read. The DEX file inside it is.
    #[error("optimised dex (odex) version {:?} is not read", version.escape_ascii().to_string())]
    OptimisedDex {
        /// The three version digits as they stand in the file.
        version: [u8; 3],
    },
    /// A DEX file in big-endian order, which no known writer makes; not read.
    #[error("big-endian dex is not read")]
    BigEndian,
}

/// The tables that are looked up by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Table {
    /// `string_ids`.
    String,
    /// `type_ids`.
    Type,
    /// `proto_ids`.
    Proto,
    /// `field_ids`.
    Field,
    /// `method_ids`.
    Method,
    /// `class_defs`.
    Class,
    /// `call_site_ids`.
    CallSite,
    /// `method_handles`.
    MethodHandle,
}

impl Table {
    /// The noun for one entry.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Type => "type",
            Self::Proto => "proto",
            Self::Field => "field",
            Self::Method => "method",
            Self::Class => "class",
            Self::CallSite => "call site",
            Self::MethodHandle => "method handle",
        }
    }
}

/// Why one entry could not be read. The entries around it are not touched by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The index is past the end of its table.
    #[error("there is no {} {idx}: the table has {n_entries}", table.noun())]
    NoSuchEntry {
        /// The table that was asked.
        table: Table,
        /// The index asked for.
        idx: u32,
        /// How many entries the file has room for.
        n_entries: u32,
    },
    /// The data ends first.
    #[error(transparent)]
    OutOfBounds(#[from] OutOfBounds),
    /// String data without its closing zero byte.
    #[error("the string at offset {at:#x} has no closing zero byte")]
    UnterminatedString {
        /// Where the string's bytes begin, from the start of the artifact.
        at: u64,
    },
    /// An encoded value of a type that does not exist, or of a width its type does not allow.
    #[error("the encoded value at offset {at:#x} has type {kind:#04x} with argument {arg}")]
    BadValue {
        /// Where the value begins, from the start of the artifact.
        at: u64,
        /// The value type, 0 to 31.
        kind: u8,
        /// The value argument, 0 to 7.
        arg: u8,
    },
    /// Encoded values inside encoded values, deeper than is read.
    #[error("the encoded value at offset {at:#x} is nested deeper than {limit}")]
    TooDeep {
        /// Where the value begins, from the start of the artifact.
        at: u64,
        /// The greatest depth that is read.
        limit: u32,
    },
    /// A call site whose first three values are not handle, name and type.
    #[error(
        "the call site at offset {at:#x} does not begin with a method handle, a name and a type"
    )]
    BadCallSite {
        /// Where the array of values begins, from the start of the artifact.
        at: u64,
    },
    /// An index in a delta-coded list that leaves the range of its table's index.
    #[error("the index at offset {at:#x} overflows 32 bits")]
    IndexOverflow {
        /// Where the difference stands, from the start of the artifact.
        at: u64,
    },
}

impl ReadError {
    /// The problem to record for it.
    pub fn problem(&self) -> Problem {
        let (code, at) = match self {
            Self::NoSuchEntry { .. } => ("dex/index-out-of-range", None),
            Self::OutOfBounds(error) => ("dex/out-of-bounds", Some((error.at, error.need))),
            Self::UnterminatedString { at } => ("dex/string-unterminated", Some((*at, 0))),
            Self::BadValue { at, .. } => ("dex/bad-encoded-value", Some((*at, 1))),
            Self::TooDeep { at, .. } => ("dex/encoded-value-too-deep", Some((*at, 1))),
            Self::BadCallSite { at } => ("dex/bad-call-site", Some((*at, 1))),
            Self::IndexOverflow { at } => ("dex/index-overflow", Some((*at, 1))),
        };
        let problem = Problem::new(code, self);
        match at {
            Some((at, len)) => problem.at(Span::new(at, len)),
            None => problem,
        }
    }
}

/// Why the code of one method could not be decoded from some offset on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InsnError {
    /// An opcode that no version of the format assigns.
    #[error("unused opcode {opcode:#04x} at code unit {at:#06x}")]
    UnusedOpcode {
        /// Offset of the instruction in code units.
        at: u32,
        /// The opcode byte.
        opcode: u8,
    },
    /// The instruction needs more code units than the method has left.
    #[error("the instruction at code unit {at:#06x} needs {need} code units, {left} are left")]
    Truncated {
        /// Offset of the instruction in code units.
        at: u32,
        /// Code units needed.
        need: u64,
        /// Code units left in the method, or in the file where that ends first.
        left: u64,
    },
    /// A list of single argument registers longer than the five its format has room for.
    #[error(
        "the instruction at code unit {at:#06x} names {found} argument registers, at most 5 fit"
    )]
    TooManyArguments {
        /// Offset of the instruction in code units.
        at: u32,
        /// How many it names, 6 to 15.
        found: u8,
    },
    /// No payload stands where one is asked for.
    #[error("no payload stands at code unit {at:#06x}")]
    NoPayload {
        /// The offset asked for, in code units.
        at: u32,
    },
}

impl InsnError {
    /// Offset of the instruction in code units.
    pub const fn at(&self) -> u32 {
        match self {
            Self::UnusedOpcode { at, .. }
            | Self::Truncated { at, .. }
            | Self::TooManyArguments { at, .. }
            | Self::NoPayload { at } => *at,
        }
    }

    /// The problem code for it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnusedOpcode { .. } => "dex/unused-opcode",
            Self::Truncated { .. } => "dex/truncated-instruction",
            Self::TooManyArguments { .. } => "dex/too-many-arguments",
            Self::NoPayload { .. } => "dex/no-payload",
        }
    }
}

//! The header of a DEX file: its version and where the tables stand.
//!
//! Spec: <https://source.android.com/docs/core/runtime/dex-format#header-item>,
//! AOSP `art/libdexfile/dex/dex_file.h` (`Header`, `HeaderV41`)
//! Departures from the spec: a version between 035 and 041 that the specification does not list, and any
//! other digits, are read as if they were known; fields past the end of a truncated file read as zero.

use crate::DexError;
use base::{Problem, View};

/// Length of the header up to version 040, in bytes.
pub(crate) const HEADER_LEN: u32 = 0x70;
/// Length of the header from version 041 on, in bytes.
pub(crate) const HEADER_LEN_V41: u32 = 0x78;
/// The version from which one file can hold several headers.
const CONTAINER_VERSION: u16 = 41;
const ENDIAN: u32 = 0x1234_5678;
const REVERSE_ENDIAN: u32 = 0x7856_3412;

/// Where one table stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableAt {
    /// How many entries the file states.
    pub n_entries: u32,
    /// Where the first one stands, from the start of the container.
    pub off: u32,
}

/// The header as it stands in the file. Offsets count from the start of the container, which up to
/// version 040 is the start of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The three digits of the version as a number, 35 to 41 in files that follow the specification.
    pub version: u16,
    /// Adler-32 of everything after this field.
    pub checksum: u32,
    /// SHA-1 of everything after this field.
    pub signature: [u8; 20],
    /// Length in bytes; from version 041 on, the distance from this header to the next one.
    pub file_len: u32,
    /// Length of the header in bytes.
    pub header_len: u32,
    /// Length of the link section in bytes, 0 in files that are not statically linked.
    pub link_len: u32,
    /// Where the link section stands.
    pub link_off: u32,
    /// Where the map stands.
    pub map_off: u32,
    /// `string_ids`.
    pub string_ids: TableAt,
    /// `type_ids`.
    pub type_ids: TableAt,
    /// `proto_ids`.
    pub proto_ids: TableAt,
    /// `field_ids`.
    pub field_ids: TableAt,
    /// `method_ids`.
    pub method_ids: TableAt,
    /// `class_defs`.
    pub class_defs: TableAt,
    /// Length of the data section in bytes; unused from version 041 on.
    pub data_len: u32,
    /// Where the data section stands; unused from version 041 on.
    pub data_off: u32,
    /// Length of the whole container in bytes, from version 041 on.
    pub container_len: Option<u32>,
    /// Where this header stands in its container, from version 041 on.
    pub header_off: Option<u32>,
}

impl Header {
    /// Reads the header at `off`, counted from the start of `container`.
    pub(crate) fn parse(
        container: View<'_>,
        off: u32,
        problems: &mut Vec<Problem>,
    ) -> Result<Self, DexError> {
        let rest = container
            .tail(u64::from(off))
            .map_or(&[][..], |tail| tail.bytes());
        let mut raw = [0; HEADER_LEN_V41 as usize];
        for (to, from) in raw.iter_mut().zip(rest) {
            *to = *from;
        }
        let raw = View::new(&raw);
        // Within the array, so that the default is never taken.
        let word = |at: u64| raw.u32_le(at).unwrap_or_default();
        let table = |at: u64| TableAt {
            n_entries: word(at),
            off: word(at.saturating_add(4)),
        };

        let magic = raw.array::<8>(0).unwrap_or_default();
        let version = version(magic)?;
        if word(0x28) == REVERSE_ENDIAN {
            return Err(DexError::BigEndian);
        }
        let here = |at: u64, len: u64| container.span_at(u64::from(off).saturating_add(at), len);
        let in_container = version >= CONTAINER_VERSION;
        let header = Self {
            version,
            checksum: word(0x08),
            signature: raw.array(0x0c).unwrap_or_default(),
            file_len: word(0x20),
            header_len: word(0x24),
            link_len: word(0x2c),
            link_off: word(0x30),
            map_off: word(0x34),
            string_ids: table(0x38),
            type_ids: table(0x40),
            proto_ids: table(0x48),
            field_ids: table(0x50),
            method_ids: table(0x58),
            class_defs: table(0x60),
            data_len: word(0x68),
            data_off: word(0x6c),
            container_len: in_container.then(|| word(0x70)),
            header_off: in_container.then(|| word(0x74)),
        };
        let expected_len = if in_container {
            HEADER_LEN_V41
        } else {
            HEADER_LEN
        };
        if (rest.len() as u64) < u64::from(expected_len) {
            let says = format_args!(
                "the header needs {expected_len} bytes, {} are there",
                rest.len()
            );
            problems
                .push(Problem::new("dex/header-truncated", says).at(here(0, rest.len() as u64)));
        }
        if !(35..=41).contains(&version) || version == 36 {
            let says = format_args!("version {version:03} is not in the specification");
            problems.push(Problem::new("dex/unknown-version", says).at(here(4, 3)));
        }
        if word(0x28) != ENDIAN {
            let says = format_args!("the byte-order tag is {:#010x}", word(0x28));
            problems.push(Problem::new("dex/bad-endian-tag", says).at(here(0x28, 4)));
        }
        if header.header_len != expected_len {
            let says = format_args!(
                "the header is stated to have {:#x} bytes, expected {expected_len:#x}",
                header.header_len
            );
            problems.push(Problem::new("dex/header-size-differs", says).at(here(0x24, 4)));
        }
        let (stated, found, at) = match header.container_len {
            Some(stated) => (stated, container.len(), 0x70),
            None => (header.file_len, rest.len() as u64, 0x20),
        };
        if u64::from(stated) != found {
            let says = format_args!("the file is stated to have {stated} bytes and has {found}");
            problems.push(Problem::new("dex/file-size-differs", says).at(here(at, 4)));
        }
        if let Some(stated) = header.header_off
            && stated != off
        {
            let says =
                format_args!("the header states to stand at {stated:#x} and stands at {off:#x}");
            problems.push(Problem::new("dex/header-offset-differs", says).at(here(0x74, 4)));
        }
        Ok(header)
    }
}

fn version(magic: [u8; 8]) -> Result<u16, DexError> {
    let not_dex = DexError::NotDex { found: magic };
    let [k0, k1, k2, k3, a, b, c, _] = magic;
    let digits = [a, b, c];
    match &[k0, k1, k2, k3] {
        b"dex\n" => {}
        b"cdex" => return Err(DexError::CompactDex { version: digits }),
        b"dey\n" => return Err(DexError::OptimisedDex { version: digits }),
        _ => return Err(not_dex),
    }
    let mut number = 0_u16;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return Err(not_dex);
        }
        number = number
            .saturating_mul(10)
            .saturating_add(u16::from(digit.saturating_sub(b'0')));
    }
    Ok(number)
}

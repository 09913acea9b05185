//! Zip files for tests, honest by default, and wrong in any field that a test asks for.

/// One entry. What is `None` is written as it should be.
#[derive(Clone, Debug)]
pub struct ZipEntry {
    /// The name.
    pub name: Vec<u8>,
    /// The contents.
    pub contents: Vec<u8>,
    /// How the contents are packed: 8 deflates, anything else stores.
    pub packed_as: u16,
    /// The method in the central directory.
    pub method: Option<u16>,
    /// The method in the local header.
    pub local_method: Option<u16>,
    /// The name in the local header.
    pub local_name: Option<Vec<u8>>,
    /// The flags in both headers; bit 3 writes a data descriptor and zeros in the local header.
    pub flags: u16,
    /// The checksum, everywhere.
    pub crc32: Option<u32>,
    /// The compressed length in the central directory.
    pub compressed_len: Option<u32>,
    /// The uncompressed length in the central directory.
    pub uncompressed_len: Option<u32>,
    /// The uncompressed length in the local header.
    pub local_uncompressed_len: Option<u32>,
    /// Added to the local header's offset in the central directory.
    pub offset_delta: u32,
    /// No local header and no data: the record points to the entry of this position.
    pub shares_with: Option<usize>,
    /// Sizes and offset in a zip64 field.
    pub is_zip64: bool,
    /// Extra field in the local header.
    pub local_extra: Vec<u8>,
}

impl ZipEntry {
    /// A stored entry.
    pub fn stored(name: impl AsRef<[u8]>, contents: impl AsRef<[u8]>) -> Self {
        Self {
            name: name.as_ref().to_vec(),
            contents: contents.as_ref().to_vec(),
            packed_as: 0,
            method: None,
            local_method: None,
            local_name: None,
            flags: 0,
            crc32: None,
            compressed_len: None,
            uncompressed_len: None,
            local_uncompressed_len: None,
            offset_delta: 0,
            shares_with: None,
            is_zip64: false,
            local_extra: Vec::new(),
        }
    }

    /// A deflated entry.
    pub fn deflated(name: impl AsRef<[u8]>, contents: impl AsRef<[u8]>) -> Self {
        Self {
            packed_as: 8,
            ..Self::stored(name, contents)
        }
    }
}

/// A zip file.
#[derive(Clone, Debug, Default)]
pub struct ZipBuilder {
    /// Bytes before the first entry; no offset counts them.
    pub prefix: Vec<u8>,
    /// The entries.
    pub entries: Vec<ZipEntry>,
    /// How many of the entries, from the last one, the end record does not count.
    pub n_uncounted: u16,
    /// Added to the end record's counts.
    pub count_delta: u16,
    /// Bytes between the last entry and the central directory.
    pub before_directory: Vec<u8>,
    /// Bytes between the central directory and the end record.
    pub after_directory: Vec<u8>,
    /// The comment.
    pub comment: Vec<u8>,
    /// Bytes after the comment.
    pub after_end: Vec<u8>,
    /// Writes zip64 end records.
    pub is_zip64: bool,
}

impl ZipBuilder {
    /// A zip file of these entries.
    pub fn new(entries: impl IntoIterator<Item = ZipEntry>) -> Self {
        Self {
            entries: entries.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Its bytes.
    ///
    /// # Panics
    /// Where there is more than the format can count.
    pub fn build(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut directory = Vec::new();
        let mut placed = Vec::new();
        let mut counted_len = 0;
        for (n, entry) in self.entries.iter().enumerate() {
            let packed = pack(entry);
            let offset = entry.shares_with.map_or_else(|| len(&out), |n| placed[n]);
            placed.push(offset);
            if entry.shares_with.is_none() {
                local(entry, &packed, &mut out);
            }
            record(entry, &packed, offset + entry.offset_delta, &mut directory);
            if n + usize::from(self.n_uncounted) < self.entries.len() {
                counted_len = directory.len();
            }
        }
        out.extend(&self.before_directory);
        let directory_off = len(&out);
        out.extend(&directory);
        out.extend(&self.after_directory);
        let n_entries = u16::try_from(self.entries.len()).unwrap() - self.n_uncounted;
        self.end(
            n_entries + self.count_delta,
            counted_len,
            directory_off,
            &mut out,
        );
        let mut whole = self.prefix.clone();
        whole.extend(out);
        whole
    }

    fn end(&self, n_entries: u16, directory_len: usize, directory_off: u32, out: &mut Vec<u8>) {
        let mut directory_len = u32::try_from(directory_len).unwrap();
        let mut directory_off = directory_off;
        if self.is_zip64 {
            let at = u64::from(len(out));
            u32s(out, &[0x0606_4b50]);
            out.extend(44_u64.to_le_bytes());
            u16s(out, &[45, 45]);
            u32s(out, &[0, 0]);
            for number in [
                u64::from(n_entries),
                u64::from(n_entries),
                u64::from(directory_len),
                u64::from(directory_off),
            ] {
                out.extend(number.to_le_bytes());
            }
            u32s(out, &[0x0706_4b50, 0]);
            out.extend(at.to_le_bytes());
            u32s(out, &[1]);
            (directory_len, directory_off) = (u32::MAX, u32::MAX);
        }
        u32s(out, &[0x0605_4b50]);
        u16s(out, &[0, 0, n_entries, n_entries]);
        u32s(out, &[directory_len, directory_off]);
        u16s(out, &[u16::try_from(self.comment.len()).unwrap()]);
        out.extend(&self.comment);
        out.extend(&self.after_end);
    }
}

fn len(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap()
}

fn u16s(out: &mut Vec<u8>, numbers: &[u16]) {
    out.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

fn u32s(out: &mut Vec<u8>, numbers: &[u32]) {
    out.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

struct Packed {
    data: Vec<u8>,
    crc32: u32,
}

fn pack(entry: &ZipEntry) -> Packed {
    let mut crc = libdeflater::Crc::new();
    crc.update(&entry.contents);
    let data = if entry.packed_as == 8 {
        let mut compressor = libdeflater::Compressor::new(libdeflater::CompressionLvl::default());
        let mut data = vec![0; compressor.deflate_compress_bound(entry.contents.len())];
        let len = compressor
            .deflate_compress(&entry.contents, &mut data)
            .unwrap();
        data.truncate(len);
        data
    } else {
        entry.contents.clone()
    };
    Packed {
        data,
        crc32: entry.crc32.unwrap_or_else(|| crc.sum()),
    }
}

fn local(entry: &ZipEntry, packed: &Packed, out: &mut Vec<u8>) {
    let name = entry.local_name.as_ref().unwrap_or(&entry.name);
    let method = entry.method.unwrap_or(entry.packed_as);
    let has_descriptor = entry.flags & 8 != 0;
    let sizes = [
        packed.crc32,
        len(&packed.data),
        entry
            .local_uncompressed_len
            .unwrap_or_else(|| len(&entry.contents)),
    ];
    u32s(out, &[0x0403_4b50]);
    u16s(
        out,
        &[
            20,
            entry.flags,
            entry.local_method.unwrap_or(method),
            0,
            0x3a21,
        ],
    );
    u32s(out, if has_descriptor { &[0; 3] } else { &sizes });
    u16s(
        out,
        &[
            u16::try_from(name.len()).unwrap(),
            u16::try_from(entry.local_extra.len()).unwrap(),
        ],
    );
    out.extend(name);
    out.extend(&entry.local_extra);
    out.extend(&packed.data);
    if has_descriptor {
        u32s(out, &[0x0807_4b50]);
        u32s(out, &sizes);
    }
}

fn record(entry: &ZipEntry, packed: &Packed, offset: u32, out: &mut Vec<u8>) {
    let mut compressed_len = entry.compressed_len.unwrap_or_else(|| len(&packed.data));
    let mut uncompressed_len = entry
        .uncompressed_len
        .unwrap_or_else(|| len(&entry.contents));
    let mut offset = offset;
    let mut extra = Vec::new();
    if entry.is_zip64 {
        u16s(&mut extra, &[1, 24]);
        for number in [uncompressed_len, compressed_len, offset] {
            extra.extend(u64::from(number).to_le_bytes());
        }
        (compressed_len, uncompressed_len, offset) = (u32::MAX, u32::MAX, u32::MAX);
    }
    u32s(out, &[0x0201_4b50]);
    let method = entry.method.unwrap_or(entry.packed_as);
    u16s(out, &[0x0314, 20, entry.flags, method, 0, 0x3a21]);
    u32s(out, &[packed.crc32, compressed_len, uncompressed_len]);
    u16s(
        out,
        &[
            u16::try_from(entry.name.len()).unwrap(),
            u16::try_from(extra.len()).unwrap(),
            0,
            0,
            0,
        ],
    );
    u32s(out, &[0o100_644 << 16, offset]);
    out.extend(&entry.name);
    out.extend(extra);
}

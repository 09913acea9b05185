//! The bounds that keep a hostile input from taking the machine.

/// Bounds of one run. Reaching one is a recorded problem; the rest of the work goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Containers inside containers: 6. An XAPK on a partition holds an APK that holds a plug-in APK that
    /// holds a DEX, which is 4; real firmware of the 2026 corpus reaches 4.
    pub depth: u32,
    /// Bytes of one file taken whole into memory: 512 MiB. The largest APK met is 181 MB.
    pub file_len: u64,
    /// Bytes of one entry after decompression: 512 MiB, for the same reason.
    pub entry_len: u64,
    /// Bytes that one input file may unpack to in all: 4 GiB. A 181 MB APK unpacks to 0.4 GB.
    pub unpacked_len: u64,
    /// Entries of one container: 200,000. The largest APK met has 30,000.
    pub n_entries: u32,
    /// Files of one input folder: 2,000,000. An unpacked phone has 5,000 to 50,000.
    pub n_files: u64,
    /// Folders inside folders: 64.
    pub folder_depth: u32,
    /// Nesting of XML elements, values and the like: 128; resource and manifest files stay under 20.
    pub nesting: u32,
    /// Problems kept for one artifact: 1,000; the number of those left out is itself recorded.
    pub n_problems: u32,
    /// Threads that may work on one app: 1. A host whose other processors are idle gives more; what is found is the same.
    pub n_threads: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 6,
            file_len: 512 << 20,
            entry_len: 512 << 20,
            unpacked_len: 4 << 30,
            n_entries: 200_000,
            n_files: 2_000_000,
            folder_depth: 64,
            nesting: 128,
            n_problems: 1_000,
            n_threads: 1,
        }
    }
}

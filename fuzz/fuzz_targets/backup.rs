//! Any bytes as an Android backup or a tar archive: every file in it is taken out.
#![no_main]

use base::{ArtifactId, Limits, Problem};
use unpack::{Artifact, Opener, Visitor};

struct Files;

impl Visitor for Files {
    fn artifact(&mut self, artifact: &Artifact<'_>) {
        assert!(artifact.bytes.len() <= 1 << 20);
    }

    fn problem(&mut self, _artifact: ArtifactId, _path: &str, _problem: Problem) {}
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let limits = Limits {
        entry_len: 1 << 20,
        unpacked_len: 4 << 20,
        ..Limits::default()
    };
    let mut backup = b"ANDROID BACKUP\n5\n0\nnone\n".to_vec();
    backup.extend_from_slice(bytes);
    for file in [bytes, &backup] {
        Opener::new(limits, &mut Files).open("x", file);
    }
});

//! Android backups, as `adb backup` and `bu backup` write them.
//!
//! Spec: AOSP `frameworks/base/services/backup/java/com/android/server/backup/UserBackupManagerService.java`
//! (`BACKUP_FILE_HEADER_MAGIC`, `BACKUP_FILE_VERSION`), `…/fullbackup/PerformAdbBackupTask.java` (the header's lines, the
//! order of deflate and encryption) and `…/utils/BackupManagerMonitorUtils.java`, as of android-14.0.0_r1.
//!
//! Departures from the spec: versions after 5 are read as 5; a stream that ends early gives what came out so far.

use super::{Child, Opened, ReadError, Unpacker, UnpackerDoc};
use crate::Kind;
use base::{Limits, Parsed, Problem, View, escape_controls};
use flate2::bufread::ZlibDecoder;
use fmt_apk::zip::Inflater;
use std::borrow::Cow;

/// The first line of every Android backup.
pub(crate) const MAGIC: &[u8] = b"ANDROID BACKUP\n";
/// Bytes of one line of the header: 1,024. The longest, the encrypted master key, has 192.
const LINE: usize = 1_024;

/// Opens Android backups.
pub(crate) struct AndroidBackup;

struct OpenedBackup<'a> {
    /// What follows the header; none where it is encrypted.
    stream: Option<View<'a>>,
    is_compressed: bool,
    child: Vec<Child>,
}

impl Unpacker for AndroidBackup {
    fn doc(&self) -> &'static UnpackerDoc {
        &UnpackerDoc {
            id: "android_backup",
            name: "Android backup",
            references: &[
                "AOSP frameworks/base/services/backup/java/com/android/server/backup/fullbackup/PerformAdbBackupTask.java",
                "AOSP frameworks/base/services/backup/java/com/android/server/backup/UserBackupManagerService.java",
            ],
            limitations: &[
                "backups that a password closes; how the key is made from it is recorded",
            ],
        }
    }

    fn opens(&self, kind: Kind) -> bool {
        kind == Kind::AndroidBackup
    }

    fn open<'a>(
        &self,
        _path: &str,
        file: View<'a>,
        _limits: &Limits,
    ) -> Result<Parsed<Box<dyn Opened<'a> + 'a>>, Problem> {
        let bad = |says: &str| Problem::new("android-backup/unreadable", says);
        let bytes = file.bytes();
        let mut rest = bytes
            .strip_prefix(MAGIC)
            .ok_or_else(|| bad("it does not begin as an Android backup"))?;
        let mut line = || -> Option<&'a str> {
            let head = rest.get(..LINE).unwrap_or(rest);
            let end = head.iter().position(|&byte| byte == b'\n')?;
            let text = std::str::from_utf8(rest.get(..end)?).ok()?;
            rest = rest.get(end.saturating_add(1)..)?;
            Some(text)
        };
        let (Some(version), Some(compressed), Some(encryption)) = (line(), line(), line()) else {
            return Err(bad("its header ends early"));
        };
        let mut problems = Vec::new();
        if !matches!(version, "1" | "2" | "3" | "4" | "5") {
            let says = format!("its version is {}", escape_controls(version));
            problems.push(Problem::new("android-backup/unknown-version", says));
        }
        let is_encrypted = encryption != "none";
        if is_encrypted {
            let mut next = || line().unwrap_or_default().to_owned();
            let (salt, check_salt, rounds, iv) = (next(), next(), next(), next());
            let hex_bytes = |it: &str| it.len() / 2;
            let says = format!(
                "closed by a password with {}: AES-256 in CBC mode, the key by PBKDF2 with HMAC-SHA1 in {} rounds, salts of {} and {} bytes, an initialisation vector of {}",
                escape_controls(encryption),
                escape_controls(&rounds),
                hex_bytes(&salt),
                hex_bytes(&check_salt),
                hex_bytes(&iv),
            );
            problems.push(Problem::new("android-backup/encrypted", says).at(file.span()));
        }
        let at = bytes.len().saturating_sub(rest.len());
        let stream = file
            .tail(at as u64)
            .map_err(|_| bad("its header ends early"))?;
        let child = Child {
            path: "backup.tar".to_owned(),
            span: Some(stream.span()),
        };
        let opened = OpenedBackup {
            stream: (!is_encrypted).then_some(stream),
            is_compressed: compressed != "0",
            child: if is_encrypted {
                Vec::new()
            } else {
                vec![child]
            },
        };
        Ok(Parsed {
            value: Box::new(opened),
            problems,
        })
    }
}

impl<'a> Opened<'a> for OpenedBackup<'a> {
    fn kind(&self) -> Kind {
        Kind::AndroidBackup
    }

    fn children(&self) -> &[Child] {
        &self.child
    }

    fn read<'i>(
        &'i self,
        _position: usize,
        _inflater: &'i mut Inflater,
        limits: &Limits,
    ) -> Result<Parsed<Cow<'i, [u8]>>, ReadError> {
        let Some(stream) = self.stream else {
            let says = "it is closed by a password";
            return Err(ReadError::Unreadable(Problem::new(
                "android-backup/encrypted",
                says,
            )));
        };
        if !self.is_compressed {
            if stream.len() > limits.entry_len {
                return Err(ReadError::TooLong);
            }
            return Ok(Parsed::clean(Cow::Borrowed(stream.bytes())));
        }
        let inflated = ZlibDecoder::new(stream.bytes());
        super::all_of(inflated, "android-backup/broken", stream.span(), limits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Artifact, Opener, Visitor};
    use base::ArtifactId;

    /// Written by Python's `tarfile` and `zlib` (`testdata/make_backups.py`), the last by the package `android-backup`.
    const PLAIN: &[u8] = include_bytes!("../../testdata/plain.ab");
    const DEFLATED: &[u8] = include_bytes!("../../testdata/deflated.ab");
    const ENCRYPTED: &[u8] = include_bytes!("../../testdata/encrypted.ab");

    #[derive(Default)]
    struct Seen {
        files: Vec<(String, Vec<u8>)>,
        problems: Vec<Problem>,
    }

    impl Visitor for Seen {
        fn artifact(&mut self, artifact: &Artifact<'_>) {
            let path = artifact.origin.path.clone();
            self.files.push((path, artifact.bytes.bytes().to_vec()));
        }

        fn problem(&mut self, _artifact: ArtifactId, _path: &str, problem: Problem) {
            self.problems.push(problem);
        }
    }

    fn open(bytes: &[u8]) -> Seen {
        let mut seen = Seen::default();
        Opener::new(Limits::default(), &mut seen).open("backup.ab", bytes);
        seen
    }

    #[test]
    fn files_of_a_backup_come_with_their_names() {
        for sample in [PLAIN, DEFLATED] {
            let seen = open(sample);
            assert_eq!(seen.problems, []);
            let paths: Vec<&str> = seen.files.iter().map(|it| it.0.as_str()).collect();
            let long = format!("apps/a.b/f/{}/words", "long-".repeat(30));
            assert_eq!(
                paths,
                [
                    "",
                    "backup.tar",
                    "backup.tar!/apps/a.b/_manifest",
                    "backup.tar!/apps/a.b/f/words",
                    "backup.tar!/apps/a.b/sp/settings.xml",
                    format!("backup.tar!/{long}").as_str(),
                ]
            );
            assert_eq!(seen.files[3].1, b"one\ntwo\nthree\n");
            assert_eq!(seen.files[5].1, "žodžiai".as_bytes());
        }
    }

    #[test]
    fn how_an_encrypted_one_is_closed_is_told() {
        let seen = open(ENCRYPTED);
        assert_eq!(seen.files.len(), 1);
        let [problem] = seen.problems.as_slice() else {
            panic!("{:?}", seen.problems);
        };
        assert_eq!(problem.code, "android-backup/encrypted");
        let says = problem.to_string();
        assert!(says.contains("10000 rounds"), "{says}");
        assert!(says.contains("salts of 64 and 64 bytes"), "{says}");
    }

    #[test]
    fn hostile_backups_are_survived() {
        for sample in [&PLAIN[..4096], DEFLATED, ENCRYPTED] {
            testkit::hostile(sample, |bytes| {
                open(bytes);
            });
        }
    }
}

//! Files of an app that are encrypted or in an alphabet of their own, tried with the keys and alphabets that stand in its code.
//!
//! A list is stated only where what comes out is recognised as one. A file that stays closed is stated as such where the code
//! names it and decrypts; what it holds is not claimed.

use crate::Knowledge;
use crate::app::AppModel;
use crate::cipher::Ciphers;
use base::{ArtifactId, Limits, View};
use code::app::{App, Entry};
use code::texts::is_like;
use std::collections::BTreeSet;
use wordlist::{CipherKey, Keys, Mode, Purpose, Recognised};

/// Bytes of one file that is kept until its app is whole: 1 MiB. The longest list met has 0.7 MB.
pub(crate) const FILE_BYTES: usize = 1 << 20;
/// Bytes of all such files of one app: 8 MiB.
pub(crate) const APP_BYTES: usize = 8 << 20;
/// Bytes of the shortest blocks.
const BLOCK: u64 = 8;
/// Alphabets tried: 32.
const ALPHABETS: usize = 32;

/// A file that is closed.
pub struct ClosedFile {
    /// Its name.
    pub artifact: ArtifactId,
    /// Its path in the file examined.
    pub path: String,
    /// How many bytes it has.
    pub len: u64,
    /// Its bytes; none where it was not kept.
    pub bytes: Vec<u8>,
    /// Why it was not kept and so is not tried, where that is so.
    pub left_out: Option<String>,
}

impl ClosedFile {
    /// Why a file of this length is not kept beside `held` bytes of others.
    pub(crate) fn left_out(len: usize, held: usize) -> Option<String> {
        if len > FILE_BYTES {
            Some(format!(
                "it has {len} bytes, and files of more than {FILE_BYTES} are not tried"
            ))
        } else if held.saturating_add(len) > APP_BYTES {
            Some(format!(
                "{held} bytes of closed files of this app are kept, and no more than {APP_BYTES} are"
            ))
        } else {
            None
        }
    }
}

/// A closed file with the app whose code may open it.
pub struct ClosedModel<'a> {
    /// The file.
    pub file: &'a ClosedFile,
    /// Whether the file's name stands in the code.
    pub is_named: bool,
    /// What the app's code holds.
    pub keys: &'a AppKeys,
}

/// Keys and alphabets of an app's code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppKeys {
    ciphers: Ciphers,
    alphabets: Vec<String>,
}

/// What came out of a file, and what opened it.
pub(crate) struct OpenedFile {
    pub(crate) found: Recognised,
    pub(crate) by: &'static str,
}

/// Whether a file may be one that the code opens: its name stands in it, or it is a resource, which is named by number.
pub(crate) fn may_be_opened(file: &ClosedFile, model: &AppModel<'_>) -> bool {
    in_app(&file.path).starts_with("res/raw") || is_named(file, model)
}

/// A path within the innermost container.
fn in_app(path: &str) -> &str {
    path.rsplit("!/").next().unwrap_or(path)
}

/// Whether a DEX file of the app holds the file's name as a text.
fn is_named(file: &ClosedFile, model: &AppModel<'_>) -> bool {
    let path = in_app(&file.path);
    let path = path.strip_prefix("assets/").unwrap_or(path);
    let name = path.rsplit('/').next().unwrap_or(path);
    model.dexes.iter().any(|dex| {
        let mut strings = dex.dex.strings().filter_map(|it| dex.dex.string(it).ok());
        strings.any(|it| {
            let len = it.bytes().len();
            (len == path.len() || len == name.len()) && {
                let text = it.to_string_lossy();
                text == path || text == name
            }
        })
    })
}

impl<'a> ClosedModel<'a> {
    pub(crate) fn new(file: &'a ClosedFile, model: &AppModel<'_>, keys: &'a AppKeys) -> Self {
        Self {
            file,
            is_named: is_named(file, model),
            keys,
        }
    }
}

impl AppKeys {
    /// Looks for them in an app's code.
    pub(crate) fn of(model: &AppModel<'_>, knowledge: &Knowledge) -> Self {
        let mut found = Self::default();
        let mut alphabets = BTreeSet::new();
        for dex in &model.dexes {
            for string in dex.dex.strings().filter_map(|it| dex.dex.string(it).ok()) {
                if matches!(string.bytes().len(), 64 | 65)
                    && let Some(alphabet) = wordlist::alphabet(&string.to_string_lossy())
                {
                    alphabets.insert(alphabet.to_owned());
                }
            }
        }
        found.alphabets = alphabets.into_iter().take(ALPHABETS).collect();
        let dexes: Vec<_> = model.dexes.iter().map(|it| it.dex.clone()).collect();
        let app = App::new(&dexes, &knowledge.code, Entry::default(), &model.resources);
        found.ciphers = Ciphers::of(&app);
        found
    }

    /// Whether the code decrypts at all.
    pub(crate) fn decrypts(&self) -> bool {
        self.ciphers.decrypts
    }

    /// Whether any cipher of the code opens files of any length, not of whole blocks alone.
    fn streams(&self) -> bool {
        let mut all = self.ciphers.all.iter();
        all.any(|it| matches!(it.mode, Mode::Ctr | Mode::Gcm)) || !self.ciphers.not_tried.is_empty()
    }

    /// Whether a file may be what a cipher of the code made, or stands in an alphabet.
    pub(crate) fn fits(&self, file: &ClosedFile) -> bool {
        file.len.is_multiple_of(BLOCK) || self.streams() || file.bytes.is_ascii()
    }

    /// The ciphers that a file's bytes are shown to go into, and whether they are shown to go into one at all.
    fn of_file(&self, file: &ClosedFile) -> (Vec<CipherKey>, bool) {
        let path = in_app(&file.path);
        let is_it = |place: &String| {
            let name = match place.split_once(' ') {
                Some(("asset", name)) => format!("assets/{}", name.trim_start_matches('/')),
                Some(("resource", name)) => name.to_owned(),
                _ => return false,
            };
            is_like(&name, path)
        };
        let ciphers = self.ciphers.by_place.iter().filter(|it| is_it(it.0));
        let ciphers: Vec<CipherKey> = ciphers.flat_map(|it| it.1.clone()).collect();
        let is_shown = self.ciphers.by_place.keys().any(is_it);
        (ciphers, is_shown)
    }

    /// What a file holds: first by the ciphers that its bytes are shown to go into, then by all others.
    pub(crate) fn open(
        &self,
        file: &ClosedFile,
        knowledge: &Knowledge,
        limits: &Limits,
    ) -> OpenedFile {
        let try_keys = |keys: &Keys| {
            let mut steps = crate::examiners::word_lists::budget(file.bytes.len() as u64);
            let mut found = wordlist::recognise_with_keys(
                &file.path,
                View::new(&file.bytes),
                &knowledge.word_lists,
                keys,
                limits,
                &mut steps,
            );
            // Anything may come out of a wrong key by chance; a list of a known purpose does not.
            found
                .lists
                .retain(|list| list.is_filter_candidate() || list.purpose == Purpose::Unclear);
            found.opaque.clear();
            found
        };
        let (own, _) = self.of_file(file);
        if !own.is_empty() {
            let found = try_keys(&Keys {
                ciphers: own,
                ..Keys::default()
            });
            if !found.lists.is_empty() {
                return OpenedFile {
                    found,
                    by: "opened with the key of the cipher that the app's code puts this file into",
                };
            }
        }
        let found = try_keys(&Keys {
            ciphers: self.ciphers.all.clone(),
            alphabets: self.alphabets.clone(),
            ..Keys::default()
        });
        OpenedFile {
            found,
            by: "opened with a key or an alphabet that stands in the app's code; that the code uses it for this file was not shown",
        }
    }

    /// Why a file that the code names and decrypts stays closed.
    pub(crate) fn why_closed(&self, file: &ClosedFile) -> String {
        let mut why = String::from(
            "encrypted, or written in an alphabet of its own; the app's code names the file and decrypts",
        );
        if let Some(left_out) = &file.left_out {
            why.push_str("; not tried: ");
            why.push_str(left_out);
            return why;
        }
        let keys: BTreeSet<&[u8]> = self
            .ciphers
            .all
            .iter()
            .map(|it| it.key.as_slice())
            .collect();
        match keys.len() {
            0 => why.push_str(", and holds no key that is constant"),
            n => why.push_str(&format!(
                ", and none of the {n} keys that its constants make opens it"
            )),
        }
        match self.of_file(file) {
            (own, _) if !own.is_empty() => {
                why.push_str(
                    "; its bytes go into a cipher whose key is known and does not open it",
                );
            }
            (_, true) => why.push_str("; its bytes go into a cipher whose key is not constant"),
            _ => why.push_str("; that its bytes go into a cipher was not shown"),
        }
        if self.ciphers.n_not_constant > 0 {
            why.push_str(&format!(
                "; {} keys are made at run time",
                self.ciphers.n_not_constant
            ));
        }
        if !self.ciphers.not_tried.is_empty() {
            let names: Vec<&str> = self.ciphers.not_tried.iter().map(String::as_str).collect();
            why.push_str(&format!(
                "; not tried: {}",
                base::escape_controls(&names.join(", "))
            ));
        }
        why
    }
}

//! Files of an app that are encrypted or in an alphabet of their own, tried with the keys and alphabets that stand in its code.
//!
//! A list is stated only where what comes out is recognised as one. A file that stays closed is stated as such where the code
//! names it and decrypts; what it holds is not claimed.

use crate::app::{AppDex, AppModel, AppResources};
use crate::cipher::Ciphers;
use crate::{ClosedStore, FileRole, Knowledge};
use base::{ArtifactId, Limits, Problem, View};
use code::app::{App, Entry};
use code::texts::is_like;
use std::collections::{BTreeMap, BTreeSet};
use unpack::{Artifact, Kind, Opener, Visitor};
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
    /// Of a file of an app's own data, where it lies on the phone.
    pub on_phone: Option<String>,
    /// How many bytes it has.
    pub len: u64,
    /// Its bytes; none where it was not kept.
    pub bytes: Vec<u8>,
    /// Why it was not kept and so is not tried, where that is so.
    pub left_out: Option<String>,
}

/// The keys of apps, by their packages.
pub type KeysByPackage = BTreeMap<String, AppKeys>;

impl ClosedFile {
    /// What it is in facts.
    pub(crate) const fn role(&self) -> FileRole {
        match self.on_phone {
            Some(_) => FileRole::Loose,
            None => FileRole::Asset,
        }
    }

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
    /// Libraries of the app that keep data encrypted.
    stores: Vec<ClosedStore>,
}

/// What came out of a file, and what opened it.
pub(crate) struct OpenedFile {
    pub(crate) found: Recognised,
    pub(crate) by: String,
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

/// The DEX files that the platform loads with an app, or with each app of a bundle.
#[derive(Default)]
struct Dexes(BTreeMap<String, Vec<(ArtifactId, Vec<u8>)>>);

impl Visitor for Dexes {
    fn artifact(&mut self, artifact: &Artifact<'_>) {
        let path = artifact.origin.path.as_str();
        let (holder, name) = path.rsplit_once("!/").unwrap_or(("", path));
        if artifact.kind == Kind::Dex && !name.contains('/') {
            let dexes = self.0.entry(holder.to_owned()).or_default();
            dexes.push((artifact.id, artifact.bytes.bytes().to_vec()));
        }
    }

    fn problem(&mut self, _artifact: ArtifactId, _path: &str, _problem: Problem) {}
}

impl<'a> ClosedModel<'a> {
    /// A file of an app's own data; it counts as named where its bytes are shown to go into a cipher.
    pub(crate) fn of_data(file: &'a ClosedFile, keys: &'a AppKeys) -> Self {
        Self {
            is_named: keys.of_file(file).1,
            file,
            keys,
        }
    }
}

impl AppKeys {
    /// Those of an app's file, with all the apps in it where it is a bundle.
    pub fn of_app(path: &str, file: &[u8], knowledge: &Knowledge, limits: Limits) -> Self {
        let mut dexes = Dexes::default();
        Opener::new(limits, &mut dexes).open(path, file);
        let mut all = Self::default();
        for dexes in dexes.0.values() {
            let parsed = dexes.iter().flat_map(|(artifact, bytes)| {
                let dexes = fmt_dex::container(View::new(bytes));
                let dexes = dexes.map(|it| it.value).unwrap_or_default();
                let artifact = *artifact;
                dexes.into_iter().map(move |dex| AppDex { artifact, dex })
            });
            let model = AppModel {
                dexes: parsed.collect(),
                manifest: None,
                resources: AppResources::default(),
            };
            if !model.dexes.is_empty() {
                all.add(Self::of(&model, knowledge));
            }
        }
        all
    }

    /// Adds those of another app.
    pub fn add(&mut self, other: Self) {
        self.ciphers.add(other.ciphers);
        self.alphabets.extend(other.alphabets);
        self.alphabets.sort();
        self.alphabets.dedup();
        self.bound_alphabets();
        for store in other.stores {
            if !self.stores.contains(&store) {
                self.stores.push(store);
            }
        }
    }

    /// The library of the app that keeps files at a place of the app's data encrypted.
    pub(crate) fn store_at(&self, on_phone: &str) -> Option<&ClosedStore> {
        self.stores.iter().find(|it| {
            let place = it.place.as_ref();
            place.is_some_and(|place| on_phone.contains(&format!("/{place}/")))
        })
    }

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
        for store in &knowledge.closed_stores {
            let is_in = |dex: &AppDex<'_>| {
                let mut classes = dex.dex.classes().filter_map(|it| dex.dex.class(it).ok());
                classes.any(|it| Some(dex.dex.type_text(it.ty)) == store.class)
            };
            if store.class.is_some() && model.dexes.iter().any(is_in) {
                found.stores.push(store.clone());
            }
        }
        let dexes: Vec<_> = model.dexes.iter().map(|it| it.dex.clone()).collect();
        let app = App::new(&dexes, &knowledge.code, Entry::default(), &model.resources);
        found.ciphers = Ciphers::of(&app);
        found.alphabets = alphabets.into_iter().collect();
        found.bound_alphabets();
        found
    }

    fn bound_alphabets(&mut self) {
        let n = self.alphabets.len();
        if n > ALPHABETS {
            let says = format!("{ALPHABETS} alphabets of {n}");
            self.ciphers.cut.insert(says);
            self.alphabets.truncate(ALPHABETS);
        }
    }

    /// What bounds left out of what is tried.
    pub(crate) fn cut(&self) -> impl Iterator<Item = &String> {
        self.ciphers.cut.iter()
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
        let base_name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
        let is_it = |place: &String| {
            if let Some(on_phone) = &file.on_phone {
                let name = place.strip_prefix("file ");
                return name.is_some_and(|name| {
                    is_like(name, on_phone) || is_like(&base_name(name), &base_name(on_phone))
                });
            }
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
        for cipher in own {
            let made_at = self.ciphers.made_at(&cipher).map(str::to_owned);
            let found = try_keys(&Keys {
                ciphers: vec![cipher],
                ..Keys::default()
            });
            if !found.lists.is_empty() {
                let at = made_at.map_or_else(String::new, |it| format!(", made at {it}"));
                return OpenedFile {
                    found,
                    by: format!(
                        "opened with the key of the cipher that the app's code puts this file into{at}"
                    ),
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
            by: "opened with a key or an alphabet that stands in the app's code; that the code uses it for this file was not shown".to_owned(),
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

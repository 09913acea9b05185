//! Files of an app that are encrypted or in an alphabet of their own, tried with the keys and alphabets that stand in its code.
//!
//! A list is stated only where what comes out is recognised as one. A file that stays closed is stated as such where the code
//! names it and decrypts; what it holds is not claimed.

use crate::Knowledge;
use crate::app::AppModel;
use base::{ArtifactId, Limits, View};
use code::app::{App, Entry};
use code::consts::{Const, Folder};
use code::ir::{Invoke, Kind};
use std::collections::BTreeSet;
use wordlist::{Algorithm, CipherKey, Keys, Recognised};

/// Bytes of one file that is kept until its app is whole: 1 MiB. The longest list met has 0.7 MB.
pub(crate) const FILE_BYTES: usize = 1 << 20;
/// Bytes of all such files of one app: 8 MiB.
pub(crate) const APP_BYTES: usize = 8 << 20;
/// Ciphers tried: 256 of keys, modes and initialisation vectors.
const CIPHERS: usize = 256;
/// Alphabets tried: 32.
const ALPHABETS: usize = 32;

/// A file that is closed.
pub struct ClosedFile {
    /// Its name.
    pub artifact: ArtifactId,
    /// Its path in the file examined.
    pub path: String,
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
    /// What is tried.
    pub keys: Keys,
    /// Whether the code decrypts at all.
    pub decrypts: bool,
    /// Keys whose bytes are not constant.
    pub n_not_constant: usize,
    /// Transformations that are not tried: other modes and paddings.
    pub not_tried: BTreeSet<String>,
}

/// Whether a file may be one that the code opens: its name stands in it, or it is a resource, which is named by number.
pub(crate) fn may_be_opened(file: &ClosedFile, model: &AppModel<'_>) -> bool {
    let path = file.path.rsplit("!/").next().unwrap_or(&file.path);
    path.starts_with("res/raw") || is_named(file, model)
}

/// Whether a DEX file of the app holds the file's name as a text.
fn is_named(file: &ClosedFile, model: &AppModel<'_>) -> bool {
    let path = file.path.rsplit("!/").next().unwrap_or(&file.path);
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
        found.keys.alphabets = alphabets.into_iter().take(ALPHABETS).collect();
        let dexes: Vec<_> = model.dexes.iter().map(|it| it.dex.clone()).collect();
        let app = App::new(&dexes, &knowledge.code, Entry::default(), &model.resources);
        found.ciphers(&app);
        found
    }

    fn ciphers(&mut self, app: &App<'_>) {
        let mut keys: BTreeSet<Vec<u8>> = BTreeSet::new();
        let mut ivs: BTreeSet<Vec<u8>> = BTreeSet::new();
        let mut transformations: BTreeSet<String> = BTreeSet::new();
        let methods = 0..u32::try_from(app.program.methods.len()).unwrap_or(u32::MAX);
        for method in methods {
            let roles = app.models.roles.of(&app.program, method);
            let Some(role) = roles.iter().find(|it| it.name.starts_with("cipher")) else {
                continue;
            };
            let place = role.detail.strip_prefix('p');
            let place = place.and_then(|it| it.parse::<usize>().ok()).unwrap_or(1);
            for site in app.xrefs.of_call(method) {
                let Some((body, _, op)) = app.op_at(*site) else {
                    continue;
                };
                let Kind::Call(how, _) = op.kind else {
                    continue;
                };
                // Parameters are counted from 1; before the first stands the receiver.
                let at = match how {
                    Invoke::Static => place.saturating_sub(1),
                    _ => place,
                };
                let value = Folder::new(app).value(site.def, body.arg(op, at));
                let bytes = value.as_ref().and_then(bytes_of);
                match (role.name.as_str(), bytes, value) {
                    ("cipher-key", Some(bytes), _) => {
                        keys.insert(bytes);
                    }
                    ("cipher-key", None, _) => self.n_not_constant += 1,
                    ("cipher-iv", Some(bytes), _) => {
                        ivs.insert(bytes);
                    }
                    ("cipher", _, value) => {
                        self.decrypts = true;
                        let text = value.as_ref().and_then(Const::as_str);
                        transformations.extend(text.map(str::to_owned));
                    }
                    _ => {}
                }
            }
        }
        for transformation in &transformations {
            let mut parts = transformation.split('/').map(str::to_ascii_uppercase);
            let name = parts.next().unwrap_or_default();
            let (algorithm, block) = match name.as_str() {
                "AES" => (Algorithm::Aes, 16),
                "DES" => (Algorithm::Des, 8),
                "DESEDE" | "TRIPLEDES" => (Algorithm::TripleDes, 8),
                _ => {
                    self.not_tried.insert(transformation.clone());
                    continue;
                }
            };
            // The providers of Android take ECB and PKCS #7 where nothing else is said.
            let mode = parts.next().unwrap_or_else(|| "ECB".to_owned());
            let padding = parts.next().unwrap_or_else(|| "PKCS5PADDING".to_owned());
            let ivs: Vec<Option<Vec<u8>>> = match mode.as_str() {
                "ECB" => vec![None],
                "CBC" => {
                    let fits = ivs.iter().filter(|it| it.len() == block);
                    fits.cloned().map(Some).collect()
                }
                _ => Vec::new(),
            };
            if ivs.is_empty() || !padding.starts_with("PKCS") {
                self.not_tried.insert(transformation.clone());
            }
            for key in &keys {
                for iv in &ivs {
                    let cipher = CipherKey {
                        algorithm,
                        // DESKeySpec and DESedeKeySpec take as many bytes as they need.
                        key: match algorithm {
                            Algorithm::Des => key.get(..8).unwrap_or(key).to_vec(),
                            Algorithm::TripleDes => key.get(..24).unwrap_or(key).to_vec(),
                            _ => key.clone(),
                        },
                        iv: iv.clone(),
                    };
                    if self.keys.ciphers.len() < CIPHERS && !self.keys.ciphers.contains(&cipher) {
                        self.keys.ciphers.push(cipher);
                    }
                }
            }
        }
    }

    /// What a file holds that these open.
    pub(crate) fn open(
        &self,
        file: &ClosedFile,
        knowledge: &Knowledge,
        limits: &Limits,
    ) -> Recognised {
        let mut steps = crate::examiners::word_lists::budget(file.bytes.len() as u64);
        wordlist::recognise_with_keys(
            &file.path,
            View::new(&file.bytes),
            &knowledge.word_lists,
            &self.keys,
            limits,
            &mut steps,
        )
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
        let n = self.keys.ciphers.len();
        match n {
            0 => why.push_str(", and holds no key that is constant"),
            n => why.push_str(&format!(
                ", and none of the {n} ciphers that its constants make opens it"
            )),
        }
        if self.n_not_constant > 0 {
            why.push_str(&format!(
                "; {} keys are made at run time",
                self.n_not_constant
            ));
        }
        if !self.not_tried.is_empty() {
            let names: Vec<&str> = self.not_tried.iter().map(String::as_str).collect();
            why.push_str(&format!(
                "; not tried: {}",
                base::escape_controls(&names.join(", "))
            ));
        }
        why
    }
}

fn bytes_of(value: &Const) -> Option<Vec<u8>> {
    let Const::Array(items) = value else {
        return None;
    };
    let bytes: Option<Vec<u8>> = items
        .iter()
        .map(|it| Some(it.as_int()?.to_le_bytes()[0]))
        .collect();
    bytes.filter(|it| (8..=64).contains(&it.len()))
}

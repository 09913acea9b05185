//! The ciphers that an app's code makes: their transformations, keys and initialisation vectors, and the files whose bytes
//! they are shown to decrypt.
//!
//! Known misses: keys that are not constant where they are handed over, and not made by a digest or PBKDF2 of constants;
//! what is decrypted by a library that is not the platform's.

use crate::filter::place;
use base::Budget;
use code::app::App;
use code::consts::{Const, Folder};
use code::ir::{Invoke, Kind as Op, Val};
use code::origin::{Backward, Kind, Origins};
use code::xref::Site;
use std::collections::{BTreeMap, BTreeSet};
use wordlist::{Algorithm, CipherKey, Iv, Mode};

/// Ciphers tried of one app: 256 of keys, modes and initialisation vectors.
pub(crate) const CIPHERS: usize = 256;
/// Bytes of the nonce of GCM that platforms make: 12 (NIST SP 800-38D, 5.2.1.1).
const GCM_IV: usize = 12;
/// Rounds of PBKDF2 that are gone through: 200,000, a tenth of a second. OWASP asks for 1,300,000 of SHA-1 where a password
/// is kept; code that opens a list with each start of an app has a few thousand.
const ROUNDS: u32 = 200_000;
/// Keys made by PBKDF2 in one app: 16.
const DERIVED: usize = 16;
/// Questions about where one operand comes from: 20,000.
const QUESTIONS: u64 = 20_000;

/// How a transformation of the platform's ciphers decrypts, as `AES/CBC/PKCS5Padding`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    algorithm: Algorithm,
    mode: Mode,
    padded: bool,
}

/// What the code of an app decrypts with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ciphers {
    /// Each key with each transformation and initialisation vector that stands in the code.
    pub(crate) all: Vec<CipherKey>,
    /// The ciphers that the bytes of a file are shown to go into, by the place of the file as `filter.mechanism` names it.
    pub(crate) by_place: BTreeMap<String, Vec<CipherKey>>,
    /// Places whose bytes are shown to go into a cipher of which the key is not known.
    pub(crate) unknown_key: BTreeSet<String>,
    /// The call that makes a key of these bytes, as method and offset; the first of several.
    pub(crate) made_at: BTreeMap<Vec<u8>, String>,
    /// Whether the code decrypts at all.
    pub(crate) decrypts: bool,
    /// Keys whose bytes are not constant.
    pub(crate) n_not_constant: usize,
    /// Transformations that are not tried: other modes and paddings.
    pub(crate) not_tried: BTreeSet<String>,
    /// What bounds left out.
    pub(crate) cut: BTreeSet<String>,
}

/// Where the parts of ciphers are made.
#[derive(Default)]
struct Parts {
    ways: BTreeMap<Site, Way>,
    keys: BTreeMap<Site, Vec<u8>>,
    ivs: BTreeMap<Site, Vec<u8>>,
    /// Calls that are handed what is decrypted, with the places of the operands: the data, the cipher.
    uses: Vec<(Site, usize, usize)>,
}

impl Ciphers {
    /// Looks for them in an app's code.
    pub(crate) fn of(app: &App<'_>) -> Self {
        let mut found = Self::default();
        let parts = found.parts(app);
        for (site, key) in &parts.keys {
            let place = || format!("{}+{:#x}", app.program.def_name(site.def), site.pc);
            found.made_at.entry(key.clone()).or_insert_with(place);
        }
        let keys: BTreeSet<&Vec<u8>> = parts.keys.values().collect();
        let ivs: BTreeSet<&Vec<u8>> = parts.ivs.values().collect();
        let ways: BTreeSet<Way> = parts.ways.values().copied().collect();
        let n = n_made(&ways, &keys, &ivs);
        if n > CIPHERS {
            found.cut.insert(cut(n));
        }
        found.all = made(&ways, &keys, &ivs);
        found.link(app, &parts);
        found
    }

    fn parts(&mut self, app: &App<'_>) -> Parts {
        let mut parts = Parts::default();
        let mut derived = Vec::new();
        let mut factories = BTreeSet::new();
        let methods = 0..u32::try_from(app.program.methods.len()).unwrap_or(u32::MAX);
        for method in methods {
            let roles = app.models.roles.of(&app.program, method);
            for role in roles.iter().filter(|it| is_of_ciphers(&it.name)) {
                for site in app.xrefs.of_call(method).iter().copied() {
                    let constant = |n: usize| constant(app, site, role.detail.as_str(), n);
                    match role.name.as_str() {
                        "cipher" => {
                            self.decrypts = true;
                            let value = constant(0);
                            let Some(text) = value.as_ref().and_then(Const::as_str) else {
                                continue;
                            };
                            match Way::of(text) {
                                Some(way) => {
                                    parts.ways.insert(site, way);
                                }
                                None => {
                                    self.not_tried.insert(text.to_owned());
                                }
                            }
                        }
                        "cipher-key" => match constant(0).as_ref().and_then(bytes_of) {
                            Some(bytes) => {
                                parts.keys.insert(site, bytes);
                            }
                            None => self.n_not_constant += 1,
                        },
                        "cipher-iv" => {
                            let bytes = constant(0).as_ref().and_then(bytes_of);
                            parts.ivs.extend(bytes.map(|it| (site, it)));
                        }
                        "key-factory" => {
                            let value = constant(0);
                            factories
                                .extend(value.as_ref().and_then(Const::as_str).and_then(hash_of));
                        }
                        "derived-key" => {
                            match Derived::of([constant(0), constant(1), constant(2), constant(3)])
                            {
                                Some(it) => derived.push((site, it)),
                                None => self.n_not_constant += 1,
                            }
                        }
                        "cipher-data" => {
                            if let (Some(data), Some(cipher)) = (
                                operand(app, site, &role.detail, 0),
                                operand(app, site, &role.detail, 1),
                            ) {
                                parts.uses.push((site, data, cipher));
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
        if derived.len() > DERIVED {
            self.cut.insert(format!(
                "{DERIVED} keys of {} that are derived from a password",
                derived.len()
            ));
        }
        for (site, derived) in derived.into_iter().take(DERIVED) {
            // The factory says the hash; with several in one app each is tried.
            for hash in &factories {
                match derived.key(*hash) {
                    Some(key) => {
                        parts.keys.insert(site, key);
                    }
                    None => self.n_not_constant += 1,
                }
            }
        }
        parts
    }

    /// Follows what goes into ciphers back to the files that it is read from, and the ciphers back to what makes them.
    fn link(&mut self, app: &App<'_>, parts: &Parts) {
        let mut back = Backward::new(app);
        for (site, data, cipher) in &parts.uses {
            let Some((body, _, op)) = app.op_at(*site) else {
                continue;
            };
            let (data, cipher) = (body.arg(op, *data), body.arg(op, *cipher));
            let mut budget = Budget::new(QUESTIONS);
            let from = back.deep_origins(site.def, data, &mut budget);
            let places: BTreeSet<String> = from
                .origins
                .iter()
                .filter_map(|it| place::of(app, &from, it, &mut back))
                .collect();
            if budget.left() == 0 {
                self.cut.insert(format!(
                    "{QUESTIONS} questions about where what is decrypted comes from"
                ));
            }
            if places.is_empty() {
                continue;
            }
            let made_at = back.origins(site.def, cipher, &mut budget);
            let ways: BTreeSet<Way> = made_at
                .origins
                .iter()
                .filter_map(|it| match it.kind {
                    Kind::Call(_) | Kind::Named(..) => parts.ways.get(&it.site).copied(),
                    _ => None,
                })
                .collect();
            let mut part =
                |name: &str| back.part_origins(site.def, cipher, Some(name), &mut budget);
            let keys = at_sites(&part("key"), &parts.keys);
            let ivs = at_sites(&part("params"), &parts.ivs);
            let ciphers = made(&ways, &keys, &ivs);
            for place in places {
                if ciphers.is_empty() {
                    self.unknown_key.insert(place.clone());
                }
                let of_place = self.by_place.entry(place).or_default();
                of_place.extend(ciphers.iter().cloned());
                of_place.sort();
                of_place.dedup();
                of_place.truncate(CIPHERS);
            }
        }
    }
}

impl Ciphers {
    /// Where the key of a cipher is made. DES takes the beginning of a longer key.
    pub(crate) fn made_at(&self, cipher: &CipherKey) -> Option<&str> {
        let mut all = self.made_at.iter();
        let made = all.find(|it| it.0.starts_with(&cipher.key))?;
        Some(made.1)
    }

    /// Adds what another part of the same app decrypts with.
    pub(crate) fn add(&mut self, other: Self) {
        self.all.extend(other.all);
        self.all.sort();
        self.all.dedup();
        if self.all.len() > CIPHERS {
            self.cut.insert(cut(self.all.len()));
        }
        self.all.truncate(CIPHERS);
        for (place, ciphers) in other.by_place {
            self.by_place.entry(place).or_default().extend(ciphers);
        }
        for (key, place) in other.made_at {
            self.made_at.entry(key).or_insert(place);
        }
        self.unknown_key.extend(other.unknown_key);
        self.decrypts |= other.decrypts;
        self.n_not_constant = self.n_not_constant.saturating_add(other.n_not_constant);
        self.not_tried.extend(other.not_tried);
        self.cut.extend(other.cut);
    }
}

fn is_of_ciphers(role: &str) -> bool {
    matches!(
        role,
        "cipher" | "cipher-key" | "cipher-iv" | "cipher-data" | "key-factory" | "derived-key"
    )
}

/// The parts that are made at the calls that a value went through.
fn at_sites<'p>(value: &Origins, parts: &'p BTreeMap<Site, Vec<u8>>) -> BTreeSet<&'p Vec<u8>> {
    let calls = value.calls();
    calls.iter().filter_map(|it| parts.get(&it.site)).collect()
}

/// The position among the operands of a call of the place with a number in a role's detail, as `p1 this`.
fn operand(app: &App<'_>, site: Site, places: &str, n: usize) -> Option<usize> {
    let (body, _, op) = app.op_at(site)?;
    let Op::Call(how, _) = op.kind else {
        return None;
    };
    let place = places.split(' ').nth(n)?;
    // Parameters are counted from 1; before the first stands the receiver.
    let at: usize = match place {
        "this" => 0,
        place => place.strip_prefix('p')?.parse().ok()?,
    };
    let at = match how {
        Invoke::Static => at.checked_sub(1)?,
        _ => at,
    };
    (at < body.args(op).len()).then_some(at)
}

fn constant(app: &App<'_>, site: Site, places: &str, n: usize) -> Option<Const> {
    let at = operand(app, site, places, n)?;
    let (body, _, op) = app.op_at(site)?;
    let val: Val = body.arg(op, at);
    Folder::new(app).value(site.def, val)
}

fn bytes_of(value: &Const) -> Option<Vec<u8>> {
    array(value).filter(|it| (8..=64).contains(&it.len()))
}

fn array(value: &Const) -> Option<Vec<u8>> {
    let Const::Array(items) = value else {
        return None;
    };
    let bytes = items.iter().map(|it| Some(it.as_int()?.to_le_bytes()[0]));
    bytes.collect()
}

/// How many ciphers they would make.
fn n_made(ways: &BTreeSet<Way>, keys: &BTreeSet<&Vec<u8>>, ivs: &BTreeSet<&Vec<u8>>) -> usize {
    let n_each = ways.iter().map(|it| it.ciphers(keys, ivs).len());
    n_each.sum()
}

fn cut(n: usize) -> String {
    format!("{CIPHERS} ciphers of {n} that transformations, keys and initialisation vectors make")
}

/// The ciphers that transformations, keys and initialisation vectors make.
fn made(
    ways: &BTreeSet<Way>,
    keys: &BTreeSet<&Vec<u8>>,
    ivs: &BTreeSet<&Vec<u8>>,
) -> Vec<CipherKey> {
    let mut all: Vec<CipherKey> = Vec::new();
    for cipher in ways.iter().flat_map(|it| it.ciphers(keys, ivs)) {
        if all.len() < CIPHERS && !all.contains(&cipher) {
            all.push(cipher);
        }
    }
    all
}

impl Way {
    /// What a transformation says, where it is one that is tried.
    fn of(transformation: &str) -> Option<Self> {
        let mut parts = transformation.split('/').map(str::to_ascii_uppercase);
        let algorithm = match parts.next()?.as_str() {
            "AES" => Algorithm::Aes,
            "DES" => Algorithm::Des,
            "DESEDE" | "TRIPLEDES" => Algorithm::TripleDes,
            _ => return None,
        };
        // The providers of Android take ECB and PKCS #7 where nothing else is said.
        let mode = match (parts.next().as_deref().unwrap_or("ECB"), algorithm) {
            ("ECB", _) => Mode::Ecb,
            ("CBC", _) => Mode::Cbc,
            ("CTR", Algorithm::Aes) => Mode::Ctr,
            ("GCM", Algorithm::Aes) => Mode::Gcm,
            _ => return None,
        };
        let padding = parts.next().unwrap_or_else(|| "PKCS5PADDING".to_owned());
        let padded = padding.starts_with("PKCS");
        (padded || padding == "NOPADDING").then_some(Self {
            algorithm,
            mode,
            padded,
        })
    }

    /// The ciphers that keys and initialisation vectors make; the vector may also stand at the head of the file.
    fn ciphers(self, keys: &BTreeSet<&Vec<u8>>, ivs: &BTreeSet<&Vec<u8>>) -> Vec<CipherKey> {
        let len = match self.mode {
            Mode::Ecb => 0,
            Mode::Gcm => GCM_IV,
            Mode::Cbc | Mode::Ctr => self.algorithm.block_len(),
        };
        let mut all_ivs: Vec<Iv> = Vec::new();
        if len == 0 {
            all_ivs.push(Iv::None);
        } else {
            let fits = ivs.iter().filter(|it| it.len() == len);
            all_ivs.extend(fits.map(|it| Iv::Bytes((*it).clone())));
            all_ivs.push(Iv::Head(len));
        }
        let mut all = Vec::new();
        for key in keys {
            // DESKeySpec and DESedeKeySpec take as many bytes as they need.
            let key = match self.algorithm {
                Algorithm::Des => key.get(..8).unwrap_or(key),
                Algorithm::TripleDes => key.get(..24).unwrap_or(key),
                _ => key,
            };
            all.extend(all_ivs.iter().map(|iv| CipherKey {
                algorithm: self.algorithm,
                mode: self.mode,
                key: key.to_vec(),
                iv: iv.clone(),
                padded: self.padded,
            }));
        }
        all
    }
}

/// A hash of PBKDF2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Hash {
    Sha1,
    Sha256,
    Sha512,
}

/// The hash that the name of a factory of keys says, as `PBKDF2WithHmacSHA256`.
fn hash_of(factory: &str) -> Option<Hash> {
    let name = factory.to_ascii_uppercase();
    let hash = name.strip_prefix("PBKDF2WITHHMACSHA")?;
    match hash {
        "1" | "1AND8BIT" | "1ANDUTF8" => Some(Hash::Sha1),
        "256" | "256AND8BIT" | "256ANDUTF8" => Some(Hash::Sha256),
        "512" | "512AND8BIT" | "512ANDUTF8" => Some(Hash::Sha512),
        _ => None,
    }
}

/// What a key is derived from, all of it constant.
struct Derived {
    password: String,
    salt: Vec<u8>,
    rounds: u32,
    len: usize,
}

impl Derived {
    /// Password, salt, rounds, and bits of the key.
    fn of([password, salt, rounds, bits]: [Option<Const>; 4]) -> Option<Self> {
        let Const::Array(letters) = password? else {
            return None;
        };
        let letters: Option<Vec<u16>> = letters
            .iter()
            .map(|it| u16::try_from(it.as_int()?).ok())
            .collect();
        let bits = usize::try_from(bits?.as_int()?).ok()?;
        Some(Self {
            password: String::from_utf16(&letters?).ok()?,
            salt: array(&salt?)?,
            rounds: u32::try_from(rounds?.as_int()?).ok()?,
            len: Some(bits / 8).filter(|it| (8..=64).contains(it))?,
        })
    }

    /// The key by PBKDF2 (RFC 8018, 5.2), where it takes no longer than is allowed.
    fn key(&self, hash: Hash) -> Option<Vec<u8>> {
        let algorithm = match hash {
            Hash::Sha1 => ring::pbkdf2::PBKDF2_HMAC_SHA1,
            Hash::Sha256 => ring::pbkdf2::PBKDF2_HMAC_SHA256,
            Hash::Sha512 => ring::pbkdf2::PBKDF2_HMAC_SHA512,
        };
        let rounds = Some(self.rounds).filter(|it| *it <= ROUNDS)?;
        let rounds = std::num::NonZeroU32::new(rounds)?;
        let mut key = vec![0; self.len];
        ring::pbkdf2::derive(
            algorithm,
            rounds,
            &self.salt,
            self.password.as_bytes(),
            &mut key,
        );
        Some(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transformations() {
        let check = |text: &str, expect: Option<(Algorithm, Mode, bool)>| {
            let found = Way::of(text).map(|it| (it.algorithm, it.mode, it.padded));
            assert_eq!(found, expect, "{text}");
        };
        check("AES", Some((Algorithm::Aes, Mode::Ecb, true)));
        check(
            "aes/cbc/pkcs7padding",
            Some((Algorithm::Aes, Mode::Cbc, true)),
        );
        check(
            "AES/GCM/NoPadding",
            Some((Algorithm::Aes, Mode::Gcm, false)),
        );
        check(
            "DESede/CBC/NoPadding",
            Some((Algorithm::TripleDes, Mode::Cbc, false)),
        );
        check("DES/GCM/NoPadding", None);
        check("AES/CBC/ISO10126Padding", None);
        check("RSA/ECB/PKCS1Padding", None);
    }

    /// RFC 6070, the second vector.
    #[test]
    fn keys_are_derived_as_the_rfc_says() {
        let letters = |text: &str| {
            let letters = text.bytes().map(|it| Const::Int(i32::from(it)));
            Some(Const::Array(letters.collect()))
        };
        let number = |n: i32| Some(Const::Int(n));
        let derived =
            Derived::of([letters("password"), letters("salt"), number(2), number(160)]).unwrap();
        assert_eq!(
            base::hex(&derived.key(Hash::Sha1).unwrap()),
            "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"
        );
        let long = Derived::of([
            letters("password"),
            letters("salt"),
            number(300_000),
            number(160),
        ]);
        assert!(long.unwrap().key(Hash::Sha1).is_none());
    }
}

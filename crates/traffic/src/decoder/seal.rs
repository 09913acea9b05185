//! Payloads that an app encrypted itself under a key that stands in the app or in the request: opened with data of the
//! service's page.
//!
//! Spec: FIPS 197 (AES), NIST SP 800-38A (ECB), RFC 8018 section 6.1.1 step 4 (padding), RFC 6229 (test vectors of RC4).
//! Departures from the spec: none known.

use crate::peel::{self, Parameter};
use aes::cipher::{BlockCipherDecrypt, KeyInit};
use base64::Engine as _;
use md5::{Digest, Md5};
use serde::Deserialize;

/// Bytes of one sealed value: 16 MiB, as for one wrapping.
const MAX_LEN: usize = 16 << 20;

/// How bytes stand in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coding {
    /// Two digits a byte.
    Hex,
    /// RFC 4648, either alphabet, with or without padding.
    Base64,
    /// The bytes themselves.
    Plain,
}

/// A cipher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cipher {
    /// AES in blocks, each by itself, with padding.
    AesEcb,
    /// RC4.
    Rc4,
}

/// What is made of the key's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Digested {
    /// MD5 in small hex digits.
    Md5Hex,
}

/// A value that the service's client encrypts, and its key.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// The name of the value; `body` for a body as a whole.
    pub field: String,
    /// How its bytes stand in the request.
    pub coding: Coding,
    /// The cipher.
    pub cipher: Cipher,
    /// The text of the key; `{name}` stands for the value of that name in the same request.
    pub key: String,
    /// What is made of that text.
    pub digest: Option<Digested>,
    /// Characters of the key that are used, from its beginning; all where it is not given.
    pub key_len: Option<usize>,
    /// Bytes before the payload that are not part of it, where the payload is compressed.
    #[serde(default)]
    pub skip: usize,
    /// Where the key can be seen.
    pub source: String,
}

impl Seal {
    /// What the value holds, where it opens into something that is understood.
    pub(super) fn open(
        &self,
        sealed: &Parameter,
        parameters: &[Parameter],
    ) -> Option<Vec<Parameter>> {
        let bytes = bytes_of(&sealed.value, self.coding)?;
        let key = self.key(parameters)?;
        let plain = match self.cipher {
            Cipher::AesEcb => aes_ecb(&key, bytes)?,
            Cipher::Rc4 => rc4(&key, bytes)?,
        };
        let payload = match plain.get(self.skip..) {
            Some(rest @ [0x1f, 0x8b, 8, ..]) => rest,
            _ => plain.as_slice(),
        };
        let mut path = sealed.path.clone();
        path.push(match self.cipher {
            Cipher::AesEcb => "<aes-ecb>".to_owned(),
            Cipher::Rc4 => "<rc4>".to_owned(),
        });
        let n_steps = path.len();
        let found = peel::parameters_at(payload, path);
        // A wrong key gives bytes of which nothing is understood.
        found
            .iter()
            .any(|it| {
                it.path
                    .get(n_steps..)
                    .is_some_and(|rest| rest.iter().any(|step| step == "<json>"))
            })
            .then_some(found)
    }

    fn key(&self, parameters: &[Parameter]) -> Option<Vec<u8>> {
        let mut text = String::new();
        let mut rest = self.key.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}')?;
            let value = parameters.iter().find(|it| it.name() == name)?;
            text.push_str(before);
            text.push_str(&value.value);
            rest = after;
        }
        text.push_str(rest);
        let key = match self.digest {
            None => text,
            Some(Digested::Md5Hex) => base::hex(&Md5::digest(text.as_bytes())),
        };
        let key = match self.key_len {
            None => key.as_str(),
            Some(len) => key.get(..len)?,
        };
        Some(key.as_bytes().to_vec())
    }
}

/// The bytes that a value stands for.
pub(super) fn bytes_of(value: &str, coding: Coding) -> Option<Vec<u8>> {
    if value.len() > MAX_LEN {
        return None;
    }
    // Bytes that are no text stand in hex already.
    let (text, coding) = match value.strip_prefix("0x") {
        Some(rest) => (rest, Coding::Hex),
        None => (value, coding),
    };
    match coding {
        Coding::Plain => Some(text.as_bytes().to_vec()),
        Coding::Hex => {
            let digit = |byte: u8| {
                let digit = char::from(byte).to_digit(16)?;
                u8::try_from(digit).ok()
            };
            let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
                return None;
            };
            pairs
                .iter()
                .map(|[a, b]| Some(digit(*a)? << 4 | digit(*b)?))
                .collect()
        }
        Coding::Base64 => {
            let bare: String = text
                .chars()
                .filter(|c| !c.is_whitespace() && *c != '=')
                .map(|c| match c {
                    '-' => '+',
                    '_' => '/',
                    other => other,
                })
                .collect();
            base64::engine::general_purpose::STANDARD_NO_PAD
                .decode(bare)
                .ok()
        }
    }
}

fn aes_ecb(key: &[u8], bytes: Vec<u8>) -> Option<Vec<u8>> {
    without_padding(aes_blocks(key, bytes)?)
}

/// Blocks of AES, each by itself.
pub(super) fn aes_blocks(key: &[u8], mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    match key.len() {
        16 => blocks(&aes::Aes128::new_from_slice(key).ok()?, &mut bytes)?,
        24 => blocks(&aes::Aes192::new_from_slice(key).ok()?, &mut bytes)?,
        32 => blocks(&aes::Aes256::new_from_slice(key).ok()?, &mut bytes)?,
        _ => return None,
    }
    Some(bytes)
}

/// Takes the padding off.
pub(super) fn without_padding(mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let n_padding = usize::from(*bytes.last()?);
    let len = bytes.len().checked_sub(n_padding)?;
    let is_padding = (1..=16).contains(&n_padding)
        && bytes
            .get(len..)?
            .iter()
            .all(|byte| usize::from(*byte) == n_padding);
    if !is_padding {
        return None;
    }
    bytes.truncate(len);
    Some(bytes)
}

fn blocks<C: BlockCipherDecrypt>(cipher: &C, bytes: &mut [u8]) -> Option<()> {
    let size = C::block_size();
    if !bytes.len().is_multiple_of(size) {
        return None;
    }
    for chunk in bytes.chunks_exact_mut(size) {
        let mut block = aes::cipher::Block::<C>::try_from(&*chunk).ok()?;
        cipher.decrypt_block(&mut block);
        chunk.copy_from_slice(&block);
    }
    Some(())
}

fn rc4(key: &[u8], mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    if key.is_empty() {
        return None;
    }
    let mut state: [u8; 256] = std::array::from_fn(|n| u8::try_from(n).unwrap_or(0));
    let mut j = 0_u8;
    for (i, byte) in key.iter().cycle().take(256).enumerate() {
        j = j.wrapping_add(*state.get(i)?).wrapping_add(*byte);
        state.swap(i, usize::from(j));
    }
    let (mut i, mut j) = (0_u8, 0_u8);
    for byte in &mut bytes {
        i = i.wrapping_add(1);
        j = j.wrapping_add(*state.get(usize::from(i))?);
        state.swap(usize::from(i), usize::from(j));
        let sum = state
            .get(usize::from(i))?
            .wrapping_add(*state.get(usize::from(j))?);
        *byte ^= state.get(usize::from(sum))?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameter(name: &str, value: &str) -> Parameter {
        Parameter {
            path: vec!["body".to_owned(), name.to_owned()],
            value: value.to_owned(),
            is_opened: false,
        }
    }

    #[test]
    fn rc4_is_that_of_rfc_6229() {
        // Key of 40 bits, first 16 bytes of the stream.
        let stream = rc4(&[1, 2, 3, 4, 5], vec![0; 16]).unwrap();
        assert_eq!(base::hex(&stream), "b2396305f03dc027ccc3524a0a1118a8");
    }

    #[test]
    fn a_key_made_of_the_request_opens_its_value() {
        // `echo -n '[{"key":"k"}]' | openssl enc -aes-128-ecb -K $(echo -n "$(echo -n 'seed:a-b-c' | md5sum | head -c 16)" | xxd -p)`
        let seal = Seal {
            field: "v".to_owned(),
            coding: Coding::Hex,
            cipher: Cipher::AesEcb,
            key: "seed:{app}-{secret}-{device}".to_owned(),
            digest: Some(Digested::Md5Hex),
            key_len: Some(16),
            skip: 0,
            source: String::new(),
        };
        let sealed = parameter("v", "cba84091ba15d721518d27edc70588ae");
        let beside = [
            parameter("app", "a"),
            parameter("secret", "b"),
            parameter("device", "c"),
        ];
        let found = seal.open(&sealed, &beside).unwrap();
        let lines: Vec<String> = found
            .iter()
            .map(|it| format!("{} = {}", it.path_text(), it.value))
            .collect();
        assert_eq!(lines, ["body/v/<aes-ecb>/<json>/[0]/key = k"]);
        // Another device's key, and a value that is missing.
        let other = [
            parameter("app", "a"),
            parameter("secret", "b"),
            parameter("device", "d"),
        ];
        assert_eq!(seal.open(&sealed, &other), None);
        assert_eq!(seal.open(&sealed, &beside[..2]), None);
    }

    #[test]
    fn damage_never_panics() {
        let seal = Seal {
            field: "v".to_owned(),
            coding: Coding::Base64,
            cipher: Cipher::AesEcb,
            key: "0123456789abcdef".to_owned(),
            digest: None,
            key_len: None,
            skip: 4,
            source: String::new(),
        };
        testkit::hostile(b"QUJDREVGR0hJSktMTU5PUA==", |bytes| {
            let value = String::from_utf8_lossy(bytes).into_owned();
            seal.open(&parameter("v", &value), &[]);
        });
    }
}

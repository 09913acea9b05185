//! Values that an app encrypted with AES under a key that its user knows, as from the app's code or a hook's log.
//!
//! Spec: FIPS 197 (AES), NIST SP 800-38A (ECB, CBC), RFC 8018 section 6.1.1 step 4 (padding).
//! Departures from the spec: where the initialisation vector is not in the key, none of zeros, the key itself and the first
//! block are tried, as apps use them; a result counts only where it is a document, a form or compressed.

use super::seal::{self, Coding};
use crate::peel::{self, Parameter};

/// Values of one request that are tried: 500. Requests whose payloads are encrypted have a few.
const MAX_VALUES: usize = 500;
/// Bytes of one request that are tried: 16 MiB.
const MAX_BYTES: usize = 16 << 20;
/// Bytes of a block.
const BLOCK: usize = 16;

/// A key of 16, 24 or 32 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayloadKey {
    name: String,
    bytes: Vec<u8>,
}

impl PayloadKey {
    /// A key under a name; `None` where its length is none of AES.
    pub fn new(name: &str, bytes: Vec<u8>) -> Option<Self> {
        matches!(bytes.len(), 16 | 24 | 32).then(|| Self {
            name: name.to_owned(),
            bytes,
        })
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// The parameters of a request, with what the keys open behind what was opened.
pub fn open(parameters: Vec<Parameter>, keys: &[PayloadKey]) -> Vec<Parameter> {
    if keys.is_empty() {
        return parameters;
    }
    let mut read = Vec::with_capacity(parameters.len());
    let (mut values_left, mut bytes_left) = (MAX_VALUES, MAX_BYTES);
    for parameter in parameters {
        let closed = if parameter.is_opened || values_left == 0 {
            None
        } else {
            closed(&parameter.value).filter(|bytes| bytes.len() <= bytes_left)
        };
        let Some(bytes) = closed else {
            read.push(parameter);
            continue;
        };
        values_left = values_left.saturating_sub(1);
        bytes_left = bytes_left.saturating_sub(bytes.len());
        let inside = keys
            .iter()
            .find_map(|key| opened(key, &bytes, &parameter.path));
        let Some(inside) = inside else {
            read.push(parameter);
            continue;
        };
        // A body as a whole has no name to be kept under.
        if parameter.path.len() > 1 {
            read.push(Parameter {
                is_opened: true,
                ..parameter
            });
        }
        read.extend(inside);
    }
    read
}

/// The bytes of a value that may be whole blocks.
fn closed(value: &str) -> Option<Vec<u8>> {
    let is_blocks = |bytes: &Vec<u8>| !bytes.is_empty() && bytes.len().is_multiple_of(BLOCK);
    let is_hex = value.len() >= 2 * BLOCK && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    let coding = if value.starts_with("0x") || is_hex {
        Coding::Hex
    } else if value.len() >= BLOCK {
        Coding::Base64
    } else {
        return None;
    };
    seal::bytes_of(value, coding).filter(is_blocks)
}

fn opened(key: &PayloadKey, bytes: &[u8], path: &[String]) -> Option<Vec<Parameter>> {
    let blocks = seal::aes_blocks(&key.bytes, bytes.to_vec())?;
    let chained = |iv: &[u8], from: usize| -> Option<Vec<u8>> {
        let before = iv.iter().chain(bytes.get(from..)?);
        let plain = blocks.get(from..)?.iter().zip(before).map(|(a, b)| a ^ b);
        Some(plain.collect())
    };
    let ways = [
        ("aes-ecb", Some(blocks.clone())),
        ("aes-cbc", chained(&[0; BLOCK], 0)),
        (
            "aes-cbc",
            key.bytes.get(..BLOCK).and_then(|iv| chained(iv, 0)),
        ),
        (
            "aes-cbc",
            bytes.get(..BLOCK).and_then(|iv| chained(iv, BLOCK)),
        ),
    ];
    ways.into_iter().find_map(|(cipher, plain)| {
        let plain = seal::without_padding(plain?)?;
        let mut path = path.to_vec();
        path.push(format!("<{cipher} with {}>", key.name));
        let n_steps = path.len();
        let found = peel::parameters_at(&plain, path);
        let is_understood = found.iter().any(|it| {
            it.path.get(n_steps..).is_some_and(|rest| {
                rest.iter()
                    .any(|step| matches!(step.as_str(), "<json>" | "<form>" | "<gzip>" | "<zlib>"))
            })
        });
        is_understood.then_some(found)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &[&str], value: &str) -> Vec<String> {
        let parameter = Parameter {
            path: path.iter().map(|step| (*step).to_owned()).collect(),
            value: value.to_owned(),
            is_opened: false,
        };
        let keys = [
            PayloadKey::new("wrong", b"fedcba9876543210".to_vec()).unwrap(),
            PayloadKey::new("code", b"0123456789abcdef".to_vec()).unwrap(),
        ];
        open(vec![parameter], &keys)
            .iter()
            .map(|it| {
                format!(
                    "{}{} = {}",
                    it.path_text(),
                    if it.is_opened { "*" } else { "" },
                    it.value
                )
            })
            .collect()
    }

    #[test]
    fn what_openssl_encrypted_is_opened() {
        // `echo -n '{"imei":"490154203237518"}' | openssl enc -aes-128-ecb -K 30313233343536373839616263646566 -base64`
        assert_eq!(
            lines(
                &["body", "d"],
                "NEGGpfs9c195YSQXmV8dw/8AJRw+coM427YpCG0e1Wg="
            ),
            [
                "body/d* = NEGGpfs9c195YSQXmV8dw/8AJRw+coM427YpCG0e1Wg=",
                "body/d/<aes-ecb with code>/<json>/imei = 490154203237518"
            ]
        );
        // `-aes-128-cbc`, with `-iv` of zeros, of the key, and of a first block that stands before the rest.
        for sealed in [
            "0x344186a5fb3d735f79612417995f1dc3e5a3f439c815d7ef36cd53d2c9aa4e41",
            "nUypjETaVpnnfLwoRgsEgzSzA7sH8jYvkLir7fjtk4w=",
            "a1b2c3d4e5f60718293a4b5c6d7e8f907e27c68ac6840d7fdd9983de98d5f2e26ebfc7978957e713c34577f7c7743532",
        ] {
            assert_eq!(
                lines(&["body"], sealed),
                ["body/<aes-cbc with code>/<json>/imei = 490154203237518"],
                "{sealed}"
            );
        }
    }

    #[test]
    fn what_no_key_opens_stays_as_it_is() {
        for value in [
            "QUJDREVGR0hJSktMTU5PUA==",
            "0x000102030405060708090a0b0c0d0e0f",
            "a text that is long enough to be looked at",
            "",
        ] {
            assert_eq!(lines(&["body", "d"], value), [format!("body/d = {value}")]);
        }
        assert_eq!(PayloadKey::new("short", b"0123".to_vec()), None);
    }

    #[test]
    fn damage_never_panics() {
        testkit::hostile(b"0x000102030405060708090a0b0c0d0e0f", |bytes| {
            lines(&["body"], &String::from_utf8_lossy(bytes));
        });
    }
}

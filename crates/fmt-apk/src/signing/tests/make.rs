//! APKs made by hand and signed with keys that are known to everyone.

use base::View;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use rsa::BigUint;
use sha2::{Digest, Sha256};

const RSA_P: &str = "00e60d58b8d0b25949c745b5ce0d7ea2c6589519ce5f880f085c8d74d052576b20ca68c88371666e326dcee6e36fa6a5879fe0e4094c607e38b6342eeb02f5b091";
const RSA_Q: &str = "00e1079f5ba8d4ef641545a8aa3dfe56adbfbf0e5a38052e923e92dc5e01fd08162bb86471dda5ca82f2bb7ad99588b05abdc3358329ba20b29773ff0445922ed7";

/// A private key for tests.
pub(super) enum Key {
    P256(p256::ecdsa::SigningKey),
    Rsa(Box<rsa::RsaPrivateKey>),
}

impl Key {
    /// The EC key whose secret number is made of this byte alone.
    pub(super) fn ec(seed: u8) -> Self {
        Self::P256(p256::ecdsa::SigningKey::from_slice(&[seed; 32]).unwrap())
    }

    pub(super) fn rsa_1024() -> Self {
        let number = |hex: &str| BigUint::from_bytes_be(&super::vectors::bytes(hex));
        let key =
            rsa::RsaPrivateKey::from_p_q(number(RSA_P), number(RSA_Q), BigUint::from(65537_u32));
        Self::Rsa(Box::new(key.unwrap()))
    }

    pub(super) fn spki(&self) -> Vec<u8> {
        match self {
            Self::P256(key) => {
                let ids = [P256_KEY, P256_CURVE].concat();
                let point = key.verifying_key().to_encoded_point(false);
                der(
                    0x30,
                    &[der(0x30, &ids), bit_string(point.as_bytes())].concat(),
                )
            }
            Self::Rsa(key) => {
                use rsa::traits::PublicKeyParts;
                let numbers = [
                    integer(&key.n().to_bytes_be()),
                    integer(&key.e().to_bytes_be()),
                ];
                let key = der(0x30, &numbers.concat());
                der(
                    0x30,
                    &[der(0x30, &[RSA_KEY, &[5, 0]].concat()), bit_string(&key)].concat(),
                )
            }
        }
    }

    /// A signature with SHA-256: ECDSA, or RSA with PKCS #1 padding.
    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let digest = Sha256::digest(message);
        match self {
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign_prehash(&digest).unwrap();
                signature.to_der().as_bytes().to_vec()
            }
            Self::Rsa(key) => {
                let padding = rsa::Pkcs1v15Sign::new::<rsa::sha2::Sha256>();
                key.sign(padding, &digest).unwrap()
            }
        }
    }

    /// The id of the algorithm of [`Key::sign`].
    pub(super) const fn algorithm(&self) -> u32 {
        match self {
            Self::P256(_) => 0x0201,
            Self::Rsa(_) => 0x0103,
        }
    }

    /// The encoded object identifier of the algorithm of [`Key::sign`] in a v1 signature block.
    const fn oid(&self) -> &'static [u8] {
        match self {
            Self::P256(_) => P256_KEY,
            Self::Rsa(_) => RSA_KEY,
        }
    }
}

const P256_KEY: &[u8] = &[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
const P256_CURVE: &[u8] = &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const RSA_KEY: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
const SHA256_OID: &[u8] = &[6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
const CN: &[u8] = &[6, 3, 0x55, 4, 3];
const DATA_OID: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
const SIGNED_DATA_OID: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
const CONTENT_TYPE_OID: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3];
const MESSAGE_DIGEST_OID: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];

pub(super) fn der(tag: u8, contents: &[u8]) -> Vec<u8> {
    let len = contents.len();
    let mut value = vec![tag];
    match len {
        0..0x80 => value.push(u8::try_from(len).unwrap()),
        0x80..0x100 => value.extend([0x81, u8::try_from(len).unwrap()]),
        _ => {
            value.push(0x82);
            value.extend(u16::try_from(len).unwrap().to_be_bytes());
        }
    }
    value.extend(contents);
    value
}

fn integer(magnitude: &[u8]) -> Vec<u8> {
    let sign: &[u8] = if magnitude[0] & 0x80 == 0 { &[] } else { &[0] };
    der(2, &[sign, magnitude].concat())
}

fn bit_string(bytes: &[u8]) -> Vec<u8> {
    der(3, &[&[0], bytes].concat())
}

fn name(common_name: &str) -> Vec<u8> {
    let value = der(0x0c, common_name.as_bytes());
    der(0x30, &der(0x31, &der(0x30, &[CN, &value].concat())))
}

/// A certificate of this name for itself. Its own signature is empty: nothing on Android looks at it.
pub(super) fn certificate(key: &Key, common_name: &str) -> Vec<u8> {
    let signature_algorithm = der(0x30, &[key.oid(), &[5, 0]].concat());
    let validity = [der(0x17, b"160331145749Z"), der(0x18, b"20430817145749Z")].concat();
    let tbs = [
        der(0xa0, &der(2, &[2])),
        der(2, &[7]),
        signature_algorithm.clone(),
        name(common_name),
        der(0x30, &validity),
        name(common_name),
        key.spki(),
    ];
    der(
        0x30,
        &[
            der(0x30, &tbs.concat()),
            signature_algorithm,
            bit_string(&[]),
        ]
        .concat(),
    )
}

/// A zip of stored entries, in the parts that a signing block stands between.
pub(super) struct Zip {
    pub(super) before: Vec<u8>,
    pub(super) directory: Vec<u8>,
    n_entries: u16,
}

impl Zip {
    pub(super) fn new(entries: &[(&str, Vec<u8>)]) -> Self {
        let mut zip = Self {
            before: Vec::new(),
            directory: Vec::new(),
            n_entries: u16::try_from(entries.len()).unwrap(),
        };
        for (name, contents) in entries {
            let len = u32::try_from(contents.len()).unwrap().to_le_bytes();
            let name_len = u16::try_from(name.len()).unwrap().to_le_bytes();
            let crc = crc32(contents).to_le_bytes();
            let shared = [
                &[10, 0, 0, 0, 0, 0, 0, 0, 0x21, 0][..],
                &crc,
                &len,
                &len,
                &name_len,
                &[0, 0],
            ]
            .concat();
            let at = u32::try_from(zip.before.len()).unwrap().to_le_bytes();
            zip.before
                .extend([b"PK\x03\x04", &shared[..], name.as_bytes(), contents].concat());
            let rest = [&[0; 10][..], &at].concat();
            zip.directory
                .extend([b"PK\x01\x02\x0a\x00", &shared[..], &rest, name.as_bytes()].concat());
        }
        zip
    }

    fn end_record(&self, directory_at: usize) -> Vec<u8> {
        let n = self.n_entries.to_le_bytes();
        let len = u32::try_from(self.directory.len()).unwrap().to_le_bytes();
        let at = u32::try_from(directory_at).unwrap().to_le_bytes();
        [b"PK\x05\x06\0\0\0\0", &n[..], &n, &len, &at, &[0, 0]].concat()
    }

    pub(super) fn unsigned(&self) -> Vec<u8> {
        [
            &self.before[..],
            &self.directory,
            &self.end_record(self.before.len()),
        ]
        .concat()
    }

    /// The zip with a signing block that holds these pairs.
    pub(super) fn with_block(&self, pairs: &[(u32, Vec<u8>)]) -> Vec<u8> {
        let mut inside = Vec::new();
        for (id, value) in pairs {
            inside.extend((value.len() as u64 + 4).to_le_bytes());
            inside.extend(id.to_le_bytes());
            inside.extend(value);
        }
        let size = (inside.len() as u64 + 24).to_le_bytes();
        let block = [&size[..], &inside, &size, b"APK Sig Block 42"].concat();
        let end_record = self.end_record(self.before.len() + block.len());
        [&self.before[..], &block, &self.directory, &end_record].concat()
    }

    /// The digest of v2 with SHA-256. Each of the three parts is one chunk.
    pub(super) fn digest(&self) -> Vec<u8> {
        let mut chunks = vec![0x5a, 3, 0, 0, 0];
        for part in [
            &self.before,
            &self.directory,
            &self.end_record(self.before.len()),
        ] {
            let len = u32::try_from(part.len()).unwrap().to_le_bytes();
            chunks.extend(Sha256::digest([&[0xa5], &len[..], part].concat()));
        }
        Sha256::digest(chunks).to_vec()
    }
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}

/// Bytes with their length before them.
pub(super) fn prefixed(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_le_bytes(), bytes].concat()
}

/// What goes into one signer of v2, v3 or v3.1. Set fields to make it wrong.
pub(super) struct SignerParts<'k> {
    pub(super) key: &'k Key,
    pub(super) certificate: Vec<u8>,
    pub(super) public_key: Vec<u8>,
    pub(super) digest: Vec<u8>,
    pub(super) digest_algorithm: u32,
    pub(super) attributes: Vec<(u32, Vec<u8>)>,
    /// API levels, for v3: as written and as signed.
    pub(super) sdk: Option<[(u32, u32); 2]>,
}

impl<'k> SignerParts<'k> {
    pub(super) fn new(key: &'k Key, zip: &Zip) -> Self {
        Self {
            key,
            certificate: certificate(key, "test"),
            public_key: key.spki(),
            digest: zip.digest(),
            digest_algorithm: key.algorithm(),
            attributes: Vec::new(),
            sdk: None,
        }
    }

    pub(super) fn sdk(self, min: u32, max: u32) -> Self {
        Self {
            sdk: Some([(min, max); 2]),
            ..self
        }
    }

    pub(super) fn attribute(mut self, id: u32, value: &[u8]) -> Self {
        self.attributes.push((id, value.to_vec()));
        self
    }

    fn build(&self) -> Vec<u8> {
        let range = |(min, max): (u32, u32)| [min.to_le_bytes(), max.to_le_bytes()].concat();
        let record =
            |id: u32, value: &[u8]| prefixed(&[&id.to_le_bytes()[..], &prefixed(value)].concat());
        let attributes: Vec<u8> = (self.attributes.iter())
            .flat_map(|(id, value)| prefixed(&[&id.to_le_bytes()[..], value].concat()))
            .collect();
        let signed_data = [
            prefixed(&record(self.digest_algorithm, &self.digest)),
            prefixed(&prefixed(&self.certificate)),
            self.sdk
                .map(|[_, signed]| range(signed))
                .unwrap_or_default(),
            prefixed(&attributes),
        ]
        .concat();
        let signature = self.key.sign(&signed_data);
        [
            prefixed(&signed_data),
            self.sdk
                .map(|[written, _]| range(written))
                .unwrap_or_default(),
            prefixed(&record(self.key.algorithm(), &signature)),
            prefixed(&self.public_key),
        ]
        .concat()
    }
}

/// The value of a v2, v3 or v3.1 pair.
pub(super) fn signers(all: &[SignerParts<'_>]) -> Vec<u8> {
    let list: Vec<u8> = all
        .iter()
        .flat_map(|signer| prefixed(&signer.build()))
        .collect();
    prefixed(&list)
}

/// A proof of rotation through these keys, each with its certificate's name.
pub(super) fn lineage(keys: &[(&Key, &str)]) -> Vec<u8> {
    let mut value = vec![1, 0, 0, 0];
    let mut parent: Option<&Key> = None;
    for (key, name) in keys {
        let parent_algorithm = parent.map_or(0, Key::algorithm).to_le_bytes();
        let signed = [&prefixed(&certificate(key, name))[..], &parent_algorithm].concat();
        let signature = parent
            .map(|parent| parent.sign(&signed))
            .unwrap_or_default();
        let node = [
            &prefixed(&signed)[..],
            &23_u32.to_le_bytes(),
            &key.algorithm().to_le_bytes(),
            &prefixed(&signature),
        ];
        value.extend(prefixed(&node.concat()));
        parent = Some(key);
    }
    value
}

/// An `.idsig` file for an APK of at most 128 pages, with its tree.
pub(super) fn idsig(apk: &[u8], key: &Key, certificate: &[u8], digest: &[u8]) -> Vec<u8> {
    let mut tree: Vec<u8> = (apk.chunks(4096))
        .flat_map(|page| {
            let mut page = page.to_vec();
            page.resize(4096, 0);
            Sha256::digest(page)
        })
        .collect();
    tree.resize(4096, 0);
    let root = Sha256::digest(&tree);
    let hashing = [&[1, 0, 0, 0, 12][..], &prefixed(&[]), &prefixed(&root)].concat();
    let named = [prefixed(digest), prefixed(certificate), prefixed(&[])].concat();
    let body = [&(apk.len() as u64).to_le_bytes()[..], &hashing, &named].concat();
    let signed = [
        &u32::try_from(body.len() + 4).unwrap().to_le_bytes()[..],
        &body,
    ]
    .concat();
    let info = [
        &named[..],
        &prefixed(&key.spki()),
        &key.algorithm().to_le_bytes(),
        &prefixed(&key.sign(&signed)),
    ];
    [
        &[2, 0, 0, 0][..],
        &prefixed(&hashing),
        &prefixed(&info.concat()),
        &prefixed(&tree),
    ]
    .concat()
}

pub(super) fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// The three files of a v1 signature over these entries.
pub(super) struct Jar {
    pub(super) manifest: String,
    pub(super) signature_file: String,
}

impl Jar {
    pub(super) fn new(entries: &[(&str, Vec<u8>)]) -> Self {
        let mut manifest = "Manifest-Version: 1.0\r\n\r\n".to_owned();
        let mut sections = String::new();
        for (name, contents) in entries {
            let digest = base64(&Sha256::digest(contents));
            let section = format!("Name: {name}\r\nSHA-256-Digest: {digest}\r\n\r\n");
            let digest = base64(&Sha256::digest(&section));
            sections += &format!("Name: {name}\r\nSHA-256-Digest: {digest}\r\n\r\n");
            manifest += &section;
        }
        let whole = base64(&Sha256::digest(&manifest));
        let signature_file =
            format!("Signature-Version: 1.0\r\nSHA-256-Digest-Manifest: {whole}\r\n\r\n{sections}");
        Self {
            manifest,
            signature_file,
        }
    }

    /// The same with a line in the main section of the signature file.
    pub(super) fn main_line(self, line: &str) -> Self {
        let signature_file = self
            .signature_file
            .replacen("\r\n", &format!("\r\n{line}\r\n"), 1);
        Self {
            signature_file,
            ..self
        }
    }

    /// The entries of the signature with the signature block, which may have signed attributes.
    pub(super) fn files(&self, key: &Key, with_attributes: bool) -> Vec<(&'static str, Vec<u8>)> {
        let certificate = certificate(key, "test");
        let file = self.signature_file.as_bytes();
        let attribute = |oid: &[u8], value: &[u8]| der(0x30, &[oid, &der(0x31, value)].concat());
        let attributes = [
            attribute(CONTENT_TYPE_OID, DATA_OID),
            attribute(MESSAGE_DIGEST_OID, &der(4, &Sha256::digest(file))),
        ]
        .concat();
        let signature = if with_attributes {
            key.sign(&der(0x31, &attributes))
        } else {
            key.sign(file)
        };
        let info = [
            der(2, &[1]),
            der(0x30, &[name("test"), der(2, &[7])].concat()),
            der(0x30, SHA256_OID),
            if with_attributes {
                der(0xa0, &attributes)
            } else {
                Vec::new()
            },
            der(0x30, key.oid()),
            der(4, &signature),
        ];
        let data = [
            der(2, &[1]),
            der(0x31, &der(0x30, SHA256_OID)),
            der(0x30, DATA_OID),
            der(0xa0, &certificate),
            der(0x31, &der(0x30, &info.concat())),
        ];
        let block = der(
            0x30,
            &[SIGNED_DATA_OID, &der(0xa0, &der(0x30, &data.concat()))].concat(),
        );
        vec![
            ("META-INF/MANIFEST.MF", self.manifest.clone().into_bytes()),
            ("META-INF/T.SF", self.signature_file.clone().into_bytes()),
            ("META-INF/T.RSA", block),
        ]
    }
}

/// Verifies with all Android versions from `min_sdk` on.
pub(super) fn verify(apk: &[u8], min_sdk: u32) -> crate::signing::Signatures {
    verify_with(apk, None, crate::signing::Expected::from_sdk(min_sdk))
}

pub(super) fn verify_with(
    apk: &[u8],
    idsig: Option<&[u8]>,
    expected: crate::signing::Expected,
) -> crate::signing::Signatures {
    let limits = base::Limits::default();
    let zip = crate::zip::ZipFile::parse(View::new(apk), &limits)
        .unwrap()
        .value;
    crate::signing::verify(
        View::new(apk),
        &zip,
        idsig.map(View::new),
        &limits,
        expected,
    )
}

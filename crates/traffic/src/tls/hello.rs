//! The two hello messages, and what is derived from the client's: the JA4 fingerprint.
//!
//! Spec: RFC 8446 section 4.1, RFC 5246 section 7.4.1, RFC 6066 (server name), RFC 7301 (application
//! protocols), RFC 8701 (values that mean nothing); JA4:
//! <https://github.com/FoxIO-LLC/ja4/blob/main/technical_details/JA4.md> (the part under the BSD licence).
//! Departures from the spec: an extension that is cut ends the list; what was read before it is kept.

use base::hex;

/// The random value that makes a server hello a request to try again: RFC 8446, 4.1.3.
const RETRY: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// A reader of big-endian numbers and vectors.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(len)?;
        self.0 = tail;
        Some(head)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.take(2)?
            .first_chunk::<2>()
            .map(|bytes| u16::from_be_bytes(*bytes))
    }

    pub(super) fn u24(&mut self) -> Option<usize> {
        let [a, b, c] = *self.take(3)?.first_chunk::<3>()?;
        usize::try_from(u32::from_be_bytes([0, a, b, c])).ok()
    }

    pub(super) fn vector8(&mut self) -> Option<Self> {
        let len = self.u8()?;
        self.take(usize::from(len)).map(Self)
    }

    pub(super) fn vector16(&mut self) -> Option<Self> {
        let len = self.u16()?;
        self.take(usize::from(len)).map(Self)
    }

    fn u16s(mut self) -> Vec<u16> {
        std::iter::from_fn(|| self.u16()).collect()
    }
}

/// Whether a value of an extension or suite list is one that means nothing (GREASE).
const fn is_grease(value: u16) -> bool {
    value & 0x0f0f == 0x0a0a && value >> 8 == value & 0xff
}

/// What a client offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientHello {
    /// The version field, which is 1.2 where later ones are offered by extension.
    pub legacy_version: u16,
    /// The random value, which names the connection in key logs.
    pub random: [u8; 32],
    /// The session that the client wants to resume.
    pub session: Vec<u8>,
    /// Suites in the order offered.
    pub suites: Vec<u16>,
    /// Extensions in the order sent.
    pub extensions: Vec<u16>,
    /// The server's name.
    pub sni: Option<String>,
    /// Application protocols in the order offered.
    pub alpn: Vec<String>,
    /// Versions offered by extension.
    pub versions: Vec<u16>,
    /// Signature algorithms.
    pub signatures: Vec<u16>,
}

impl ClientHello {
    /// Reads the message's content; none where its fixed part is cut.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        let mut hello = Self {
            legacy_version: reader.u16()?,
            random: *reader.take(32)?.first_chunk()?,
            session: reader.vector8()?.0.to_vec(),
            suites: reader.vector16()?.u16s(),
            ..Self::default()
        };
        reader.vector8()?;
        let Some(mut extensions) = reader.vector16() else {
            return Some(hello);
        };
        while let Some((kind, content)) = extensions.u16().zip(extensions.vector16()) {
            hello.extensions.push(kind);
            // A faulty extension is counted and says nothing.
            let _ = hello.extension(kind, content);
        }
        Some(hello)
    }

    fn extension(&mut self, kind: u16, mut content: Reader<'_>) -> Option<()> {
        match kind {
            0 => {
                let mut list = content.vector16()?;
                let name_kind = list.u8()?;
                let name = list.vector16()?;
                if name_kind == 0 {
                    self.sni = Some(fmt_net::http::text(name.0));
                }
            }
            13 => self.signatures = content.vector16()?.u16s(),
            16 => {
                let mut list = content.vector16()?;
                while let Some(protocol) = list.vector8() {
                    self.alpn.push(fmt_net::http::text(protocol.0));
                }
            }
            43 => self.versions = content.vector8()?.u16s(),
            _ => {}
        }
        Some(())
    }

    /// Whether data may follow at once (0-RTT).
    pub fn has_early_data(&self) -> bool {
        self.extensions.contains(&42)
    }

    /// Whether the real hello is encrypted inside.
    pub fn has_encrypted_hello(&self) -> bool {
        self.extensions.contains(&0xfe0d)
    }

    /// The JA4 fingerprint; `transport` is `t` for TCP, `q` for QUIC.
    pub fn ja4(&self, transport: char) -> String {
        let real = |values: &[u16]| -> Vec<u16> {
            values.iter().copied().filter(|v| !is_grease(*v)).collect()
        };
        let version = real(&self.versions).into_iter().max();
        let version = match version.unwrap_or(self.legacy_version) {
            0x0304 => "13",
            0x0303 => "12",
            0x0302 => "11",
            0x0301 => "10",
            0x0300 => "s3",
            0x0002 => "s2",
            _ => "00",
        };
        let mut suites = real(&self.suites);
        let mut extensions = real(&self.extensions);
        let name = if extensions.contains(&0) { 'd' } else { 'i' };
        let alpn = self
            .alpn
            .first()
            .map_or_else(|| "00".to_owned(), |alpn| ends(alpn));
        let head = format!(
            "{transport}{version}{name}{:02}{:02}{alpn}",
            suites.len().min(99),
            extensions.len().min(99)
        );
        suites.sort_unstable();
        extensions.sort_unstable();
        extensions.retain(|kind| !matches!(kind, 0 | 16));
        let mut second = list(&extensions);
        let signatures = real(&self.signatures);
        if !signatures.is_empty() {
            second = format!("{second}_{}", list(&signatures));
        }
        let second = if extensions.is_empty() {
            "0".repeat(12)
        } else {
            short_hash(&second)
        };
        let first = if suites.is_empty() {
            "0".repeat(12)
        } else {
            short_hash(&list(&suites))
        };
        format!("{head}_{first}_{second}")
    }
}

fn list(values: &[u16]) -> String {
    let words: Vec<String> = values.iter().map(|value| format!("{value:04x}")).collect();
    words.join(",")
}

fn short_hash(text: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    let mut digits = hex(digest.as_ref());
    digits.truncate(12);
    digits
}

/// The first and last letter of a protocol; of its hex digits where a letter is not alphanumeric.
fn ends(protocol: &str) -> String {
    let bytes: Vec<u8> = protocol
        .chars()
        .map(|c| u8::try_from(c).unwrap_or(0xff))
        .collect();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
        return "00".to_owned();
    };
    if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() {
        return [char::from(*first), char::from(*last)].iter().collect();
    }
    let digits = hex(&bytes);
    let ends = [digits.chars().next(), digits.chars().last()];
    ends.into_iter().flatten().collect()
}

/// What a server chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerHello {
    /// The version, by extension where there is one.
    pub version: u16,
    /// The random value.
    pub random: [u8; 32],
    /// The session that is resumed or begun.
    pub session: Vec<u8>,
    /// The suite.
    pub suite: u16,
    /// The application protocol, where it is not told later under encryption.
    pub alpn: Option<String>,
    /// The group of the key exchange (TLS 1.3).
    pub group: Option<u16>,
    /// Whether records are encrypted before they are authenticated.
    pub encrypts_first: bool,
    /// Whether an earlier key is used (TLS 1.3).
    pub has_earlier_key: bool,
}

impl ServerHello {
    /// Reads the message's content; none where its fixed part is cut.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        let mut hello = Self {
            version: reader.u16()?,
            random: *reader.take(32)?.first_chunk()?,
            ..Self::default()
        };
        // The drafts of TLS 1.3 up to 21 have no session field.
        if !matches!(hello.version, 0x7f00..=0x7f15) {
            hello.session = reader.vector8()?.0.to_vec();
        }
        hello.suite = reader.u16()?;
        if !matches!(hello.version, 0x7f00..=0x7f15) {
            reader.u8()?;
        }
        let Some(mut extensions) = reader.vector16() else {
            return Some(hello);
        };
        while let Some((kind, mut content)) = extensions.u16().zip(extensions.vector16()) {
            match kind {
                16 => hello.alpn = protocol(content),
                22 => hello.encrypts_first = true,
                41 => hello.has_earlier_key = true,
                43 => hello.version = content.u16().unwrap_or(hello.version),
                51 => hello.group = content.u16(),
                _ => {}
            }
        }
        Some(hello)
    }

    /// Whether it only asks the client to begin again.
    pub fn is_retry(&self) -> bool {
        self.random == RETRY
    }
}

/// The chosen protocol of an extension's content.
pub(super) fn protocol(mut content: Reader<'_>) -> Option<String> {
    let mut list = content.vector16()?;
    list.vector8().map(|name| fmt_net::http::text(name.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hello whose fields the JA4 paper gives as its example.
    fn example() -> ClientHello {
        ClientHello {
            legacy_version: 0x0303,
            suites: vec![
                0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013,
                0xc014, 0x009c, 0x009d, 0x002f, 0x0035, 0x0a0a,
            ],
            extensions: vec![
                0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d, 0x0005, 0x0023,
                0x0012, 0x002b, 0xff01, 0x000b, 0x000a, 0x0015, 0x1a1a,
            ],
            versions: vec![0x2a2a, 0x0304, 0x0303],
            signatures: vec![
                0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601,
            ],
            alpn: vec!["h2".to_owned(), "http/1.1".to_owned()],
            ..ClientHello::default()
        }
    }

    #[test]
    fn the_example_of_the_ja4_paper() {
        assert_eq!(example().ja4('t'), "t13d1516h2_8daaf6152771_e5627efa2ab1");
    }

    #[test]
    fn protocols_that_are_not_letters() {
        assert_eq!(ends("h2"), "h2");
        assert_eq!(ends("http/1.1"), "h1");
        assert_eq!(ends("\u{ab}"), "ab");
        assert_eq!(ends(""), "00");
    }

    fn sample() -> Vec<u8> {
        let mut bytes = vec![3, 3];
        bytes.extend([7; 32]);
        bytes.extend([2, 9, 9, 0, 4, 0x13, 1, 0x0a, 0x0a, 1, 0]);
        let name: &[u8] = b"\0\0\0\x0e\0\x0c\0\0\x09a.example";
        let alpn: &[u8] = b"\0\x10\0\x05\0\x03\x02h2";
        let versions: &[u8] = b"\0\x2b\0\x05\x04\x03\x04\x0a\x0a";
        let extensions = [name, alpn, versions].concat();
        bytes.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
        bytes.extend(extensions);
        bytes
    }

    #[test]
    fn a_client_hello_is_read() {
        let hello = ClientHello::read(&sample()).unwrap();
        assert_eq!(hello.sni.as_deref(), Some("a.example"));
        assert_eq!(hello.alpn, ["h2"]);
        assert_eq!(hello.versions, [0x0304, 0x0a0a]);
        assert!(hello.ja4('t').starts_with("t13d0103h2_"));
        testkit::hostile(&sample(), |b| {
            if let Some(hello) = ClientHello::read(b) {
                hello.ja4('t');
            }
            ServerHello::read(b);
        });
    }
}

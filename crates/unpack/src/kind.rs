//! Tells what a file is by its first bytes and, only where the bytes cannot tell, by its name.

use crate::unpackers::{ANDROID_BACKUP, is_tar};
use base::View;

/// What an artifact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// An APK: a zip with an `AndroidManifest.xml`.
    Apk,
    /// A zip that holds the APKs of one app: `.apks`, `.xapk`, `.apkm`.
    ApkBundle,
    /// An APEX: a zip with an `apex_manifest.pb` or `apex_manifest.json`.
    Apex,
    /// A zip with DEX code and no manifest, as a `.jar` on a phone is.
    Jar,
    /// Any other zip.
    Zip,
    /// A gzip stream.
    Gzip,
    /// A tar archive.
    Tar,
    /// A backup as `adb backup` writes it.
    AndroidBackup,
    /// A DEX file.
    Dex,
    /// A compact DEX file.
    CompactDex,
    /// An optimised DEX of Android 4.4 and before.
    Odex,
    /// A VDEX file.
    Vdex,
    /// An ELF file that holds compiled DEX code.
    Oat,
    /// Any other ELF file.
    Elf,
    /// Binary XML.
    BinaryXml,
    /// A resource table.
    ResourceTable,
    /// System properties, as in `build.prop`.
    Properties,
    /// A file of `etc/permissions` or `etc/sysconfig`.
    Permissions,
    /// An APK Signature Scheme v4 file beside an APK.
    Idsig,
    /// An `SQLite` database.
    Sqlite,
    /// The write-ahead log of an `SQLite` database.
    SqliteLog,
    /// A packet capture of the older format.
    Pcap,
    /// A packet capture of the newer format.
    Pcapng,
    /// An HTTP archive.
    Har,
    /// Flows that mitmproxy kept.
    MitmFlows,
    /// A log of TLS secrets.
    KeyLog,
    /// A picture, sound, film or font.
    Media,
    /// A disk or boot image.
    Image,
    /// Anything else.
    Other,
}

impl Kind {
    /// Its name outside.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Apk => "apk",
            Self::ApkBundle => "apk-bundle",
            Self::Apex => "apex",
            Self::Jar => "jar",
            Self::Zip => "zip",
            Self::Gzip => "gzip",
            Self::Tar => "tar",
            Self::AndroidBackup => "android-backup",
            Self::Dex => "dex",
            Self::CompactDex => "compact-dex",
            Self::Odex => "odex",
            Self::Vdex => "vdex",
            Self::Oat => "oat",
            Self::Elf => "elf",
            Self::BinaryXml => "binary-xml",
            Self::ResourceTable => "resource-table",
            Self::Properties => "properties",
            Self::Permissions => "permissions",
            Self::Idsig => "idsig",
            Self::Sqlite => "sqlite",
            Self::SqliteLog => "sqlite-log",
            Self::Pcap => "pcap",
            Self::Pcapng => "pcapng",
            Self::Har => "har",
            Self::MitmFlows => "mitmproxy-flows",
            Self::KeyLog => "key-log",
            Self::Media => "media",
            Self::Image => "image",
            Self::Other => "other",
        }
    }

    /// Whether it is a record of what a phone sent.
    pub const fn is_traffic(self) -> bool {
        matches!(
            self,
            Self::Pcap | Self::Pcapng | Self::Har | Self::MitmFlows
        )
    }

    /// Whether it is a packet capture, which is read in pieces.
    pub const fn is_capture(self) -> bool {
        matches!(self, Self::Pcap | Self::Pcapng)
    }

    /// What a zip is, by the names of its entries.
    pub fn of_zip<'n>(names: impl Iterator<Item = &'n [u8]>) -> Self {
        let (mut apk, mut dex, mut apex, mut inner_apk) = (false, false, false, false);
        for name in names {
            match name {
                b"AndroidManifest.xml" => apk = true,
                b"apex_manifest.pb" | b"apex_manifest.json" => apex = true,
                b"classes.dex" => dex = true,
                // Plug-in archives carry an APK among other things; a bundle has its APKs where its
                // installers look for them: at the top or in `splits/` and `standalones/`.
                _ if name.ends_with(b".apk") => {
                    inner_apk |= !name.contains(&b'/')
                        || name.starts_with(b"splits/")
                        || name.starts_with(b"standalones/");
                }
                _ => {}
            }
        }
        match (apex, apk, inner_apk, dex) {
            (true, ..) => Self::Apex,
            (_, true, ..) => Self::Apk,
            (_, _, true, _) => Self::ApkBundle,
            (.., true) => Self::Jar,
            _ => Self::Zip,
        }
    }

    /// What a file with this beginning and this path is. A zip is [`Kind::Zip`] here: only its directory
    /// tells more.
    pub fn of(path: &str, file: View<'_>) -> Self {
        let bytes = file.bytes();
        let name = path.rsplit('/').next().unwrap_or(path);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let extension = extension.to_ascii_lowercase();
        // The end of a zip tells that it is one, not its beginning: Android reads an APK with other bytes in
        // front, even with a DEX file there, and goes by the name. What is no zip after all is told when it
        // is opened.
        if let "apk" | "apks" | "xapk" | "apkm" | "jar" | "apex" | "zip" = extension.as_str() {
            return Self::Zip;
        }
        if let Some((_, kind)) = MAGICS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
            return *kind;
        }
        if bytes.starts_with(b"\x7fELF") {
            return match extension.as_str() {
                "odex" | "oat" => Self::Oat,
                _ => Self::Elf,
            };
        }
        if bytes.get(4..8) == Some(b"ftyp") {
            return Self::Media;
        }
        if is_tar(bytes) {
            return Self::Tar;
        }
        if let Some(kind) = traffic(bytes) {
            return kind;
        }
        match extension.as_str() {
            "prop" => Self::Properties,
            "xml" if path.contains("etc/permissions/") || path.contains("etc/sysconfig/") => {
                Self::Permissions
            }
            "idsig" => Self::Idsig,
            _ => Self::Other,
        }
    }
}

/// Bytes by which a text is told to be a log of secrets: 4 KiB, so that comments may stand before its first line.
const LOG_HEAD: usize = 4 << 10;

/// What a record of traffic is, by its first bytes.
fn traffic(bytes: &[u8]) -> Option<Kind> {
    if fmt_net::capture::is_capture(bytes) {
        return Some(if bytes.starts_with(b"\x0a\x0d\x0d\x0a") {
            Kind::Pcapng
        } else {
            Kind::Pcap
        });
    }
    if fmt_net::har::is_har(bytes) {
        return Some(Kind::Har);
    }
    if fmt_net::mitm::is_flows(bytes) {
        return Some(Kind::MitmFlows);
    }
    fmt_net::keylog::is_key_log(bytes.get(..LOG_HEAD).unwrap_or(bytes)).then_some(Kind::KeyLog)
}

/// Formats that their first bytes tell apart.
const MAGICS: &[(&[u8], Kind)] = &[
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip),
    (b"dex\n", Kind::Dex),
    (b"cdex", Kind::CompactDex),
    (b"dey\n", Kind::Odex),
    (b"vdex", Kind::Vdex),
    (b"\x1f\x8b\x08", Kind::Gzip),
    (ANDROID_BACKUP, Kind::AndroidBackup),
    (b"\x03\x00\x08\x00", Kind::BinaryXml),
    (b"\x02\x00\x0c\x00", Kind::ResourceTable),
    (b"SQLite format 3\0", Kind::Sqlite),
    (b"\x37\x7f\x06\x82", Kind::SqliteLog),
    (b"\x37\x7f\x06\x83", Kind::SqliteLog),
    (b"\x89PNG\r\n\x1a\n", Kind::Media),
    (b"\xff\xd8\xff", Kind::Media),
    (b"GIF8", Kind::Media),
    (b"OggS", Kind::Media),
    (b"ID3", Kind::Media),
    (b"RIFF", Kind::Media),
    (b"OTTO", Kind::Media),
    (b"\x00\x01\x00\x00\x00", Kind::Media),
    (b"ttcf", Kind::Media),
    (b"wOFF", Kind::Media),
    (b"wOF2", Kind::Media),
    (b"ANDROID!", Kind::Image),
    (b"\x3a\xff\x26\xed", Kind::Image),
    (b"AVB0", Kind::Image),
    (b"CrAU", Kind::Image),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, bytes: &[u8], expect: Kind) {
        assert_eq!(Kind::of(path, View::new(bytes)), expect, "{path}");
    }

    #[test]
    fn bytes_win_over_names() {
        check("a.txt", b"PK\x03\x04", Kind::Zip);
        check("assets/pic.png", b"dex\n035\0", Kind::Dex);
        check("a.odex", b"\x7fELF\x02", Kind::Oat);
        check("lib/arm/a.so", b"\x7fELF\x02", Kind::Elf);
    }

    #[test]
    fn names_decide_where_bytes_cannot() {
        check("system/build.prop", b"ro.a=b", Kind::Properties);
        check(
            "system/etc/permissions/a.xml",
            b"<permissions/>",
            Kind::Permissions,
        );
        check("res/values/a.xml", b"<a/>", Kind::Other);
        check("padded.apk", b"\0\0\0\0", Kind::Zip);
        check("two-faced.apk", b"dex\n035\0", Kind::Zip);
        check("empty", b"", Kind::Other);
    }

    #[test]
    fn traffic_is_told_by_its_bytes() {
        check("a.txt", b"\xd4\xc3\xb2\xa1\x02\0\x04\0", Kind::Pcap);
        check(
            "a.bin",
            b"\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a",
            Kind::Pcapng,
        );
        check("a.json", b" {\"log\": {", Kind::Har);
        check("a.json", b"{\"logs\": {", Kind::Other);
        check("a", b"9:4:type;", Kind::MitmFlows);
        check(
            "a",
            b"# SSL/TLS secrets log file\n\nCLIENT_RANDOM 00",
            Kind::KeyLog,
        );
        check("a", b"# a text\nCLIENT", Kind::Other);
    }

    #[test]
    fn entries_tell_zips_apart() {
        fn zip(names: &[&str]) -> Kind {
            Kind::of_zip(names.iter().map(|name| name.as_bytes()))
        }
        assert_eq!(zip(&["AndroidManifest.xml", "classes.dex"]), Kind::Apk);
        assert_eq!(zip(&["base.apk", "split_config.de.apk"]), Kind::ApkBundle);
        assert_eq!(zip(&["splits/base-master.apk", "toc.pb"]), Kind::ApkBundle);
        assert_eq!(
            zip(&["assets/plugin.apk", "AndroidManifest.xml"]),
            Kind::Apk
        );
        assert_eq!(
            zip(&[
                "apex_manifest.pb",
                "apex_payload.img",
                "AndroidManifest.xml"
            ]),
            Kind::Apex
        );
        assert_eq!(zip(&["META-INF/MANIFEST.MF", "classes.dex"]), Kind::Jar);
        assert_eq!(zip(&["x/y.apk", "readme"]), Kind::Zip);
    }
}

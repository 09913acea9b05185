//! Finds URLs, host names and IP addresses in text.
//!
//! Spec: URLs <https://www.rfc-editor.org/rfc/rfc3986>, host names <https://www.rfc-editor.org/rfc/rfc1123#page-13>.

use std::net::{Ipv4Addr, Ipv6Addr};

/// How an address is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// With a scheme.
    Url,
    /// A host name alone.
    Host,
    /// An IP address alone.
    Ip,
}

impl Form {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::Host => "host",
            Self::Ip => "ip",
        }
    }
}

/// An address in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address<'t> {
    pub(crate) form: Form,
    /// As it is written.
    pub(crate) text: &'t str,
    /// Where it begins in the text, in bytes.
    pub(crate) at: usize,
    /// The scheme in lower case.
    pub(crate) scheme: Option<String>,
    /// The host in lower case.
    pub(crate) host: String,
}

/// Schemes that lead to another machine. Others (`content`, `file`, `market`, an app's own) stay on the phone.
const SCHEMES: [&str; 12] = [
    "http", "https", "ws", "wss", "ftp", "ftps", "mqtt", "mqtts", "tcp", "ssl", "rtsp", "rtmp",
];

/// Top-level domains under which a bare name of two parts is taken for a host. More would take file names and
/// keys such as `lib.so` and `app.id` for hosts.
const PLAIN_TOP: [&str; 4] = ["com", "net", "org", "cn"];

/// Whether the bytes could hold an address at all; cheap, for use on millions of strings.
pub(crate) fn may_hold_one(bytes: &[u8]) -> bool {
    bytes.len() >= 4 && (memchr::memchr2(b'.', b':', bytes).is_some())
}

/// Whether a URL may hold this byte, by RFC 3986; `%s` and `{}` of formats are among them in practice.
pub(crate) const fn is_url_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'-' | b'.'
                | b'_'
                | b'~'
                | b':'
                | b'/'
                | b'?'
                | b'#'
                | b'['
                | b']'
                | b'@'
                | b'!'
                | b'$'
                | b'&'
                | b'('
                | b')'
                | b'*'
                | b'+'
                | b','
                | b';'
                | b'='
                | b'%'
                | b'{'
                | b'}'
        )
}

/// Every URL in a text that leads to another machine.
pub(crate) fn urls(text: &str) -> Vec<Address<'_>> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(colon) = memchr::memmem::find(&bytes[from..], b"://").map(|at| from + at) {
        let start = bytes[from..colon]
            .iter()
            .rposition(|byte| !byte.is_ascii_alphanumeric())
            .map_or(from, |before| from + before + 1);
        let end = bytes[colon..]
            .iter()
            .position(|byte| !is_url_byte(*byte))
            .map_or(bytes.len(), |len| colon + len);
        from = colon + 3;
        let scheme = text[start..colon].to_ascii_lowercase();
        if !SCHEMES.contains(&scheme.as_str()) {
            continue;
        }
        // A full stop or bracket after a URL in prose is not part of it.
        let url = text[start..end].trim_end_matches(['.', ',', ';', ')', ':']);
        let Some(host) = url.get(colon + 3 - start..).and_then(host_of) else {
            continue;
        };
        from = start + url.len().max(colon + 3 - start);
        found.push(Address {
            form: Form::Url,
            text: url,
            at: start,
            scheme: Some(scheme),
            host,
        });
    }
    found
}

/// The host at the beginning of what follows `://`, in lower case.
fn host_of(rest: &str) -> Option<String> {
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = if let Some(ip6) = host.strip_prefix('[') {
        ip6.split(']').next()?
    } else {
        host.split(':').next()?
    };
    let host = host.to_ascii_lowercase();
    let is_plausible = host.parse::<Ipv6Addr>().is_ok() || is_host(&host);
    is_plausible.then_some(host)
}

/// Whether this is a host name or IPv4 address, or a format of one: labels of letters, digits, hyphens and
/// placeholders, at least two of them, the last one not a placeholder's alone.
fn is_host(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    labels.len() >= 2
        && host.len() <= 253
        && labels.iter().all(|label| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_%{}$".contains(&byte))
        })
        && labels.last().is_some_and(|top| {
            top.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

/// The host name or IP address that a text is as a whole, with or without a port.
pub(crate) fn bare(text: &str) -> Option<Address<'_>> {
    let address = |form, host: String| Address {
        form,
        text,
        at: 0,
        scheme: None,
        host,
    };
    if let Ok(ip) = text.parse::<Ipv6Addr>() {
        let is_routed = !ip.is_loopback() && !ip.is_unspecified() && !ip.is_multicast();
        return is_routed.then(|| address(Form::Ip, ip.to_string()));
    }
    let (name, port) = text.split_once(':').unwrap_or((text, "0"));
    port.parse::<u16>().ok()?;
    if let Ok(ip) = name.parse::<Ipv4Addr>() {
        return is_meant_as_address(ip).then(|| address(Form::Ip, name.to_owned()));
    }
    is_bare_host(name).then(|| address(Form::Host, name.to_owned()))
}

/// Version numbers have four small parts too; special addresses lead nowhere.
fn is_meant_as_address(ip: Ipv4Addr) -> bool {
    let parts = ip.octets();
    let is_version_like =
        parts.iter().all(|part| *part < 30) && parts.iter().any(|it| *it != parts[0]);
    !(is_version_like
        || ip.is_loopback()
        || ip.is_unspecified()
        || ip.is_broadcast()
        || ip.is_multicast()
        || parts[0] == 0
        || parts[0] == 255)
}

/// Whether a name without a scheme is a host: Java packages run the other way round, keys and file names
/// have no top-level domain at their end.
fn is_bare_host(name: &str) -> bool {
    let labels: Vec<&str> = name.split('.').collect();
    let (Some(first), Some(top)) = (labels.first(), labels.last()) else {
        return false;
    };
    let is_top = |label: &str| PLAIN_TOP.contains(&label) || label == "io" || label == "android";
    let top_is_known = PLAIN_TOP.contains(top)
        || (labels.len() >= 3 && top.len() == 2 && top.bytes().all(|it| it.is_ascii_lowercase()));
    labels.len() >= 2
        && top_is_known
        && !is_top(first)
        && first.len() > 1
        && is_host(name)
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[(&str, &str)]) {
        let found = urls(text);
        let got: Vec<_> = found.iter().map(|it| (it.text, it.host.as_str())).collect();
        assert_eq!(got, expect, "{text}");
        for address in &found {
            assert_eq!(&text[address.at..][..address.text.len()], address.text);
        }
    }

    #[test]
    fn urls_end_where_their_characters_end() {
        check(
            "http://a.example/x?y=1",
            &[("http://a.example/x?y=1", "a.example")],
        );
        check(
            "see https://A.example:8443/x.",
            &[("https://A.example:8443/x", "a.example")],
        );
        check(
            "<a href=\"http://a.example/\">http://b.example</a>",
            &[
                ("http://a.example/", "a.example"),
                ("http://b.example", "b.example"),
            ],
        );
        check(
            "ws://u:p@c.example/",
            &[("ws://u:p@c.example/", "c.example")],
        );
        check(
            "http://[2001:db8::1]:80/",
            &[("http://[2001:db8::1]:80/", "2001:db8::1")],
        );
        check(
            "三http://a.example/星",
            &[("http://a.example/", "a.example")],
        );
    }

    #[test]
    fn formats_keep_their_placeholders() {
        check(
            "https://%s.api.example/v%d",
            &[("https://%s.api.example/v%d", "%s.api.example")],
        );
        check("https://%s/%s", &[]);
    }

    #[test]
    fn what_stays_on_the_phone_is_no_endpoint() {
        check(
            "content://sms file:///a/b market://details?id=x http://localhost/",
            &[],
        );
        check("://", &[]);
        check("http://", &[]);
    }

    fn check_bare(text: &str, expect: Option<Form>) {
        assert_eq!(bare(text).map(|it| it.form), expect, "{text}");
    }

    #[test]
    fn hosts_are_told_from_packages_keys_and_files() {
        check_bare("data.mistat.example.com", Some(Form::Host));
        check_bare("api.example.com:8080", Some(Form::Host));
        check_bare("t7z.example.cn", Some(Form::Host));
        for other in [
            "com.example.app",
            "android.os.Build",
            "libx.so",
            "a.b",
            "pref.key",
            "cn.example",
            "x.com.",
            "Api.Example.com",
            "1.2",
        ] {
            check_bare(other, None);
        }
    }

    #[test]
    fn addresses_are_told_from_versions() {
        check_bare("114.114.114.114", Some(Form::Ip));
        check_bare("8.8.8.8", Some(Form::Ip));
        check_bare("240c::6666", Some(Form::Ip));
        check_bare("47.88.1.2:80", Some(Form::Ip));
        for other in [
            "1.2.3.4",
            "127.0.0.1",
            "0.0.0.0",
            "255.255.255.0",
            "::",
            "::1",
            "4.4.2",
        ] {
            check_bare(other, None);
        }
    }
}

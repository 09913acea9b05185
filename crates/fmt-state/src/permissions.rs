//! Reads the files of `etc/permissions` and `etc/sysconfig`: privileged permissions and features.
//!
//! Spec: AOSP `frameworks/base/core/java/com/android/server/SystemConfig.java`,
//! `readPermissionsFromXml` (android-14.0.0_r1).
//!
//! Departures from the spec: elements other than `privapp-permissions`, `feature` and
//! `unavailable-feature` are passed over; `maxSdkVersion` and `minSdkVersion` on `feature` are not weighed.

use base::{Limits, Parsed, Problem, Span, View};

/// A permission granted to, or withheld from, a privileged app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivilegedPermission {
    /// The app's package.
    pub package: String,
    /// The permission.
    pub permission: String,
    /// Whether it is granted; `deny-permission` withholds it.
    pub granted: bool,
    /// The element.
    pub span: Span,
}

/// A feature that the phone declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Its name.
    pub name: String,
    /// Whether it is there; `unavailable-feature` takes one away.
    pub available: bool,
    /// The element.
    pub span: Span,
}

/// What one file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PermissionFile {
    /// Privileged permissions, in order.
    pub privileged: Vec<PrivilegedPermission>,
    /// Features, in order.
    pub features: Vec<Feature>,
}

/// Why a file is not a permission file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotPermissions {
    /// It is not UTF-8.
    #[error("the file is not UTF-8 text")]
    NotText,
    /// It is longer than a text of this kind may be.
    #[error("the file has {len} bytes, and at most {limit} are read as XML")]
    TooLong {
        /// Its length in bytes.
        len: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// It is not well-formed XML.
    #[error("not well-formed XML: {0}")]
    NotXml(String),
    /// Its root is another element.
    #[error("the root element is <{found}>, expected <permissions> or <config>")]
    OtherRoot {
        /// The root element's name.
        found: String,
    },
}

/// 8 MiB; the largest permission file of the 2026 corpus has 60 kB. The XML tree takes some 40 times its text.
const FILE_LEN_MAX: u64 = 8 << 20;

/// Reads a permission file.
///
/// # Errors
/// [`NotPermissions`] where the file is something else.
pub fn parse(file: View<'_>, limits: &Limits) -> Result<Parsed<PermissionFile>, NotPermissions> {
    if file.len() > FILE_LEN_MAX {
        return Err(NotPermissions::TooLong {
            len: file.len(),
            limit: FILE_LEN_MAX,
        });
    }
    let text = std::str::from_utf8(file.bytes()).map_err(|_| NotPermissions::NotText)?;
    if nests_deeper_than(text, limits.nesting) {
        return Err(NotPermissions::NotXml(format!(
            "elements nest deeper than {}",
            limits.nesting
        )));
    }
    let options = roxmltree::ParsingOptions {
        allow_dtd: false,
        nodes_limit: 1_000_000,
        ..Default::default()
    };
    let document = roxmltree::Document::parse_with_options(text, options)
        .map_err(|error| NotPermissions::NotXml(error.to_string()))?;
    let root = document.root_element();
    if !matches!(root.tag_name().name(), "permissions" | "config") {
        return Err(NotPermissions::OtherRoot {
            found: root.tag_name().name().to_owned(),
        });
    }
    let mut parsed = Parsed::clean(PermissionFile::default());
    for element in root.children().filter(roxmltree::Node::is_element) {
        match element.tag_name().name() {
            "privapp-permissions" => privileged(file, element, &mut parsed),
            name @ ("feature" | "unavailable-feature") => match element.attribute("name") {
                Some(feature) => parsed.value.features.push(Feature {
                    name: feature.to_owned(),
                    available: name == "feature",
                    span: span(file, element),
                }),
                None => parsed.problems.push(nameless(file, element)),
            },
            _ => {}
        }
    }
    Ok(parsed)
}

fn privileged(file: View<'_>, app: roxmltree::Node<'_, '_>, parsed: &mut Parsed<PermissionFile>) {
    let Some(package) = app.attribute("package") else {
        parsed.problems.push(nameless(file, app));
        return;
    };
    for element in app.children().filter(roxmltree::Node::is_element) {
        let granted = match element.tag_name().name() {
            "permission" => true,
            "deny-permission" => false,
            _ => continue,
        };
        match element.attribute("name") {
            Some(permission) => parsed.value.privileged.push(PrivilegedPermission {
                package: package.to_owned(),
                permission: permission.to_owned(),
                granted,
                span: span(file, element),
            }),
            None => parsed.problems.push(nameless(file, element)),
        }
    }
}

fn span(file: View<'_>, element: roxmltree::Node<'_, '_>) -> Span {
    let range = element.range();
    let start = u64::try_from(range.start).unwrap_or(u64::MAX);
    let len = u64::try_from(range.len()).unwrap_or(u64::MAX);
    file.span_at(start, len)
}

fn nameless(file: View<'_>, element: roxmltree::Node<'_, '_>) -> Problem {
    let says = format!("<{}> names nothing", element.tag_name().name());
    Problem::new("permissions/element-without-name", says).at(span(file, element))
}

/// Whether elements nest deeper than `limit`, by a count of tags that may only err upwards: the XML parser
/// recurses, so this stands before it.
fn nests_deeper_than(text: &str, limit: u32) -> bool {
    let mut depth = 0_u32;
    for tag in text.split('<').skip(1) {
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !tag.starts_with(['!', '?']) {
            let inside = tag.split('>').next().unwrap_or_default();
            if !inside.ends_with('/') {
                depth = depth.saturating_add(1);
                if depth > limit {
                    return true;
                }
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"<permissions>
  <feature name="android.hardware.nfc"/>
  <unavailable-feature name="android.software.cts"/>
  <library name="x" file="y"/>
  <privapp-permissions package="com.example">
    <permission name="android.permission.INSTALL_PACKAGES"/>
    <deny-permission name="android.permission.REBOOT"/>
    <permission/>
  </privapp-permissions>
</permissions>"#;

    fn parse_text(text: &str) -> Result<Parsed<PermissionFile>, NotPermissions> {
        parse(View::new(text.as_bytes()), &Limits::default())
    }

    #[test]
    fn grants_denials_and_features_are_read() {
        let parsed = parse_text(FILE).unwrap();
        let permissions: Vec<_> = parsed
            .value
            .privileged
            .iter()
            .map(|it| (it.package.as_str(), it.permission.as_str(), it.granted))
            .collect();
        assert_eq!(
            permissions,
            [
                ("com.example", "android.permission.INSTALL_PACKAGES", true),
                ("com.example", "android.permission.REBOOT", false),
            ]
        );
        let span = parsed.value.privileged[0].span;
        let from = usize::try_from(span.start()).unwrap();
        let to = usize::try_from(span.end()).unwrap();
        assert_eq!(
            &FILE[from..to],
            r#"<permission name="android.permission.INSTALL_PACKAGES"/>"#
        );
        let features: Vec<_> = parsed
            .value
            .features
            .iter()
            .map(|it| it.available)
            .collect();
        assert_eq!(features, [true, false]);
        assert_eq!(parsed.problems[0].code, "permissions/element-without-name");
    }

    #[test]
    fn other_documents_are_refused() {
        let error = parse_text("<manifest/>").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the root element is <manifest>, expected <permissions> or <config>"
        );
        assert!(matches!(parse_text("a"), Err(NotPermissions::NotXml(_))));
    }

    #[test]
    fn deep_nesting_is_refused_before_the_xml_parser_sees_it() {
        let deep = "<a>".repeat(100_000);
        assert!(matches!(parse_text(&deep), Err(NotPermissions::NotXml(_))));
    }

    #[test]
    fn hostile_bytes_are_survived() {
        testkit::hostile(FILE.as_bytes(), |bytes| {
            let _ = parse(View::new(bytes), &Limits::default());
        });
    }
}

//! Permissions that a manifest asks for and defines.

use super::attrs;
use super::value::{At, Values};
use crate::axml::Element;
use base::Span;

/// A permission asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsesPermission {
    /// Its name; `None` where the element has none.
    pub name: Option<At<String>>,
    /// The last API level on which it is asked for.
    pub max_sdk: Option<At<i64>>,
    /// Whether it is asked for only from API level 23 on.
    pub from_sdk_23: bool,
    /// `usesPermissionFlags`; `0x0001_0000` promises not to use it for location.
    pub flags: Option<At<i64>>,
    /// The element's place.
    pub span: Span,
}

impl UsesPermission {
    pub(super) fn read(values: Values<'_>, element: &Element<'_, '_>, from_sdk_23: bool) -> Self {
        Self {
            name: values.string(element, attrs::NAME),
            max_sdk: values.int(element, attrs::MAX_SDK_VERSION),
            from_sdk_23,
            flags: values.int(element, attrs::USES_PERMISSION_FLAGS),
            span: element.start_tag(),
        }
    }
}

/// What a definition defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PermissionKind {
    /// `permission`.
    Permission,
    /// `permission-group`.
    Group,
    /// `permission-tree`.
    Tree,
}

/// A permission, group or tree that the app defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// Which of them.
    pub kind: PermissionKind,
    /// Its name.
    pub name: Option<At<String>>,
    /// Who gets it, as the number that [`protection_text`] spells out; normal where not stated.
    pub protection_level: Option<At<i64>>,
    /// The group that it is in.
    pub group: Option<At<String>>,
    /// Its label.
    pub label: Option<At<String>>,
    /// The element's place.
    pub span: Span,
}

impl Permission {
    pub(super) fn read(
        values: Values<'_>,
        element: &Element<'_, '_>,
        kind: PermissionKind,
    ) -> Self {
        Self {
            kind,
            name: values.string(element, attrs::NAME),
            protection_level: values.int(element, attrs::PROTECTION_LEVEL),
            group: values.string(element, attrs::PERMISSION_GROUP),
            label: values.string(element, attrs::LABEL),
            span: element.start_tag(),
        }
    }

    /// Who gets it, in words.
    pub fn protection(&self) -> String {
        protection_text(
            self.protection_level
                .as_ref()
                .map_or(0, |level| level.value),
        )
    }
}

/// The flags of a protection level, by bit from 4 on, as `android.content.pm.PermissionInfo` calls them.
const FLAGS: [&str; 24] = [
    "privileged",
    "development",
    "appop",
    "pre23",
    "installer",
    "verifier",
    "preinstalled",
    "setup",
    "instant",
    "runtime",
    "oem",
    "vendorPrivileged",
    "textClassifier",
    "configurator",
    "incidentReportApprover",
    "appPredictor",
    "module",
    "companion",
    "retailDemo",
    "recents",
    "role",
    "knownSigner",
    "documenter",
    "(bit 27)",
];

/// A protection level in words: `signature|privileged`. Flags without a name stand as their bits.
pub fn protection_text(level: i64) -> String {
    let mut text = match level & 0x0f {
        0 => "normal".to_owned(),
        1 => "dangerous".to_owned(),
        2 => "signature".to_owned(),
        // The old name of signature|privileged.
        3 => "signatureOrSystem".to_owned(),
        4 => "internal".to_owned(),
        other => format!("({other})"),
    };
    for (bit, flag) in (4_u32..).zip(FLAGS) {
        if (level >> bit) & 1 == 1 {
            text.push('|');
            text.push_str(flag);
        }
    }
    let rest = level & 0xf000_0000;
    if rest != 0 {
        text.push_str(&format!("|({rest:#x})"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protection_levels_read_as_in_the_source() {
        assert_eq!(protection_text(0), "normal");
        assert_eq!(protection_text(0x12), "signature|privileged");
        assert_eq!(protection_text(0x1), "dangerous");
        assert_eq!(protection_text(0x1001), "dangerous|instant");
        assert_eq!(protection_text(0x400_0004), "internal|documenter");
    }
}

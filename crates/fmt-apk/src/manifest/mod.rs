//! The manifest as a model: what an app asks for, offers and declares, each with its place.
//!
//! Spec: AOSP `frameworks/base/core/java/android/content/pm/PackageParser.java` and
//! `com/android/internal/pm/pkg/parsing/ParsingPackageUtils.java`; `core/res/res/values/attrs_manifest.xml`.
//!
//! Departures from the spec: framework attributes are found by resource id alone, as Android does, and
//! by their name in the Android namespace only where no attribute of the element has that id. What
//! Android refuses (no package, two applications) is recorded and the rest read on. References are
//! resolved to the default configuration's value; Android takes the device's.

pub(crate) mod attrs;
mod component;
mod permission;
mod read;
mod value;

pub use component::{
    Component, ComponentKind, DataField, DataSpec, Exported, IntentFilter, MetaData, PathPermission,
};
pub use permission::{Permission, PermissionKind, UsesPermission, protection_text};
pub use value::At;

use crate::arsc::Table;
use crate::axml::Document;
use base::{Parsed, Span};

/// An API level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sdk {
    /// A released one.
    Level(i32),
    /// A preview's code name.
    Codename(String),
}

impl Sdk {
    /// The level; a code name counts as above all released levels.
    pub const fn level(&self) -> i32 {
        match self {
            Self::Level(level) => *level,
            Self::Codename(_) => 10_000,
        }
    }
}

/// A library that the app uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsesLibrary {
    /// The element: `uses-library`, `uses-native-library`, `uses-static-library`, `uses-sdk-library`.
    pub element: String,
    /// The library's name.
    pub name: Option<At<String>>,
    /// Whether the app runs without it, if stated.
    pub required: Option<At<bool>>,
    /// The version of a static library or SDK.
    pub version: Option<At<i64>>,
    /// The digest of the certificate that must have signed it.
    pub cert_digest: Option<At<String>>,
    /// The element's place.
    pub span: Span,
}

/// A feature of the device that the app uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsesFeature {
    /// The feature's name.
    pub name: Option<At<String>>,
    /// The OpenGL ES version: major in the high 16 bits.
    pub gl_es_version: Option<At<i64>>,
    /// Whether the app runs without it, if stated.
    pub required: Option<At<bool>>,
    /// The element's place.
    pub span: Span,
}

/// A test runner, which may run in another app's process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instrumentation {
    /// The class.
    pub name: Option<At<String>>,
    /// The app that it drives.
    pub target_package: Option<At<String>>,
    /// The processes that it drives.
    pub target_processes: Option<At<String>>,
    /// The element's place.
    pub span: Span,
}

/// What the app may see of other apps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queries {
    /// Packages by name.
    pub packages: Vec<At<String>>,
    /// Whoever answers these intents.
    pub intents: Vec<IntentFilter>,
    /// Providers by authority.
    pub providers: Vec<At<String>>,
}

/// The resources that a package overlays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlay {
    /// Whose resources.
    pub target_package: Option<At<String>>,
    /// The name under which the target offers them.
    pub target_name: Option<At<String>>,
    /// Whether it is always on.
    pub is_static: Option<At<bool>>,
    /// Its rank among overlays of the same target.
    pub priority: Option<At<i64>>,
    /// The system property that must have a value.
    pub required_property: Option<At<String>>,
    /// The value that it must have.
    pub required_property_value: Option<At<String>>,
    /// The element's place.
    pub span: Span,
}

/// The flags and names of the `application` element. `None` where not stated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is the attribute of its name")]
pub struct Application {
    pub name: Option<At<String>>,
    pub label: Option<At<String>>,
    pub debuggable: Option<At<bool>>,
    pub allow_backup: Option<At<bool>>,
    pub full_backup_content: Option<At<String>>,
    pub full_backup_only: Option<At<bool>>,
    pub data_extraction_rules: Option<At<String>>,
    pub backup_agent: Option<At<String>>,
    pub restore_any_version: Option<At<bool>>,
    pub uses_cleartext_traffic: Option<At<bool>>,
    pub network_security_config: Option<At<String>>,
    pub persistent: Option<At<bool>>,
    pub process: Option<At<String>>,
    pub permission: Option<At<String>>,
    pub app_component_factory: Option<At<String>>,
    pub extract_native_libs: Option<At<bool>>,
    pub test_only: Option<At<bool>>,
    pub has_code: Option<At<bool>>,
    pub enabled: Option<At<bool>>,
    pub direct_boot_aware: Option<At<bool>>,
    /// `meta-data` right inside the element.
    pub meta_data: Vec<MetaData>,
    /// The element's place; `None` where there is no such element.
    pub span: Option<Span>,
}

/// A manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The package's name.
    pub package: Option<At<String>>,
    /// The version: `versionCodeMajor` in the high 32 bits, `versionCode` in the low.
    pub version_code: Option<At<i64>>,
    /// The version for people.
    pub version_name: Option<At<String>>,
    /// The lowest API level; 1 where not stated.
    pub min_sdk: Option<At<Sdk>>,
    /// The API level that it was made for; the lowest one where not stated.
    pub target_sdk: Option<At<Sdk>>,
    /// The highest API level.
    pub max_sdk: Option<At<Sdk>>,
    /// The API level that it was compiled against.
    pub compile_sdk: Option<At<Sdk>>,
    /// The user id that it shares with others of the same signer.
    pub shared_user_id: Option<At<String>>,
    /// From this API level on new installs do not get the shared user id.
    pub shared_user_max_sdk: Option<At<i64>>,
    /// The split's name; `None` for a base.
    pub split: Option<At<String>>,
    /// The split that this configuration split is for; empty for the base.
    pub config_for_split: Option<At<String>>,
    /// Whether the split is a feature.
    pub is_feature_split: Option<At<bool>>,
    /// Whether splits are loaded on their own.
    pub isolated_splits: Option<At<bool>>,
    /// Whether the base does not run without splits.
    pub is_split_required: Option<At<bool>>,
    /// The kinds of splits without which it is not complete.
    pub required_split_types: Vec<At<String>>,
    /// The kinds of splits that this one is.
    pub split_types: Vec<At<String>>,
    /// The splits that this one uses.
    pub uses_splits: Vec<At<String>>,
    /// Whether it runs while the device is only partly started.
    pub core_app: Option<At<bool>>,
    /// Permissions asked for, in the file's order.
    pub uses_permissions: Vec<UsesPermission>,
    /// Permissions, groups and trees defined.
    pub permissions: Vec<Permission>,
    /// The `application` element.
    pub application: Application,
    /// Activities, aliases, services, receivers, providers in the file's order.
    pub components: Vec<Component>,
    /// Libraries used.
    pub uses_libraries: Vec<UsesLibrary>,
    /// Features used.
    pub uses_features: Vec<UsesFeature>,
    /// What it may see of other apps.
    pub queries: Queries,
    /// Test runners.
    pub instrumentations: Vec<Instrumentation>,
    /// Broadcasts that only the system may send.
    pub protected_broadcasts: Vec<At<String>>,
    /// Packages that it replaces on system images.
    pub original_packages: Vec<At<String>>,
    /// What it overlays, if it is an overlay.
    pub overlay: Option<Overlay>,
}

impl Manifest {
    /// Reads a manifest; references are looked up in `table`.
    pub fn read(document: &Document<'_>, table: Option<&Table<'_>>) -> Parsed<Self> {
        read::manifest(document, table)
    }

    /// The API level that Android takes the app to be made for.
    pub fn effective_target_sdk(&self) -> i32 {
        self.target_sdk
            .as_ref()
            .or(self.min_sdk.as_ref())
            .map_or(1, |sdk| sdk.value.level())
    }

    /// The package's name, or nothing.
    pub fn package_name(&self) -> &str {
        self.package.as_ref().map_or("", |name| &name.value)
    }

    /// A class name in full: `.Main` and `Main` stand for classes of the package.
    pub fn class_name(&self, name: &str) -> String {
        let package = self.package_name();
        if name.starts_with('.') {
            format!("{package}{name}")
        } else if name.contains('.') || package.is_empty() {
            name.to_owned()
        } else {
            format!("{package}.{name}")
        }
    }
}

#[cfg(test)]
mod tests;

//! Activities, services, receivers and providers.

use super::value::{At, Values};
use super::{Manifest, attrs};
use crate::axml::Element;
use base::Span;

/// What a component is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ComponentKind {
    /// `activity`.
    Activity,
    /// `activity-alias`.
    ActivityAlias,
    /// `service`.
    Service,
    /// `receiver`.
    Receiver,
    /// `provider`.
    Provider,
}

impl ComponentKind {
    /// The kind that an element's name stands for.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "activity" => Self::Activity,
            "activity-alias" => Self::ActivityAlias,
            "service" => Self::Service,
            "receiver" => Self::Receiver,
            "provider" => Self::Provider,
            _ => return None,
        })
    }

    /// The element's name.
    pub const fn element(self) -> &'static str {
        match self {
            Self::Activity => "activity",
            Self::ActivityAlias => "activity-alias",
            Self::Service => "service",
            Self::Receiver => "receiver",
            Self::Provider => "provider",
        }
    }
}

/// Whether other apps reach a component, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Exported {
    /// The manifest says so.
    Stated(bool),
    /// Not stated; it is, because it has an intent filter, or is not, because it has none.
    ByIntentFilters(bool),
    /// Not stated; a provider is where the target API level is below 17.
    ByTargetSdk(bool),
}

impl Exported {
    /// Whether it is.
    pub const fn is_exported(self) -> bool {
        match self {
            Self::Stated(is_so) | Self::ByIntentFilters(is_so) | Self::ByTargetSdk(is_so) => is_so,
        }
    }
}

/// A component of an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// What it is.
    pub kind: ComponentKind,
    /// Its name as it stands; [`Manifest::class_name`] makes it a class.
    pub name: Option<At<String>>,
    /// For an alias the activity behind it.
    pub target_activity: Option<At<String>>,
    /// `exported`, if stated.
    pub exported: Option<At<bool>>,
    /// The permission needed to reach it, if stated.
    pub permission: Option<At<String>>,
    /// For a provider the permission to read, if stated.
    pub read_permission: Option<At<String>>,
    /// For a provider the permission to write, if stated.
    pub write_permission: Option<At<String>>,
    /// The process that it runs in, if stated.
    pub process: Option<At<String>>,
    /// `enabled`, if stated.
    pub enabled: Option<At<bool>>,
    /// `directBootAware`, if stated.
    pub direct_boot_aware: Option<At<bool>>,
    /// `isolatedProcess`, if stated.
    pub isolated_process: Option<At<bool>>,
    /// For a provider the names under which it is reached.
    pub authorities: Vec<At<String>>,
    /// For a provider whether single rows may be opened to others.
    pub grant_uri_permissions: Option<At<bool>>,
    /// For a provider the paths with permissions of their own.
    pub path_permissions: Vec<PathPermission>,
    /// For a service what it does in the foreground, as flags.
    pub foreground_service_type: Option<At<i64>>,
    /// Its intent filters.
    pub intent_filters: Vec<IntentFilter>,
    /// Its `meta-data`.
    pub meta_data: Vec<MetaData>,
    /// The element's place, to the end of its end tag.
    pub span: Span,
}

impl Component {
    /// Whether other apps reach it, by Android's rules.
    pub fn effective_exported(&self, manifest: &Manifest) -> Exported {
        match (&self.exported, self.kind) {
            (Some(stated), _) => Exported::Stated(stated.value),
            (None, ComponentKind::Provider) => {
                Exported::ByTargetSdk(manifest.effective_target_sdk() < 17)
            }
            (None, _) => Exported::ByIntentFilters(!self.intent_filters.is_empty()),
        }
    }

    /// The permission needed to reach it: its own, or the application's where it states none (an alias
    /// does not take the application's). An empty one stands for none.
    pub fn effective_permission<'m>(&'m self, manifest: &'m Manifest) -> Option<&'m str> {
        let inherited = (self.kind != ComponentKind::ActivityAlias)
            .then_some(manifest.application.permission.as_ref())
            .flatten();
        some(self.permission.as_ref().or(inherited))
    }

    /// For a provider the permissions needed to read and to write.
    pub fn effective_provider_permissions<'m>(
        &'m self,
        manifest: &'m Manifest,
    ) -> (Option<&'m str>, Option<&'m str>) {
        let inherited = self
            .permission
            .as_ref()
            .or(manifest.application.permission.as_ref());
        (
            some(self.read_permission.as_ref().or(inherited)),
            some(self.write_permission.as_ref().or(inherited)),
        )
    }

    /// The process that it runs in: `:name` is a private one of the package.
    pub fn effective_process(&self, manifest: &Manifest) -> String {
        let stated = self
            .process
            .as_ref()
            .or(manifest.application.process.as_ref())
            .map(|process| process.value.as_str())
            .filter(|process| !process.is_empty());
        match stated {
            None => manifest.package_name().to_owned(),
            Some(name) if name.starts_with(':') => format!("{}{name}", manifest.package_name()),
            Some(name) => name.to_owned(),
        }
    }

    /// Whether it and the application are enabled.
    pub fn is_enabled(&self, manifest: &Manifest) -> bool {
        let is_on = |flag: &Option<At<bool>>| flag.as_ref().is_none_or(|flag| flag.value);
        is_on(&self.enabled) && is_on(&manifest.application.enabled)
    }

    pub(super) fn read(values: Values<'_>, element: &Element<'_, '_>, kind: ComponentKind) -> Self {
        let mut authorities = Vec::new();
        if kind == ComponentKind::Provider
            && let Some(list) = values.string(element, attrs::AUTHORITIES)
        {
            let parts = list.value.split(';').filter(|part| !part.is_empty());
            authorities.extend(parts.map(|part| At::new(part.to_owned(), list.span)));
        }
        Self {
            kind,
            name: values.string(element, attrs::NAME),
            target_activity: values.string(element, attrs::TARGET_ACTIVITY),
            exported: values.bool(element, attrs::EXPORTED),
            permission: values.string(element, attrs::PERMISSION),
            read_permission: values.string(element, attrs::READ_PERMISSION),
            write_permission: values.string(element, attrs::WRITE_PERMISSION),
            process: values.string(element, attrs::PROCESS),
            enabled: values.bool(element, attrs::ENABLED),
            direct_boot_aware: values.bool(element, attrs::DIRECT_BOOT_AWARE),
            isolated_process: values.bool(element, attrs::ISOLATED_PROCESS),
            authorities,
            grant_uri_permissions: values.bool(element, attrs::GRANT_URI_PERMISSIONS),
            path_permissions: element
                .children_named("path-permission")
                .map(|path| PathPermission::read(values, &path))
                .collect(),
            foreground_service_type: values.int(element, attrs::FOREGROUND_SERVICE_TYPE),
            intent_filters: element
                .children_named("intent-filter")
                .map(|filter| IntentFilter::read(values, &filter))
                .collect(),
            meta_data: MetaData::read_all(values, element),
            span: element.span(),
        }
    }
}

fn some(permission: Option<&At<String>>) -> Option<&str> {
    permission
        .map(|permission| permission.value.as_str())
        .filter(|permission| !permission.is_empty())
}

/// Permissions for some paths of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPermission {
    /// The permission to read and write.
    pub permission: Option<At<String>>,
    /// The permission to read.
    pub read_permission: Option<At<String>>,
    /// The permission to write.
    pub write_permission: Option<At<String>>,
    /// The paths.
    pub paths: DataSpec,
}

impl PathPermission {
    fn read(values: Values<'_>, element: &Element<'_, '_>) -> Self {
        Self {
            permission: values.string(element, attrs::PERMISSION),
            read_permission: values.string(element, attrs::READ_PERMISSION),
            write_permission: values.string(element, attrs::WRITE_PERMISSION),
            paths: DataSpec::read(values, element),
        }
    }
}

/// A part of a `data` element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the attribute of its name")]
pub enum DataField {
    Scheme,
    Host,
    Port,
    Path,
    PathPrefix,
    PathPattern,
    PathAdvancedPattern,
    PathSuffix,
    MimeType,
    Ssp,
    SspPrefix,
    SspPattern,
    SspAdvancedPattern,
    SspSuffix,
}

/// One `data` element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataSpec {
    /// Its parts.
    pub fields: Vec<(DataField, At<String>)>,
    /// The element's place.
    pub span: Span,
}

impl DataSpec {
    fn read(values: Values<'_>, element: &Element<'_, '_>) -> Self {
        let fields = [
            (DataField::Scheme, attrs::SCHEME),
            (DataField::Host, attrs::HOST),
            (DataField::Port, attrs::PORT),
            (DataField::Path, attrs::PATH),
            (DataField::PathPrefix, attrs::PATH_PREFIX),
            (DataField::PathPattern, attrs::PATH_PATTERN),
            (DataField::PathAdvancedPattern, attrs::PATH_ADVANCED_PATTERN),
            (DataField::PathSuffix, attrs::PATH_SUFFIX),
            (DataField::MimeType, attrs::MIME_TYPE),
            (DataField::Ssp, attrs::SSP),
            (DataField::SspPrefix, attrs::SSP_PREFIX),
            (DataField::SspPattern, attrs::SSP_PATTERN),
            (DataField::SspAdvancedPattern, attrs::SSP_ADVANCED_PATTERN),
            (DataField::SspSuffix, attrs::SSP_SUFFIX),
        ];
        Self {
            fields: fields
                .into_iter()
                .filter_map(|(field, id)| Some((field, values.string(element, id)?)))
                .collect(),
            span: element.start_tag(),
        }
    }

    /// The value of one part.
    pub fn field(&self, wanted: DataField) -> Option<&str> {
        self.fields
            .iter()
            .find(|(field, _)| *field == wanted)
            .map(|(_, at)| at.value.as_str())
    }
}

/// What a component answers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntentFilter {
    /// The actions.
    pub actions: Vec<At<String>>,
    /// The categories.
    pub categories: Vec<At<String>>,
    /// The data.
    pub data: Vec<DataSpec>,
    /// Its rank; 0 where not stated.
    pub priority: Option<At<i64>>,
    /// Its order among filters of the same rank.
    pub order: Option<At<i64>>,
    /// Whether the system verifies the hosts.
    pub auto_verify: Option<At<bool>>,
    /// The element's place, to the end of its end tag.
    pub span: Span,
}

impl IntentFilter {
    pub(super) fn read(values: Values<'_>, element: &Element<'_, '_>) -> Self {
        let names = |name: &str| {
            element
                .children_named(name)
                .filter_map(|child| values.string(&child, attrs::NAME))
                .collect()
        };
        Self {
            actions: names("action"),
            categories: names("category"),
            data: element
                .children_named("data")
                .map(|data| DataSpec::read(values, &data))
                .collect(),
            priority: values.int(element, attrs::PRIORITY),
            order: values.int(element, attrs::ORDER),
            auto_verify: values.bool(element, attrs::AUTO_VERIFY),
            span: element.span(),
        }
    }
}

/// A name and a value for whoever looks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetaData {
    /// The name.
    pub name: Option<At<String>>,
    /// `android:value`, resolved.
    pub value: Option<At<String>>,
    /// `android:resource`: the resource itself, not resolved.
    pub resource: Option<At<crate::res_value::ResId>>,
    /// The element's place.
    pub span: Span,
}

impl MetaData {
    pub(super) fn read_all(values: Values<'_>, element: &Element<'_, '_>) -> Vec<Self> {
        element
            .children_named("meta-data")
            .map(|data| Self {
                name: values.string(&data, attrs::NAME),
                value: values.string(&data, attrs::VALUE),
                resource: Values::attribute(&data, attrs::RESOURCE).and_then(|attribute| {
                    let id = attribute.value().reference()?;
                    Some(At::new(id, attribute.span()))
                }),
                span: data.start_tag(),
            })
            .collect()
    }
}

//! From elements to the model.

use super::value::{At, Values};
use super::{
    Application, Component, ComponentKind, Instrumentation, IntentFilter, Manifest, MetaData,
    Overlay, Permission, PermissionKind, Queries, UsesFeature, UsesLibrary, UsesPermission, attrs,
};
use crate::arsc::Table;
use crate::axml::{Document, Element};
use base::{Parsed, Problem};

pub(super) fn manifest(document: &Document<'_>, table: Option<&Table<'_>>) -> Parsed<Manifest> {
    let mut parsed = Parsed::clean(Manifest::default());
    let Some(root) = document.root() else {
        parsed.problems.push(Problem::new(
            "manifest/no-root",
            "the document has no element",
        ));
        return parsed;
    };
    if root.name() != "manifest" {
        parsed.problems.push(
            Problem::new(
                "manifest/other-root",
                format_args!(
                    "the outermost element is {}, not manifest",
                    base::printable(root.name().as_bytes(), 100)
                ),
            )
            .at(root.start_tag()),
        );
    }
    let values = Values { table };
    let manifest = &mut parsed.value;
    identity(values, &root, manifest);
    if manifest.package.is_none() {
        parsed
            .problems
            .push(Problem::new("manifest/no-package", "no package name").at(root.start_tag()));
    }
    for child in root.children() {
        top_level(values, &child, manifest, &mut parsed.problems);
    }
    parsed
}

fn identity(values: Values<'_>, root: &Element<'_, '_>, manifest: &mut Manifest) {
    manifest.package = Values::plain(root, "package");
    manifest.split = Values::plain(root, "split").filter(|split| !split.value.is_empty());
    manifest.config_for_split = Values::plain(root, "configForSplit");
    manifest.core_app =
        Values::plain(root, "coreApp").map(|flag| At::new(flag.value == "true", flag.span));
    let low = values.int(root, attrs::VERSION_CODE);
    let high = values.int(root, attrs::VERSION_CODE_MAJOR);
    if let Some(span) = low.as_ref().or(high.as_ref()).map(|at| at.span) {
        let low = low.map_or(0, |low| low.value & 0xffff_ffff);
        let high = high.map_or(0, |high| high.value);
        manifest.version_code = Some(At::new((high << 32) | low, span));
    }
    manifest.version_name = values.string(root, attrs::VERSION_NAME);
    manifest.compile_sdk = values.sdk(root, attrs::COMPILE_SDK_VERSION);
    manifest.shared_user_id = values.string(root, attrs::SHARED_USER_ID);
    manifest.shared_user_max_sdk = values.int(root, attrs::SHARED_USER_MAX_SDK_VERSION);
    manifest.is_feature_split = values.bool(root, attrs::IS_FEATURE_SPLIT);
    manifest.isolated_splits = values.bool(root, attrs::ISOLATED_SPLITS);
    manifest.is_split_required = values.bool(root, attrs::IS_SPLIT_REQUIRED);
    manifest.required_split_types = values.list(root, attrs::REQUIRED_SPLIT_TYPES);
    manifest.split_types = values.list(root, attrs::SPLIT_TYPES);
}

fn top_level(
    values: Values<'_>,
    element: &Element<'_, '_>,
    manifest: &mut Manifest,
    problems: &mut Vec<Problem>,
) {
    let name_of = |id| values.string(element, id);
    match &*element.name() {
        "uses-sdk" => {
            // The last one that states a level counts.
            let old = std::mem::take(&mut manifest.min_sdk);
            manifest.min_sdk = values.sdk(element, attrs::MIN_SDK_VERSION).or(old);
            let old = std::mem::take(&mut manifest.target_sdk);
            manifest.target_sdk = values.sdk(element, attrs::TARGET_SDK_VERSION).or(old);
            let old = std::mem::take(&mut manifest.max_sdk);
            manifest.max_sdk = values.sdk(element, attrs::MAX_SDK_VERSION).or(old);
        }
        "uses-permission" => manifest
            .uses_permissions
            .push(UsesPermission::read(values, element, false)),
        "uses-permission-sdk-23" | "uses-permission-sdk-m" => manifest
            .uses_permissions
            .push(UsesPermission::read(values, element, true)),
        "permission" => manifest.permissions.push(Permission::read(
            values,
            element,
            PermissionKind::Permission,
        )),
        "permission-group" => {
            manifest
                .permissions
                .push(Permission::read(values, element, PermissionKind::Group));
        }
        "permission-tree" => {
            manifest
                .permissions
                .push(Permission::read(values, element, PermissionKind::Tree));
        }
        "uses-feature" => manifest.uses_features.push(UsesFeature {
            name: name_of(attrs::NAME),
            gl_es_version: values.int(element, attrs::GL_ES_VERSION),
            required: values.bool(element, attrs::REQUIRED),
            span: element.start_tag(),
        }),
        "uses-split" => manifest.uses_splits.extend(name_of(attrs::NAME)),
        "instrumentation" => manifest.instrumentations.push(Instrumentation {
            name: name_of(attrs::NAME),
            target_package: name_of(attrs::TARGET_PACKAGE),
            target_processes: name_of(attrs::TARGET_PROCESSES),
            span: element.start_tag(),
        }),
        "protected-broadcast" => manifest.protected_broadcasts.extend(name_of(attrs::NAME)),
        "original-package" => manifest.original_packages.extend(name_of(attrs::NAME)),
        "queries" => queries(values, element, &mut manifest.queries),
        "overlay" => {
            manifest.overlay = Some(Overlay {
                target_package: name_of(attrs::TARGET_PACKAGE),
                target_name: name_of(attrs::TARGET_NAME),
                is_static: values.bool(element, attrs::IS_STATIC),
                priority: values.int(element, attrs::PRIORITY),
                required_property: name_of(attrs::REQUIRED_SYSTEM_PROPERTY_NAME),
                required_property_value: name_of(attrs::REQUIRED_SYSTEM_PROPERTY_VALUE),
                span: element.start_tag(),
            });
        }
        "application" => {
            if manifest.application.span.is_some() {
                problems.push(
                    Problem::new(
                        "manifest/second-application",
                        "a second application element, whose components are read too",
                    )
                    .at(element.start_tag()),
                );
            } else {
                manifest.application = application(values, element);
            }
            for child in element.children() {
                in_application(values, &child, manifest, problems);
            }
        }
        _ => {}
    }
}

fn queries(values: Values<'_>, element: &Element<'_, '_>, queries: &mut Queries) {
    for child in element.children() {
        match &*child.name() {
            "package" => queries.packages.extend(values.string(&child, attrs::NAME)),
            "intent" => queries.intents.push(IntentFilter::read(values, &child)),
            "provider" => {
                if let Some(list) = values.string(&child, attrs::AUTHORITIES) {
                    let parts = list.value.split(';').filter(|part| !part.is_empty());
                    queries
                        .providers
                        .extend(parts.map(|part| At::new(part.to_owned(), list.span)));
                }
            }
            _ => {}
        }
    }
}

fn application(values: Values<'_>, element: &Element<'_, '_>) -> Application {
    let string = |id| values.string(element, id);
    let bool = |id| values.bool(element, id);
    // These name files, and the file's resource says more than where it lies in one configuration.
    let file = |id| {
        let attribute = Values::attribute(element, id)?;
        Some(At::new(attribute.text(), attribute.span()))
    };
    Application {
        name: string(attrs::NAME),
        label: string(attrs::LABEL),
        debuggable: bool(attrs::DEBUGGABLE),
        allow_backup: bool(attrs::ALLOW_BACKUP),
        full_backup_content: file(attrs::FULL_BACKUP_CONTENT),
        full_backup_only: bool(attrs::FULL_BACKUP_ONLY),
        data_extraction_rules: file(attrs::DATA_EXTRACTION_RULES),
        backup_agent: string(attrs::BACKUP_AGENT),
        restore_any_version: bool(attrs::RESTORE_ANY_VERSION),
        uses_cleartext_traffic: bool(attrs::USES_CLEARTEXT_TRAFFIC),
        network_security_config: file(attrs::NETWORK_SECURITY_CONFIG),
        persistent: bool(attrs::PERSISTENT),
        process: string(attrs::PROCESS),
        permission: string(attrs::PERMISSION),
        app_component_factory: string(attrs::APP_COMPONENT_FACTORY),
        extract_native_libs: bool(attrs::EXTRACT_NATIVE_LIBS),
        test_only: bool(attrs::TEST_ONLY),
        has_code: bool(attrs::HAS_CODE),
        enabled: bool(attrs::ENABLED),
        direct_boot_aware: bool(attrs::DIRECT_BOOT_AWARE),
        meta_data: MetaData::read_all(values, element),
        span: Some(element.start_tag()),
    }
}

fn in_application(
    values: Values<'_>,
    element: &Element<'_, '_>,
    manifest: &mut Manifest,
    problems: &mut Vec<Problem>,
) {
    let name = element.name();
    if let Some(kind) = ComponentKind::of(&name) {
        let component = Component::read(values, element, kind);
        if component.name.is_none() {
            problems.push(
                Problem::new(
                    "manifest/component-without-name",
                    format_args!("a component of kind {name} has no name"),
                )
                .at(element.start_tag()),
            );
        }
        manifest.components.push(component);
        return;
    }
    match &*name {
        "uses-library" | "uses-native-library" | "uses-static-library" | "uses-sdk-library" => {
            let low = values.int(element, attrs::VERSION);
            manifest.uses_libraries.push(UsesLibrary {
                element: name.into_owned(),
                name: values.string(element, attrs::NAME),
                required: values.bool(element, attrs::REQUIRED),
                version: low.or_else(|| values.int(element, attrs::VERSION_MAJOR)),
                cert_digest: values.string(element, attrs::CERT_DIGEST),
                span: element.start_tag(),
            });
        }
        // The base's manifest names here the splits that the application uses.
        "uses-split" => manifest
            .uses_splits
            .extend(values.string(element, attrs::NAME)),
        _ => {}
    }
}

//! What an app's manifest and network security config declare.

use super::{Examiner, ExaminerDoc};
use crate::{Knowledge, Model, ModelKind, Sink};
use base::escape_controls;
use facts::{
    ApkComponent, ApkIntentFilter, ApkManifest as ManifestFact, ApkManifestFlag,
    ApkNetworkSecurity, ApkPermission, ApkPermissionDefined, ApkSplit, FactKind,
};
use fmt_apk::manifest::{
    At, Component, ComponentKind, DataField, IntentFilter, Manifest, PermissionKind, Sdk,
};
use fmt_apk::network_security::{AnchorSource, NetworkSecurity, Scope};
use fmt_apk::splits;

pub(super) struct ApkManifest;

impl Examiner for ApkManifest {
    fn doc(&self) -> &'static ExaminerDoc {
        &ExaminerDoc {
            id: "apk-manifest",
            version: 2,
            finds: "identity, flags, permissions, components, intent filters and splits of an app, and its network security config",
            reads: &[ModelKind::Manifest, ModelKind::NetworkSecurity],
            writes: &[
                ManifestFact::KIND,
                ApkManifestFlag::KIND,
                ApkPermission::KIND,
                ApkPermissionDefined::KIND,
                ApkComponent::KIND,
                ApkIntentFilter::KIND,
                ApkNetworkSecurity::KIND,
                ApkSplit::KIND,
            ],
            known_misses: &["what overlays and later updates of the app change"],
        }
    }

    fn run(&self, model: Model<'_>, _knowledge: &Knowledge, sink: &mut Sink<'_>) {
        match model {
            Model::Manifest(manifest) => {
                identity(manifest, sink);
                flags(manifest, sink);
                permissions(manifest, sink);
                for component in &manifest.components {
                    self::component(manifest, component, sink);
                }
                split(manifest, sink);
            }
            Model::NetworkSecurity(config) => network_security(config, sink),
            _ => {}
        }
    }
}

fn text(at: Option<&At<String>>) -> Option<String> {
    at.map(|at| at.value.clone())
}

fn level(at: Option<&At<Sdk>>) -> Option<i64> {
    at.map(|at| i64::from(at.value.level()))
}

fn identity(manifest: &Manifest, sink: &mut Sink<'_>) {
    let Some(package) = &manifest.package else {
        sink.not_read("the manifest names no package");
        return;
    };
    let fact = ManifestFact {
        package: package.value.clone(),
        version_code: manifest.version_code.as_ref().map(|at| at.value),
        version_name: text(manifest.version_name.as_ref()),
        min_sdk: level(manifest.min_sdk.as_ref()),
        target_sdk: level(manifest.target_sdk.as_ref()),
        shared_user_id: text(manifest.shared_user_id.as_ref()),
        label: text(manifest.application.label.as_ref()),
        split: text(manifest.split.as_ref()),
    };
    let says = format!("names the package {}", package.value);
    sink.bytes(fact, package.span, escape_controls(&says));
}

fn flags(manifest: &Manifest, sink: &mut Sink<'_>) {
    let application = &manifest.application;
    let truths = [
        ("debuggable", &application.debuggable),
        ("allow_backup", &application.allow_backup),
        (
            "uses_cleartext_traffic",
            &application.uses_cleartext_traffic,
        ),
        ("persistent", &application.persistent),
        ("test_only", &application.test_only),
        ("has_code", &application.has_code),
        ("enabled", &application.enabled),
        ("direct_boot_aware", &application.direct_boot_aware),
        ("extract_native_libs", &application.extract_native_libs),
        ("core_app", &manifest.core_app),
    ];
    let texts = [
        ("full_backup_content", &application.full_backup_content),
        ("data_extraction_rules", &application.data_extraction_rules),
        ("backup_agent", &application.backup_agent),
        (
            "network_security_config",
            &application.network_security_config,
        ),
        ("process", &application.process),
        ("permission", &application.permission),
        ("app_component_factory", &application.app_component_factory),
    ];
    let truths = truths
        .into_iter()
        .filter_map(|(flag, at)| at.as_ref().map(|at| (flag, at.value.to_string(), at.span)));
    let texts = texts
        .into_iter()
        .filter_map(|(flag, at)| at.as_ref().map(|at| (flag, at.value.clone(), at.span)));
    for (flag, value, span) in truths.chain(texts) {
        let says = format!("sets {flag} to {value}");
        let fact = ApkManifestFlag {
            flag: flag.to_owned(),
            value,
        };
        sink.bytes(fact, span, escape_controls(&says));
    }
}

fn permissions(manifest: &Manifest, sink: &mut Sink<'_>) {
    for permission in &manifest.uses_permissions {
        let Some(name) = &permission.name else {
            continue;
        };
        let fact = ApkPermission {
            name: name.value.clone(),
            max_sdk: permission.max_sdk.as_ref().map(|at| at.value),
        };
        let says = format!("requests {}", name.value);
        sink.bytes(fact, name.span, escape_controls(&says));
    }
    for permission in &manifest.permissions {
        let (PermissionKind::Permission, Some(name)) = (permission.kind, &permission.name) else {
            continue;
        };
        let protection = permission.protection();
        let says = format!("defines {} for {protection}", name.value);
        let fact = ApkPermissionDefined {
            name: name.value.clone(),
            protection,
        };
        sink.bytes(fact, name.span, escape_controls(&says));
    }
}

fn component(manifest: &Manifest, component: &Component, sink: &mut Sink<'_>) {
    let Some(name) = &component.name else { return };
    let kind = component.kind.element();
    let class = manifest.class_name(&name.value);
    let authorities: Vec<&str> = component
        .authorities
        .iter()
        .map(|at| at.value.as_str())
        .collect();
    let exported = component.effective_exported(manifest).is_exported();
    let (read, write) = match component.kind {
        ComponentKind::Provider => component.effective_provider_permissions(manifest),
        _ => (None, None),
    };
    let fact = ApkComponent {
        kind: kind.to_owned(),
        name: class.clone(),
        exported,
        permission: component.effective_permission(manifest).map(str::to_owned),
        read_permission: read.map(str::to_owned),
        write_permission: write.map(str::to_owned),
        enabled: component.is_enabled(manifest),
        process: text(component.process.as_ref()),
        authorities: (!authorities.is_empty()).then(|| authorities.join(";")),
    };
    let reach = if exported {
        "that other apps reach"
    } else {
        "of its own"
    };
    let says = format!("declares the {kind} {class} {reach}");
    sink.bytes(fact, component.span, escape_controls(&says));
    for (position, filter) in (0..).zip(&component.intent_filters) {
        intent_filter(kind, &class, position, filter, sink);
    }
}

fn intent_filter(
    kind: &str,
    class: &str,
    position: i64,
    filter: &IntentFilter,
    sink: &mut Sink<'_>,
) {
    let mut state = |element: &str, at: &At<String>| {
        let fact = ApkIntentFilter {
            kind: kind.to_owned(),
            component: class.to_owned(),
            filter: position,
            element: element.to_owned(),
            value: at.value.clone(),
        };
        let says = format!("{class} answers to the {element} {}", at.value);
        sink.bytes(fact, at.span, escape_controls(&says));
    };
    for action in &filter.actions {
        state("action", action);
    }
    for category in &filter.categories {
        state("category", category);
    }
    for (field, at) in filter.data.iter().flat_map(|data| &data.fields) {
        state(data_field(*field), at);
    }
}

const fn data_field(field: DataField) -> &'static str {
    match field {
        DataField::Scheme => "scheme",
        DataField::Host => "host",
        DataField::Port => "port",
        DataField::Path => "path",
        DataField::PathPrefix => "pathPrefix",
        DataField::PathPattern => "pathPattern",
        DataField::PathAdvancedPattern => "pathAdvancedPattern",
        DataField::PathSuffix => "pathSuffix",
        DataField::MimeType => "mimeType",
        DataField::Ssp => "ssp",
        DataField::SspPrefix => "sspPrefix",
        DataField::SspPattern => "sspPattern",
        DataField::SspAdvancedPattern => "sspAdvancedPattern",
        DataField::SspSuffix => "sspSuffix",
    }
}

fn split(manifest: &Manifest, sink: &mut Sink<'_>) {
    let mut state = |role: &str, at: &At<String>| {
        let says = format!("{role} {}", at.value).replace('-', " ");
        let fact = ApkSplit {
            role: role.to_owned(),
            name: at.value.clone(),
        };
        sink.bytes(fact, at.span, escape_controls(&says));
    };
    if let Some(at) = &manifest.split {
        state("is", at);
    }
    for at in &manifest.split_types {
        state("provides-type", at);
    }
    for at in manifest
        .uses_splits
        .iter()
        .chain(&manifest.config_for_split)
    {
        if !at.value.is_empty() {
            state("requires-split", at);
        }
    }
    for at in &manifest.required_split_types {
        state("requires-type", at);
    }
    if let Some(span) = splits::requires_any(manifest) {
        state("requires-any", &At::new(String::new(), span));
    }
}

fn network_security(config: &NetworkSecurity, sink: &mut Sink<'_>) {
    for rules in &config.rules {
        let mut domains: Vec<Option<&str>> = rules
            .domains
            .iter()
            .map(|domain| Some(domain.name.as_str()))
            .collect();
        if rules.scope != Scope::Domain {
            domains = vec![None];
        }
        let cleartext = rules.cleartext_permitted.iter();
        let cleartext = cleartext.map(|at| ("cleartext", at.value.to_string(), at.span));
        let anchors = rules.trust_anchors.iter().flatten().map(|anchor| {
            let what = match rules.scope {
                Scope::Debug => "debug-trust-anchor",
                Scope::Base | Scope::Domain => "trust-anchor",
            };
            let source = match &anchor.source {
                AnchorSource::System => "system".to_owned(),
                AnchorSource::User => "user".to_owned(),
                AnchorSource::Resource(id) => id.to_string(),
                AnchorSource::Other(text) => text.clone(),
            };
            (what, source, anchor.span)
        });
        let pins = rules
            .pins
            .iter()
            .map(|pin| ("pin", pin.value.clone(), pin.span));
        for (what, value, span) in cleartext.chain(anchors).chain(pins) {
            for domain in &domains {
                let says = match domain {
                    Some(domain) => format!("sets {what} to {value} for {domain}"),
                    None => format!("sets {what} to {value} for all domains"),
                };
                let fact = ApkNetworkSecurity {
                    domain: domain.map(str::to_owned),
                    what: what.to_owned(),
                    value: value.clone(),
                };
                sink.bytes(fact, span, escape_controls(&says));
            }
        }
    }
}

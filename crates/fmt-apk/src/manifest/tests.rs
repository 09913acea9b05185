use super::*;
use crate::axml::Document;
use base::{Limits, View};
use testkit::axml_builder::{Body, Element as El, Layout, TableBuilder, TypeValues, Value};

fn android(element: El, attribute: crate::res_value::ResId, value: impl Into<Value>) -> El {
    element.android(attrs::name(attribute).unwrap(), attribute.0, value)
}

fn named(element: &str, name: &str) -> El {
    android(El::new(element), attrs::NAME, name)
}

fn read(root: &El) -> Parsed<Manifest> {
    let bytes = root.document(true);
    let document = Document::parse(View::new(&bytes), &Limits::default()).unwrap();
    Manifest::read(&document.value, None)
}

fn with_target(target: i32, component: El) -> Manifest {
    let sdk = android(
        El::new("uses-sdk"),
        attrs::TARGET_SDK_VERSION,
        Value::Int(target),
    );
    let root = El::new("manifest")
        .plain("package", "org.example")
        .child(sdk)
        .child(El::new("application").child(component));
    read(&root).value
}

#[test]
fn identity_is_read() {
    let root = El::new("manifest")
        .plain("package", "org.example")
        .plain("split", "config.lt")
        .plain("configForSplit", "")
        .plain("coreApp", "true");
    let root = android(root, attrs::VERSION_CODE, Value::Int(-1));
    let root = android(root, attrs::VERSION_CODE_MAJOR, Value::Int(2));
    let root = android(root, attrs::VERSION_NAME, "1.0");
    let root = android(root, attrs::SHARED_USER_ID, "android.uid.system");
    let root = android(
        root,
        attrs::REQUIRED_SPLIT_TYPES,
        "base__abi, base__density",
    );
    let parsed = read(&root);
    assert_eq!(parsed.problems, []);
    let manifest = parsed.value;
    assert_eq!(manifest.package_name(), "org.example");
    assert_eq!(manifest.version_code.unwrap().value, 0x2_ffff_ffff);
    assert_eq!(manifest.version_name.unwrap().value, "1.0");
    assert_eq!(manifest.split.unwrap().value, "config.lt");
    assert_eq!(manifest.config_for_split.unwrap().value, "");
    assert_eq!(manifest.shared_user_id.unwrap().value, "android.uid.system");
    assert!(manifest.core_app.unwrap().value);
    let types: Vec<_> = manifest
        .required_split_types
        .iter()
        .map(|at| at.value.as_str())
        .collect();
    assert_eq!(types, ["base__abi", "base__density"]);
}

#[test]
fn api_levels_may_be_code_names() {
    let sdk = android(El::new("uses-sdk"), attrs::MIN_SDK_VERSION, Value::Int(21));
    let sdk = android(sdk, attrs::TARGET_SDK_VERSION, "VanillaIceCream");
    let manifest = read(&El::new("manifest").plain("package", "a.b").child(sdk)).value;
    assert_eq!(manifest.min_sdk.as_ref().unwrap().value, Sdk::Level(21));
    assert_eq!(
        manifest.target_sdk.as_ref().unwrap().value,
        Sdk::Codename("VanillaIceCream".to_owned())
    );
    assert_eq!(manifest.effective_target_sdk(), 10_000);
}

#[test]
fn a_component_without_the_attribute_is_exported_by_its_filters() {
    let filter = El::new("intent-filter").child(named("action", "org.example.GO"));
    for (component, expect) in [
        (named("receiver", ".R"), false),
        (named("receiver", ".R").child(filter.clone()), true),
        (named("activity-alias", ".A").child(filter), true),
        (named("service", ".S"), false),
    ] {
        let manifest = with_target(30, component);
        assert_eq!(
            manifest.components[0].effective_exported(&manifest),
            Exported::ByIntentFilters(expect)
        );
    }
}

#[test]
fn a_provider_without_the_attribute_is_exported_below_17() {
    for (target, expect) in [(16, true), (17, false)] {
        let manifest = with_target(target, named("provider", ".P"));
        assert_eq!(
            manifest.components[0].effective_exported(&manifest),
            Exported::ByTargetSdk(expect)
        );
    }
}

#[test]
fn a_stated_export_counts_whatever_the_filters() {
    let filter = El::new("intent-filter");
    let component =
        android(named("service", ".S"), attrs::EXPORTED, Value::Bool(false)).child(filter);
    let manifest = with_target(30, component);
    assert_eq!(
        manifest.components[0].effective_exported(&manifest),
        Exported::Stated(false)
    );
}

#[test]
fn permissions_processes_and_names_follow_the_application() {
    let application = android(El::new("application"), attrs::PERMISSION, "p.APP");
    let application = android(application, attrs::PROCESS, ":main");
    let provider = android(named("provider", "P"), attrs::READ_PERMISSION, "p.READ");
    let provider = android(provider, attrs::AUTHORITIES, "a.one;a.two");
    let open = android(named("service", ".S"), attrs::PERMISSION, "");
    let root = El::new("manifest").plain("package", "org.example").child(
        application
            .child(provider)
            .child(open)
            .child(named("activity-alias", "x.Y")),
    );
    let manifest = read(&root).value;
    let [provider, service, alias] = &manifest.components[..] else {
        panic!("three components");
    };
    assert_eq!(
        provider.effective_provider_permissions(&manifest),
        (Some("p.READ"), Some("p.APP"))
    );
    assert_eq!(provider.authorities.len(), 2);
    assert_eq!(provider.effective_process(&manifest), "org.example:main");
    assert_eq!(service.effective_permission(&manifest), None);
    assert_eq!(alias.effective_permission(&manifest), None);
    assert_eq!(manifest.class_name("P"), "org.example.P");
    assert_eq!(manifest.class_name(".P"), "org.example.P");
    assert_eq!(manifest.class_name("x.Y"), "x.Y");
}

#[test]
fn permissions_asked_for_and_defined_are_read() {
    let defined = android(
        named("permission", "p.OWN"),
        attrs::PROTECTION_LEVEL,
        Value::Raw(0x11, 0x12),
    );
    let asked = android(
        named("uses-permission", "p.A"),
        attrs::MAX_SDK_VERSION,
        Value::Int(22),
    );
    let root = El::new("manifest")
        .plain("package", "a.b")
        .child(defined)
        .child(asked)
        .child(named("uses-permission-sdk-23", "p.B"))
        .child(named("protected-broadcast", "a.GO"));
    let manifest = read(&root).value;
    assert_eq!(manifest.permissions[0].protection(), "signature|privileged");
    assert_eq!(
        manifest.uses_permissions[0].max_sdk.as_ref().unwrap().value,
        22
    );
    assert!(manifest.uses_permissions[1].from_sdk_23);
    assert_eq!(manifest.protected_broadcasts[0].value, "a.GO");
}

#[test]
fn filters_keep_their_data() {
    let data = android(El::new("data"), attrs::SCHEME, "https");
    let data = android(data, attrs::HOST, "example.org");
    let filter = android(El::new("intent-filter"), attrs::PRIORITY, Value::Int(999))
        .child(named("action", "android.intent.action.VIEW"))
        .child(named("category", "android.intent.category.BROWSABLE"))
        .child(data);
    let manifest = with_target(30, named("activity", ".A").child(filter));
    let filter = &manifest.components[0].intent_filters[0];
    assert_eq!(filter.data[0].field(DataField::Host), Some("example.org"));
    assert_eq!(filter.priority.as_ref().unwrap().value, 999);
    assert_eq!(
        filter.categories[0].value,
        "android.intent.category.BROWSABLE"
    );
}

#[test]
fn references_are_resolved_where_there_is_a_table() {
    let table = TableBuilder {
        package_id: 0x7f,
        package: "org.example",
        type_names: vec!["string", "bool"],
        types: vec![
            TypeValues {
                id: 1,
                config: vec![0; 60],
                layout: Layout::Wide,
                entries: vec![(0, "version", Body::Value("2.5".into()))],
            },
            TypeValues {
                id: 2,
                config: vec![0; 60],
                layout: Layout::Wide,
                entries: vec![(0, "on", Body::Value(Value::Bool(true)))],
            },
        ],
        is_utf8: false,
    }
    .build();
    let table = Table::parse(View::new(&table), &Limits::default())
        .unwrap()
        .value;
    let root = android(
        El::new("manifest"),
        attrs::VERSION_NAME,
        Value::Ref(0x7f01_0000),
    );
    let application = android(
        El::new("application"),
        attrs::DEBUGGABLE,
        Value::Ref(0x7f02_0000),
    );
    let application = android(
        application,
        attrs::NETWORK_SECURITY_CONFIG,
        Value::Ref(0x7f03_0000),
    );
    let bytes = root.child(application).document(false);
    let document = Document::parse(View::new(&bytes), &Limits::default()).unwrap();
    let parsed = Manifest::read(&document.value, Some(&table));
    let codes: Vec<_> = parsed.problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["manifest/no-package"]);
    assert_eq!(parsed.value.version_name.unwrap().value, "2.5");
    let application = parsed.value.application;
    assert!(application.debuggable.unwrap().value);
    assert_eq!(
        application.network_security_config.unwrap().value,
        "@0x7f030000"
    );
}

#[test]
fn what_stands_wrong_is_a_problem() {
    let root = El::new("other")
        .plain("package", "a.b")
        .child(El::new("application").child(El::new("service")))
        .child(El::new("application"));
    let codes: Vec<_> = read(&root)
        .problems
        .iter()
        .map(|problem| problem.code)
        .collect();
    assert_eq!(
        codes,
        [
            "manifest/other-root",
            "manifest/component-without-name",
            "manifest/second-application"
        ]
    );
}

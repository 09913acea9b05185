//! Gates of two real apps against what people read in their code: the region that a property gives, or else the
//! locale; a set of 28 countries; inside it only where a setting of the platform is on; an unset region counts as inside.
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

use base::{Limits, View};
use code::app::{App, Component, Entry, NoResources};
use code::gate::Formula;
use code::models::Models;
use fmt_apk::axml::Document;
use fmt_apk::manifest::Manifest;
use fmt_apk::zip::ZipFile;
use fmt_dex::Dex;
use std::fs;
use std::path::Path;

const REGION: &str = "ro.miui.region";
const SETTING: &str = "android.provider.MiuiSettings$Ad.isPersonalizedAdEnabled";

fn models() -> Models {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge/models/flow");
    let texts = testkit::models(&folder).unwrap();
    Models::parse(texts.iter().map(|(n, t)| (n.as_str(), t.as_str()))).value
}

fn entry(manifest: &[u8]) -> Entry {
    let document = Document::parse(View::new(manifest), &Limits::default())
        .unwrap()
        .value;
    let manifest = Manifest::read(&document, None).value;
    let names = manifest.components.iter().filter_map(|c| c.name.as_ref());
    let components = names
        .chain(&manifest.application.name)
        .map(|name| Component {
            desc: format!("L{};", manifest.class_name(&name.value).replace('.', "/")),
            ..Component::default()
        });
    Entry {
        complete: true,
        components: components.collect(),
        click_methods: Vec::new(),
    }
}

/// Checks one app: what it asks for, when it fetches the list, and when it takes advertisements out at `effect`.
fn check(path: &Path, effect: &str) {
    let apk = fs::read(path).unwrap();
    let limits = Limits::default();
    let zip = ZipFile::parse(View::new(&apk), &limits).unwrap().value;
    let read = |name: &[u8]| {
        let entry = zip.entry(name).unwrap();
        zip.read(entry, &limits).unwrap().value.into_owned()
    };
    let (manifest, dex) = (read(b"AndroidManifest.xml"), read(b"classes.dex"));
    let models = models();
    let dex = Dex::parse(View::new(&dex)).unwrap().value;
    let app = App::new(&[dex], &models, entry(&manifest), &NoResources);
    let method = |name: &str| {
        let mut all = 0..u32::try_from(app.program.defs.len()).unwrap();
        all.find(|d| app.program.def_name(*d).starts_with(name))
            .unwrap()
    };
    let asks = method("Lcom/xiaomi/utils/Commons;->isAdEnableInEURegion(");
    let exact = app.true_when(asks);
    // The method that starts the download of the list.
    let starts = app.gate_of(method("Lcom/xiaomi/miglobaladsdk/a/a/f;->b()V"), 0);
    let drops = app.gate_of(method(effect), 0);
    for (region, locale, inside) in [
        ("LT", "US", true),
        ("GB", "US", true),
        ("US", "LT", false),
        ("CN", "LT", false),
        ("TW", "LT", false),
        ("IN", "LT", false),
        ("", "LT", true),
        ("", "US", false),
        ("", "", true),
    ] {
        for (setting, on) in [("true", Some(true)), ("false", Some(false)), ("", None)] {
            let env = |kind: &str, reads: &str| match (kind, reads) {
                ("system-property", REGION) => Some(region.to_owned()),
                ("locale", "Locale.getCountry") => Some(locale.to_owned()),
                ("reflected", SETTING) if on.is_some() => Some(setting.to_owned()),
                _ => None,
            };
            let wanted = if inside { on } else { Some(true) };
            let place = format!("{} {region:?} {locale:?} {setting:?}", path.display());
            assert_eq!(exact.eval(&env), wanted, "{place}: {exact}");
            // The way to the download has more conditions, but none that would open what this closes.
            let closed = starts.eval(&env) == Some(false);
            assert_eq!(closed, wanted == Some(false), "{place}: {starts}");
            let closed = drops.eval(&env) == Some(false);
            assert_eq!(closed, wanted == Some(false), "{place}: {drops}");
        }
    }
    assert!(!matches!(starts, Formula::Unknown));
}

#[test]
fn the_ad_kit_of_two_real_apps_is_gated_by_region_and_setting() {
    let Ok(corpus) = std::env::var("PATIKRA_CORPUS") else {
        eprintln!("SKIPPED: PATIKRA_CORPUS is not set");
        return;
    };
    let system = Path::new(&corpus).join("mido/system");
    check(
        &system.join("app/GlobalPackageInstaller/GlobalPackageInstaller.apk"),
        "Lcom/xiaomi/miglobaladsdk/nativead/api/NativeAdAdapter;->a(Ljava/util/List;)",
    );
    check(
        &system.join("priv-app/DownloadProviderUi/DownloadProviderUi.apk"),
        "Lcom/xiaomi/miglobaladsdk/nativead/api/NativeAdAdapter;->a(Ljava/util/List;)",
    );
}

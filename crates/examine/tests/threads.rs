//! What is found does not depend on how many threads work on an app.

use base::Limits;
use examine::{Beside, Examined, Knowledge, examine};
use std::path::Path;

fn examined(apk: &[u8], knowledge: &Knowledge, n_threads: usize) -> Examined {
    let limits = Limits {
        n_threads,
        ..Limits::default()
    };
    examine("", apk, Beside::default(), knowledge, limits, |_| true)
}

#[test]
fn one_thread_and_four_find_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = |name: &str| std::fs::read(root.join("knowledge").join(name)).ok();
    let pages: Vec<_> = Knowledge::PAGES
        .iter()
        .map(|name| (*name, page(name)))
        .collect();
    let find = |name: &str| pages.iter().find(|it| it.0 == name)?.1.as_deref();
    let knowledge = Knowledge::load(find).unwrap();
    for app in [
        "birch/product/app/BirchCourier/BirchCourier.apk",
        "alder/system/app/AlderInstaller/AlderInstaller.apk",
        "alder/product/app/AlderBrowser/AlderBrowser.apk",
    ] {
        let apk = std::fs::read(root.join("testbed/phones").join(app)).unwrap();
        let one = examined(&apk, &knowledge, 1);
        let by_code = one.results.iter().filter(|it| {
            ["code-parameters", "content-filter", "data-ways"].contains(&it.examiner)
                && !it.facts.is_empty()
        });
        assert!(by_code.count() > 0, "{app}");
        assert_eq!(one, examined(&apk, &knowledge, 4), "{app}");
    }
}

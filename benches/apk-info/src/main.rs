//! Opens each APK named on the command line with apk-info and asks for what it can tell.

fn main() {
    let mut n_failed = 0;
    for path in std::env::args().skip(1) {
        let Ok(apk) = apk_info::Apk::new(&path) else {
            n_failed += 1;
            continue;
        };
        std::hint::black_box((
            apk.get_package_name(),
            apk.get_version_name(),
            apk.get_application_label(),
            apk.get_permissions().count(),
            apk.get_activities().count(),
            apk.get_services().count(),
            apk.get_receivers().count(),
            apk.get_providers().count(),
            apk.get_signatures().is_ok(),
            apk.anomalies().len(),
        ));
    }
    println!("{n_failed} failed");
}

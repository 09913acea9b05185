//! An APK and an `.idsig` file behind it: every scheme, with issues and spans inside the APK.
#![no_main]

use base::{Limits, View};
use fmt_apk::signing::{self, Expected};
use fmt_apk::zip::ZipFile;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // The first two bytes say where the APK ends and the signature file begins.
    let Some((len, files)) = bytes.split_first_chunk::<2>() else {
        return;
    };
    let apk_len = usize::from(u16::from_le_bytes(*len)).min(files.len());
    let (apk, idsig) = files.split_at(apk_len);
    let limits = Limits::default();
    let Ok(zip) = ZipFile::parse(View::new(apk), &limits) else {
        return;
    };
    let (view, idsig) = (View::new(apk), Some(View::new(idsig)));
    for min_sdk in [9, 24, 33] {
        let result = signing::verify(
            view,
            &zip.value,
            idsig,
            &limits,
            Expected::from_sdk(min_sdk),
        );
        for scheme in &result.schemes {
            for issue in scheme.errors.iter().chain(&scheme.warnings) {
                let _ = issue.problem();
                let in_apk = scheme.scheme != signing::Scheme::V4;
                assert!(!in_apk || issue.span.is_none_or(|span| span.end() <= apk.len() as u64));
            }
        }
        let _ = result.app_signers();
    }
});

//! Calls everything that the crate offers on one file, for tests and the fuzzer.

use base::View;
use fmt_dex::{container, listing, verify};

/// Reads everything there is; passes when it comes back.
pub(crate) fn read_everything(file: &[u8]) {
    let Ok(parsed) = container(View::new(file)) else {
        return;
    };
    for dex in &parsed.value {
        verify(dex);
        dex.map().for_each(drop);
        for idx in dex.strings() {
            let _ = dex
                .string(idx)
                .map(|string| (string.to_string_lossy(), string.problem()));
        }
        dex.types().for_each(|idx| drop(dex.type_text(idx)));
        dex.protos().for_each(|idx| drop(dex.proto_text(idx)));
        dex.fields().for_each(|idx| drop(dex.field_text(idx)));
        dex.methods().for_each(|idx| drop(dex.method_text(idx)));
        dex.call_sites().for_each(|idx| drop(dex.call_site(idx)));
        dex.method_handles()
            .for_each(|idx| assert!(dex.method_handle(idx).is_ok()));
        for idx in dex.classes() {
            let Ok(class) = dex.class(idx) else { continue };
            let _ = dex.interfaces(&class).map(|list| list.iter().count());
            dex.static_values(&class);
            let annotations = dex.annotations(&class).value;
            let methods = annotations.methods.iter().map(|(_, set)| *set);
            let sets = annotations.class.into_iter().chain(methods);
            for set in sets {
                let _ = dex.annotation_set(set).map(Iterator::count);
            }
            for (_, list) in annotations.parameters {
                let _ = dex.parameter_annotations(list).map(Iterator::count);
            }
            let data = dex.class_data(&class).value;
            let _ = dex.hidden_api(idx, &data);
            for method in data.methods() {
                let text = listing(dex, method);
                assert!(text.ends_with(".end method\n"));
            }
        }
    }
}

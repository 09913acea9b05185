//! Whether an intent filter accepts a message: the tests of AOSP `frameworks/base/core/java/android/content/IntentFilter.java`.
//!
//! Known misses: paths, ports, and parts of the data that are opaque.

use std::collections::{BTreeMap, BTreeSet};

/// What is named, by part: `action`, `type` and so on.
pub(super) type Names = BTreeMap<String, BTreeSet<String>>;

/// An intent filter, by the elements and attributes of the manifest.
#[derive(Default)]
pub(super) struct Filter {
    pub(super) parts: Names,
}

impl Filter {
    fn has(&self, part: &str, value: &str) -> bool {
        self.parts.get(part).is_some_and(|it| it.contains(value))
    }

    /// The tests of `IntentFilter`: action, category and data. What is not known fits nothing.
    pub(super) fn accepts(&self, asks: &Names, is_activity: bool) -> bool {
        let all = |part: &str| asks.get(part).into_iter().flatten();
        if !all("action").any(|it| self.has("action", it))
            || !all("category").all(|it| self.has("category", it))
            || (is_activity && !self.has("category", "android.intent.category.DEFAULT"))
        {
            return false;
        }
        let types = self.parts.get("mimeType");
        let type_fits = match types {
            Some(types) => all("type").any(|asked| types.iter().any(|it| mime_fits(it, asked))),
            None => all("type").next().is_none(),
        };
        if !type_fits {
            return false;
        }
        let scheme = |uri: &String| uri.split_once(':').map(|it| it.0.to_owned());
        let asked: BTreeSet<String> = all("data").filter_map(scheme).collect();
        let scheme_fits = match self.parts.get("scheme") {
            Some(schemes) if asked.is_empty() => {
                // With a type and no scheme, content and files are meant.
                types.is_some() && (schemes.contains("content") || schemes.contains("file"))
            }
            Some(schemes) => !asked.is_disjoint(schemes),
            None => asked
                .iter()
                .all(|it| types.is_some() && (it == "content" || it == "file")),
        };
        let hosts = self.parts.get("host");
        let host = |uri: &String| {
            let rest = uri.split_once("://")?.1;
            rest.split(['/', '?', '#', ':']).next().map(str::to_owned)
        };
        let host_fits = hosts.is_none_or(|hosts| {
            all("data").filter_map(host).any(|asked| {
                hosts.iter().any(|it| match it.strip_prefix('*') {
                    Some(end) => asked.ends_with(end),
                    None => *it == asked,
                })
            })
        });
        scheme_fits && host_fits
    }
}

/// Whether a filter's MIME type, with `*` for any part, fits one that is asked.
fn mime_fits(filter: &str, asked: &str) -> bool {
    let parts = |it: &str| {
        let (a, b) = it.split_once('/').unwrap_or((it, "*"));
        (a.to_lowercase(), b.to_lowercase())
    };
    let ((a, b), (x, y)) = (parts(filter), parts(asked));
    let fits = |p: &str, q: &str| p == "*" || q == "*" || p == q;
    fits(&a, &x) && fits(&b, &y)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(parts: &[(&str, &str)]) -> Names {
        let mut all = Names::new();
        for (part, name) in parts {
            all.entry((*part).to_owned())
                .or_default()
                .insert((*name).to_owned());
        }
        all
    }

    fn accepts(filter: &[(&str, &str)], asks: &[(&str, &str)], is_activity: bool) -> bool {
        let parts = names(filter);
        Filter { parts }.accepts(&names(asks), is_activity)
    }

    /// The examples of <https://developer.android.com/guide/components/intents-filters#Resolution>.
    #[test]
    fn filters_test_action_category_and_data() {
        let send = [
            ("action", "SEND"),
            ("category", "android.intent.category.DEFAULT"),
            ("mimeType", "text/plain"),
        ];
        assert!(accepts(
            &send,
            &[("action", "SEND"), ("type", "text/plain")],
            true
        ));
        assert!(accepts(
            &send,
            &[("action", "SEND"), ("type", "text/*")],
            true
        ));
        assert!(!accepts(
            &send,
            &[("action", "SEND"), ("type", "image/png")],
            true
        ));
        assert!(!accepts(&send, &[("action", "SEND")], true));
        assert!(!accepts(
            &send,
            &[("action", "VIEW"), ("type", "text/plain")],
            true
        ));
        let of_default = &[("action", "SEND")];
        assert!(accepts(of_default, &[("action", "SEND")], false));
        // An activity that does not name the default category gets no implicit Intent.
        assert!(!accepts(of_default, &[("action", "SEND")], true));
        let view = [
            ("action", "VIEW"),
            ("scheme", "http"),
            ("host", "*.example"),
        ];
        let asked = |uri| [("action", "VIEW"), ("data", uri)];
        assert!(accepts(&view, &asked("http://a.example/x"), false));
        assert!(!accepts(&view, &asked("http://a.test/x"), false));
        assert!(!accepts(&view, &asked("ftp://a.example/x"), false));
        assert!(!accepts(
            &view,
            &[("action", "VIEW"), ("unknown", "data")],
            false
        ));
        // An Intent with data passes no filter without.
        assert!(!accepts(
            &[("action", "VIEW")],
            &asked("http://a.example/x"),
            false
        ));
        let category = [("action", "X"), ("category", "A")];
        assert!(accepts(
            &category,
            &[("action", "X"), ("category", "A")],
            false
        ));
        assert!(!accepts(
            &category,
            &[("action", "X"), ("category", "B")],
            false
        ));
    }
}

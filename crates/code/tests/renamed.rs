//! Renaming everything that an app defines changes no result but the names.
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

use base::{Budget, Limits, View};
use code::app::{App, Entry, NoResources};
use code::consts::{Const, Folder};
use code::flow::Query;
use code::ir::Kind;
use code::models::Models;
use fmt_apk::zip::ZipFile;
use fmt_dex::Dex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use testkit::dex_rename::{Rename, Renamed, rename};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn models() -> Models {
    let folder = root().join("knowledge/models/flow");
    let texts = testkit::models(&folder).unwrap();
    Models::parse(texts.iter().map(|(n, t)| (n.as_str(), t.as_str()))).value
}

fn renamed(bytes: &[u8], models: &Models) -> Renamed {
    let object = ["equals", "hashCode", "toString", "finalize", "clone"];
    let has_method = |class: &str, name: &str| {
        let mut todo = vec![class];
        let mut seen = BTreeSet::new();
        while let Some(class) = todo.pop() {
            if !seen.insert(class) {
                continue;
            }
            if class == "Ljava/lang/Object;" {
                if object.contains(&name) {
                    return true;
                }
                continue;
            }
            let Some(t) = models.types.iter().find(|t| t.desc == class) else {
                return true;
            };
            // The lists of classes name callbacks only, those of interfaces all.
            let has = |m: &Vec<String>| m.iter().any(|n| n == name);
            if t.super_class.is_some() || t.methods.as_ref().is_none_or(has) {
                return true;
            }
            todo.extend(t.super_class.as_deref());
            todo.extend(t.interfaces.iter().map(String::as_str));
        }
        false
    };
    rename(
        bytes,
        &Rename {
            keeps_class: &|_| false,
            has_method: &has_method,
            literals: &BTreeMap::new(),
        },
    )
}

/// What was found, places as class and code unit.
type Found = BTreeSet<(String, String, u32, String, String, u32)>;

fn flows(
    bytes: &[u8],
    models: &Models,
    names: &BTreeMap<String, String>,
    query: &Query,
) -> (Found, BTreeSet<(String, u32, String)>) {
    let dex = Dex::parse(View::new(bytes)).unwrap();
    assert_eq!(dex.problems, []);
    let app = App::new(&[dex.value], models, Entry::default(), &NoResources);
    let class = |def: u32| {
        let old = app.program.desc(app.class_type(def)).to_owned();
        names.get(&old).cloned().unwrap_or(old)
    };
    let all = app.flows(query, &mut Budget::new(3_000_000));
    let cut = all.problems.iter().any(|p| p.code == "code/flow-cut");
    assert!(!cut, "{:?}", all.problems);
    let found = all
        .flows
        .iter()
        .map(|f| {
            let (from, to) = (class(f.from.def), class(f.to.def));
            (
                f.source.clone(),
                from,
                f.from.pc,
                f.sink.clone(),
                to,
                f.to.pc,
            )
        })
        .collect();
    let mut gates = BTreeSet::new();
    for f in &all.flows {
        let formula = app.gate_of(f.to.def, f.to.pc);
        gates.insert((class(f.to.def), f.to.pc, formula.to_string()));
    }
    (found, gates)
}

fn compare(name: &str, bytes: &[u8], models: &Models, query: &Query) -> usize {
    let new = renamed(bytes, models);
    let text = String::from_utf8_lossy(&new.bytes);
    for (old, _) in new.classes.iter().take(50) {
        assert!(!text.contains(old.as_str()), "{name}: {old} is still there");
    }
    let same = BTreeMap::new();
    let before = flows(bytes, models, &new.classes, query);
    let after = flows(&new.bytes, models, &same, query);
    assert_eq!(before, after, "{name}");
    before.0.len()
}

/// Whether methods have annotations, which the transform leaves out: what rests on them cannot be the same.
fn has_marks(bytes: &[u8]) -> bool {
    let dex = Dex::parse(View::new(bytes)).unwrap().value;
    let mut classes = dex.classes().filter_map(|it| dex.class(it).ok());
    classes.any(|class| !dex.annotations(&class).value.methods.is_empty())
}

#[test]
fn the_micro_suite_gives_the_same_under_other_names() {
    let models = models();
    let (mut n, mut n_marked) = ((0, 0), 0);
    for entry in fs::read_dir(root().join("testbed/micro")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "dex") {
            let name = path.display().to_string();
            let bytes = fs::read(&path).unwrap();
            if has_marks(&bytes) {
                n_marked += 1;
                continue;
            }
            n.0 += 1;
            n.1 += compare(&name, &bytes, &models, &Query::default());
        }
    }
    assert!(n.0 >= 60 && n.1 >= 30, "{n:?} programs and flows");
    assert!(n_marked <= 10, "{n_marked} programs with annotations");
}

#[test]
fn tables_of_a_renamed_file_are_sorted_and_of_the_same_size() {
    let bytes = fs::read(root().join("testbed/micro/gate-in-method.dex")).unwrap();
    let new = renamed(&bytes, &models());
    let (old, new) = (
        Dex::parse(View::new(&bytes)).unwrap().value,
        Dex::parse(View::new(&new.bytes)).unwrap().value,
    );
    let strings = |dex: &Dex<'_>| -> Vec<Vec<u16>> {
        let all = dex.strings().map(|i| dex.string(i).unwrap());
        all.map(|s| s.to_string_lossy().encode_utf16().collect())
            .collect()
    };
    assert!(strings(&new).is_sorted());
    assert_eq!(old.types().count(), new.types().count());
    assert_eq!(old.methods().count(), new.methods().count());
    assert_eq!(old.fields().count(), new.fields().count());
}

/// A real app: `PATIKRA_CORPUS` is the folder with the phones. Writes the renamed file to `PATIKRA_RENAMED`, if set.
#[test]
fn a_real_app_gives_the_same_under_other_names() {
    let Ok(corpus) = std::env::var("PATIKRA_CORPUS") else {
        eprintln!("SKIPPED: PATIKRA_CORPUS is not set");
        return;
    };
    let path = Path::new(&corpus)
        .join("mido/system/app/GlobalPackageInstaller/GlobalPackageInstaller.apk");
    let apk = fs::read(path).unwrap();
    let limits = Limits::default();
    let zip = ZipFile::parse(View::new(&apk), &limits).unwrap().value;
    let entry = zip.entry(b"classes.dex").unwrap();
    let bytes = zip.read(entry, &limits).unwrap().value;
    let models = models();
    if let Ok(out) = std::env::var("PATIKRA_RENAMED") {
        fs::write(out, renamed(&bytes, &models).bytes).unwrap();
    }
    let new = renamed(&bytes, &models);
    assert!(new.classes.len() > 4_000, "{} classes", new.classes.len());
    let before = shape(&bytes, &models, &new.classes, true);
    let after = shape(&new.bytes, &models, &new.classes, false);
    assert_eq!(before.len(), after.len());
    for (class, methods) in &before {
        assert_eq!(
            Some(methods),
            after.get(class),
            "{class} {:?}",
            new.classes.iter().find(|c| c.1 == class)
        );
    }
    let gated = before.values().flatten().filter(|m| m.5.contains(" in {"));
    assert!(gated.count() > 0, "no method tests a set of texts");
}

/// What is known of one method: operations, callers, whether it is reachable, and whether the framework calls it, its
/// constant texts, and when it returns `true`.
type Shape = (usize, usize, bool, bool, Vec<String>, String);

/// All methods by the new name of their class; a whole search for flows would end with its budget, at another place
/// under other names.
fn shape(
    bytes: &[u8],
    models: &Models,
    classes: &BTreeMap<String, String>,
    is_old: bool,
) -> BTreeMap<String, Vec<Shape>> {
    let dex = Dex::parse(View::new(bytes)).unwrap().value;
    let app = App::new(&[dex], models, Entry::default(), &NoResources);
    let mut all: BTreeMap<String, Vec<Shape>> = BTreeMap::new();
    let bare = |d: &str| d[1..d.len() - 1].replace('/', ".");
    let names = || classes.keys().chain(classes.values()).map(|d| bare(d));
    let full: BTreeSet<String> = names().collect();
    let last: BTreeSet<String> = names()
        .map(|n| n.rsplit(['.', '$']).next().unwrap_or_default().to_owned())
        .collect();
    for def in 0..u32::try_from(app.program.defs.len()).unwrap() {
        let old = app.program.desc(app.class_type(def)).to_owned();
        let class = classes.get(&old).filter(|_| is_old).cloned().unwrap_or(old);
        let mut texts = Vec::new();
        let ops = app.body(def).map_or(&[][..], |b| b.ops.as_slice());
        for op in ops {
            if let Kind::Call(..) = op.kind
                && let Some(Const::Str(text)) = Folder::new(&app).value(def, op.res)
            {
                // The name of a class, its last part, or a text that begins with one is what it is called now.
                let starts = (1..=text.len())
                    .rev()
                    .find(|n| text.get(..*n).is_some_and(|start| full.contains(start)));
                let is_name = last.contains(text.rsplit(['.', '$']).next().unwrap_or(""));
                let text = match starts {
                    Some(n) => format!("a class{}", &text[n..]),
                    None if is_name => String::from("a class"),
                    None => text.to_string(),
                };
                texts.push(text);
            }
        }
        texts.sort();
        let gate = if app.program.def_name(def).ends_with(")Z") {
            app.true_when(def).to_string()
        } else {
            String::new()
        };
        all.entry(class).or_default().push((
            ops.len(),
            app.callers(def).len(),
            app.is_reachable(def),
            app.is_callable(def),
            texts,
            gate,
        ));
    }
    for methods in all.values_mut() {
        methods.sort();
    }
    all
}

/// A comparison with a list: where it stands, how it compares, how many words are built in, what follows.
type Compared = BTreeSet<(String, u32, String, usize, Vec<(&'static str, u32)>)>;

fn comparisons(bytes: &[u8], models: &Models, names: &BTreeMap<String, String>) -> Compared {
    let dex = Dex::parse(View::new(bytes)).unwrap().value;
    let app = App::new(&[dex], models, Entry::default(), &NoResources);
    let all = app.matchings(&mut Budget::new(5_000_000));
    let of_list = |words: &code::origin::Origins| -> BTreeSet<(u32, u32)> {
        let elements = words.origins.iter().filter(|o| o.element);
        elements.map(|o| (o.site.def, o.site.pc)).collect()
    };
    let mut found = BTreeSet::new();
    for m in &all.found {
        let group: Vec<_> = all
            .found
            .iter()
            .filter(|o| of_list(&o.words) == of_list(&m.words))
            .collect();
        let follows = app
            .consequences(&group)
            .iter()
            .map(|c| (c.effect, c.site.pc))
            .collect::<BTreeSet<_>>();
        let class = app.program.desc(app.class_type(m.site.def)).to_owned();
        found.insert((
            names.get(&class).cloned().unwrap_or(class),
            m.site.pc,
            m.matcher.clone(),
            m.built_in().len(),
            follows.into_iter().collect(),
        ));
    }
    found
}

#[test]
fn comparisons_with_lists_and_what_follows_are_the_same_under_other_names() {
    let models = models();
    let mut n = 0;
    let mut files: Vec<PathBuf> = fs::read_dir(root().join("testbed/micro"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "dex"))
        .collect();
    files.sort();
    if let Ok(corpus) = std::env::var("PATIKRA_CORPUS") {
        for apk in [
            "mido/system/app/GlobalPackageInstaller/GlobalPackageInstaller.apk",
            "mido/system/priv-app/DownloadProviderUi/DownloadProviderUi.apk",
        ] {
            files.push(Path::new(&corpus).join(apk));
        }
    } else {
        eprintln!("SKIPPED: two real apps; PATIKRA_CORPUS is not set");
    }
    for file in files {
        let mut bytes = fs::read(&file).unwrap();
        if file.extension().is_some_and(|e| e == "apk") {
            let limits = Limits::default();
            let zip = ZipFile::parse(View::new(&bytes), &limits).unwrap().value;
            let entry = zip.entry(b"classes.dex").unwrap();
            bytes = zip.read(entry, &limits).unwrap().value.into_owned();
        }
        let other = renamed(&bytes, &models);
        let back: BTreeMap<String, String> = other
            .classes
            .iter()
            .map(|(old, new)| (new.clone(), old.clone()))
            .collect();
        let before = comparisons(&bytes, &models, &BTreeMap::new());
        let after = comparisons(&other.bytes, &models, &back);
        n += before.len();
        assert_eq!(before, after, "{}", file.display());
    }
    assert!(n >= 10, "{n} comparisons");
}

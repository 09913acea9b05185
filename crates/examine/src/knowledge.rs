//! The parts of the knowledge base that examiners read: which APIs matter, how libraries are recognised,
//! which words anchor a theme.

use serde::Deserialize;
use std::collections::BTreeSet;

/// What examiners know. With no page at all, every examiner still runs.
#[derive(Debug)]
pub struct Knowledge {
    /// Framework APIs whose use says what an app can do.
    pub apis: Vec<Api>,
    /// Libraries and how they are recognised.
    pub libraries: Vec<Library>,
    /// Hosts whose URLs are names and not addresses, sorted.
    pub namespaces: Vec<String>,
    /// Themes of word lists.
    pub word_lists: wordlist::Knowledge,
    /// Kinds of content that a filter may compare with its words.
    pub contents: Vec<ContentType>,
    /// Stores of app data that libraries keep encrypted.
    pub closed_stores: Vec<ClosedStore>,
    /// Environments in which gates are evaluated.
    pub environments: Environments,
    /// The kinds of values whose ways out of an app are looked for.
    pub ways: Vec<WayAsked>,
    /// What calls of the framework do.
    pub code: code::models::Models,
    /// Classes of personal data.
    pub personal: traffic::personal::Classes,
    /// Services whose payloads are known, in the order of their ids.
    pub decoders: Vec<traffic::decoder::Decoder>,
    /// Pages of which lines could not be used and are left out.
    pub left_out: Vec<BadKnowledge>,
}

/// A framework API, or a string that stands for one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Api {
    /// Its id.
    pub id: String,
    /// What its use allows.
    pub capability: String,
    /// The class, as a type descriptor.
    #[serde(default)]
    pub class: Option<String>,
    /// Methods of that class, of any signature.
    #[serde(default)]
    pub methods: Vec<String>,
    /// Fields of that class.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Beginnings of strings whose use stands for the API.
    #[serde(default)]
    pub strings: Vec<String>,
    /// A string that the calling method must also use.
    #[serde(default)]
    pub with_string: Option<String>,
    /// Where it is documented.
    pub source: String,
}

/// A kind of content that a filter may compare with its words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContentType {
    /// Its id, as answers have it.
    pub id: String,
    /// Words of the class and method that give such a text.
    pub names: Vec<String>,
    /// Words of texts in the classes around it.
    pub texts: Vec<String>,
    /// Whether names of settings and files around it with such words say something of it.
    #[serde(default)]
    pub telling: bool,
    /// Where such interfaces are documented.
    pub source: String,
}

/// A store of app data that a library keeps encrypted with a key that no code holds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosedStore {
    /// What it is, for people.
    pub name: String,
    /// A text that stands in its file.
    #[serde(default)]
    pub file_text: Option<String>,
    /// A class of the library, as a type descriptor.
    #[serde(default)]
    pub class: Option<String>,
    /// Where in an app's data such a library keeps its files.
    #[serde(default)]
    pub place: Option<String>,
    /// What would be needed to read it.
    pub needs: String,
    /// Where that is documented.
    pub source: String,
    /// The day on which the source was read.
    pub read: String,
}

impl ClosedStore {
    /// What is said of such a file.
    pub(crate) fn says(&self) -> String {
        format!("{}; {}", self.name, self.needs)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClosedStores {
    store: Vec<ClosedStore>,
}

/// Environments in which gates are evaluated.
#[derive(Clone, Debug, Default)]
pub struct Environments {
    /// Inputs that say where a phone is: kind and name.
    pub inputs: Vec<(String, String)>,
    /// System properties that do.
    pub properties: Vec<String>,
    /// Codes of countries, by which an input that is compared with them says it as well.
    pub countries: CountryCodes,
    /// Inputs that are taken to have a value: a phone that is switched on and connected.
    pub assumed: Vec<Assumed>,
    /// The environments.
    pub all: Vec<Environment>,
}

/// Codes of countries.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryCodes {
    /// ISO 3166-1 alpha-2.
    pub codes: BTreeSet<String>,
    /// What may be asked for beside them.
    pub beside: BTreeSet<String>,
    /// Kinds of inputs whose countries need not be the phone's: fields of documents.
    pub except: BTreeSet<String>,
    /// Where they are listed.
    pub source: String,
}

/// An input that is taken to have a value.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assumed {
    /// Its kind.
    pub kind: String,
    /// Which one.
    pub reads: String,
    /// Its value.
    pub value: String,
}

/// An environment: where a phone says that it is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Environment {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The ISO 3166 code, empty where none is set.
    pub region: String,
}

impl Environments {
    /// Whether an input is known to say where the phone is.
    pub fn is_region(&self, kind: &str, reads: &str) -> bool {
        let mut inputs = self.inputs.iter();
        inputs.any(|it| it.0 == kind && it.1 == reads)
            || (kind == "system-property" && self.properties.iter().any(|it| it == reads))
    }

    /// Whether it is known of each input of a kind whether it says where the phone is.
    pub(crate) fn is_listed(&self, kind: &str) -> bool {
        self.inputs.iter().any(|it| it.0 == kind)
    }

    /// The value that an input is taken to have.
    pub fn assumed(&self, kind: &str, reads: &str) -> Option<&str> {
        let found = self
            .assumed
            .iter()
            .find(|it| it.kind == kind && it.reads == reads)?;
        Some(&found.value)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WayPage {
    way: Vec<WayAsked>,
}

/// A kind of value whose ways out of an app are looked for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WayAsked {
    /// The label that `models/flow/sources.tsv` gives the places where it comes from.
    pub from: String,
    /// What one of the constants given there must hold, where the label alone does not say that it is meant.
    #[serde(default)]
    pub which: Option<String>,
    /// The class of personal data, as in `personal-data/classes.toml`.
    pub class: String,
    /// The labels of `models/flow/sinks.tsv` that are its ways out.
    pub to: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContentTypes {
    content: Vec<ContentType>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EnvironmentPage {
    region: RegionInputs,
    #[serde(default)]
    countries: CountryCodes,
    assumed: Vec<Assumed>,
    environment: Vec<Environment>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegionInput {
    kind: String,
    reads: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegionInputs {
    inputs: Vec<RegionInput>,
    properties: Vec<String>,
    #[expect(
        dead_code,
        reason = "each page names its source; nothing here asks for it"
    )]
    source: String,
}

/// A library and its signs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Library {
    /// Its id.
    pub id: String,
    /// What it does.
    pub purpose: String,
    /// Strings of its protocol.
    pub strings: Vec<String>,
    /// How many of them must be there.
    pub at_least: usize,
    /// Beginnings of its classes' descriptors.
    pub classes: Vec<String>,
    /// Where it is documented.
    pub source: String,
}

/// A page of the knowledge base that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("knowledge/{page}: {says}")]
pub struct BadKnowledge {
    /// The page.
    pub page: &'static str,
    /// What is wrong with it.
    pub says: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Apis {
    api: Vec<Api>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Libraries {
    library: Vec<Library>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Namespaces {
    namespace: Vec<Namespace>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Namespace {
    hosts: Vec<String>,
    #[expect(
        dead_code,
        reason = "each page names its source; nothing here asks for it"
    )]
    source: String,
}

impl Knowledge {
    /// The pages that are read, by their paths in the knowledge base.
    pub const PAGES: [&'static str; 22] = [
        "models/apis.toml",
        "models/libraries.toml",
        "models/namespaces.toml",
        "wordlist/themes.tsv",
        "personal-data/classes.toml",
        "models/content-types.toml",
        "models/environments.toml",
        "models/ways.toml",
        "models/closed-stores.toml",
        "models/flow/calls.tsv",
        "models/flow/clients.tsv",
        "models/flow/compares.tsv",
        "models/flow/components.tsv",
        "models/flow/effects.tsv",
        "models/flow/entries.tsv",
        "models/flow/inputs.tsv",
        "models/flow/links.tsv",
        "models/flow/ports.tsv",
        "models/flow/roles.tsv",
        "models/flow/sinks.tsv",
        "models/flow/sources.tsv",
        "models/flow/types.tsv",
    ];

    /// The folder of the pages of [`Knowledge::add_decoders`].
    pub const DECODERS: &'static str = "decoders/";

    /// Reads the pages that `page` hands out by path; one that it lacks is empty.
    ///
    /// # Errors
    /// [`BadKnowledge`] where a page is there and cannot be used.
    pub fn load<'p>(page: impl Fn(&str) -> Option<&'p [u8]>) -> Result<Self, BadKnowledge> {
        let text = |name: &'static str| match page(name).map(std::str::from_utf8) {
            None => Ok(None),
            Some(Ok(text)) => Ok(Some(text)),
            Some(Err(error)) => Err(bad(name, &error)),
        };
        let [
            apis,
            libraries,
            namespaces,
            themes,
            personal,
            contents,
            environments,
            ways,
            stores,
            flow @ ..,
        ] = Self::PAGES;
        let mut knowledge = Self::empty();
        if let Some(page) = text(apis)? {
            let parsed: Apis = toml::from_str(page).map_err(|error| bad(apis, &error))?;
            knowledge.apis = parsed.api;
        }
        if let Some(page) = text(libraries)? {
            let parsed: Libraries = toml::from_str(page).map_err(|error| bad(libraries, &error))?;
            knowledge.libraries = parsed.library;
        }
        if let Some(page) = text(contents)? {
            let parsed: ContentTypes =
                toml::from_str(page).map_err(|error| bad(contents, &error))?;
            knowledge.contents = parsed.content;
        }
        if let Some(page) = text(environments)? {
            let parsed: EnvironmentPage =
                toml::from_str(page).map_err(|error| bad(environments, &error))?;
            let inputs = parsed.region.inputs.into_iter();
            knowledge.environments = Environments {
                inputs: inputs.map(|it| (it.kind, it.reads)).collect(),
                properties: parsed.region.properties,
                countries: parsed.countries,
                assumed: parsed.assumed,
                all: parsed.environment,
            };
        }
        if let Some(page) = text(ways)? {
            let parsed: WayPage = toml::from_str(page).map_err(|error| bad(ways, &error))?;
            knowledge.ways = parsed.way;
        }
        if let Some(page) = text(stores)? {
            let parsed: ClosedStores = toml::from_str(page).map_err(|error| bad(stores, &error))?;
            knowledge.closed_stores = parsed.store;
        }
        let mut files = Vec::new();
        for name in flow {
            if let Some(page) = text(name)? {
                let stem = name.rsplit('/').next().unwrap_or(name);
                files.push((stem.trim_end_matches(".tsv"), page));
            }
        }
        let parsed = code::models::Models::parse(files);
        knowledge.leave_out("models/flow", &parsed.problems);
        knowledge.code = parsed.value;
        if let Some(page) = text(namespaces)? {
            let parsed: Namespaces =
                toml::from_str(page).map_err(|error| bad(namespaces, &error))?;
            knowledge.namespaces = parsed
                .namespace
                .into_iter()
                .flat_map(|it| it.hosts)
                .collect();
            knowledge.namespaces.sort();
        }
        if let Some(page) = text(themes)? {
            let parsed = wordlist::Knowledge::parse(page);
            knowledge.leave_out(themes, &parsed.problems);
            knowledge.word_lists = parsed.value;
        }
        if let Some(page) = text(personal)? {
            let classes = traffic::personal::Classes::read(page);
            knowledge.personal = classes.map_err(|error| bad(personal, &error))?;
        }
        Ok(knowledge)
    }

    /// Reads the pages of services, each with its path.
    ///
    /// # Errors
    /// [`BadKnowledge`] for the first that cannot be used.
    pub fn add_decoders<'p>(
        &mut self,
        pages: impl Iterator<Item = (&'p str, &'p [u8])>,
    ) -> Result<(), BadKnowledge> {
        for (path, page) in pages {
            let page = String::from_utf8_lossy(page);
            let decoder = traffic::decoder::Decoder::read(&page)
                .map_err(|error| bad(Self::DECODERS, &format!("{path}: {error}")))?;
            let unknown = decoder.classes.values().find(|class| {
                let class = class.split('/').next().unwrap_or_default();
                !self.personal.has(class)
            });
            if let Some(class) = unknown {
                let says = format!("{path}: no class `{class}` is described");
                return Err(bad(Self::DECODERS, &says));
            }
            self.decoders.push(decoder);
        }
        self.decoders.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(())
    }
}

impl Knowledge {
    /// The store that a file is, by a text in it.
    pub(crate) fn store_of(&self, bytes: &[u8]) -> Option<&ClosedStore> {
        self.closed_stores.iter().find(|store| {
            let text = store.file_text.as_ref();
            text.is_some_and(|it| memchr::memmem::find(bytes, it.as_bytes()).is_some())
        })
    }

    fn empty() -> Self {
        Self {
            apis: Vec::new(),
            libraries: Vec::new(),
            namespaces: Vec::new(),
            word_lists: wordlist::Knowledge::parse("").value,
            contents: Vec::new(),
            closed_stores: Vec::new(),
            environments: Environments::default(),
            ways: Vec::new(),
            code: code::models::Models::default(),
            personal: traffic::personal::Classes::default(),
            decoders: Vec::new(),
            left_out: Vec::new(),
        }
    }

    /// Names the lines of a page that cannot be used; the others count.
    fn leave_out(&mut self, page: &'static str, problems: &[base::Problem]) {
        let Some(first) = problems.first() else {
            return;
        };
        let says = match problems.len() {
            1 => format!("a line is left out: {first}"),
            n => format!("{n} lines are left out; the first: {first}"),
        };
        self.left_out.push(BadKnowledge { page, says });
    }

    /// Whether URLs of this host (in lower case) are names and not addresses.
    pub fn is_namespace(&self, host: &str) -> bool {
        let found = self.namespaces.binary_search_by(|it| it.as_str().cmp(host));
        found.is_ok()
    }
}

fn bad(page: &'static str, says: &dyn std::fmt::Display) -> BadKnowledge {
    BadKnowledge {
        page,
        says: says.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_may_be_missing_and_may_not_be_wrong() {
        let none = Knowledge::load(|_| None).unwrap();
        assert!(none.apis.is_empty() && none.libraries.is_empty());
        let error = Knowledge::load(|page| {
            (page == "models/apis.toml").then_some(b"[[api]]\nid = 1".as_slice())
        });
        assert_eq!(error.unwrap_err().page, "models/apis.toml");
    }

    #[test]
    fn a_broken_line_costs_that_line() {
        let themes = "alpha\tpersons\ta\thttps://example.org/a\nbroken\nbeta\tno-theme\tb\thttps://example.org/b\n";
        let flow = "La;->b()\tthere is no such statement\thttps://example.org/c\n";
        let knowledge = Knowledge::load(|page| match page {
            "wordlist/themes.tsv" => Some(themes.as_bytes()),
            "models/flow/calls.tsv" => Some(flow.as_bytes()),
            _ => None,
        });
        let knowledge = knowledge.unwrap();
        assert_eq!(knowledge.word_lists.anchors().len(), 1);
        let pages: Vec<_> = knowledge.left_out.iter().map(|it| it.page).collect();
        assert_eq!(pages, ["models/flow", "wordlist/themes.tsv"]);
        assert!(knowledge.left_out[1].says.starts_with("2 lines"));
    }

    #[test]
    fn our_own_pages_are_sound() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
        let pages: Vec<_> = Knowledge::PAGES
            .iter()
            .map(|page| (*page, std::fs::read(folder.join(page)).unwrap()))
            .collect();
        let find = |name: &str| {
            let page = pages.iter().find(|page| page.0 == name);
            page.map(|page| page.1.as_slice())
        };
        let knowledge = Knowledge::load(find).unwrap();
        assert_eq!(knowledge.left_out.len(), 0, "{:?}", knowledge.left_out);
        let mut decoders: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder.join("decoders"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| {
                let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
                (stem, std::fs::read(path).unwrap())
            })
            .collect();
        decoders.sort();
        let mut knowledge = knowledge;
        let pages = decoders.iter().map(|it| (it.0.as_str(), it.1.as_slice()));
        knowledge.add_decoders(pages).unwrap();
        let stems: Vec<_> = decoders.iter().map(|it| &it.0).collect();
        let names: Vec<_> = knowledge.decoders.iter().map(|it| &it.id).collect();
        assert_eq!(names, stems);
        let mut ids: Vec<_> = knowledge.apis.iter().map(|api| &api.id).collect();
        ids.extend(knowledge.libraries.iter().map(|library| &library.id));
        let n_ids = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), n_ids, "an id is given twice");
        for api in &knowledge.apis {
            let calls = api.methods.len() + api.fields.len();
            assert_eq!(api.class.is_some(), calls > 0, "{}", api.id);
            assert!(calls + api.strings.len() > 0, "{} matches nothing", api.id);
            assert!(api.source.starts_with("https://"), "{}", api.id);
        }
        for library in &knowledge.libraries {
            let signs = 1..=library.strings.len();
            assert!(signs.contains(&library.at_least), "{}", library.id);
        }
    }
}

//! Opens a file, builds the models of what is inside, and runs the examiners on them.

use crate::app::{AppDex, AppModel, AppProgram, AppResources};
use crate::closed::{AppKeys, ClosedFile, ClosedModel, FILE_BYTES};
use crate::examiners::{EXAMINERS, Examiner};
use crate::traffic::{TrafficInputs, TrafficModel};
use crate::{
    ApkModel, Coverage, CoverageStatus, DexModel, FileModel, FileRole, Knowledge, Model, ModelKind,
    Sink,
};
use base::{ArtifactId, Limits, Parsed, Problem, View};
use facts::{Fact, FactKind, ListFound};
use fmt_apk::arsc::Table;
use fmt_apk::axml::Document;
use fmt_apk::manifest::Manifest;
use fmt_apk::network_security::NetworkSecurity;
use fmt_apk::signing::{self, Expected, SdkRange};
use fmt_apk::zip::ZipFile;
use std::sync::{Mutex, PoisonError};
use std::thread;
use unpack::{Artifact, Kind, Opener, Origin, Visitor};

/// An artifact met while opening a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArtifactFound {
    /// Its name.
    pub id: ArtifactId,
    /// What it is.
    pub kind: Kind,
    /// Length in bytes.
    pub len: u64,
    /// Where it comes from.
    pub origin: Origin,
}

/// What one examiner made of a file and all inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExaminerResult {
    /// The examiner's id.
    pub examiner: &'static str,
    /// Its facts, in the order of the artifacts.
    pub facts: Vec<Fact>,
    /// Problems, each with its artifact and the path within the file.
    pub problems: Vec<(ArtifactId, String, Problem)>,
    /// What it read and what not.
    pub coverage: Vec<Coverage>,
}

impl ExaminerResult {
    fn sink<'s>(&'s mut self, artifact: ArtifactId, path: &'s str, limits: &'s Limits) -> Sink<'s> {
        Sink::new(artifact, path, limits, &mut self.facts, &mut self.problems)
    }
}

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examined {
    /// The file and everything inside it; a container comes before what it holds.
    pub artifacts: Vec<ArtifactFound>,
    /// Problems of opening and decoding.
    pub problems: Vec<(ArtifactId, String, Problem)>,
    /// A result for each examiner that was asked.
    pub results: Vec<ExaminerResult>,
}

/// What stands beside a file and has a part in what is read from it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'b> {
    /// Its APK Signature Scheme v4 file.
    pub idsig: Option<&'b [u8]>,
    /// What was given for records of traffic; with `None`, records are files like others.
    pub traffic: Option<&'b TrafficInputs>,
}

/// Opens `file`, which stands at `path` in its input, and runs the examiners that `wanted` accepts by id.
pub fn examine(
    path: &str,
    file: &[u8],
    beside: Beside<'_>,
    knowledge: &Knowledge,
    limits: Limits,
    wanted: impl Fn(&str) -> bool,
) -> Examined {
    let mut engine = engine(path, beside, knowledge, limits, wanted);
    Opener::new(limits, &mut engine).open(path, file);
    engine.finish_apps(None);
    engine.examined
}

/// Runs the examiners on a packet capture of `len` bytes, which need not fit into memory.
pub fn examine_capture(
    path: &str,
    capture: &TrafficModel<'_>,
    len: u64,
    knowledge: &Knowledge,
    limits: Limits,
    wanted: impl Fn(&str) -> bool,
) -> Examined {
    let mut engine = engine(path, Beside::default(), knowledge, limits, wanted);
    engine.examined.artifacts.push(ArtifactFound {
        id: capture.id,
        kind: capture.kind,
        len,
        origin: Origin {
            parent: None,
            path: String::new(),
            unpacker: None,
            span: None,
        },
    });
    engine.run(capture.id, "", Model::Traffic(capture));
    engine.examined
}

fn engine<'e>(
    path: &'e str,
    beside: Beside<'e>,
    knowledge: &'e Knowledge,
    limits: Limits,
    wanted: impl Fn(&str) -> bool,
) -> Engine<'e> {
    let mut engine = Engine {
        is_whole_input: true,
        path,
        beside,
        knowledge,
        limits,
        examiners: Vec::new(),
        examined: Examined::default(),
        words: None,
        apps: Vec::new(),
    };
    for examiner in EXAMINERS {
        if wanted(examiner.doc().id) {
            engine.examiners.push(*examiner);
            engine.examined.results.push(ExaminerResult {
                examiner: examiner.doc().id,
                facts: Vec::new(),
                problems: Vec::new(),
                coverage: Vec::new(),
            });
        }
    }
    engine
}

/// A list of words with all its entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRead {
    /// The fact that is stated of it, a [`ListFound`].
    pub fact: Fact,
    /// Its entries in their order.
    pub words: Vec<String>,
}

/// Opens `file` as [`examine`] does, and gives the lists that are stated of it with all their entries.
pub fn lists(path: &str, file: &[u8], knowledge: &Knowledge, limits: Limits) -> Vec<ListRead> {
    let mut engine = Engine {
        is_whole_input: true,
        path,
        beside: Beside::default(),
        knowledge,
        limits,
        examiners: Vec::new(),
        examined: Examined::default(),
        words: Some(Vec::new()),
        apps: Vec::new(),
    };
    let states_lists = |it: &&dyn Examiner| it.doc().writes.contains(&ListFound::KIND);
    for examiner in EXAMINERS.iter().copied().filter(states_lists) {
        engine.examiners.push(examiner);
        engine.examined.results.push(ExaminerResult {
            examiner: examiner.doc().id,
            facts: Vec::new(),
            problems: Vec::new(),
            coverage: Vec::new(),
        });
    }
    Opener::new(limits, &mut engine).open(path, file);
    engine.finish_apps(None);
    let facts = engine.examined.results.into_iter();
    let facts = facts.flat_map(|result| result.facts);
    facts
        .filter(|fact| fact.kind() == ListFound::KIND)
        .zip(engine.words.unwrap_or_default())
        .map(|(fact, words)| ListRead { fact, words })
        .collect()
}

/// An app whose parts are still coming by.
struct PendingApp {
    artifact: ArtifactId,
    path: String,
    /// What the paths of its parts begin with.
    prefix: String,
    /// Its DEX files, with their names.
    dexes: Vec<(String, ArtifactId, Vec<u8>)>,
    manifest: Option<Manifest>,
    resources: AppResources,
    /// Files that only something in its code opens.
    closed: Vec<ClosedFile>,
}

/// Bytes of DEX files of one app that are held together: 512 MiB. The largest apps have a quarter of that.
const DEX_BYTES: usize = 512 << 20;

/// The number of a DEX file that the platform loads with the app: `classes.dex` is 1, `classes2.dex` 2.
fn dex_number(name: &str) -> Option<u32> {
    match name.strip_prefix("classes")?.strip_suffix(".dex")? {
        "" => Some(1),
        number => number.parse().ok(),
    }
}

const MANIFEST: &str = "AndroidManifest.xml";

/// What the manifest says of the Android versions that must accept the signatures.
fn expected(manifest: Option<&Manifest>) -> Expected {
    let level = |sdk: i32| u32::try_from(sdk).unwrap_or(1).max(1);
    let min = manifest.and_then(|it| it.min_sdk.as_ref());
    let min = min.map_or(1, |min| level(min.value.level()));
    Expected {
        target_sdk: manifest.map(|it| level(it.effective_target_sdk())),
        sdk: SdkRange::from(min),
        target_sandbox: None,
    }
}

/// The DEX files in one artifact; what is wrong with them is recorded where they are examined one by one.
fn dexes_of(artifact: ArtifactId, bytes: View<'_>) -> Vec<AppDex<'_>> {
    let dexes = fmt_dex::container(bytes)
        .map(|it| it.value)
        .unwrap_or_default();
    let with_name = |dex| AppDex { artifact, dex };
    dexes.into_iter().map(with_name).collect()
}

struct Engine<'e> {
    /// True until the file itself has come by.
    is_whole_input: bool,
    /// The file's path in its input.
    path: &'e str,
    beside: Beside<'e>,
    knowledge: &'e Knowledge,
    limits: Limits,
    /// In step with `examined.results`.
    examiners: Vec<&'static dyn Examiner>,
    examined: Examined,
    /// The entries of the lists stated, where they are wanted.
    words: Option<Vec<Vec<String>>>,
    /// Apps whose parts are still coming by, outermost first.
    apps: Vec<PendingApp>,
}

impl Visitor for Engine<'_> {
    fn artifact(&mut self, artifact: &Artifact<'_>) {
        self.examined.artifacts.push(ArtifactFound {
            id: artifact.id,
            kind: artifact.kind,
            len: artifact.bytes.len(),
            origin: artifact.origin.clone(),
        });
        let is_whole_input = std::mem::take(&mut self.is_whole_input);
        self.finish_apps(Some(&artifact.origin.path));
        self.decode(artifact, is_whole_input);
    }

    fn problem(&mut self, artifact: ArtifactId, path: &str, problem: Problem) {
        self.examined
            .problems
            .push((artifact, path.to_owned(), problem));
    }
}

impl Engine<'_> {
    fn decode(&mut self, artifact: &Artifact<'_>, is_whole_input: bool) {
        let bytes = artifact.bytes;
        match artifact.kind {
            Kind::Apk | Kind::ApkBundle | Kind::Apex | Kind::Jar | Kind::Zip => {
                self.zip(artifact, is_whole_input);
            }
            Kind::Dex => {
                self.dex(artifact);
                self.dex_of_app(artifact);
            }
            Kind::BinaryXml => self.xml(artifact),
            Kind::ResourceTable => match Table::parse(bytes, &self.limits) {
                Ok(table) => {
                    let table = self.unload(artifact.id, &artifact.origin.path, table);
                    if let Some(app) = self.app_of(&artifact.origin.path) {
                        app.resources.add_texts(&table);
                    }
                    self.run(artifact.id, &artifact.origin.path, Model::Resources(&table));
                }
                Err(error) => {
                    self.unreadable_file(artifact, &Problem::new("arsc/unreadable", error));
                }
            },
            Kind::Properties => {
                let properties = self.unload(
                    artifact.id,
                    &artifact.origin.path,
                    fmt_state::properties::parse(bytes),
                );
                self.run(
                    artifact.id,
                    &artifact.origin.path,
                    Model::Properties(&properties),
                );
            }
            Kind::Permissions => match fmt_state::permissions::parse(bytes, &self.limits) {
                Ok(file) => {
                    let file = self.unload(artifact.id, &artifact.origin.path, file);
                    self.run(
                        artifact.id,
                        &artifact.origin.path,
                        Model::Permissions(&file),
                    );
                }
                Err(error) => {
                    self.unreadable_file(artifact, &Problem::new("permissions/unreadable", error));
                }
            },
            Kind::CompactDex | Kind::Odex | Kind::Vdex | Kind::Oat => {
                let says = format!("{} code is not read yet", artifact.kind.name());
                self.unreadable_file(artifact, &Problem::new("dex/form-not-read", says));
            }
            Kind::Pcap | Kind::Pcapng | Kind::Har | Kind::MitmFlows
                if self.beside.traffic.is_some() && !self.is_in_app(artifact) =>
            {
                self.traffic(artifact);
            }
            Kind::KeyLog if !self.is_in_app(artifact) => {
                let log = fmt_net::keylog::KeyLog::read(bytes.bytes());
                self.unload(artifact.id, &artifact.origin.path, log);
            }
            Kind::Elf => self.file(artifact, FileRole::Native),
            Kind::Sqlite
            | Kind::Other
            | Kind::Pcap
            | Kind::Pcapng
            | Kind::Har
            | Kind::MitmFlows
            | Kind::KeyLog => {
                let role = if is_whole_input {
                    FileRole::Loose
                } else {
                    FileRole::Asset
                };
                self.file(artifact, role);
                self.keep_closed(artifact);
            }
            Kind::Gzip
            | Kind::Tar
            | Kind::AndroidBackup
            | Kind::Idsig
            | Kind::Media
            | Kind::Image => {}
        }
    }

    /// An APK's manifest is read here and not when it comes by as a file: its references need the
    /// resource table, and the signatures are judged by the Android versions that it names.
    fn zip(&mut self, artifact: &Artifact<'_>, is_whole_input: bool) {
        let Some(zip) = artifact.zip else { return };
        let mut signatures = None;
        let mut manifest = None;
        if matches!(artifact.kind, Kind::Apk | Kind::Apex) {
            manifest = self.manifest(artifact, zip);
            let idsig = self.beside.idsig.filter(|_| is_whole_input).map(View::new);
            let expected = expected(manifest.as_ref());
            let found = signing::verify(artifact.bytes, zip, idsig, &self.limits, expected);
            signatures = Some(found);
        }
        let model = ApkModel {
            kind: artifact.kind,
            zip,
            signatures,
        };
        self.run(artifact.id, &artifact.origin.path, Model::Apk(&model));
        let path = artifact.origin.path.clone();
        self.apps.push(PendingApp {
            artifact: artifact.id,
            prefix: match path.as_str() {
                "" => String::new(),
                path => format!("{path}!/"),
            },
            path,
            dexes: Vec::new(),
            manifest,
            resources: AppResources::default(),
            closed: Vec::new(),
        });
        // Android before 8 could be made to run a DEX file that stands in front of a zip (CVE-2017-13156).
        if Kind::of("", artifact.bytes) == Kind::Dex {
            self.dex(artifact);
        }
        if artifact.kind == Kind::Apex {
            let says = "the file system inside the APEX is not opened yet";
            let problem = Problem::new("unpack/image-not-opened", says);
            self.unreadable(artifact.id, &artifact.origin.path, Kind::Dex, &problem);
        }
    }

    fn manifest(&mut self, apk: &Artifact<'_>, zip: &ZipFile<'_>) -> Option<Manifest> {
        let prefix = match apk.origin.path.as_str() {
            "" => String::new(),
            path => format!("{path}!/"),
        };
        let entry = zip.entry(MANIFEST.as_bytes())?;
        let path = format!("{prefix}{MANIFEST}");
        // What cannot be had is recorded when the entry comes by as a file.
        let bytes = zip.read(entry, &self.limits).ok()?.value;
        let id = unpack::digest(&bytes);
        let document = match Document::parse(View::new(&bytes), &self.limits) {
            Ok(document) => self.unload(id, &path, document),
            Err(error) => {
                let problem = Problem::new("axml/unreadable", error);
                self.unreadable(id, &path, Kind::BinaryXml, &problem);
                return None;
            }
        };
        let table = zip.entry(b"resources.arsc");
        let table = table.and_then(|entry| zip.read(entry, &self.limits).ok());
        let table = table.as_ref().and_then(|contents| {
            let table = Table::parse(View::new(&contents.value), &self.limits);
            table.ok().map(|table| table.value)
        });
        let manifest = Manifest::read(&document, table.as_ref());
        let manifest = self.unload(id, &path, manifest);
        self.run(id, &path, Model::Manifest(&manifest));
        Some(manifest)
    }

    fn dex(&mut self, artifact: &Artifact<'_>) {
        match fmt_dex::container(artifact.bytes) {
            Ok(parsed) => {
                for dex in self.unload(artifact.id, &artifact.origin.path, parsed) {
                    let model = DexModel::new(dex);
                    self.run(artifact.id, &artifact.origin.path, Model::Dex(&model));
                }
            }
            Err(error) => self.unreadable_file(artifact, &Problem::new("dex/unreadable", error)),
        }
    }

    /// The app that a part of this path belongs to.
    fn app_of(&mut self, path: &str) -> Option<&mut PendingApp> {
        let innermost = self.apps.iter_mut().rev();
        innermost.filter(|app| app.path != path).find(|app| {
            path.strip_prefix(&app.prefix)
                .is_some_and(|it| !it.contains("!/"))
        })
    }

    /// A DEX file is kept until its app is whole. One that the platform does not load with the app is a program of
    /// its own.
    fn dex_of_app(&mut self, artifact: &Artifact<'_>) {
        let as_app = self.is_read(ModelKind::App);
        if !as_app && !self.is_read(ModelKind::Closed) {
            return;
        }
        let path = &artifact.origin.path;
        let name = path.rsplit("!/").next().unwrap_or(path).to_owned();
        let bytes = artifact.bytes.bytes();
        let (id, loaded) = (artifact.id, dex_number(&name).is_some());
        if loaded && let Some(app) = self.app_of(path) {
            let held: usize = app.dexes.iter().map(|it| it.2.len()).sum();
            if held.saturating_add(bytes.len()) <= DEX_BYTES {
                app.dexes.push((name, id, bytes.to_vec()));
                return;
            }
        }
        if !as_app {
            return;
        }
        let model = AppModel {
            dexes: dexes_of(id, artifact.bytes),
            manifest: None,
            resources: AppResources::default(),
        };
        self.app(id, path, &model);
    }

    /// Whether an examiner that runs reads models of a kind.
    fn is_read(&self, kind: ModelKind) -> bool {
        let mut examiners = self.examiners.iter();
        examiners.any(|it| it.doc().reads.contains(&kind))
    }

    /// Builds the code model of an app once, for all examiners of apps.
    fn app(&mut self, id: ArtifactId, path: &str, model: &AppModel<'_>) {
        if model.dexes.is_empty() || !self.is_read(ModelKind::App) {
            return;
        }
        let dexes: Vec<_> = model.dexes.iter().map(|it| it.dex.clone()).collect();
        let models = &self.knowledge.code;
        let whole = code::app::App::new(
            &dexes,
            models,
            code::app::Entry::default(),
            &model.resources,
        );
        self.run_on_app(id, path, &AppProgram::new(model, &whole));
    }

    /// Runs the examiners of apps, which do not need each other, on as many threads as they may have.
    fn run_on_app<'a>(&mut self, artifact: ArtifactId, path: &str, program: &'a AppProgram<'a>) {
        if self.limits.n_threads < 2 || self.words.is_some() {
            self.run(artifact, path, Model::App(program));
            return;
        }
        let (knowledge, limits) = (self.knowledge, &self.limits);
        let all = self.examiners.iter().zip(&mut self.examined.results);
        let jobs: Vec<_> = all
            .filter(|(examiner, _)| examiner.doc().reads.contains(&ModelKind::App))
            .collect();
        let n = jobs.len().min(limits.n_threads);
        let jobs = Mutex::new(jobs);
        // The last first: the ways of values take longest.
        let next = || jobs.lock().unwrap_or_else(PoisonError::into_inner).pop();
        thread::scope(|scope| {
            for _ in 0..n {
                scope.spawn(|| {
                    while let Some((examiner, result)) = next() {
                        let mut sink = result.sink(artifact, path, limits);
                        examiner.run(Model::App(program), knowledge, &mut sink);
                        let coverage = sink.finish();
                        result.coverage.push(coverage);
                    }
                });
            }
        });
    }

    /// Examines the apps all of whose parts have come by: those that do not hold what comes at `next`.
    fn finish_apps(&mut self, next: Option<&str>) {
        while let Some(app) = self.apps.last() {
            if next.is_some_and(|next| next.starts_with(&app.prefix) && next != app.path) {
                return;
            }
            if let Some(mut app) = self.apps.pop() {
                app.dexes.sort_by_key(|it| dex_number(&it.0));
                let model = AppModel {
                    dexes: app
                        .dexes
                        .iter()
                        .flat_map(|(_, id, bytes)| dexes_of(*id, View::new(bytes)))
                        .collect(),
                    manifest: app.manifest,
                    resources: app.resources,
                };
                self.app(app.artifact, &app.path, &model);
                self.closed(&model, &app.closed);
            }
        }
    }

    /// Tries the closed files of an app that its code names.
    fn closed(&mut self, model: &AppModel<'_>, files: &[ClosedFile]) {
        let named: Vec<&ClosedFile> = files
            .iter()
            .filter(|it| crate::closed::may_be_opened(it, model))
            .collect();
        if named.is_empty() {
            return;
        }
        let keys = AppKeys::of(model, self.knowledge);
        for file in named {
            let model = ClosedModel::new(file, model, &keys);
            self.run(file.artifact, &file.path, Model::Closed(&model));
        }
    }

    /// Keeps a file that is closed until its app's code is there to open it.
    fn keep_closed(&mut self, artifact: &Artifact<'_>) {
        let bytes = artifact.bytes.bytes();
        // Of what is too long to be kept, a part tells whether it is closed.
        let part = bytes.get(..FILE_BYTES).unwrap_or(bytes);
        if self.apps.is_empty() || !self.is_read(ModelKind::Closed) || !wordlist::is_closed(part) {
            return;
        }
        let path = artifact.origin.path.clone();
        if let Some(app) = self.app_of(&path) {
            let held: usize = app.closed.iter().map(|it| it.bytes.len()).sum();
            let left_out = ClosedFile::left_out(bytes.len(), held);
            app.closed.push(ClosedFile {
                artifact: artifact.id,
                path,
                len: bytes.len() as u64,
                bytes: match left_out {
                    Some(_) => Vec::new(),
                    None => bytes.to_vec(),
                },
                left_out,
            });
        }
    }

    fn xml(&mut self, artifact: &Artifact<'_>) {
        if artifact.origin.path.rsplit("!/").next() == Some(MANIFEST) {
            return; // Read with its APK.
        }
        let document = match Document::parse(artifact.bytes, &self.limits) {
            Ok(document) => document,
            Err(error) => {
                self.unreadable_file(artifact, &Problem::new("axml/unreadable", error));
                return;
            }
        };
        let document = self.unload(artifact.id, &artifact.origin.path, document);
        if let Some(app) = self.app_of(&artifact.origin.path) {
            app.resources.add_views(&document);
        }
        if document
            .root()
            .is_some_and(|root| root.name() == "network-security-config")
        {
            let parsed = NetworkSecurity::read(&document);
            let config = self.unload(artifact.id, &artifact.origin.path, parsed);
            self.run(
                artifact.id,
                &artifact.origin.path,
                Model::NetworkSecurity(&config),
            );
        }
    }

    /// Whether an artifact came out of an app: what looks like a record of traffic there is a file of the app,
    /// and says nothing of what the phone sent.
    fn is_in_app(&self, artifact: &Artifact<'_>) -> bool {
        let is_app = |kind| matches!(kind, Kind::Apk | Kind::ApkBundle | Kind::Apex | Kind::Jar);
        let path = artifact.origin.path.as_str();
        self.examined.artifacts.iter().any(|holder| {
            let of_holder = holder.origin.path.as_str();
            let rest = path.strip_prefix(of_holder);
            is_app(holder.kind)
                && rest.is_some_and(|rest| of_holder.is_empty() || rest.starts_with("!/"))
        })
    }

    fn traffic(&mut self, artifact: &Artifact<'_>) {
        let Some(inputs) = self.beside.traffic else {
            return;
        };
        let model = TrafficModel {
            id: artifact.id,
            kind: artifact.kind,
            source: &artifact.bytes.bytes(),
            inputs,
        };
        self.run(artifact.id, &artifact.origin.path, Model::Traffic(&model));
    }

    fn file(&mut self, artifact: &Artifact<'_>, role: FileRole) {
        let path = artifact.origin.path.clone();
        let model = FileModel {
            path: if path.is_empty() { self.path } else { &path },
            role,
            bytes: artifact.bytes,
        };
        self.run(artifact.id, &artifact.origin.path, Model::File(&model));
    }

    fn unload<T>(&mut self, artifact: ArtifactId, path: &str, parsed: Parsed<T>) -> T {
        let keep = usize::try_from(self.limits.n_problems).unwrap_or(usize::MAX);
        let n_left_out = parsed.problems.len().saturating_sub(keep);
        let more = (n_left_out > 0).then(|| {
            let says = format!("{n_left_out} more problems of this artifact are not listed");
            Problem::new("examine/more-problems", says)
        });
        for problem in parsed.problems.into_iter().take(keep).chain(more) {
            self.problem(artifact, path, problem);
        }
        parsed.value
    }

    fn unreadable_file(&mut self, artifact: &Artifact<'_>, problem: &Problem) {
        self.unreadable(artifact.id, &artifact.origin.path, artifact.kind, problem);
    }

    /// An artifact whose format is known and that could not be decoded: no examiner of such artifacts has
    /// read it.
    fn unreadable(&mut self, artifact: ArtifactId, path: &str, kind: Kind, problem: &Problem) {
        self.problem(artifact, path, problem.clone());
        let kinds = crate::model::kinds_of(kind);
        for (examiner, result) in self.examiners.iter().zip(&mut self.examined.results) {
            if examiner.doc().reads.iter().any(|it| kinds.contains(it)) {
                result.coverage.push(Coverage {
                    artifact,
                    path: path.to_owned(),
                    status: CoverageStatus::NotRead(problem.says.clone()),
                });
            }
        }
    }

    fn run(&mut self, artifact: ArtifactId, path: &str, model: Model<'_>) {
        for (examiner, result) in self.examiners.iter().zip(&mut self.examined.results) {
            if !examiner.doc().reads.contains(&model.kind()) {
                continue;
            }
            let mut sink = result.sink(artifact, path, &self.limits);
            if let Some(words) = &mut self.words {
                sink.keep_words(words);
            }
            examiner.run(model, self.knowledge, &mut sink);
            let coverage = sink.finish();
            result.coverage.push(coverage);
        }
    }
}

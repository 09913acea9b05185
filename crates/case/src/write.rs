//! Writes a case's file from what is kept of its units, in an order that follows from the inputs alone.

use crate::across::Across;
use crate::files::{self, Files};
use crate::index::Indexed;
use crate::joins::Joins;
use crate::subjects::{self, Apps, Package};
use crate::traffic;
use crate::unit::UNPACK;
use crate::{CaseError, Lab, PROTOCOL, VERSION};
use base::{ArtifactId, Problem};
use examine::EXAMINERS;
use facts::{
    ApkManifest, ApkSigner, ApkSplitMissing, AppInstalled, AppNested, Evidence, Fact, FactKind,
    FilterList, FlowJoined, ListFound, Place, Subject, Unknown, Value,
};
use fmt_apk::manifest::{At, Manifest};
use fmt_apk::splits::{self, Missing};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use store::{
    ArtifactRow, Cache, CaseWriter, CoverageRow, CoverageStatus, FactDb, InputRow, OriginRow,
    ProblemRow, UnitResult,
};

/// The name under which the case itself states facts, beside the examiners.
const CASE: &str = "case";

/// What it states: where files stood, which follows from no file's bytes.
const CASE_WRITES: &[&facts::Kind] = &[
    AppInstalled::KIND,
    AppNested::KIND,
    ApkSplitMissing::KIND,
    FilterList::KIND,
    FlowJoined::KIND,
];

/// What a case is written from.
pub(crate) struct Material<'m> {
    pub(crate) lab: &'m Lab,
    pub(crate) files: &'m Files,
    pub(crate) indexed: &'m [Indexed],
    pub(crate) cache: &'m Cache,
    pub(crate) id: &'m str,
}

/// A unit at the first of its places.
struct Placed {
    path: String,
    file: ArtifactId,
    key: ArtifactId,
    tree: UnitResult,
}

/// A file that stands in the case already, and a further path of it.
type Elsewhere = (ArtifactId, String);

/// Writes the case's file at `path`.
pub(crate) fn case(material: &Material<'_>, path: &Path) -> Result<(), CaseError> {
    let writer = CaseWriter::create(path)?;
    let db = writer.db();
    for (key, value) in [
        ("id", material.id),
        ("patikra", VERSION),
        ("knowledge", &material.lab.knowledge_digest),
        ("protocol", &PROTOCOL.to_string()),
    ] {
        db.meta(key, value)?;
    }
    for set in &material.lab.references {
        db.meta(&format!("reference set {}", set.name), &set.line())?;
    }
    let inputs = inputs(material);
    for input in &inputs {
        db.input(input)?;
    }
    let (placed, also_at) = material.placed()?;
    let packages = material.packages(&placed)?;
    let apps = subjects::apps(&packages);
    let properties = material.properties(&placed)?;
    let mut main = subjects::whole(&properties, &apps, material.id);
    let has_traffic = |unit: &Placed| {
        let kinds = ["pcap", "pcapng", "har", "mitmproxy-flows"];
        unit.tree
            .artifacts
            .iter()
            .any(|it| kinds.contains(&it.kind.as_str()))
    };
    if placed.iter().any(has_traffic) {
        main = traffic::whole(main, &apps, material.id);
    }
    if !apps.subjects.contains(&main) {
        db.subject(&main)?;
    }
    for subject in &apps.subjects {
        db.subject(subject)?;
    }
    let mut said = Said::default();
    material.unreadable(db, &mut said)?;
    let mut senders = traffic::Owners::new(&apps, &main.id);
    for unit in &placed {
        let owners = owners(unit, &apps, &main);
        material.unit(db, unit, &owners, &mut senders, &main, &mut said)?;
    }
    for (file, path) in &also_at {
        db.origin(&top_origin(*file, path))?;
    }
    installed(db, &placed, &also_at, &apps, &properties)?;
    missing_splits(db, &packages, &apps)?;
    joins(db, &apps, &main, &mut said)?;
    across(db, &apps, (&placed, &also_at), &mut said)?;
    material.answer(db, &inputs, &main, &said)?;
    writer.finish()?;
    Ok(())
}

fn inputs(material: &Material<'_>) -> Vec<InputRow> {
    let inputs = material.files.inputs.iter();
    let row = |input: &files::Input| {
        let mut units = material.files.units.iter().zip(material.indexed);
        let artifact = units.find_map(|(unit, indexed)| match indexed {
            Indexed::Kept { file, .. } if unit.path == input.path => Some(*file),
            _ => None,
        });
        InputRow {
            path: input.path.clone(),
            kind: input.kind.clone(),
            artifact: artifact.filter(|_| input.kind != "folder"),
            n_files: input.n_files,
            len: input.len,
        }
    };
    inputs.map(row).collect()
}

/// What answers are told of the reading.
#[derive(Default)]
struct Said {
    coverage: Vec<CoverageRow>,
    problems: Vec<ProblemRow>,
    artifacts: Vec<ArtifactRow>,
    seen: BTreeSet<ArtifactId>,
    joins: Joins,
    across: Across,
    /// Lists that code reads and that the inputs lack, each with the evidence of the code.
    not_given: Vec<(String, Unknown)>,
}

impl Said {
    fn coverage(&mut self, db: &FactDb, row: CoverageRow) -> Result<(), CaseError> {
        db.coverage(&row)?;
        self.coverage.push(row);
        Ok(())
    }

    fn problem(&mut self, db: &FactDb, row: ProblemRow) -> Result<(), CaseError> {
        db.problem(&row)?;
        self.problems.push(row);
        Ok(())
    }
}

fn top_origin(file: ArtifactId, path: &str) -> OriginRow {
    OriginRow {
        artifact: file,
        parent: None,
        path: path.to_owned(),
        unpacker: None,
        span: None,
    }
}

/// A path within a unit as a path in the case.
fn in_case(unit: &str, within: &str) -> String {
    if within.is_empty() {
        unit.to_owned()
    } else {
        format!("{unit}!/{within}")
    }
}

impl Material<'_> {
    /// The units in order, each once, and the further places of those that stand in several.
    fn placed(&self) -> Result<(Vec<Placed>, Vec<Elsewhere>), CaseError> {
        let mut placed = Vec::new();
        let mut also_at = Vec::new();
        let mut seen = BTreeSet::new();
        for (unit, indexed) in self.files.units.iter().zip(self.indexed) {
            let Indexed::Kept { file, key } = *indexed else {
                continue;
            };
            if !seen.insert(key) {
                also_at.push((file, unit.path.clone()));
                continue;
            }
            placed.push(Placed {
                path: unit.path.clone(),
                file,
                key,
                tree: self.result(key, UNPACK)?,
            });
        }
        Ok((placed, also_at))
    }

    fn result(&self, key: ArtifactId, examiner: &str) -> Result<UnitResult, CaseError> {
        let version = self.lab.versions.iter().find(|it| it.0 == examiner);
        let version = version.map_or("", |it| it.1.as_str());
        Ok(self
            .cache
            .result(key, examiner, version)?
            .unwrap_or_default())
    }

    /// Every APK and every other file with code of its own.
    fn packages(&self, placed: &[Placed]) -> Result<Vec<Package>, CaseError> {
        let mut packages = Vec::new();
        for unit in placed {
            let holders = unit.tree.artifacts.iter().zip(&unit.tree.origins);
            let holders: Vec<_> = holders
                .filter(|(row, origin)| is_package(&row.kind, origin.parent.is_none()))
                .collect();
            if holders.is_empty() {
                continue;
            }
            let manifests = self.result(unit.key, "apk-manifest")?;
            let signatures = self.result(unit.key, "apk-signature")?;
            for (row, origin) in holders {
                let path = in_case(&unit.path, &origin.path);
                packages.push(package(
                    unit,
                    row,
                    path,
                    &manifests.facts,
                    &signatures.facts,
                ));
            }
        }
        Ok(packages)
    }

    fn properties(&self, placed: &[Placed]) -> Result<Vec<(String, String)>, CaseError> {
        let mut properties = Vec::new();
        for unit in placed {
            if unit.tree.artifacts.iter().any(|it| it.kind == "properties") {
                let found = self.result(unit.key, "device-properties")?;
                properties.extend(found.facts.iter().filter_map(|fact| {
                    Some((
                        text(fact, "name")?.to_owned(),
                        text(fact, "value")?.to_owned(),
                    ))
                }));
            }
        }
        Ok(properties)
    }

    /// Files that could not be read, what the walk left out, and folders of apps without an app. None of
    /// them has bytes, so each stands under the name of no bytes at all.
    fn unreadable(&self, db: &FactDb, said: &mut Said) -> Result<(), CaseError> {
        let no_bytes = unpack::digest(&[]);
        let mut unread: Vec<(&str, Problem)> = Vec::new();
        for (unit, indexed) in self.files.units.iter().zip(self.indexed) {
            if let Indexed::Unreadable(problem) = indexed {
                unread.push((&unit.path, problem.clone()));
            }
        }
        for (path, problem) in &self.files.problems {
            if problem.code == "walk/link" {
                // The file it leads to is read where it stands, if it is part of the input.
                said.problem(db, ProblemRow::new(no_bytes, path, problem))?;
            } else {
                unread.push((path, problem.clone()));
            }
        }
        for path in &self.files.apps_missing {
            let problem = Problem::new("case/app-missing", "the folder of an app holds no APK");
            unread.push((path, problem));
        }
        for (path, problem) in unread {
            for examiner in EXAMINERS {
                let row = CoverageRow {
                    examiner: examiner.doc().id.to_owned(),
                    artifact: no_bytes,
                    path: path.to_owned(),
                    status: match problem.code {
                        "walk/file-too-long" | "walk/too-deep" | "walk/too-many-files" => {
                            CoverageStatus::Limit
                        }
                        _ => CoverageStatus::NotRead,
                    },
                    because: Some(problem.says.clone()),
                };
                said.coverage(db, row)?;
            }
            said.problem(db, ProblemRow::new(no_bytes, path, &problem))?;
        }
        Ok(())
    }

    fn unit(
        &self,
        db: &FactDb,
        unit: &Placed,
        owners: &BTreeMap<ArtifactId, String>,
        senders: &mut traffic::Owners<'_>,
        main: &Subject,
        said: &mut Said,
    ) -> Result<(), CaseError> {
        for (row, origin) in unit.tree.artifacts.iter().zip(&unit.tree.origins) {
            let origin = OriginRow {
                path: in_case(&unit.path, &origin.path),
                ..origin.clone()
            };
            db.origin(&origin)?;
            if !said.seen.insert(row.id) {
                continue;
            }
            db.artifact(row)?;
            said.artifacts.push(row.clone());
            if let Some(owner) = owners.get(&row.id)
                && *owner != main.id
            {
                db.app_artifact(owner, row.id)?;
            }
        }
        let placed = CoverageRow {
            examiner: CASE.to_owned(),
            artifact: unit.file,
            path: unit.path.clone(),
            status: CoverageStatus::Read,
            because: None,
        };
        said.coverage(db, placed)?;
        let examiners = EXAMINERS.iter().map(|it| it.doc().id);
        for examiner in std::iter::once(UNPACK).chain(examiners) {
            let result = if examiner == UNPACK {
                UnitResult {
                    problems: unit.tree.problems.clone(),
                    coverage: unit.tree.coverage.clone(),
                    ..UnitResult::default()
                }
            } else {
                self.result(unit.key, examiner)?
            };
            for fact in &result.facts {
                if let Some(sender) = senders.of(fact) {
                    said.joins.add(&sender, fact);
                    said.across.add(&sender, fact);
                    db.fact(&sender, fact)?;
                    continue;
                }
                let owner = match fact.kind().owner() {
                    "device" => &main.id,
                    _ => owners.get(&fact.evidence().artifact).unwrap_or(&main.id),
                };
                said.joins.add(owner, fact);
                said.across.add(owner, fact);
                db.fact(owner, fact)?;
            }
            for mut row in result.problems {
                row.path = in_case(&unit.path, &row.path);
                said.problem(db, row)?;
            }
            for mut row in result.coverage {
                row.path = in_case(&unit.path, &row.path);
                said.coverage(db, row)?;
            }
        }
        Ok(())
    }

    fn answer(
        &self,
        db: &FactDb,
        inputs: &[InputRow],
        main: &Subject,
        said: &Said,
    ) -> Result<(), CaseError> {
        let rules = &self.lab.rules;
        rules.write_references(db)?;
        let mut run = rules.run(db);
        for left_out in &self.lab.known.left_out {
            run.failures.push(rules::RuleFailure {
                rule: left_out.page.to_owned(),
                question: None,
                because: left_out.says.clone(),
            });
        }
        let examiners = EXAMINERS.iter().map(|it| (it.doc().id, it.doc().writes));
        let writes: Vec<(&str, Vec<&str>)> = examiners
            .chain([(CASE, CASE_WRITES)])
            .map(|(id, writes)| (id, writes.iter().map(|kind| kind.name).collect()))
            .collect();
        let examiners: Vec<rules::Examiner<'_>> = writes
            .iter()
            .map(|(id, writes)| rules::Examiner { id, writes })
            .collect();
        let mut answers = rules.answer(&rules::Asked {
            subject: main,
            findings: &run.findings,
            failures: &run.failures,
            coverage: &said.coverage,
            problems: &said.problems,
            artifacts: &said.artifacts,
            inputs,
            examiners: &examiners,
        });
        for finding in &run.findings {
            db.finding(finding)?;
        }
        for answer in &mut answers {
            let rests_on: BTreeSet<&str> = answer
                .findings
                .iter()
                .flat_map(facts::Finding::evidence)
                .map(facts::EvidenceId::as_str)
                .collect();
            let lacking = said.not_given.iter();
            for (_, unknown) in lacking.filter(|(code, _)| rests_on.contains(code.as_str())) {
                if !answer.unknowns.contains(unknown) {
                    answer.unknowns.push(unknown.clone());
                }
            }
            if rules.reads(&answer.question).contains(&ListFound::KIND) {
                for set in &self.lab.references {
                    let says = format!(
                        "word lists were also read by the reference set {}",
                        set.line()
                    );
                    answer.coverage.notes.push(says);
                }
            }
            for (kind, n, len) in &self.files.unread {
                answer.coverage.notes.push(format!(
                    "{n} {} files outside of apps ({len} bytes) are read by no examiner",
                    kind.name()
                ));
            }
            db.answer(answer)?;
        }
        Ok(())
    }
}

fn is_package(kind: &str, is_file: bool) -> bool {
    match kind {
        "apk" | "apex" => true,
        "jar" | "dex" => is_file,
        _ => false,
    }
}

fn text<'f>(fact: &'f Fact, column: &str) -> Option<&'f str> {
    let position = fact
        .kind()
        .columns
        .iter()
        .position(|it| it.name == column)?;
    match fact.values().get(position)? {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn package(
    unit: &Placed,
    apk: &ArtifactRow,
    path: String,
    manifests: &[Fact],
    signatures: &[Fact],
) -> Package {
    let is_of_it = |fact: &&Fact| {
        let origins = unit.tree.origins.iter();
        fact.kind() == ApkManifest::KIND
            && origins
                .filter(|origin| origin.artifact == fact.evidence().artifact)
                .any(|origin| origin.parent == Some(apk.id))
    };
    let manifest = manifests.iter().find(is_of_it);
    let said = |column: &str| {
        manifest
            .and_then(|fact| text(fact, column))
            .map(str::to_owned)
    };
    let is_signer = |fact: &&Fact| {
        let column = fact
            .kind()
            .columns
            .iter()
            .position(|it| it.name == "of_app");
        fact.kind() == ApkSigner::KIND
            && fact.evidence().artifact == apk.id
            && column.and_then(|it| fact.values().get(it)) == Some(&Value::Int(1))
    };
    let signer = signatures.iter().find(is_signer);
    let is_file = apk.id == unit.file;
    Package {
        artifact: apk.id,
        // The APKs of one bundle, or of one folder, may be one app.
        place: if is_file {
            path.rsplit_once('/')
                .map_or("", |(folder, _)| folder)
                .to_owned()
        } else {
            unit.path.clone()
        },
        path,
        name: said("package"),
        label: said("label").filter(|label| !label.starts_with(['@', '?'])),
        version: said("version_name"),
        split: said("split"),
        signer: signer
            .and_then(|fact| text(fact, "certificate"))
            .map(str::to_owned),
    }
}

/// The subject of each artifact of a unit: the app of the nearest APK around it, or the case's main subject.
fn owners(unit: &Placed, apps: &Apps, main: &Subject) -> BTreeMap<ArtifactId, String> {
    let mut owners: BTreeMap<ArtifactId, String> = BTreeMap::new();
    for (row, origin) in unit.tree.artifacts.iter().zip(&unit.tree.origins) {
        if owners.contains_key(&row.id) {
            continue;
        }
        let from_parent = origin.parent.and_then(|parent| owners.get(&parent));
        let bundled = || {
            let inner = unit
                .tree
                .artifacts
                .iter()
                .find_map(|it| apps.app_of.get(&it.id));
            inner.filter(|_| row.kind == "apk-bundle")
        };
        let owner = apps.app_of.get(&row.id).or(from_parent).or_else(bundled);
        let owner = owner.or_else(|| of_data(&in_case(&unit.path, &origin.path), apps));
        owners.insert(row.id, owner.unwrap_or(&main.id).clone());
    }
    owners
}

/// The app whose data a file of this path is, where just one app of the case has that package.
fn of_data<'a>(path: &str, apps: &'a Apps) -> Option<&'a String> {
    let file = fmt_state::app_data::of_path(path)?;
    let is_it = |it: &&Subject| it.package.as_deref() == Some(file.package);
    let mut found = apps.subjects.iter().filter(is_it);
    let first = found.next()?;
    found.next().is_none().then_some(&first.id)
}

/// States which list belongs to which code, and which lists were not given.
fn joins(db: &FactDb, apps: &Apps, main: &Subject, said: &mut Said) -> Result<(), CaseError> {
    for joined in said.joins.joined(apps, main) {
        let fact = &joined.fact;
        if fact.state == "not-given"
            && let Some(code) = &fact.code_evidence
        {
            let package = fact.package.as_deref().unwrap_or("an app");
            let name = match fact.place.as_str() {
                "http" => format!("the server's list ({})", fact.name),
                place => format!("the list that {package} gets from: {place} {}", fact.name),
            };
            let unknown = Unknown {
                what: format!("what is in {name}"),
                because: format!("it was not given; look for {}", fact.look_for),
            };
            said.not_given.push((code.clone(), unknown));
        }
        if fact.state == "no-list"
            && let Some(code) = &fact.code_evidence
        {
            let package = fact.package.as_deref().unwrap_or("an app");
            let unknown = Unknown {
                what: format!(
                    "what is in the list that {package} reads from: {} {}",
                    fact.place, fact.name
                ),
                because: format!(
                    "no list was recognised in {}, though code compares texts with it: it may be encrypted, or of a form that is not read",
                    fact.look_for
                ),
            };
            said.not_given.push((code.clone(), unknown));
        }
        let shown = joined.fact.shown_by(joined.evidence);
        db.fact(&joined.owner, &shown)?;
    }
    Ok(())
}

/// States the ways that lead through several apps.
fn across(
    db: &FactDb,
    apps: &Apps,
    (placed, also_at): (&[Placed], &[Elsewhere]),
    said: &mut Said,
) -> Result<(), CaseError> {
    let firsts = placed.iter().map(|unit| (unit.file, unit.path.as_str()));
    let others = also_at.iter().map(|(file, path)| (*file, path.as_str()));
    let privileged: BTreeSet<String> = firsts
        .chain(others)
        .filter(|(_, path)| files::partition(path).1)
        .filter_map(|(file, _)| apps.app_of.get(&file).cloned())
        .collect();
    let all = said.across.joined(apps, &privileged);
    if all.cut {
        let says = "a bound was reached: not all ways through several apps were looked at";
        let problem = Problem::new("case/ways-across-cut", says);
        said.problem(db, ProblemRow::new(unpack::digest(&[]), "", &problem))?;
    }
    for joined in all.ways {
        let shown = joined.fact.shown_by(joined.evidence);
        db.fact(&joined.owner, &shown)?;
    }
    Ok(())
}

fn whole(artifact: ArtifactId, says: String) -> Evidence {
    Evidence {
        artifact,
        place: Place::Whole,
        says,
    }
}

/// States where apps stood, and what stands inside them.
fn installed(
    db: &FactDb,
    placed: &[Placed],
    also_at: &[Elsewhere],
    apps: &Apps,
    properties: &[(String, String)],
) -> Result<(), CaseError> {
    let firsts = placed.iter().map(|unit| (unit.file, unit.path.as_str()));
    let others = also_at.iter().map(|(file, path)| (*file, path.as_str()));
    for (file, path) in firsts.chain(others) {
        let Some(app) = apps.app_of.get(&file) else {
            continue;
        };
        let (partition, privileged) = files::partition(path);
        let fact = AppInstalled {
            path: path.to_owned(),
            partition: partition.map(str::to_owned),
            privileged,
            // Firmware is known by its properties; what stands in `data` came later.
            preinstalled: !properties.is_empty() && partition.is_some_and(|it| it != "data"),
        };
        db.fact(
            app,
            &fact.shown_by(whole(file, format!("stands at {path}"))),
        )?;
    }
    for unit in placed {
        for (row, origin) in unit.tree.artifacts.iter().zip(&unit.tree.origins) {
            let is_nested = matches!(
                row.kind.as_str(),
                "apk" | "dex" | "jar" | "zip" | "apex" | "apk-bundle"
            );
            let name = origin.path.rsplit("!/").next().unwrap_or_default();
            let is_own_code = row.kind == "dex" && !name.contains('/');
            let Some(parent) = origin.parent.filter(|_| is_nested && !is_own_code) else {
                continue;
            };
            let holder = apps
                .app_of
                .get(&parent)
                .or_else(|| apps.app_of.get(&unit.file));
            let Some(app) = holder else { continue };
            let fact = AppNested {
                path: origin.path.clone(),
                kind: row.kind.clone(),
            };
            let says = format!("stands inside the app at {}", origin.path);
            db.fact(app, &fact.shown_by(whole(row.id, says)))?;
        }
    }
    Ok(())
}

/// States which splits an app needs and the inputs lack.
fn missing_splits(db: &FactDb, packages: &[Package], apps: &Apps) -> Result<(), CaseError> {
    // What each APK says of splits is in the facts just written; its manifest is put together from them, so
    // that one piece of code decides what is missing.
    let sql = "SELECT app, parent, role, name FROM apk_split JOIN origin USING (artifact) ORDER BY apk_split.rowid, origin.rowid";
    let said = db.query(sql, &store::QueryLimits::default())?;
    let mut by_apk: BTreeMap<String, Manifest> = BTreeMap::new();
    for row in &said.rows {
        let cell = |n: usize| row.get(n).map(store::Cell::text).unwrap_or_default();
        let manifest = by_apk.entry(cell(1)).or_default();
        let at = At::new(cell(3), base::Span::new(0, 0));
        match cell(2).as_str() {
            "is" => manifest.split = Some(at),
            "provides-type" => manifest.split_types.push(at),
            "requires-split" => manifest.uses_splits.push(at),
            "requires-type" => manifest.required_split_types.push(at),
            "requires-any" => manifest.is_split_required = Some(At::new(true, at.span)),
            _ => {}
        }
    }
    let mut members: BTreeMap<&str, Vec<&Package>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for package in packages {
        if let Some(app) = apps.app_of.get(&package.artifact)
            && seen.insert(package.artifact)
        {
            members.entry(app).or_default().push(package);
        }
    }
    for (app, packages) in members {
        let ids = packages.iter().map(|it| it.artifact.to_string());
        let manifests: Vec<Manifest> = ids
            .map(|id| by_apk.get(&id).cloned().unwrap_or_default())
            .collect();
        if manifests.iter().all(|it| *it == Manifest::default()) {
            continue;
        }
        let manifests: Vec<&Manifest> = manifests.iter().collect();
        for group in splits::group(&manifests).value {
            for missing in group.missing {
                let split = match missing {
                    Missing::Base => "the base APK".to_owned(),
                    Missing::Split(name) => name,
                    Missing::SplitType(name) => format!("any of type {name}"),
                    Missing::AnySplit => "any split".to_owned(),
                };
                let Some(package) = packages.first() else {
                    continue;
                };
                let says = format!("needs {split}, which the inputs lack");
                let fact = ApkSplitMissing { split };
                db.fact(app, &fact.shown_by(whole(package.artifact, says)))?;
            }
        }
    }
    Ok(())
}

//! The laboratory: assesses inputs into a case folder, and opens case folders.

use crate::files::{self, Files, Given};
use crate::index::{Index, Indexed};
use crate::references::Reference;
use crate::traffic::TrafficOptions;
use crate::write::Material;
use crate::{CaseError, Dossier, Question, RulePage, unit, write};
use base::Limits;
use examine::TrafficInputs;
use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use store::{Cache, CaseReader, QueryLimits, Table};

/// The version of Patikra, as in its release.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The version of the protocol: which questions are asked.
pub const PROTOCOL: u32 = 1;

pub(crate) const CASE_FILE: &str = "case.sqlite";
const WORK_FILE: &str = "work.sqlite";
const INPUTS_FILE: &str = "inputs.json";

/// What a laboratory works with.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A knowledge base of the user's; `None` for the one that came with Patikra.
    pub knowledge: Option<PathBuf>,
    /// A folder with reference sets of the user's; `None` for none.
    pub references: Option<PathBuf>,
    /// The bounds of a run.
    pub limits: Limits,
}

/// Is told how far an assessment has come; from several threads at once.
pub trait Progress: Sync {
    /// Reading begins: so many files, so many bytes.
    fn begin(&self, n_files: u64, len: u64);
    /// A file was read, or found to be known.
    fn read(&self, path: &str, len: u64);
    /// A stage after reading begins.
    fn stage(&self, name: &str);
}

/// Tells nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn begin(&self, _n_files: u64, _len: u64) {}
    fn read(&self, _path: &str, _len: u64) {}
    fn stage(&self, _name: &str) {}
}

/// A laboratory: knowledge, rules and bounds.
#[derive(Debug)]
pub struct Lab {
    pub(crate) rules: rules::Rules,
    pub(crate) known: examine::Knowledge,
    /// Of the whole knowledge base, as `sha256:` and hex.
    pub(crate) knowledge_digest: String,
    /// Of the pages that examiners read.
    pub(crate) versions: Vec<(&'static str, String)>,
    pub(crate) limits: Limits,
    /// The user's reference sets.
    pub(crate) references: Vec<Reference>,
}

impl Lab {
    /// Loads the knowledge base.
    ///
    /// # Errors
    /// [`CaseError::Knowledge`] and [`CaseError::BadKnowledge`]. A wrong rule is no error: it is left out and
    /// every answer names it.
    pub fn new(options: &Options) -> Result<Self, CaseError> {
        let knowledge = match &options.knowledge {
            Some(folder) => rules::Knowledge::from_dir(folder)?,
            None => rules::Knowledge::embedded(),
        };
        let mut pages = Context::new(&SHA256);
        for page in examine::Knowledge::PAGES {
            let bytes = knowledge.file(page).unwrap_or_default();
            pages.update(unpack::digest(bytes).digest());
        }
        let decoders: Vec<(&str, &[u8])> = knowledge
            .files()
            .filter(|(path, _)| {
                path.starts_with(examine::Knowledge::DECODERS)
                    && path.rsplit_once('.').is_some_and(|(_, it)| it == "md")
            })
            .collect();
        for (path, bytes) in &decoders {
            pages.update(path.as_bytes());
            pages.update(unpack::digest(bytes).digest());
        }
        let references = match &options.references {
            Some(folder) => Reference::all(folder)?,
            None => Vec::new(),
        };
        let mut knowledge_digest = knowledge.digest();
        for set in &references {
            pages.update(&set.digest());
            let both = [knowledge_digest.as_bytes(), &set.digest()].concat();
            knowledge_digest = unpack::digest(&both).to_string();
        }
        let pages = pages.finish();
        let pages = pages.as_ref().get(..8).unwrap_or_default();
        let mut known = examine::Knowledge::load(|page| knowledge.file(page))?;
        known.add_decoders(decoders.into_iter())?;
        for set in &references {
            for (theme, terms) in &set.terms {
                known.word_lists.add_reference(&set.name, *theme, terms);
            }
        }
        Ok(Self {
            rules: rules::Rules::load(&knowledge)?,
            known,
            knowledge_digest,
            versions: unit::versions(&base::hex(pages)),
            limits: options.limits,
            references,
        })
    }

    /// Lines of the knowledge base that could not be used and are left out, by page.
    pub fn left_out(&self) -> impl Iterator<Item = String> {
        self.known.left_out.iter().map(ToString::to_string)
    }

    /// The rules of the knowledge base.
    pub fn rules(&self) -> &rules::Rules {
        &self.rules
    }

    /// Assesses the inputs, which all belong to one phone, into the case folder `folder`.
    ///
    /// What an earlier run of the same inputs has done is not done again; one that was killed is completed,
    /// with the same result as if it had not been.
    ///
    /// # Errors
    /// [`CaseError`], by cause. What is wrong inside the inputs is no error; the case records it.
    pub fn assess(
        &self,
        inputs: &[PathBuf],
        folder: &Path,
        progress: &dyn Progress,
    ) -> Result<Case, CaseError> {
        self.assess_with(inputs, &TrafficOptions::default(), folder, progress)
    }

    /// As [`Lab::assess`], with what was given beside records of traffic.
    ///
    /// # Errors
    /// [`CaseError`], by cause; [`CaseError::TrafficOption`] where an option is none.
    pub fn assess_with(
        &self,
        inputs: &[PathBuf],
        traffic: &TrafficOptions,
        folder: &Path,
        progress: &dyn Progress,
    ) -> Result<Case, CaseError> {
        fs::create_dir_all(folder).map_err(|source| CaseError::Folder {
            path: folder.to_owned(),
            source,
        })?;
        let given: Vec<Given> = inputs
            .iter()
            .map(|path| Given {
                shown: path.clone(),
                disk_path: path.clone(),
            })
            .collect();
        let mut files = self.find(&given, folder)?;
        let beside = traffic.read(Path::new(""), &mut files, &self.limits)?;
        let cache = Mutex::new(Cache::open(&folder.join(WORK_FILE))?);
        let indexed = self.index(&files, &beside, &cache, progress)?;
        let id = self.id(&files, &indexed);
        keep_inputs(folder, inputs, traffic)?;
        let path = folder.join(CASE_FILE);
        let is_done = CaseReader::open(&path)
            .and_then(|case| case.meta())
            .is_ok_and(|meta| meta.iter().any(|(key, value)| key == "id" && *value == id));
        if !is_done {
            progress.stage("writing facts, running rules");
            let cache = cache.into_inner().unwrap_or_else(PoisonError::into_inner);
            let material = Material {
                lab: self,
                files: &files,
                indexed: &indexed,
                cache: &cache,
                id: &id,
            };
            write::case(&material, &path)?;
        }
        Case::open(folder)
    }

    pub(crate) fn find(&self, inputs: &[Given], folder: &Path) -> Result<Files, CaseError> {
        let mut files = files::find(inputs, &self.limits)?;
        files.leave_out(inputs, folder);
        if files.units.is_empty() {
            return Err(CaseError::Nothing(
                inputs.iter().map(|it| it.shown.clone()).collect(),
            ));
        }
        Ok(files)
    }

    pub(crate) fn index(
        &self,
        files: &Files,
        traffic: &TrafficInputs,
        cache: &Mutex<Cache>,
        progress: &dyn Progress,
    ) -> Result<Vec<Indexed>, CaseError> {
        progress.begin(
            files.units.len() as u64,
            files.units.iter().map(|unit| unit.file.len).sum(),
        );
        let index = Index {
            cache,
            knowledge: &self.known,
            versions: &self.versions,
            limits: self.limits,
            traffic,
            traffic_id: traffic.digest(),
            progress,
        };
        let indexed = index.run(&files.units)?;
        index.closed(&files.units, indexed)
    }

    /// The case's name: over everything that its content follows from.
    pub(crate) fn id(&self, files: &Files, indexed: &[Indexed]) -> String {
        let mut hash = Context::new(&SHA256);
        let mut add = |text: &str| {
            hash.update(&(text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        };
        add(VERSION);
        add(&self.knowledge_digest);
        add(&format!("{:?}", self.limits));
        for (examiner, version) in &self.versions {
            add(examiner);
            add(version);
        }
        for input in &files.inputs {
            add(&input.path);
            add(&format!("{} {} {}", input.kind, input.n_files, input.len));
        }
        for (unit, indexed) in files.units.iter().zip(indexed) {
            add(&unit.path);
            add(&format!("{indexed:?}"));
        }
        for (kind, n, len) in &files.unread {
            add(&format!("{} {n} {len}", kind.name()));
        }
        for (path, problem) in &files.problems {
            add(path);
            add(&problem.to_string());
        }
        files.apps_missing.iter().for_each(|path| add(path));
        format!("sha256:{}", base::hex(hash.finish().as_ref()))
    }
}

/// The inputs as they were given and where they were; not part of the case's content, since the same inputs
/// may stand elsewhere tomorrow.
#[derive(Serialize, Deserialize)]
pub(crate) struct InputPlaces {
    pub(crate) given: Vec<PathBuf>,
    pub(crate) from: PathBuf,
    #[serde(default, skip_serializing_if = "TrafficOptions::is_empty")]
    pub(crate) traffic: TrafficOptions,
}

fn keep_inputs(
    folder: &Path,
    inputs: &[PathBuf],
    traffic: &TrafficOptions,
) -> Result<(), CaseError> {
    let path = folder.join(INPUTS_FILE);
    let error = |source| CaseError::Folder {
        path: path.clone(),
        source,
    };
    let places = InputPlaces {
        given: inputs.to_vec(),
        from: std::env::current_dir().map_err(error)?,
        traffic: traffic.clone(),
    };
    let text = serde_json::to_string_pretty(&places).map_err(|it| error(it.into()))?;
    fs::write(&path, text).map_err(error)
}

/// A case on disk.
#[derive(Debug)]
pub struct Case {
    pub(crate) folder: PathBuf,
    pub(crate) reader: CaseReader,
}

impl Case {
    /// Opens a case folder.
    ///
    /// # Errors
    /// [`CaseError::Store`] where there is none, or one of a newer Patikra.
    pub fn open(folder: &Path) -> Result<Self, CaseError> {
        Ok(Self {
            folder: folder.to_owned(),
            reader: CaseReader::open(&folder.join(CASE_FILE))?,
        })
    }

    /// Runs a query of the user's that only reads; at most `n_rows` rows.
    ///
    /// # Errors
    /// [`CaseError::Query`] where it is not one statement that reads, or runs too long.
    pub fn query(&self, sql: &str, n_rows: usize) -> Result<Table, CaseError> {
        let limits = QueryLimits {
            n_rows,
            ..QueryLimits::default()
        };
        Ok(self.reader.query(sql, &limits)?)
    }

    /// The inputs as they were given, and where they were then.
    pub(crate) fn inputs(&self) -> Result<Vec<Given>, CaseError> {
        let places = self.places()?;
        let given = |path: &PathBuf| Given {
            shown: path.clone(),
            disk_path: places.from.join(path),
        };
        Ok(places.given.iter().map(given).collect())
    }

    /// What was given, as it was kept.
    pub(crate) fn places(&self) -> Result<InputPlaces, CaseError> {
        let path = self.folder.join(INPUTS_FILE);
        let error = |source| CaseError::Folder {
            path: path.clone(),
            source,
        };
        let text = fs::read_to_string(&path).map_err(error)?;
        serde_json::from_str(&text).map_err(|it| error(it.into()))
    }

    /// Everything that a report says.
    ///
    /// # Errors
    /// [`CaseError::Store`] where the case's file is damaged.
    pub fn dossier(&self, lab: &Lab) -> Result<Dossier, CaseError> {
        let meta: BTreeMap<String, String> = self.reader.meta()?.into_iter().collect();
        let text = |key: &str| meta.get(key).cloned().unwrap_or_default();
        let answers = self.reader.answers()?;
        let findings = || answers.iter().flat_map(|answer| &answer.findings);
        let mut evidence = BTreeMap::new();
        let mut rules = BTreeMap::new();
        for finding in findings() {
            for id in finding.evidence() {
                if !evidence.contains_key(id)
                    && let Some(row) = self.reader.evidence(id)?
                {
                    evidence.insert(id.clone(), row);
                }
            }
            if let Some(rule) = lab.rules.rule(&finding.rule) {
                rules.entry(rule.id.clone()).or_insert_with(|| RulePage {
                    title: rule.title.clone(),
                    prose: rule.prose.clone(),
                    references: rule.spec.clone(),
                });
            }
        }
        let mut problems: BTreeMap<String, u64> = BTreeMap::new();
        for problem in self.reader.problems()? {
            *problems.entry(problem.code).or_default() += 1;
        }
        // The main subject first, whatever its kind.
        let mut subjects = self.reader.subjects()?;
        if let Some(main) = answers.first().map(|answer| answer.subject.clone()) {
            subjects.sort_by_key(|subject| subject.id != main);
        }
        Ok(Dossier {
            id: text("id"),
            version: text("patikra"),
            knowledge: text("knowledge"),
            protocol: text("protocol").parse().unwrap_or(PROTOCOL),
            inputs: self.reader.inputs()?,
            subjects,
            questions: lab
                .rules
                .questions()
                .iter()
                .map(|question| Question {
                    id: question.id.clone(),
                    title: question.title.clone(),
                    text: question.question.clone(),
                })
                .collect(),
            answers,
            evidence,
            rules,
            problems: problems.into_iter().collect(),
        })
    }
}

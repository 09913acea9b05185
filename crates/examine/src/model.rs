//! What examiners read: the decoded form of each artifact.

use crate::traffic::TrafficModel;
use base::{Budget, Problem, Span, View};
use fmt_apk::arsc::Table;
use fmt_apk::manifest::Manifest;
use fmt_apk::network_security::NetworkSecurity;
use fmt_apk::signing::Signatures;
use fmt_apk::zip::ZipFile;
use fmt_dex::{Dex, FieldIdx, MethodIdx, PoolRef, StringIdx};
use fmt_state::permissions::PermissionFile;
use fmt_state::properties::Property;

/// A kind of model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelKind {
    /// [`Model::Apk`]
    Apk,
    /// [`Model::Manifest`]
    Manifest,
    /// [`Model::NetworkSecurity`]
    NetworkSecurity,
    /// [`Model::Resources`]
    Resources,
    /// [`Model::Dex`]
    Dex,
    /// [`Model::App`]
    App,
    /// [`Model::Closed`]
    Closed,
    /// [`Model::File`]
    File,
    /// [`Model::Properties`]
    Properties,
    /// [`Model::Permissions`]
    Permissions,
    /// [`Model::Traffic`]
    Traffic,
}

/// A decoded artifact.
#[derive(Clone, Copy)]
pub enum Model<'a> {
    /// An APK or another zip with code: its directory and signatures.
    Apk(&'a ApkModel<'a>),
    /// An `AndroidManifest.xml`.
    Manifest(&'a Manifest),
    /// A network security config.
    NetworkSecurity(&'a NetworkSecurity),
    /// A resource table.
    Resources(&'a Table<'a>),
    /// A DEX file.
    Dex(&'a DexModel<'a>),
    /// An app as one program.
    App(&'a crate::app::AppProgram<'a>),
    /// A file of an app that only something in the app's code opens.
    Closed(&'a crate::closed::ClosedModel<'a>),
    /// A file without a model of its own: an asset, a native library, a text.
    File(&'a FileModel<'a>),
    /// Properties of a partition.
    Properties(&'a [Property<'a>]),
    /// Privileged permissions and features of a partition.
    Permissions(&'a PermissionFile),
    /// A record of what a phone sent.
    Traffic(&'a TrafficModel<'a>),
}

impl Model<'_> {
    /// Its kind.
    pub const fn kind(&self) -> ModelKind {
        match self {
            Self::Apk(_) => ModelKind::Apk,
            Self::Manifest(_) => ModelKind::Manifest,
            Self::NetworkSecurity(_) => ModelKind::NetworkSecurity,
            Self::Resources(_) => ModelKind::Resources,
            Self::Dex(_) => ModelKind::Dex,
            Self::App(_) => ModelKind::App,
            Self::Closed(_) => ModelKind::Closed,
            Self::File(_) => ModelKind::File,
            Self::Properties(_) => ModelKind::Properties,
            Self::Permissions(_) => ModelKind::Permissions,
            Self::Traffic(_) => ModelKind::Traffic,
        }
    }
}

/// The models that an artifact of this kind would have, could it be decoded.
pub(crate) const fn kinds_of(kind: unpack::Kind) -> &'static [ModelKind] {
    use unpack::Kind;
    match kind {
        Kind::Dex => &[ModelKind::Dex],
        Kind::CompactDex | Kind::Odex | Kind::Vdex | Kind::Oat => &[ModelKind::Dex, ModelKind::App],
        Kind::BinaryXml => &[ModelKind::Manifest, ModelKind::NetworkSecurity],
        Kind::ResourceTable => &[ModelKind::Resources],
        Kind::Properties => &[ModelKind::Properties],
        Kind::Permissions => &[ModelKind::Permissions],
        Kind::Pcap | Kind::Pcapng | Kind::Har | Kind::MitmFlows => &[ModelKind::Traffic],
        Kind::Apk | Kind::ApkBundle | Kind::Apex | Kind::Jar | Kind::Zip => &[ModelKind::Apk],
        _ => &[],
    }
}

/// An APK as a container.
pub struct ApkModel<'a> {
    /// Which of the formats that are zips it is.
    pub kind: unpack::Kind,
    /// Its directory.
    pub zip: &'a ZipFile<'a>,
    /// How its signatures stand; `None` for a container that Android does not verify by itself.
    pub signatures: Option<Signatures>,
}

/// What a file without a model of its own is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileRole {
    /// A file that came inside an app.
    Asset,
    /// Native code inside an app.
    Native,
    /// A file of the input that stands by itself.
    Loose,
}

impl FileRole {
    /// Its name in facts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asset => "asset",
            Self::Native => "native",
            Self::Loose => "file",
        }
    }
}

/// A file without a model of its own.
pub struct FileModel<'a> {
    /// Its path in the file examined; empty for the file itself.
    pub path: &'a str,
    /// What it is.
    pub role: FileRole,
    /// Its bytes; of a database with a write-ahead log beside it, as a reader of both sees them.
    pub bytes: View<'a>,
    /// Whether its bytes are not the artifact's alone.
    pub log: LogRead,
}

/// What a write-ahead log has to do with a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogRead {
    /// Nothing.
    #[default]
    None,
    /// The file is a database, and pages of its log stand in its bytes.
    Into {
        /// Bytes of the file itself.
        own_len: u64,
        /// Pages that are the log's.
        n_pages: usize,
        /// The log.
        log: base::ArtifactId,
    },
    /// The file is a log, and was read with its database.
    IsLog,
}

/// A place in code that uses something of the DEX file's tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site<I> {
    /// What is used.
    pub target: I,
    /// The method that uses it.
    pub caller: MethodIdx,
    /// From the start of that method's instructions, in code units.
    pub offset: u32,
    /// The instruction's bytes.
    pub span: Span,
}

/// A DEX file with every instruction decoded once and indexed by what it uses.
///
/// Invariant: each list is ordered by target, and for one target by place.
pub struct DexModel<'a> {
    /// The file's tables.
    pub dex: Dex<'a>,
    /// Calls.
    pub calls: Vec<Site<MethodIdx>>,
    /// Uses of strings.
    pub strings: Vec<Site<StringIdx>>,
    /// Reads and writes of fields.
    pub fields: Vec<Site<FieldIdx>>,
    /// Methods with code.
    pub n_code: u64,
    /// Code units in them.
    pub n_code_units: u64,
    /// What was wrong with classes and code.
    pub problems: Vec<Problem>,
    /// Whether code was left undecoded because the methods together claim more of it than the file can hold.
    pub is_cut: bool,
}

/// Code units that are decoded for each byte of the file: 4. Real files have at most half a unit for each byte;
/// shortened files let some methods share their code, and hostile ones let all of them overlap.
const UNITS_PER_BYTE: u64 = 4;

impl<'a> DexModel<'a> {
    /// Decodes every instruction of `dex`.
    pub fn new(dex: Dex<'a>) -> Self {
        let mut model = Self {
            calls: Vec::new(),
            strings: Vec::new(),
            fields: Vec::new(),
            n_code: 0,
            n_code_units: 0,
            problems: Vec::new(),
            is_cut: false,
            dex,
        };
        let mut budget = Budget::new(model.dex.container().len().saturating_mul(UNITS_PER_BYTE));
        for class in model.dex.classes() {
            model.class(class, &mut budget);
        }
        if model.is_cut {
            let says =
                "the methods claim more code than the file can hold; some of it was not decoded";
            model.problems.push(Problem::new("dex/too-much-code", says));
        }
        model.calls.sort_by_key(|site| site.target);
        model.strings.sort_by_key(|site| site.target);
        model.fields.sort_by_key(|site| site.target);
        model
    }

    fn class(&mut self, class: fmt_dex::ClassIdx, budget: &mut Budget) {
        let class = match self.dex.class(class) {
            Ok(class) => class,
            Err(error) => {
                self.problems.push(error.problem());
                return;
            }
        };
        let data = self.dex.class_data(&class).unload(&mut self.problems);
        for method in data.methods() {
            match self.dex.code(method) {
                Ok(Some(code)) if budget.take(u64::from(code.n_units)) => {
                    self.code(method.idx, &code);
                }
                Ok(Some(_)) => self.is_cut = true,
                Ok(None) => {}
                Err(error) => self.problems.push(error.problem()),
            }
        }
    }

    fn code(&mut self, caller: MethodIdx, code: &fmt_dex::Code<'_>) {
        self.n_code += 1;
        self.n_code_units += u64::from(code.n_units);
        for instruction in code.instructions() {
            let (offset, instruction) = match instruction {
                Ok(instruction) => instruction,
                Err(error) => {
                    self.problems.push(code.problem(&error));
                    return;
                }
            };
            let Some(used) = instruction.pool() else {
                continue;
            };
            let span = code.span_at(offset, instruction.units());
            match used {
                PoolRef::Method(target) | PoolRef::MethodProto(target, _) => {
                    let site = Site {
                        target,
                        caller,
                        offset,
                        span,
                    };
                    self.calls.push(site);
                }
                PoolRef::String(target) => {
                    let site = Site {
                        target,
                        caller,
                        offset,
                        span,
                    };
                    self.strings.push(site);
                }
                PoolRef::Field(target) => {
                    let site = Site {
                        target,
                        caller,
                        offset,
                        span,
                    };
                    self.fields.push(site);
                }
                _ => {}
            }
        }
    }

    /// The calls of one method.
    pub fn calls_of(&self, method: MethodIdx) -> &[Site<MethodIdx>] {
        run(&self.calls, method)
    }

    /// The uses of one string.
    pub fn uses_of_string(&self, string: StringIdx) -> &[Site<StringIdx>] {
        run(&self.strings, string)
    }

    /// The uses of one field.
    pub fn uses_of_field(&self, field: FieldIdx) -> &[Site<FieldIdx>] {
        run(&self.fields, field)
    }
}

/// The part of a list ordered by target that has this target.
fn run<I: Ord + Copy>(sites: &[Site<I>], target: I) -> &[Site<I>] {
    let from = sites.partition_point(|site| site.target < target);
    let to = sites.partition_point(|site| site.target <= target);
    sites.get(from..to).unwrap_or_default()
}

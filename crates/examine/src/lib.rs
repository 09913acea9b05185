//! Examiners: models in, facts out.
//!
//! [`examine`] opens one file of an input, builds a model of everything inside it that has one, and hands
//! each model to the [`EXAMINERS`] that read its kind. What an examiner states depends on the file's bytes
//! and on the knowledge given to it, on nothing else, so it can be kept under their names.

mod address;
mod app;
mod cipher;
mod closed;
mod engine;
mod examiners;
mod filter;
mod knowledge;
mod model;
mod parameter;
mod region;
mod sink;
mod traffic;

pub use ::traffic::canary::Canary;
pub use ::traffic::decoder::payload_key::PayloadKey;
pub use app::{AppDex, AppModel, AppProgram, AppResources};
pub use closed::{AppKeys, ClosedFile, ClosedModel, KeysByPackage};
pub use engine::{
    ArtifactFound, Beside, Examined, ExaminerResult, ListRead, examine, examine_capture, lists,
};
pub use examiners::{EXAMINERS, Examiner, ExaminerDoc};
pub use knowledge::{Api, BadKnowledge, ClosedStore, Knowledge, Library};
pub use model::{ApkModel, DexModel, FileModel, FileRole, LogRead, Model, ModelKind, Site};
pub use region::Regions;
pub use sink::{Coverage, CoverageStatus, Sink};
pub use traffic::{
    BadMark, Countries, Mark, Marks, Numbered, TrafficInputs, TrafficModel, TrafficSource,
    exchange_id, read as read_traffic,
};

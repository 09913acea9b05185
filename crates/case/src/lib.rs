//! The façade: a laboratory that makes cases, and cases that answer.
//!
//! [`Lab::assess`] reads inputs and writes a case folder; [`Case`] opens one. Hosts and reports see only the
//! plain types of this crate and of `facts`.

mod callers;
mod dossier;
mod error;
mod files;
mod gate;
mod index;
mod lab;
mod listing;
mod member;
mod show;
mod source;
mod subjects;
mod unit;
mod verify;
mod write;
mod xref;

pub use callers::{Callers, Use};
pub use dossier::{Dossier, Question, RulePage};
pub use error::CaseError;
pub use lab::{Case, Lab, Options, PROTOCOL, Progress, Quiet, VERSION};
pub use listing::{ClassPlace, Listed, ListedInstruction, Listings};
pub use member::{BadMemberName, MemberName};
pub use rules::{Knowledge, Rule, Rules, TestReport, new_page};
pub use show::Shown;
pub use source::{Gap, Source};
pub use store::{Cell, EvidenceRow, InputRow, Table};
pub use verify::Difference;
pub use xref::{BadPattern, Pattern, StringUse, StringUses};

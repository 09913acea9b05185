//! The façade: a laboratory that makes cases, and cases that answer.
//!
//! [`Lab::assess`] reads inputs and writes a case folder; [`Case`] opens one. Hosts and reports see only the
//! plain types of this crate and of `facts`.

mod across;
mod callers;
mod dossier;
mod error;
mod files;
mod flows;
mod gate;
mod index;
mod joins;
mod keys;
mod lab;
mod listing;
mod lists;
mod lists_csv;
mod lists_diff;
mod lists_match;
mod member;
mod references;
mod show;
mod source;
mod subjects;
mod traffic;
mod unit;
mod verify;
mod ways;
mod write;
mod xref;

pub use callers::{Callers, Use};
pub use dossier::{Dossier, Question, RulePage};
pub use error::CaseError;
pub use flows::{Answered, Sent, SentBody};
pub use lab::{Case, Lab, Options, PROTOCOL, Progress, Quiet, VERSION};
pub use listing::{ClassPlace, Listed, ListedInstruction, Listings};
pub use lists::{BadLists, LISTS_SCHEMA, List, Lists, Reader};
pub use lists_csv::lists_csv;
pub use lists_diff::{ListChange, ListName, ListsDiff, NO_KNOWN_TERM, ThemeChange};
pub use lists_match::{
    Beside, Borders, Case as LetterCase, Folding, ListMatch, ListMatches, Match, MatchRule,
    Matcher, lists_match,
};
pub use member::{BadMemberName, MemberName};
pub use references::{BadReference, NewReference, Reference};
pub use rules::{Knowledge, Rule, Rules, TestReport, new_page};
pub use show::Shown;
pub use source::{Gap, Source};
pub use store::{Cell, EvidenceRow, InputRow, Table};
pub use traffic::TrafficOptions;
pub use verify::Difference;
pub use ways::{WayFound, WayStep, WaysAsked, WaysFound};
pub use xref::{BadPattern, Pattern, StringUse, StringUses};

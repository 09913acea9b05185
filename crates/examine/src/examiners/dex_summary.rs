//! What a DEX file holds, in numbers, and what was wrong with it.

use super::{Examiner, ExaminerDoc};
use crate::{Knowledge, Model, ModelKind, Sink};
use base::Span;
use facts::{DexFile, FactKind};

pub(super) struct DexSummary;

impl Examiner for DexSummary {
    fn doc(&self) -> &'static ExaminerDoc {
        &ExaminerDoc {
            id: "dex-summary",
            version: 1,
            finds: "the size of each DEX file, and what is wrong with its header, tables and code",
            reads: &[ModelKind::Dex],
            writes: &[DexFile::KIND],
            known_misses: &["annotations and debug information are not checked"],
        }
    }

    fn run(&self, model: Model<'_>, _knowledge: &Knowledge, sink: &mut Sink<'_>) {
        let Model::Dex(model) = model else { return };
        let dex = &model.dex;
        sink.problems(model.problems.iter().cloned());
        if model.is_cut {
            sink.limit("code");
        }
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let fact = DexFile {
            version: format!("{:03}", dex.header().version),
            n_classes: i64::from(dex.n_classes()),
            n_code: number(model.n_code),
            n_code_units: number(model.n_code_units),
            n_strings: i64::from(dex.n_strings()),
        };
        let says = format!("defines {} classes", fact.n_classes);
        let header = Span::new(
            u64::from(dex.header_off()),
            u64::from(dex.header().header_len),
        );
        sink.bytes(fact, header, says);
    }
}

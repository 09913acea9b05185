//! What this examiner answers, in one sentence.

use super::{Examiner, ExaminerDoc, Knowledge, Model, ModelKind, Sink};

pub(super) struct Stub;

impl Examiner for Stub {
    fn doc(&self) -> &'static ExaminerDoc {
        &ExaminerDoc {
            id: "NAME",
            version: 1,
            finds: "what it finds, without a full stop",
            reads: &[ModelKind::Dex],
            writes: &[],
            known_misses: &["everything, so far"],
        }
    }

    fn run(&self, model: Model<'_>, _knowledge: &Knowledge, sink: &mut Sink<'_>) {
        let Model::Dex(_model) = model else { return };
        sink.not_read("the examiner is not written yet");
    }
}

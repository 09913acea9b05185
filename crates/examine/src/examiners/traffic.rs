//! Connections, requests and their parameters in records of traffic.

use super::{Examiner, ExaminerDoc};
use crate::{Knowledge, Model, ModelKind, Sink};
use facts::{
    FactKind, TrafficCanary, TrafficConnection, TrafficEvent, TrafficExchange, TrafficList,
    TrafficLookup, TrafficMark, TrafficParameter, TrafficSent,
};

pub(super) struct Traffic;

impl Examiner for Traffic {
    fn doc(&self) -> &'static ExaminerDoc {
        &ExaminerDoc {
            id: "traffic",
            version: 3,
            finds: "connections, requests with their parameters, events of known services, planted values, lists in answers, and lookups of names, in captures, HTTP archives and flow files",
            reads: &[ModelKind::Traffic],
            writes: &[
                TrafficConnection::KIND,
                TrafficExchange::KIND,
                TrafficEvent::KIND,
                TrafficParameter::KIND,
                TrafficSent::KIND,
                TrafficMark::KIND,
                TrafficCanary::KIND,
                TrafficLookup::KIND,
                TrafficList::KIND,
            ],
            known_misses: &[
                "connections for which no key log has a secret, and all that `docs/traffic.md` names as not read",
                "payloads that an app encrypted itself under the encryption of the way, save those whose key the page of a service says",
                "values in answers save lists of words and the like, and messages that a server sent through a web socket",
                "key logs inside archives; those given as files or standing in an input folder are used",
            ],
        }
    }

    fn run(&self, model: Model<'_>, knowledge: &Knowledge, sink: &mut Sink<'_>) {
        if let Model::Traffic(model) = model {
            crate::traffic::state(model, knowledge, sink);
        }
    }
}

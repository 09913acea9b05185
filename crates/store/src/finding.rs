//! The name of a finding, and its texts in the case.

use facts::{Finding, Gate};
use serde_json::{Map, Value, json};

/// The finding's name, made from what it says: the same finding has the same name in every case.
pub fn finding_id(finding: &Finding) -> String {
    let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
    let detail = Value::Object(finding.detail.clone()).to_string();
    let parts = [
        finding.rule.as_str(),
        &finding.subject,
        finding.grade.name(),
        &finding.title,
        &detail,
    ];
    for part in parts
        .into_iter()
        .chain(finding.evidence().iter().map(facts::EvidenceId::as_str))
    {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finish();
    format!(
        "f{}",
        base::hex(digest.as_ref().get(..10).unwrap_or_default())
    )
}

pub(crate) fn gates_to_json(gates: &[Gate]) -> String {
    let gates: Vec<Value> = gates
        .iter()
        .map(|gate| {
            json!({ "kind": gate.kind, "reads": gate.reads, "holds_when": gate.holds_when, "by": gate.by })
        })
        .collect();
    Value::Array(gates).to_string()
}

pub(crate) fn gates_from_json(text: &str) -> Option<Vec<Gate>> {
    let field = |gate: &Value, name: &str| gate.get(name)?.as_str().map(str::to_owned);
    serde_json::from_str::<Vec<Value>>(text)
        .ok()?
        .iter()
        .map(|gate| {
            Some(Gate {
                kind: field(gate, "kind")?,
                reads: field(gate, "reads")?,
                holds_when: field(gate, "holds_when")?,
                by: field(gate, "by")?,
            })
        })
        .collect()
}

pub(crate) fn texts_to_json(texts: &[String]) -> String {
    Value::from(texts).to_string()
}

pub(crate) fn texts_from_json(text: &str) -> Option<Vec<String>> {
    serde_json::from_str(text).ok()
}

pub(crate) fn object_from_json(text: &str) -> Option<Map<String, Value>> {
    serde_json::from_str(text).ok()
}

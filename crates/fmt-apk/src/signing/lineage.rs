//! Proof of rotation: certificates of which each was signed by the one before it.
//!
//! Spec: <https://source.android.com/docs/security/features/apksigning/v3#proof-of-rotation-and-self-trusted-old-certs-structs>,
//! AOSP `tools/apksig` `internal/apk/v3/V3SigningCertificateLineage.java`.
//! Departures from the spec: none known.
//!
//! | field | meaning |
//! | --- | --- |
//! | u32 | version, 1 |
//! | nodes, each prefixed | signed data (prefixed: prefixed certificate, u32 algorithm of the node before), u32 capabilities, u32 algorithm, prefixed signature |

use super::MAX_ROTATIONS;
use super::algorithm::SignatureAlgorithm;
use super::block::Fields;
use super::certificate::{Certificate, Parsed};
use super::fault::Fault;
use super::signer_block::signature_fault;
use base::{OutOfBounds, Span, View};

/// What an app still trusts a certificate of its past with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities(pub u32);

impl Capabilities {
    const NAMES: [(u32, &'static str); 5] = [
        (1, "installed-data"),
        (2, "shared-user-id"),
        (4, "permission"),
        (8, "rollback"),
        (16, "auth"),
    ];

    /// The names of the flags that are set, in the order of their bits.
    pub fn names(self) -> Vec<&'static str> {
        (Self::NAMES.iter())
            .filter(|(bit, _)| self.0 & bit != 0)
            .map(|(_, name)| *name)
            .collect()
    }
}

/// One certificate of a lineage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineageNode {
    /// The certificate.
    pub certificate: Certificate,
    /// What it is still trusted with.
    pub capabilities: Capabilities,
    /// The algorithm that it signs the next node with; 0 in the last node as a rule.
    pub algorithm: u32,
    /// Where the node stands in the APK.
    pub span: Span,
}

/// Nodes as far as they could be read, and what is wrong with them.
pub(super) struct Lineage {
    pub(super) nodes: Vec<LineageNode>,
    pub(super) fault: Option<(Fault, Span)>,
}

struct RawNode<'a> {
    signed_data: View<'a>,
    certificate: View<'a>,
    parent_algorithm: u32,
    capabilities: u32,
    algorithm: u32,
    signature: View<'a>,
}

fn read_node(node: View<'_>) -> Result<RawNode<'_>, OutOfBounds> {
    let mut fields = Fields::new(node);
    let signed_data = fields.prefixed()?;
    let mut signed = Fields::new(signed_data);
    Ok(RawNode {
        signed_data,
        certificate: signed.prefixed()?,
        parent_algorithm: signed.u32()?,
        capabilities: fields.u32()?,
        algorithm: fields.u32()?,
        signature: fields.prefixed()?,
    })
}

/// Reads and verifies the value of a proof-of-rotation attribute.
pub(super) fn check(value: View<'_>) -> Lineage {
    let mut lineage = Lineage {
        nodes: Vec::new(),
        fault: None,
    };
    let mut fields = Fields::new(value);
    if fields.u32() != Ok(1) {
        lineage.fault = Some((Fault::MalformedLineage, value.span()));
        return lineage;
    }
    let mut last: Option<(Parsed<'_>, u32)> = None;
    while !fields.is_empty() && lineage.fault.is_none() {
        let at = fields.rest().span();
        let (node, raw) = match fields
            .prefixed()
            .and_then(|node| Ok((node, read_node(node)?)))
        {
            Ok(read) if lineage.nodes.len() < MAX_ROTATIONS => read,
            _ => {
                lineage.fault = Some((Fault::MalformedLineage, at));
                break;
            }
        };
        let certificate = Parsed::new(raw.certificate);
        let number = lineage.nodes.len();
        if certificate.shown.unreadable.is_some() {
            lineage.fault = Some((Fault::LineageMismatch { node: number }, node.span()));
        } else if let Some((parent, algorithm)) = &last {
            let is_signed =
                *algorithm == raw.parent_algorithm && is_signed_by(parent, *algorithm, &raw);
            let is_new = lineage
                .nodes
                .iter()
                .all(|node| node.certificate.sha256 != certificate.shown.sha256);
            if !is_signed || !is_new {
                lineage.fault = Some((Fault::LineageMismatch { node: number }, node.span()));
            }
        }
        lineage.nodes.push(LineageNode {
            certificate: certificate.shown.clone(),
            capabilities: Capabilities(raw.capabilities),
            algorithm: raw.algorithm,
            span: node.span(),
        });
        last = Some((certificate, raw.algorithm));
    }
    lineage
}

fn is_signed_by(parent: &Parsed<'_>, algorithm: u32, node: &RawNode<'_>) -> bool {
    let Some((key, algorithm)) = parent
        .usable_key()
        .zip(SignatureAlgorithm::by_id(algorithm))
    else {
        return false;
    };
    signature_fault(key, algorithm, node.signed_data, node.signature).is_none()
}

/// Whether the shorter list is the begin of the longer one, or one continues the other.
///
/// Signers for different API levels may have lineages that end earlier or begin later.
pub(super) fn agree(one: &[LineageNode], other: &[LineageNode]) -> bool {
    let ids = |nodes: &[LineageNode]| -> Vec<[u8; 32]> {
        nodes.iter().map(|node| node.certificate.sha256).collect()
    };
    let (one, other) = (ids(one), ids(other));
    let continues = |early: &[[u8; 32]], late: &[[u8; 32]]| {
        let Some(begin) = late.first() else {
            return true;
        };
        let Some(at) = early.iter().position(|id| id == begin) else {
            return false;
        };
        early
            .iter()
            .skip(at)
            .zip(late)
            .all(|(early, late)| early == late)
    };
    continues(&one, &other) || continues(&other, &one)
}

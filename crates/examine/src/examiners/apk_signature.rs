//! How an APK's signatures stand, and whose they are.

use super::{Examiner, ExaminerDoc};
use crate::{Knowledge, Model, ModelKind, Sink};
use base::{Span, escape_controls, hex};
use facts::{ApkSignature as SignatureFact, ApkSigner, FactKind};
use fmt_apk::signing::{Certificate, Issue, Scheme, Signatures, Signer, Status, Verdict};

pub(super) struct ApkSignature;

impl Examiner for ApkSignature {
    fn doc(&self) -> &'static ExaminerDoc {
        &ExaminerDoc {
            id: "apk-signature",
            version: 2,
            finds: "how the signatures of an APK stand under each scheme, and the certificates that made them",
            reads: &[ModelKind::Apk],
            writes: &[SignatureFact::KIND, ApkSigner::KIND],
            known_misses: &["whether a certificate is who it says it is"],
        }
    }

    fn run(&self, model: Model<'_>, _knowledge: &Knowledge, sink: &mut Sink<'_>) {
        let Model::Apk(model) = model else { return };
        let Some(signatures) = &model.signatures else {
            return;
        };
        let whole = model.zip.file().span();
        schemes(signatures, whole, sink);
        for signer in &signatures.signers {
            self::signer(signatures, signer, sink);
        }
        let warnings = signatures.schemes.iter().flat_map(|it| &it.warnings);
        sink.problems(warnings.chain(&signatures.warnings).map(Issue::problem));
    }
}

fn schemes(signatures: &Signatures, whole: Span, sink: &mut Sink<'_>) {
    for result in &signatures.schemes {
        let status = match result.status {
            Status::Absent => "absent",
            Status::Verified => "verified",
            Status::Invalid => "invalid",
        };
        let because = result.errors.first().map(|it| it.fault.to_string());
        let fact = SignatureFact {
            scheme: result.scheme.name().to_owned(),
            status: status.to_owned(),
            used: result.used,
            because: because.clone(),
        };
        let mut says = format!("the {} signature is {status}", result.scheme.name());
        if let Some(because) = because {
            says.push_str(&format!(": {because}"));
        }
        let error_span = result.errors.first().and_then(|it| it.span);
        match error_span.or(result.span) {
            // An `.idsig` file stands beside the APK, so its places are not the APK's.
            Some(span) if result.scheme != Scheme::V4 => sink.bytes(fact, span, says),
            _ => sink.bytes(fact, whole, says),
        }
    }
    let overall = match signatures.verdict {
        Verdict::Verified => "verified",
        Verdict::Unsigned => "absent",
        Verdict::Invalid => "invalid",
    };
    let of_schemes = signatures.schemes.iter().filter(|it| it.used);
    let because = signatures
        .errors
        .iter()
        .chain(of_schemes.flat_map(|it| &it.errors))
        .next()
        .map(|it| it.fault.to_string());
    let says = format!("Android would find the APK's signatures {overall}");
    let fact = SignatureFact {
        scheme: "android".to_owned(),
        status: overall.to_owned(),
        used: true,
        because,
    };
    sink.bytes(fact, whole, says);
}

fn signer(signatures: &Signatures, signer: &Signer, sink: &mut Sink<'_>) {
    let Some(certificate) = signer.certificates.first() else {
        return;
    };
    let is_verified = signatures
        .scheme(signer.scheme)
        .is_some_and(|it| it.status == Status::Verified);
    let is_of_app = signatures.app_signers().contains(&signer);
    let mut state = |certificate: &Certificate, lineage: Option<usize>, is_of_app: bool| {
        let fact = ApkSigner {
            scheme: signer.scheme.name().to_owned(),
            certificate: hex(&certificate.sha256),
            name: certificate.subject.clone(),
            key: certificate
                .key
                .map(|(algorithm, bits)| format!("{} {bits}", algorithm.name())),
            verified: is_verified,
            of_app: is_of_app,
            lineage: lineage.and_then(|it| i64::try_from(it).ok()),
        };
        let name = certificate
            .subject
            .as_deref()
            .unwrap_or("an unreadable certificate");
        let says = format!(
            "signed under {} by {}",
            signer.scheme.name(),
            escape_controls(name)
        );
        if certificate.span.is_empty() || signer.scheme == Scheme::V4 {
            sink.whole(fact, says);
        } else {
            sink.bytes(fact, certificate.span, says);
        }
    };
    if signer.lineage.is_empty() {
        state(certificate, None, is_of_app);
    }
    let newest = signer.lineage.len().saturating_sub(1);
    for (position, node) in signer.lineage.iter().enumerate() {
        state(
            &node.certificate,
            Some(position),
            is_of_app && position == newest,
        );
    }
}

//! Privileged permissions and features that partitions declare.

use super::{Examiner, ExaminerDoc};
use crate::{Knowledge, Model, ModelKind, Sink};
use facts::{DeviceFeature, DevicePrivilegedPermission, FactKind};

pub(super) struct DevicePermissions;

impl Examiner for DevicePermissions {
    fn doc(&self) -> &'static ExaminerDoc {
        &ExaminerDoc {
            id: "device-permissions",
            version: 1,
            finds: "privileged permissions and features declared in etc/permissions and etc/sysconfig",
            reads: &[ModelKind::Permissions],
            writes: &[DevicePrivilegedPermission::KIND, DeviceFeature::KIND],
            known_misses: &["default grants, and what the other elements of these files declare"],
        }
    }

    fn run(&self, model: Model<'_>, _knowledge: &Knowledge, sink: &mut Sink<'_>) {
        let Model::Permissions(file) = model else {
            return;
        };
        for entry in &file.privileged {
            let verb = if entry.granted { "grants" } else { "withholds" };
            let says = format!("{verb} {} for {}", entry.permission, entry.package);
            let fact = DevicePrivilegedPermission {
                package: entry.package.clone(),
                permission: entry.permission.clone(),
                granted: entry.granted,
            };
            sink.bytes(fact, entry.span, base::escape_controls(&says));
        }
        for feature in file.features.iter().filter(|it| it.available) {
            let says = format!("declares the feature {}", feature.name);
            let fact = DeviceFeature {
                name: feature.name.clone(),
            };
            sink.bytes(fact, feature.span, base::escape_controls(&says));
        }
    }
}

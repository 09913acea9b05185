//! System properties that partitions set.

use super::{Examiner, ExaminerDoc};
use crate::{Knowledge, Model, ModelKind, Sink};
use facts::{DeviceProperty, FactKind};

pub(super) struct DeviceProperties;

impl Examiner for DeviceProperties {
    fn doc(&self) -> &'static ExaminerDoc {
        &ExaminerDoc {
            id: "device-properties",
            version: 1,
            finds: "system properties set by property files",
            reads: &[ModelKind::Properties],
            writes: &[DeviceProperty::KIND],
            known_misses: &["properties set at run time or by init scripts"],
        }
    }

    fn run(&self, model: Model<'_>, _knowledge: &Knowledge, sink: &mut Sink<'_>) {
        let Model::Properties(properties) = model else {
            return;
        };
        for property in properties {
            let fact = DeviceProperty {
                name: property.name.to_owned(),
                value: property.value.to_owned(),
            };
            let says = format!("sets {} to `{}`", property.name, property.value);
            sink.bytes(fact, property.span, base::escape_controls(&says));
        }
    }
}

//! Whether what is looked up is a text at all, by the type that the code gives it.
//!
//! Known misses: texts in objects of the app whose class says when two are equal; words that are kept as numbers.

use crate::app::App;
use crate::ir::{Body, Def, Kind, Val};
use crate::program::{DefId, TypeId};

/// Casts and joins that a value is looked through: 16.
const DEPTH: usize = 16;
/// Objects that hold one number or truth value.
const NUMBERS: [&str; 7] = [
    "Ljava/lang/Boolean;",
    "Ljava/lang/Byte;",
    "Ljava/lang/Character;",
    "Ljava/lang/Integer;",
    "Ljava/lang/Long;",
    "Ljava/lang/Float;",
    "Ljava/lang/Double;",
];

impl App<'_> {
    /// Whether a value is an object of a class of the app, or a number: no text that words could be.
    pub(super) fn is_no_text(&self, def: DefId, body: &Body, val: Val) -> bool {
        let Some(ty) = self.type_of(def, body, val) else {
            return false;
        };
        let desc = self.program.desc(ty);
        NUMBERS.contains(&desc) || self.program.class_of(ty).is_some()
    }

    /// The type that the code gives a value, where it says so.
    fn type_of(&self, def: DefId, body: &Body, val: Val) -> Option<TypeId> {
        let program = &self.program;
        match body.def(val) {
            Def::Param(n) => {
                let d = program.def(def)?;
                let m = program.methods.get(d.method as usize)?;
                let fixed = d.access.contains(fmt_dex::AccessFlags::STATIC);
                let Some(at) = usize::from(n).checked_sub(usize::from(!fixed)) else {
                    return Some(m.class);
                };
                let proto = program.protos.get(m.proto as usize)?;
                proto.params.get(at).copied()
            }
            Def::Phi(_) => {
                let inputs = body.phi_inputs(val).iter().take(DEPTH);
                let mut types = inputs
                    .filter(|v| **v != val && !matches!(body.def(**v), Def::Phi(_)))
                    .map(|v| self.type_of(def, body, *v));
                let first = types.next()??;
                types.all(|ty| ty == Some(first)).then_some(first)
            }
            _ => {
                let (_, op) = body.def_op(val)?;
                match op.kind {
                    Kind::Cast(ty) | Kind::New(ty) => Some(ty),
                    Kind::FieldGet(f) | Kind::StaticGet(f) => {
                        program.fields.get(f as usize).map(|f| f.ty)
                    }
                    Kind::Call(_, method) => {
                        let m = program.methods.get(method as usize)?;
                        program.protos.get(m.proto as usize).map(|p| p.ret)
                    }
                    _ => None,
                }
            }
        }
    }
}

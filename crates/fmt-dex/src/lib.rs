//! DEX files: tables, classes, instructions.
//!
//! [`Dex::parse`] opens a file without copying it; everything else is looked up when it is asked for. Once
//! the magic agrees nothing is fatal: what is wrong is a [`base::Problem`], or an error at its own index.
#![deny(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]
#![cfg_attr(
    test,
    allow(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic
    )
)]

mod annotation;
mod call_site;
mod class;
mod code;
mod debug;
mod dex;
mod error;
mod flags;
mod header;
mod idx;
mod insn;
mod listing;
mod map;
mod mutf8;
mod opcode;
mod payload;
mod reader;
mod text;
mod value;
mod verify;

pub use annotation::{
    Annotation, AnnotationSetOff, Annotations, EncodedAnnotation, ParameterAnnotationsOff,
    Visibility,
};
pub use call_site::{CallSite, HandleKind, HandleTarget, MethodHandle};
pub use class::{ClassData, ClassDef, EncodedField, EncodedMethod, HiddenApi};
pub use code::{Code, Handler, Handlers, Try};
pub use debug::{DebugInfo, Local, LocalName, Position};
pub use dex::{Dex, FieldRef, MethodRef, Proto, TypeList, container};
pub use error::{DexError, InsnError, ReadError, Table};
pub use flags::{AccessFlags, FlagsOf, HiddenApiFlags, HiddenApiList};
pub use header::{Header, TableAt};
pub use idx::{
    CallSiteIdx, ClassIdx, FieldIdx, MethodHandleIdx, MethodIdx, ProtoIdx, StringIdx, TypeIdx,
};
pub use insn::{Instruction, Instructions, PoolRef, Register, Registers};
pub use listing::{ListedArgument, ListedInstruction, Listing, instruction_text, listing};
pub use map::{ItemKind, MapItem};
pub use mutf8::Mutf8;
pub use opcode::{Format, IndexKind, Opcode};
pub use payload::{ArrayData, Payload, SwitchCase, SwitchTable};
pub use value::Value;
pub use verify::verify;

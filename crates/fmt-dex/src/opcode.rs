//! The opcodes: for each its name, format, kind of index, the part its registers play, and where control goes.
//!
//! Spec: <https://source.android.com/docs/core/runtime/dalvik-bytecode>,
//! AOSP `art/libdexfile/dex/dex_instruction_list.h` (what can throw)
//! Departures from the spec: none known.

use std::fmt;

/// An opcode: the low byte of an instruction's first code unit, or the whole code unit of a payload.
///
/// Invariant: assigned by the format, so that it has a name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Opcode(pub(crate) u16);

/// The layout of an instruction's code units. The first digit of its name is their number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    missing_docs,
    reason = "the names are those of the specification, which draws each"
)]
pub enum Format {
    F10x,
    F12x,
    F11n,
    F11x,
    F10t,
    F20t,
    F22x,
    F21t,
    F21s,
    F21h,
    F21c,
    F23x,
    F22b,
    F22t,
    F22s,
    F22c,
    F32x,
    F30t,
    F31t,
    F31i,
    F31c,
    F35c,
    F3rc,
    F45cc,
    F4rcc,
    F51l,
    /// Data between instructions; its length is in the data.
    Payload,
}

impl Format {
    /// Length in code units; 0 for payloads, whose length is in the data.
    pub const fn units(self) -> u8 {
        match self {
            Self::Payload => 0,
            Self::F10x | Self::F12x | Self::F11n | Self::F11x | Self::F10t => 1,
            Self::F20t
            | Self::F22x
            | Self::F21t
            | Self::F21s
            | Self::F21h
            | Self::F21c
            | Self::F23x
            | Self::F22b
            | Self::F22t
            | Self::F22s
            | Self::F22c => 2,
            Self::F32x
            | Self::F30t
            | Self::F31t
            | Self::F31i
            | Self::F31c
            | Self::F35c
            | Self::F3rc => 3,
            Self::F45cc | Self::F4rcc => 4,
            Self::F51l => 5,
        }
    }
}

/// Which tables an instruction's index points into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IndexKind {
    /// The instruction has no index.
    None,
    /// `string_ids`.
    String,
    /// `type_ids`.
    Type,
    /// `field_ids`.
    Field,
    /// `method_ids`.
    Method,
    /// `method_ids`, and `proto_ids` for the second index.
    MethodProto,
    /// `call_site_ids`.
    CallSite,
    /// `method_handles`.
    MethodHandle,
    /// `proto_ids`.
    Proto,
}

/// The part that one register operand plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Role {
    pub(crate) written: bool,
    pub(crate) read: bool,
    pub(crate) wide: bool,
}

pub(crate) struct Info {
    pub(crate) name: &'static str,
    pub(crate) format: Format,
    pub(crate) index: IndexKind,
    pub(crate) roles: [Role; 3],
    pub(crate) flow: u8,
}

const CONTINUE: u8 = 1;
const THROW: u8 = 2;
const BRANCH: u8 = 4;
const SWITCH: u8 = 8;
const RETURN: u8 = 16;
const INVOKE: u8 = 32;

/// One letter per operand: `d` written, `s` read, `b` both; a capital where it is a pair of registers.
const fn roles(letters: &str) -> [Role; 3] {
    const fn role(letter: u8) -> Role {
        Role {
            written: matches!(letter, b'd' | b'D' | b'b' | b'B'),
            read: matches!(letter, b's' | b'S' | b'b' | b'B'),
            wide: letter.is_ascii_uppercase(),
        }
    }
    match *letters.as_bytes() {
        [a] => [role(a), role(0), role(0)],
        [a, b] => [role(a), role(b), role(0)],
        [a, b, c] => [role(a), role(b), role(c)],
        _ => [role(0), role(0), role(0)],
    }
}

macro_rules! opcodes {
    ($($code:literal $ident:ident $name:literal $format:ident $index:ident $roles:literal $($flow:ident)|+;)*) => {
        impl Opcode {$(
            #[doc = concat!("`", $name, "`.")]
            pub const $ident: Self = Self($code);
        )*}

        /// By opcode byte.
        static TABLE: [Option<Info>; 256] = {
            let mut table = [const { None }; 256];
            $(table[$code] = Some(Info {
                name: $name,
                format: Format::$format,
                index: IndexKind::$index,
                roles: roles($roles),
                flow: $($flow)|+,
            });)*
            table
        };
    };
}

opcodes! {
    0x00 NOP "nop" F10x None "" CONTINUE;
    0x01 MOVE "move" F12x None "ds" CONTINUE;
    0x02 MOVE_FROM16 "move/from16" F22x None "ds" CONTINUE;
    0x03 MOVE_16 "move/16" F32x None "ds" CONTINUE;
    0x04 MOVE_WIDE "move-wide" F12x None "DS" CONTINUE;
    0x05 MOVE_WIDE_FROM16 "move-wide/from16" F22x None "DS" CONTINUE;
    0x06 MOVE_WIDE_16 "move-wide/16" F32x None "DS" CONTINUE;
    0x07 MOVE_OBJECT "move-object" F12x None "ds" CONTINUE;
    0x08 MOVE_OBJECT_FROM16 "move-object/from16" F22x None "ds" CONTINUE;
    0x09 MOVE_OBJECT_16 "move-object/16" F32x None "ds" CONTINUE;
    0x0a MOVE_RESULT "move-result" F11x None "d" CONTINUE;
    0x0b MOVE_RESULT_WIDE "move-result-wide" F11x None "D" CONTINUE;
    0x0c MOVE_RESULT_OBJECT "move-result-object" F11x None "d" CONTINUE;
    0x0d MOVE_EXCEPTION "move-exception" F11x None "d" CONTINUE;
    0x0e RETURN_VOID "return-void" F10x None "" RETURN;
    0x0f RETURN "return" F11x None "s" RETURN;
    0x10 RETURN_WIDE "return-wide" F11x None "S" RETURN;
    0x11 RETURN_OBJECT "return-object" F11x None "s" RETURN;
    0x12 CONST_4 "const/4" F11n None "d" CONTINUE;
    0x13 CONST_16 "const/16" F21s None "d" CONTINUE;
    0x14 CONST "const" F31i None "d" CONTINUE;
    0x15 CONST_HIGH16 "const/high16" F21h None "d" CONTINUE;
    0x16 CONST_WIDE_16 "const-wide/16" F21s None "D" CONTINUE;
    0x17 CONST_WIDE_32 "const-wide/32" F31i None "D" CONTINUE;
    0x18 CONST_WIDE "const-wide" F51l None "D" CONTINUE;
    0x19 CONST_WIDE_HIGH16 "const-wide/high16" F21h None "D" CONTINUE;
    0x1a CONST_STRING "const-string" F21c String "d" CONTINUE | THROW;
    0x1b CONST_STRING_JUMBO "const-string/jumbo" F31c String "d" CONTINUE | THROW;
    0x1c CONST_CLASS "const-class" F21c Type "d" CONTINUE | THROW;
    0x1d MONITOR_ENTER "monitor-enter" F11x None "s" CONTINUE | THROW;
    0x1e MONITOR_EXIT "monitor-exit" F11x None "s" CONTINUE | THROW;
    0x1f CHECK_CAST "check-cast" F21c Type "b" CONTINUE | THROW;
    0x20 INSTANCE_OF "instance-of" F22c Type "ds" CONTINUE | THROW;
    0x21 ARRAY_LENGTH "array-length" F12x None "ds" CONTINUE | THROW;
    0x22 NEW_INSTANCE "new-instance" F21c Type "d" CONTINUE | THROW;
    0x23 NEW_ARRAY "new-array" F22c Type "ds" CONTINUE | THROW;
    0x24 FILLED_NEW_ARRAY "filled-new-array" F35c Type "" CONTINUE | THROW;
    0x25 FILLED_NEW_ARRAY_RANGE "filled-new-array/range" F3rc Type "" CONTINUE | THROW;
    0x26 FILL_ARRAY_DATA "fill-array-data" F31t None "s" CONTINUE | THROW;
    0x27 THROW "throw" F11x None "s" THROW;
    0x28 GOTO "goto" F10t None "" BRANCH;
    0x29 GOTO_16 "goto/16" F20t None "" BRANCH;
    0x2a GOTO_32 "goto/32" F30t None "" BRANCH;
    0x2b PACKED_SWITCH "packed-switch" F31t None "s" CONTINUE | SWITCH;
    0x2c SPARSE_SWITCH "sparse-switch" F31t None "s" CONTINUE | SWITCH;
    0x2d CMPL_FLOAT "cmpl-float" F23x None "dss" CONTINUE;
    0x2e CMPG_FLOAT "cmpg-float" F23x None "dss" CONTINUE;
    0x2f CMPL_DOUBLE "cmpl-double" F23x None "dSS" CONTINUE;
    0x30 CMPG_DOUBLE "cmpg-double" F23x None "dSS" CONTINUE;
    0x31 CMP_LONG "cmp-long" F23x None "dSS" CONTINUE;
    0x32 IF_EQ "if-eq" F22t None "ss" CONTINUE | BRANCH;
    0x33 IF_NE "if-ne" F22t None "ss" CONTINUE | BRANCH;
    0x34 IF_LT "if-lt" F22t None "ss" CONTINUE | BRANCH;
    0x35 IF_GE "if-ge" F22t None "ss" CONTINUE | BRANCH;
    0x36 IF_GT "if-gt" F22t None "ss" CONTINUE | BRANCH;
    0x37 IF_LE "if-le" F22t None "ss" CONTINUE | BRANCH;
    0x38 IF_EQZ "if-eqz" F21t None "s" CONTINUE | BRANCH;
    0x39 IF_NEZ "if-nez" F21t None "s" CONTINUE | BRANCH;
    0x3a IF_LTZ "if-ltz" F21t None "s" CONTINUE | BRANCH;
    0x3b IF_GEZ "if-gez" F21t None "s" CONTINUE | BRANCH;
    0x3c IF_GTZ "if-gtz" F21t None "s" CONTINUE | BRANCH;
    0x3d IF_LEZ "if-lez" F21t None "s" CONTINUE | BRANCH;
    0x44 AGET "aget" F23x None "dss" CONTINUE | THROW;
    0x45 AGET_WIDE "aget-wide" F23x None "Dss" CONTINUE | THROW;
    0x46 AGET_OBJECT "aget-object" F23x None "dss" CONTINUE | THROW;
    0x47 AGET_BOOLEAN "aget-boolean" F23x None "dss" CONTINUE | THROW;
    0x48 AGET_BYTE "aget-byte" F23x None "dss" CONTINUE | THROW;
    0x49 AGET_CHAR "aget-char" F23x None "dss" CONTINUE | THROW;
    0x4a AGET_SHORT "aget-short" F23x None "dss" CONTINUE | THROW;
    0x4b APUT "aput" F23x None "sss" CONTINUE | THROW;
    0x4c APUT_WIDE "aput-wide" F23x None "Sss" CONTINUE | THROW;
    0x4d APUT_OBJECT "aput-object" F23x None "sss" CONTINUE | THROW;
    0x4e APUT_BOOLEAN "aput-boolean" F23x None "sss" CONTINUE | THROW;
    0x4f APUT_BYTE "aput-byte" F23x None "sss" CONTINUE | THROW;
    0x50 APUT_CHAR "aput-char" F23x None "sss" CONTINUE | THROW;
    0x51 APUT_SHORT "aput-short" F23x None "sss" CONTINUE | THROW;
    0x52 IGET "iget" F22c Field "ds" CONTINUE | THROW;
    0x53 IGET_WIDE "iget-wide" F22c Field "Ds" CONTINUE | THROW;
    0x54 IGET_OBJECT "iget-object" F22c Field "ds" CONTINUE | THROW;
    0x55 IGET_BOOLEAN "iget-boolean" F22c Field "ds" CONTINUE | THROW;
    0x56 IGET_BYTE "iget-byte" F22c Field "ds" CONTINUE | THROW;
    0x57 IGET_CHAR "iget-char" F22c Field "ds" CONTINUE | THROW;
    0x58 IGET_SHORT "iget-short" F22c Field "ds" CONTINUE | THROW;
    0x59 IPUT "iput" F22c Field "ss" CONTINUE | THROW;
    0x5a IPUT_WIDE "iput-wide" F22c Field "Ss" CONTINUE | THROW;
    0x5b IPUT_OBJECT "iput-object" F22c Field "ss" CONTINUE | THROW;
    0x5c IPUT_BOOLEAN "iput-boolean" F22c Field "ss" CONTINUE | THROW;
    0x5d IPUT_BYTE "iput-byte" F22c Field "ss" CONTINUE | THROW;
    0x5e IPUT_CHAR "iput-char" F22c Field "ss" CONTINUE | THROW;
    0x5f IPUT_SHORT "iput-short" F22c Field "ss" CONTINUE | THROW;
    0x60 SGET "sget" F21c Field "d" CONTINUE | THROW;
    0x61 SGET_WIDE "sget-wide" F21c Field "D" CONTINUE | THROW;
    0x62 SGET_OBJECT "sget-object" F21c Field "d" CONTINUE | THROW;
    0x63 SGET_BOOLEAN "sget-boolean" F21c Field "d" CONTINUE | THROW;
    0x64 SGET_BYTE "sget-byte" F21c Field "d" CONTINUE | THROW;
    0x65 SGET_CHAR "sget-char" F21c Field "d" CONTINUE | THROW;
    0x66 SGET_SHORT "sget-short" F21c Field "d" CONTINUE | THROW;
    0x67 SPUT "sput" F21c Field "s" CONTINUE | THROW;
    0x68 SPUT_WIDE "sput-wide" F21c Field "S" CONTINUE | THROW;
    0x69 SPUT_OBJECT "sput-object" F21c Field "s" CONTINUE | THROW;
    0x6a SPUT_BOOLEAN "sput-boolean" F21c Field "s" CONTINUE | THROW;
    0x6b SPUT_BYTE "sput-byte" F21c Field "s" CONTINUE | THROW;
    0x6c SPUT_CHAR "sput-char" F21c Field "s" CONTINUE | THROW;
    0x6d SPUT_SHORT "sput-short" F21c Field "s" CONTINUE | THROW;
    0x6e INVOKE_VIRTUAL "invoke-virtual" F35c Method "" CONTINUE | THROW | INVOKE;
    0x6f INVOKE_SUPER "invoke-super" F35c Method "" CONTINUE | THROW | INVOKE;
    0x70 INVOKE_DIRECT "invoke-direct" F35c Method "" CONTINUE | THROW | INVOKE;
    0x71 INVOKE_STATIC "invoke-static" F35c Method "" CONTINUE | THROW | INVOKE;
    0x72 INVOKE_INTERFACE "invoke-interface" F35c Method "" CONTINUE | THROW | INVOKE;
    0x74 INVOKE_VIRTUAL_RANGE "invoke-virtual/range" F3rc Method "" CONTINUE | THROW | INVOKE;
    0x75 INVOKE_SUPER_RANGE "invoke-super/range" F3rc Method "" CONTINUE | THROW | INVOKE;
    0x76 INVOKE_DIRECT_RANGE "invoke-direct/range" F3rc Method "" CONTINUE | THROW | INVOKE;
    0x77 INVOKE_STATIC_RANGE "invoke-static/range" F3rc Method "" CONTINUE | THROW | INVOKE;
    0x78 INVOKE_INTERFACE_RANGE "invoke-interface/range" F3rc Method "" CONTINUE | THROW | INVOKE;
    0x7b NEG_INT "neg-int" F12x None "ds" CONTINUE;
    0x7c NOT_INT "not-int" F12x None "ds" CONTINUE;
    0x7d NEG_LONG "neg-long" F12x None "DS" CONTINUE;
    0x7e NOT_LONG "not-long" F12x None "DS" CONTINUE;
    0x7f NEG_FLOAT "neg-float" F12x None "ds" CONTINUE;
    0x80 NEG_DOUBLE "neg-double" F12x None "DS" CONTINUE;
    0x81 INT_TO_LONG "int-to-long" F12x None "Ds" CONTINUE;
    0x82 INT_TO_FLOAT "int-to-float" F12x None "ds" CONTINUE;
    0x83 INT_TO_DOUBLE "int-to-double" F12x None "Ds" CONTINUE;
    0x84 LONG_TO_INT "long-to-int" F12x None "dS" CONTINUE;
    0x85 LONG_TO_FLOAT "long-to-float" F12x None "dS" CONTINUE;
    0x86 LONG_TO_DOUBLE "long-to-double" F12x None "DS" CONTINUE;
    0x87 FLOAT_TO_INT "float-to-int" F12x None "ds" CONTINUE;
    0x88 FLOAT_TO_LONG "float-to-long" F12x None "Ds" CONTINUE;
    0x89 FLOAT_TO_DOUBLE "float-to-double" F12x None "Ds" CONTINUE;
    0x8a DOUBLE_TO_INT "double-to-int" F12x None "dS" CONTINUE;
    0x8b DOUBLE_TO_LONG "double-to-long" F12x None "DS" CONTINUE;
    0x8c DOUBLE_TO_FLOAT "double-to-float" F12x None "dS" CONTINUE;
    0x8d INT_TO_BYTE "int-to-byte" F12x None "ds" CONTINUE;
    0x8e INT_TO_CHAR "int-to-char" F12x None "ds" CONTINUE;
    0x8f INT_TO_SHORT "int-to-short" F12x None "ds" CONTINUE;
    0x90 ADD_INT "add-int" F23x None "dss" CONTINUE;
    0x91 SUB_INT "sub-int" F23x None "dss" CONTINUE;
    0x92 MUL_INT "mul-int" F23x None "dss" CONTINUE;
    0x93 DIV_INT "div-int" F23x None "dss" CONTINUE | THROW;
    0x94 REM_INT "rem-int" F23x None "dss" CONTINUE | THROW;
    0x95 AND_INT "and-int" F23x None "dss" CONTINUE;
    0x96 OR_INT "or-int" F23x None "dss" CONTINUE;
    0x97 XOR_INT "xor-int" F23x None "dss" CONTINUE;
    0x98 SHL_INT "shl-int" F23x None "dss" CONTINUE;
    0x99 SHR_INT "shr-int" F23x None "dss" CONTINUE;
    0x9a USHR_INT "ushr-int" F23x None "dss" CONTINUE;
    0x9b ADD_LONG "add-long" F23x None "DSS" CONTINUE;
    0x9c SUB_LONG "sub-long" F23x None "DSS" CONTINUE;
    0x9d MUL_LONG "mul-long" F23x None "DSS" CONTINUE;
    0x9e DIV_LONG "div-long" F23x None "DSS" CONTINUE | THROW;
    0x9f REM_LONG "rem-long" F23x None "DSS" CONTINUE | THROW;
    0xa0 AND_LONG "and-long" F23x None "DSS" CONTINUE;
    0xa1 OR_LONG "or-long" F23x None "DSS" CONTINUE;
    0xa2 XOR_LONG "xor-long" F23x None "DSS" CONTINUE;
    0xa3 SHL_LONG "shl-long" F23x None "DSs" CONTINUE;
    0xa4 SHR_LONG "shr-long" F23x None "DSs" CONTINUE;
    0xa5 USHR_LONG "ushr-long" F23x None "DSs" CONTINUE;
    0xa6 ADD_FLOAT "add-float" F23x None "dss" CONTINUE;
    0xa7 SUB_FLOAT "sub-float" F23x None "dss" CONTINUE;
    0xa8 MUL_FLOAT "mul-float" F23x None "dss" CONTINUE;
    0xa9 DIV_FLOAT "div-float" F23x None "dss" CONTINUE;
    0xaa REM_FLOAT "rem-float" F23x None "dss" CONTINUE;
    0xab ADD_DOUBLE "add-double" F23x None "DSS" CONTINUE;
    0xac SUB_DOUBLE "sub-double" F23x None "DSS" CONTINUE;
    0xad MUL_DOUBLE "mul-double" F23x None "DSS" CONTINUE;
    0xae DIV_DOUBLE "div-double" F23x None "DSS" CONTINUE;
    0xaf REM_DOUBLE "rem-double" F23x None "DSS" CONTINUE;
    0xb0 ADD_INT_2ADDR "add-int/2addr" F12x None "bs" CONTINUE;
    0xb1 SUB_INT_2ADDR "sub-int/2addr" F12x None "bs" CONTINUE;
    0xb2 MUL_INT_2ADDR "mul-int/2addr" F12x None "bs" CONTINUE;
    0xb3 DIV_INT_2ADDR "div-int/2addr" F12x None "bs" CONTINUE | THROW;
    0xb4 REM_INT_2ADDR "rem-int/2addr" F12x None "bs" CONTINUE | THROW;
    0xb5 AND_INT_2ADDR "and-int/2addr" F12x None "bs" CONTINUE;
    0xb6 OR_INT_2ADDR "or-int/2addr" F12x None "bs" CONTINUE;
    0xb7 XOR_INT_2ADDR "xor-int/2addr" F12x None "bs" CONTINUE;
    0xb8 SHL_INT_2ADDR "shl-int/2addr" F12x None "bs" CONTINUE;
    0xb9 SHR_INT_2ADDR "shr-int/2addr" F12x None "bs" CONTINUE;
    0xba USHR_INT_2ADDR "ushr-int/2addr" F12x None "bs" CONTINUE;
    0xbb ADD_LONG_2ADDR "add-long/2addr" F12x None "BS" CONTINUE;
    0xbc SUB_LONG_2ADDR "sub-long/2addr" F12x None "BS" CONTINUE;
    0xbd MUL_LONG_2ADDR "mul-long/2addr" F12x None "BS" CONTINUE;
    0xbe DIV_LONG_2ADDR "div-long/2addr" F12x None "BS" CONTINUE | THROW;
    0xbf REM_LONG_2ADDR "rem-long/2addr" F12x None "BS" CONTINUE | THROW;
    0xc0 AND_LONG_2ADDR "and-long/2addr" F12x None "BS" CONTINUE;
    0xc1 OR_LONG_2ADDR "or-long/2addr" F12x None "BS" CONTINUE;
    0xc2 XOR_LONG_2ADDR "xor-long/2addr" F12x None "BS" CONTINUE;
    0xc3 SHL_LONG_2ADDR "shl-long/2addr" F12x None "Bs" CONTINUE;
    0xc4 SHR_LONG_2ADDR "shr-long/2addr" F12x None "Bs" CONTINUE;
    0xc5 USHR_LONG_2ADDR "ushr-long/2addr" F12x None "Bs" CONTINUE;
    0xc6 ADD_FLOAT_2ADDR "add-float/2addr" F12x None "bs" CONTINUE;
    0xc7 SUB_FLOAT_2ADDR "sub-float/2addr" F12x None "bs" CONTINUE;
    0xc8 MUL_FLOAT_2ADDR "mul-float/2addr" F12x None "bs" CONTINUE;
    0xc9 DIV_FLOAT_2ADDR "div-float/2addr" F12x None "bs" CONTINUE;
    0xca REM_FLOAT_2ADDR "rem-float/2addr" F12x None "bs" CONTINUE;
    0xcb ADD_DOUBLE_2ADDR "add-double/2addr" F12x None "BS" CONTINUE;
    0xcc SUB_DOUBLE_2ADDR "sub-double/2addr" F12x None "BS" CONTINUE;
    0xcd MUL_DOUBLE_2ADDR "mul-double/2addr" F12x None "BS" CONTINUE;
    0xce DIV_DOUBLE_2ADDR "div-double/2addr" F12x None "BS" CONTINUE;
    0xcf REM_DOUBLE_2ADDR "rem-double/2addr" F12x None "BS" CONTINUE;
    0xd0 ADD_INT_LIT16 "add-int/lit16" F22s None "ds" CONTINUE;
    0xd1 RSUB_INT "rsub-int" F22s None "ds" CONTINUE;
    0xd2 MUL_INT_LIT16 "mul-int/lit16" F22s None "ds" CONTINUE;
    0xd3 DIV_INT_LIT16 "div-int/lit16" F22s None "ds" CONTINUE | THROW;
    0xd4 REM_INT_LIT16 "rem-int/lit16" F22s None "ds" CONTINUE | THROW;
    0xd5 AND_INT_LIT16 "and-int/lit16" F22s None "ds" CONTINUE;
    0xd6 OR_INT_LIT16 "or-int/lit16" F22s None "ds" CONTINUE;
    0xd7 XOR_INT_LIT16 "xor-int/lit16" F22s None "ds" CONTINUE;
    0xd8 ADD_INT_LIT8 "add-int/lit8" F22b None "ds" CONTINUE;
    0xd9 RSUB_INT_LIT8 "rsub-int/lit8" F22b None "ds" CONTINUE;
    0xda MUL_INT_LIT8 "mul-int/lit8" F22b None "ds" CONTINUE;
    0xdb DIV_INT_LIT8 "div-int/lit8" F22b None "ds" CONTINUE | THROW;
    0xdc REM_INT_LIT8 "rem-int/lit8" F22b None "ds" CONTINUE | THROW;
    0xdd AND_INT_LIT8 "and-int/lit8" F22b None "ds" CONTINUE;
    0xde OR_INT_LIT8 "or-int/lit8" F22b None "ds" CONTINUE;
    0xdf XOR_INT_LIT8 "xor-int/lit8" F22b None "ds" CONTINUE;
    0xe0 SHL_INT_LIT8 "shl-int/lit8" F22b None "ds" CONTINUE;
    0xe1 SHR_INT_LIT8 "shr-int/lit8" F22b None "ds" CONTINUE;
    0xe2 USHR_INT_LIT8 "ushr-int/lit8" F22b None "ds" CONTINUE;
    0xfa INVOKE_POLYMORPHIC "invoke-polymorphic" F45cc MethodProto "" CONTINUE | THROW | INVOKE;
    0xfb INVOKE_POLYMORPHIC_RANGE "invoke-polymorphic/range" F4rcc MethodProto "" CONTINUE | THROW | INVOKE;
    0xfc INVOKE_CUSTOM "invoke-custom" F35c CallSite "" CONTINUE | THROW | INVOKE;
    0xfd INVOKE_CUSTOM_RANGE "invoke-custom/range" F3rc CallSite "" CONTINUE | THROW | INVOKE;
    0xfe CONST_METHOD_HANDLE "const-method-handle" F21c MethodHandle "d" CONTINUE | THROW;
    0xff CONST_METHOD_TYPE "const-method-type" F21c Proto "d" CONTINUE | THROW;
}

static PACKED: Info = payload("packed-switch-payload");
static SPARSE: Info = payload("sparse-switch-payload");
static ARRAY: Info = payload("fill-array-data-payload");

const fn payload(name: &'static str) -> Info {
    Info {
        name,
        format: Format::Payload,
        index: IndexKind::None,
        roles: roles(""),
        flow: 0,
    }
}

impl Opcode {
    /// The table that `packed-switch` points to.
    pub const PACKED_SWITCH_PAYLOAD: Self = Self(0x0100);
    /// The table that `sparse-switch` points to.
    pub const SPARSE_SWITCH_PAYLOAD: Self = Self(0x0200);
    /// The elements that `fill-array-data` points to.
    pub const FILL_ARRAY_DATA_PAYLOAD: Self = Self(0x0300);

    #[inline]
    pub(crate) fn from_byte(byte: u8) -> Option<(Self, &'static Info)> {
        let info = TABLE.get(usize::from(byte))?.as_ref()?;
        Some((Self(u16::from(byte)), info))
    }

    #[inline]
    pub(crate) fn info(self) -> &'static Info {
        match self {
            Self::PACKED_SWITCH_PAYLOAD => &PACKED,
            Self::SPARSE_SWITCH_PAYLOAD => &SPARSE,
            Self::FILL_ARRAY_DATA_PAYLOAD => &ARRAY,
            // By the invariant there is always an entry.
            Self(code) => match TABLE.get(usize::from(code)) {
                Some(Some(info)) => info,
                _ => &ARRAY,
            },
        }
    }

    /// The mnemonic of the specification.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The opcode's number: one byte, or 0x100, 0x200, 0x300 for the payloads.
    pub const fn number(self) -> u16 {
        self.0
    }

    /// The layout.
    pub fn format(self) -> Format {
        self.info().format
    }

    /// Which tables the index points into.
    pub fn index_kind(self) -> IndexKind {
        self.info().index
    }

    /// Whether it is data between instructions and never executed.
    pub const fn is_payload(self) -> bool {
        self.0 > 0xff
    }

    /// Whether control can go on to the next instruction. Never after `goto`, `throw` and the returns.
    pub fn falls_through(self) -> bool {
        self.info().flow & CONTINUE != 0
    }

    /// Whether it can raise an exception, and so go to a handler.
    pub fn can_throw(self) -> bool {
        self.info().flow & THROW != 0
    }

    /// Whether it is a `goto` or an `if`.
    pub fn is_branch(self) -> bool {
        self.info().flow & BRANCH != 0
    }

    /// Whether it is `packed-switch` or `sparse-switch`.
    pub fn is_switch(self) -> bool {
        self.info().flow & SWITCH != 0
    }

    /// Whether it leaves the method with or without a value.
    pub fn is_return(self) -> bool {
        self.info().flow & RETURN != 0
    }

    /// Whether it calls something: the invokes, polymorphic and custom ones too.
    pub fn is_invoke(self) -> bool {
        self.info().flow & INVOKE != 0
    }
}

impl fmt::Display for Opcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Opcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

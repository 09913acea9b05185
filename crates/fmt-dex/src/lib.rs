//! DEX files: tables, classes, instructions.

//! The façade: open, add, run, ask, verify.

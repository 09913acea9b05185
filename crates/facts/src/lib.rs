//! Facts, evidence, findings, answers: every kind and its columns.

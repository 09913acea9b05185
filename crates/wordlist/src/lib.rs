//! Recognises, decodes and labels word lists.

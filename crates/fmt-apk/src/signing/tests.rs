//! Signatures made in the test and then broken.

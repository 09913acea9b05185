//! Examiners: models in, facts out.

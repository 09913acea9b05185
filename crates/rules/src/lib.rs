//! Loads, checks and runs the knowledge base: facts to findings to answers.

//! Serialises a case for the outside: JSON, HTML.

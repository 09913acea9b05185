//! How kinds and columns are named, and rows of another shape.

use super::*;
use crate::{Evidence, Fact, Place};
use base::ArtifactId;

#[test]
fn kinds_and_columns_are_named_in_one_way() {
    for kind in Kind::ALL {
        assert!(kind.name.split_once('.').is_some(), "{}", kind.name);
        for column in kind.columns {
            assert!(
                !["app", "device", "artifact", "evidence"].contains(&column.name),
                "{}.{} is a column that every table has",
                kind.name,
                column.name
            );
            assert!(!column.doc.is_empty());
        }
    }
    let mut names: Vec<_> = Kind::ALL.iter().map(|kind| kind.table()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Kind::ALL.len(), "two kinds share a table");
}

#[test]
fn a_row_of_another_shape_is_no_fact() {
    let evidence = Evidence {
        artifact: ArtifactId::new([0; 32]),
        place: Place::Whole,
        says: String::new(),
    };
    let row = vec![Value::Text("a".to_owned()), Value::Null];
    assert!(Fact::from_row(ApkPermission::KIND, row, evidence.clone()).is_some());
    let row = vec![Value::Null, Value::Null];
    assert!(Fact::from_row(ApkPermission::KIND, row, evidence).is_none());
}

//! A fact: one thing read from an artifact, with its evidence, as a row of its kind's table.

use crate::Evidence;

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A 64-bit signed integer.
    Int,
    /// 0 or 1.
    Bool,
    /// UTF-8 text.
    Text,
}

/// One column of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, which is also its name in SQL.
    pub name: &'static str,
    /// What it holds.
    pub ty: Type,
    /// Whether a fact may leave it out.
    pub nullable: bool,
    /// What it means, for the author of a rule.
    pub doc: &'static str,
}

/// A kind of facts: one SQL table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// `family.noun_phrase`. A released name never changes its meaning.
    pub name: &'static str,
    /// What a fact of this kind states.
    pub doc: &'static str,
    /// Its own columns, in order. Every table also has [`Kind::owner`], `artifact` and `evidence`.
    pub columns: &'static [Column],
}

impl Kind {
    /// The SQL table: the name with `_` for `.`.
    pub fn table(&self) -> String {
        self.name.replace('.', "_")
    }

    /// The column that names the subject a fact belongs to: `device` for the family `device`, else `app`.
    pub fn owner(&self) -> &'static str {
        if self.name.starts_with("device.") {
            "device"
        } else {
            "app"
        }
    }
}

/// A value in a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Not stated.
    Null,
    /// A number, or 0 and 1 for a truth value.
    Int(i64),
    /// A text.
    Text(String),
}

/// A Rust type that fills a column.
pub trait Cell {
    /// The column's type.
    const TYPE: Type;
    /// Whether the column may be null.
    const NULLABLE: bool;
    /// The value to store.
    fn into_value(self) -> Value;
}

impl Cell for String {
    const TYPE: Type = Type::Text;
    const NULLABLE: bool = false;
    fn into_value(self) -> Value {
        Value::Text(self)
    }
}

impl Cell for i64 {
    const TYPE: Type = Type::Int;
    const NULLABLE: bool = false;
    fn into_value(self) -> Value {
        Value::Int(self)
    }
}

impl Cell for bool {
    const TYPE: Type = Type::Bool;
    const NULLABLE: bool = false;
    fn into_value(self) -> Value {
        Value::Int(i64::from(self))
    }
}

impl<T: Cell> Cell for Option<T> {
    const TYPE: Type = T::TYPE;
    const NULLABLE: bool = true;
    fn into_value(self) -> Value {
        self.map_or(Value::Null, T::into_value)
    }
}

/// A struct whose fields are the columns of a kind; made by the list in `kinds.rs`.
pub trait FactKind: Sized {
    /// The kind.
    const KIND: &'static Kind;
    /// The fields in the order of the columns.
    fn into_values(self) -> Vec<Value>;

    /// The fact that `evidence` shows.
    fn shown_by(self, evidence: Evidence) -> Fact {
        Fact {
            kind: Self::KIND,
            values: self.into_values(),
            evidence,
        }
    }
}

/// One thing read from an artifact.
///
/// Invariant: the values are those of the kind's columns, in order. There is always evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    kind: &'static Kind,
    values: Vec<Value>,
    evidence: Evidence,
}

impl Fact {
    /// The fact that a stored row holds, or `None` where the row does not fit the kind.
    pub fn from_row(kind: &'static Kind, values: Vec<Value>, evidence: Evidence) -> Option<Self> {
        let fits = values.len() == kind.columns.len()
            && values
                .iter()
                .zip(kind.columns)
                .all(|(value, column)| match value {
                    Value::Null => column.nullable,
                    Value::Int(_) => matches!(column.ty, Type::Int | Type::Bool),
                    Value::Text(_) => column.ty == Type::Text,
                });
        fits.then_some(Self {
            kind,
            values,
            evidence,
        })
    }

    /// Its kind.
    pub const fn kind(&self) -> &'static Kind {
        self.kind
    }

    /// Its values, one for each column of the kind.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// What shows it.
    pub const fn evidence(&self) -> &Evidence {
        &self.evidence
    }
}

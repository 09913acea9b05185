//! The texts of `SQLite` databases, by table and column.
//!
//! Spec: sqlite.org/fileformat2.html (1.3 header, 1.5 b-tree pages, 1.6 overflow pages, 2.1 records, 2.6 schema table);
//! <https://sqlite.org/lang_createtable.html> for the names of columns.
//! Departures from the spec: pages that no table reaches (deleted rows, a damaged tree) are read too, by their number of
//! columns; a write-ahead log beside the file is put in before (`sqlite_log`). Columns of a table `WITHOUT ROWID` have the
//! place that they are declared in, where the file keeps those of the key first.

use crate::structured::Paths;
use std::borrow::Cow;

/// What a database begins with.
pub(crate) const MAGIC: &[u8] = b"SQLite format 3\0";
/// Tables told of one database: 256.
const TABLES: usize = 256;
/// Levels of one tree: 20; at 4 children a page, the fewest that are allowed, a trillion pages.
const LEVELS: u32 = 20;

/// A database as its pages.
struct Database<'b> {
    bytes: &'b [u8],
    page_len: usize,
    usable: usize,
    encoding: u8,
    /// Pages of trees that were gone through.
    seen: Vec<bool>,
}

/// A value of a record.
enum Value<'p> {
    Text(Cow<'p, str>),
    Int(i64),
    Other,
}

/// A table of the schema.
struct Table {
    name: String,
    root: usize,
    columns: Vec<Column>,
}

/// A declared column.
#[derive(Debug, PartialEq, Eq)]
struct Column {
    name: String,
    /// Whether it is declared to hold texts.
    is_text: bool,
}

/// The texts of a database.
#[derive(Default)]
pub(crate) struct Texts {
    /// By `table.column`.
    pub(crate) paths: Paths,
    /// The columns of tables that are declared to hold texts.
    pub(crate) declared: Vec<String>,
    /// Tables that are not told of by name.
    pub(crate) n_left_out: usize,
}

/// `SQLite` writes the high bits first, and in a ninth byte all eight.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0_u64;
    let mut rest = bytes;
    for at in 0..9 {
        let (&byte, after) = rest.split_first()?;
        rest = after;
        if at == 8 {
            return Some((value << 8 | u64::from(byte), rest));
        }
        value = value << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, rest));
        }
    }
    None
}

/// The texts of every table.
pub(crate) fn texts(bytes: &[u8]) -> Texts {
    let mut found = Texts::default();
    let Some(mut database) = Database::new(bytes) else {
        return found;
    };
    let mut tables = Vec::new();
    database.tree(1, LEVELS, &mut |record| tables.extend(table(record)));
    found.n_left_out = tables.len().saturating_sub(TABLES);
    for table in tables.iter().take(TABLES) {
        found.declared.extend(
            table
                .columns
                .iter()
                .filter(|it| it.is_text)
                .map(|it| format!("{}.{}", table.name, it.name)),
        );
        database.tree(table.root, LEVELS, &mut |record| {
            for (at, value) in record.iter().enumerate() {
                let Value::Text(text) = value else { continue };
                let path = match table.columns.get(at) {
                    Some(column) => format!("{}.{}", table.name, column.name),
                    None => format!("{}, column {}", table.name, at.saturating_add(1)),
                };
                found.paths.add(&path, text);
            }
        });
    }
    for number in 1..=database.n_pages() {
        if !database.is_seen(number) {
            database.leaf(number, true, &mut |record| {
                for (at, value) in record.iter().enumerate() {
                    if let Value::Text(text) = value {
                        let at = at.saturating_add(1);
                        let path =
                            format!("pages of no table, {} columns, column {at}", record.len());
                        found.paths.add(&path, text);
                    }
                }
            });
        }
    }
    found
}

impl<'b> Database<'b> {
    fn new(bytes: &'b [u8]) -> Option<Self> {
        let page_len = bytes.get(16..)?.first_chunk::<2>()?;
        let page_len = match u16::from_be_bytes(*page_len) {
            1 => 65_536,
            len => usize::from(len),
        };
        if page_len < 512 {
            return None;
        }
        let reserved = bytes.get(20).copied().map_or(0, usize::from);
        let n_pages = bytes.len().div_ceil(page_len);
        Some(Self {
            bytes,
            page_len,
            usable: page_len.saturating_sub(reserved),
            encoding: bytes.get(59).copied().unwrap_or(1),
            seen: vec![false; n_pages.saturating_add(1)],
        })
    }

    fn n_pages(&self) -> usize {
        self.seen.len().saturating_sub(1)
    }

    fn is_seen(&self, number: usize) -> bool {
        self.seen.get(number).copied().unwrap_or(true)
    }

    /// A page, and where its header begins in it.
    fn page(&self, number: usize) -> Option<(&'b [u8], usize)> {
        let at = number.checked_sub(1)?.checked_mul(self.page_len)?;
        let rest = self.bytes.get(at..)?;
        let page = rest.get(..self.page_len).unwrap_or(rest);
        Some((page, if number == 1 { 100 } else { 0 }))
    }

    /// The records of a tree, each page once.
    fn tree(&mut self, number: usize, levels: u32, record: &mut dyn FnMut(&[Value<'_>])) {
        if self.is_seen(number) {
            return;
        }
        let Some((page, header_at)) = self.page(number) else {
            return;
        };
        if let Some(seen) = self.seen.get_mut(number) {
            *seen = true;
        }
        let kind = page.get(header_at).copied().unwrap_or(0);
        // 2 and 5 are pages inside a tree of an index and of a table, 10 and 13 its leaves.
        if !matches!(kind, 2 | 5) {
            self.leaf(number, false, record);
            return;
        }
        let Some(levels) = levels.checked_sub(1) else {
            return;
        };
        let Some(cells) = cells(page, header_at, 12) else {
            return;
        };
        let child = |at: usize| Some(u32::from_be_bytes(*page.get(at..)?.first_chunk::<4>()?));
        let last = child(header_at.saturating_add(8));
        for cell in cells {
            if let Some(number) = child(cell).and_then(|it| usize::try_from(it).ok()) {
                self.tree(number, levels, record);
            }
            if kind == 2 {
                let _ = self.cell(page, cell.saturating_add(4), true, record);
            }
        }
        if let Some(number) = last.and_then(|it| usize::try_from(it).ok()) {
            self.tree(number, levels, record);
        }
    }

    /// The records of a leaf; of tables only where the page is of no known tree, since indices repeat what tables hold.
    fn leaf(&self, number: usize, tables_only: bool, record: &mut dyn FnMut(&[Value<'_>])) {
        let Some((page, header_at)) = self.page(number) else {
            return;
        };
        let is_index = match page.get(header_at) {
            Some(13) => false,
            Some(10) if !tables_only => true,
            _ => return,
        };
        for cell in cells(page, header_at, 8).unwrap_or_default() {
            let _ = self.cell(page, cell, is_index, record);
        }
    }

    /// The record of a cell.
    fn cell(
        &self,
        page: &[u8],
        at: usize,
        is_index: bool,
        record: &mut dyn FnMut(&[Value<'_>]),
    ) -> Option<()> {
        let (payload_len, mut local) = varint(page.get(at..)?)?;
        if !is_index {
            local = varint(local)?.1;
        }
        let payload = self.payload(local, payload_len, is_index)?;
        record(&self.record(&payload)?);
        Some(())
    }

    /// A cell's payload, with what lies on overflow pages.
    fn payload<'p>(&self, local: &'p [u8], len: u64, is_index: bool) -> Option<Cow<'p, [u8]>> {
        let len = usize::try_from(len).ok()?;
        if len > self.bytes.len() {
            return None;
        }
        let share = |n: usize| {
            let of = self.usable.checked_sub(12)?.checked_mul(n)?;
            of.checked_div(255)?.checked_sub(23)
        };
        let max_local = if is_index {
            share(64)?
        } else {
            self.usable.checked_sub(35)?
        };
        if len <= max_local {
            return local.get(..len).map(Cow::Borrowed);
        }
        let min_local = share(32)?;
        let tail = self.usable.checked_sub(4)?;
        let extra = len.checked_sub(min_local)?.checked_rem(tail)?;
        let kept = match min_local.checked_add(extra)? {
            kept if kept <= max_local => kept,
            _ => min_local,
        };
        let mut out = local.get(..kept)?.to_vec();
        let mut next = u32::from_be_bytes(*local.get(kept..)?.first_chunk()?);
        while next != 0 && out.len() < len {
            let (page, _) = self.page(usize::try_from(next).ok()?)?;
            next = u32::from_be_bytes(*page.first_chunk()?);
            let wanted = len.saturating_sub(out.len()).min(tail);
            // Each page adds at least a byte, so a chain in a circle ends at `len`.
            out.extend_from_slice(page.get(4..4_usize.checked_add(wanted)?)?);
        }
        Some(Cow::Owned(out))
    }

    fn record<'p>(&self, payload: &'p [u8]) -> Option<Vec<Value<'p>>> {
        let (header_len, types) = varint(payload)?;
        let header_len = usize::try_from(header_len).ok()?;
        let mut values = payload.get(header_len..)?;
        let used = payload.len().checked_sub(types.len())?;
        let mut types = types.get(..header_len.checked_sub(used)?)?;
        let mut columns = Vec::new();
        while let Some((kind, rest)) = varint(types) {
            types = rest;
            let len = match kind {
                0 | 8 | 9 => 0,
                1..=4 => kind,
                5 => 6,
                6 | 7 => 8,
                10 | 11 => return None,
                _ => kind.saturating_sub(12) / 2,
            };
            let (value, rest) = values.split_at_checked(usize::try_from(len).ok()?)?;
            values = rest;
            columns.push(match kind {
                1..=6 => Value::Int(int(value)),
                8 | 9 => Value::Int(i64::from(kind == 9)),
                13.. if kind % 2 == 1 => match self.text(value) {
                    Some(text) => Value::Text(text),
                    None => Value::Other,
                },
                _ => Value::Other,
            });
        }
        Some(columns)
    }

    fn text<'p>(&self, value: &'p [u8]) -> Option<Cow<'p, str>> {
        let encoding = match self.encoding {
            2 => encoding_rs::UTF_16LE,
            3 => encoding_rs::UTF_16BE,
            _ => return std::str::from_utf8(value).ok().map(Cow::Borrowed),
        };
        encoding.decode_without_bom_handling_and_without_replacement(value)
    }
}

/// A number with its sign, the high byte first.
fn int(bytes: &[u8]) -> i64 {
    let negative = bytes.first().is_some_and(|it| *it >= 0x80);
    let start = if negative { -1 } else { 0 };
    bytes
        .iter()
        .fold(start, |all, byte| all << 8 | i64::from(*byte))
}

/// Where the cells of a page begin in it.
fn cells(page: &[u8], header_at: usize, header_len: usize) -> Option<Vec<usize>> {
    let header = page.get(header_at..)?;
    let n_cells = usize::from(u16::from_be_bytes(*header.get(3..)?.first_chunk()?));
    let pointers = header.get(header_len..)?.chunks_exact(2).take(n_cells);
    let pointers = pointers.filter_map(|it| it.first_chunk().copied());
    Some(
        pointers
            .map(|it| usize::from(u16::from_be_bytes(it)))
            .collect(),
    )
}

/// The table that a row of the schema declares: type, name, table's name, root page, statement.
fn table(record: &[Value<'_>]) -> Option<Table> {
    let [
        Value::Text(kind),
        Value::Text(name),
        _,
        Value::Int(root),
        Value::Text(sql),
    ] = record
    else {
        return None;
    };
    (kind == "table" && *root > 0).then_some(())?;
    Some(Table {
        name: name.to_string(),
        root: usize::try_from(*root).ok()?,
        columns: columns(sql),
    })
}

/// The columns that a statement declares.
fn columns(sql: &str) -> Vec<Column> {
    let Some((_, inner)) = sql.split_once('(') else {
        return Vec::new();
    };
    let (mut all, mut one) = (Vec::new(), String::new());
    let (mut depth, mut quote) = (0_u32, None);
    for letter in inner.chars() {
        match (quote, letter) {
            (Some(end), _) if letter == end => quote = None,
            (None, '"' | '\'' | '`') => quote = Some(letter),
            (None, '[') => quote = Some(']'),
            (None, '(') => depth = depth.saturating_add(1),
            (None, ')') => match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => break,
            },
            (None, ',') if depth == 0 => {
                all.extend(column(&std::mem::take(&mut one)));
                continue;
            }
            _ => {}
        }
        one.push(letter);
    }
    all.extend(column(&one));
    all
}

/// One column, where the part of a statement declares one and no constraint.
fn column(part: &str) -> Option<Column> {
    let part = part.trim();
    let open = part.chars().next()?;
    let (name, rest) = if matches!(open, '"' | '`' | '[' | '\'') {
        let close = if open == '[' { ']' } else { open };
        part.get(1..)?.split_once(close)?
    } else {
        let end = part.find(|it: char| it.is_whitespace() || it == '(');
        let (name, rest) = part.split_at_checked(end.unwrap_or(part.len()))?;
        let is_constraint = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]
            .iter()
            .any(|it| name.eq_ignore_ascii_case(it));
        if is_constraint {
            return None;
        }
        (name, rest)
    };
    // sqlite.org/datatype3.html, 3.1: what makes the affinity of a column that of a text.
    let declared = rest.to_ascii_uppercase();
    let is_text = ["CHAR", "CLOB", "TEXT"]
        .iter()
        .any(|it| declared.contains(it));
    Some(Column {
        name: name.to_owned(),
        is_text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_declared() {
        let check = |sql: &str, expect: &[(&str, bool)]| {
            let found = columns(sql);
            let found: Vec<_> = found
                .iter()
                .map(|it| (it.name.as_str(), it.is_text))
                .collect();
            assert_eq!(found, expect, "{sql}");
        };
        check(
            "CREATE TABLE blocked (_id INTEGER PRIMARY KEY, word TEXT, added INTEGER)",
            &[("_id", false), ("word", true), ("added", false)],
        );
        check(
            "CREATE TABLE \"a b\"(\"the word\" VARCHAR(20) DEFAULT 'a,b)', [n] INT CHECK (n IN (1,2)), `c`, PRIMARY KEY (n, c))",
            &[("the word", true), ("n", false), ("c", false)],
        );
        check("CREATE TABLE t", &[]);
    }
}

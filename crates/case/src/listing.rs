//! Methods as text: `patikra code`.

use crate::source::{Gap, Packages, Source, Take, container};
use crate::{CaseError, MemberName};
use base::{Limits, View, escape_controls, printable};
use fmt_apk::arsc::Table;
use fmt_apk::res_value::ResId;
use fmt_dex::{ClassDef, ClassIdx, Dex, FlagsOf, Listing, Value};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use unpack::{Artifact, Kind};

/// Where a class stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ClassPlace {
    /// The app's package, where a manifest names one.
    pub app: Option<String>,
    /// The DEX file, with `!/` after each container.
    pub path: String,
}

/// A class or a method, as it stands in one or more files.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    /// Where; several where the code is the same to the letter.
    pub places: Vec<ClassPlace>,
    /// The class or method, as `Lcom/x/Y;->m(I)V`.
    pub name: String,
    /// The class's own line: flags, super class, interfaces.
    pub class: String,
    /// The source file that the class names.
    pub source_file: Option<String>,
    /// The text for people.
    pub text: String,
    /// The instructions of a method.
    pub instructions: Vec<ListedInstruction>,
}

/// One instruction of a method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListedInstruction {
    /// From the start of the method's instructions, in code units.
    pub offset: u32,
    /// The instruction.
    pub text: String,
    /// The source line that begins with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The resource that its number is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What a name leads to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Listings {
    /// Methods, or the class; each once, in the order of the files.
    pub found: Vec<Listed>,
    /// Where nothing is found, names that are like it.
    pub near: Vec<String>,
    /// What was not read.
    pub gaps: Vec<Gap>,
}

/// Names that a command suggests: 20, a screen.
const NEAR: usize = 20;

impl Source {
    /// The methods of that name, or the class.
    ///
    /// # Errors
    /// [`CaseError`], by cause.
    pub fn code(&self, name: &MemberName) -> Result<Listings, CaseError> {
        let limits = &self.limits;
        let new = |_: &_| Finder {
            name,
            limits,
            packages: Packages::default(),
            tables: BTreeMap::new(),
            dexes: Vec::new(),
        };
        let (found, gaps) = self.each(new, Finder::done);
        let mut all: Vec<Listed> = Vec::new();
        for listed in found.into_iter().flatten() {
            match all.iter_mut().find(|it| it.text == listed.text) {
                Some(same) => same.places.extend(listed.places),
                None => all.push(listed),
            }
        }
        let near = if all.is_empty() {
            self.near(name)
        } else {
            Vec::new()
        };
        Ok(Listings {
            found: all,
            near,
            gaps,
        })
    }

    /// Names that are like one that is nowhere: the methods of the class, or classes of that simple name.
    pub(crate) fn near(&self, name: &MemberName) -> Vec<String> {
        let new = |_: &_| Near {
            class: name.class.as_bytes(),
            simple: simple_name(&name.class).to_lowercase(),
            members: BTreeSet::new(),
            classes: BTreeSet::new(),
        };
        let (found, _) = self.each(new, |near| near);
        let (mut members, mut classes) = (BTreeSet::new(), BTreeSet::new());
        for near in found {
            members.extend(near.members);
            classes.extend(near.classes);
        }
        let all = if members.is_empty() { classes } else { members };
        all.into_iter().take(NEAR).collect()
    }
}

fn simple_name(class: &str) -> &str {
    let bare = class
        .strip_prefix('L')
        .unwrap_or(class)
        .trim_end_matches(';');
    bare.rsplit(['/', '$']).next().unwrap_or(bare)
}

/// The definition of the class with this descriptor. `None` in most files without looking at a class.
pub(crate) fn class_named(dex: &Dex<'_>, descriptor: &[u8]) -> Option<ClassDef> {
    let ty = dex.types().find(|ty| {
        let text = dex.descriptor(*ty);
        text.is_ok_and(|text| text.bytes() == descriptor)
    })?;
    let defined = dex.classes().filter_map(|class| dex.class(class).ok());
    defined.into_iter().find(|class| class.ty == ty)
}

struct Finder<'n> {
    name: &'n MemberName,
    limits: &'n Limits,
    packages: Packages,
    /// Resource tables by their containers.
    tables: BTreeMap<String, Vec<u8>>,
    /// Files that define the class.
    dexes: Vec<(String, Vec<u8>)>,
}

impl Take for Finder<'_> {
    fn artifact(&mut self, path: &str, artifact: &Artifact<'_>) {
        self.packages.artifact(path, artifact, self.limits);
        let bytes = artifact.bytes;
        match artifact.kind {
            Kind::ResourceTable => {
                let table = bytes.bytes().to_vec();
                self.tables.insert(container(path).to_owned(), table);
            }
            Kind::Dex => {
                let Ok(parsed) = fmt_dex::container(bytes) else {
                    return;
                };
                let class = self.name.class.as_bytes();
                let defines = |dex: &Dex<'_>| class_named(dex, class).is_some();
                if parsed.value.iter().any(defines) {
                    self.dexes.push((path.to_owned(), bytes.bytes().to_vec()));
                }
            }
            _ => {}
        }
    }
}

impl Finder<'_> {
    fn done(self) -> Vec<Listed> {
        let mut all = Vec::new();
        for (path, bytes) in &self.dexes {
            let table = self.tables.get(container(path));
            let table = table.and_then(|it| Table::parse(View::new(it), self.limits).ok());
            let table = table.map(|it| it.value);
            let Ok(parsed) = fmt_dex::container(View::new(bytes)) else {
                continue;
            };
            let place = ClassPlace {
                app: self.packages.of(path),
                path: path.clone(),
            };
            for dex in &parsed.value {
                if let Some(class) = class_named(dex, self.name.class.as_bytes()) {
                    all.extend(listed(dex, &class, self.name, table.as_ref(), &place));
                }
            }
        }
        all
    }
}

fn listed(
    dex: &Dex<'_>,
    class: &ClassDef,
    name: &MemberName,
    table: Option<&Table<'_>>,
    place: &ClassPlace,
) -> Vec<Listed> {
    let line = class_line(dex, class);
    let source_file = class.source_file.and_then(|idx| dex.string(idx).ok());
    let source_file = source_file.map(|it| escape_controls(&it.to_string_lossy()));
    let data = dex.class_data(class).value;
    let whole = |name: String, text: String, instructions| Listed {
        places: vec![place.clone()],
        name,
        class: line.clone(),
        source_file: source_file.clone(),
        text,
        instructions,
    };
    if name.name.is_none() {
        let text = outline(dex, class, &line, source_file.as_deref());
        return vec![whole(name.class.clone(), text, Vec::new())];
    }
    let mut all = Vec::new();
    for method in data.methods() {
        let text = dex.method_text(method.idx);
        let Some((own, signature)) = parts(&text) else {
            continue;
        };
        if !name.is(own, signature) {
            continue;
        }
        let mut listing = Listing::new(dex, method);
        if let Some(table) = table {
            for listed in &mut listing.instructions {
                let number = listed.insn.literal();
                listed.note = number.and_then(|number| resource(table, number));
            }
        }
        let instructions = listing.instructions.iter().map(|it| ListedInstruction {
            offset: it.at,
            text: it.text.clone(),
            line: it.line,
            note: it.note.clone(),
        });
        let instructions = instructions.collect();
        all.push(whole(
            escape_controls(&text),
            listing.to_string(),
            instructions,
        ));
    }
    all
}

/// Name and signature of `Lcom/x/Y;->m(I)V` or `Lcom/x/Y;->f:I`.
pub(crate) fn parts(member: &str) -> Option<(&str, &str)> {
    let (_, member) = member.split_once("->")?;
    Some(member.split_at(member.find(['(', ':'])?))
}

/// `.class public final Lcom/x/Y; extends La/B; implements La/I;`
fn class_line(dex: &Dex<'_>, class: &ClassDef) -> String {
    let words = class.access.words(FlagsOf::Class);
    let gap = if words.is_empty() { "" } else { " " };
    let mut text = format!(".class {words}{gap}{}", dex.type_text(class.ty));
    if let Some(up) = class.superclass {
        text.push_str(&format!(" extends {}", dex.type_text(up)));
    }
    let interfaces = dex.interfaces(class);
    let interfaces = interfaces.iter().flat_map(fmt_dex::TypeList::iter);
    for (position, ty) in interfaces.enumerate() {
        let word = if position == 0 { " implements " } else { ", " };
        text.push_str(word);
        text.push_str(&dex.type_text(ty));
    }
    escape_controls(&text)
}

fn outline(dex: &Dex<'_>, class: &ClassDef, line: &str, source_file: Option<&str>) -> String {
    let mut text = format!("{line}\n");
    if let Some(file) = source_file {
        text.push_str(&format!("    .source {file:?}\n"));
    }
    let data = dex.class_data(class).value;
    let words = |words: String| {
        if words.is_empty() { words } else { words + " " }
    };
    let member = |text: String| escape_controls(text.split_once("->").map_or("", |it| it.1));
    let values = dex.static_values(class).value;
    let values = values.iter().map(Some).chain(std::iter::repeat(None));
    let of_objects = data.instance_fields.iter().map(|field| (field, None));
    for (field, value) in data.static_fields.iter().zip(values).chain(of_objects) {
        let flags = words(field.access.words(FlagsOf::Field));
        let name = member(dex.field_text(field.idx));
        let value = value.and_then(|value| constant(dex, value));
        let value = value.map_or_else(String::new, |it| format!(" = {it}"));
        text.push_str(&format!("    .field {flags}{name}{value}\n"));
    }
    for method in data.methods() {
        let flags = words(method.access.words(FlagsOf::Method));
        let name = member(dex.method_text(method.idx));
        let units = dex.code(method).ok().flatten().map(|code| code.n_units);
        let units = units.map_or_else(String::new, |n| format!("  # {n} code units"));
        text.push_str(&format!("    .method {flags}{name}{units}\n"));
    }
    text.push_str(".end class\n");
    text
}

/// Characters of a constant that stand behind its field: 500.
const CONSTANT_SHOWN: usize = 500;

/// A static field's value as source code has it; none where it is what fields begin with anyway.
fn constant(dex: &Dex<'_>, value: &Value) -> Option<String> {
    Some(match value {
        Value::Byte(it) => it.to_string(),
        Value::Short(it) => it.to_string(),
        Value::Char(it) => it.to_string(),
        Value::Int(it) => it.to_string(),
        Value::Long(it) => it.to_string(),
        Value::Float(it) => it.to_string(),
        Value::Double(it) => it.to_string(),
        Value::Boolean(it) => it.to_string(),
        Value::String(idx) => {
            let text = dex.string(*idx).ok()?.to_string_lossy();
            format!("\"{}\"", printable(text.as_bytes(), CONSTANT_SHOWN))
        }
        Value::Type(ty) => escape_controls(&dex.type_text(*ty)),
        _ => return None,
    })
}

/// Characters of a resource's text that stand beside its name: 80.
const TEXT_SHOWN: usize = 80;

/// The resource that an instruction's number is the id of.
fn resource(table: &Table<'_>, number: i64) -> Option<String> {
    // `const` extends the sign; ids of packages from 0x80 on come out negative.
    let id = ResId(u32::try_from(number & 0xffff_ffff).ok()?);
    // A package is never 0, and few numbers that are no ids name an entry that is there.
    if id.package() == 0 {
        return None;
    }
    let name = escape_controls(&table.name(id)?);
    let text = table.follow(id).into_iter().find_map(|found| found.text);
    Some(match text.filter(|text| !text.is_empty()) {
        Some(text) => format!("@{name} \"{}\"", printable(text.as_bytes(), TEXT_SHOWN)),
        None => format!("@{name}"),
    })
}

struct Near<'n> {
    class: &'n [u8],
    simple: String,
    members: BTreeSet<String>,
    classes: BTreeSet<String>,
}

impl Take for Near<'_> {
    fn artifact(&mut self, _path: &str, artifact: &Artifact<'_>) {
        if artifact.kind != Kind::Dex {
            return;
        }
        let Ok(parsed) = fmt_dex::container(artifact.bytes) else {
            return;
        };
        for dex in &parsed.value {
            if let Some(class) = class_named(dex, self.class) {
                let data = dex.class_data(&class).value;
                let methods = data.methods().map(|method| dex.method_text(method.idx));
                let fields = data.fields().map(|field| dex.field_text(field.idx));
                self.members.extend(methods.chain(fields));
            }
            for class in dex
                .classes()
                .filter_map(|class: ClassIdx| dex.class(class).ok())
            {
                let text = dex.type_text(class.ty);
                if simple_name(&text).to_lowercase().contains(&self.simple) {
                    self.classes.insert(text);
                    // The least of them in the order of the alphabet, whatever the order of the files.
                    if self.classes.len() > NEAR {
                        self.classes.pop_last();
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_falls_into_name_and_signature() {
        assert_eq!(parts("La/B;->m(I)V"), Some(("m", "(I)V")));
        assert_eq!(parts("La/B;->f:I"), Some(("f", ":I")));
        assert_eq!(parts("La/B;"), None);
    }

    #[test]
    fn a_number_that_is_a_resource_is_named_with_its_text() {
        let apk = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../testbed/phones/alder/system/app/AlderInstaller/AlderInstaller.apk"
        );
        let bytes = std::fs::read(apk).unwrap();
        let limits = Limits::default();
        let zip = fmt_apk::zip::ZipFile::parse(View::new(&bytes), &limits);
        let zip = zip.unwrap().value;
        let entry = zip.entry(b"resources.arsc").unwrap();
        let arsc = zip.read(entry, &limits).unwrap().value;
        let table = Table::parse(View::new(&arsc), &limits).unwrap().value;
        let mut named = None;
        for type_id in 1..8_i64 {
            named = named.or(resource(&table, 0x7f00_0000 | type_id << 16));
        }
        // The one string of `testbed/src/alder-installer/res/values/strings.xml`.
        let expect = "@string/app_name \"Patikra testbed: installer with an ad kit\"";
        assert_eq!(named.as_deref(), Some(expect));
        assert_eq!(resource(&table, 7), None);
        assert_eq!(resource(&table, 0x7f7f_0000), None);
    }

    #[test]
    fn simple_names_are_those_of_source_code() {
        assert_eq!(simple_name("Lcom/x/Y;"), "Y");
        assert_eq!(simple_name("Lcom/x/Y$Z;"), "Z");
        assert_eq!(simple_name("La;"), "a");
    }
}

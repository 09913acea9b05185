//! The command line: the one definition from which help, completions and the man page come.

use anyhow::Context;
use case::{Lab, MatchRule, MemberName, Options};
use clap::{Parser, Subcommand, ValueEnum};
use facts::Verdict;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Examines what you have of a phone and answers seven questions, each with proof and with what could not be seen
#[derive(Parser)]
#[command(name = "patikra", version, about, after_help = crate::exit::HELP)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Use the knowledge base in this folder instead of the built-in one
    #[arg(long, global = true, value_name = "FOLDER", env = "PATIKRA_KNOWLEDGE")]
    pub(crate) knowledge: Option<PathBuf>,

    /// Use the reference sets in this folder, or `none`, instead of those that `knowledge add` keeps in the user's data folder
    #[arg(long, global = true, value_name = "FOLDER", env = "PATIKRA_REFERENCES")]
    pub(crate) references: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Assess inputs that belong to one phone: an unpacked firmware tree, folders of APKs, single files, captures with key logs
    Assess(Assess),
    /// Show the bytes or code behind a piece of evidence
    Show {
        /// The case folder
        case: PathBuf,
        /// The evidence's name, as reports give it: e and 20 hex digits
        evidence: String,
    },
    /// Print a method, or a class's members: offsets, strings, resources, branches, handlers, source lines
    Code(Code),
    /// Say who calls a method, who reads and writes a field, or who makes objects of a class
    Callers(Callers),
    /// Say where a string is used: code, resources, XML, files
    Xref(Xref),
    /// Write the plan of an experiment with words of one's own for each list that an app fetches; nothing is sent
    CanaryPlan {
        /// The case folder
        case: PathBuf,
    },
    /// Keep reference sets of one's own: larger lists of known terms, which Patikra never ships
    #[command(subcommand)]
    Knowledge(KnowledgeCommand),
    /// Ask a case's facts in SQL; `SELECT * FROM kind` lists the tables
    Query {
        /// The case folder
        case: PathBuf,
        /// One statement that only reads
        sql: String,
        /// How the answer is written
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
        /// Rows at the most
        #[arg(long, default_value_t = 10_000)]
        rows: usize,
    },
    /// List what was sent: time, app, host, operator, country, what, parameters, and whether it could be opened
    Flows(Flows),
    /// Show one request of `flows`: its layers, events and parameters
    Flow(Flow),
    /// Say how the filters of a case work, step by step through the code: list, text, comparison, effect
    Trace(Trace),
    /// Derive a case again from its inputs and compare every row
    Verify {
        /// The case folder
        case: PathBuf,
    },
    /// List the word lists, block lists and the like that a case holds; write them to files, compare them, try them on a text
    Lists(Lists),
    /// List, show, test and start rules of the knowledge base
    #[command(subcommand)]
    Rules(Rules),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the man page
    Man,
}

#[derive(clap::Args)]
pub(crate) struct Assess {
    /// What you have of the phone
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// The case folder; with --each, the folder for the case folders [default: INPUT.case here]
    #[arg(short, long, value_name = "FOLDER")]
    pub(crate) output: Option<PathBuf>,
    /// A value that was planted in the phone, found in any coding or hashed, as in imei=490154203237518
    #[arg(long = "canary", value_name = "NAME=VALUE")]
    pub(crate) canaries: Vec<String>,
    /// An AES key that the app's code or a hook revealed, tried on payloads that stay closed, as in config=hex:0011…
    #[arg(long = "payload-key", value_name = "NAME=KEY")]
    pub(crate) payload_keys: Vec<String>,
    /// When something happened, in UTC where no zone is given, as in 12:03:10=consent-refused
    #[arg(long = "mark", value_name = "TIME=NAME")]
    pub(crate) marks: Vec<String>,
    /// A file of such marks, one a line
    #[arg(long = "marks", value_name = "FILE")]
    pub(crate) mark_files: Vec<PathBuf>,
    /// A table of addresses: first, last and country on a line, as the tables of ip-location-db have them
    #[arg(long = "ip-country", value_name = "FILE")]
    pub(crate) countries: Vec<PathBuf>,
    /// Make a case of each input instead of one of all
    #[arg(long)]
    pub(crate) each: bool,
    /// Print answers.json instead of a table
    #[arg(long)]
    pub(crate) json: bool,
    /// Say nothing but the answers
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// End with code 1 where the answer to a question has at least this grade, as in app-source:present
    #[arg(long, value_name = "QUESTION:GRADE")]
    pub(crate) fail_on: Vec<FailOn>,
}

#[derive(clap::Args)]
pub(crate) struct Code {
    /// A case folder, an APK, a DEX file, or a folder of them
    #[arg(value_name = "CASE|FILE")]
    pub(crate) source: PathBuf,
    /// 'Lcom/x/Y;->m' (all methods of that name), 'Lcom/x/Y;->m(I)V', or 'Lcom/x/Y;' for its members; com.x.Y#m works too
    #[arg(value_name = "METHOD")]
    pub(crate) member: MemberName,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Lines at the most
    #[arg(long, default_value_t = 5_000)]
    pub(crate) lines: usize,
}

#[derive(clap::Args)]
pub(crate) struct Callers {
    /// A case folder, an APK, a DEX file, or a folder of them
    #[arg(value_name = "CASE|FILE")]
    pub(crate) source: PathBuf,
    /// 'Lcom/x/Y;->m', 'Lcom/x/Y;->m(I)V', 'Lcom/x/Y;->f:I' for a field, or 'Lcom/x/Y;' for its objects
    #[arg(value_name = "MEMBER")]
    pub(crate) member: MemberName,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Uses at the most
    #[arg(long, default_value_t = 1_000)]
    pub(crate) rows: usize,
}

#[derive(clap::Args)]
pub(crate) struct Xref {
    /// A case folder, an APK, a DEX file, or a folder of them
    #[arg(value_name = "CASE|FILE")]
    pub(crate) source: PathBuf,
    /// The string; the whole of it, where nothing else is said
    #[arg(value_name = "STRING", allow_hyphen_values = true)]
    pub(crate) text: String,
    /// Strings that hold it
    #[arg(long, conflicts_with = "regex")]
    pub(crate) contains: bool,
    /// Strings that hold what this regular expression matches
    #[arg(long)]
    pub(crate) regex: bool,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Uses at the most
    #[arg(long, default_value_t = 1_000)]
    pub(crate) rows: usize,
}

#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Lists {
    #[command(subcommand)]
    pub(crate) command: Option<ListsCommand>,
    /// The case folder
    #[arg(required = true)]
    pub(crate) case: Option<PathBuf>,
    /// Also those that look like plain vocabulary, or do not tell what they are for
    #[arg(long)]
    pub(crate) all: bool,
    /// Write every list with its entries and where it stands to this file, a row an entry; - for standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
    /// The same as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum ListsCommand {
    /// Say which entries came and went between the lists of two cases, or of two files of lists
    Diff(ListsDiff),
    /// Say which entries of which lists match a text
    Match(ListsMatch),
}

#[derive(clap::Args)]
pub(crate) struct ListsDiff {
    /// The first: a case folder, a file of `lists --json` or `--csv`, or a text with an entry a line
    #[arg(value_name = "A")]
    pub(crate) before: PathBuf,
    /// The second
    #[arg(value_name = "B")]
    pub(crate) after: PathBuf,
    /// Print JSON, with everything
    #[arg(long)]
    pub(crate) json: bool,
    /// Also lists that look like plain vocabulary, or do not tell what they are for and that no code is known to act on
    #[arg(long)]
    pub(crate) all: bool,
    /// Lists at the most
    #[arg(long, default_value_t = 100)]
    pub(crate) rows: usize,
    /// Entries of one list at the most, for each side
    #[arg(long, default_value_t = 20)]
    pub(crate) words: usize,
}

#[derive(clap::Args)]
pub(crate) struct ListsMatch {
    /// A case folder, or a file of lists
    #[arg(value_name = "CASE|FILE")]
    pub(crate) source: PathBuf,
    /// The text
    #[arg(long, allow_hyphen_values = true)]
    pub(crate) text: String,
    /// How an entry is compared, where that is known
    #[arg(long = "as", value_enum, value_name = "HOW")]
    pub(crate) rule: Option<Compared>,
    /// Whose letters are made small before: the text's alone, or both's
    #[arg(long, value_enum, value_name = "WHOSE")]
    pub(crate) fold: Option<Fold>,
    /// No ASCII letter may stand beside a match: of any entry, or only of entries that begin or end with one
    #[arg(long, value_enum, value_name = "WHICH", num_args = 0..=1, default_missing_value = "all")]
    pub(crate) borders: Option<BordersOf>,
    /// Also lists that look like plain vocabulary, or do not tell what they are for
    #[arg(long)]
    pub(crate) all: bool,
    /// Lists at the most
    #[arg(long, default_value_t = 50)]
    pub(crate) rows: usize,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Compared {
    /// The entry stands somewhere in the text
    Contains,
    /// The entry is the text
    Equals,
    /// The text begins with the entry
    Prefix,
    /// The text ends with the entry
    Suffix,
    /// The entry is a regular expression
    Regex,
}

impl From<Compared> for MatchRule {
    fn from(compared: Compared) -> Self {
        match compared {
            Compared::Contains => Self::Contains,
            Compared::Equals => Self::Equals,
            Compared::Prefix => Self::Prefix,
            Compared::Suffix => Self::Suffix,
            Compared::Regex => Self::Regex,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Fold {
    /// The text's
    Text,
    /// Both's
    Both,
}

#[derive(Subcommand)]
pub(crate) enum KnowledgeCommand {
    /// Add a file, or the files of a folder: a term a line, and behind tabs its theme and what it means
    Add {
        /// The file or folder
        from: PathBuf,
        /// Where it was published
        #[arg(long)]
        source: String,
        /// Of which day it is, as 2026-11-21
        #[arg(long)]
        date: String,
        /// The theme of the terms that name none themselves
        #[arg(long)]
        theme: Option<String>,
        /// The set's name; the file's where none is given
        #[arg(long)]
        name: Option<String>,
    },
    /// List the reference sets that are kept: terms by theme, source, date, digest
    List,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BordersOf {
    /// Of all entries
    All,
    /// Of entries that begin or end with a letter; others match anywhere
    Ends,
}

#[expect(clippy::struct_excessive_bools, reason = "each is an option by itself")]
#[derive(clap::Args)]
pub(crate) struct Flows {
    /// The case folder
    pub(crate) case: PathBuf,
    /// Events by app, host, service and name instead: how many, parameters, first, last, period, and where code comes to them from
    #[arg(long, conflicts_with_all = ["har", "parameters", "marks"])]
    pub(crate) events: bool,
    /// Parameters by app, host, service, event and name instead: class, how often, different values, first, last, and what code
    /// makes them of
    #[arg(long, conflicts_with_all = ["har", "marks"])]
    pub(crate) parameters: bool,
    /// What the marks divide instead: hosts and parameters that go on, end or begin at each, and identifiers that keep their value
    #[arg(long, conflicts_with = "har")]
    pub(crate) marks: bool,
    /// As CSV
    #[arg(long, conflicts_with = "har")]
    pub(crate) csv: bool,
    /// Write the requests into this HTTP archive, with evidence as comments; they are read again from the inputs
    #[arg(long, value_name = "FILE")]
    pub(crate) har: Option<PathBuf>,
    /// Rows at the most
    #[arg(long, default_value_t = 10_000)]
    pub(crate) rows: usize,
}

#[derive(clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command"
)]
pub(crate) struct Trace {
    /// The case folder; with --from and --to also an app, a DEX file or a folder of them
    pub(crate) case: PathBuf,
    /// An app's package, or a mechanism's name as in `filter.mechanism`; all where none is named
    #[arg(value_name = "APP|MECHANISM")]
    pub(crate) name: Option<String>,
    /// Follow values from here in the code: a label of the models, as device-id, or a method or field, as Lcom/x/Y;->m
    #[arg(long, value_name = "LABEL|MEMBER", requires = "to")]
    pub(crate) from: Vec<String>,
    /// To here: a label, as network, or a method
    #[arg(long, value_name = "LABEL|MEMBER", requires = "from")]
    pub(crate) to: Vec<String>,
    /// Whether the gates hold there: inputs with their values, as in `region=LT,setting.personalised_ads=off,property:ro.x=1`
    #[arg(long, value_name = "NAME=VALUE", requires = "from")]
    pub(crate) env: Vec<String>,
    /// Also ways on which a value only decides which of several values arrives, or whether one does: `done` says chosen
    #[arg(long, requires = "from")]
    pub(crate) choices: bool,
    /// The ways on which values pass from app to app, as the case has them
    #[arg(long, conflicts_with = "from")]
    pub(crate) across: bool,
    /// Draw each way as a picture in this folder
    #[arg(long, value_name = "FOLDER")]
    pub(crate) svg: Option<PathBuf>,
    /// Whole names of methods
    #[arg(long)]
    pub(crate) full: bool,
    /// Print JSON, with everything
    #[arg(long)]
    pub(crate) json: bool,
    /// Filters at the most
    #[arg(long, default_value_t = 100)]
    pub(crate) rows: usize,
}

#[derive(clap::Args)]
pub(crate) struct Flow {
    /// The case folder
    pub(crate) case: PathBuf,
    /// The id, as `flows` gives it
    pub(crate) id: String,
}

#[derive(Subcommand)]
pub(crate) enum Rules {
    /// List the rules
    List,
    /// Show a rule's page
    Show {
        /// The rule's id
        rule: String,
    },
    /// Test rules on their own fixtures and on each other's
    Test {
        /// A rule's id; all where none is named
        rule: Option<String>,
    },
    /// Print the page of a new rule, ready to fill in
    New {
        /// The rule's id: the bad state in kebab case, for instance manifest-permits-cleartext
        rule: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns for a terminal
    Table,
    /// One JSON object a row
    Jsonl,
    /// Comma-separated values, RFC 4180
    Csv,
}

/// A question and the grade from which on a run ends with code 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FailOn {
    pub(crate) question: String,
    pub(crate) verdict: Verdict,
}

impl FromStr for FailOn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (question, grade) = text
            .split_once(':')
            .ok_or("expected QUESTION:GRADE, as in app-source:present")?;
        let verdict: Verdict = grade
            .parse()
            .map_err(|it: facts::UnknownName| it.to_string())?;
        if verdict < Verdict::Present {
            return Err(format!("`{grade}` is no grade that could be reached"));
        }
        Ok(Self {
            question: question.to_owned(),
            verdict,
        })
    }
}

/// The laboratory that the command line asks for.
pub(crate) fn lab(knowledge: Option<&Path>, references: Option<&Path>) -> anyhow::Result<Lab> {
    let options = Options {
        knowledge: knowledge.map(Path::to_owned),
        references: references_in(references),
        ..Options::default()
    };
    let lab = Lab::new(&options).context("the knowledge base cannot be used")?;
    for left_out in lab.left_out() {
        eprintln!("patikra: {left_out}");
    }
    Ok(lab)
}

/// The folder of reference sets: the one named, none where it is called `none`, else the one in the user's data folder
/// (XDG Base Directory Specification 0.8, `XDG_DATA_HOME`).
pub(crate) fn references_in(named: Option<&Path>) -> Option<PathBuf> {
    if let Some(folder) = named {
        return (folder != Path::new("none")).then(|| folder.to_owned());
    }
    let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
    let data = data.filter(|it| it.is_absolute()).or_else(|| {
        let home = std::env::var_os("HOME")?;
        Some(PathBuf::from(home).join(".local/share"))
    })?;
    Some(data.join("patikra/reference"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn fail_on_takes_a_question_and_a_grade() {
        let fail_on: FailOn = "app-source:wired".parse().unwrap();
        assert_eq!(fail_on.verdict, Verdict::Wired);
        assert!("app-source".parse::<FailOn>().is_err());
        assert!("app-source:unknown".parse::<FailOn>().is_err());
    }
}

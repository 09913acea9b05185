//! `patikra knowledge`: reference sets of the user's own.

use crate::args::{KnowledgeCommand, references_in};
use crate::exit::Exit;
use crate::print;
use anyhow::Context;
use base::escape_controls;
use case::{NewReference, Reference};
use std::path::Path;

pub(crate) fn run(references: Option<&Path>, what: &KnowledgeCommand) -> anyhow::Result<Exit> {
    let folder = references_in(references);
    let folder =
        folder.context("there is no folder for reference sets; name one with --references")?;
    match what {
        KnowledgeCommand::Add {
            from,
            source,
            date,
            theme,
            name,
        } => {
            let set = Reference::new(&NewReference {
                from,
                name: name.as_deref(),
                source,
                date,
                theme: theme.as_deref(),
            })?;
            for problem in &set.problems {
                eprintln!("patikra: left out: {}", escape_controls(&problem.says));
            }
            let path = set.write(&folder)?;
            print(&escape_controls(&set.line()))?;
            print(&format!("\nkept in {}\n", path.display()))
        }
        KnowledgeCommand::List => {
            let sets = Reference::all(&folder)?;
            if sets.is_empty() {
                return print(&format!(
                    "no reference set is kept in {}\n",
                    folder.display()
                ));
            }
            for set in &sets {
                print(&format!("{}\n", escape_controls(&set.line())))?;
                for (theme, terms) in &set.terms {
                    print(&format!("  {}: {}\n", theme.name(), terms.len()))?;
                }
            }
            Ok(Exit::Done)
        }
    }
}

//! `patikra lists`: the word lists of a case, as a table, as files, compared, and tried on a text.

use crate::args::{BordersOf, Fold, Lists, ListsCommand, ListsDiff, ListsMatch};
use crate::code::{counted, say_cut, say_gaps};
use crate::exit::Exit;
use crate::inspect::columns;
use crate::print;
use base::escape_controls;
use case::{
    Beside, Borders, Case, Cell, Folding, Lab, LetterCase, ListChange, ListMatch, ListName,
    MatchRule, Matcher, Table, lists_csv, lists_match,
};
use std::fs;
use std::path::Path;

pub(crate) fn run(lab: &dyn Fn() -> anyhow::Result<Lab>, what: &Lists) -> anyhow::Result<Exit> {
    match (&what.command, &what.case) {
        (Some(ListsCommand::Diff(what)), _) => diff(&lab()?, what),
        (Some(ListsCommand::Match(what)), _) => try_text(&lab()?, what),
        (None, Some(case)) if what.csv.is_some() || what.json.is_some() => {
            export(&lab()?, case, what)
        }
        (None, Some(case)) => table(case, what.all),
        (None, None) => Ok(Exit::Usage),
    }
}

fn table(case: &Path, all: bool) -> anyhow::Result<Exit> {
    let case = Case::open(case)?;
    let has_purpose = "purpose NOT IN ('plain-vocabulary', 'unclear')";
    let of_list = "FROM filter_list AS f JOIN filter_mechanism AS m ON m.app = f.app AND m.mechanism = f.mechanism
                   WHERE f.list_evidence = list_found.evidence AND f.sha256 = list_found.sha256 AND m.effect <> 'unknown'";
    // Digits and letters one by one are an alphabet, whatever code does with them.
    let is_alphabet =
        "NOT EXISTS (SELECT 1 FROM json_each(list_found.sample) WHERE length(value) > 1)";
    let shown = format!("({has_purpose} OR (EXISTS (SELECT 1 {of_list}) AND NOT {is_alphabet}))");
    let filter = if all { "1" } else { &shown };
    // Filters' lists come first, and those that code acts on before others.
    let sql = format!(
        "SELECT {APP} AS app, purpose, confidence, kind, n_words AS words, coalesce(language, script, '') AS language,
                found_in || ' ' || path || coalesce(' ' || key, '') AS found_in,
                (SELECT group_concat(DISTINCT m.effect) {of_list}) AS on_a_match,
                (SELECT min(m.mechanism) || CASE count(DISTINCT m.mechanism) WHEN 1 THEN '' ELSE ' and others' END {of_list}
                 HAVING count(*) > 0) AS compared_by,
                (SELECT group_concat(value, ', ') FROM json_each(sample)) AS sample, evidence
         FROM list_found WHERE {filter}
         ORDER BY CASE purpose WHEN 'content-filter' THEN 0 WHEN 'profanity-or-child-safety' THEN 1
                               WHEN 'plain-vocabulary' THEN 4 WHEN 'unclear' THEN 3 ELSE 2 END,
                  on_a_match IS NULL, app, list_found.rowid"
    );
    let table = case.query(&sql, 10_000)?;
    if !table.rows.is_empty() {
        print(&columns(&shortened(table)))?;
    } else if all {
        print("no list was found in what was read\n")?;
    } else {
        print("no list whose purpose is known was found in what was read\n")?;
    }
    if !all {
        let sql = format!("SELECT count(*) FROM list_found WHERE NOT {shown}");
        let n = count(&case, &sql)?;
        if n > 0 {
            eprintln!(
                "patikra: {n} more that look like plain vocabulary, or do not tell what they are for; --all shows them"
            );
        }
    }
    kept_or_missing(&case, all)?;
    let opaque = case.query(
        "SELECT CASE WHEN o.app LIKE 'app:%' THEN substr(o.app, 5) ELSE o.app END AS app, o.path,
                coalesce((SELECT group_concat(DISTINCT 'a text is, by ' || f.mechanism) FROM filter_list AS f
                          WHERE f.state = 'closed' AND f.list_evidence = o.evidence), 'nothing that was found') AS compared_with_it,
                o.why, o.evidence
         FROM list_opaque AS o ORDER BY o.app, o.path",
        10_000,
    )?;
    if !opaque.rows.is_empty() {
        print("\ncould hold lists, and not opened:\n")?;
        print(&columns(&shortened(opaque)))?;
    }
    Ok(Exit::Done)
}

/// The app of a row by its package.
const APP: &str = "CASE WHEN app LIKE 'app:%' THEN substr(app, 5) ELSE app END";

/// Lists in apps' data that are joined to code, and lists that code reads and that the inputs lack: those that come from
/// elsewhere, or all.
fn kept_or_missing(case: &Case, all: bool) -> anyhow::Result<()> {
    let kept = case.query(
        "SELECT f.package, f.state, f.look_for, f.n_words AS words,
                CASE WHEN f.mechanism IS NULL THEN 'no comparison was found that reads it'
                     WHEN m.effect = 'unknown' THEN 'what follows on a match is not known, by ' || f.mechanism
                     ELSE coalesce(m.effect || ' on a match, by ', '') || f.mechanism END AS read_by, f.path, f.evidence
         FROM filter_list AS f LEFT JOIN filter_mechanism AS m ON m.app = f.app AND m.mechanism = f.mechanism
         WHERE f.place IN ('file', 'preference', 'database', 'http') AND f.state IN ('held', 'empty', 'no-list')
         ORDER BY f.package, f.look_for, f.rowid",
        10_000,
    )?;
    if !kept.rows.is_empty() {
        print("\nkept on the phone or seen in traffic:\n")?;
        print(&columns(&shortened(kept)))?;
    }
    let from = if all {
        "1"
    } else {
        "m.list_from IN ('http', 'cloud-setting', 'push', 'socket')"
    };
    let sql = format!(
        "SELECT f.package, f.place, f.look_for, group_concat(DISTINCT m.effect) AS on_a_match,
                coalesce((SELECT group_concat(value, ', ') FROM json_each(m.compared_with)), 'a text of unknown kind') AS compared_with,
                f.evidence
         FROM filter_list AS f JOIN filter_mechanism AS m ON m.app = f.app AND m.mechanism = f.mechanism
         WHERE f.state = 'not-given' AND m.effect <> 'unknown' AND m.reached = 1 AND {from}
         GROUP BY f.package, f.look_for ORDER BY f.package, f.look_for, f.rowid"
    );
    let missing = case.query(&sql, 10_000)?;
    if !missing.rows.is_empty() {
        print("\nread by code that acts on a match, and not given:\n")?;
        print(&columns(&missing))?;
    }
    Ok(())
}

/// Characters of a cell: 60. One sample of long phrases would make every row as wide as it.
const CELL: usize = 60;

/// Columns that are shown whole: what a reader copies.
const WHOLE: [&str; 3] = ["look_for", "path", "evidence"];

fn shortened(mut table: Table) -> Table {
    for row in &mut table.rows {
        let cells = row.iter_mut().zip(&table.columns);
        for (cell, _) in cells.filter(|it| !WHOLE.contains(&it.1.as_str())) {
            if let Cell::Text(text) = cell
                && let Some((end, _)) = text.char_indices().nth(CELL)
            {
                text.truncate(end);
                text.push('…');
            }
        }
    }
    table
}

fn count(case: &Case, sql: &str) -> anyhow::Result<u64> {
    let table = case.query(sql, 1)?;
    let cell = table.rows.first().and_then(|row| row.first());
    Ok(cell.and_then(|it| it.text().parse().ok()).unwrap_or(0))
}

fn export(lab: &Lab, case: &Path, what: &Lists) -> anyhow::Result<Exit> {
    let lists = Case::open(case)?.lists(lab)?;
    say_gaps(&lists.gaps);
    if let Some(file) = &what.csv {
        write(file, &lists_csv(&lists.lists))?;
    }
    if let Some(file) = &what.json {
        write(file, &(serde_json::to_string_pretty(&lists)? + "\n"))?;
    }
    let n_words: usize = lists
        .lists
        .iter()
        .filter_map(|it| Some(it.words.as_ref()?.len()))
        .sum();
    eprintln!(
        "patikra: {} with {n_words} entries",
        counted(lists.lists.len() as u64, "list")
    );
    Ok(Exit::Done)
}

/// Writes a file, or to standard output where it is called `-`.
fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    if file == Path::new("-") {
        print(text)?;
    } else {
        fs::write(file, text)
            .map_err(|error| anyhow::anyhow!("cannot write {}: {error}", file.display()))?;
    }
    Ok(())
}

/// The lists of a case folder, or of a file.
fn read(lab: &Lab, path: &Path) -> anyhow::Result<case::Lists> {
    if path.is_dir() {
        return Ok(Case::open(path)?.lists(lab)?);
    }
    Ok(lab.lists_of_file(path)?)
}

fn diff(lab: &Lab, what: &ListsDiff) -> anyhow::Result<Exit> {
    let (mut before, mut after) = (read(lab, &what.before)?, read(lab, &what.after)?);
    say_gaps(&before.gaps);
    say_gaps(&after.gaps);
    if !what.all && !what.json {
        let mut n_vague = 0;
        for side in [&mut before.lists, &mut after.lists] {
            let n_all = side.len();
            side.retain(|it| it.has_purpose() || (it.effect().is_some() && !it.is_alphabet()));
            n_vague += n_all - side.len();
        }
        if n_vague > 0 {
            eprintln!(
                "patikra: not compared: {} that look like plain vocabulary, or do not tell what they are for and that no code is known to act on; --all compares them",
                counted(n_vague as u64, "list")
            );
        }
    }
    let diff = lab.lists_diff(&before.lists, &after.lists);
    if what.json {
        return print(&(serde_json::to_string_pretty(&diff)? + "\n"));
    }
    let count = |is: &dyn Fn(&ListChange) -> bool| diff.changes.iter().filter(|it| is(it)).count();
    let mut text = format!(
        "lists: {} changed, {} new, {} gone, {} the same\n",
        count(&|it| it.before.is_some() && it.after.is_some()),
        count(&|it| it.before.is_none()),
        count(&|it| it.after.is_none()),
        diff.n_same
    );
    for change in diff.changes.iter().take(what.rows) {
        text.push('\n');
        text.push_str(&changed(change, what.words));
    }
    print(&text)?;
    if diff.n_unread > 0 {
        eprintln!(
            "patikra: not compared: {} whose entries could not be read",
            counted(diff.n_unread, "list")
        );
    }
    say_cut(what.rows.min(diff.changes.len()), diff.changes.len() as u64);
    Ok(Exit::Done)
}

fn changed(change: &ListChange, n_words: usize) -> String {
    let name = |name: &ListName| {
        let app = name.app.as_deref().unwrap_or("no app");
        let effect = name
            .effect
            .as_ref()
            .map_or_else(String::new, |it| format!("; on a match: {it}"));
        let text = format!(
            "{app}  {} {}  ({}{effect})",
            name.found_in, name.name, name.purpose
        );
        escape_controls(&text)
    };
    let mut text = match (&change.before, &change.after) {
        (Some(before), Some(after)) if name(before) == name(after) => {
            format!("changed  {}\n", name(after))
        }
        (Some(before), Some(after)) => {
            format!("changed  {}\n     was  {}\n", name(after), name(before))
        }
        (None, Some(after)) => format!("new      {}\n", name(after)),
        (Some(before), None) => format!("gone     {}\n", name(before)),
        (None, None) => String::new(),
    };
    text.push_str(&format!(
        "  {} added, {} removed\n",
        change.added.len(),
        change.removed.len()
    ));
    for (theme, n) in &change.themes {
        text.push_str(&format!("    {theme}: +{} -{}\n", n.added, n.removed));
    }
    for (sign, words) in [('+', &change.added), ('-', &change.removed)] {
        for word in words.iter().take(n_words) {
            text.push_str(&format!("  {sign} {}\n", escape_controls(word)));
        }
        let n_left = words.len().saturating_sub(n_words);
        if n_left > 0 {
            text.push_str(&format!("  {sign} … {n_left} more; --words shows more\n"));
        }
    }
    text
}

/// Entries shown of one list: 20.
const ENTRIES: usize = 20;

fn try_text(lab: &Lab, what: &ListsMatch) -> anyhow::Result<Exit> {
    let mut lists = read(lab, &what.source)?;
    say_gaps(&lists.gaps);
    let n_all = lists.lists.len();
    if !what.all {
        lists
            .lists
            .retain(|it| it.has_purpose() || (!it.read_by.is_empty() && !it.is_alphabet()));
    }
    let n_vague = n_all - lists.lists.len();
    let chosen = chosen(what);
    let found = lists_match(&lists.lists, &what.text, chosen);
    if what.json {
        return print(&(serde_json::to_string_pretty(&found)? + "\n"));
    }
    let mut text = String::new();
    for list in found.lists.iter().take(what.rows) {
        let app = list.app.unwrap_or("no app");
        let head = format!(
            "{app}  {} {}  ({}, {})  {}",
            list.found_in, list.name, list.kind, list.purpose, list.evidence
        );
        text.push_str(escape_controls(&head).trim_end());
        text.push('\n');
        if chosen.is_none() {
            text.push_str(&compared(list));
        }
        for entry in list.entries.iter().take(ENTRIES) {
            let mut remarks = Vec::new();
            if entry.only_any_case {
                remarks.push("only where letter case is ignored");
            }
            if !entry.with_borders {
                remarks.push("not with --borders");
            }
            let gloss = entry.gloss.as_ref();
            let gloss = gloss.map_or_else(String::new, |it| format!(" (our gloss: {it})"));
            let remarks = if remarks.is_empty() {
                String::new()
            } else {
                format!("  # {}", remarks.join("; "))
            };
            text.push_str(&format!(
                "  {}{gloss}{remarks}\n",
                escape_controls(&entry.entry)
            ));
        }
        if list.entries.len() > ENTRIES {
            text.push_str(&format!("  … {} more\n", list.entries.len() - ENTRIES));
        }
    }
    text.push_str(&format!(
        "of {} {} with entries that match\n",
        counted(found.n_compared, "list"),
        found.lists.len()
    ));
    if found.n_assumed > 0 {
        text.push_str(&format!(
            "of {} it is not known how code compares them: plain containment is assumed; --as, --fold and --borders say another\n",
            counted(found.n_assumed, "list")
        ));
    }
    print(&text)?;
    say_cut(what.rows.min(found.lists.len()), found.lists.len() as u64);
    if n_vague > 0 {
        eprintln!(
            "patikra: not compared: {} that look like plain vocabulary, or do not tell what they are for and that no code is known to act on; --all compares them",
            counted(n_vague as u64, "list")
        );
    }
    if found.n_hashed > 0 {
        eprintln!(
            "patikra: not compared: {} of hashed words",
            counted(found.n_hashed, "list")
        );
    }
    if found.n_unread > 0 {
        eprintln!(
            "patikra: not compared: {} whose entries could not be read",
            counted(found.n_unread, "list")
        );
    }
    Ok(Exit::Done)
}

/// How a list was compared, in words, and by whose account.
fn compared(list: &ListMatch<'_>) -> String {
    let ways: Vec<String> = list.matchers.iter().map(|it| in_words(*it)).collect();
    let ways = ways.join(", or ");
    if list.assumed {
        return format!("  how it is compared is not known; assumed: {ways}\n");
    }
    let (first, others) = match list.read_by.as_slice() {
        [] => ("the code", 0),
        [first, others @ ..] => (*first, others.len()),
    };
    let by = escape_controls(first);
    let others = match others {
        0 => String::new(),
        n => format!(" and {n} more places"),
    };
    format!("  compared as {by}{others}: {ways}\n")
}

fn in_words(matcher: Matcher) -> String {
    let mut text = match matcher.rule {
        MatchRule::Contains => "contains",
        MatchRule::Equals => "equals",
        MatchRule::Prefix => "begins with",
        MatchRule::Suffix => "ends with",
        MatchRule::Regex => "regular expression, anywhere",
        MatchRule::RegexStart => "regular expression, from the beginning",
        MatchRule::RegexWhole => "regular expression, of the whole text",
    }
    .to_owned();
    for (side, folding) in [("text", matcher.text), ("entries", matcher.entries)] {
        match folding.case {
            LetterCase::Kept => {}
            LetterCase::Lower => text.push_str(&format!("; {side} in small letters")),
            LetterCase::Upper => text.push_str(&format!("; {side} in capitals")),
        }
    }
    let (Borders::No(beside) | Borders::NoWhereEntryHas(beside)) = matcher.borders else {
        return text;
    };
    text.push_str(match beside {
        Beside::AsciiSmallLetters => "; no a-z beside it",
        Beside::AsciiLetters => "; no a-z or A-Z beside it",
        Beside::AsciiSmallLettersAndDigits => "; no a-z or 0-9 beside it",
        Beside::AsciiLettersAndDigits => "; no a-z, A-Z or 0-9 beside it",
        Beside::Letters => "; no letter beside it",
        Beside::LettersAndDigits => "; no letter or digit beside it",
    });
    if matches!(matcher.borders, Borders::NoWhereEntryHas(_)) {
        text.push_str(", where the entry begins or ends with one");
    }
    text
}

/// The matcher that the command line names, if it names one.
fn chosen(what: &ListsMatch) -> Option<Matcher> {
    if what.rule.is_none() && what.fold.is_none() && what.borders.is_none() {
        return None;
    }
    let assumed = Matcher::ASSUMED;
    Some(Matcher {
        rule: what.rule.map_or(assumed.rule, Into::into),
        text: what.fold.map_or(Folding::NONE, |_| Folding::LOWER),
        entries: match what.fold {
            None | Some(Fold::Text) => Folding::NONE,
            Some(Fold::Both) => Folding::LOWER,
        },
        borders: match what.borders {
            None => Borders::None,
            Some(BordersOf::All) => Borders::No(Beside::AsciiLetters),
            Some(BordersOf::Ends) => Borders::NoWhereEntryHas(Beside::AsciiLetters),
        },
    })
}

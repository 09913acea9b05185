//! Prints every comparison of a text with a list of words in the DEX files of one app.
#![allow(clippy::print_stdout, reason = "an example is a program")]

use base::{Budget, View};
use code::app::{App, Entry, NoResources};
use code::models::Models;
use code::origin::Kind;
use fmt_dex::Dex;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, dex_files @ ..] = args.as_slice() else {
        return Err("usage: filters MODELS DEX...".into());
    };
    let started = Instant::now();
    let texts = testkit::models(Path::new(folder))?;
    let models = Models::parse(texts.iter().map(|(n, t)| (n.as_str(), t.as_str()))).value;
    let bytes: Vec<Vec<u8>> = dex_files.iter().map(fs::read).collect::<Result<_, _>>()?;
    let mut dexes = Vec::new();
    for b in &bytes {
        dexes.push(Dex::parse(View::new(b))?.value);
    }
    let app = App::new(&dexes, &models, Entry::default(), &NoResources);
    let built = started.elapsed();
    let all = app.matchings(&mut Budget::new(5_000_000));
    println!(
        "{} methods; built {built:?}; {} sites, {} questions, {} found, {} cut, {:?}",
        app.program.defs.len(),
        all.n_sites,
        all.n_questions,
        all.found.len(),
        all.cut.len(),
        started.elapsed().saturating_sub(built)
    );
    for m in &all.found {
        println!(
            "{} {} at {}+{:#x}: {} questions, {} built in {:?}",
            m.matcher,
            app.program.method_name(m.method),
            app.program.def_name(m.site.def),
            m.site.pc,
            m.words.n_questions(),
            m.built_in().len(),
            m.built_in().iter().take(6).collect::<Vec<_>>(),
        );
        for o in &m.words.origins {
            if o.element && !matches!(o.kind, Kind::Text(_) | Kind::Object(_)) {
                if let Kind::Named(..) = o.kind {
                    let mut back = code::origin::Backward::new(&app);
                    for a in back.addresses(&m.words, o, &mut Budget::new(100_000)) {
                        println!(
                            "   address {:?} {:?}",
                            code::origin::text(&a.pieces),
                            a.keys
                        );
                    }
                }
                println!(
                    "   words {:?} in {}",
                    name(&app, &o.kind),
                    app.program.def_name(o.site.def)
                );
            }
        }
        for c in app.consequences(
            &all.found
                .iter()
                .filter(|o| {
                    o.built_in() == m.built_in() && o.words.origins.len() == m.words.origins.len()
                })
                .collect::<Vec<_>>(),
        ) {
            let act = match c.act {
                code::consequence::Act::Call(m) => app.program.method_name(m),
                other => format!("{other:?}"),
            };
            println!(
                "   {} {:?} {act} in {}+{:#x}",
                c.effect,
                c.when,
                app.program.def_name(c.site.def),
                c.site.pc
            );
            if args.len() > 40 {
                for s in &c.steps {
                    println!("        {}", s.says);
                }
            }
        }
        for g in &m.text.getters {
            println!("   getter {}", app.program.method_name(g.method));
        }
        for o in m.text.origins.iter().take(12) {
            println!("   text {:?}", name(&app, &o.kind));
        }
    }
    Ok(())
}

fn name(app: &App<'_>, kind: &Kind) -> String {
    match kind {
        Kind::Call(m) => format!("call {}", app.program.method_name(*m)),
        Kind::Named(n, m) => format!("{n} by {}", app.program.method_name(*m)),
        Kind::Param(d, n) => format!("parameter {n} of {}", app.program.def_name(*d)),
        Kind::Field(f) => format!("field {}", app.program.field_name(*f)),
        Kind::Object(t) => format!("object {}", app.program.desc(*t)),
        other => format!("{other:?}"),
    }
}

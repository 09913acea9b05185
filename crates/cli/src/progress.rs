//! Progress on standard error: a bar at a terminal, nothing but the sum elsewhere.

use case::Progress;
use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::OnceLock;
use std::time::Instant;

/// What a person at the terminal sees of a run.
pub(crate) struct Bar {
    shown: ProgressBar,
    started: Instant,
    sum: OnceLock<(u64, u64)>,
    quiet: bool,
}

impl Bar {
    pub(crate) fn new(quiet: bool) -> Self {
        let target = if quiet || !std::io::stderr().is_terminal() {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        Self {
            shown: ProgressBar::with_draw_target(Some(0), target),
            started: Instant::now(),
            sum: OnceLock::new(),
            quiet,
        }
    }

    /// Takes the bar away and says what was done.
    pub(crate) fn finish(&self, name: &str) {
        self.shown.finish_and_clear();
        let (n_files, len) = self.sum.get().copied().unwrap_or_default();
        if !self.quiet {
            eprintln!(
                "{name}: read {n_files} files, {} in {:.1} s",
                HumanBytes(len),
                self.started.elapsed().as_secs_f64()
            );
        }
    }
}

impl Progress for Bar {
    fn begin(&self, n_files: u64, len: u64) {
        self.sum.set((n_files, len)).ok();
        self.shown.set_length(len);
        let template = "{elapsed} [{bar:30}] {bytes}/{total_bytes}, {eta} left, {wide_msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.shown.set_style(style);
        }
    }

    fn read(&self, path: &str, len: u64) {
        self.shown.inc(len);
        self.shown.set_message(base::escape_controls(path));
    }

    fn stage(&self, name: &str) {
        self.shown.set_message(name.to_owned());
    }
}

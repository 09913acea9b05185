//! Work counted in steps, so that the same input stops at the same place on every machine.

/// A number of steps that may still be taken.
///
/// Steps are counted, not seconds: a clock would make results depend on the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    left: u64,
}

impl Budget {
    /// A budget of `steps` steps.
    pub const fn new(steps: u64) -> Self {
        Self { left: steps }
    }

    /// Takes `steps`; `false`, and nothing left, where there were fewer.
    #[must_use]
    pub const fn take(&mut self, steps: u64) -> bool {
        if let Some(left) = self.left.checked_sub(steps) {
            self.left = left;
            true
        } else {
            self.left = 0;
            false
        }
    }

    /// The steps left.
    pub const fn left(&self) -> u64 {
        self.left
    }
}

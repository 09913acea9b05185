//! Lets workers in by the size of what they are about to hold in memory.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Bytes of files held at once: 128 MiB. With what they unpack to, this keeps a run under 500 MB; one
/// larger file goes alone.
const AT_ONCE: u64 = 128 << 20;

/// A gate for files.
#[derive(Default)]
pub(crate) struct Gate {
    held: Mutex<u64>,
    freed: Condvar,
}

/// Room for a file, until dropped.
pub(crate) struct Room<'g> {
    gate: &'g Gate,
    len: u64,
}

impl Gate {
    /// Waits until a file of `len` bytes may be held.
    pub(crate) fn enter(&self, len: u64) -> Room<'_> {
        let mut held = self.lock();
        while *held > 0 && held.saturating_add(len) > AT_ONCE {
            held = self
                .freed
                .wait(held)
                .unwrap_or_else(PoisonError::into_inner);
        }
        *held = held.saturating_add(len);
        Room { gate: self, len }
    }

    fn lock(&self) -> MutexGuard<'_, u64> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Room<'_> {
    fn drop(&mut self) {
        let mut held = self.gate.lock();
        *held = held.saturating_sub(self.len);
        self.gate.freed.notify_all();
    }
}

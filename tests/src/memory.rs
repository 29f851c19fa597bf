//! A project and a store in memory.

use std::collections::BTreeMap;

use tandem_core::State;
use tandem_core::journal::Record;
use tandem_core::store::{Store, StoreError, Stored};
use tandem_core::world::{ReadError, World};

/// The files of a case; `std/…` is read from the library as it stands in the project.
pub struct Project {
    pub files: BTreeMap<String, String>,
}

impl World for Project {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        if let Some(name) = path.strip_prefix("std/") {
            let file = crate::collect::root().join("stdlib").join(name);
            return std::fs::read(file).map_err(|_| ReadError::Missing);
        }
        self.files.get(path).map(|text| text.clone().into_bytes()).ok_or(ReadError::Missing)
    }
}

/// A store that forgets everything when it is dropped. A copy remembers on its own from then on.
#[derive(Clone, Default)]
pub struct Memory {
    snapshot: Option<State>,
    journal: Vec<Record>,
    /// Whether a snapshot ever said otherwise than the records before it.
    pub torn: bool,
}

impl Store for Memory {
    fn load(&mut self) -> Result<Stored, StoreError> {
        Ok(Stored { snapshot: self.snapshot.clone(), journal: self.journal.clone() })
    }

    fn append(&mut self, records: &[Record]) -> Result<(), StoreError> {
        self.journal.extend_from_slice(records);
        Ok(())
    }

    fn replace(&mut self, state: &State) -> Result<(), StoreError> {
        let journal = std::mem::take(&mut self.journal);
        let replayed = tandem_runtime::replay(Stored { snapshot: self.snapshot.take(), journal });
        self.torn |= replayed.objects != state.objects
            || replayed.deposed != state.deposed
            || replayed.open != state.open;
        self.snapshot = Some(state.clone());
        Ok(())
    }
}

//! A project and a store in memory.

use std::collections::BTreeMap;

use tandem_core::journal::Record;
use tandem_core::store::{Store, StoreError, Stored};
use tandem_core::world::{ReadError, World};
use tandem_core::State;

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

/// A store that forgets everything when it is dropped.
#[derive(Default)]
pub struct Memory {
    snapshot: Option<State>,
    journal: Vec<Record>,
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
        self.snapshot = Some(state.clone());
        self.journal.clear();
        Ok(())
    }
}

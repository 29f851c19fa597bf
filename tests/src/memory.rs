//! A project and a store in memory.

use std::collections::BTreeMap;

use tandem_core::State;
use tandem_core::journal::Record;
use tandem_core::provider::Answer;
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
    audit: Vec<String>,
    /// Whether a snapshot ever said otherwise than the records before it.
    pub torn: bool,
}

impl Store for Memory {
    fn load(&mut self) -> Answer<'_, Result<Stored, StoreError>> {
        Box::pin(async move { Ok(Stored { snapshot: self.snapshot.clone(), journal: self.journal.clone() }) })
    }

    fn append<'a>(&'a mut self, records: &'a [Record]) -> Answer<'a, Result<(), StoreError>> {
        self.journal.extend_from_slice(records);
        Box::pin(async { Ok(()) })
    }

    fn replace<'a>(&'a mut self, state: &'a State) -> Answer<'a, Result<(), StoreError>> {
        let journal = std::mem::take(&mut self.journal);
        let replayed = tandem_runtime::replay(Stored { snapshot: self.snapshot.take(), journal });
        self.torn |= replayed.objects != state.objects
            || replayed.deposed != state.deposed
            || replayed.open != state.open;
        self.snapshot = Some(state.clone());
        Box::pin(async { Ok(()) })
    }

    fn audit<'a>(&'a mut self, lines: &'a [String]) -> Answer<'a, Result<(), StoreError>> {
        self.audit.extend_from_slice(lines);
        Box::pin(async { Ok(()) })
    }

    fn last_audit(&mut self) -> Answer<'_, Result<Option<String>, StoreError>> {
        Box::pin(async move { Ok(self.audit.last().cloned()) })
    }

    fn epoch(&self) -> u64 {
        1
    }
}

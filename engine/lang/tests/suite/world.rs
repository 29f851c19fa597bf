//! Files in memory.

use std::collections::BTreeMap;

use tandem_core::World;
use tandem_core::world::ReadError;

/// Files in memory; a path that ends in `/` is a folder.
#[derive(Default)]
pub struct Files(pub BTreeMap<String, Vec<u8>>);

impl Files {
    /// Returns a world of one file.
    pub fn one(path: &str, text: impl AsRef<[u8]>) -> Files {
        Files(BTreeMap::from([(path.to_owned(), text.as_ref().to_vec())]))
    }
}

impl World for Files {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        if self.0.contains_key(&format!("{path}/")) {
            return Err(ReadError::Folder);
        }
        self.0.get(path).cloned().ok_or(ReadError::Missing)
    }
}

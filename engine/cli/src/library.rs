//! The library that the binary carries: the modules of `stdlib/`, as scripts import them.

/// The modules by name, without `std/` and `.rhai`; sorted.
const MODULES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/stdlib.rs"));

/// Returns the text of a module: `active_active`.
pub(crate) fn find(name: &str) -> Option<&'static str> {
    MODULES.binary_search_by(|(module, _)| module.cmp(&name)).ok().map(|at| MODULES[at].1)
}

/// Iterates over the names of the modules, sorted.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    MODULES.iter().map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_module_of_the_folder_is_found_by_its_name() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../stdlib");
        let entries = std::fs::read_dir(folder).expect("the folder of the library is part of the repository");
        let files = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut modules: Vec<String> =
            files.filter_map(|file| Some(file.strip_suffix(".rhai")?.to_owned())).collect();
        modules.sort();
        assert_eq!(super::names().collect::<Vec<_>>(), modules);
        assert!(modules.iter().all(|module| super::find(module).is_some()));
        assert_eq!(super::find("no_such_module"), None);
    }
}

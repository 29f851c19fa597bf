//! Region handles.

/// A region as a script holds it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Region(pub(crate) &'static tandem_core::region::Region);

impl Region {
    /// The attributes of a region handle.
    pub(crate) const ATTRIBUTES: &[&str] =
        &["name", "city", "continent", "partition", "latitude", "longitude"];

    /// Returns an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<rhai::Dynamic> {
        let text = |text: &'static str| Some(text.into());
        match name {
            "name" => text(self.0.name),
            "city" => text(self.0.city),
            "continent" => text(self.0.continent),
            "partition" => text(self.0.partition),
            "latitude" => Some(self.0.latitude.into()),
            "longitude" => Some(self.0.longitude.into()),
            _ => None,
        }
    }
}

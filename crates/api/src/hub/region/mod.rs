//! A region comes from a file: another region starts with its own, and no line of code changes.

mod file;
mod read;

pub use file::RegionFile;
pub use read::RegionError;

use super::{Hub, Result};
use kulturhub_domain::journal::{Entry, EntryKind, Subject};
use kulturhub_domain::reference::Reference;
use kulturhub_store::region::Leftovers;

/// The region that an empty database starts with.
const KULTURMETROPOLEN: &str = include_str!("../../../region/kulturmetropolen.json");
/// The words that every region starts with.
const VOCABULARY: &str = include_str!("../../../region/vocabulary.json");

/// What loading a region did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    pub region: String,
    pub municipalities: usize,
    pub institutions: usize,
    pub venues: usize,
    pub leftovers: Leftovers,
}

impl Hub {
    /// Loads the region of the project into a hub that has none yet. None when it has one.
    pub async fn load_first_region(&self) -> Result<Option<Loaded>> {
        if self.reference().region.is_some() {
            return Ok(None);
        }
        let now = self.now();
        let reference = parse(KULTURMETROPOLEN, now).expect("a test reads the project's own region");
        self.load_region(&reference).await.map(Some)
    }

    /// Makes the reference data what the file says. The same file again changes nothing.
    pub async fn load_region(&self, reference: &Reference) -> Result<Loaded> {
        let region = reference.region.as_ref().map(|region| region.id.to_string()).unwrap_or_default();
        let entry = Entry {
            kind: EntryKind::RegionLoaded,
            subject: Subject::Region(region.clone()),
            at: self.now(),
            key: None,
            fields: Vec::new(),
            version: 1,
            was_public: true,
            is_public: true,
            reason: None,
        };
        let mut write = self.store.begin().await?;
        let leftovers = write.load_region(reference, &entry).await?;
        self.commit(write).await?;
        self.renew_reference().await?;
        Ok(Loaded {
            region,
            municipalities: reference.municipalities.len(),
            institutions: reference.institutions.len(),
            venues: reference.venues.len(),
            leftovers,
        })
    }
}

/// Reads a region file. Without vocabularies of its own it takes those of the project.
pub fn parse(text: &str, now: kulturhub_domain::time::Instant) -> Result<Reference, RegionError> {
    let mut file = RegionFile::parse(text)?;
    if file.vocabularies.is_none() {
        file.vocabularies = RegionFile::parse_vocabularies(VOCABULARY)?.into();
    }
    read::reference(&file, now)
}

#[cfg(test)]
mod tests;

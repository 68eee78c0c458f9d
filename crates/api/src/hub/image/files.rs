//! Where the files of pictures lie: in a folder, or in a bucket of S3. Each is written once, whole or not at all.

use kulturhub_domain::image::PictureFile;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};
use thiserror::Error;
use tokio::sync::Semaphore;

/// Where pictures lie: `file:FOLDER` or `s3://BUCKET/PREFIX`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    Folder(PathBuf),
    /// Its region, endpoint and credentials are those of the environment: `AWS_...`.
    S3 {
        bucket: String,
        prefix: String,
    },
}

/// Why a place for pictures is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no place for pictures: use file:FOLDER or s3://BUCKET/PREFIX")]
pub struct NotALocation;

impl FromStr for Location {
    type Err = NotALocation;

    fn from_str(raw: &str) -> Result<Self, NotALocation> {
        if let Some(folder) = raw.strip_prefix("file:").filter(|folder| !folder.is_empty()) {
            return Ok(Self::Folder(PathBuf::from(folder)));
        }
        let path = raw.strip_prefix("s3://").ok_or(NotALocation)?;
        let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
        if bucket.is_empty() {
            return Err(NotALocation);
        }
        Ok(Self::S3 { bucket: bucket.to_owned(), prefix: prefix.trim_matches('/').to_owned() })
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "file:{}", folder.display()),
            Self::S3 { bucket, prefix } => write!(f, "s3://{bucket}/{prefix}"),
        }
    }
}

/// Why a file could not be kept or read.
#[derive(Debug, Error)]
pub enum FilesError {
    #[error("the folder for pictures, {0}, cannot be made")]
    Folder(PathBuf, #[source] std::io::Error),
    #[error("the place for pictures does not answer")]
    Store(#[from] object_store::Error),
}

/// The files of pictures.
pub struct Files {
    location: Location,
    /// Opened when it is first needed: the command line has other things to do than to make folders.
    opened: OnceLock<Arc<dyn ObjectStore>>,
    /// One picture is read at a time: each may take half a gigabyte.
    pub(super) turn: Semaphore,
}

impl Files {
    pub fn new(location: Location) -> Self {
        Self { location, opened: OnceLock::new(), turn: Semaphore::new(1) }
    }

    /// Opens the place, so that what is wrong with it is told at the start. A folder is made if there is none.
    pub fn open(&self) -> Result<(), FilesError> {
        self.store().map(|_| ())
    }

    fn store(&self) -> Result<&Arc<dyn ObjectStore>, FilesError> {
        if let Some(store) = self.opened.get() {
            return Ok(store);
        }
        let store: Arc<dyn ObjectStore> = match &self.location {
            Location::Folder(folder) => {
                std::fs::create_dir_all(folder).map_err(|error| FilesError::Folder(folder.clone(), error))?;
                // As durable as the rows that name them.
                Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true))
            }
            Location::S3 { bucket, prefix } => {
                let bucket = AmazonS3Builder::from_env().with_bucket_name(bucket).build()?;
                Arc::new(PrefixStore::new(bucket, prefix.as_str()))
            }
        };
        Ok(self.opened.get_or_init(|| store))
    }

    /// Keeps a file, whole or not at all. One with this name has this content: to write it again changes nothing.
    pub(super) async fn put(&self, file: &PictureFile, content: Vec<u8>) -> Result<(), FilesError> {
        self.store()?.put(&path(file), PutPayload::from(content)).await?;
        Ok(())
    }

    /// The content of a file; none when there is no such file.
    pub async fn get(&self, file: &PictureFile) -> Result<Option<Vec<u8>>, FilesError> {
        match self.store()?.get(&path(file)).await {
            Ok(found) => Ok(Some(found.bytes().await?.into())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// `ab/cd/HASH-WIDTH.jpg`: a folder with all of them would be slow to look into.
fn path(file: &PictureFile) -> Path {
    let hash = file.hash.as_str();
    Path::from_iter([&hash[..2], &hash[2..4], &file.to_string()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_folders_and_buckets() {
        let s3 = |bucket: &str, prefix: &str| Location::S3 { bucket: bucket.into(), prefix: prefix.into() };
        for (raw, expected) in [
            ("file:billeder", Ok(Location::Folder("billeder".into()))),
            ("file:/var/lib/hub/images", Ok(Location::Folder("/var/lib/hub/images".into()))),
            ("s3://hub", Ok(s3("hub", ""))),
            ("s3://hub/a/b/", Ok(s3("hub", "a/b"))),
            ("s3://", Err(NotALocation)),
            ("file:", Err(NotALocation)),
            ("billeder", Err(NotALocation)),
            ("https://example.org/", Err(NotALocation)),
        ] {
            assert_eq!(raw.parse::<Location>(), expected, "{raw}");
        }
    }
}

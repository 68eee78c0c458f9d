//! Adding images and changing what is said of them. A file is kept before the row that names it: one that no row
//! names does no harm.

mod decode;
mod files;
mod kind;
mod render;

pub use files::{Files, FilesError, Location};

use super::activity::Outcome;
use super::outdated::Present;
use super::{Hub, HubError, Result, needs_key};
use kulturhub_domain::actor::Actor;
use kulturhub_domain::code::ImageId;
use kulturhub_domain::image::{self, FileRefusal, Image, ImageDraft, ImageFacts};
use kulturhub_domain::refusal::Refusals;
use render::{Rendered, render};
use std::sync::Arc;
use uuid::Uuid;

impl Hub {
    /// Takes in an image. The same file of the same institution is the same image: with what is now said of it.
    pub async fn add_image(
        &self,
        actor: &Actor,
        institution: Option<&str>,
        draft: &ImageDraft,
        file: impl AsRef<[u8]> + Send + Sync + 'static,
    ) -> Result<(Image, Outcome)> {
        needs_key(actor)?;
        let reference = self.reference();
        let institution = self.institution_of(actor, institution)?;
        image::refuse_foreign(&institution, actor, &reference)?;
        let mut refusals = Refusals::default();
        let facts = ImageFacts::parse(draft).map_err(|part| refusals.0.extend(part.0)).ok();
        let rendered = refusals.take("file", self.render(file).await);
        let (Some(facts), Some(rendered)) = (facts, rendered) else { return Err(refusals.into()) };
        for (file, content) in rendered.files {
            self.files.put(&file, content).await?;
        }

        let mut write = self.store.begin().await?;
        let Some(known) = write.image_by_hash(&institution, &rendered.picture.hash).await? else {
            let (id, picture) = (ImageId(Uuid::now_v7()), rendered.picture);
            let change = image::add(id, institution, picture, facts, actor, &reference, self.now())?;
            write.save_image(&change).await?;
            self.commit(write).await?;
            return Ok((change.state, Outcome::Created));
        };
        let shown = write.is_image_shown(known.id).await?;
        let change = known.add_again(facts, shown, actor, &reference, self.now())?;
        let Some(change) = change else { return Ok((known, Outcome::Unchanged)) };
        write.save_image(&change).await?;
        self.commit(write).await?;
        Ok((change.state, Outcome::Changed))
    }

    /// Changes what is said of an image: `apply` overlays what is given on what is there.
    pub async fn update_image(
        &self,
        actor: &Actor,
        id: ImageId,
        expected_version: i32,
        apply: impl FnOnce(&mut ImageDraft),
    ) -> Result<(Image, Outcome)> {
        needs_key(actor)?;
        let unknown = || HubError::unknown_id("id", &format!("image_{id}"));
        let reference = self.reference();
        let mut write = self.store.begin().await?;
        let known = write.image(id).await?.ok_or_else(unknown)?;
        let shown = write.is_image_shown(id).await?;
        if !shown && !actor.may_write_for(&known.institution, &reference) {
            return Err(unknown());
        }
        let mut draft = known.facts.to_draft();
        apply(&mut draft);
        let change = known.update(&draft, expected_version, shown, actor, &reference, self.now());
        let present = || Present::Image(Box::new(known.clone()));
        let change = self.or_outdated(&write, present, change).await?;
        let Some(change) = change else { return Ok((known, Outcome::Unchanged)) };
        write.save_image(&change).await?;
        self.commit(write).await?;
        Ok((change.state, Outcome::Changed))
    }

    /// Where the files of pictures lie.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// Reads a file and makes those that are kept: work for a thread of its own, one picture at a time.
    async fn render(
        &self,
        file: impl AsRef<[u8]> + Send + Sync + 'static,
    ) -> std::result::Result<Rendered, FileRefusal> {
        let files = Arc::clone(&self.files);
        let _turn = files.turn.acquire().await.map_err(|_| FileRefusal::Damaged)?;
        let rendered = tokio::task::spawn_blocking(move || render(file.as_ref())).await;
        rendered.unwrap_or_else(|error| {
            // A decoder that panics met a file that nobody had thought of.
            tracing::error!(error = &error as &dyn std::error::Error, "a picture could not be read");
            Err(FileRefusal::Damaged)
        })
    }
}

#[cfg(test)]
mod tests;

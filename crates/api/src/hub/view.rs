//! Saved views: everybody may use one, its owner and the secretariat may change it.

use super::{Hub, HubError, Result};
use kulturhub_domain::actor::{Actor, Role};
use kulturhub_domain::code::ViewId;
use kulturhub_domain::refusal::{Refusals, VersionRefusal};
use kulturhub_domain::text::{Label, TextRefusal};
use kulturhub_domain::view::View;
use kulturhub_store::StoreError;
use std::sync::atomic::Ordering;
use uuid::Uuid;

/// What a sender says of a view. What is none stays as it is.
#[derive(Debug, Clone, Default)]
pub struct ViewDraft {
    pub name: Option<String>,
    /// JSON, and sound.
    pub filter: Option<String>,
}

impl Hub {
    /// A view, for everybody who has its id.
    pub async fn view(&self, id: ViewId) -> Result<Option<View>, StoreError> {
        self.store.view(id).await
    }

    /// How often a view was changed here: answers that were kept from before may no longer hold.
    pub fn view_changes(&self) -> u64 {
        self.view_changes.load(Ordering::Relaxed)
    }

    /// The views that the actor may change: the secretariat all, others those of their own key.
    pub async fn views(&self, actor: &Actor) -> Result<Vec<View>> {
        let key = actor.key().ok_or(HubError::Unauthenticated)?;
        let own = (actor.role() != Some(&Role::Secretariat)).then_some(key);
        Ok(self.store.views(own).await?)
    }

    /// Saves a filter under a name.
    pub async fn add_view(&self, actor: &Actor, draft: ViewDraft) -> Result<View> {
        let key = actor.key().ok_or(HubError::Unauthenticated)?;
        View::refuse_another(self.store.views(Some(key)).await?.len())?;
        let now = self.now();
        let view = View {
            id: ViewId(Uuid::now_v7()),
            key,
            name: name(draft.name.as_deref().unwrap_or_default())?,
            filter: draft.filter.unwrap_or_else(|| "{}".to_owned()),
            version: 1,
            created_at: now,
            updated_at: now,
        };
        self.store.add_view(&view).await?;
        self.view_changes.fetch_add(1, Ordering::Relaxed);
        Ok(view)
    }

    /// Another name or filter: its address stays.
    pub async fn change_view(
        &self,
        actor: &Actor,
        id: ViewId,
        expected: i32,
        draft: ViewDraft,
    ) -> Result<View> {
        let known = self.view_of(actor, id).await?;
        VersionRefusal::check(expected, known.version)?;
        let mut next = View { version: known.version + 1, updated_at: self.now(), ..known };
        if let Some(given) = &draft.name {
            next.name = name(given)?;
        }
        if let Some(filter) = draft.filter {
            next.filter = filter;
        }
        if !self.store.change_view(&next).await? {
            let outdated = VersionRefusal { expected, present: next.version, changed: Vec::new() };
            return Err(Refusals::one("expectedVersion", outdated).into());
        }
        self.view_changes.fetch_add(1, Ordering::Relaxed);
        Ok(next)
    }

    /// Removes a view: its addresses are no longer there.
    pub async fn remove_view(&self, actor: &Actor, id: ViewId) -> Result<()> {
        let known = self.view_of(actor, id).await?;
        self.store.remove_view(known.id).await?;
        self.view_changes.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    async fn view_of(&self, actor: &Actor, id: ViewId) -> Result<View> {
        actor.key().ok_or(HubError::Unauthenticated)?;
        let known = self.store.view(id).await?;
        let known = known.ok_or_else(|| HubError::unknown_id("id", &format!("view_{id}")))?;
        // Everybody may know that it is there.
        if known.belongs_to(actor) { Ok(known) } else { Err(HubError::not_yours("id")) }
    }
}

fn name(raw: &str) -> Result<Label, Refusals> {
    Label::parse(raw).map_err(|refusal: TextRefusal| Refusals::one("name", refusal))
}

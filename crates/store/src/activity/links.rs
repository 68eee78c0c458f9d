//! What an activity points at: one small table for each kind of target.

use crate::{Result, Write};
use kulturhub_domain::activity::Activity;
use kulturhub_domain::code::ActivityId;

macro_rules! link {
    ($(#[$doc:meta])* $module:ident, $table:literal, $column:ident: $stored:ty, |$id:ident: &$target:ident| $value:expr) => {
        $(#[$doc])*
        pub mod $module {
            use crate::{Result, Write};
            use kulturhub_domain::code::{ActivityId, $target};
            use sea_orm::Set;
            use sea_orm::entity::prelude::*;

            #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                #[sea_orm(primary_key, auto_increment = false)]
                pub activity_id: Uuid,
                #[sea_orm(primary_key, auto_increment = false)]
                pub $column: $stored,
                pub position: i32,
            }

            #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}

            /// Replaces the targets of an activity by these, in their order.
            pub(crate) async fn put(write: &Write, id: ActivityId, targets: &[$target]) -> Result<()> {
                let old = Entity::delete_many().filter(Column::ActivityId.eq(id.0));
                old.exec(&write.transaction).await?;
                if targets.is_empty() {
                    return Ok(());
                }
                let rows = (0_i32..).zip(targets).map(|(position, $id)| ActiveModel {
                    activity_id: Set(id.0),
                    $column: Set($value),
                    position: Set(position),
                });
                Entity::insert_many(rows).exec_without_returning(&write.transaction).await?;
                Ok(())
            }
        }
    };
}

link!(
    /// The initiatives it belongs to.
    initiative, "activity_initiative", initiative_id: String, |id: &InitiativeId| id.to_string()
);
link!(
    /// The institutions that take part beside the responsible one.
    partner, "activity_partner", institution_id: String, |id: &InstitutionId| id.to_string()
);
link!(
    /// What kind of activity it is.
    category, "activity_category", code: String, |id: &Code| id.to_string()
);
link!(
    /// Whom it is for.
    audience, "activity_audience", code: String, |id: &Code| id.to_string()
);
link!(
    /// The images it shows.
    image, "activity_image", image_id: Uuid, |id: &ImageId| id.0
);

impl Write {
    /// Replaces everything the activity points at by what it points at now.
    pub(crate) async fn put_links(&self, activity: &Activity) -> Result<()> {
        let id: ActivityId = activity.id;
        initiative::put(self, id, activity.content.belonging.initiatives()).await?;
        partner::put(self, id, &activity.content.partners).await?;
        category::put(self, id, &activity.content.categories).await?;
        audience::put(self, id, &activity.content.audiences).await?;
        image::put(self, id, &activity.content.images).await
    }
}

//! What an activity points at: one small table for each kind of target.

use crate::batch::Batch;
use kulturhub_domain::activity::Activity;
use kulturhub_domain::code::ActivityId;

macro_rules! link {
    ($(#[$doc:meta])* $module:ident, $table:literal, $column:ident: $stored:ty, |$id:ident: &$target:ident| $value:expr) => {
        $(#[$doc])*
        pub mod $module {
            use crate::batch::Batch;
            use crate::insert::Insert;
            use kulturhub_domain::code::{ActivityId, $target};
            use sea_orm::entity::prelude::*;
            use sea_orm::Set;

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

            pub(crate) fn take_away(batch: &mut Batch) {
                batch.clear($table, "activity_id");
            }

            /// Puts in the targets of an activity, in their order.
            pub(crate) fn put(batch: &mut Batch, id: ActivityId, targets: &[$target]) {
                let rows = (0_i32..).zip(targets).map(|(position, $id)| ActiveModel {
                    activity_id: Set(id.0),
                    $column: Set($value),
                    position: Set(position),
                });
                batch.put(Insert::of(rows));
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

/// Takes away all that the activity of a batch pointed at.
pub(crate) fn take_away(batch: &mut Batch) {
    initiative::take_away(batch);
    partner::take_away(batch);
    category::take_away(batch);
    audience::take_away(batch);
    image::take_away(batch);
}

/// Puts in all that an activity points at now.
pub(crate) fn put(batch: &mut Batch, activity: &Activity) {
    let id: ActivityId = activity.id;
    initiative::put(batch, id, activity.content.belonging.initiatives());
    partner::put(batch, id, &activity.content.partners);
    category::put(batch, id, &activity.content.categories);
    audience::put(batch, id, &activity.content.audiences);
    image::put(batch, id, &activity.content.images);
}

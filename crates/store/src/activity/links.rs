//! What an activity points at: one small table for each kind of target.

use crate::batch::Batch;
use kulturhub_domain::activity::Activity;
use kulturhub_domain::code::ActivityId;

macro_rules! link {
    ($(#[$doc:meta])* $module:ident, $table:literal, $column:ident) => {
        $(#[$doc])*
        pub mod $module {
            use crate::batch::Batch;
            use kulturhub_domain::code::ActivityId;
            use sea_orm::entity::prelude::*;
            use sea_orm::{QueryTrait, Set};

            #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                #[sea_orm(primary_key, auto_increment = false)]
                pub activity_id: Uuid,
                #[sea_orm(primary_key, auto_increment = false)]
                pub $column: String,
                pub position: i32,
            }

            #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}

            pub(crate) fn take_away(batch: &mut Batch, id: ActivityId) {
                let old = Entity::delete_many().filter(Column::ActivityId.eq(id.0));
                batch.add(old.build(batch.backend()));
            }

            /// Puts in the targets of an activity, in their order.
            pub(crate) fn put<T: ToString>(batch: &mut Batch, id: ActivityId, targets: &[T]) {
                if targets.is_empty() {
                    return;
                }
                let rows = (0_i32..).zip(targets).map(|(position, target)| ActiveModel {
                    activity_id: Set(id.0),
                    $column: Set(target.to_string()),
                    position: Set(position),
                });
                batch.add(Entity::insert_many(rows).build(batch.backend()));
            }
        }
    };
}

link!(
    /// The initiatives it belongs to.
    initiative, "activity_initiative", initiative_id
);
link!(
    /// The institutions that take part beside the responsible one.
    partner, "activity_partner", institution_id
);
link!(
    /// What kind of activity it is.
    category, "activity_category", code
);
link!(
    /// Whom it is for.
    audience, "activity_audience", code
);

/// Takes away all that an activity pointed at.
pub(crate) fn take_away(batch: &mut Batch, id: ActivityId) {
    initiative::take_away(batch, id);
    partner::take_away(batch, id);
    category::take_away(batch, id);
    audience::take_away(batch, id);
}

/// Puts in all that an activity points at now.
pub(crate) fn put(batch: &mut Batch, activity: &Activity) {
    let id: ActivityId = activity.id;
    initiative::put(batch, id, activity.content.belonging.initiatives());
    partner::put(batch, id, &activity.content.partners);
    category::put(batch, id, &activity.content.categories);
    audience::put(batch, id, &activity.content.audiences);
}

//! Laying what an update gives over what is there.

use async_graphql::MaybeUndefined;

/// What is left out stays, null empties, a value replaces.
pub(super) fn overlay<T>(given: MaybeUndefined<T>, kept: &mut Option<T>) {
    match given {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => *kept = None,
        MaybeUndefined::Value(value) => *kept = Some(value),
    }
}

//! Relay connections: one type for each kind of node, so that each has descriptions of its own.

use super::page::Total;

/// A page of a list before it has its type.
pub(super) struct Slice<N> {
    /// Each node with its cursor.
    pub rows: Vec<(String, N)>,
    pub has_previous_page: bool,
    pub has_next_page: bool,
    pub total: Total,
}

/// Makes the connection and edge types of a node; a connection may have fields of its own.
macro_rules! connection {
    ($(#[$doc:meta])* $connection:ident, $(#[$edge_doc:meta])* $edge:ident, $node:ty $(, { $($more:tt)* })?) => {
        $(#[$doc])*
        pub struct $connection($crate::graphql::connection::Slice<$node>);

        $(#[$doc])*
        #[async_graphql::Object(serial)]
        impl $connection {
            /// The rows of this page, each with its cursor.
            async fn edges(&self) -> Vec<$edge> {
                let edge = |(cursor, node): &(String, $node)| $edge { cursor: cursor.clone(), node: node.clone() };
                self.0.rows.iter().map(edge).collect()
            }

            /// The rows of this page, without their cursors.
            async fn nodes(&self) -> Vec<&$node> {
                self.0.rows.iter().map(|(_, node)| node).collect()
            }

            /// Where this page lies in the list.
            async fn page_info(&self) -> async_graphql::connection::PageInfo {
                async_graphql::connection::PageInfo {
                    has_previous_page: self.0.has_previous_page,
                    has_next_page: self.0.has_next_page,
                    start_cursor: self.0.rows.first().map(|(cursor, _)| cursor.clone()),
                    end_cursor: self.0.rows.last().map(|(cursor, _)| cursor.clone()),
                }
            }

            /// How many rows the whole list has, on all its pages.
            async fn total_count(&self, ctx: &async_graphql::Context<'_>) -> async_graphql::Result<i64> {
                self.0.total.count(ctx).await
            }

            $($($more)*)?
        }

        $(#[$edge_doc])*
        #[derive(async_graphql::SimpleObject)]
        #[graphql(serial)]
        pub struct $edge {
            /// Where this row stands in the list: for `after` and `before`.
            cursor: String,
            /// The row.
            node: $node,
        }

        impl From<$crate::graphql::connection::Slice<$node>> for $connection {
            fn from(slice: $crate::graphql::connection::Slice<$node>) -> Self {
                Self(slice)
            }
        }
    };
}

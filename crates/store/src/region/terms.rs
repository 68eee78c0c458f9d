//! Terms that a newly loaded region file no longer names.

use super::Leftovers;
use crate::sql::Sql;
use crate::vocabulary::scheme_word;
use crate::{Result, Write};
use kulturhub_domain::code::Code;
use kulturhub_domain::reference::Reference;
use kulturhub_domain::vocabulary::Scheme;

/// Where codes of a scheme are used: the columns that are one code, and those with codes in JSON.
struct Uses {
    plain: &'static [(&'static str, &'static str)],
    in_json: &'static [(&'static str, &'static str)],
}

fn uses(scheme: Scheme) -> Uses {
    match scheme {
        Scheme::Category => Uses { plain: &[("activity_category", "code")], in_json: &[] },
        Scheme::Audience => {
            Uses { plain: &[("activity_audience", "code")], in_json: &[("initiative", "audiences")] }
        }
        Scheme::Accessibility => Uses { plain: &[], in_json: &[("venue", "access")] },
        Scheme::InstitutionKind => Uses { plain: &[("institution", "kind")], in_json: &[] },
        Scheme::Language => Uses { plain: &[], in_json: &[("activity", "languages")] },
        Scheme::PriceKind => Uses { plain: &[("activity", "price_kind")], in_json: &[] },
    }
}

impl Write {
    /// Takes out the terms that the file does not name and nothing uses; names those that stay.
    pub(super) async fn remove_unnamed_terms(
        &self,
        reference: &Reference,
        left: &mut Leftovers,
    ) -> Result<()> {
        for scheme in Scheme::ALL {
            // Narrower terms first: what was taken out no longer needs its broader one.
            let mut terms = Sql::new(self.backend(), "SELECT code FROM vocabulary_term WHERE scheme = ");
            terms.bind(scheme_word(scheme)).push(" ORDER BY parent IS NULL, position");
            for row in terms.all(&self.transaction).await? {
                let code: String = row.try_get_by_index(0)?;
                let named = Code::parse(&code).is_ok_and(|code| reference.has_term(scheme, &code));
                if named {
                    continue;
                }
                if self.is_used(scheme, &code).await? {
                    left.kept.push(format!("vocabulary_term {} {code}", scheme_word(scheme)));
                } else {
                    left.removed += self.remove_term(scheme, &code).await?;
                }
            }
        }
        Ok(())
    }

    async fn is_used(&self, scheme: Scheme, code: &str) -> Result<bool> {
        let mut sql = Sql::new(self.backend(), "SELECT 1 FROM vocabulary_term WHERE scheme = ");
        sql.bind(scheme_word(scheme)).push(" AND parent = ").bind(code);
        let uses = uses(scheme);
        for (table, column) in uses.plain {
            sql.push(" UNION ALL SELECT 1 FROM ").push(table).push(" WHERE ");
            sql.push(column).push(" = ").bind(code);
        }
        for (table, column) in uses.in_json {
            sql.push(" UNION ALL SELECT 1 FROM ").push(table).push(" WHERE ");
            sql.push(column).push(" LIKE ").bind(format!("%\"{code}\"%"));
        }
        sql.push(" LIMIT 1");
        Ok(sql.one(&self.transaction).await?.is_some())
    }

    async fn remove_term(&self, scheme: Scheme, code: &str) -> Result<u64> {
        let mut sql = Sql::new(self.backend(), "DELETE FROM vocabulary_term WHERE scheme = ");
        sql.bind(scheme_word(scheme)).push(" AND code = ").bind(code);
        sql.run(&self.transaction).await
    }
}

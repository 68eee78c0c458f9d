//! Images: what is said of pictures. The files lie elsewhere, by their content hash.

use crate::activity::within_institutions;
use crate::rows::{At, owned, stored_as};
use crate::sql::Sql;
use crate::{Result, Store, Write};
use kulturhub_domain::code::{ImageId, InstitutionId};
use kulturhub_domain::image::{ContentHash, Image, ImageFacts, ImageFormat, Licence, Picture};
use kulturhub_domain::journal::{Change, Sight};
use kulturhub_domain::text::Text;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, FromQueryResult, Iterable, Set};

const TABLE: &str = "image";

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "image")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub institution_id: String,
    pub hash: String,
    pub format: String,
    pub width: i32,
    pub height: i32,
    pub bytes: i32,
    pub alt_da: String,
    pub alt_en: Option<String>,
    pub credit: String,
    pub licence: String,
    pub version: i32,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

stored_as!(format_word, parse_format, ImageFormat, {
    ImageFormat::Jpeg => "jpeg",
    ImageFormat::Png => "png",
});

stored_as!(licence_word, parse_licence, Licence, {
    Licence::PublicDomain => "public_domain",
    Licence::Cc0 => "cc0",
    Licence::CcBy => "cc_by",
    Licence::CcBySa => "cc_by_sa",
    Licence::CcByNd => "cc_by_nd",
    Licence::CcByNc => "cc_by_nc",
    Licence::CcByNcSa => "cc_by_nc_sa",
    Licence::CcByNcNd => "cc_by_nc_nd",
    Licence::AllRightsReserved => "all_rights_reserved",
});

/// A number of pixels or bytes; pictures are bounded far below what the column holds.
fn number(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

impl From<&Image> for ActiveModel {
    fn from(image: &Image) -> Self {
        let (picture, facts) = (&image.picture, &image.facts);
        Self {
            id: Set(image.id.0),
            institution_id: Set(image.institution.to_string()),
            hash: Set(picture.hash.to_string()),
            format: Set(format_word(picture.format).to_owned()),
            width: Set(number(picture.width)),
            height: Set(number(picture.height)),
            bytes: Set(number(picture.bytes)),
            alt_da: Set(facts.alt.da.as_str().to_owned()),
            alt_en: Set(owned(&facts.alt.en)),
            credit: Set(facts.credit.as_str().to_owned()),
            licence: Set(licence_word(facts.licence).to_owned()),
            version: Set(image.version),
            created_at: Set(image.created_at.timestamp_millis()),
            updated_at: Set(image.updated_at.timestamp_millis()),
        }
    }
}

impl Model {
    fn into_domain(self) -> Result<Image> {
        let number = |column, value: i32| At(TABLE, column).ok(u32::try_from(value));
        let picture = Picture {
            hash: At(TABLE, "hash").ok(ContentHash::parse(&self.hash))?,
            format: At(TABLE, "format").ok(parse_format(&self.format))?,
            width: number("width", self.width)?,
            height: number("height", self.height)?,
            bytes: number("bytes", self.bytes)?,
        };
        let facts = ImageFacts {
            alt: At(TABLE, "alt").localized(&self.alt_da, self.alt_en.as_ref())?,
            credit: At(TABLE, "credit").ok(Text::parse(&self.credit))?,
            licence: At(TABLE, "licence").ok(parse_licence(&self.licence))?,
        };
        Ok(Image {
            id: ImageId(self.id),
            institution: At(TABLE, "institution_id").ok(InstitutionId::parse(&self.institution_id))?,
            picture,
            facts,
            version: self.version,
            created_at: At(TABLE, "created_at").instant(self.created_at)?,
            updated_at: At(TABLE, "updated_at").instant(self.updated_at)?,
        })
    }
}

/// Which images are listed: those that this reader may use, newest first.
#[derive(Debug, Clone)]
pub struct ImageQuery {
    pub sight: Sight,
    /// Only those of this institution.
    pub institution: Option<InstitutionId>,
    /// Only those that follow this one.
    pub after: Option<ImageId>,
    pub limit: usize,
}

impl ImageQuery {
    fn conditions(&self, sql: &mut Sql) {
        sql.push(" WHERE ");
        within_institutions("i.institution_id", &self.sight, sql);
        if let Some(institution) = &self.institution {
            sql.push(" AND i.institution_id = ").bind(institution.as_str());
        }
    }
}

/// Everybody can see the image `i`: a public activity shows it.
const SHOWN: &str = "EXISTS (SELECT 1 FROM activity_image x JOIN activity a ON a.id = x.activity_id
    WHERE x.image_id = i.id AND a.status IN ('published', 'cancelled', 'archived'))";

impl Store {
    /// These images, whoever may see them, in no order.
    pub async fn images(&self, ids: &[ImageId]) -> Result<Vec<Image>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new(self.backend(), "SELECT i.* FROM image i WHERE i.id IN ");
        sql.bind_list(ids.iter().map(|id| id.0));
        read(sql, &self.reader).await
    }

    /// An image that this reader may see: of its own institutions, or shown by a public activity.
    pub async fn visible_image(&self, id: ImageId, sight: &Sight) -> Result<Option<Image>> {
        let mut sql = Sql::new(self.backend(), "SELECT i.* FROM image i WHERE i.id = ");
        sql.bind(id.0).push(" AND (");
        within_institutions("i.institution_id", sight, &mut sql);
        sql.push(" OR ").push(SHOWN).push(")");
        Ok(read(sql, &self.reader).await?.pop())
    }

    /// The images that this reader may use, newest first.
    pub async fn usable_images(&self, query: &ImageQuery) -> Result<Vec<Image>> {
        let mut sql = Sql::new(self.backend(), "SELECT i.* FROM image i");
        query.conditions(&mut sql);
        if let Some(after) = query.after {
            sql.push(" AND i.id < ").bind(after.0);
        }
        sql.push(" ORDER BY i.id DESC").limit(query.limit);
        read(sql, &self.reader).await
    }

    /// How many there are on all pages.
    pub async fn count_images(&self, query: &ImageQuery) -> Result<i64> {
        let mut sql = Sql::new(self.backend(), "SELECT COUNT(*) FROM image i");
        query.conditions(&mut sql);
        let row = sql.one(&self.reader).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
    }
}

async fn read(sql: Sql, connection: &impl ConnectionTrait) -> Result<Vec<Image>> {
    let rows = sql.all(connection).await?;
    rows.iter().map(|row| Model::from_query_result(row, "")?.into_domain()).collect()
}

impl Write {
    /// An image as it is now, within this transaction.
    pub async fn image(&self, id: ImageId) -> Result<Option<Image>> {
        let row = Entity::find_by_id(id.0).one(&self.transaction).await?;
        row.map(Model::into_domain).transpose()
    }

    /// The image that an institution has of this file, if it sent it before.
    pub async fn image_by_hash(
        &self,
        institution: &InstitutionId,
        hash: &ContentHash,
    ) -> Result<Option<Image>> {
        let same = Entity::find()
            .filter(Column::InstitutionId.eq(institution.as_str()))
            .filter(Column::Hash.eq(hash.as_str()));
        same.one(&self.transaction).await?.map(Model::into_domain).transpose()
    }

    /// Whether everybody can see an image: a public activity shows it.
    pub async fn is_image_shown(&self, id: ImageId) -> Result<bool> {
        let mut sql = Sql::new(self.backend(), "SELECT 1 FROM image i WHERE i.id = ");
        sql.bind(id.0).push(" AND ").push(SHOWN);
        Ok(sql.one(&self.transaction).await?.is_some())
    }

    /// Saves an image with the entry that tells it.
    pub async fn save_image(&mut self, change: &Change<Image>) -> Result<()> {
        let every_column = Column::iter().filter(|column| !matches!(column, Column::Id));
        let upsert = OnConflict::column(Column::Id).update_columns(every_column).to_owned();
        Entity::insert(ActiveModel::from(&change.state))
            .on_conflict(upsert)
            .exec_without_returning(&self.transaction)
            .await?;
        self.record(&change.entry).await
    }
}

use super::super::fixtures::{draft, image, reference};
use super::super::{ActivityDraft, ContentRefusal, NamedImages, Submission};
use super::{institution, refused};
use crate::code::ImageId;
use crate::image::Image;
use crate::refusal::{Refusal, UnknownRefusal};
use uuid::Uuid;

#[test]
fn an_activity_shows_images_of_its_institution_each_once_and_in_order() {
    let (first, second, foreign) = (image(1, "koege"), image(2, "koege"), image(3, "roskilde"));
    let known = [first.clone(), second.clone(), foreign.clone()];
    let shown = |ids: &[String]| {
        let draft = ActivityDraft { images: ids.to_vec(), ..draft() };
        Submission::parse(&draft, institution("koege"), &reference(), NamedImages::Found(&known))
    };
    let id = |image: &Image| image.id.to_string();
    let read = shown(&[id(&second), id(&first)]).unwrap();
    assert_eq!(read.content.images, [second.id, first.id]);
    assert_eq!(read.content.to_draft().images, [id(&second), id(&first)]);
    let nothing = ImageId(Uuid::from_u128(9)).to_string();
    let unknown = |raw: &String| Refusal::from(UnknownRefusal::Id(raw.clone()));
    for (ids, field, why) in [
        (vec![id(&first), nothing.clone()], "images.1", unknown(&nothing)),
        (vec![id(&foreign)], "images.0", unknown(&id(&foreign))),
        (vec!["venue_1".to_owned()], "images.0", unknown(&"venue_1".to_owned())),
        (vec![id(&first), id(&first)], "images.1", ContentRefusal::Twice(id(&first)).into()),
    ] {
        assert_eq!(refused(shown(&ids)), [(field.to_owned(), why)]);
    }
    let told = refused(shown(&vec![id(&first); 31]));
    assert_eq!(told[0], ("images".to_owned(), ContentRefusal::TooMany(30).into()));
}

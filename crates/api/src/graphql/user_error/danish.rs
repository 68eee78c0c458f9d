//! The messages in Danish. The English ones are the refusals' own texts.

use kulturhub_domain::activity::{
    BelongingRefusal, ConfirmationRefusal, ContentRefusal, DisputeRefusal, MergeRefusal, PriceRefusal,
    RevertRefusal, Status, WorkflowRefusal,
};
use kulturhub_domain::actor::key::KeyRefusal;
use kulturhub_domain::attendance::AttendanceRefusal;
use kulturhub_domain::follower::FollowerRefusal;
use kulturhub_domain::geo::PointRefusal;
use kulturhub_domain::image::FileRefusal;
use kulturhub_domain::occurrence::OccurrenceRefusal;
use kulturhub_domain::place::PlaceRefusal;
use kulturhub_domain::refusal::{Refusal, RightsRefusal, UnknownRefusal};
use kulturhub_domain::series::SeriesRefusal;
use kulturhub_domain::text::TextRefusal;
use kulturhub_domain::time::TimeRefusal;
use kulturhub_domain::view::ViewRefusal;
use kulturhub_domain::webhook::WebhookRefusal;

/// What is wrong, in Danish.
pub(super) fn message(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Text(text) => of_text(text),
        Refusal::Time(time) => of_time(time),
        Refusal::Place(place) => of_place(place),
        Refusal::Price(price) => of_price(price),
        Refusal::Content(content) => of_content(content),
        Refusal::Belonging(belonging) => of_belonging(belonging),
        Refusal::Occurrence(occurrence) => of_occurrence(occurrence),
        Refusal::Series(series) => of_series(series),
        Refusal::Attendance(attendance) => of_attendance(attendance),
        Refusal::Workflow(workflow) => of_workflow(workflow),
        Refusal::Dispute(DisputeRefusal::NotDisputed(field)) => format!("ingen bestrider feltet `{field}`"),
        Refusal::Confirmation(ConfirmationRefusal::Outdated) => {
            "det, der mangler, er ikke længere det, bekræftelsen gjaldt: se efter igen".to_owned()
        }
        Refusal::Merge(merge) => of_merge(merge),
        Refusal::Revert(RevertRefusal::UnknownVersion(version)) => {
            format!("historikken kender ingen tidligere version {version}")
        }
        Refusal::Key(key) => of_key(key),
        Refusal::Follower(FollowerRefusal::TooManyNames) => {
            "din nøgle har allerede 50 navne: brug et af dem".to_owned()
        }
        Refusal::Webhook(webhook) => match webhook {
            WebhookRefusal::Address(raw) => {
                format!(
                    "`{raw}` er ikke en webadresse: den begynder med https:// og har hverken navn eller adgangskode i sig"
                )
            }
            WebhookRefusal::Private => {
                "adressen ligger i et lukket net: der sendes kun til offentlige adresser".to_owned()
            }
            WebhookRefusal::TooMany => "din nøgle har allerede 20 webhooks: fjern en først".to_owned(),
        },
        Refusal::View(ViewRefusal::TooMany) => {
            "din nøgle har allerede 100 visninger: fjern en først".to_owned()
        }
        Refusal::File(file) => of_file(file),
        Refusal::Rights(RightsRefusal::NotYours) => {
            "din nøgle gælder ikke for denne institution eller kommune".to_owned()
        }
        Refusal::Unknown(unknown) => of_unknown(unknown),
        Refusal::Version(version) => {
            format!("version {} er forældet: den nuværende er {}", version.expected, version.present)
        }
    }
}

fn of_workflow(refusal: &WorkflowRefusal) -> String {
    match refusal {
        WorkflowRefusal::WrongStatus(status) => {
            format!("kan ikke lade sig gøre: aktiviteten er {}", status_name(*status))
        }
        WorkflowRefusal::SameKey => "samme nøgle har indsendt den: en anden må godkende den".to_owned(),
        WorkflowRefusal::NotOver => "er ikke slut endnu".to_owned(),
    }
}

fn of_merge(refusal: &MergeRefusal) -> String {
    match refusal {
        MergeRefusal::Itself => "en aktivitet kan ikke lægges sammen med sig selv".to_owned(),
        MergeRefusal::KeptIsGone => "den aktivitet, der skal beholdes, er trukket tilbage".to_owned(),
        MergeRefusal::KeptIsUnseen => {
            "den aktivitet, der skal beholdes, er hverken offentlig eller fra samme institution".to_owned()
        }
    }
}

fn of_file(refusal: &FileRefusal) -> String {
    match refusal {
        FileRefusal::Empty => "filen er tom".to_owned(),
        FileRefusal::TooLarge(bytes) => format!("filen er på {bytes} bytes; højst 10.000.000 er tilladt"),
        FileRefusal::WrongKind(kind) => {
            format!("dette er {}; send JPEG, PNG eller WebP", kind.unwrap_or("ikke et billede"))
        }
        FileRefusal::TooManyPixels { width, height } => format!(
            "billedet er på {width} x {height} pixels; højst 50.000.000 er tilladt, og 65.535 på en led"
        ),
        FileRefusal::Truncated => "filen slutter, før billedet er slut".to_owned(),
        FileRefusal::TrailingBytes(bytes) => {
            format!("der følger {bytes} bytes efter billedet: en fil skal være et billede og intet andet")
        }
        FileRefusal::Animated => "et levende billede kan ikke vises; send et stillbillede".to_owned(),
        FileRefusal::Damaged => "billedet kan ikke læses: filen er beskadiget".to_owned(),
    }
}

fn status_name(status: Status) -> &'static str {
    match status {
        Status::Draft => "en kladde",
        Status::InReview => "til godkendelse",
        Status::Returned => "sendt tilbage",
        Status::Published => "offentliggjort",
        Status::Cancelled => "aflyst",
        Status::Archived => "arkiveret",
        Status::Withdrawn => "trukket tilbage",
    }
}

fn of_key(refusal: &KeyRefusal) -> String {
    match refusal {
        KeyRefusal::InstitutionMissing(role) => {
            format!("en nøgle med rollen {role} skal have en institution")
        }
        KeyRefusal::InstitutionNotAllowed(role) => {
            format!("en nøgle med rollen {role} hører ikke til en institution")
        }
        KeyRefusal::MunicipalityMissing(role) => format!("en nøgle med rollen {role} skal have en kommune"),
        KeyRefusal::MunicipalityNotAllowed(role) => {
            format!("en nøgle med rollen {role} hører ikke til en kommune")
        }
        KeyRefusal::NotOfRole(role, scope) => {
            format!("en nøgle med rollen {role} kan ikke have adgangen {scope}")
        }
        KeyRefusal::NotHeld(scope) => {
            format!("din egen nøgle har ikke adgangen {scope} og kan ikke give den")
        }
        KeyRefusal::OnlySubmitters => "en ejer styrer kun indsenderes nøgler".to_owned(),
        KeyRefusal::ExpiryPast => "udløbet ligger ikke i fremtiden".to_owned(),
        KeyRefusal::Revoked => "nøglen er spærret og bliver ved med at være det".to_owned(),
        KeyRefusal::LastSecretariat => {
            "ingen anden af sekretariatets nøgler gælder lige så længe: lav først en ny".to_owned()
        }
    }
}

fn of_text(refusal: &TextRefusal) -> String {
    match refusal {
        TextRefusal::Empty => "må ikke være tom".to_owned(),
        TextRefusal::TooLong { length, max } => format!("er på {length} tegn; højst {max} er tilladt"),
        TextRefusal::ControlCharacter => "indeholder et kontroltegn".to_owned(),
    }
}

fn of_time(refusal: &TimeRefusal) -> String {
    match refusal {
        TimeRefusal::SkippedHour(local, zone) => {
            format!("{local} findes ikke i {zone}: uret springer den time over")
        }
        TimeRefusal::EndBeforeStart => "slutter ikke efter starten".to_owned(),
        TimeRefusal::TooLong => "én forekomst varer højst 366 dage".to_owned(),
        TimeRefusal::OutOfRange => "kun tider fra 1900 til 2199 kan bruges".to_owned(),
        TimeRefusal::UnknownZone(name) => format!("`{name}` er ikke en IANA-tidszone"),
        TimeRefusal::StartMissing => "angiv enten startsAt eller allDay".to_owned(),
        TimeRefusal::StartTwice => "startsAt og allDay udelukker hinanden".to_owned(),
        TimeRefusal::EndAlone => "en heldagsforekomst har ikke endsAt".to_owned(),
    }
}

fn of_place(refusal: &PlaceRefusal) -> String {
    match refusal {
        PlaceRefusal::Missing => {
            "en aktivitet på stedet skal have et sted: angiv at.venue eller at.place".to_owned()
        }
        PlaceRefusal::Twice => "at.venue og at.place udelukker hinanden".to_owned(),
        PlaceRefusal::OnlineWithPlace => "en aktivitet online har ikke noget sted".to_owned(),
        PlaceRefusal::Point(PointRefusal::Latitude(value)) => {
            format!("breddegraden {value} ligger ikke mellem -90 og 90")
        }
        PlaceRefusal::Point(PointRefusal::Longitude(value)) => {
            format!("længdegraden {value} ligger ikke mellem -180 og 180")
        }
        PlaceRefusal::Point(PointRefusal::HalfAPoint) => {
            "breddegrad og længdegrad angives sammen eller slet ikke".to_owned()
        }
    }
}

fn of_price(refusal: &PriceRefusal) -> String {
    match refusal {
        PriceRefusal::FreeWithAmount => "det, der er gratis, har intet beløb over 0".to_owned(),
        PriceRefusal::AmountMissing => "denne slags pris kræver mindst ét beløb".to_owned(),
        PriceRefusal::AmountOutOfRange(ore) => {
            format!("beløbet {ore} ligger ikke mellem 0 og 10.000.000 øre")
        }
        PriceRefusal::UnknownWithAmount => "en ukendt pris har ingen beløb".to_owned(),
        PriceRefusal::TooManyAmounts => "højst 20 beløb er tilladt".to_owned(),
    }
}

fn of_content(refusal: &ContentRefusal) -> String {
    match refusal {
        ContentRefusal::DanishMissing => "der mangler en dansk tekst ved siden af den engelske".to_owned(),
        ContentRefusal::NoneGiven => "mindst én skal angives".to_owned(),
        ContentRefusal::TooMany(most) => format!("højst {most} er tilladt"),
        ContentRefusal::Twice(item) => format!("`{item}` er angivet to gange"),
        ContentRefusal::Ages => "aldre går fra 0 til 120, den laveste først".to_owned(),
        ContentRefusal::Address(url) => format!("`{url}` er ikke en http- eller https-adresse"),
        ContentRefusal::NotItsTrack(raw) => {
            format!("ingen af aktivitetens indsatser har sporet `{raw}`")
        }
        ContentRefusal::PartnerOfItself => "den ansvarlige institution er ikke sin egen partner".to_owned(),
    }
}

fn of_belonging(refusal: &BelongingRefusal) -> String {
    match refusal {
        BelongingRefusal::LocalWithInitiatives => {
            "en aktivitet er lokal eller hører til indsatser, aldrig begge dele".to_owned()
        }
        BelongingRefusal::Missing => "angiv en eller flere indsatser, eller sæt local til true".to_owned(),
        BelongingRefusal::NotRunning(initiative) => {
            format!("indsatsen `{initiative}` løber ikke på alle aktivitetens dage")
        }
    }
}

fn of_attendance(refusal: &AttendanceRefusal) -> String {
    match refusal {
        AttendanceRefusal::NotHeld => {
            "forekomsten er ikke afholdt: den ligger forude, er aflyst eller er udsat uden ny dato".to_owned()
        }
        AttendanceRefusal::Count(count) => format!("{count} ligger ikke mellem 0 og 1.000.000"),
        AttendanceRefusal::NoAnswers => "et gennemsnit er af mindst ét svar".to_owned(),
        AttendanceRefusal::Mean(mean) => {
            format!("{mean} er ikke et gennemsnit af WHO-5: det ligger mellem 0 og 100")
        }
        AttendanceRefusal::Twice => "angivet to gange".to_owned(),
        AttendanceRefusal::TotalMissing => "kræver det samlede antal, som det er en del af".to_owned(),
        AttendanceRefusal::EnrolledMissing => "kræver antallet af tilmeldte".to_owned(),
        AttendanceRefusal::MoreThanAll { parts, whole } => {
            format!("{parts} er flere end de {whole}, de er en del af")
        }
    }
}

fn of_occurrence(refusal: &OccurrenceRefusal) -> String {
    match refusal {
        OccurrenceRefusal::Capacity(seats) => format!("{seats} pladser ligger ikke mellem 1 og 1.000.000"),
        OccurrenceRefusal::Cancelled => {
            "en aflyst forekomst kan ikke ændres; tilføj en ny i stedet".to_owned()
        }
        OccurrenceRefusal::NotHeldYet => "en forekomst, der ligger forude, er ikke afholdt endnu".to_owned(),
        OccurrenceRefusal::CancelByUpdate => {
            "brug occurrenceCancel til at aflyse, så begrundelsen bevares".to_owned()
        }
        OccurrenceRefusal::Last => "det er den sidste forekomst: aflys aktiviteten i stedet".to_owned(),
    }
}

fn of_series(refusal: &SeriesRefusal) -> String {
    match refusal {
        SeriesRefusal::BadRule(why) => format!("ingen gentagelsesregel efter RFC 5545: {why}"),
        SeriesRefusal::FirstNotInRule => "reglen giver ikke den første forekomst".to_owned(),
        SeriesRefusal::TooLong => {
            "den giver mere end 730 forekomster eller varer mere end 24 måneder".to_owned()
        }
        SeriesRefusal::NotInSeries => "serien har ingen forekomst, der begynder da".to_owned(),
        SeriesRefusal::Twice => "angivet to gange".to_owned(),
        SeriesRefusal::NoTime => "åbner og lukker på samme tid".to_owned(),
        SeriesRefusal::NeverOpen => "der er aldrig åbent".to_owned(),
        SeriesRefusal::OutsidePeriod => "ligger uden for perioden".to_owned(),
        SeriesRefusal::NoSeries => "forekomsten hører ikke til en serie".to_owned(),
        SeriesRefusal::OtherDay => {
            "kun tidspunktet på dagen kan ændres for flere forekomster: ret reglen for at ændre dagene"
                .to_owned()
        }
        SeriesRefusal::HoursOfPeriod => "en periodes tider ændres med dens åbningstider".to_owned(),
    }
}

fn of_unknown(refusal: &UnknownRefusal) -> String {
    match refusal {
        UnknownRefusal::Id(id) => format!("intet har id'et `{id}`"),
        UnknownRefusal::Code(code) => format!("`{code}` findes ikke i en ordliste af denne slags"),
        UnknownRefusal::Municipality(code) => format!("`{code}` er ikke en kommune i regionen"),
        UnknownRefusal::MunicipalityOfPlace(code) => {
            format!("`{code}` er ikke en kommune i regionen; udelad den for et sted uden for regionen")
        }
    }
}

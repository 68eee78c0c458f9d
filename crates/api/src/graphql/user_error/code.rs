//! The stable codes of refused inputs.

use async_graphql::Enum;
use kulturhub_domain::activity::{
    BelongingRefusal, ConfirmationRefusal, ContentRefusal, DisputeRefusal, PriceRefusal, RevertRefusal,
    WorkflowRefusal,
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

/// What kind of mistake an input has.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserErrorCode {
    /// A text or list that is needed is empty or missing.
    Empty,
    /// A text has more characters than allowed; the message says how many are.
    TooLong,
    /// A text has a control character, such as a null byte.
    ControlCharacter,
    /// A list has more items than allowed.
    TooMany,
    /// The same item is given twice.
    Duplicate,
    /// An English text came without its Danish one.
    DanishMissing,
    /// Nothing that you may see has this id.
    UnknownId,
    /// The code is in no vocabulary of this kind; see `vocabularies`.
    UnknownCode,
    /// The region has no municipality with this code. Leave it out for a place outside the region.
    UnknownMunicipality,
    /// The name is no IANA time zone.
    UnknownTimeZone,
    /// Your key does not cover this institution or municipality, or not this role or scope of a key.
    NotYours,
    /// The version you saw is no longer the present one.
    OutdatedVersion,
    /// The step is not possible in the present status.
    WrongStatus,
    /// The same key sent it: somebody else must approve it.
    SameKey,
    /// What lies ahead cannot be archived yet.
    NotOver,
    /// No source disputes this field.
    NotDisputed,
    /// What is missing is no longer what the confirmation was for: make another dry run.
    OutdatedConfirmation,
    /// An activity is not merged with itself, or with one that is withdrawn or that nobody else may see.
    CannotMerge,
    /// The history does not know such an earlier version.
    UnknownVersion,
    /// The local time does not exist: the clock skips that hour in spring.
    SkippedHour,
    /// The end is not after the start.
    EndBeforeStart,
    /// One occurrence is longer than 366 days.
    DurationTooLong,
    /// A time before 1900 or after 2199.
    TimeOutOfRange,
    /// Neither `startsAt` nor `allDay` is given.
    StartMissing,
    /// Two fields that exclude each other are both given.
    Conflict,
    /// An activity on site needs a venue or a place.
    PlaceMissing,
    /// Coordinates are off the globe, or only one of them is given.
    BadPoint,
    /// An amount is below 0 or above 10,000,000 øre.
    AmountOutOfRange,
    /// This kind of price needs an amount.
    AmountMissing,
    /// This kind of price has no amounts above 0.
    AmountNotAllowed,
    /// Ages run from 0 to 120, the lower one first.
    BadAgeRange,
    /// The address is no `http` or `https` address.
    BadAddress,
    /// Neither initiatives nor `local` are given.
    BelongingMissing,
    /// The initiative does not run on all days of the activity.
    InitiativeNotRunning,
    /// Capacity is not between 1 and 1,000,000.
    BadCapacity,
    /// The occurrence is cancelled and stays so.
    OccurrenceCancelled,
    /// What lies ahead cannot be held yet.
    NotHeldYet,
    /// It is no recurrence rule of RFC 5545, or one that no activity has; the message says why.
    BadRule,
    /// The first occurrence is none that the rule gives.
    FirstNotInRule,
    /// A series has more than 730 occurrences, or goes on for more than 24 months.
    SeriesTooLong,
    /// The series has no occurrence that starts then.
    NotInSeries,
    /// Opening and closing are at the same time.
    BadOpeningHours,
    /// The period has no day on which it is open.
    NeverOpen,
    /// The day lies outside the period.
    OutsidePeriod,
    /// The occurrence belongs to no series: only it alone can be edited.
    NoSeries,
    /// Only the time of day can be changed for several occurrences; the days are those of the rule.
    OtherDay,
    /// The hours of a period are changed with its opening hours.
    HoursOfPeriod,
    /// The occurrence was not held: it lies ahead, is cancelled, or was postponed and has no new date.
    NotHeld,
    /// A count is not between 0 and 1,000,000, or a mean is of no answers.
    BadCount,
    /// A mean of WHO-5 scores is not between 0 and 100.
    BadMean,
    /// A part is given without the whole it is a part of: `total`, or for a health course `enrolled`.
    WholeMissing,
    /// The parts are more than the whole.
    PartsExceedWhole,
    /// The last occurrence is not cancelled alone: cancel the activity.
    LastOccurrence,
    /// A key of this role cannot have this scope.
    ScopeNotOfRole,
    /// The expiry is not in the future.
    ExpiryPast,
    /// The key is revoked and stays so.
    KeyRevoked,
    /// Then no key of the secretariat would be in force as long as now: make another first.
    LastSecretariatKey,
    /// The address lies within a network of its own: webhooks go to public addresses only.
    PrivateAddress,
    /// The file is none of JPEG, PNG and WebP; the message says what it is, where that is known.
    WrongFileKind,
    /// The file has more than 10,000,000 bytes.
    FileTooLarge,
    /// The picture has more than 50 megapixels, or a side of more than 65,535 pixels.
    TooManyPixels,
    /// The file breaks off before the picture ends.
    FileTruncated,
    /// Something follows the end of the picture: the file may be something else as well.
    FileTrailingBytes,
    /// The picture moves; only still ones are taken in.
    ImageAnimated,
    /// The picture cannot be read.
    FileDamaged,
}

/// The code of a refusal.
pub(super) fn of(refusal: &Refusal) -> UserErrorCode {
    match refusal {
        Refusal::Text(text) => of_text(text),
        Refusal::Time(time) => of_time(time),
        Refusal::Place(place) => of_place(place),
        Refusal::Price(price) => of_price(price),
        Refusal::Content(content) => of_content(content),
        Refusal::Belonging(belonging) => of_belonging(belonging),
        Refusal::Occurrence(occurrence) => of_occurrence(occurrence),
        Refusal::Series(series) => of_series(series),
        Refusal::Workflow(workflow) => match workflow {
            WorkflowRefusal::WrongStatus(_) => UserErrorCode::WrongStatus,
            WorkflowRefusal::SameKey => UserErrorCode::SameKey,
            WorkflowRefusal::NotOver => UserErrorCode::NotOver,
        },
        Refusal::Dispute(DisputeRefusal::NotDisputed(_)) => UserErrorCode::NotDisputed,
        Refusal::Confirmation(ConfirmationRefusal::Outdated) => UserErrorCode::OutdatedConfirmation,
        Refusal::Merge(_) => UserErrorCode::CannotMerge,
        Refusal::Revert(RevertRefusal::UnknownVersion(_)) => UserErrorCode::UnknownVersion,
        Refusal::Key(key) => of_key(key),
        Refusal::Follower(FollowerRefusal::TooManyNames)
        | Refusal::Webhook(WebhookRefusal::TooMany)
        | Refusal::View(ViewRefusal::TooMany) => UserErrorCode::TooMany,
        Refusal::Webhook(WebhookRefusal::Address(_)) => UserErrorCode::BadAddress,
        Refusal::Webhook(WebhookRefusal::Private) => UserErrorCode::PrivateAddress,
        Refusal::Attendance(attendance) => of_attendance(attendance),
        Refusal::File(file) => of_file(file),
        Refusal::Rights(RightsRefusal::NotYours) => UserErrorCode::NotYours,
        Refusal::Unknown(unknown) => match unknown {
            UnknownRefusal::Id(_) => UserErrorCode::UnknownId,
            UnknownRefusal::Code(_) => UserErrorCode::UnknownCode,
            UnknownRefusal::Municipality(_) | UnknownRefusal::MunicipalityOfPlace(_) => {
                UserErrorCode::UnknownMunicipality
            }
        },
        Refusal::Version(_) => UserErrorCode::OutdatedVersion,
    }
}

fn of_key(refusal: &KeyRefusal) -> UserErrorCode {
    match refusal {
        KeyRefusal::InstitutionMissing(_) | KeyRefusal::MunicipalityMissing(_) => UserErrorCode::Empty,
        KeyRefusal::InstitutionNotAllowed(_) | KeyRefusal::MunicipalityNotAllowed(_) => {
            UserErrorCode::Conflict
        }
        KeyRefusal::NotOfRole(..) => UserErrorCode::ScopeNotOfRole,
        KeyRefusal::NotHeld(_) | KeyRefusal::OnlySubmitters => UserErrorCode::NotYours,
        KeyRefusal::ExpiryPast => UserErrorCode::ExpiryPast,
        KeyRefusal::Revoked => UserErrorCode::KeyRevoked,
        KeyRefusal::LastSecretariat => UserErrorCode::LastSecretariatKey,
    }
}

fn of_file(refusal: &FileRefusal) -> UserErrorCode {
    match refusal {
        FileRefusal::Empty => UserErrorCode::Empty,
        FileRefusal::TooLarge(_) => UserErrorCode::FileTooLarge,
        FileRefusal::WrongKind(_) => UserErrorCode::WrongFileKind,
        FileRefusal::TooManyPixels { .. } => UserErrorCode::TooManyPixels,
        FileRefusal::Truncated => UserErrorCode::FileTruncated,
        FileRefusal::TrailingBytes(_) => UserErrorCode::FileTrailingBytes,
        FileRefusal::Animated => UserErrorCode::ImageAnimated,
        FileRefusal::Damaged => UserErrorCode::FileDamaged,
    }
}

fn of_text(refusal: &TextRefusal) -> UserErrorCode {
    match refusal {
        TextRefusal::Empty => UserErrorCode::Empty,
        TextRefusal::TooLong { .. } => UserErrorCode::TooLong,
        TextRefusal::ControlCharacter => UserErrorCode::ControlCharacter,
    }
}

fn of_series(refusal: &SeriesRefusal) -> UserErrorCode {
    match refusal {
        SeriesRefusal::BadRule(_) => UserErrorCode::BadRule,
        SeriesRefusal::FirstNotInRule => UserErrorCode::FirstNotInRule,
        SeriesRefusal::TooLong => UserErrorCode::SeriesTooLong,
        SeriesRefusal::NotInSeries => UserErrorCode::NotInSeries,
        SeriesRefusal::Twice => UserErrorCode::Duplicate,
        SeriesRefusal::NoTime => UserErrorCode::BadOpeningHours,
        SeriesRefusal::NeverOpen => UserErrorCode::NeverOpen,
        SeriesRefusal::OutsidePeriod => UserErrorCode::OutsidePeriod,
        SeriesRefusal::NoSeries => UserErrorCode::NoSeries,
        SeriesRefusal::OtherDay => UserErrorCode::OtherDay,
        SeriesRefusal::HoursOfPeriod => UserErrorCode::HoursOfPeriod,
    }
}

fn of_time(refusal: &TimeRefusal) -> UserErrorCode {
    match refusal {
        TimeRefusal::SkippedHour(..) => UserErrorCode::SkippedHour,
        TimeRefusal::EndBeforeStart => UserErrorCode::EndBeforeStart,
        TimeRefusal::TooLong => UserErrorCode::DurationTooLong,
        TimeRefusal::OutOfRange => UserErrorCode::TimeOutOfRange,
        TimeRefusal::UnknownZone(_) => UserErrorCode::UnknownTimeZone,
        TimeRefusal::StartMissing => UserErrorCode::StartMissing,
        TimeRefusal::StartTwice | TimeRefusal::EndAlone => UserErrorCode::Conflict,
    }
}

fn of_place(refusal: &PlaceRefusal) -> UserErrorCode {
    match refusal {
        PlaceRefusal::Missing => UserErrorCode::PlaceMissing,
        PlaceRefusal::Twice | PlaceRefusal::OnlineWithPlace => UserErrorCode::Conflict,
        PlaceRefusal::Point(
            PointRefusal::Latitude(_) | PointRefusal::Longitude(_) | PointRefusal::HalfAPoint,
        ) => UserErrorCode::BadPoint,
    }
}

fn of_price(refusal: &PriceRefusal) -> UserErrorCode {
    match refusal {
        PriceRefusal::FreeWithAmount | PriceRefusal::UnknownWithAmount => UserErrorCode::AmountNotAllowed,
        PriceRefusal::AmountMissing => UserErrorCode::AmountMissing,
        PriceRefusal::AmountOutOfRange(_) => UserErrorCode::AmountOutOfRange,
        PriceRefusal::TooManyAmounts => UserErrorCode::TooMany,
    }
}

fn of_content(refusal: &ContentRefusal) -> UserErrorCode {
    match refusal {
        ContentRefusal::DanishMissing => UserErrorCode::DanishMissing,
        ContentRefusal::NoneGiven => UserErrorCode::Empty,
        ContentRefusal::TooMany(_) => UserErrorCode::TooMany,
        ContentRefusal::Twice(_) => UserErrorCode::Duplicate,
        ContentRefusal::Ages => UserErrorCode::BadAgeRange,
        ContentRefusal::Address(_) => UserErrorCode::BadAddress,
        ContentRefusal::NotItsTrack(_) => UserErrorCode::UnknownCode,
        ContentRefusal::PartnerOfItself => UserErrorCode::Conflict,
    }
}

fn of_belonging(refusal: &BelongingRefusal) -> UserErrorCode {
    match refusal {
        BelongingRefusal::LocalWithInitiatives => UserErrorCode::Conflict,
        BelongingRefusal::Missing => UserErrorCode::BelongingMissing,
        BelongingRefusal::NotRunning(_) => UserErrorCode::InitiativeNotRunning,
    }
}

fn of_attendance(refusal: &AttendanceRefusal) -> UserErrorCode {
    match refusal {
        AttendanceRefusal::NotHeld => UserErrorCode::NotHeld,
        AttendanceRefusal::Count(_) | AttendanceRefusal::NoAnswers => UserErrorCode::BadCount,
        AttendanceRefusal::Mean(_) => UserErrorCode::BadMean,
        AttendanceRefusal::Twice => UserErrorCode::Duplicate,
        AttendanceRefusal::TotalMissing | AttendanceRefusal::EnrolledMissing => UserErrorCode::WholeMissing,
        AttendanceRefusal::MoreThanAll { .. } => UserErrorCode::PartsExceedWhole,
    }
}

fn of_occurrence(refusal: &OccurrenceRefusal) -> UserErrorCode {
    match refusal {
        OccurrenceRefusal::Capacity(_) => UserErrorCode::BadCapacity,
        OccurrenceRefusal::Cancelled => UserErrorCode::OccurrenceCancelled,
        OccurrenceRefusal::NotHeldYet => UserErrorCode::NotHeldYet,
        OccurrenceRefusal::CancelByUpdate => UserErrorCode::Conflict,
        OccurrenceRefusal::Last => UserErrorCode::LastOccurrence,
    }
}

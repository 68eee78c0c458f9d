// An activity as a whole, as the public would see it, in both languages.
import { messages, number, say } from '../../hub/messages';
import { span } from '../../hub/time';
import { money } from './money';
import type { Names } from './names';
import { describeAges } from './value';
import type { ReviewedActivityFragment } from '../../../generated/graphql';

const words = messages.desk.queue;
/** How many times are shown. */
const MOST = 60;

type Activity = ReviewedActivityFragment;
type Occurrence = Activity['occurrences'][number];

export function Whole({ activity, names }: { activity: Activity; names: Names }) {
  return (
    <div class="whole">
      <Content summary={activity.summaryDa} description={activity.descriptionDa} language="da" />
      <English activity={activity} />
      {activity.images.map((image) => (
        <figure key={image.id}>
          <img src={image.url} alt={image.alt} lang="da" />
          <figcaption>
            {say(words.image, { alt: image.altEn === image.alt ? image.alt : `${image.alt} / ${image.altEn}`, credit: image.credit })}
            {` · ${messages.common.licences[image.licence]}`}
          </figcaption>
        </figure>
      ))}
      <Facts activity={activity} names={names} />
      <h3>{say(words.times, { count: number.format(activity.occurrences.length) })}</h3>
      <ul class="times">
        {activity.occurrences.slice(0, MOST).map((occurrence) => <li key={occurrence.id}>{time(occurrence)}</li>)}
      </ul>
      {activity.occurrences.length > MOST && <p>{say(words.moreTimes, { count: activity.occurrences.length - MOST })}</p>}
    </div>
  );
}

function Content({ summary, description, language }: { summary?: string | null; description?: string | null; language: 'da' | 'en' }) {
  return (
    <div lang={language}>
      {summary && <p class="summary">{summary}</p>}
      {description && <p class="text">{description}</p>}
    </div>
  );
}

/** What the hub answers in English is Danish where nobody translated it: that is not shown twice. */
function English({ activity }: { activity: Activity }) {
  const own = (text: string | null | undefined, danish: string | null | undefined) => (text === danish ? null : text);
  const [title, summary, description] = [
    own(activity.titleEn, activity.titleDa),
    own(activity.summaryEn, activity.summaryDa),
    own(activity.descriptionEn, activity.descriptionDa),
  ];
  if (!title && !summary && !description) return <p class="facts">{words.noEnglish}</p>;
  return (
    <>
      <h3>{words.english}</h3>
      {title && <p lang="en"><strong>{title}</strong></p>}
      <Content summary={summary} description={description} language="en" />
    </>
  );
}

function Facts({ activity, names }: { activity: Activity; names: Names }) {
  const { fields } = words;
  const facts: [string, string[]][] = [
    [fields.responsible, [activity.responsible.name]],
    [fields.partners, activity.partners.map(({ name }) => name)],
    [fields.price, price(activity, names)],
    [fields.categories, activity.categories.map(({ name }) => name)],
    [fields.audiences, activity.audiences.map(({ name }) => name)],
    [fields.ageRange, activity.ageRange ? [describeAges(activity.ageRange.from, activity.ageRange.to)] : []],
    [fields.languages, activity.languages.map(({ name }) => name)],
    [fields.attendanceMode, [messages.desk.form.modes[activity.attendanceMode]]],
    [fields.initiatives, activity.local ? [words.local] : activity.initiatives.map(({ name }) => name)],
    [fields.tracks, activity.tracks.map(({ name }) => name)],
    [fields.tags, activity.tags],
    [fields.source, activity.source ? [`${activity.source.name}, ${activity.source.externalId}`] : []],
  ];
  return (
    <dl>
      {facts.filter(([, said]) => said.length > 0).map(([name, said]) => [<dt>{name}</dt>, <dd>{said.join(', ')}</dd>])}
      {activity.links.length > 0 && <dt>{fields.links}</dt>}
      {activity.links.map(({ kind, url }) => (
        <dd key={url}>{messages.common.linkKinds[kind]}: <a href={url} rel="noopener noreferrer" target="_blank">{url}</a></dd>
      ))}
    </dl>
  );
}

function price({ price }: Activity, names: Names): string[] {
  const amounts = price.amounts.map(({ label, amount }) => [label, money(amount)].filter(Boolean).join(': '));
  return [names.term('PRICE_KIND', price.kind.toLowerCase()), ...amounts];
}

function time(occurrence: Occurrence): string {
  const { place, room, capacity, status } = occurrence;
  const address = place && [place.address.street, [place.address.postcode, place.address.town].filter(Boolean).join(' ')];
  return [
    span(occurrence),
    [room, place?.name, ...(address ?? [])].filter(Boolean).join(', ') || messages.site.online,
    capacity && say(words.values.capacity, { count: number.format(capacity) }),
    status !== 'SCHEDULED' && messages.desk.form.occurrenceStatuses[status],
  ].filter(Boolean).join(' · ');
}

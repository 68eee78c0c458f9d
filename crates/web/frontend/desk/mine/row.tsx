import { messages, say } from '../../hub/messages';
import { shortDay, span } from '../../hub/time';
import { to } from '../route';
import type { Row } from './list';

const words = messages.desk.mine;

interface Props {
  row: Row;
  /** Whether it says whose it is. */
  namesInstitution: boolean;
}

export function MineRow({ row, namesInstitution }: Props) {
  const { id, title, status, nextOccurrence: next } = row;
  const isOver = new Date(next.endsAt ?? next.startsAt) < new Date();
  const isPublic = status === 'PUBLISHED' || status === 'CANCELLED' || status === 'ARCHIVED';
  return (
    <li>
      <h2 dir="auto">{title}</h2>
      <p>
        <span class={`status status-${status.toLowerCase()}`}>{messages.desk.form.statuses[status]}</span>{' '}
        <span class="time">{isOver ? words.over : words.next}: {span(next, shortDay)}{next.place && `, ${next.place.name}`}</span>
      </p>
      {namesInstitution && <p class="facts">{row.responsible.name}</p>}
      {notesOn(row).map((note) => <p key={note} class="mark">{note}</p>)}
      <p class="links">
        {status !== 'ARCHIVED' && status !== 'WITHDRAWN' && <a href={to('edit', id)} aria-label={say(words.editName, { title })}>{words.edit}</a>}
        <a href={to('copy', id)} aria-label={say(words.copyName, { title })}>{words.copy}</a>
        {isPublic && <a href={`/activities/${id}`} aria-label={say(words.publicName, { title })}>{words.public}</a>}
      </p>
    </li>
  );
}

/** Why it was returned, and what waits. */
function notesOn({ reason, review }: Row): string[] {
  const notes = reason ? [say(words.reason, { reason })] : [];
  if (review?.proposal?.returned) notes.push(say(words.proposalReturned, { reason: review.proposal.returned }));
  else if (review?.waits === 'PROPOSAL') notes.push(words.proposal);
  if (review?.waits === 'UNSEEN') notes.push(words.unseen);
  if (review?.waits === 'DISPUTE') notes.push(words.dispute);
  return notes;
}

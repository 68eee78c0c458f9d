import { language } from '../hub/messages';

/** The title of an activity, which leads to its page; it says so when it is in another language than the page. */
export function Title({ activity }: { activity: { id: string; title: string; textLanguage: string } }) {
  const own = activity.textLanguage.toLowerCase();
  return (
    <h3 lang={own === language ? undefined : own}>
      <a href={`/activities/${activity.id}?lang=${language}`}>{activity.title}</a>
    </h3>
  );
}

import { langOf, pageOf } from '../hub/page';

/** The title of an activity, which leads to its page; it says so when it is in another language than the page. */
export function Title({ activity: { id, title, textLanguage } }: { activity: { id: string; title: string; textLanguage: string } }) {
  return (
    <h3 lang={langOf(textLanguage)}>
      <a href={pageOf(id)}><bdi>{title}</bdi></a>
    </h3>
  );
}

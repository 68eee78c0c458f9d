// How the pages lead to that of an activity.
import { language } from './messages';

/** The language of a text when it is not that of the page. */
export const langOf = (text: string) => (text.toLowerCase() === language ? undefined : text.toLowerCase());

/** The page of an activity. */
export const pageOf = (id: string) => `/activities/${id}?lang=${language}`;

// What a column can be, and the headers by which it is guessed.
import type { messages } from '../../hub/messages';

export type Field = keyof (typeof messages)['desk']['import']['fields'];

interface Kind {
  /** Headers, in Danish and English, as `folded` gives them. */
  headers: string[];
  /** Long text, which may have lines. */
  isLong?: boolean;
  /** What no column has can be given for all rows. */
  isFixable?: boolean;
}

export const FIELDS: Record<Field, Kind> = {
  externalId: { headers: ['eksternid', 'externalid', 'id', 'nr', 'nummer', 'arrangementid', 'arrangementsid', 'eventid', 'uid'] },
  title: { headers: ['titel', 'title', 'titelda', 'titleda', 'overskrift', 'navn', 'arrangement', 'aktivitet', 'name'] },
  titleEn: { headers: ['titelen', 'titleen', 'engelsktitel', 'titelengelsk', 'titelpaengelsk', 'englishtitle'] },
  summary: { headers: ['resume', 'summary', 'resumeda', 'kortbeskrivelse', 'kort', 'teaser', 'manchet', 'korttekst', 'intro'] },
  summaryEn: { headers: ['resumeen', 'summaryen', 'engelskresume', 'resumeengelsk', 'englishsummary'] },
  description: { headers: ['beskrivelse', 'description', 'tekst', 'broedtekst', 'langbeskrivelse', 'beskrivelseda', 'omtale', 'text'], isLong: true },
  descriptionEn: { headers: ['beskrivelseen', 'descriptionen', 'engelskbeskrivelse', 'beskrivelseengelsk', 'englishdescription'], isLong: true },
  date: { headers: ['dato', 'date', 'dag', 'day', 'startdato', 'startdate', 'tidspunkt', 'hvornaar', 'when', 'fradato'] },
  start: { headers: ['start', 'starter', 'begynder', 'starttid', 'starttidspunkt', 'startsat', 'klokken', 'kl', 'tid', 'time', 'starts', 'fra'] },
  end: { headers: ['slut', 'slutter', 'slutdato', 'end', 'ends', 'endsat', 'enddate', 'til', 'tildato'] },
  endTime: { headers: ['sluttid', 'sluttidspunkt', 'slutkl', 'slutklokken', 'endtime'] },
  venue: { headers: ['sted', 'venue', 'spillested', 'location', 'lokation', 'hvor', 'where'], isFixable: true },
  place: { headers: ['andetsted', 'stednavn', 'otherplace', 'place', 'placename'] },
  street: { headers: ['adresse', 'address', 'gade', 'vej', 'street'] },
  postcode: { headers: ['postnr', 'postnummer', 'postcode', 'zip', 'postalcode'] },
  town: { headers: ['by', 'town', 'city', 'postdistrikt'] },
  municipality: { headers: ['kommune', 'kommunekode', 'municipality'] },
  room: { headers: ['lokale', 'rum', 'sal', 'room'] },
  categories: { headers: ['kategori', 'kategorier', 'category', 'categories', 'type', 'genre', 'emne'], isFixable: true },
  audiences: { headers: ['maalgruppe', 'maalgrupper', 'audience', 'audiences', 'publikum', 'forhvem', 'targetgroup'], isFixable: true },
  ages: { headers: ['alder', 'age', 'ages', 'aldersgruppe', 'agerange'] },
  price: { headers: ['pris', 'price', 'priskr', 'prisikr', 'entre', 'billetpris', 'pricedkk'] },
  capacity: { headers: ['pladser', 'antalpladser', 'kapacitet', 'capacity', 'seats'] },
  initiatives: { headers: ['indsats', 'indsatser', 'initiative', 'initiatives', 'initiativ'], isFixable: true },
  local: { headers: ['lokal', 'local', 'kunlokal'] },
  institution: { headers: ['institution', 'arrangoer', 'organiser', 'organizer', 'ansvarlig'], isFixable: true },
  partners: { headers: ['partner', 'partnere', 'partners', 'samarbejdspartner', 'samarbejdspartnere', 'medarrangoer'] },
  languages: { headers: ['sprog', 'language', 'languages'] },
  tags: { headers: ['emneord', 'noegleord', 'tags', 'tag', 'keywords', 'stikord'] },
  online: { headers: ['online', 'kunonline'] },
  website: { headers: ['link', 'url', 'hjemmeside', 'website', 'webadresse', 'laesmere', 'web'] },
  tickets: { headers: ['billetter', 'billet', 'billetlink', 'tickets', 'ticketurl', 'koebbillet'] },
  registration: { headers: ['tilmelding', 'tilmeldingslink', 'registration', 'signup'] },
  draft: { headers: ['kladde', 'draft'] },
};

/** In the order they are offered. */
export const FIELD_NAMES = Object.keys(FIELDS) as Field[];

/** What of a name matters when two are compared: `Målgruppe(r)` is `maalgrupper`, `Resumé` is `resume`. */
export function folded(text: string): string {
  const letters = text.toLowerCase().replaceAll('æ', 'ae').replaceAll('ø', 'oe').replaceAll('å', 'aa');
  return letters.normalize('NFD').replace(/[^\p{L}\p{N}]/gu, '');
}

/** The field of each column, by its header; each field once. */
export function guessed(headers: string[]): (Field | '')[] {
  const taken = new Set<Field>();
  return headers.map((header) => {
    const name = folded(header);
    const field = FIELD_NAMES.find((field) => !taken.has(field) && (FIELDS[field].headers.includes(name) || folded(field) === name));
    if (field) taken.add(field);
    return field ?? '';
  });
}

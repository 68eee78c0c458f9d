import { messages } from '../hub/messages';
import { addressOf, inLanguage, type Region } from './scope';

const words = messages.dashboard;

/** Where the other dashboards are: one for each municipality and initiative. */
export function Screens({ region, parameters }: { region: Region; parameters: URLSearchParams }) {
  const here = location.pathname + location.search;
  const [code, name] = messages.site.other as [string, string];
  const screens = [
    { name: words.region, address: addressOf(parameters, {}) },
    ...region.initiatives.map(({ id, name }) => ({ name, address: addressOf(parameters, { initiative: id }) })),
    ...region.municipalities.map(({ code, name }) => ({ name, address: addressOf(parameters, { municipality: code }) })),
  ];
  return (
    <nav class="screens" aria-label={words.screens}>
      <ul>
        {screens.map(({ name, address }) => (
          <li key={address}>
            <a href={address} aria-current={address === here ? 'page' : undefined}>{name}</a>
          </li>
        ))}
        <li>
          <a href={inLanguage(parameters, code)} lang={code} hreflang={code}>{name}</a>
        </li>
        <li>
          <a href={`/?lang=${messages.site.code}`}>{words.calendar}</a>
        </li>
      </ul>
    </nav>
  );
}

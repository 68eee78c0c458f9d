import { useClient } from '@urql/preact';
import { useEffect, useMemo } from 'preact/hooks';
import { DashboardRegionDocument } from '../../generated/graphql';
import { messages, say } from '../hub/messages';
import { ask, useAnswer } from './ask';
import { useMinute } from './clock';
import { CountsPanel, Figures } from './counts';
import { Head } from './head';
import { useNews } from './news';
import { NewsPanel } from './news_panel';
import { loadProgramme } from './programme';
import { ProgrammePanel } from './programme_panel';
import { Screens } from './screens';
import { scopeOf, type Region, type Scope } from './scope';
import { useCounts, useSocket } from './socket';
import { loadWeeks } from './weeks';
import { WeeksPanel } from './weeks_panel';

const words = messages.dashboard;
const parameters = new URLSearchParams(location.search);

export function Dashboard() {
  const client = useClient();
  const { value: region, failure } = useAnswer(() => ask(client, DashboardRegionDocument, {}), []);
  const scope = useMemo(() => region && scopeOf(region, parameters), [region]);
  useEffect(() => {
    if (scope?.name) document.title = `${scope.name} · ${document.title}`;
  }, [scope]);
  if (!region || !scope) return <p role="status">{failure ? failure.why : messages.common.loading}</p>;
  return (
    <>
      {scope.unknown.length ? <Unknown unknown={scope.unknown} /> : <Wall region={region} scope={scope} />}
      <Screens region={region} parameters={parameters} />
    </>
  );
}

/** An address that was mistyped shows nothing, rather than something else. */
function Unknown({ unknown }: { unknown: string[] }) {
  return (
    <div role="alert">
      <h1>{words.unknown.title}</h1>
      <p>{say(words.unknown.why, { what: unknown.join(', ') })}</p>
    </div>
  );
}

function Wall({ region, scope }: { region: Region; scope: Scope }) {
  const client = useClient();
  const minute = useMinute();
  const { socket, connection, times } = useSocket();
  const counts = useCounts(socket, scope.filter);
  const news = useNews(socket, scope.filter);
  const when = [minute.getTime(), news.value.changes, times];
  const programme = useAnswer(() => loadProgramme(client, scope.filter, minute), when);
  const weeks = useAnswer(() => loadWeeks(client, scope.filter, minute), when);
  const failures = [counts, news, programme, weeks].flatMap(({ failure }) => failure ?? []);
  return (
    <div class="wall">
      <Head name={scope.name} minute={minute} connection={connection} failures={failures} />
      <Figures counts={counts.value} weeks={weeks.value} />
      <ProgrammePanel programme={programme.value} minute={minute} />
      <NewsPanel news={news.value} minute={minute} />
      <CountsPanel counts={counts.value} region={region} scope={scope} />
      <WeeksPanel weeks={weeks.value} region={region} scope={scope} />
    </div>
  );
}

import type { Ref } from 'preact';
import { useRef } from 'preact/hooks';
import { Provider } from '@urql/preact';
import { messages, say } from '../hub/messages';
import { Attendance } from './attendance';
import { focusIfLost } from './focus';
import { Form } from './form';
import { Copy } from './form/copy';
import { Import } from './import';
import { stop as stopImport } from './import/run';
import { Mine } from './mine';
import { Queue } from './queue';
import { to, useRoute, type Route } from './route';
import { SessionProvider, useSignIn, type Viewer } from './session';
import { SignIn } from './sign_in';
import { Views } from './views';

const words = messages.desk;
type Tab = keyof typeof words.tabs;

const TABS: Record<Viewer['role'], Tab[]> = {
  EDITOR: ['queue', 'new', 'mine', 'import', 'attendance', 'views'],
  OWNER: ['mine', 'new', 'import', 'attendance', 'views'],
  SECRETARIAT: ['queue', 'mine', 'new', 'import', 'attendance', 'views'],
  SUBMITTER: ['mine', 'new', 'import', 'attendance', 'views'],
  VISITOR: [],
};

/** Pages that one comes to from others. */
const WITHOUT_TAB = ['copy', 'edit'] as const;
type Shows = Tab | (typeof WITHOUT_TAB)[number];

export function Desk() {
  const { session, signIn, signOut } = useSignIn();
  const route = useRoute();
  const head = useRef<HTMLDivElement>(null);
  // The field for the key is gone by then.
  const goOn = () => requestAnimationFrame(() => focusIfLost(head.current?.querySelector<HTMLElement>('[aria-current]') ?? head.current));
  if (!session) return <SignIn title={words.signIn.title} onSignIn={signIn} onSignedIn={goOn} triesStored />;
  const leave = () => {
    stopImport();
    signOut();
  };
  const tabs = TABS[session.viewer.role];
  const tab = [...tabs, ...WITHOUT_TAB].find((tab) => tab === route.tab) ?? tabs[0]!;
  return (
    <SessionProvider value={session}>
      <Provider value={session.client}>
        <Head at={head} viewer={session.viewer} tabs={tabs} current={tab} onSignOut={leave} />
        {session.isOver && <SignIn title={words.signIn.again} onSignIn={signIn} onSignedIn={goOn} />}
        <Shown tab={tab} route={route} />
      </Provider>
    </SessionProvider>
  );
}

interface HeadProps {
  at: Ref<HTMLDivElement>;
  viewer: Viewer;
  tabs: Tab[];
  current: string;
  onSignOut: () => void;
}

function Head({ at, viewer, tabs, current, onSignOut }: HeadProps) {
  const of = viewer.institution?.name ?? viewer.municipality?.name;
  const name = [viewer.keyName, words.roles[viewer.role], of].filter(Boolean).join(', ');
  return (
    <div class="desk-head" tabIndex={-1} ref={at}>
      <p>
        {say(words.signIn.as, { name })} <button type="button" class="plain" onClick={onSignOut}>{words.signIn.out}</button>
      </p>
      <nav class="tabs" aria-label={messages.site.desk}>
        {tabs.map((tab) => (
          <a key={tab} href={to(tab)} aria-current={tab === current ? 'page' : undefined}>{words.tabs[tab]}</a>
        ))}
      </nav>
    </div>
  );
}

function Shown({ tab, route }: { tab: Shows; route: Route }) {
  switch (tab) {
    case 'mine':
      return <Mine />;
    case 'new':
      return <Form key="new" />;
    case 'edit':
      return <Form key={route.id ?? 'new'} id={route.id} />;
    case 'copy':
      return <Copy key={route.id} id={route.id ?? ''} />;
    case 'import':
      return <Import />;
    case 'queue':
      return <Queue id={route.tab === 'queue' ? route.id : undefined} />;
    case 'attendance':
      return <Attendance id={route.id} />;
    case 'views':
      return <Views />;
  }
}

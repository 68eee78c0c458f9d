/** @jsxImportSource react */
// GraphiQL with docs, explorer and history, on the settings that the page carries. Nothing is loaded from another host.
import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './graphiql.css';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { mendAsItChanges } from './access';
import { fetcherFor } from './fetcher';
import { settings } from './settings';
import { storage } from './storage';
import { FollowTheme } from './theme';

mendAsItChanges();
const plugins = [explorerPlugin(), HISTORY_PLUGIN];

createRoot(document.getElementById('root')!).render(
  <GraphiQL
    fetcher={fetcherFor(settings.endpoint)}
    defaultTabs={settings.tabs}
    plugins={plugins}
    defaultEditorToolsVisibility
    storage={storage}
    shouldPersistHeaders={false}
    inputValueDeprecation
    schemaDescription
  >
    <GraphiQL.Logo>
      <a className="graphiql-logo-link" href="/">
        Kulturhub
      </a>
    </GraphiQL.Logo>
    <FollowTheme />
  </GraphiQL>,
);

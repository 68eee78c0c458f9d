// GraphQL Playground with the settings that the page carries. Nothing is loaded from another host.
import 'graphql-playground-react/build/static/css/index.css';
import './playground.css';
import middleware from 'graphql-playground-react/build/static/js/middleware.js?url';
import { mendAsItChanges } from './access.js';

const { endpoint, tabs } = JSON.parse(document.getElementById('settings').textContent);
const http = location.origin + endpoint;
const socket = http.replace(/^http/, 'ws');

function start() {
  mendAsItChanges();
  window.GraphQLPlayground.init(document.getElementById('root'), {
    endpoint: http,
    subscriptionEndpoint: socket,
    settings: {
      'request.credentials': 'omit',
      'schema.polling.enable': false,
      'tracing.hideTracingResponse': true,
    },
    tabs: tabs.map((tab) => ({ ...tab, endpoint: http })),
  });
}

const script = document.createElement('script');
script.src = middleware;
script.onload = start;
document.head.append(script);

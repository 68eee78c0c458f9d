// How GraphiQL asks: by POST, and over a socket what is followed. Both are told the headers of the tab.
import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { Kind, parse, type DocumentNode, type OperationDefinitionNode } from 'graphql';

export function fetcherFor(endpoint: string): Fetcher {
  const url = location.origin + endpoint;
  const ask = createGraphiQLFetcher({
    url,
    // With each subscription a new socket, whose parameters are the headers as they are then.
    subscriptionUrl: url.replace(/^http/, 'ws'),
    enableIncrementalDelivery: false,
  });
  return (params, options) => {
    const documentAST = parsed(params.query);
    if (!documentAST) return ask(params, options);
    const operationName = operation(documentAST, params.operationName);
    return ask({ ...params, operationName }, { ...options, documentAST });
  };
}

/** What does not parse is sent as it is: the hub says what is wrong with it. */
function parsed(query: string): DocumentNode | undefined {
  try {
    return parse(query);
  } catch {
    return undefined;
  }
}

/** For a moment after another tab was chosen, GraphiQL still names the operation of the one before. */
function operation({ definitions }: DocumentNode, named?: string | null): string | null | undefined {
  const names = definitions.filter(isOperation).map((definition) => definition.name?.value);
  return named && names.includes(named) ? named : names.length === 1 ? names[0] : named;
}

function isOperation(definition: DocumentNode['definitions'][number]): definition is OperationDefinitionNode {
  return definition.kind === Kind.OPERATION_DEFINITION;
}

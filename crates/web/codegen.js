// Typed documents: reads the schema and every .graphql file of the pages, and writes generated/graphql.ts. A document that
// the schema does not answer ends the build.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as operations from '@graphql-codegen/typescript-operations';
import * as documentNodes from '@graphql-codegen/typed-document-node';
import { parse } from 'graphql';

const target = 'generated/graphql.ts';
const scalars = { Date: 'string', DateTime: 'string', Time: 'string', JSON: 'unknown', Upload: 'File' };

const written = await codegen({
  filename: target,
  schema: parse(readFileSync('../../schema.graphql', 'utf8')),
  documents: readdirSync('frontend', { recursive: true })
    .filter((path) => path.endsWith('.graphql'))
    .sort()
    .map((path) => ({ location: path, document: parse(readFileSync(`frontend/${path}`, 'utf8')) })),
  config: { scalars, strictScalars: true, enumsAsTypes: true, useTypeImports: true, skipTypename: true, dedupeFragments: true },
  plugins: [{ typescript: {} }, { operations: {} }, { documentNodes: {} }],
  pluginMap: { typescript, operations, documentNodes },
});
mkdirSync('generated', { recursive: true });
writeFileSync(target, written);

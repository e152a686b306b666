// Prints what Dredd compiles from a blueprint file, as one line of JSON:
//   {"transactions": [{name, method, uri, headers, body, status, response}],
//    "annotations": [{type, message}], "error": "why it compiles nothing"}
//   node dredd_bodies.js [<blueprint file>]
// Without a file, it reads the names of files from its input, one a line.
'use strict';

require('../../contracts/dredd/dredd_modules'); // loads less, as `contract dredd` does
const fs = require('fs');
const readline = require('readline');
const parse = require('dredd-transactions/parse');
const compile = require('dredd-transactions/compile');

const pairs = (headers) => headers.map(({ name, value }) => [name, value]);

function described({ name, origin, request, response }) {
  return {
    // Given a single file, Dredd takes the API's title off (its TransactionRunner.js).
    name: name.replace(`${origin.apiName} > `, ''),
    method: request.method,
    uri: request.uri,
    headers: pairs(request.headers),
    body: request.body,
    status: Number(response.status),
    response: {
      headers: pairs(response.headers),
      body: response.body || '',
      schema: response.schema || '',
    },
  };
}

function compiled(mediaType, elements, file) {
  try {
    return compile(mediaType, elements, file);
  } catch (error) {
    // What makes Dredd itself give up on the whole file.
    return { transactions: [], annotations: [], error: error.message };
  }
}

function print(file) {
  parse(fs.readFileSync(file, 'utf8'), (failure, { mediaType, apiElements }) => {
    const { transactions, annotations, error = '' } = compiled(mediaType, apiElements, file);
    console.log(JSON.stringify({
      transactions: transactions.map(described),
      annotations: annotations.map(({ type, message }) => ({ type, message })),
      error,
    }));
  });
}

if (process.argv[2]) {
  print(process.argv[2]);
} else {
  readline.createInterface({ input: process.stdin }).on('line', print);
}

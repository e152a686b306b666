// Prints what Gavel says of pairs of messages, one line of JSON for each line of input:
//   {"expected": {…}, "real": {…}}  →  {"valid": …, "fields": {"body": ["message", …]}, "error": ""}
'use strict';

const readline = require('readline');
const { validate } = require('gavel');

// ajv warns of schemas on the console, where our lines are expected.
console.warn = console.error;
console.log = console.error;

function judged({ expected, real }) {
  try {
    const { valid, fields } = validate(expected, real);
    const messages = Object.entries(fields)
      .map(([name, { errors }]) => [name, errors.map(({ message }) => message)]);
    return { valid, fields: Object.fromEntries(messages), error: '' };
  } catch (error) {
    return { valid: false, fields: {}, error: error.message || String(error) };
  }
}

readline.createInterface({ input: process.stdin, terminal: false }).on('line', (line) => {
  process.stdout.write(`${JSON.stringify(judged(JSON.parse(line)))}\n`);
});

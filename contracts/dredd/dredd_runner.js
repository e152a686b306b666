// The child process that runs Dredd through its JavaScript interface
// (https://dredd.org/en/latest/usage-js/), so that no dredd.yml lying around is read:
//   node dredd_runner.js <folder of the npm package dredd> <configuration as JSON>
// Dredd prints its report as ever. Between its lines stand ours, JSON text sequences
// (RFC 7464) that name each transaction, which the report does not:
//   {"event": "verdict", "name", "status", "title", "messages", "ms", "details"}
//   {"event": "log", "level", "message"}     level "hooks": printed by the hook handler
//   {"event": "end", "error"}
'use strict';

const { EventEmitter } = require('events');
const { format } = require('util');
const { keepCompiled } = require('./dredd_modules');

const [folder, configuration] = process.argv.slice(2);
const Dredd = require(folder);
const emitter = new EventEmitter();
const dredd = new Dredd({ ...JSON.parse(configuration), emitter });

function tell(record, done) {
  process.stdout.write(`\x1e${JSON.stringify(record)}\n`, done);
}

let over = false;
function end(error) {
  if (over) return;
  over = true;
  if (!error) keepCompiled();
  tell({ event: 'end', error: error ? error.message : '' }, () => process.exit());
}

// Dredd shows what its hook handler prints to nobody but its debug log. It warns of each
// attempt to connect before the handler listens; if the last one fails, it ends with an error.
dredd.logger.log = (level, ...words) => {
  const message = format(...words);
  const [, printed] = /^Hooks handler std(?:out|err): ([^]*)$/.exec(message) || [];
  if (printed !== undefined) {
    tell({ event: 'log', level: 'hooks', message: printed });
  } else if (level !== 'debug' && !message.startsWith('Error connecting to the hooks handler')) {
    tell({ event: 'log', level, message });
  }
  // Dredd would wait for an answer of the dead; what it said last may still be on its way.
  if (level === 'error' && message.startsWith('Hooks handler process ')) {
    setTimeout(end, 100, new Error(message));
  }
};

function verdict(status, test, error) {
  // Of a request that could not be made, Dredd's test has no message but its own name.
  const message = error && (!test.message || test.message === name) ? error.message : test.message;
  tell({
    event: 'verdict',
    name,
    status,
    // A hook may put any object in place of the test.
    title: String(test.title || ''),
    messages: status === 'pass' ? [] : String(message || '').split('\n').filter(Boolean),
    ms: Number(test.duration) || 0,
    details: status === 'pass' ? null
      : { request: test.request, expected: test.expected, actual: test.actual },
  });
}

let name = '';
dredd.run(end);
// After run(), so that these listeners come after those of Dredd, which measure the time.
emitter.on('test start', (test) => { name = test.message; });
emitter.on('test pass', (test) => verdict('pass', test));
emitter.on('test fail', (test) => verdict('fail', test));
emitter.on('test skip', (test) => verdict('skip', test));
emitter.on('test error', (error, test) => verdict('error', test, error));

// A Dredd hook file: every transaction is run once for each answer that the stub server has
// for it. The clone's name and the request's header X-Answer end in the answer's number.
// DREDD_ANSWERS is the file with the numbers of answers, by transaction name.
'use strict';

const fs = require('fs');
const hooks = require('hooks');

const counts = JSON.parse(fs.readFileSync(process.env.DREDD_ANSWERS, 'utf8'));

hooks.beforeAll((transactions, done) => {
  const clones = transactions.flatMap((transaction) => {
    const numbers = Array.from({ length: counts[transaction.name] }, (_, number) => number);
    return numbers.map((number) => {
      const clone = JSON.parse(JSON.stringify(transaction));
      clone.request.headers['X-Answer'] = `${transaction.name} #${number}`;
      clone.name += ` #${number}`;
      return clone;
    });
  });
  transactions.splice(0, transactions.length, ...clones);
  done();
});

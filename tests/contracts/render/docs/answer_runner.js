// Prints what the page's console shows of answers, one line of JSON for each line of input:
//   {"documented": [{"status", "type", "name", "schema", "example"}, …], "named": {types},
//    "answer": {"status", "type", "body"}}
//     →  {"outcome": "…", "departures": ["…", …], "marks": [["what is marked", "its title"], …]}
// The page's own scripts run, on a document that has only the elements that they ask for.
'use strict';

const fs = require('fs');
const path = require('path');
const readline = require('readline');

const FOLDER = path.join(__dirname, '../../../../contracts/render/templates/docs');
const SCRIPTS = ['core.js', 'validate.js', 'answer.js']
  .map((name) => fs.readFileSync(path.join(FOLDER, name), 'utf-8')).join('\n');

// An element, with those that are found in it by selector.
class Element {
  constructor(found = {}, text = '') {
    Object.assign(this, { found, attributes: {}, dataset: {}, children: [text], hidden: false });
    this.classList = { add() {} };
  }

  querySelectorAll(selector) { return this.found[selector] || []; }

  querySelector(selector) { return this.querySelectorAll(selector)[0] || null; }

  append(...children) { this.children.push(...children); }

  replaceChildren(...children) { this.children = children; }

  setAttribute(name, value) { this.attributes[name] = value; }

  addEventListener() {}

  scrollIntoView() {}

  get textContent() {
    return this.children.map((each) => (each instanceof Element ? each.textContent : each)).join('');
  }

  set textContent(text) { this.children = [text]; }
}

const marked = (element) => element.children.filter((each) => each instanceof Element).flatMap((each) => (
  [...(each.tag === 'mark' ? [[each.textContent, each.attributes.title]] : []), ...marked(each)]));

function shown({ documented, named, answer }) {
  const schemas = documented.map(({ schema }) => schema);
  const transactions = documented.map(({ status, type, name, schema, example }, number) => {
    const details = new Element({
      'summary .status': [new Element({}, status)],
      '.request-name': [new Element({}, name)],
      '.response .headers code': [new Element({}, type ? `Content-Type: ${type}` : '')],
      '.response .content code': [new Element({}, JSON.stringify(example))],
    });
    if (schema !== undefined) details.dataset.shape = String(number);
    return details;
  });
  const parts = Object.fromEntries(
    ['.outcome', '.departures', '.answer', '.answer .headers code', '.answer .content code']
      .map((selector) => [selector, [new Element()]]),
  );
  const page = new Element({ '#shapes\\.': [new Element({}, JSON.stringify({ schemas, $defs: named }))] });
  page.documentElement = new Element();
  page.createElement = (tag) => Object.assign(new Element(), { tag });
  const asked = { details: transactions[0], article: new Element({ 'details.transaction': transactions }) };
  let json;
  try { json = JSON.parse(answer.body); } catch { json = undefined; }
  new Function('document', 'consoleBox', 'asked', 'CREDENTIALS', 'given', `${SCRIPTS}\nshowAnswer(given);`)(
    page, new Element(parts), asked, [],
    { ...answer, phrase: 'OK', headers: [], text: answer.body, json, milliseconds: 4 },
  );
  const [outcome, departures, content] = ['.outcome', '.departures', '.answer .content code'].map((s) => parts[s][0]);
  return {
    outcome: outcome.textContent,
    departures: departures.children.filter((each) => each.tag === 'li').map((each) => each.textContent),
    marks: marked(content),
  };
}

readline.createInterface({ input: process.stdin, terminal: false }).on('line', (line) => {
  process.stdout.write(`${JSON.stringify(shown(JSON.parse(line)))}\n`);
});

// Loads Dredd in half of the time: what an API Blueprint does not need is loaded where it is
// first used, and the two largest modules are compiled once for all runs.
'use strict';

const fs = require('fs');
const Module = require('module');
const path = require('path');
const vm = require('vm');

// What these packages load at once and use seldom or never.
const SELDOM = {
  dredd: [
    'chai', 'html', './reporters/DotReporter', './reporters/HTMLReporter',
    './reporters/MarkdownReporter', './reporters/NyanReporter', './reporters/XUnitReporter',
  ],
  'dredd-transactions': ['@apielements/openapi2-parser', '@apielements/openapi3-parser'],
  proxyquire: ['resolve'],
  request: ['aws-sign2', 'aws4', 'har-validator', 'http-signature', 'oauth-sign'],
  'tough-cookie': ['psl'],
};

const load = Module._load;
Module._load = function loadLater(request, parent, ...rest) {
  const wanted = () => load.call(this, request, parent, ...rest);
  const user = packageOf(parent);
  if (request === 'clone') return sharing(wanted());
  if (request === 'ramda' && user) return inParts(parent);
  return user && (SELDOM[user] || []).includes(request) ? later(request, wanted) : wanted();
};

// The package that a module is of; none for hook files in JavaScript.
function packageOf(module) {
  const [, name] = /.*[\\/]node_modules[\\/]([^\\/]+)/.exec((module && module.filename) || '') || [];
  return name;
}

// Dredd copies its configuration for hooks, and with it all that it read of the blueprint; each
// object is looked for among all that were copied before it. The copy shares what was read.
function sharing(clone) {
  return (value, ...rest) => {
    if (!value || !value.apiDescriptions) return clone(value, ...rest);
    const { apiDescriptions, ...others } = value;
    return { ...clone(others, ...rest), apiDescriptions };
  };
}

// A module that is loaded when it is first used.
function later(request, wanted) {
  let loaded;
  const module = () => { loaded = loaded || wanted(); return loaded; };
  const mayBe = (source) => typeof source !== 'string' || /swagger|openapi/.test(source);
  const known = {
    // What TypeScript asks of whatever it imports: only Dredd's own modules were compiled by it.
    __esModule: request.startsWith('.'),
    // Dredd asks each parser whether a text is its own.
    ...(/openapi/.test(request) && {
      detect: (source, ...rest) => mayBe(source) && module().detect(source, ...rest),
    }),
  };
  return new Proxy(function anyModule() {}, {
    get: (_, name) => (Object.hasOwn(known, name) ? known[name] : module()[name]),
    apply: (_, self, values) => Reflect.apply(module(), self, values),
    construct: (_, values) => Reflect.construct(module(), values),
  });
}

// Ramda has a file for each of 300 functions.
function inParts(parent) {
  const folder = path.dirname(Module._resolveFilename('ramda', parent));
  return new Proxy({}, {
    get(parts, name) {
      if (name !== '__esModule' && !parts[name]) parts[name] = require(path.join(folder, name));
      return parts[name];
    },
  });
}

// The parser of API Blueprint and the judge of messages.
const LARGE = /[\\/]node_modules[\\/](drafter\.js[\\/]lib|gavel[\\/]build)[\\/][^\\/]+\.js$/;
const compiledHere = [];

const compileAnew = Module._extensions['.js'];
Module._extensions['.js'] = function compileOnce(module, file) {
  if (!LARGE.test(file)) return compileAnew(module, file);
  const kept = keptFile(file);
  const cachedData = readKept(kept, file);
  const text = Module.wrap(fs.readFileSync(file, 'utf8'));
  const script = new vm.Script(text, { filename: file, cachedData });
  if (!cachedData || script.cachedDataRejected) compiledHere.push([kept, script]);
  const { exports } = module;
  const values = [exports, Module.createRequire(file), module, file, path.dirname(file)];
  return script.runInThisContext().apply(exports, values);
};

// In the folder in which tools of Node keep what they made of the packages beside it.
function keptFile(file) {
  const packages = file.slice(0, file.lastIndexOf('node_modules') + 'node_modules'.length);
  const name = `${path.basename(path.dirname(path.dirname(file)))}-${process.version}`;
  return path.join(packages, '.cache', 'blueprint-contract', `${name}-${process.arch}.bin`);
}

// V8 refuses what another version of it compiled, but not what it compiled of another text of the
// same length; so a file that was changed since is compiled anew.
function readKept(kept, file) {
  return whereAllowed(() => {
    const isNewer = fs.statSync(kept).mtimeMs > fs.statSync(file).ctimeMs;
    return isNewer ? fs.readFileSync(kept) : undefined;
  });
}

// Keeps what was compiled in this run, with the functions that were used: for the end of the run.
function keepCompiled() {
  for (const [kept, script] of compiledHere) {
    const part = `${kept}.${process.pid}`;
    whereAllowed(() => {
      fs.mkdirSync(path.dirname(kept), { recursive: true });
      fs.writeFileSync(part, script.createCachedData());
      fs.renameSync(part, kept);
    });
  }
}

// Where nothing is kept, or can be kept, each run compiles.
function whereAllowed(action) {
  try {
    return action();
  } catch (error) {
    if (!error.syscall) throw error;
    return undefined;
  }
}

module.exports = { keepCompiled };

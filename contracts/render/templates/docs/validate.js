// A small JSON Schema validator for what the contract's schemas say (2020-12).
const shapes = () => JSON.parse(one("#shapes\\.").textContent);

const typeOf = (value) => {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value;
};
const isType = (value, type) => (
  type === "integer" ? Number.isInteger(value) : typeOf(value) === type
);
const equal = (a, b) => {
  if (a === b) return true;
  if (typeOf(a) !== typeOf(b) || typeof a !== "object" || a === null) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length
    && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
};
const short = (value) => {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};
const escaped = (name) => String(name).replaceAll("~", "~0").replaceAll("/", "~1");

const FORMATS = {
  "date-time": /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  time: /^\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?$/,
  email: /^[^@\s]+@[^@\s]+$/,
  uri: /^[A-Za-z][A-Za-z0-9+.-]*:\S*$/,
  url: /^https?:\/\/[^\s/?#]+\S*$/i,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
};

const resolve = (reference, root, shared) => {
  const path = reference.replace(/^#\/?/, "").split("/").filter(Boolean)
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"));
  for (const start of [root, shared]) {
    const found = path.reduce(
      (node, part) => (node && Object.hasOwn(node, part) ? node[part] : undefined), start,
    );
    if (found !== undefined) return found;
  }
  return true;
};

const KEYWORDS = {
  type(expected, value, at, say) {
    const types = [].concat(expected);
    if (!types.some((type) => isType(value, type))) {
      say(at, `is ${typeOf(value)}, must be ${types.join(" or ")}`);
    }
  },
  const(expected, value, at, say) {
    if (!equal(expected, value)) say(at, `is ${short(value)}, must be ${short(expected)}`);
  },
  enum(expected, value, at, say) {
    if (!expected.some((each) => equal(each, value))) {
      say(at, `is ${short(value)}, must be one of ${expected.map(short).join(", ")}`);
    }
  },
  format(expected, value, at, say) {
    if (typeof value === "string" && FORMATS[expected] && !FORMATS[expected].test(value)) {
      say(at, `${short(value)} is no ${expected}`);
    }
  },
  // Lengths of texts are in characters, not in UTF-16 units (JSON Schema Validation, 6.3).
  maxLength(expected, value, at, say) {
    if (typeof value === "string" && [...value].length > expected) {
      say(at, `has ${[...value].length} characters, at most ${expected} are allowed`);
    }
  },
  minLength(expected, value, at, say) {
    if (typeof value === "string" && [...value].length < expected) {
      say(at, `has ${[...value].length} characters, must have ${expected}`);
    }
  },
  required(expected, value, at, say) {
    if (typeOf(value) !== "object") return;
    for (const name of expected) {
      if (!Object.hasOwn(value, name)) say(at, `lacks ${short(name)}`);
    }
  },
  properties(expected, value, at, say, context) {
    if (typeOf(value) !== "object") return;
    for (const [name, schema] of Object.entries(expected)) {
      if (Object.hasOwn(value, name)) check(schema, value[name], `${at}/${escaped(name)}`, say, context);
    }
  },
  additionalProperties(expected, value, at, say, context, schema) {
    if (typeOf(value) !== "object") return;
    for (const name of Object.keys(value)) {
      if (Object.hasOwn(schema.properties || {}, name)) continue;
      if (expected === false) say(`${at}/${escaped(name)}`, "is not in the contract");
      else check(expected, value[name], `${at}/${escaped(name)}`, say, context);
    }
  },
  prefixItems(expected, value, at, say, context) {
    if (!Array.isArray(value)) return;
    value.slice(0, expected.length).forEach(
      (item, number) => check(expected[number], item, `${at}/${number}`, say, context),
    );
  },
  items(expected, value, at, say, context, schema) {
    if (!Array.isArray(value)) return;
    const first = (schema.prefixItems || []).length;
    value.slice(first).forEach(
      (item, number) => check(expected, item, `${at}/${first + number}`, say, context),
    );
  },
  minItems(expected, value, at, say) {
    if (Array.isArray(value) && value.length < expected) {
      say(at, `has ${value.length} items, must have ${expected}`);
    }
  },
  allOf(expected, value, at, say, context) {
    expected.forEach((schema) => check(schema, value, at, say, context));
  },
  oneOf(expected, value, at, say, context) {
    const fits = expected.filter((schema) => {
      const found = [];
      check(schema, value, at, (...problem) => found.push(problem), context);
      return !found.length;
    });
    if (fits.length > 1) say(at, "fits several alternatives, must fit one");
    if (!fits.length) KEYWORDS.anyOf(expected, value, at, say, context);
  },
  anyOf(expected, value, at, say, context) {
    const attempts = expected.map((schema) => {
      const found = [];
      check(schema, value, at, (...problem) => found.push(problem), context);
      return found;
    });
    if (attempts.every((found) => found.length)) {
      // The alternative that fits best says most.
      attempts.sort((a, b) => b[0][0].length - a[0][0].length || a.length - b.length);
      attempts[0].forEach((problem) => say(...problem));
    }
  },
  not(expected, value, at, say, context) {
    const found = [];
    check(expected, value, at, (...problem) => found.push(problem), context);
    if (!found.length) say(at, "is what the contract rules out");
  },
  $ref(expected, value, at, say, context) {
    check(resolve(expected, context.root, context.shared), value, at, say, context);
  },
};
const SILENT = new Set([
  "$schema", "$defs", "$id", "$comment", "title", "description", "examples", "default", "definitions",
  "readOnly", "writeOnly", "deprecated",
]);

function check(schema, value, at, say, context) {
  if (schema === true) return;
  if (schema === false) { say(at, "must not be there"); return; }
  for (const [keyword, expected] of Object.entries(schema)) {
    if (Object.hasOwn(KEYWORDS, keyword)) KEYWORDS[keyword](expected, value, at, say, context, schema);
    else if (!SILENT.has(keyword)) context.unread.add(keyword);
  }
}

// What departs from `schema`: places (JSON Pointers) with what is wrong there, and the
// keywords of a written schema that are beyond this page.
const validate = (schema, value, shared = {}) => {
  const problems = [];
  const context = { root: schema, shared, unread: new Set() };
  check(schema, value, "", (at, message) => problems.push({ at, message }), context);
  return { problems, unread: [...context.unread] };
};

// What the search knows, and how well each of it fits a query: names, paths, statuses, texts.
const SHOWN = 30;
let searchIndex = null;


const memberEntries = (owner, title) => find(".members li[id]", owner).map((item) => ({
  kind: item.classList.contains("parameter") ? "parameter" : "attribute",
  id: item.id,
  title: textOf(one(".name code", item)),
  path: title,
  text: [one(":scope > .leaf .about", item), one(":scope > .leaf .facts", item)].map(textOf).join(" "),
  weight: 3,
}));

const actionEntries = (article, title) => {
  const path = textOf(one(".path", article));
  const action = {
    kind: "action",
    method: article.dataset.method,
    id: article.id,
    title,
    path,
    text: [...[".abstract", ".meta", ".implied ul"].map((part) => textOf(one(part, article))),
      ...new Set(find(".request .headers", article).map(textOf))].join(" "),
    weight: 14,
  };
  const answers = find("details.transaction", article).map((details) => ({
    kind: "response",
    tag: textOf(one("summary .status", details)),
    id: details.id,
    title: textOf(one("summary .request-name", details)),
    path: title,
    text: `${textOf(one("summary .status", details))} ${textOf(one("summary .meaning", details))}`,
    weight: 1,
  }));
  return [action, ...answers];
};

// One spelling for is-verified, is_verified, isVerified and "is verified".
const folded = (text) => text
  .replace(/([a-z\d])([A-Z])/g, "$1 $2")
  .normalize("NFKD").replace(/[\u0300-\u036f]/g, "")
  .toLowerCase().replace(/[-_\s]+/g, " ").trim();

// What a description says below one of its headings.
const sectionText = (heading) => {
  const parts = [];
  for (let next = heading.nextElementSibling; next && !/^H[1-6]$/.test(next.tagName); next = next.nextElementSibling) {
    parts.push(textOf(next));
  }
  return parts.join(" ");
};
const sectionEntries = () => find("main :is(h2, h3, h4, h5, h6)[id^=header-]").map((heading) => {
  const owner = heading.closest("article, section");
  return {
    kind: "section",
    id: heading.id,
    title: titleOf(heading),
    path: owner ? titleOf(one("h2, h3, h4", owner)) : "Introduction",
    text: sectionText(heading),
    weight: 6,
  };
});

const startEntry = () => ({
  kind: "section", id: "top.", title: "Getting started", path: "Introduction", text: textOf(one(".start")), weight: 6,
});

const buildIndex = () => {
  const found = sectionEntries();
  if (one(".start")) found.unshift(startEntry());
  for (const heading of find("main h2[id]:not([id^=header-]), main h3[id]:not([id^=header-])")) {
    const title = textOf(one(".title", heading) || heading);
    const about = one(":scope > .abstract, :scope > .overview .abstract", heading.parentElement);
    const kind = heading.tagName === "H2" ? "group" : "resource";
    found.push({ kind, id: heading.id, title, path: "", text: textOf(about), weight: 5 });
  }
  for (const article of find("article[id]")) {
    const title = textOf(one(".title", article));
    if (article.matches(".action")) found.push(...actionEntries(article, title));
    else {
      const text = textOf(one(".abstract", article));
      const weight = article.matches(".resource-type") ? 7 : 1;
      found.push({ kind: "type", id: article.id, title, path: "", text, weight });
    }
    found.push(...memberEntries(article, title));
  }
  for (const entry of found) {
    entry.lower = [folded(entry.title), folded(`${entry.method || ""} ${entry.path}`), folded(entry.text)];
    entry.whole = entry.lower.join("\n");
    entry.pattern = entry.kind === "action" && entry.path.includes("/") ? pathPattern(entry.path) : null;
  }
  return found;
};

// /v1/faqs/{id} is meant by /v1/faqs/7 as well.
const pathPattern = (path) => new RegExp(`^${path.split(/\{[^{}]*\}/)
  .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("[^/]+")}$`, "i");

// The forms of a verb: creat(e), creat(ing), creat(ed), creat(ion).
const forms = new Map();
const beginningOf = (word) => word.replace(/(?:ing|ed|e)$/, "");
const formsOf = (word) => {
  if (!forms.has(word)) {
    const beginning = beginningOf(word);
    const isVerb = beginning !== word && /^\p{L}{4,}$/u.test(beginning);
    forms.set(word, isVerb ? new RegExp(`(^| )${beginning}(?:e[sd]?|s|ing|ion)?(?= |$)`, "u") : null);
  }
  return forms.get(word);
};
// How well one word fits: a title as a whole, its start, a word's start, inside; path; text. Another
// form of it in the title fits a little less.
const wordScore = ([title, path, text], word) => {
  if (title === word) return 100;
  if (title.startsWith(word)) return 80;
  const at = title.indexOf(word);
  const form = formsOf(word) && formsOf(word).exec(title);
  if (form && form.index === 0) return 72;
  // Three letters are inside of many words: all, small.
  const inside = word.length > 3 ? 1 : 0;
  if (at > 0) return /[\s./[(]/.test(title[at - 1]) ? 65 : 45 * inside;
  if (form) return 58;
  const onPath = path.indexOf(word);
  if (onPath >= 0) return onPath === 0 || /[\s./{]/.test(path[onPath - 1]) ? 32 : 25 * inside;
  const inText = text.indexOf(word);
  if (inText >= 0) return inText === 0 || /\W/.test(text[inText - 1]) ? 12 : 6 * inside;
  return 0;
};

// What readers call one and the same thing; the titles of an API have one of the names.
const SYNONYMS = [
  ["login", "log in", "log on", "logging in", "sign in", "signin", "signing in", "authenticate",
    "get token", "get a token", "get an access token", "get key", "get a key", "get an api key"],
  ["logout", "log out", "sign out"],
  ["sign up", "signup", "register", "registration", "create user", "create account"],
  ["picture", "image", "photo", "avatar"],
  ["bearer", "jwt", "token", "authorization", "authentication", "signing in"],
  ["api key", "apikey", "access key"],
  ["delete", "remove", "cancel", "destroy"],
  ["create", "add", "new", "post", "submit", "insert", "make"],
  ["update", "change", "edit", "modify", "patch"],
  ["get", "show", "read", "fetch", "retrieve", "details"],
  ["list", "all", "index", "search", "find", "browse"],
  ["user", "account", "profile", "who am i", "current user"],
  ["restore", "undelete", "recover"],
  ["permission", "permissions", "access level", "access control", "role", "roles", "scope", "scopes", "admin"],
  ["getting started", "get started", "quick start", "quickstart", "introduction", "overview", "first request"],
  ["pagination", "paging", "page", "pages"],
  ["rate limit", "rate limits", "rate limiting", "throttling", "too many requests"],
  ["error", "errors", "failure", "problem", "error code", "error codes"],
  ["filter", "filters", "filtering"],
  ["sort", "sorting", "order by", "order", "ordering"],
  ["download", "export"],
];
const STOP_WORDS = new Set(("a am an and any are as be by can could do does for from how i in is it its me my of on or please should"
  + " that the this to use via want we what when where which who why will with would you your").split(" "));
// One of several: code(s), categor(ies).
const singular = (word) => (/^\p{L}{3,}ies$/u.test(word) ? word.replace(/ies$/, "y")
  : /^\p{L}{3,}[^\Ws]s$/u.test(word) ? word.slice(0, -1) : word);
const namesBeside = (names, group) => group.filter((other) => !names.includes(other))
  .map((other) => ({ word: other, beginning: beginningOf(other) }));
const termOf = (word) => {
  const names = [word, singular(word)];
  const group = SYNONYMS.find((all) => names.some((name) => all.includes(name))) || [];
  return { word, beginning: beginningOf(word), one: names[1], others: namesBeside(names, group), parts: [] };
};
// The meaningful words and phrases of a query, each with what else it may be called.
const termsOf = (whole) => {
  const terms = [];
  let rest = ` ${whole} `;
  for (const group of SYNONYMS) {
    for (const name of group.filter((each) => each.includes(" ")).sort((x, y) => y.length - x.length)) {
      if (!rest.includes(` ${name} `)) continue;
      rest = rest.replace(` ${name} `, "  ");
      const words = name.split(" ");
      // An API without a name for "create user" may have a title for both of its words.
      const parts = words.every((word) => word.length > 3) ? words.map(termOf) : [];
      terms.push({ word: name, beginning: beginningOf(name), others: namesBeside([name], group), parts });
    }
  }
  const words = rest.split(" ").filter(Boolean);
  const meant = words.filter((word) => !STOP_WORDS.has(word));
  terms.push(...(meant.length || terms.length ? meant : words).map(termOf));
  return terms;
};

const termScore = (entry, { word, beginning, one: single = word, others, parts }) => {
  if (entry.tag === word) return 200;
  let best = entry.whole.includes(beginning) ? wordScore(entry.lower, word) : 0;
  if (single !== word && entry.whole.includes(single)) best = Math.max(best, 0.9 * wordScore(entry.lower, single));
  for (const other of others) {
    if (entry.whole.includes(other.beginning)) best = Math.max(best, 0.6 * wordScore(entry.lower, other.word));
  }
  if (!parts.length) return best;
  const ofParts = parts.map((part) => termScore(entry, part));
  return Math.max(best, ofParts.every(Boolean) ? ofParts.reduce((a, b) => a + b) : 0);
};
// How many terms of the query an entry has, and how well they fit.
const scored = (entry, whole, terms, address) => {
  let score = entry.weight + (entry.lower[0] === whole ? 150 : 0);
  if (terms.length > 1 && entry.lower[0].includes(whole)) score += 60;
  if (terms.length > 1 && entry.lower[2].includes(whole)) score += 20;
  if (address && entry.pattern && entry.pattern.test(address.path)
    && (!address.method || address.method === entry.method)) return [Infinity, 1000 - entry.path.length + entry.weight];
  let named = false;
  let count = 0;
  for (const term of terms) {
    const part = termScore(entry, term);
    if (part === 0) continue;
    count += 1;
    named ||= part >= 45;
    score += part;
  }
  // Of what fits alike, the one with the least beside the query.
  return [count, count && score + (10 * whole.length) / (named ? entry.title.length : entry.path.length || 1000)];
};

const addressIn = (query) => {
  const match = /^(?:([A-Za-z]+)\s+)?(?:https?:\/\/[^/\s]+)?(\/[^\s?#]*)/.exec(query.trim());
  return match && { method: match[1] ? match[1].toUpperCase() : "", path: match[2].replace(/(.)\/$/, "$1") };
};

const hitsOf = (query) => {
  const whole = folded(query);
  const terms = termsOf(whole);
  const address = addressIn(query);
  const hits = [];
  for (const entry of terms.length ? searchIndex : []) {
    const [count, score] = scored(entry, whole, terms, address);
    if (count > 0) hits.push([count, score, entry]);
  }
  return hits.sort((a, b) => b[0] - a[0] || b[1] - a[1]);
};

// Edits between two words, a swap of neighbours being one; more than `most` is as good as many.
const distance = (a, b, most) => {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [before, last] = [[], [...Array(b.length + 1).keys()]];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[b.length];
};

// The words of titles and paths, and how often each is there.
const vocabulary = () => {
  if (!searchIndex.words) {
    searchIndex.words = new Map();
    for (const { lower: [title, path] } of searchIndex) {
      for (const word of `${title} ${path}`.match(/[\p{L}\d]{3,}/gu) || []) {
        searchIndex.words.set(word, (searchIndex.words.get(word) || 0) + 1);
      }
    }
  }
  return searchIndex.words;
};
// The query with each word that nothing has replaced by the nearest that something has.
const corrected = (query) => folded(query).split(" ").map((word) => {
  const isKnown = STOP_WORDS.has(word) || SYNONYMS.some((names) => names.some((name) => name.split(" ").includes(word)));
  if (word.length < 3 || isKnown || searchIndex.some((entry) => wordScore(entry.lower, word))) return word;
  const most = word.length < 6 ? 1 : 2;
  let best = [most + 1, 0, word];
  for (const [known, count] of vocabulary()) {
    // A word that is not typed to its end is held against a beginning.
    const off = Math.min(distance(word, known, most), distance(word, known.slice(0, word.length), most) + 0.5);
    // Far from the word, another beginning is another word.
    if (off > 1 && known[0] !== word[0]) continue;
    if (off < best[0] || (off === best[0] && count > best[1])) best = [off, count, known];
  }
  return best[0] <= most ? best[2] : word;
}).join(" ");

const ranked = (query) => {
  performance.mark("search");
  searchIndex = searchIndex || buildIndex();
  const likely = addressIn(query) ? folded(query) : corrected(query);
  const meant = likely === folded(query) ? query : likely;
  const hits = hitsOf(meant);
  performance.measure("search", "search");
  return { entries: hits.slice(0, SHOWN).map(([, , entry]) => entry), meant, total: hits.length };
};

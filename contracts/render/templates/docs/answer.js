// What came back: which documented answer it is, and where it departs from it.
const mediaType = (text) => (text || "").split(";")[0].trim().toLowerCase();
const documentedType = (details) => {
  const lines = one(".response .headers code", details);
  const found = headerLines(lines ? lines.textContent : "").find(([name]) => name.toLowerCase() === "content-type");
  return found ? found[1] : "";
};
// A host of pages answers 404, or a page for everything.
const isWebPage = (response, address) => !one(".live") && address.origin === location.origin
  && mediaType(response.headers.get("Content-Type")) === "text/html"
  && [200, 404, 405, 501].includes(response.status)
  && !find("details.transaction", asked.article).some((details) => mediaType(documentedType(details)) === "text/html");

// How an answer departs from one documented response of its status.
const departuresFrom = (details, answer) => {
  const problems = [];
  const wanted = documentedType(details);
  const isSame = wanted.includes(";") ? (answer.type || "").toLowerCase().replace(/\s/g, "") === wanted.toLowerCase().replace(/\s/g, "")
    : mediaType(answer.type) === mediaType(wanted);
  if (wanted && !isSame) {
    problems.push({ at: null, message: `Content-Type ${answer.type || "is missing"}, documented: ${wanted}` });
  }
  if (details.dataset.shape === undefined) return { problems, unread: [] };
  if (answer.json === undefined) {
    problems.push({ at: null, message: "the body is not JSON" });
    return { problems, unread: [] };
  }
  const { schemas, ...shared } = shapes();
  const verdict = validate(schemas[Number(details.dataset.shape)], answer.json, shared);
  return { problems: [...problems, ...verdict.problems], unread: verdict.unread };
};
// How many values of a documented example an answer repeats.
const leaves = (value, at = "") => (value && typeof value === "object"
  ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${at}/${key}`)) : [`${at}=${JSON.stringify(value)}`]);
const likeness = (details, answer) => {
  const content = one(".response .content code", details);
  if (!content || answer.json === undefined) return 0;
  try {
    const example = new Set(leaves(JSON.parse(content.textContent)));
    return leaves(answer.json).filter((leaf) => example.has(leaf)).length;
  } catch { return 0; }
};

const nameOf = (details) => textOf(one(".request-name", details));
// Which documented response an answer is: the one that was asked for, another of the action
// that has its status, media type and shape, or the nearest with what departs from it.
const judged = (answer) => {
  const { details: wanted, article } = asked;
  const all = [wanted, ...find("details.transaction", article).filter((each) => each !== wanted)];
  const judgements = all.filter((each) => textOf(one("summary .status", each)) === String(answer.status))
    .map((details) => ({ details, ...departuresFrom(details, answer), like: likeness(details, answer) }));
  const fitting = judgements.filter(({ problems }) => problems.length === 0);
  const most = Math.max(...fitting.map(({ like }) => like));
  const best = fitting.filter(({ like }) => like === most);
  if (fitting.length) {
    const own = fitting.find(({ details, like }) => details === wanted && (like === most || best.length > 1));
    const found = own || best[0];
    const names = [...new Set(best.map(({ details }) => nameOf(details)))];
    const as = own || found.details === wanted ? "as documented" : `documented as: ${names.slice(0, 3).join(", or ")}`;
    return { problems: [], unread: found.unread, as };
  }
  if (judgements.length) {
    judgements.sort((a, b) => a.problems.length - b.problems.length);
    return { ...judgements[0], as: "" };
  }
  const possible = find(".implied li", article).find((each) => textOf(one(".status", each)) === String(answer.status));
  if (possible) return { problems: [], unread: [], as: `also possible here: ${textOf(possible)}` };
  const statuses = [...new Set(all.map((each) => textOf(one("summary .status", each))))].join(", ");
  return { problems: [{ at: null, message: `status ${answer.status} is not documented here (${statuses})` }], unread: [], as: "" };
};

// JSON with the departing places marked.
const rendered = (value, marks, at = "", indent = "") => {
  const inner = `${indent}  `;
  const entries = Array.isArray(value)
    ? value.map((item, n) => ["", rendered(item, marks, `${at}/${n}`, inner)])
    : value && typeof value === "object"
      ? Object.keys(value).map((key) => [
        JSON.stringify(key), rendered(value[key], marks, `${at}/${escaped(key)}`, inner)])
      : null;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const parts = entries === null ? [make(typeof value === "string" ? "i" : "u", {}, JSON.stringify(value))]
    : entries.length === 0 ? [open + close]
      : [`${open}\n`, ...entries.flatMap(([name, node], n) => [
        inner, ...(name ? [make("b", {}, name), ": "] : []), ...node, n + 1 < entries.length ? ",\n" : "\n"]),
      indent + close];
  return marks.has(at) ? [make("mark", { title: marks.get(at).join("; ") }, ...parts)] : parts;
};

// A token in an answer: by its name, in the first levels of the body.
const TOKEN_NAME = /^((access|auth|session|id)[-_]?)?(token|jwt)$/i;
const findToken = (json, depth = 0) => {
  if (!json || typeof json !== "object" || depth > 3) return "";
  const own = Object.entries(json).find(([name, value]) => TOKEN_NAME.test(name) && typeof value === "string" && value);
  if (own) return own[1];
  return Object.values(json).map((inner) => findToken(inner, depth + 1)).find(Boolean) || "";
};
const takesToken = CREDENTIALS.findIndex(({ scheme, refresh }) => scheme.toLowerCase() !== "basic" && !refresh);

const showAnswer = (answer) => {
  const { problems, unread, as } = judged(answer);
  const kilobytes = (new Blob([answer.text]).size / 1024).toFixed(1);
  one(".outcome", consoleBox).replaceChildren(
    make("span", { class: `status s${Math.floor(answer.status / 100)}` }, String(answer.status)),
    ` ${answer.phrase} · ${Math.round(answer.milliseconds)} ms · ${kilobytes} KB `,
    make("strong", { class: problems.length ? "departs" : "agrees" },
      problems.length ? `${problems.length} departure${problems.length > 1 ? "s" : ""} from the contract`
        : as),
    ...(unread.length ? [` (not checked here: ${unread.join(", ")})`] : []),
  );
  const token = takesToken < 0 ? "" : findToken(answer.json);
  if (token) {
    one(".outcome", consoleBox).append(" ", make("button", {
      type: "button", class: "quiet use-token", onclick: () => { setSecret(takesToken, token); announce("Token kept in this tab"); },
    }, "Use this token"));
  }
  one(".departures", consoleBox).replaceChildren(...problems.map(({ at, message }) => make("li", {},
    ...(at === null ? [] : [make("code", {}, at || "/"), " "]), message)));
  one(".answer .headers code", consoleBox).textContent = answer.headers.map((p) => p.join(": ")).join("\n");
  const marks = new Map();
  problems.filter(({ at }) => at !== null).forEach(({ at, message }) => marks.set(at, [...(marks.get(at) || []), message]));
  one(".answer .content code", consoleBox).replaceChildren(...shownBody(answer, marks));
  find(".answer pre", consoleBox).forEach((pre) => { pre.hidden = pre.textContent === ""; });
  one(".answer", consoleBox).hidden = false;
  one(".answer", consoleBox).scrollIntoView({ block: "nearest" });
};

const shownBody = ({ text, json, type }, marks) => {
  if (json !== undefined && text.length <= LONGEST) return rendered(json, marks);
  if (/^(image|audio|video|font)\/|octet-stream|\bzip\b|\bpdf\b/.test(type || "")) return [`(${type}: not shown as text)`];
  return text.length <= 10 * LONGEST ? [text] : [text.slice(0, LONGEST), `\n… ${text.length - LONGEST} more characters`];
};

const showFailure = (message, lines = [], after = "") => {
  one(".outcome", consoleBox).replaceChildren(make("strong", { class: "departs" }, message));
  one(".departures", consoleBox).replaceChildren(...lines.map((line) => make("li", {}, make("code", {}, line))), ...(after ? [make("li", {}, after)] : []));
  find(".answer code", consoleBox).filter((code) => code.parentElement.matches("pre")).forEach((code) => { code.textContent = ""; });
  find(".answer pre", consoleBox).forEach((pre) => { pre.hidden = true; });
  one(".answer", consoleBox).hidden = false;
  one(".answer", consoleBox).scrollIntoView({ block: "nearest" });
};

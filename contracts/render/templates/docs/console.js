// Try it: the documented request, changed as the reader likes, sent to this page's origin.
const consoleBox = one(".console");
const field = (name) => one(`[name="${name}"]`, consoleBox);
const served = location.protocol.startsWith("http");
const PATIENCE = 60_000;
// HTTP/2 has no phrases; the page has those of documented statuses.
const phraseOf = (status) => {
  const like = find("summary .status").find((each) => textOf(each) === String(status));
  return like ? textOf(one(".meaning", like.parentElement)) : "";
};
let asked = null;

// RFC 6570, section 3.2: what an expression begins with, what stands between its values, and
// whether they are named. Values by their spelling; a list is written with commas.
const OPERATORS = {
  "": ["", ",", false], "+": ["", ",", false], "#": ["#", ",", false], ".": [".", ".", false],
  "/": ["/", "/", false], ";": [";", ";", true], "?": ["?", "&", true], "&": ["&", "&", true],
};
const expanded = (template, values) => template.replace(
  /\{([+#./;?&]?)([^{}]*)\}/g,
  (_, operator, names) => {
    const [first, between, named] = OPERATORS[operator];
    const encode = "+#".includes(operator || " ") ? encodeURI : encodeURIComponent;
    const parts = names.split(",").flatMap((spec) => {
      const [, name, cut, explode] = /^\s*([^:*]*?)\s*(?::(\d+))?(\*?)\s*$/.exec(spec) || [];
      const value = values.get(name);
      if (!value) return [];
      const items = explode ? value.split(",") : [cut ? value.slice(0, Number(cut)) : value];
      return items.map((item) => (named ? `${name}=${encode(item)}` : encode(item)));
    });
    return parts.length ? first + parts.join(between) : "";
  },
);

const parameterInputs = (article) => find(".parameter", article).map((item) => make("label", {},
  `${textOf(one(".name code", item))}${item.hasAttribute("data-required") ? " (required) " : " "}`,
  make("input", {
    type: "text",
    value: item.dataset.example,
    "data-spelling": item.dataset.spelling,
    autocomplete: "off",
    spellcheck: "false",
    required: item.hasAttribute("data-required"),
    oninput: (event) => {
      event.target.removeAttribute("aria-invalid");
      const values = new Map(find("[data-spelling]", consoleBox).map((i) => [i.dataset.spelling, i.value]));
      field("uri").value = expanded(article.dataset.template, values);
    },
  })));

const openConsole = (details) => {
  const article = details.closest("article");
  const request = told(requestOf(details));
  asked = { details, article, method: request.method };
  one(".console-title", consoleBox).textContent = `Try it: ${textOf(one(".title", article))}`;
  one(".expected", consoleBox).replaceChildren(
    one(".endpoint .method", article).cloneNode(true),
    "documented answer",
    one("summary .status", details).cloneNode(true),
    textOf(one(".request-name", details)),
  );
  one(".inputs", consoleBox).replaceChildren(...parameterInputs(article));
  one(".token-field", consoleBox).hidden = !requestOf(details).headers.some(([, value]) => value.includes(PLACEHOLDER));
  field("uri").value = request.uri;
  field("headers").value = request.headers.map((pair) => pair.join(": ")).join("\n");
  field("headers").rows = Math.max(2, request.headers.length + 1);
  field("body").value = request.body;
  field("body").rows = Math.min(18, Math.max(4, request.body.split("\n").length + 1));
  one(".body-field", consoleBox).hidden = !request.body && ["GET", "HEAD", "DELETE"].includes(request.method);
  one(".answer", consoleBox).hidden = true;
  one(".send", consoleBox).disabled = !served;
  tellBeforehand();
  consoleBox.showModal();
  const first = one(".inputs input", consoleBox) || (served ? one(".send", consoleBox) : null);
  if (first) first.focus();
};

// What will happen, and what the reader should know before.
const tellBeforehand = () => {
  one(".note-line", consoleBox).textContent = !served
    ? "A page from disk can send nothing: open it with `contract preview` or `make serve`."
    : withToken(field("headers").value).includes(PLACEHOLDER)
      ? `Sent to ${location.origin} without a token: sign in, or enter yours above.`
      : `Sent to ${location.origin} (Ctrl+Enter)`;
};
tokenInputs.forEach((input) => input.addEventListener("input", tellBeforehand));
field("headers").addEventListener("input", tellBeforehand);

const documentedFor = ({ details, article }, status) => {
  const candidates = [details, ...find("details.transaction", article)];
  return candidates.find((each) => textOf(one("summary .status", each)) === String(status));
};

const departures = (answer) => {
  const found = [];
  const wanted = textOf(one("summary .status", asked.details));
  const like = documentedFor(asked, answer.status);
  if (wanted !== String(answer.status)) {
    const implied = find(".implied .status", asked.article).some((s) => textOf(s) === String(answer.status));
    const known = like ? `as in “${textOf(one(".request-name", like))}”`
      : implied ? "which this action may answer" : "which the contract does not know for this action";
    found.push({ at: null, message: `status ${answer.status}, documented here: ${wanted} (${known})` });
  }
  if (!like) return { problems: found, unread: [] };
  const lines = one(".response .headers code", like);
  const type = headerLines(lines ? lines.textContent : "").find(([n]) => n.toLowerCase() === "content-type");
  if (type && (answer.type || "").toLowerCase() !== type[1].toLowerCase()) {
    found.push({ at: null, message: `Content-Type ${answer.type || "is missing"}, documented: ${type[1]}` });
  }
  if (like.dataset.shape === undefined) return { problems: found, unread: [] };
  if (answer.json === undefined) {
    found.push({ at: null, message: "the body is not JSON" });
    return { problems: found, unread: [] };
  }
  const { schemas, ...shared } = shapes();
  const verdict = validate(schemas[Number(like.dataset.shape)], answer.json, shared);
  return { problems: [...found, ...verdict.problems], unread: verdict.unread };
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
  return marks.has(at) ? [make("mark", { title: marks.get(at) }, ...parts)] : parts;
};

const findTokens = (json) => (json && typeof json === "object" && typeof json.access_token === "string"
  ? json.access_token : "");

const showAnswer = (answer) => {
  const { problems, unread } = departures(answer);
  const kilobytes = (new Blob([answer.text]).size / 1024).toFixed(1);
  one(".outcome", consoleBox).replaceChildren(
    make("span", { class: `status s${Math.floor(answer.status / 100)}` }, String(answer.status)),
    ` ${answer.phrase} · ${Math.round(answer.milliseconds)} ms · ${kilobytes} KB `,
    make("strong", { class: problems.length ? "departs" : "agrees" },
      problems.length ? `${problems.length} departure${problems.length > 1 ? "s" : ""} from the contract`
        : "as the contract says"),
    ...(unread.length ? [` (not judged here: ${unread.join(", ")})`] : []),
  );
  const token = findTokens(answer.json);
  if (token) {
    one(".outcome", consoleBox).append(" ", make("button", {
      type: "button", class: "quiet use-token", onclick: () => { setToken(token); announce("Token kept in this tab"); },
    }, "Use this token"));
  }
  one(".departures", consoleBox).replaceChildren(...problems.map(({ at, message }) => make("li", {},
    ...(at === null ? [] : [make("code", {}, at || "/"), " "]), message)));
  one(".answer .headers code", consoleBox).textContent = answer.headers.map((p) => p.join(": ")).join("\n");
  const marks = new Map(problems.filter((p) => p.at !== null).map((p) => [p.at, p.message]));
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

const showFailure = (message) => {
  one(".outcome", consoleBox).replaceChildren(make("strong", { class: "departs" }, message));
  one(".departures", consoleBox).replaceChildren();
  find(".answer code", consoleBox).forEach((code) => { code.textContent = ""; });
  find(".answer pre", consoleBox).forEach((pre) => { pre.hidden = true; });
  one(".answer", consoleBox).hidden = false;
};

const send = async () => {
  const button = one(".send", consoleBox);
  const missing = find(".inputs input:required", consoleBox).filter((input) => !input.value);
  if (missing.length) {
    missing.forEach((input) => input.setAttribute("aria-invalid", "true"));
    missing[0].focus();
    showFailure(`Not sent: ${missing.length > 1 ? "values are" : "a value is"} missing.`);
    return;
  }
  const body = field("body").value;
  let address;
  try {
    address = new URL(field("uri").value, location.origin);
  } catch {
    showFailure("Not sent: this is no address.");
    return;
  }
  if (address.origin !== location.origin) {
    showFailure(`Not sent: requests stay at ${location.origin}.`);
    return;
  }
  button.disabled = true;
  button.textContent = "Sending…";
  const begin = performance.now();
  try {
    const response = await fetch(address, {
      method: asked.method,
      headers: headerLines(withToken(field("headers").value)),
      body: ["GET", "HEAD"].includes(asked.method) ? undefined : body || undefined,
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const text = await response.text();
    if (response.headers.has("X-Preview-Failure")) { showFailure(`No answer. ${text.trim()}`); return; }
    let json;
    try { json = JSON.parse(text); } catch { json = undefined; }
    showAnswer({
      status: response.status,
      phrase: response.statusText || phraseOf(response.status),
      type: response.headers.get("Content-Type"),
      headers: [...response.headers],
      text,
      json,
      milliseconds: performance.now() - begin,
    });
  } catch (error) {
    showFailure(error.name === "TimeoutError" ? `No answer within ${PATIENCE / 1000} seconds.`
      : error.name === "TypeError" && /fetch/i.test(error.message)
        ? `No answer: nothing is listening at ${location.origin}, or the connection broke. Is the server running?`
        : `Not sent: ${error.message}`);
  } finally {
    button.disabled = !served;
    button.textContent = "Send";
  }
};
one(".send", consoleBox).addEventListener("click", send);
one(".close", consoleBox).addEventListener("click", () => consoleBox.close());
consoleBox.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && served) send();
});

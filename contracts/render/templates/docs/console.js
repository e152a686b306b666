// Try it: the documented request, changed as the reader likes, sent to this page's origin.
const consoleBox = one(".console");
const field = (name) => one(`[name="${name}"]`, consoleBox);
const served = location.protocol.startsWith("http");
let asked = null;

// RFC 6570: simple, reserved and query expressions; values by their spelling.
const expanded = (template, values) => template.replace(
  /\{([+#./;?&]?)([^{}]*)\}/g,
  (_, operator, names) => {
    const encode = operator === "+" || operator === "#" ? encodeURI : encodeURIComponent;
    const given = names.split(",").map((name) => name.trim().replace(/(:\d+|\*)$/, ""))
      .filter((name) => values.get(name));
    if (operator === "?" || operator === "&") {
      const pairs = given.map((name) => `${name}=${encode(values.get(name))}`);
      return pairs.length ? operator + pairs.join("&") : "";
    }
    return (given.length && "#./;".includes(operator) ? operator : "")
      + given.map((name) => encode(values.get(name))).join(",");
  },
);

const parameterInputs = (article) => find(".parameter", article).map((item) => make("label", {},
  `${textOf(one(".name code", item))} `,
  make("input", {
    type: "text",
    value: item.dataset.example,
    "data-spelling": item.dataset.spelling,
    autocomplete: "off",
    spellcheck: "false",
    required: item.hasAttribute("data-required"),
    oninput: () => {
      const values = new Map(find("[data-spelling]", consoleBox).map((i) => [i.dataset.spelling, i.value]));
      field("uri").value = expanded(article.dataset.template, values);
    },
  })));

const openConsole = (details) => {
  const article = details.closest("article");
  const request = told(requestOf(details));
  asked = { details, article, method: request.method };
  one(".console-title", consoleBox).textContent = `Try it: ${textOf(one(".title", article))}`;
  const status = textOf(one("summary .status", details));
  one(".expected", consoleBox).textContent =
    `${request.method}, documented answer ${status}: ${textOf(one(".request-name", details))}`;
  one(".inputs", consoleBox).replaceChildren(...parameterInputs(article));
  field("uri").value = request.uri;
  field("headers").value = request.headers.map((pair) => pair.join(": ")).join("\n");
  field("body").value = request.body;
  one(".body-field", consoleBox).hidden = !request.body && ["GET", "HEAD", "DELETE"].includes(request.method);
  one(".answer", consoleBox).hidden = true;
  one(".send", consoleBox).disabled = !served;
  one(".note-line", consoleBox).textContent = served
    ? `Sent to ${location.origin}`
    : "A page from disk can send nothing: open it with `contract preview` or `make serve`.";
  consoleBox.showModal();
};

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
        `${JSON.stringify(key)}: `, rendered(value[key], marks, `${at}/${escaped(key)}`, inner)])
      : null;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const parts = entries === null ? [JSON.stringify(value)]
    : entries.length === 0 ? [open + close]
      : [`${open}\n`, ...entries.flatMap(([name, node], n) => [
        inner, ...(name ? [make("b", {}, name)] : []), ...node, n + 1 < entries.length ? ",\n" : "\n"]),
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
  one(".answer .content code", consoleBox).replaceChildren(
    ...(answer.json === undefined ? [answer.text] : rendered(answer.json, marks)));
  one(".answer", consoleBox).hidden = false;
  one(".answer", consoleBox).scrollIntoView({ block: "nearest" });
};

const send = async () => {
  const button = one(".send", consoleBox);
  const body = field("body").value;
  button.disabled = true;
  const begin = performance.now();
  try {
    const address = new URL(field("uri").value, location.origin);
    if (address.origin !== location.origin) throw new TypeError(`requests stay at ${location.origin}`);
    const response = await fetch(address, {
      method: asked.method,
      headers: headerLines(withToken(field("headers").value)),
      body: body || undefined,
      credentials: "omit",
      cache: "no-store",
    });
    const text = await response.text();
    let json;
    try { json = JSON.parse(text); } catch { json = undefined; }
    showAnswer({
      status: response.status,
      phrase: response.statusText,
      type: response.headers.get("Content-Type"),
      headers: [...response.headers],
      text,
      json,
      milliseconds: performance.now() - begin,
    });
  } catch (error) {
    one(".outcome", consoleBox).textContent = `Not sent: ${error.message}`;
    one(".departures", consoleBox).replaceChildren();
    find(".answer code", consoleBox).forEach((code) => { code.textContent = ""; });
    one(".answer", consoleBox).hidden = false;
  } finally {
    button.disabled = !served;
  }
};
one(".send", consoleBox).addEventListener("click", send);
one(".close", consoleBox).addEventListener("click", () => consoleBox.close());
consoleBox.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && served) send();
});

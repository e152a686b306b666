// Try it: the documented request, changed as the reader likes, sent to the chosen server.
const consoleBox = one(".console");
const field = (name) => one(`[name="${name}"]`, consoleBox);
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

// The documented parameters, and path variables that nobody described.
const parametersOf = (article) => {
  const documented = find(".parameter", article).map((item) => ({
    name: textOf(one(".name code", item)), required: item.hasAttribute("data-required"), ...item.dataset,
  }));
  const spellings = new Set(documented.map(({ spelling }) => spelling));
  const names = [...article.dataset.template.split("{?")[0].matchAll(/\{[+#./;]?([^{}?&]+)\}/g)]
    .flatMap(([, list]) => list.split(",")).map((name) => name.trim().replace(/(:\d+|\*)$/, ""));
  const others = names.filter((name) => name && !spellings.has(name));
  return [...documented, ...others.map((name) => ({ name, required: true, spelling: name, example: "" }))];
};
const parameterInputs = (article) => parametersOf(article).map(({ name, required, spelling, example }) => make("label", {},
  `${name}${required ? " (required) " : " "}`,
  make("input", {
    type: "text",
    value: example,
    "data-spelling": spelling,
    autocomplete: "off",
    spellcheck: "false",
    required,
    oninput: (event) => {
      event.target.removeAttribute("aria-invalid");
      const values = new Map(find("[data-spelling]", consoleBox).map((i) => [i.dataset.spelling, i.value]));
      field("uri").value = expanded(article.dataset.template, values);
    },
  })));

const fillIn = () => {
  const filled = withSecrets(asked.request);
  const lines = field("headers").value.split("\n");
  filled.headers.forEach(([name, value], number) => {
    const [, before] = asked.filled.headers[number];
    const at = lines.indexOf(`${name}: ${before}`);
    // What the reader has written stays.
    if (at >= 0) lines[at] = `${name}: ${value}`;
  });
  field("headers").value = lines.join("\n");
  for (const each of CREDENTIALS.filter(({ place }) => place === "query")) {
    const input = find("[data-spelling]", consoleBox).find((i) => i.dataset.spelling === each.name);
    const [before, now] = [inQuery(asked.filled.uri, each.name), inQuery(filled.uri, each.name)];
    if (!now) continue;
    if (input && secretOf(each)) input.value = secretOf(each);
    field("uri").value = field("uri").value.replace(before[0], () => now[0]);
  }
  asked.filled = filled;
};

const showServers = () => {
  const { kind, address } = chosenServer();
  field("server").replaceChildren(
    ...(isAbsolute(HOST) ? [make("option", { value: "documented" }, `${HOST} (documented)`)] : []),
    ...(served && originOf(HOST) !== location.origin
      ? [make("option", { value: "page" }, `${location.origin} (where this page is)`)] : []),
    make("option", { value: "own" }, "another…"),
  );
  const isSame = kind === "page" && originOf(HOST) === location.origin;
  field("server").value = isSame ? "documented" : kind;
  one(".own-server", consoleBox).hidden = kind !== "own";
  if (document.activeElement !== field("own-server")) field("own-server").value = kind === "own" ? address : ownServer();
};
field("server").addEventListener("change", () => {
  setServer(field("server").value);
  if (field("server").value === "own") field("own-server").focus();
});
field("own-server").addEventListener("input", () => setOwnServer(field("own-server").value.trim()));

const openConsole = (details) => {
  const article = details.closest("article");
  const request = requestOf(details);
  const filled = withSecrets(request);
  asked = { details, article, method: request.method, request, filled };
  one(".console-title", consoleBox).textContent = `Try it: ${titleOf(one("h4", article))}`;
  one(".expected", consoleBox).replaceChildren(
    one(".endpoint .method", article).cloneNode(true),
    "documented answer",
    one("summary .status", details).cloneNode(true),
    textOf(one(".request-name", details)),
  );
  one(".inputs", consoleBox).replaceChildren(...parameterInputs(article));
  one(".secrets", consoleBox).replaceChildren(...shownCredentials(request).map(secretField));
  field("uri").value = filled.uri;
  field("headers").value = filled.headers.map((pair) => pair.join(": ")).join("\n");
  field("headers").rows = Math.max(2, filled.headers.length + 1);
  field("body").value = filled.body;
  field("body").rows = Math.min(18, Math.max(4, filled.body.split("\n").length + 1));
  one(".body-field", consoleBox).hidden = !filled.body && ["GET", "HEAD", "DELETE"].includes(request.method);
  one(".answer", consoleBox).hidden = true;
  showServers();
  tellBeforehand();
  consoleBox.showModal();
  const first = one(".inputs input", consoleBox) || one(".console-title", consoleBox);
  first.focus({ preventScroll: true });
  consoleBox.scrollTop = 0;
};

// Where the request would go; null while that is no address.
const target = () => {
  const uri = field("uri").value.trim();
  const base = chosenServer().address;
  if (!isAbsolute(uri) && !isAbsolute(base)) return null;
  try { return new URL(isAbsolute(uri) ? uri : base + (uri.startsWith("/") ? uri : `/${uri}`)); } catch { return null; }
};

// What will happen, and what the reader should know before.
const tellBeforehand = () => {
  const address = target();
  one(".consent", consoleBox).hidden = true;
  one(".send", consoleBox).hidden = false;
  const unfilled = asked && lacking(asked.request).filter((each) => (
    each.place === "query" || field("headers").value.includes(asked.request.headers.find(([n]) => n.toLowerCase() === each.name.toLowerCase())[1])));
  one(".note-line", consoleBox).textContent = !address
    ? "Where should it go? Enter the address of your server above."
    : isMixed(address.href)
      ? `A browser lets no page from https ask ${address.origin}, which is not https.`
      : unfilled && unfilled.length
        ? `Sent to ${address.origin} without a token: sign in, or enter yours above.`
        : `Sent to ${address.origin} (Ctrl+Enter)`;
};
const onSecret = () => { if (consoleBox.open) { fillIn(); tellBeforehand(); } };
secretListeners.push(onSecret);
serverListeners.push(() => { if (consoleBox.open) { showServers(); tellBeforehand(); } });
field("headers").addEventListener("input", tellBeforehand);
field("uri").addEventListener("input", tellBeforehand);

const send = async () => {
  const button = one(".send", consoleBox);
  const missing = find(".inputs input:required", consoleBox).filter((input) => !input.value);
  if (missing.length) {
    missing.forEach((input) => input.setAttribute("aria-invalid", "true"));
    missing[0].focus();
    showFailure(`Not sent: ${missing.length > 1 ? "values are" : "a value is"} missing.`);
    return;
  }
  const address = target();
  if (!address) {
    showFailure("Not sent: this is no address.");
    return;
  }
  if (!hasConsent(address.origin)) {
    one(".consent span", consoleBox).textContent = `This request, with its headers and its body, leaves for ${address.origin}.`;
    one(".consent", consoleBox).hidden = false;
    one(".send", consoleBox).hidden = true;
    one(".agree", consoleBox).focus();
    return;
  }
  const body = field("body").value;
  const headers = headerLines(field("headers").value);
  button.disabled = true;
  button.textContent = "Sending…";
  const begin = performance.now();
  try {
    const response = await fetch(address, {
      method: asked.method,
      headers,
      body: ["GET", "HEAD"].includes(asked.method) ? undefined : body || undefined,
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const text = await response.text();
    if (isWebPage(response, address)) {
      showFailure(`${address.origin} answered ${response.status} with a web page: it seems to have this page, but not the API. Choose the server of the API above.`);
      return;
    }
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
    await explainFailure(error, address, headers);
  } finally {
    button.disabled = false;
    button.textContent = "Send";
  }
};
// A page hears the same of a server that is down and of one that lets no page read its answers.
const explainFailure = async (error, address, headers) => {
  if (error.name === "TimeoutError") showFailure(`No answer within ${PATIENCE / 1000} seconds.`);
  else if (error.name !== "TypeError" || !/fetch|load|network/i.test(error.message)) showFailure(`Not sent: ${error.message}`);
  else if (isMixed(address.href)) showFailure(`Not sent: a page from https may not ask ${address.origin}, which is not https.`);
  else if (address.origin === location.origin || !await isReachable(address.origin)) {
    showFailure(`No answer: nothing is listening at ${address.origin}, or the connection broke. Is the server running?`);
  } else {
    showFailure(
      `${address.origin} is there, but does not let this page read its answers (CORS). The request may have been carried out. The server would have to send:`,
      neededForCors(asked.method, headers),
      "curl needs none of this: copy the sample.",
    );
  }
};
one(".send", consoleBox).addEventListener("click", send);
one(".agree", consoleBox).addEventListener("click", () => { consent(target().origin); tellBeforehand(); send(); });
one(".close", consoleBox).addEventListener("click", () => consoleBox.close());
consoleBox.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
});

// Each request in the reader's language, with the reader's secrets.
// The documented request, read from where it is shown.
const requests = new WeakMap();
const requestOf = (details) => {
  if (!requests.has(details)) {
    const shown = one(".request .http", details);
    const [, method, uri] = /^(\S+) (.*)$/s.exec(one(".line code", shown).textContent);
    const lines = one(".headers code", shown);
    const content = one(".content code", shown);
    requests.set(details, {
      method,
      uri,
      headers: headerLines(lines ? lines.textContent : ""),
      body: content ? content.textContent : "",
      status: Number(textOf(one("summary .status", details))),
    });
  }
  return requests.get(details);
};

let language = LANGUAGES[forever.get("language")] ? forever.get("language") : "curl";
// Without colours in the address and the headers, where a digit means nothing.
const colouredSample = (text) => {
  const body = language === "curl" ? text.indexOf("--data-raw") : language === "HTTP" ? text.indexOf("\n\n") : 0;
  return body < 0 ? [text] : [text.slice(0, body), ...coloured(text.slice(body))];
};
const showSample = (details) => {
  const sample = one(".sample", details);
  one("code", sample).replaceChildren(...colouredSample(LANGUAGES[language](withSecrets(requestOf(details)))));
  for (const button of find("[data-language]", sample)) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
};
const equip = (details) => {
  if (one(".sample", details) || !one(".request .http", details)) return;
  const name = textOf(one(".request-name", details));
  const sample = make("div", { class: "sample" },
    make("div", { class: "sample-bar" },
      make("div", { class: "languages", role: "group", "aria-label": "Language of the sample" },
        ...Object.keys(LANGUAGES).map((each) => make("button", {
          type: "button", class: "quiet", "data-language": each,
        }, each))),
      make("button", {
        type: "button", class: "quiet copy", "aria-label": `Copy the sample of: ${name}`,
      }, "Copy"),
      make("button", {
        type: "button", class: "try primary", "aria-label": `Try it: ${name}`,
      }, "Try it")),
    make("pre", { tabindex: "0", "aria-label": "Sample" }, make("code")));
  const shown = one(".request .http", details);
  shown.hidden = true;
  shown.after(sample);
  showSample(details);
};
// Examples stay beside what is read; those that are higher than the window stay with their end.
const stick = (examples) => {
  examples.style.top = `${Math.min(16, innerHeight - examples.offsetHeight - 16)}px`;
};
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => stick(target)));
const equipped = () => find("details.transaction[open]").filter((d) => one(".sample", d));
const equipArticle = (article) => {
  find("details.transaction[open]", article).forEach(equip);
  offerLinks(find(`${HEADINGS}:is([id], :has(.title))`, article));
  offerTypes(article);
  offerCopies(article);
  find("details.body[open]", article).forEach(unfoldBody);
  find(".response pre", article).forEach((pre) => pre.setAttribute("tabindex", "0"));
  find(".examples", article).forEach((examples) => sizes.observe(examples));
};
// Samples are made shortly before they are seen: a page has hundreds.
const approaching = new IntersectionObserver((entries) => entries.forEach(({ isIntersecting, target }) => {
  if (!isIntersecting) return;
  approaching.unobserve(target);
  equipArticle(target);
}), { rootMargin: "1000px" });
const equipAll = () => {
  find("article[id]").forEach((article) => approaching.observe(article));
  find(".abstract pre, header pre, .scroll").forEach((e) => e.setAttribute("tabindex", "0"));
};

// `toggle` does not bubble, but it is captured.
document.addEventListener("toggle", (event) => {
  if (event.target.matches("details.transaction[open]")) { equip(event.target); showSample(event.target); }
}, true);
document.addEventListener("click", (event) => {
  const button = event.target.closest(".sample button");
  if (!button) return;
  const details = button.closest("details");
  if (button.dataset.language) {
    const top = button.getBoundingClientRect().top;
    language = button.dataset.language;
    forever.set("language", language);
    equipped().forEach(showSample);
    scrollBy(0, button.getBoundingClientRect().top - top);
  } else if (button.matches(".copy")) {
    copyText(one(".sample code", details).textContent, "Sample");
  } else {
    openConsole(details);
  }
});
const refreshSamples = () => equipped().forEach(showSample);
secretListeners.push(refreshSamples);
serverListeners.push(refreshSamples);

// The preview: what is saved is shown, where the reader is.
const livePanel = one(".live");
let shownVersion = livePanel.dataset.version;

// The place the reader looks at, so that it can be put back there.
const landmark = () => {
  const place = currentPlace();
  return place ? { id: place.id, top: place.getBoundingClientRect().top } : { y: scrollY };
};
const restore = ({ id, top, y }) => {
  const place = id && document.getElementById(id);
  if (place) scrollBy({ top: place.getBoundingClientRect().top - top, behavior: "instant" });
  else scrollTo({ top: y ?? scrollY, behavior: "instant" });
};

// What has not changed keeps its elements, and with them what is unfolded and selected.
const keepUnchanged = (fresh) => {
  for (const next of find("article[data-v]", fresh)) {
    const present = document.getElementById(next.id);
    if (!present) continue;
    if (present.dataset.v === next.dataset.v) next.replaceWith(present);
    else for (const details of find("details[id]", next)) {
      const old = document.getElementById(details.id);
      if (old) details.open = old.open;
    }
  }
};

const take = async (version) => {
  const response = await fetch(location.pathname, { cache: "no-store" });
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  if (one("body > script:last-of-type", fresh).textContent !== one("body > script:last-of-type").textContent) {
    location.reload();
    return;
  }
  const spot = landmark();
  const freshMain = document.adoptNode(one("main", fresh));
  keepUnchanged(freshMain);
  main.replaceChildren(...freshMain.childNodes);
  const folded = find("details", contents).map((details) => details.open);
  find("details", contents).forEach((details) => details.remove());
  find(".contents > details", fresh).forEach((details, number) => {
    if (number in folded) details.open = folded[number];
    contents.append(document.adoptNode(details));
  });
  one("#shapes\\.").textContent = one("#shapes\\.", fresh).textContent;
  document.title = fresh.title;
  find(".brand a").forEach((link) => { link.textContent = textOf(one(".brand a", fresh)); });
  start();
  restore(spot);
  document.documentElement.dataset.version = version;
};

const problem = (found) => make("li", { class: `f-${found.severity}` },
  make("p", {}, make("strong", {}, found.severity), " ",
    make("code", {}, `${found.file}:${found.line}:${found.column}`), ` ${found.message}`),
  ...(found.source ? [make("pre", { tabindex: "0", "aria-label": "Source line" },
    make("code", {}, `${found.source}\n${" ".repeat(found.column - 1)}^`))] : []),
  ...(found.hint ? [make("p", { class: "hint" }, found.hint)] : []));

const showState = (state) => {
  const count = state.diagnostics.length;
  livePanel.hidden = !state.broken && count === 0;
  livePanel.classList.toggle("broken", state.broken);
  one(".banner", livePanel).textContent = state.broken
    ? `The blueprint is broken: this is the last good version${state.good ? `, of ${state.good}` : ""}.`
    : count ? `${count} finding${count > 1 ? "s" : ""} in the blueprint` : "";
  one(".problems", livePanel).replaceChildren(...state.diagnostics.map(problem));
  if (state.version !== shownVersion) take(state.version);
  shownVersion = state.version;
};

const events = new EventSource("/.preview/events");
events.addEventListener("state", (event) => showState(JSON.parse(event.data)));
events.addEventListener("open", () => livePanel.classList.remove("lost"));
events.addEventListener("error", () => {
  livePanel.hidden = false;
  livePanel.classList.add("lost");
  one(".banner", livePanel).textContent = "The preview has stopped: run `contract preview` again.";
});
document.documentElement.dataset.version = shownVersion;

// The preview: what is saved is shown, where the reader is.
const livePanel = one(".live");
let shownVersion = livePanel.dataset.version;
let taking = Promise.resolve();

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

// What has not changed comes without its content and keeps its elements, and with them what
// is unfolded and selected. The articles that have changed; null when something is needed
// that is not there.
const changedIn = (fresh) => {
  const changed = [];
  for (const next of find("article[data-v]", fresh)) {
    const present = document.getElementById(next.id);
    if (present && present.dataset.v === next.dataset.v) continue;
    if (!next.firstChild) return null;
    for (const details of present ? find("details[id]", next) : []) {
      const old = document.getElementById(details.id);
      if (old) details.open = old.open;
    }
    changed.push(next);
  }
  return changed;
};

// The page without its articles: when that has stayed, only they are put in.
let [bonesShown, contentsShown] = ["", ""];
const bonesOf = (fresh) => fresh.innerHTML.replace(/(<article [^>]*) data-v="[^"]*">[^]*?<\/article>/g, "$1>");
const replaceMain = (fresh, changed) => {
  const bones = bonesOf(fresh);
  if (bones === bonesShown) {
    changed.forEach((next) => document.getElementById(next.id).replaceWith(next));
  } else {
    for (const next of find("article[data-v]", fresh)) {
      if (!changed.includes(next)) next.replaceWith(document.getElementById(next.id));
    }
    main.replaceChildren(...fresh.childNodes);
  }
  bonesShown = bones;
};

const replaceContents = (fresh) => {
  const text = one(".contents", fresh).innerHTML;
  if (text !== contentsShown) {
    const unfolded = find(".part > details").map((details) => details.open);
    find(".part").forEach((part) => part.remove());
    find(".part", fresh).forEach((part, number) => {
      if (number in unfolded) one("details", part).open = unfolded[number];
      contents.append(document.adoptNode(part));
    });
  }
  contentsShown = text;
  one("#shapes\\.").textContent = one("#shapes\\.", fresh).textContent;
  document.title = fresh.title;
  one(".brand a").textContent = textOf(one(".brand a", fresh));
};

const take = async () => {
  const address = `${location.pathname}?since=${encodeURIComponent(shownVersion)}`;
  const response = await fetch(address, { cache: "no-store" });
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const ownScript = "body > script:last-of-type";
  // The script reads the host and the credentials once.
  const same = one(ownScript, fresh).textContent === one(ownScript).textContent
    && ["host", "credentials"].every((name) => one("main", fresh).dataset[name] === main.dataset[name]);
  const spot = landmark();
  const freshMain = document.adoptNode(one("main", fresh));
  const changed = changedIn(freshMain);
  if (!same || !changed) { location.reload(); return; }
  replaceMain(freshMain, changed);
  replaceContents(fresh);
  shownVersion = one(".live", fresh).dataset.version;
  start();
  // What is new near the reader must have its height before the place is put back.
  changed.filter((article) => Math.abs(article.getBoundingClientRect().top) < 3000).forEach(equipArticle);
  restore(spot);
  document.documentElement.dataset.version = shownVersion;
};

// A place opens the editor that the preview was started for.
const placeOf = (found) => {
  const place = make("code", {}, `${found.file}:${found.line}:${found.column}`);
  return found.editor ? make("a", { href: found.editor, title: "Open in the editor" }, place) : place;
};

const problem = (found) => make("li", { class: `f-${found.severity}` },
  make("p", {}, make("strong", {}, found.severity), " ",
    placeOf(found), ` ${found.message}`),
  ...(found.source ? [make("pre", { tabindex: "0", "aria-label": "Source line" },
    make("code", {}, `${found.source}\n${" ".repeat(found.column - 1)}^`))] : []),
  ...(found.hint ? [make("p", { class: "hint" }, found.hint)] : []));

const fold = one(".fold", livePanel);
const setFolded = (folded) => {
  livePanel.classList.toggle("folded", folded);
  fold.textContent = folded ? "Show" : "Hide";
  fold.setAttribute("aria-expanded", String(!folded));
};
fold.addEventListener("click", () => setFolded(!livePanel.classList.contains("folded")));

const showState = (state) => {
  const count = state.diagnostics.length;
  // A new mistake is worth a look, even when the last ones were not; a remark is not.
  if (state.broken && !livePanel.classList.contains("broken")) setFolded(false);
  else if (livePanel.hidden && count) setFolded(state.diagnostics.every((d) => d.severity === "info"));
  fold.hidden = count === 0;
  livePanel.hidden = !state.broken && count === 0;
  livePanel.classList.toggle("broken", state.broken);
  one(".banner", livePanel).textContent = state.broken
    ? `The blueprint is broken: this is ${state.good ? `the last good version, of ${state.good}` : "what can be read of it"}.`
    : count ? `${count} finding${count > 1 ? "s" : ""} in the blueprint` : "";
  one(".problems", livePanel).replaceChildren(...state.diagnostics.map(problem));
  // One after the other: each asks for what the one before it has left.
  taking = taking.then(() => (state.version === shownVersion ? null : take()))
    .catch(() => { /* the stream says when the preview is gone */ });
};

// A browser has few connections for each origin: a page that nobody looks at gives its own back.
let events = null;
const listen = () => {
  if (document.hidden) {
    if (events) events.close();
    events = null;
    return;
  }
  if (events) return;
  // Beside the page: an editor in a browser reaches the preview below a path of its own.
  events = new EventSource(new URL(".preview/events", location.href));
  events.addEventListener("state", (event) => showState(JSON.parse(event.data)));
  events.addEventListener("open", () => livePanel.classList.remove("lost"));
  events.addEventListener("error", () => {
    livePanel.hidden = false;
    livePanel.classList.add("lost");
    one(".banner", livePanel).textContent = "The preview has stopped: run `contract preview` again.";
  });
};
document.addEventListener("visibilitychange", listen);
document.documentElement.dataset.version = shownVersion;
listen();

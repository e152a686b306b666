// Ranked search over everything that has an address.
const searchBox = one(".search");
const searchInput = one("input", searchBox);
const results = one("#results\\.");
const nothing = one(".nothing");
const SHOWN = 20;
let searchIndex = null;

const textOf = (element) => (element ? element.textContent.trim().replace(/\s+/g, " ") : "");

const memberEntries = (owner, title) => find(".members li[id]", owner).map((item) => ({
  kind: item.classList.contains("parameter") ? "parameter" : "attribute",
  id: item.id,
  title: textOf(one(".name code", item)),
  path: title,
  text: textOf(one(":scope > .leaf .about", item)),
  weight: 3,
}));

const buildIndex = () => {
  const found = [];
  for (const heading of find("main h2[id], main h3[id]")) {
    const title = textOf(one(".title", heading) || heading);
    const about = heading.nextElementSibling;
    const text = about && about.matches(".abstract") ? textOf(about) : "";
    const kind = heading.tagName === "H2" ? "group" : "resource";
    found.push({ kind, id: heading.id, title, path: "", text, weight: 5 });
  }
  for (const article of find("article[id]")) {
    const title = textOf(one(".title", article));
    if (article.matches(".action")) {
      found.push({
        kind: "action",
        method: article.dataset.method,
        id: article.id,
        title,
        path: textOf(one(".path", article)),
        text: [one(".abstract", article), ...find(".request-name", article)].map(textOf).join(" "),
        weight: 8,
      });
    } else {
      const text = textOf(one(".abstract", article));
      const weight = article.matches(".resource-type") ? 7 : 1;
      found.push({ kind: "type", id: article.id, title, path: "", text, weight });
    }
    found.push(...memberEntries(article, title));
  }
  for (const entry of found) {
    entry.lower = [entry.title, `${entry.method || ""} ${entry.path}`, entry.text]
      .map((text) => text.toLowerCase());
  }
  return found;
};

// How well one word fits: a title as a whole, its start, a word's start, inside; path; text.
const wordScore = ([title, path, text], word) => {
  if (title === word) return 100;
  if (title.startsWith(word)) return 80;
  const at = title.indexOf(word);
  if (at > 0) return /[\s\-_./[]/.test(title[at - 1]) ? 65 : 45;
  if (path.includes(word)) return 30;
  if (text.includes(word)) return 10;
  return 0;
};

const ranked = (query) => {
  performance.mark("search");
  searchIndex = searchIndex || buildIndex();
  const whole = query.trim().toLowerCase();
  const words = whole.split(/\s+/).filter(Boolean);
  const hits = [];
  for (const entry of words.length ? searchIndex : []) {
    let score = entry.weight + (entry.lower[0] === whole ? 150 : 0);
    if (words.length > 1 && entry.lower[0].includes(whole)) score += 60;
    for (const word of words) {
      const part = wordScore(entry.lower, word);
      if (part === 0) { score = 0; break; }
      score += part;
    }
    // Of titles that fit alike, the one with the least beside the query.
    if (score > 0) hits.push([score + (10 * whole.length) / entry.title.length, entry]);
  }
  hits.sort((a, b) => b[0] - a[0]);
  performance.measure("search", "search");
  return hits.slice(0, SHOWN).map(([, entry]) => entry);
};

let chosen = -1;
const choose = (number) => {
  const items = [...results.children];
  if (items[chosen]) items[chosen].setAttribute("aria-selected", "false");
  chosen = items.length ? (number + items.length) % items.length : -1;
  const item = items[chosen];
  if (!item) { searchInput.removeAttribute("aria-activedescendant"); return; }
  item.setAttribute("aria-selected", "true");
  searchInput.setAttribute("aria-activedescendant", item.id);
  item.scrollIntoView({ block: "nearest" });
};

const showResults = () => {
  const searching = searchInput.value.trim() !== "";
  const entries = searching ? ranked(searchInput.value) : [];
  results.replaceChildren(...entries.map((entry, number) => make(
    "li",
    { role: "option", id: `result.${number}`, "aria-selected": "false", "data-to": entry.id },
    ...(entry.method
      ? [make("span", { class: `method m-${entry.method.toLowerCase()}` }, entry.method), " "] : []),
    make("span", { class: "result-title" }, entry.title),
    make("span", { class: "result-kind" }, entry.path ? `${entry.kind} · ${entry.path}` : entry.kind),
  )));
  results.hidden = entries.length === 0;
  nothing.hidden = !searching || entries.length > 0;
  searchInput.setAttribute("aria-expanded", String(entries.length > 0));
  sidebar.classList.toggle("searching", searching);
  choose(0);
};
const endSearch = () => { searchInput.value = ""; showResults(); };
const goTo = (id) => {
  endSearch();
  searchInput.blur();
  showContents(false);
  if (location.hash === `#${id}`) reveal();
  else location.hash = id;
  const target = document.getElementById(id);
  if (target) {
    target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
  }
};

searchBox.hidden = false;
searchInput.addEventListener("input", showResults);
searchInput.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") choose(chosen + 1);
  else if (event.key === "ArrowUp") choose(chosen - 1);
  else if (event.key === "Enter" && results.children[chosen]) goTo(results.children[chosen].dataset.to);
  else if (event.key === "Escape") { endSearch(); searchInput.blur(); }
  else return;
  event.preventDefault();
});
results.addEventListener("mousedown", (event) => {
  const item = event.target.closest("li");
  event.preventDefault();
  if (item) goTo(item.dataset.to);
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  searchInput.focus();
});

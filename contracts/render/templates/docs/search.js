// The search as readers see it: as they type, by keyboard alone.
const searchBox = one(".search");
const searchInput = one("input", searchBox);
const results = one("#results\\.");
const nothing = one(".nothing");

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

// A title with the words of the query marked; a dash in it is a space in the query.
const marked = (title, query) => {
  const words = folded(query).split(" ").filter(Boolean)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).sort((a, b) => b.length - a.length);
  if (!words.length) return [title];
  return title.split(new RegExp(`(${words.join("|")})`, "i"))
    .map((part, number) => (number % 2 ? make("mark", {}, part) : part));
};

const about = ({ kind, path }) => (path ? `${kind} · ${path}` : kind);
const showResults = () => {
  const searching = searchInput.value.trim() !== "";
  const { entries, meant, total } = searching ? ranked(searchInput.value) : { entries: [], meant: "", total: 0 };
  results.replaceChildren(...entries.map((entry, number) => make(
    "li",
    { role: "option", id: `result.${number}`, "aria-selected": "false", "data-to": entry.id },
    make("span", { class: "result-title" }, ...marked(entry.title, meant)),
    entry.method ? make("span", { class: `method m-${entry.method.toLowerCase()}` }, entry.method)
      : entry.tag ? make("span", { class: `status s${entry.tag[0]}` }, entry.tag) : "",
    make("span", { class: "result-kind" }, about(entry)),
  )));
  results.hidden = entries.length === 0;
  results.scrollTop = 0;
  const other = searching && meant !== searchInput.value;
  nothing.hidden = !searching || (total > 0 && total <= SHOWN && !other);
  nothing.textContent = total === 0 ? "Nothing matches."
    : other ? `Nothing matches exactly; this is for “${meant}”.` : `The best ${SHOWN} of ${total}.`;
  searchInput.setAttribute("aria-expanded", String(entries.length > 0));
  sidebar.classList.toggle("searching", searching);
  choose(0);
};
const endSearch = () => { searchInput.value = ""; showResults(); };
const goTo = (id) => {
  endSearch();
  searchInput.blur();
  showContents(false);
  if (location.hash !== `#${id}`) location.hash = id;
  reveal();
  const target = document.getElementById(id);
  if (target) {
    target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
  }
};

searchBox.hidden = false;
searchInput.addEventListener("focus", () => { searchIndex = searchIndex || buildIndex(); });
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
  const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
  const palette = event.key === "k" && (event.ctrlKey || event.metaKey) && !event.altKey;
  if ((!slash && !palette) || consoleBox.open) return;
  event.preventDefault();
  searchInput.focus();
  searchInput.select();
});

// Contents, addresses, theme.
const sidebar = one(".sidebar");
const contents = one(".contents");
const menu = one(".menu");

const showContents = (shown) => {
  contents.classList.toggle("open", shown);
  menu.setAttribute("aria-expanded", String(shown));
  if (shown && here && here.offsetParent) here.scrollIntoView({ block: "center" });
};
menu.hidden = false;
menu.addEventListener("click", () => showContents(!contents.classList.contains("open")));
contents.addEventListener("click", (event) => {
  if (event.target.closest("a")) showContents(false);
});
sidebar.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !contents.classList.contains("open")) return;
  showContents(false);
  menu.focus();
});

// A link may lead into something folded, and the page settles after a jump.
let jumped = { at: -Infinity, y: -1000 };
const reveal = () => {
  const target = location.hash && document.getElementById(anchorOf(location.hash));
  if (!target) return;
  for (let node = target; node; node = node.parentElement) {
    if (node.tagName === "DETAILS") node.open = true;
    if (node.classList.contains("long")) node.classList.add("unfolded");
  }
  target.scrollIntoView();
  find(".reached").forEach((element) => element.classList.remove("reached"));
  target.classList.add("reached");
  jumped = { at: performance.now(), y: scrollY };
};
addEventListener("hashchange", reveal);
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  // A click on the present address changes nothing that the browser would tell.
  if (link && link.hash === location.hash) setTimeout(reveal);
});

// The address follows the scroll: the last heading above the upper part of the window.
const places = () => find("main h2[id], main h3[id], article[id]");
let spied = places();
const currentPlace = () => {
  let low = 0;
  let high = spied.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spied[middle].getBoundingClientRect().top <= 110) low = middle + 1;
    else high = middle;
  }
  return low > 0 && scrollY > 40 ? spied[low - 1] : null;
};
let links = new Map();
let here = null;
// A resource has no link of its own in the contents: its group has.
const linkOf = (id) => {
  for (let name = id; name; name = name.slice(0, Math.max(0, name.lastIndexOf(".")))) {
    if (links.has(name)) return links.get(name);
  }
  return null;
};
const markHere = (id) => {
  const link = linkOf(id);
  if (link === here) return;
  if (here) { here.classList.remove("here"); here.removeAttribute("aria-current"); }
  here = link;
  if (!here) return;
  here.classList.add("here");
  here.setAttribute("aria-current", "location");
  const box = here.getBoundingClientRect();
  const frame = sidebar.getBoundingClientRect();
  if (box.top < frame.top + 130 || box.bottom > frame.bottom) {
    sidebar.scrollTop += box.top - frame.top - frame.height / 2;
  }
};
const markCurrent = () => {
  const place = currentPlace();
  markHere(place ? place.id : "");
  return place;
};
const follow = () => {
  const place = markCurrent();
  if (performance.now() - jumped.at < 500) { jumped.y = scrollY; return; }
  if (Math.abs(scrollY - jumped.y) < 4) return;
  const wanted = place ? `#${place.id}` : "";
  if (wanted !== location.hash) {
    history.replaceState(null, "", wanted || location.pathname + location.search);
  }
};
let waiting = null;
addEventListener("scroll", () => {
  if (waiting === null) waiting = setTimeout(() => { waiting = null; follow(); }, 120);
}, { passive: true });

const indexLinks = () => {
  spied = places();
  links = new Map(find("a", contents).map((link) => [anchorOf(link.hash), link]));
  here = null;
  find(".copy-link").forEach((button) => { button.hidden = false; });
  markCurrent();
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  copyText(location.href.split("#")[0] + button.dataset.copy, "Link");
});

// Theme: what the system says, until the reader chooses.
const theme = one(".theme");
const themes = ["auto", "light", "dark"];
const setTheme = (name) => {
  const chosen = themes.includes(name) ? name : "auto";
  if (chosen === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  theme.textContent = { auto: "◐ Auto", light: "○ Light", dark: "● Dark" }[chosen];
  theme.setAttribute("aria-label", `Theme: ${chosen}. Change it`);
  theme.dataset.chosen = chosen;
};
theme.hidden = false;
setTheme(forever.get("theme"));
theme.addEventListener("click", () => {
  const next = themes[(themes.indexOf(theme.dataset.chosen) + 1) % themes.length];
  setTheme(next);
  forever.set("theme", next === "auto" ? "" : next);
});

// Paper cannot be unfolded.
let opened = [];
addEventListener("beforeprint", () => {
  opened = find("main details:not([open]), .part > details:not([open])");
  opened.forEach((details) => { details.open = true; });
});
addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));

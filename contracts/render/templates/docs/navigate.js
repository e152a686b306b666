// Contents, addresses, theme.
const sidebar = one(".sidebar");
const contents = one(".contents");
const menu = one(".menu");

const showContents = (shown) => {
  contents.classList.toggle("open", shown);
  menu.setAttribute("aria-expanded", String(shown));
  if (shown && here && here.offsetParent) {
    contents.scrollTop += here.getBoundingClientRect().top - contents.getBoundingClientRect().top - contents.clientHeight / 2;
  }
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

// Where a jump has led: kept in its place until the reader scrolls, for what is laid out late
// would move it.
let held = null;
const settle = () => {
  const target = held && document.getElementById(held.id);
  if (!target) return;
  const examples = target.closest(".examples");
  if (examples) {
    stick(examples);
    // Stuck, the box does not move with the page: the jump goes to where it lies.
    examples.style.position = "static";
  }
  target.scrollIntoView({ behavior: "instant" });
  if (examples) examples.style.position = "";
  // In a box that sticks, it is lower than that, and goes no higher: the page would scroll past it.
  const above = target.getBoundingClientRect().top - scrollPadding();
  if (above < 0) scrollBy({ top: above, behavior: "instant" });
  held.scrolled = scrollY;
  held.below = target.getBoundingClientRect().top + scrollY;
};
const release = () => { held = null; };
// Layout moves the target down the page, and perhaps the scroll with it (scroll anchoring);
// whoever scrolls moves the scroll alone.
const isScrolled = () => {
  const target = document.getElementById(held.id);
  const by = scrollY - held.scrolled;
  const moved = target ? target.getBoundingClientRect().top + scrollY - held.below : 0;
  return Math.abs(by) > 4 && Math.abs(by - moved) > 4;
};
// The browser's own scroll to the place of an address may come frames after the event of its change.
const ARRIVAL_FRAMES = 3;
const arrive = (jump) => {
  jump.frames -= 1;
  if (jump.frames > 0) requestAnimationFrame(() => arrive(jump));
};
const noticeScroll = () => {
  if (!held || !isScrolled()) return;
  if (held.frames > 0) settle();
  else release();
};
const layout = new ResizeObserver(() => { noticeScroll(); settle(); });
const hold = (target) => {
  const jump = { id: target.id, scrolled: scrollY, below: 0, frames: ARRIVAL_FRAMES };
  held = jump;
  requestAnimationFrame(() => arrive(jump));
  layout.disconnect();
  [main, target.closest("article"), target.closest(".examples")].filter(Boolean)
    .forEach((element) => layout.observe(element));
  settle();
};
const SCROLL_KEYS = new Set(["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End", " ", "Tab"]);
for (const kind of ["wheel", "touchmove"]) addEventListener(kind, release, { passive: true });
addEventListener("keydown", (event) => {
  if (SCROLL_KEYS.has(event.key) && !event.target.closest("input, textarea, select")) release();
});
// What Apiary, aglio and GitHub call a place of this page.
const slugged = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}/]+/gu, "-").replace(/^-|-$/g, "");
const foreignTarget = (name) => {
  const wanted = slugged(name);
  const headings = find("main :is(h2, h3, h4, h5, h6)[id]");
  const called = (element) => slugged(titleOf(element)).replaceAll("/", "-");
  const ofHeading = headings.find((heading) => slugged(heading.id) === wanted
    || (heading.closest("header") && `introduction/${called(heading)}` === wanted));
  if (ofHeading) return ofHeading;
  const places = [];
  for (const chapter of find("main > .chapter")) {
    const group = one("h2", chapter);
    places.push([group, [`reference/${called(group)}`]]);
    for (const section of find(":scope > .resource", chapter)) {
      const resource = one("h3", section);
      const [g, r] = [called(group), called(resource)];
      places.push([resource, [`reference/${g}/${r}`, `${g}-${r}`]]);
      for (const article of find(":scope > article", section)) {
        const method = article.dataset.method.toLowerCase();
        places.push([article, [`reference/${g}/${r}/${called(article)}`, `${g}-${r}-${method}`]]);
      }
    }
  }
  const place = places.find(([, names]) => names.includes(wanted));
  return (place && place[0]) || headings.find((heading) => called(heading) === wanted)
    || find("main article[id]").find((article) => called(article) === wanted);
};

// A link may lead into something folded.
const reveal = (hash = location.hash) => {
  const name = anchorOf(hash);
  const target = name && (document.getElementById(name) || foreignTarget(name));
  if (!target) { release(); return; }
  if (target.id !== anchorOf(location.hash)) history.replaceState(null, "", `#${target.id}`);
  for (let node = target; node; node = node.parentElement) {
    if (node.tagName === "DETAILS") node.open = true;
    if (node.classList.contains("long")) node.classList.add("unfolded");
  }
  hold(target);
  find(".reached").forEach((element) => element.classList.remove("reached"));
  target.classList.add("reached");
};
// The event knows where the link led: before it comes, the address may follow the browser's own
// scroll to another place.
addEventListener("hashchange", (event) => reveal(new URL(event.newURL).hash));
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  // A click on the present address changes nothing that the browser would tell.
  if (link && link.hash === location.hash) setTimeout(() => reveal());
});

// The address follows the scroll: the last heading above the upper part of the window.
const places = () => find("main :is(h2, h3, h4)[id], article[id]");
let spied = places();
const scrollPadding = () => parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
const currentPlace = () => {
  if (scrollY <= 40) return null;
  const upper = Math.max(110, scrollPadding() + 8);
  let low = 0;
  let high = spied.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spied[middle].getBoundingClientRect().top <= upper) low = middle + 1;
    else high = middle;
  }
  return low > 0 ? spied[low - 1] : null;
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
  // On a phone the contents scroll below their bar, at a desk the whole sidebar does.
  const scroller = contents.classList.contains("open") ? contents : sidebar;
  const frame = scroller.getBoundingClientRect();
  if (box.top < frame.top + 130 || box.bottom > frame.bottom) {
    scroller.scrollTop += box.top - frame.top - frame.height / 2;
  }
};
const markCurrent = () => {
  const place = currentPlace();
  markHere(place ? place.id : "");
  return place;
};
const follow = () => {
  const place = markCurrent();
  if (held) return;
  const wanted = place ? `#${place.id}` : "";
  if (wanted !== location.hash) {
    history.replaceState(null, "", wanted || location.pathname + location.search);
  }
};
let waiting = null;
addEventListener("scroll", () => {
  noticeScroll();
  if (waiting === null) waiting = setTimeout(() => { waiting = null; follow(); }, 120);
}, { passive: true });

// A button at each heading that has an address, or whose article has one.
const offerLinks = (headings) => headings.filter((heading) => !one(".copy-link", heading)).forEach((heading) => {
  const id = heading.id || heading.closest("article").id;
  heading.append(" ", make("button", {
    type: "button", class: "copy-link quiet", "data-copy": `#${id}`,
    "aria-label": `Copy the link to ${titleOf(heading)}`,
  }, "#"));
});
const HEADINGS = ":is(h2, h3, h4, h5, h6)";
const indexLinks = () => {
  spied = places();
  links = new Map(find("a", contents).map((link) => [anchorOf(link.hash), link]));
  here = null;
  offerLinks(find(`main ${HEADINGS}[id]`).filter((heading) => !heading.closest("article")));
  // Where things are is asked after the browser has laid them out: else it would do so here.
  requestAnimationFrame(markCurrent);
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
  opened = find("main details:not([open], .from-type, [data-type]), .part > details:not([open])");
  opened.forEach((details) => { details.open = true; });
});
addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));

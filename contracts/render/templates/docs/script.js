"use strict";
(() => {
  const find = (selector, within = document) => [...within.querySelectorAll(selector)];
  const sidebar = document.querySelector(".sidebar");
  const contents = document.querySelector(".contents");
  const menu = document.querySelector(".menu");
  const filter = document.querySelector(".filter");
  const input = filter.querySelector("input");
  const nothing = document.querySelector(".nothing");

  document.documentElement.classList.add("scripted");
  filter.hidden = menu.hidden = false;

  const showContents = (shown) => {
    contents.classList.toggle("open", shown);
    menu.setAttribute("aria-expanded", String(shown));
  };
  menu.addEventListener("click", () => showContents(!contents.classList.contains("open")));
  contents.addEventListener("click", (event) => {
    if (event.target.closest("a")) showContents(false);
  });

  // What was folded before a search is folded again after it.
  const folded = new Map();
  const applyFilter = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let any = false;
    for (const chapter of find("details", contents)) {
      if (!folded.has(chapter)) folded.set(chapter, chapter.open);
      let matches = 0;
      for (const item of find("li", chapter)) {
        const text = `${item.textContent} ${item.firstElementChild.title}`.toLowerCase();
        item.hidden = !words.every((word) => text.includes(word));
        if (!item.hidden) matches += 1;
      }
      chapter.hidden = words.length > 0 && matches === 0;
      chapter.open = words.length > 0 ? true : folded.get(chapter);
      any = any || !chapter.hidden;
    }
    if (words.length === 0) folded.clear();
    nothing.hidden = any;
  };
  input.addEventListener("input", applyFilter);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      input.value = "";
      applyFilter();
    } else if (event.key === "Enter") {
      const first = find("li a", contents).find((link) => link.offsetParent);
      if (first) first.click();
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    showContents(true);
    input.focus();
  });

  // A link may lead into something folded.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let node = target; node; node = node.parentElement) {
      if (node.tagName === "DETAILS") node.open = true;
    }
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  const links = new Map(find("li a", sidebar).map((link) => [link.hash.slice(1), link]));
  let here = null;
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((candidate) => candidate.isIntersecting)) {
      if (here) here.classList.remove("here");
      here = links.get(encodeURIComponent(entry.target.id)) || links.get(entry.target.id) || null;
      if (here) here.classList.add("here");
    }
  }, { rootMargin: "-10% 0px -80% 0px" });
  find("article[id]").forEach((article) => watcher.observe(article));

  // Paper cannot be unfolded.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = find("main details:not([open])");
    opened.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));
})();

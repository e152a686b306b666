// What every part uses: finding, making, copying, remembering.
const find = (selector, within = document) => [...within.querySelectorAll(selector)];
const one = (selector, within = document) => within.querySelector(selector);
const main = one("main");
const textOf = (element) => (element ? element.textContent.trim().replace(/\s+/g, " ") : "");
// The words of a heading, without the buttons in it.
const titleOf = (heading) => textOf(one(".title", heading))
  || [...heading.childNodes].filter((node) => node.nodeName !== "BUTTON").map((node) => node.textContent).join("").trim();

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
};

// A page opened from disk may be refused any storage.
const remembered = (storage) => ({
  get(key) {
    try { return window[storage].getItem(key); } catch { return null; }
  },
  set(key, value) {
    try {
      if (value) window[storage].setItem(key, value);
      else window[storage].removeItem(key);
    } catch { /* then it is forgotten with the page */ }
  },
});
const forever = remembered("localStorage");
const thisTab = remembered("sessionStorage");

const announcement = one(".announcement");
const announce = (text) => {
  announcement.textContent = text;
  announcement.classList.add("shown");
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => announcement.classList.remove("shown"), 1600);
};

const copyText = async (text, what) => {
  try {
    await navigator.clipboard.writeText(text);
    announce(`${what} copied`);
  } catch {
    announce(`The browser refuses to copy: select the text instead`);
  }
};

const anchorOf = (hash) => {
  try { return decodeURIComponent(hash.slice(1)); } catch { return hash.slice(1); }
};

// JSON and code with their names, texts and values coloured: as the page's own examples are.
const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b|\b(?:true|false|null|True|False|None)\b)/g;
const LONGEST = 100_000;
const coloured = (text) => {
  if (text.length > LONGEST) return [text];
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(TOKENS)) {
    const [, quoted, colon, value] = match;
    nodes.push(text.slice(at, match.index), make(value ? "u" : colon ? "b" : "i", {}, value || quoted), colon || "");
    at = match.index + match[0].length;
  }
  nodes.push(text.slice(at));
  return nodes;
};

// Names and values of headers, written one on a line.
const headerLines = (text) => text.split("\n").filter((line) => line.includes(":")).map((line) => {
  const at = line.indexOf(":");
  return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
});

document.documentElement.classList.add("scripted");

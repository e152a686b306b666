// What every part uses: finding, making, copying, remembering.
const find = (selector, within = document) => [...within.querySelectorAll(selector)];
const one = (selector, within = document) => within.querySelector(selector);
const main = one("main");

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

const said = one(".said");
const announce = (text) => {
  said.textContent = text;
  said.classList.add("shown");
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => said.classList.remove("shown"), 1600);
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

document.documentElement.classList.add("scripted");

// Buttons that copy: the base URL, an action's URL, a response, the path of an attribute.
const copyButton = (what, text) => make("button", {
  type: "button", class: "quiet copy", "aria-label": `Copy the ${what}`,
  onclick: () => copyText(text(), what[0].toUpperCase() + what.slice(1)),
}, "Copy");
const offerStartCopies = () => {
  for (const [selector, what] of [[".base", "base URL"], [".command", "command"]]) {
    const code = one(`.start ${selector}`);
    if (code && !code.nextElementSibling) code.after(" ", copyButton(what, () => code.textContent));
  }
};
const offerCopies = (article) => {
  const endpoint = one(".endpoint", article);
  if (endpoint && !one(".copy", endpoint)) {
    endpoint.append(copyButton("URL", () => sampleHost() + one(".path", endpoint).textContent));
  }
  for (const card of find(".response.card", article)) {
    const content = one(".content code", card);
    const title = one("h4, h6", card);
    if (content && !one(".copy", title)) title.append(copyButton("response", () => content.textContent));
  }
};
// `data.attributes.name`: the names of the members it is inside of, from the body's first.
const attributePath = (item) => {
  const names = [];
  for (let li = item; li; li = li.parentElement.closest("li")) {
    const name = textOf(one(":scope > .leaf .name code", li));
    if (name) names.unshift(name);
  }
  return names.join(".");
};
// There are thousands of attributes: each gets its button when it is pointed at or focused.
const offerPath = (event) => {
  const leaf = event.target.closest(".members .leaf");
  if (!leaf || one(".copy-path", leaf) || leaf.parentElement.matches(".parameter")) return;
  const path = attributePath(leaf.parentElement);
  one(".name", leaf).after(make("button", {
    type: "button", class: "quiet copy-path", "aria-label": `Copy path ${path}`,
    onclick: () => copyText(path, path),
  }, "Copy path"));
};
main.addEventListener("pointerover", offerPath);
main.addEventListener("focusin", offerPath);

// A named type where it is mentioned: its members come from its own place, when they are wanted.
const membersOf = (id) => {
  const owner = document.getElementById(id);
  return owner ? find(":scope > .explanation > .members", owner) : [];
};
const typeCopies = (id) => membersOf(id).map((list) => {
  const copy = list.cloneNode(true);
  // What the reader has unfolded there is not unfolded here.
  find(".from-type", copy).forEach((details) => details.remove());
  find("[id]", copy).forEach((element) => element.removeAttribute("id"));
  offerTypes(copy);
  return copy;
});
// Recursion goes as deep as the reader wants.
const offerTypes = (within) => {
  for (const link of find(".leaf > .type > a[href^='#type.']", within)) {
    const leaf = link.closest(".leaf");
    const id = anchorOf(link.hash);
    const count = membersOf(id).reduce((sum, list) => sum + list.children.length, 0);
    if (!count || leaf.nextElementSibling) continue;
    leaf.after(make("details", { class: "inner from-type", "data-type": id },
      make("summary", {}, `${count} ${count === 1 ? "member" : "members"}`,
        make("span", { class: "of" }, ` of ${textOf(one(".name", leaf))}`))));
  }
};
const fillType = (details) => {
  if (!one(":scope > .members", details)) details.append(...typeCopies(details.dataset.type));
};
// Of a body that is opened, the first levels at once: as many rows as fit a window.
const ROWS_AT_ONCE = 40;
// What is said of a resource type for all its uses, for a response: `required` speaks of creation.
const showAnswered = (body) => {
  fillType(body);
  const items = find(":scope > .members > li", body);
  items.filter((item) => find(":scope > .leaf > .note", item).some((note) => textOf(note) === "write-only"))
    .forEach((item) => item.remove());
  find(":scope > .members > li > .leaf > .required", body).forEach((note) => note.remove());
};
const unfoldBody = (body) => {
  if (body.dataset.type) showAnswered(body);
  let rows = find(".members > li", body).length;
  const waiting = find(".inner.from-type:not([open])", body);
  while (waiting.length) {
    const details = waiting.shift();
    // A type inside itself is for the reader to unfold.
    if (details.parentElement.closest(`[data-type="${CSS.escape(details.dataset.type)}"]`)) continue;
    rows += membersOf(details.dataset.type).reduce((sum, list) => sum + list.children.length, 0);
    if (rows > ROWS_AT_ONCE) break;
    fillType(details);
    details.open = true;
    waiting.push(...find(".inner.from-type", details));
  }
};
document.addEventListener("toggle", (event) => {
  if (!event.target.open) return;
  if (event.target.matches(".from-type")) fillType(event.target);
  else if (event.target.matches(".body") && !event.target.dataset.unfolded) {
    event.target.dataset.unfolded = "";
    unfoldBody(event.target);
  }
}, true);

// Long descriptions, pictures, and the start of everything.
const unfold = (abstract) => {
  abstract.classList.add("unfolded");
  const button = abstract.nextElementSibling;
  if (button && button.matches(".more")) button.remove();
};
const clampLong = (within = document) => {
  for (const abstract of find(".abstract.long:not(.unfolded)", within)) {
    if (abstract.nextElementSibling && abstract.nextElementSibling.matches(".more")) continue;
    abstract.after(make("button", {
      type: "button", class: "more quiet", onclick: () => unfold(abstract),
    }, "more"));
    abstract.addEventListener("focusin", () => unfold(abstract), { once: true });
  }
};

// A picture of another origin stays a placeholder: this page asks nobody but its own server.
const showPictures = (within = document) => {
  for (const box of find(".thumb:empty", within)) {
    const address = URL.canParse(box.dataset.image) ? new URL(box.dataset.image) : null;
    if (!served || !address || address.origin !== location.origin) continue;
    const image = make("img", {
      src: address.href, alt: "", width: "32", height: "32", loading: "lazy", decoding: "async",
    });
    image.addEventListener("error", () => image.remove(), { once: true });
    box.append(image);
  }
};

const start = () => {
  searchIndex = null;
  equipAll();
  clampLong();
  showPictures();
  offerStartCopies();
  indexLinks();
};
start();
reveal();

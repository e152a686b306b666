// The reader's secrets, put where documented requests show one. They stay in this tab.
const CREDENTIALS = JSON.parse(main.dataset.credentials || "[]").map((each) => ({
  ...each,
  key: ["secret", each.place, each.name.toLowerCase(), each.scheme.toLowerCase(), each.refresh ? "refresh" : "",
    each.parameter.toLowerCase()].join(" ").trim(),
}));
const secretOf = (credential) => thisTab.get(credential.key) || "";
// What stands for a value that only the reader knows.
const isPlaceholder = (value) => /^(<.*>|\{.*\}|\[.*\]|\$\w+|%\w+%|(.*[\W_])?your([\W_].*)?|.*\.\.\.|.*…|x{3,})$/i.test(value.trim());
// A literal of a refused request is wrong on purpose.
const mayReplace = (value, status) => isPlaceholder(value) || (status !== 401 && status !== 403);

const schemeOf = (name, value) => {
  const match = /authorization$/i.test(name) ? /^([A-Za-z][A-Za-z0-9-]*)(\s+)(?=\S)/.exec(value) : null;
  return match ? { scheme: match[1], before: match[0] } : { scheme: "", before: "" };
};
// A header's value before, in and after the secret: all of it after the scheme, or one parameter.
const inPattern = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const partsOf = ({ parameter }, name, value) => {
  const { before } = schemeOf(name, value);
  if (!parameter) return { before, secret: value.slice(before.length), after: "" };
  const match = new RegExp(`^((?:|[^]*[\\s,;])${inPattern(parameter)}\\s*=\\s*"?)([^",;]+)([^]*)$`, "i").exec(value);
  return match && { before: match[1], secret: match[2].trimEnd(), after: match[3] };
};
const headerCredential = (name, value) => CREDENTIALS.find((each) => each.place === "header"
  && each.name.toLowerCase() === name.toLowerCase()
  && each.scheme.toLowerCase() === schemeOf(name, value).scheme.toLowerCase()
  && each.refresh === value.toLowerCase().includes("refresh")
  && partsOf(each, name, value));
const encodedSecret = (credential, secret) => (
  credential.scheme.toLowerCase() === "basic" && secret.includes(":")
    ? btoa(String.fromCharCode(...new TextEncoder().encode(secret))) : secret
);
// `name=value` in a query, with what is before and after the value.
const inQuery = (uri, name) => new RegExp(`([?&]${inPattern(name)}=)([^&#]*)`).exec(uri);

// The credentials that a request shows, each with the value that stands for it.
const shownCredentials = (request) => [
  ...request.headers.flatMap(([name, value]) => {
    const credential = headerCredential(name, value);
    const isShown = credential && mayReplace(partsOf(credential, name, value).secret, request.status);
    return isShown ? [credential] : [];
  }),
  ...CREDENTIALS.filter((each) => each.place === "query" && inQuery(request.uri, each.name)),
];
const withSecrets = (request) => {
  const headers = request.headers.map(([name, value]) => {
    const credential = headerCredential(name, value);
    const secret = credential && secretOf(credential);
    if (!secret) return [name, value];
    const parts = partsOf(credential, name, value);
    return mayReplace(parts.secret, request.status)
      ? [name, parts.before + encodedSecret(credential, secret) + parts.after] : [name, value];
  });
  let { uri } = request;
  for (const credential of CREDENTIALS.filter((each) => each.place === "query")) {
    const match = secretOf(credential) && inQuery(uri, credential.name);
    if (match) uri = uri.replace(match[0], () => match[1] + encodeURIComponent(secretOf(credential)));
  }
  return { ...request, headers, uri };
};
const lacking = (request) => shownCredentials(request).filter((each) => !secretOf(each));

const secretListeners = [];
const secretInputs = () => find("[data-credential]");
const setSecret = (number, secret) => {
  thisTab.set(CREDENTIALS[number].key, secret);
  for (const input of secretInputs()) {
    if (input.dataset.credential === String(number) && input.value !== secret) input.value = secret;
  }
  secretListeners.forEach((listener) => listener());
};
const equipSecret = (input) => {
  const number = Number(input.dataset.credential);
  input.value = secretOf(CREDENTIALS[number]);
  input.addEventListener("input", () => setSecret(number, input.value.trim()));
};
secretInputs().forEach(equipSecret);
if (CREDENTIALS.length) one(".tokens").hidden = false;
const secretField = (credential) => {
  const input = make("input", {
    type: "password", "data-credential": CREDENTIALS.indexOf(credential), spellcheck: "false",
    autocomplete: "off", placeholder: "kept in this tab only",
  });
  equipSecret(input);
  return make("label", {}, `${credential.label} `, input);
};

// Where requests go: the documented host, the origin this page came from, or the reader's own.
const HOST = (main.dataset.host || "").replace(/\/+$/, "");
const served = location.protocol.startsWith("http");
const isAbsolute = (text) => /^https?:\/\/[^/\s]/i.test(text);
const isLocal = (address) => /^(localhost|.*\.localhost|127\..*|\[::1\]|0\.0\.0\.0)$/i.test(new URL(address).hostname);
const originOf = (address) => { try { return new URL(address).origin; } catch { return ""; } };

// A local host is what a blueprint is tried with; a preview and `contract serve` have the API behind them.
const isOwnServer = served && (!isAbsolute(HOST) || isLocal(HOST) || originOf(HOST) === location.origin
  || one(".live") !== null || (isLocal(location.href) && /^\/docs\/?$/.test(location.pathname)));

// Kept for this API alone: pages of others may be at the same origin.
const serverKey = (what) => `${what} of ${main.dataset.host || document.title}`;
const ownServer = () => (forever.get(serverKey("own server")) || "").replace(/\/+$/, "");
const chosenServer = () => {
  const kind = forever.get(serverKey("server"));
  if (kind === "documented" && isAbsolute(HOST)) return { kind, address: HOST };
  if (kind === "page" && served) return { kind, address: location.origin };
  if (kind === "own") return { kind, address: ownServer() };
  if (isOwnServer) return { kind: "page", address: location.origin };
  return isAbsolute(HOST) ? { kind: "documented", address: HOST } : { kind: "own", address: ownServer() };
};
const serverListeners = [];
const setServer = (kind) => { forever.set(serverKey("server"), kind); serverListeners.forEach((listener) => listener()); };
const setOwnServer = (address) => {
  forever.set(serverKey("own server"), address);
  serverListeners.forEach((listener) => listener());
};
// Samples name the documented host until the reader has chosen another.
const PLACEHOLDER_HOST = "https://api.example.com";
const sampleHost = () => {
  const { kind, address } = chosenServer();
  return (forever.get(serverKey("server")) && kind === "own" && isAbsolute(address) ? address : HOST) || PLACEHOLDER_HOST;
};
const isMixed = (address) => location.protocol === "https:" && /^http:/i.test(address) && !isLocal(address);
const hasConsent = (origin) => origin === location.origin || thisTab.get(`consent ${origin}`) === "yes";
const consent = (origin) => thisTab.set(`consent ${origin}`, "yes");

// Whether anything answers there, which a page may learn even where it may not read.
const isReachable = async (origin) => {
  try {
    await fetch(origin, { mode: "no-cors", credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(10_000) });
    return true;
  } catch { return false; }
};
const SIMPLE_HEADERS = new Set(["accept", "accept-language", "content-language", "range"]);
const SIMPLE_TYPES = /^(text\/plain|multipart\/form-data|application\/x-www-form-urlencoded)\b/i;
// What the server must send for this page to read its answers (Fetch, "CORS protocol").
const neededForCors = (method, headers) => {
  const names = headers.filter(([name, value]) => !SIMPLE_HEADERS.has(name.toLowerCase())
    && !(name.toLowerCase() === "content-type" && SIMPLE_TYPES.test(value))).map(([name]) => name);
  return [
    `Access-Control-Allow-Origin: ${served ? location.origin : "null"}`,
    ...(["GET", "HEAD", "POST"].includes(method) ? [] : [`Access-Control-Allow-Methods: ${method}`]),
    ...(names.length ? [`Access-Control-Allow-Headers: ${names.join(", ")}`] : []),
  ];
};

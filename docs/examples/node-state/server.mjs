// A shelf of books that speaks the state protocol (docs/state.md), without any dependency.
import http from "node:http";

let books = new Map(), tokens = new Set();

// The state protocol: one document before each transaction, for tests alone.
function applyState(document) {
  const notes = [];
  if (document.reset) books = new Map(), tokens = new Set();
  for (const { type, id, attributes = {}, guessed } of document.resources ?? []) {
    if (type === "book") books.set(Number(id), { title: "Untitled", pages: 100, ...books.get(Number(id)), ...attributes });
    else if (!guessed) throw new Error(`the shelf has no ${type}`);
    else notes.push(`the shelf has no ${type}`);
  }
  if (document.failing?.length) throw new Error("the shelf has no health checkers");
  if (!document.token) return { version: 1, notes };
  if (document.token.kind !== "access") throw new Error("tokens of the shelf do not expire");
  const token = `token-of-${document.token.user}`;
  tokens.add(token);
  return { version: 1, token, notes };
}

const shown = (id) => ({ id, title: books.get(id).title, pages: books.get(id).pages });

function answer(method, path, headers, body) {
  if (method === "POST" && path === "/contract-state") {
    try { return [200, applyState(JSON.parse(body))]; }
    catch (error) { return [422, { error: error.message }]; }
  }
  const id = Number(path.match(/^\/books\/(\d+)$/)?.[1]);
  const isSigned = tokens.has(headers.authorization?.replace(/^Bearer /, ""));
  if (method === "GET" && path === "/books") return [200, [...books.keys()].map(shown)];
  if (id && !books.has(id)) return [404, { error: "no such book" }];
  if (method === "GET" && id) return [200, shown(id)];
  if (!isSigned) return [401, { error: "sign in first" }];
  if (method === "DELETE" && id) return books.delete(id), [204];
  if (method !== "POST" || path !== "/books") return [405, { error: "no such operation" }];
  const next = Math.max(0, ...books.keys()) + 1;
  books.set(next, JSON.parse(body));
  return [201, shown(next)];
}

http.createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const [status, document] = answer(request.method, request.url.split("?")[0], request.headers, body);
  response.writeHead(status, document ? { "Content-Type": "application/json" } : {});
  response.end(document && JSON.stringify(document));
}).listen(Number(process.argv[2] ?? 8080), "127.0.0.1");

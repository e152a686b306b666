// A whole flow with WarpDrive, the successor of @ember-data/request: its builds for browsers without
// a bundler ("unpkg") run in Node with `node --conditions=unpkg`.
import assert from "node:assert/strict";
import { cacheKeyFor, useRecommendedStore } from "@warp-drive/core";
import { setupSignals } from "@warp-drive/core/configure";
import { checkout, withDefaults } from "@warp-drive/core/reactive";
import { JSONAPICache } from "@warp-drive/json-api";
import {
  createRecord, deleteRecord, findRecord, query, serializePatch, serializeResources, setBuildURLConfig, updateRecord,
} from "@warp-drive/utilities/json-api";
import { BASE, run, step, token } from "./flow.mjs";

// Nothing is rendered: no signals are needed.
setupSignals(() => ({
  createSignal: () => ({}), consumeSignal() {}, notifySignal() {}, createMemo: (_object, _key, fn) => fn,
  willSyncFlushWatchers: () => false,
}));

run(async () => {
  const jwt = await token();
  setBuildURLConfig({ host: new URL(BASE).origin, namespace: new URL(BASE).pathname.slice(1) });
  const field = (name) => ({ kind: "field", name });
  const Store = useRecommendedStore({
    cache: JSONAPICache,
    handlers: [{
      request({ request }, next) {
        const headers = new Headers(request.headers);
        headers.set("Authorization", `JWT ${jwt}`);
        if (request.body) headers.set("Content-Type", "application/vnd.api+json");
        return next({ ...request, headers });
      },
    }],
    schemas: [
      withDefaults({ type: "event", fields: [field("name")] }),
      withDefaults({
        type: "faq",
        fields: [field("question"), field("answer")],
      }),
      withDefaults({ type: "faq-type", fields: [field("name")] }),
    ],
  });
  const store = new Store();
  const ask = async (request) => (await store.request(request)).content;

  const list = await ask(query("event"));
  assert.equal(list.data.length, 3);
  assert.equal(list.meta.count, 3);
  step("list");
  const pages = [];
  for (let page = await ask(query("event", { "page[size]": 2 })); page; page = await page.next()) pages.push(page.data.length);
  assert.deepEqual(pages, [2, 1]);
  step("pages");
  const found = await ask(query("event", { "filter[name]": "Event 3" }));
  assert.deepEqual(found.data.map((event) => event.id), ["3"]);
  step("filter");
  const sorted = await ask(query("event", { sort: "-name" }));
  assert.deepEqual(sorted.data.map((event) => event.name), ["Event 3", "Event 2", "Event 1"]);
  step("sort");
  const other = new Store();
  await other.request(findRecord("faq", "1", { include: ["event", "faq-type"] }));
  assert.equal(other.peekRecord({ type: "event", id: "1" }).name, "Event 1");
  step("include");

  // Fields of relationships are in @warp-drive/legacy, for Ember: linkage is added to the body.
  const draft = store.createRecord("faq", { question: "New?", answer: "Yes." });
  const create = createRecord(draft);
  const sent = serializeResources(store.cache, cacheKeyFor(draft));
  delete sent.data.id; // null is no id: 403, as for any id of the client's
  sent.data.relationships = { event: { data: { type: "event", id: "1" } } };
  const made = (await ask({ ...create, body: JSON.stringify(sent) })).data;
  assert.equal(made.question, "New?");
  const { id } = made;
  step("create");
  const editable = await checkout(made);
  editable.question = "Newer?";
  const patch = serializePatch(store.cache, cacheKeyFor(editable));
  const changed = await ask({ ...updateRecord(editable, { patch: true }), body: JSON.stringify(patch) });
  assert.equal(changed.data.question, "Newer?");
  step("update");

  await assert.rejects(ask(findRecord("faq", "4711")), (error) => error.status === 404);
  step("errors");
  store.deleteRecord(editable);
  await ask(deleteRecord(editable));
  await assert.rejects(ask(findRecord("faq", id, { reload: true })), (error) => error.status === 404);
  step("delete");
});

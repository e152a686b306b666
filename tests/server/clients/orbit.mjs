// A whole flow with Orbit's JSON:API source: its serializer settings say that names are dasherized,
// and that paths are plural and types are not.
import assert from "node:assert/strict";
import { JSONAPISource, JSONAPISerializers, JSONAPIURLBuilder } from "@orbit/jsonapi";
import { RecordKeyMap, RecordSchema } from "@orbit/records";
import { buildSerializerSettingsFor } from "@orbit/serializers";
import { BASE, run, step, token } from "./flow.mjs";

/** Its pages are an offset and a limit; those of the server have a number and a size. */
class URLBuilder extends JSONAPIURLBuilder {
  buildPageParam({ offset, limit }) {
    return { size: limit, number: offset / limit + 1 };
  }
}

run(async () => {
  // Ids are the server's: without a key of their own, creations send one of the client's (403).
  const keys = { remoteId: {} };
  const schema = new RecordSchema({
    models: {
      event: { keys, attributes: { name: { type: "string" } }, relationships: { faqs: { kind: "hasMany", type: "faq", inverse: "event" } } },
      faq: {
        keys,
        attributes: { question: { type: "string" }, answer: { type: "string" } },
        relationships: {
          event: { kind: "hasOne", type: "event", inverse: "faqs" },
          faqType: { kind: "hasOne", type: "faqType", inverse: "faqs" },
        },
      },
      faqType: { keys, attributes: { name: { type: "string" } }, relationships: { faqs: { kind: "hasMany", type: "faq", inverse: "faqType" } } },
    },
  });
  const keyMap = new RecordKeyMap();
  /** The record with an id of the server's. */
  const record = (type, remoteId) => {
    const id = keyMap.keyToId(type, "remoteId", remoteId) ?? schema.generateId(type);
    keyMap.pushRecord({ type, id, keys: { remoteId } });
    return { type, id };
  };
  const source = new JSONAPISource({
    schema,
    keyMap,
    name: "remote",
    host: new URL(BASE).origin,
    namespace: new URL(BASE).pathname.slice(1),
    URLBuilderClass: URLBuilder,
    defaultFetchSettings: { headers: { Authorization: `JWT ${await token()}` } },
    serializerSettingsFor: buildSerializerSettingsFor({
      settingsByType: {
        [JSONAPISerializers.ResourceType]: { serializationOptions: { inflectors: ["dasherize"] } },
        [JSONAPISerializers.ResourceTypePath]: { serializationOptions: { inflectors: ["dasherize", "pluralize"] } },
        [JSONAPISerializers.ResourceField]: { serializationOptions: { inflectors: ["dasherize"] } },
      },
    }),
  });
  // A request that failed waits in the queue, before all others, until it is skipped.
  source.requestQueue.on("fail", (_task, error) => source.requestQueue.skip(error));
  /** Data and document of a query with one operation. */
  const ask = async (query, options = {}) => {
    const { data, details } = await source.query(query, { ...options, fullResponse: true });
    return { data, document: [details].flat()[0].document };
  };

  const list = await ask((q) => q.findRecords("event"));
  assert.equal(list.data.length, 3);
  assert.equal(list.document.meta.count, 3);
  step("list");
  const pages = [];
  for (let offset = 0, next = true; next; offset += 2) {
    const page = await ask((q) => q.findRecords("event").page({ offset, limit: 2 }));
    pages.push(page.data.length);
    next = Boolean(page.document.links.next);
  }
  assert.deepEqual(pages, [2, 1]);
  step("pages");
  const found = await source.query((q) => q.findRecords("event").filter({ attribute: "name", value: "Event 3" }));
  assert.deepEqual(found.map((event) => event.keys.remoteId), ["3"]);
  step("filter");
  const sorted = await source.query((q) => q.findRecords("event").sort("-name"));
  assert.deepEqual(sorted.map((event) => event.attributes.name), ["Event 3", "Event 2", "Event 1"]);
  step("sort");
  const included = await ask((q) => q.findRecord(record("faq", "1")), { include: ["event", "faq-type"] });
  assert.deepEqual(included.document.included.map((each) => each.type).sort(), ["event", "faq-type"]);
  step("include");

  const made = await source.update((t) => t.addRecord({
    type: "faq",
    attributes: { question: "New?", answer: "Yes." },
    relationships: { event: { data: record("event", "1") } },
  }));
  assert.equal(made.attributes.question, "New?");
  const faq = { type: "faq", id: made.id };
  step("create");
  const whole = await source.query((q) => q.findRecord(faq));
  await source.update((t) => t.updateRecord({ ...whole, attributes: { ...whole.attributes, question: "Newer?" } }));
  assert.equal((await source.query((q) => q.findRecord(faq))).attributes.question, "Newer?");
  step("update");
  const type = record("faqType", "1");
  await source.update((t) => t.replaceRelatedRecord(faq, "faqType", type));
  assert.equal((await source.query((q) => q.findRelatedRecord(faq, "faqType"))).id, type.id);
  step("to-one");
  const members = async () => (await source.query((q) => q.findRelatedRecords(type, "faqs"))).map((each) => each.id);
  await source.update((t) => t.removeFromRelatedRecords(type, "faqs", faq));
  assert.ok(!(await members()).includes(faq.id));
  await source.update((t) => t.addToRelatedRecords(type, "faqs", faq));
  assert.ok((await members()).includes(faq.id));
  step("to-many");

  const missing = (record) => assert.rejects(
    source.query((q) => q.findRecord(record), { raiseNotFoundExceptions: true }),
    (error) => error.message.startsWith("Record not found"),
  );
  await missing(record("faq", "4711"));
  await assert.rejects(
    source.update((t) => t.replaceAttribute(record("faq", "3"), "answer", "No.")),
    (error) => error.response.status === 403,
  );
  step("errors");
  await source.update((t) => t.removeRecord(faq));
  await missing(faq);
  step("delete");
});

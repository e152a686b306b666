// A whole flow with devour-client: each model names its type and its path.
import assert from "node:assert/strict";
import devour from "devour-client";
import { BASE, run, step, token } from "./flow.mjs";

run(async () => {
  const api = new (devour.default ?? devour)({ apiUrl: BASE, logger: false, pluralize: false });
  api.headers.Authorization = `JWT ${await token()}`;
  const one = (type) => ({ jsonApi: "hasOne", type });
  const many = (type) => ({ jsonApi: "hasMany", type });
  api.define("event", { name: "", faqs: many("faq"), "faq-types": many("faq-type") }, { collectionPath: "events" });
  api.define("faq", { question: "", answer: "", event: one("event"), "faq-type": one("faq-type") }, { collectionPath: "faqs" });
  api.define("faq-type", { name: "", event: one("event"), faqs: many("faq") }, { collectionPath: "faq-types" });

  assert.equal((await api.findAll("event")).meta.count, 3);
  step("list");
  const pages = [];
  for (let number = 1, next = true; next; number++) {
    const page = await api.findAll("event", { page: { size: 2, number } });
    pages.push(page.data.length);
    next = Boolean(page.links.next);
  }
  assert.deepEqual(pages, [2, 1]);
  step("pages");
  const found = await api.findAll("event", { filter: { name: "Event 3" } });
  assert.deepEqual(found.data.map((event) => event.id), ["3"]);
  step("filter");
  const sorted = await api.findAll("event", { sort: "-name" });
  assert.deepEqual(sorted.data.map((event) => event.name), ["Event 3", "Event 2", "Event 1"]);
  step("sort");
  const included = await api.find("faq", "1", { include: "event,faq-type" });
  assert.equal(included.data.event.name, "Event 1");
  step("include");

  const made = await api.create("faq", { question: "New?", answer: "Yes.", event: { id: "1", type: "event" } });
  assert.equal(made.data.question, "New?");
  const { id } = made.data;
  step("create");
  // What was read is changed and sent back whole.
  const whole = (await api.find("faq", id)).data;
  const changed = await api.update("faq", { ...whole, question: "Newer?" });
  assert.equal(changed.data.question, "Newer?");
  step("update");

  await api.one("faq", id).relationships("faq-type").patch({ id: "1", type: "faq-type" });
  assert.equal((await api.one("faq", id).relationships("faq-type").get()).data.id, "1");
  step("to-one");
  // A chain is for one request.
  const typed = () => api.one("faq-type", "1").relationships("faqs");
  const members = async () => (await api.find("faq-type", "1", { include: "faqs" })).data.faqs.map((faq) => faq.id);
  await typed().destroy([{ id, type: "faq" }]);
  assert.ok(!(await members()).includes(id));
  await typed().post([{ id, type: "faq" }]);
  assert.ok((await members()).includes(id));
  step("to-many");

  await assert.rejects(api.find("faq", "4711"), (error) => error[0].title === "Object not found");
  await assert.rejects(api.update("faq", { id: "3", answer: "No." }));
  step("errors");
  await api.destroy("faq", id);
  await assert.rejects(api.find("faq", id));
  step("delete");
});

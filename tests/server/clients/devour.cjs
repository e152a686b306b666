// A whole flow with devour-client: each model names its type and its path.
"use strict";
const assert = require("node:assert/strict");
const devour = require("devour-client");

const { BASE } = process.env;
const JsonApi = devour.default || devour;

async function main() {
  const login = await fetch(`${BASE}/auth/login`, {
    method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email: "jane@example.com", password: "password" }),
  });
  const api = new JsonApi({ apiUrl: BASE, logger: false, pluralize: false });
  api.headers.Authorization = `JWT ${(await login.json()).access_token}`;
  const one = (type) => ({ jsonApi: "hasOne", type });
  const many = (type) => ({ jsonApi: "hasMany", type });
  api.define("event", { name: "", faqs: many("faq"), "faq-types": many("faq-type") }, { collectionPath: "events" });
  api.define("faq", { question: "", answer: "", event: one("event"), "faq-type": one("faq-type") }, { collectionPath: "faqs" });
  api.define("faq-type", { name: "", event: one("event"), faqs: many("faq") }, { collectionPath: "faq-types" });

  const page = await api.findAll("event", { page: { size: 1, number: 2 }, sort: "-name" });
  assert.equal(page.data.length, 1);
  assert.equal(page.meta.count, 3);
  const found = await api.findAll("event", { filter: { name: "Event 3" } });
  assert.deepEqual(found.data.map((event) => event.id), ["3"]);
  const included = await api.find("faq", "1", { include: "event,faq-type" });
  assert.equal(included.data.event.name, "Event 1");

  const made = await api.create("faq", { question: "New?", answer: "Yes.", event: { id: "1", type: "event" } });
  assert.equal(made.data.question, "New?");
  const { id } = made.data;
  // What was read is changed and sent back whole.
  const whole = (await api.find("faq", id)).data;
  const changed = await api.update("faq", { ...whole, question: "Newer?" });
  assert.equal(changed.data.question, "Newer?");

  await api.one("faq", id).relationships("faq-type").patch({ id: "1", type: "faq-type" });
  assert.equal((await api.one("faq", id).relationships("faq-type").get()).data.id, "1");
  // A chain is for one request.
  const typed = () => api.one("faq-type", "1").relationships("faqs");
  await typed().destroy([{ id, type: "faq" }]);
  assert.ok(!(await api.find("faq-type", "1", { include: "faqs" })).data.faqs.some((faq) => faq.id === id));
  await typed().post([{ id, type: "faq" }]);
  assert.ok((await api.find("faq-type", "1", { include: "faqs" })).data.faqs.some((faq) => faq.id === id));

  await assert.rejects(api.find("faq", "4711"));
  await assert.rejects(api.update("faq", { id: "3", answer: "No." }));
  await api.destroy("faq", id);
  await assert.rejects(api.find("faq", id));
}

main().then(() => console.log("done"), (error) => { console.error(error); process.exitCode = 1; });

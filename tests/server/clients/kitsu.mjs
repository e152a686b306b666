// A whole flow with kitsu: its types are as they are sent (camelCaseTypes), and paths are plural.
import assert from "node:assert/strict";
import Kitsu from "kitsu";
import { BASE, run, step, token } from "./flow.mjs";

run(async () => {
  const headers = { Authorization: `JWT ${await token()}` };
  const api = new Kitsu({ baseURL: BASE, camelCaseTypes: false, headers });
  // kitsu makes the types of its requests plural unless its pluraliser keeps them.
  const writes = new Kitsu({ baseURL: BASE, camelCaseTypes: false, pluralize: false, headers });

  const list = await api.get("events");
  assert.equal(list.meta.count, 3);
  step("list");
  const pages = [];
  for (let number = 1, next = true; next; number++) {
    const page = await api.get("events", { params: { page: { size: 2, number } } });
    pages.push(page.data.length);
    next = Boolean(page.links.next);
  }
  assert.deepEqual(pages, [2, 1]);
  step("pages");
  const found = await api.get("events", { params: { filter: { name: "Event 3" } } });
  assert.deepEqual(found.data.map((event) => event.id), ["3"]);
  step("filter");
  const sorted = await api.get("events", { params: { sort: "-name" } });
  assert.deepEqual(sorted.data.map((event) => event.name), ["Event 3", "Event 2", "Event 1"]);
  step("sort");
  const included = await api.get("faq/1", { params: { include: "event,faq-type" } });
  assert.equal(included.data.event.data.name, "Event 1");
  step("include");

  const made = await writes.request({
    method: "POST", url: "faqs", type: "faq",
    body: { question: "New?", answer: "Yes.", event: { data: { type: "event", id: "1" } } },
  });
  assert.equal(made.data.question, "New?");
  const { id } = made.data;
  step("create");
  // What was read is changed and sent back whole; of an empty relationship kitsu would make an attribute.
  const { "faq-type": empty, ...whole } = (await api.get(`faq/${id}`)).data;
  assert.ok(!empty?.data);
  const changed = await writes.request({
    method: "PATCH", url: `faqs/${id}`, type: "faq", body: { ...whole, question: "Newer?" },
  });
  assert.equal(changed.data.question, "Newer?");
  step("update");

  await writes.request({
    method: "PATCH", url: `faqs/${id}/relationships/faq-type`, type: "faq-type", body: { id: "1" },
  });
  assert.equal((await api.get(`faq/${id}/faq-type`)).data.id, "1");
  step("to-one");
  const members = async () => (await api.get("faq-types/1/relationships/faqs")).data.map((faq) => faq.id);
  // It sends no body with DELETE: members are removed by a PATCH with those that stay.
  const edit = (method, ids) => writes.request({
    method, url: "faq-types/1/relationships/faqs", type: "faq", body: ids.map((each) => ({ id: each })),
  });
  await edit("PATCH", (await members()).filter((each) => each !== id));
  assert.ok(!(await members()).includes(id));
  await edit("POST", [id]);
  assert.ok((await members()).includes(id));
  step("to-many");

  await assert.rejects(
    api.get("faq/4711"),
    (error) => error.response.status === 404 && error.errors[0].status === "404",
  );
  await assert.rejects(
    writes.request({ method: "PATCH", url: "faqs/3", type: "faq", body: { id: "3", answer: "No." } }),
    (error) => error.response.status === 403,
  );
  step("errors");
  await writes.request({ method: "DELETE", url: `faqs/${id}`, type: "faq" });
  await assert.rejects(api.get(`faq/${id}`), (error) => error.response.status === 404);
  step("delete");
});

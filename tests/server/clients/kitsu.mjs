// A whole flow with kitsu: its types are as they are sent (camelCaseTypes), and paths are plural.
import assert from "node:assert/strict";
import Kitsu from "kitsu";

const { BASE } = process.env;
const json = { "Content-Type": "application/json" };

async function main() {
  const login = await fetch(`${BASE}/auth/login`, {
    method: "POST", headers: json, body: JSON.stringify({ email: "jane@example.com", password: "password" }),
  });
  const token = (await login.json()).access_token;
  assert.ok(token, "login gives a token");
  const api = new Kitsu({ baseURL: BASE, camelCaseTypes: false, headers: { Authorization: `JWT ${token}` } });
  // kitsu makes the types of its requests plural unless its pluraliser keeps them.
  const paths = api.plural;
  const writes = new Kitsu({ baseURL: BASE, camelCaseTypes: false, pluralize: false, headers: api.headers });

  const page = await api.get("events", { params: { page: { size: 1, number: 2 }, sort: "-name" } });
  assert.equal(page.data.length, 1);
  assert.equal(page.meta.count, 3);
  const found = await api.get("events", { params: { filter: { name: "Event 3" } } });
  assert.deepEqual(found.data.map((event) => event.id), ["3"]);
  const included = await api.get("faq/1", { params: { include: "event,faq-type" } });
  assert.equal(included.data.event.data.name, "Event 1");
  const sparse = await api.get("faq/1", { params: { fields: { faq: "question" } } });
  assert.equal(sparse.data.answer, undefined);

  const resource = (id, body) => ({ data: { type: "faq", ...(id && { id }), ...body } });
  const made = await writes.axios.post(paths("faq"), resource("", {
    attributes: { question: "New?", answer: "Yes." },
    relationships: { event: { data: { type: "event", id: "1" } } },
  }), { headers: writes.headers });
  assert.equal(made.status, 201);
  const { id } = made.data.data;

  // What was read is changed and sent back whole; of an empty relationship kitsu would make an attribute.
  const { "faq-type": empty, ...whole } = (await api.get(`faq/${id}`)).data;
  assert.ok(!empty?.data);
  assert.equal(whole.question, "New?");
  const changed = await writes.request({
    method: "PATCH", url: `faqs/${id}`, type: "faq", body: { ...whole, question: "Newer?" },
  });
  assert.equal(changed.data.question, "Newer?");

  const linked = await writes.request({
    method: "PATCH", url: `faqs/${id}/relationships/faq-type`, type: "faq-type", body: { id: "1" },
  });
  assert.ok([200, 204].includes(linked.status));
  const related = await api.get(`faq/${id}/faq-type`);
  assert.equal(related.data.id, "1");

  await assert.rejects(
    api.get("faq/4711"),
    (error) => error.response.status === 404 && error.errors[0].status === "404",
  );
  await assert.rejects(
    writes.request({ method: "PATCH", url: "faqs/3", type: "faq", body: { id: "3", answer: "No." } }),
    (error) => error.response.status === 403,
  );
  await writes.axios.delete(`faqs/${id}`, { headers: writes.headers });
  await assert.rejects(api.get(`faq/${id}`), (error) => error.response.status === 404);
}

main().then(() => console.log("done"), (error) => { console.error(error); process.exitCode = 1; });

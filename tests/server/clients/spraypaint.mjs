// A whole flow with spraypaint: each model names its type and its endpoint.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { BASE, run, step, token } from "./flow.mjs";

// Its ES modules have no file extensions, so that Node reads the CommonJS build.
const { SpraypaintBase, attr, belongsTo, hasMany } = createRequire(import.meta.url)("spraypaint");

run(async () => {
  const Base = SpraypaintBase.extend({
    static: {
      baseUrl: new URL(BASE).origin,
      apiNamespace: new URL(BASE).pathname,
      jwtStorage: false,
      keyCase: { server: "dash", client: "camel" },
      generateAuthHeader: (jwt) => `JWT ${jwt}`,
    },
  });
  Base.jwt = await token();
  const model = (jsonapiType, endpoint, attrs) => Base.extend({ static: { jsonapiType, endpoint }, attrs });
  const Event = model("event", "/events", { name: attr(), faqs: hasMany({ type: "faq" }) });
  const FaqType = model("faq-type", "/faq-types", { name: attr(), faqs: hasMany({ type: "faq" }) });
  const Faq = model("faq", "/faqs", {
    question: attr(), answer: attr(), event: belongsTo({ type: Event }), faqType: belongsTo({ type: FaqType }),
  });

  const list = await Event.all();
  assert.equal(list.data.length, 3);
  assert.equal(list.meta.count, 3);
  step("list");
  const pages = [];
  for (let number = 1; pages.flat().length < 3; number++) pages.push((await Event.per(2).page(number).all()).data);
  assert.deepEqual(pages.map((page) => page.length), [2, 1]);
  step("pages");
  const found = await Event.where({ name: "Event 3" }).all();
  assert.deepEqual(found.data.map((event) => event.id), ["3"]);
  step("filter");
  const sorted = await Event.order({ name: "desc" }).all();
  assert.deepEqual(sorted.data.map((event) => event.name), ["Event 3", "Event 2", "Event 1"]);
  step("sort");
  const included = (await Faq.includes(["event", "faq-type"]).find("1")).data;
  assert.equal(included.event.name, "Event 1");
  step("include");

  const event = (await Event.find("1")).data;
  const made = new Faq({ question: "New?", answer: "Yes.", event });
  assert.ok(await made.save({ with: "event.id" }), JSON.stringify(made.errors));
  assert.ok(made.id);
  step("create");
  made.question = "Newer?";
  assert.ok(await made.save());
  assert.equal((await Faq.find(made.id)).data.question, "Newer?");
  step("update");
  made.faqType = (await FaqType.find("1")).data;
  assert.ok(await made.save({ with: "faqType.id" }), JSON.stringify(made.errors));
  assert.equal((await Faq.includes("faq-type").find(made.id)).data.faqType.id, "1");
  step("to-one");

  await assert.rejects(Faq.find("4711"), (error) => error.response.status === 404);
  const foreign = (await Faq.find("3")).data;
  foreign.answer = "No.";
  await assert.rejects(foreign.save(), (error) => error.response.status === 403);
  step("errors");
  assert.ok(await made.destroy());
  await assert.rejects(Faq.find(made.id), (error) => error.response.status === 404);
  step("delete");
});

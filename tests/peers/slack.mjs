// A workspace of `emulate`, which tells its events to one address.
// argv: that address. stdin: the seed, as a line of JSON; when stdin ends, so does this. stdout: where it listens.
import { once } from "node:events";
import { createInterface } from "node:readline";

import { createEmulator } from "../../.venv/peers/node_modules/emulate/dist/api.js";
// No name leads to it, and the file has another one in every release: the lock pins this one.
import { slackPlugin } from "../../.venv/peers/node_modules/emulate/dist/dist-6ZQHD4DN.js";

const register = slackPlugin.register;
slackPlugin.register = (app, store, webhooks, ...rest) => {
  register(app, store, webhooks, ...rest);
  webhooks.register({ url: process.argv[2], events: ["*"], active: true, owner: "slack" });
  readsByGet(app);
  losesAnswers(app);
  retries(app, webhooks);
  app.post("/peers/secret", async (c) => {
    store.setData("slack.signing_secret", await c.req.text());
    return c.json({});
  });
};

// Slack takes what only reads by GET as well, and emulate mostly by POST alone.
function readsByGet(app) {
  app.get("/api/:method", (c) => {
    const { origin, pathname, search } = new URL(c.req.url);
    const headers = {
      authorization: c.req.header("authorization") ?? "",
      "content-type": "application/x-www-form-urlencoded",
    };
    return app.fetch(new Request(origin + pathname, { method: "POST", headers, body: search.slice(1) }));
  });
}

// emulate never fails. The next call of that method, by that token and in that channel, is carried out, and its answer is
// lost: "hold", whoever called waits for ever; "cut", the connection ends.
function losesAnswers(app) {
  let nextLost;
  app.post("/peers/lose", async (c) => {
    nextLost = await c.req.json();
    return c.json({});
  });
  app.use("/api/:method", async (c, next) => {
    const lost = nextLost;
    const isMeant =
      lost?.method === c.req.param("method") &&
      c.req.header("authorization") === `Bearer ${lost.token}` &&
      (await c.req.raw.clone().text()).includes(lost.channel);
    if (isMeant) nextLost = undefined;
    await next();
    if (!isMeant) return;
    if (lost.how === "hold") await new Promise(() => {});
    return new Response(new ReadableStream({ start: (answer) => answer.error(new Error("lost")) }));
  });
}

// emulate tells everything once, and Slack again until it is taken. Here it is by hand, and everything there was.
function retries(app, webhooks) {
  app.get("/peers/told", (c) => {
    const messages = webhooks.getDeliveries().filter(({ event }) => event === "message");
    return c.json(messages.map(({ payload, status_code }) => [payload.event.user, status_code]));
  });
  app.post("/peers/again", async (c) => {
    const told = new Map(webhooks.getDeliveries().map((delivery) => [delivery.payload.event_id, delivery]));
    for (const { event, payload } of told.values()) await webhooks.dispatch(event, undefined, payload, "slack");
    return c.json({});
  });
}

const [seed] = await once(createInterface({ input: process.stdin }).on("close", () => process.exit()), "line");
const { url } = await createEmulator({ service: "slack", port: 0, seed: { slack: JSON.parse(seed) } });
console.log(url);

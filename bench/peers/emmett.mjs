// Emmett's PostgreSQL event store, driven as its documentation has it: one store over one pool of
// connections, commands by its CommandHandler. Jobs come and answers go as in bench/loops.py.
import { createInterface } from "node:readline";
import { randomUUID } from "node:crypto";
import { CommandHandler } from "@event-driven-io/emmett";
import { getPostgreSQLEventStore } from "@event-driven-io/emmett-postgresql";
import pg from "pg";

const STREAM_BEGINS = 4;
const STREAM_ENDS = 20;

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const answer = (value) => process.stdout.write(JSON.stringify(value) + "\n");
console.log = console.error; // whatever a library prints is no answer

const { url, payload } = JSON.parse((await lines.next()).value);
const pool = new pg.Pool({ connectionString: url, max: 16 });
const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } });
await store.schema.migrate();

const handle = CommandHandler({
  initialState: () => ({ notes: 0, last: null }),
  evolve: (state, event) => ({ notes: state.notes + 1, last: event.data.body }),
});

const note = () => ({
  type: "NoteAdded",
  data: { body: "x".repeat(payload.state - 11) },
  metadata: { by: "x".repeat(payload.metadata - 9) },
});

const client = () => {
  let stream = "";
  let version = STREAM_ENDS;
  return async () => {
    if (version >= STREAM_ENDS) {
      stream = `case-${randomUUID()}`;
      version = STREAM_BEGINS;
      const events = Array.from({ length: STREAM_BEGINS }, note);
      await store.appendToStream(stream, events, { expectedStreamVersion: "STREAM_DOES_NOT_EXIST" });
      return;
    }
    await handle(store, stream, () => note());
    version += 1;
  };
};

const run = async ({ clients, seconds, warmup }) => {
  const latencies = [];
  const cpu = process.cpuUsage();
  let stepsTaken = 0;
  const begin = performance.now() + warmup * 1000;
  const end = begin + seconds * 1000;
  const one = async (step) => {
    for (let now = performance.now(); now < end || !latencies.length; ) {
      await step();
      stepsTaken += 1;
      const done = performance.now();
      if (now >= begin) latencies.push(Math.round((done - now) * 1000));
      now = done;
    }
  };
  await Promise.all(Array.from({ length: clients }, () => one(client())));
  const { user, system } = process.cpuUsage(cpu); // microseconds
  return {
    seconds: (performance.now() - begin) / 1000,
    latencies,
    cpu: (user + system) / Math.max(1, stepsTaken),
  };
};

answer({});
for await (const line of lines) answer(await run(JSON.parse(line)));
await pool.end();

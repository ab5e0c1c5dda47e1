// The door: `Frontline.mount(map, element)` turns a Leaflet map into a time map. The element holds the payload as
// compressed text, which is parsed as JSON and never run.
import type * as L from "leaflet";
import { App } from "./app.js";
import { readColumn, readText, type ColumnRecord } from "./columns.js";
import { say } from "./language.js";
import type { Payload } from "./payload.js";

/** Bytes before the JSON: its length. */
const HEAD = 4;

declare global {
  interface Window {
    Frontline: { mount: typeof mount };
    /** The first map of the page: for tests and for pages that talk to it. */
    frontline?: App;
    frontlineMaps: App[];
  }
}

async function mount(map: L.Map, payloadId: string): Promise<App> {
  if (!("DecompressionStream" in window)) {
    map.getContainer().textContent = say("old-browser");
    throw new Error("this browser cannot unpack the map: it has no DecompressionStream");
  }
  const payload = await unpack(document.getElementById(payloadId)?.textContent ?? "");
  if (payload?.v !== 1) throw new Error(`element ${payloadId} holds no payload of a time map`);
  const maps = (window.frontlineMaps ??= []);
  const app = new App(map, payload, payloadId, maps.length === 0);
  maps.push(app);
  window.frontline ??= app;
  return app;
}

/** What `frontline.payload.pack_payload` writes: a zlib stream of the length of its JSON, that, and columns of numbers. */
async function unpack(text: string): Promise<Payload | null> {
  const stream = new Blob([readText(text.trim())]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const end = HEAD + new DataView(bytes.buffer).getUint32(0, true);
  const payload = JSON.parse(new TextDecoder().decode(bytes.subarray(HEAD, end))) as Payload | null;
  const columns = (payload?.ground?.columns ?? {}) as Record<string, unknown>;
  for (const [name, record] of Object.entries(columns)) columns[name] = readColumn(record as ColumnRecord, bytes.subarray(end));
  return payload;
}

window.Frontline = { mount };

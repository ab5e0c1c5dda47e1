// The door: `Frontline.mount(map, element)` turns a Leaflet map into a time map. The element holds the payload as
// compressed text, which is parsed as JSON and never run.
import type * as L from "leaflet";
import { App } from "./app.js";
import { say } from "./language.js";
import type { Payload } from "./payload.js";

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

/** Base64 of a zlib stream of JSON, as `frontline.payload.pack_payload` writes it. */
async function unpack(text: string): Promise<Payload | null> {
  const bytes = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return (await new Response(stream).json()) as Payload | null;
}

window.Frontline = { mount };

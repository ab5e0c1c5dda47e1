// The door: `Frontline.mount(map, element)` turns a Leaflet map into a time map. The element holds the payload as
// text, which is parsed as JSON and never run.
import type * as L from "leaflet";
import { App } from "./app.js";
import type { Payload } from "./payload.js";

declare global {
  interface Window {
    Frontline: { mount: typeof mount };
    /** The first map of the page: for tests and for pages that talk to it. */
    frontline?: App;
    frontlineMaps: App[];
  }
}

function mount(map: L.Map, payloadId: string): App {
  const source = document.getElementById(payloadId);
  const payload = JSON.parse(source?.textContent ?? "null") as Payload | null;
  if (!payload || payload.v !== 1) throw new Error(`element ${payloadId} holds no payload of a time map`);
  const app = new App(map, payload, payloadId);
  (window.frontlineMaps ??= []).push(app);
  window.frontline ??= app;
  return app;
}

window.Frontline = { mount };

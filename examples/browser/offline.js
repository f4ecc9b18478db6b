// Keeps every file of the page, so that it works without a network once it was loaded. No data of a course pass here.
const KEPT = "iptcore";

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(KEPT);
      await cache.addAll(["./", "files.json", ...(await (await fetch("files.json")).json())]);
      await self.skipWaiting();
    })(),
  );
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  event.respondWith((async () => (await caches.match(event.request)) ?? fetch(event.request))());
});

// Keeps the page that verifies without a network: newest from the network, else as it was kept. Nothing else is kept.
"use strict";

const KEPT = "yinxin-offline-page-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const put = caches.open(KEPT).then((cache) => cache.addAll(event.data.filter((one) => new URL(one, location).origin === location.origin)));
  event.waitUntil(put.then(() => true, () => false).then((done) => event.source.postMessage(done)));
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  const ours = address.origin === location.origin && (address.pathname === "/verify/offline" || address.pathname.startsWith("/static/"));
  if (event.request.method !== "GET" || !ours) return;
  const kept = () => caches.match(event.request, { ignoreVary: true, ignoreSearch: true });
  event.respondWith(fetch(event.request).catch(async () => (await kept()) || Response.error()));
});

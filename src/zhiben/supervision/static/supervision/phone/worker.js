// The shell comes from the phone; everything else goes to the network. A new shell is put beside the old one and taken
// when the app starts the next time; what the person has written lies elsewhere and is not touched.
const PREFIX = "phone-";

self.addEventListener("install", (event) => {
  const fresh = FILES.map((name) => new Request(name, { cache: "reload" }));
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(fresh)));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith(PREFIX) && name !== SHELL);
  event.waitUntil(
    caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (!FILES.includes(address.pathname)) return;
  event.respondWith(
    caches.open(SHELL).then((cache) => cache.match(address.pathname)).then((kept) => kept || fetch(event.request)),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "take") self.skipWaiting();
  if (event.data === "name") event.source.postMessage(SHELL);
});

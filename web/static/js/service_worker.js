// The pages on a telephone: read without network, and messages on the lock screen.
//
// The network comes first, always. A page is kept only when its answer names a reader (Caco-Reader):
// the server does so for one's own duties and the board. What is kept is of one reader: an answer for
// another one throws it all away, so does signing out, and after a week it is not shown any more.
// SHELL, in front of this text, says what the server knows; it changes with every file we load.
const PAGES = "caco-pages";
const ASSETS = "caco-assets";
const OWNER = "/caco-owner";
const READER = "Caco-Reader";
const KEPT_AT = "Caco-Kept-At";
const LONGEST = 7 * 24 * 3600_000;
const PATIENCE = 10_000; // then what is kept is shown: a network that does not answer is none
const ASSET = /^\/(?:static|assets|bootstrap|answer\/static)\//;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([tidy(), self.clients.claim()]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(navigate(event, url));
  else if (request.method === "GET" && ASSET.test(url.pathname)) event.respondWith(asset(event));
});

// A page asks that it be kept with its files: the first time it came before this was here.
self.addEventListener("message", (event) => {
  const { assets = [], pages = [] } = event.data ?? {};
  event.waitUntil(Promise.all([keepAssets(assets), ...pages.map(keepAnew)]));
});

async function navigate(event, url) {
  const { request } = event;
  if (request.method !== "GET") {
    if (url.pathname === self.SHELL.leave) await forget();
    try {
      return await fetch(request);
    } catch {
      return says("unsent");
    }
  }
  const asked = fetch(request).then((answer) => {
    event.waitUntil(keep(url, answer.clone()));
    return answer;
  });
  event.waitUntil(asked.catch(() => undefined));
  try {
    return await (await isKept(url) ? Promise.race([asked, tooLong()]) : asked);
  } catch {
    return await shown(url) ?? says("nothing");
  }
}

const tooLong = () => new Promise((_, refuse) => { setTimeout(refuse, PATIENCE); });

async function asset(event) {
  const { request } = event;
  const store = await caches.open(ASSETS);
  const isVersioned = new URL(request.url).searchParams.has("v");
  const known = await store.match(request);
  if (known && isVersioned) return known;
  try {
    const answer = await fetch(request);
    if (answer.ok) event.waitUntil(store.put(request, answer.clone()));
    return answer;
  } catch (error) {
    if (known) return known;
    throw error;
  }
}

async function keepAssets(addresses) {
  const store = await caches.open(ASSETS);
  for (const address of [...addresses, self.SHELL.style, self.SHELL.theme]) {
    if (!ASSET.test(new URL(address, self.location.origin).pathname)) continue;
    if (await store.match(address)) continue;
    await store.add(address).catch(() => undefined);
  }
}

// Keep a page, if its answer names a reader; what is kept of another reader goes first.
async function keep(url, answer) {
  const named = answer.headers.get(READER);
  if (!answer.ok || !named) return;
  if (await owner() !== named) await forget();
  const store = await caches.open(PAGES);
  await store.put(OWNER, new Response(named));
  const text = await answer.text();
  await store.put(url.pathname, new Response(text, {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": answer.headers.get("Content-Security-Policy") ?? "default-src 'none'",
      [KEPT_AT]: new Date().toISOString(),
    },
  }));
}

async function keepAnew(address) {
  const url = new URL(address, self.location.origin);
  const known = await (await caches.open(PAGES)).match(url.pathname);
  if (known && Date.now() - Date.parse(known.headers.get(KEPT_AT)) < 3600_000) return;
  await fetch(url, { headers: { Accept: "text/html" }, redirect: "error" })
    .then((answer) => keep(url, answer)).catch(() => undefined);
}

async function owner() {
  const named = await (await caches.open(PAGES)).match(OWNER);
  return named ? named.text() : "";
}

const forget = () => caches.delete(PAGES);

async function isKept(url) {
  return Boolean(await (await caches.open(PAGES)).match(url.pathname));
}

async function shown(url) {
  const store = await caches.open(PAGES);
  const found = await store.match(url.pathname);
  if (!found || url.pathname === OWNER) return undefined;
  const at = new Date(found.headers.get(KEPT_AT));
  if (Date.now() - at > LONGEST) {
    await store.delete(url.pathname);
    return undefined;
  }
  const text = (await found.text())
    .replace("<html ", '<html class="is-kept" ') // what is old must not look like now
    .replace('<div id="offline" hidden', '<div id="offline"')
    .replace("<time data-kept></time>", `<time datetime="${at.toISOString()}">${moment(at, await speech())}</time>`);
  return new Response(text, { headers: found.headers });
}

async function speech() {
  const [, code] = (await owner()).split(" ");
  return code in self.SHELL.words ? code : Object.keys(self.SHELL.words)[0];
}

function moment(at, code) {
  const form = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  return new Intl.DateTimeFormat(code === "nl" ? "nl-NL" : "en-GB", { ...form, timeZone: self.SHELL.zone }).format(at);
}

const plain = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

// A page of our own making, where there is none to be had.
async function says(what) {
  const code = await speech();
  const words = self.SHELL.words[code];
  const title = what === "unsent" ? words.unsent : words.no_network;
  const text = what === "unsent" ? words.try_again : words.nothing_kept;
  const list = what === "unsent" ? "" : await listKept(code, words);
  const page = `<!doctype html><html lang="${code}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${plain(title)} · CaCo Rooster</title>
<script src="${self.SHELL.theme}"></script><link rel="stylesheet" href="${self.SHELL.style}"></head>
<body><main><div class="narrow"><h1>${plain(title)}</h1><p class="notice">${plain(text)}</p>${list}</div></main></body></html>`;
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'",
  };
  return new Response(page, { status: 503, headers });
}

async function listKept(code, words) {
  const store = await caches.open(PAGES);
  const lines = [];
  for (const { url } of await store.keys()) {
    const { pathname } = new URL(url);
    const found = await store.match(pathname);
    const at = new Date(found.headers.get(KEPT_AT));
    if (pathname === OWNER || Date.now() - at > LONGEST) continue;
    const [, title = pathname] = /<title>([^<]*?) ·/.exec(await found.text()) ?? [];
    const age = words.as_of.replace("{moment}", moment(at, code));
    lines.push(`<li><a href="${plain(pathname)}">${title}</a>, ${plain(age)}</li>`);
  }
  return lines.length ? `<h2>${plain(words.kept)}</h2><ul>${lines.join("")}</ul>` : "";
}

// Of a release before this one only the files stay that a kept page needs.
async function tidy() {
  const [pages, assets] = await Promise.all([caches.open(PAGES), caches.open(ASSETS)]);
  let needed = self.SHELL.style + self.SHELL.theme;
  for (const key of await pages.keys()) needed += await (await pages.match(key)).text();
  for (const key of await assets.keys()) {
    const { pathname, search } = new URL(key.url);
    if (!needed.includes(pathname + search)) await assets.delete(key);
  }
}

self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data.json();
  } catch { /* shown without words: a browser wants something to be shown */ }
  event.waitUntil(self.registration.showNotification(said.title || "CaCo Rooster", {
    body: said.body ?? "",
    lang: said.lang,
    tag: said.id,
    icon: self.SHELL.icon,
    badge: self.SHELL.badge,
    timestamp: Date.parse(said.at) || Date.now(),
    data: { url: said.url },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data?.url ?? "/", self.location.origin);
  if (url.origin === self.location.origin) event.waitUntil(show(url.href));
});

async function show(address) {
  const open = await self.clients.matchAll({ type: "window" });
  const there = open.find((one) => one.url === address);
  return there ? there.focus() : self.clients.openWindow(address);
}

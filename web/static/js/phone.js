// The pages on a telephone: the service worker, what is said without network, messages on and off.
const part = document.querySelector("[data-messages]");
const notice = document.getElementById("offline");
const announce = document.getElementById("announce");
const loaded = new Date();
const wasThere = Boolean(navigator.serviceWorker?.controller); // else this page came past it
const PAGES = ["/mine", "/now", "/mine/open", "/mine/wishes", "/mine/share", "/mine/absence"];

const isApp = () => window.matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
document.documentElement.classList.toggle("is-app", isApp());

async function begin() {
  if (!("serviceWorker" in navigator)) {
    state("none");
    return;
  }
  state(""); // nothing is known yet
  await navigator.serviceWorker.register("/sw.js");
  const ready = await navigator.serviceWorker.ready;
  const files = [...document.querySelectorAll('link[rel="stylesheet"], link[rel="icon"], script[src]')];
  const assets = files.map((one) => one.href || one.src);
  const here = window.location.pathname;
  const pages = isApp() ? PAGES.filter((one) => one !== here) : [];
  if (!wasThere) pages.push(here);
  ready.active?.postMessage({ assets, pages });
  await messages(ready);
}

// A page that is open when the network goes says so, and of when it is.
function turn() {
  if (!notice || document.getElementById("stale") || notice.dataset.kept === "yes") return;
  const shown = notice.querySelector("time");
  if (shown && !shown.dateTime) {
    const form = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
    const speech = document.documentElement.lang === "nl" ? "nl-NL" : "en-GB";
    shown.textContent = new Intl.DateTimeFormat(speech, { ...form, timeZone: notice.dataset.zone }).format(loaded);
  }
  notice.hidden = navigator.onLine;
}

// What is old is taken away as soon as there is something new to show.
async function reload() {
  if (!navigator.onLine) return;
  const answer = await fetch("/manifest.webmanifest", { cache: "no-store" }).catch(() => null);
  if (answer?.ok) window.location.reload();
}

if (notice) {
  notice.dataset.kept = notice.hidden ? "no" : "yes"; // the service worker unfolded it
  window.addEventListener("offline", turn);
  window.addEventListener("online", turn);
  if (!notice.hidden) window.setInterval(reload, 5000);
}

document.addEventListener("submit", (event) => {
  if (navigator.onLine || event.target.method !== "post") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const unsent = document.getElementById("unsent");
  if (!unsent) return;
  unsent.hidden = false;
  unsent.scrollIntoView({ block: "center" });
}, true);

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const letters = (key) => btoa(String.fromCharCode(...new Uint8Array(key))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function send(address, fields) {
  const headers = { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content };
  return fetch(address, { method: "POST", headers, body: new URLSearchParams(fields), redirect: "error" });
}

async function messages(ready) {
  if (!ready.pushManager || !("Notification" in window)) {
    state(/iPhone|iPad/.test(navigator.userAgent) && !isApp() ? "app" : "none");
    return;
  }
  let known = await ready.pushManager.getSubscription();
  if (known && await isForgotten(known)) {
    await known.unsubscribe();
    known = null;
  }
  if (!part) return;
  const isOurs = known && letters(known.options.applicationServerKey) === part.dataset.key;
  if (known && !isOurs && Notification.permission === "granted") { // the key of the installation is new
    await known.unsubscribe();
    known = await subscribe(ready).catch(() => null);
  }
  state(known ? "on" : Notification.permission === "denied" ? "denied" : "off");
  part.querySelector("[data-on]").addEventListener("click", () => switchOn(ready));
  part.querySelector("[data-off]").addEventListener("click", () => switchOff(ready));
}

// Whoever signs in where another account asked for messages does not get theirs; told once a session.
async function isForgotten(known) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  if (window.sessionStorage.getItem("seen") === token.slice(0, 12)) return false;
  const answer = await send("/account/devices/seen", { endpoint: known.endpoint }).catch(() => null);
  if (answer?.status === 204) window.sessionStorage.setItem("seen", token.slice(0, 12));
  return answer?.status === 410;
}

function state(which) {
  if (!part) return;
  for (const one of part.querySelectorAll("[data-state]")) one.hidden = one.dataset.state !== which;
}

async function subscribe(ready) {
  const key = bytes(part.dataset.key);
  const made = await ready.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = made.toJSON();
  const answer = await send("/account/devices", { endpoint, p256dh: keys.p256dh, auth: keys.auth, server_key: part.dataset.key });
  if (answer.status !== 204) {
    await made.unsubscribe();
    throw new Error(await answer.text());
  }
  return made;
}

async function switchOn(ready) {
  const failed = part.querySelector("[data-failed]");
  failed.hidden = true;
  if (await Notification.requestPermission() !== "granted") {
    state("denied");
    return;
  }
  try {
    await subscribe(ready);
    state("on");
    announce.textContent = part.querySelector('[data-state="on"]').textContent.trim();
  } catch (error) {
    failed.textContent = `${failed.dataset.failed} ${error.message}`;
    failed.hidden = false;
  }
}

async function switchOff(ready) {
  const known = await ready.pushManager.getSubscription();
  if (known) {
    await send("/account/devices/off", { endpoint: known.endpoint }).catch(() => undefined);
    await known.unsubscribe();
  }
  state("off");
}

begin().catch(() => undefined); // a browser that cannot do this shows the pages all the same

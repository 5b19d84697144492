// Counts in the menu, asked again while the page is seen: the answer is empty when nothing is new.
// What shows gaps hears of it when something was noted about one: who was called, who took it up.
const nav = document.querySelector("[data-badges]");
const SLOW = 30_000, QUICK = 10_000; // where people handle a gap together they see each other's calls sooner
let mark = nav?.dataset.mark ?? "";
let asked = Date.now();

const isTyping = () => document.activeElement?.matches?.("[data-live] input, [data-live] summary") ?? false;

function draw(found) {
  let all = 0;
  for (const place of document.querySelectorAll("[data-badge]")) {
    const { count = 0, words = "" } = found[place.dataset.badge] ?? {};
    all += count;
    place.hidden = count === 0;
    place.querySelector("[data-count]").textContent = count;
    place.querySelector("[data-words]").textContent = words;
  }
  const whole = document.querySelector("[data-badge-all]");
  whole.hidden = all === 0;
  whole.textContent = all;
}

async function refresh() {
  if (document.hidden) return;
  asked = Date.now();
  let answer;
  try {
    answer = await fetch(nav.dataset.badges, { headers: { "If-None-Match": `"${mark}"` }, cache: "no-store" });
  } catch {
    return; // no network: another part of the page says so
  }
  if (answer.status !== 200 || answer.redirected) return;
  const told = await answer.json();
  if (told.mark === mark) return;
  mark = told.mark;
  draw(told.badges);
  if (!isTyping()) document.body.dispatchEvent(new CustomEvent("gap-changed", { bubbles: true, detail: { isTold: true } }));
}

if (nav) {
  if (!mark) refresh(); // what was told with the page is of before something was written
  window.setInterval(() => {
    const wait = document.querySelector("[data-live]") ? QUICK : SLOW;
    if (Date.now() - asked >= wait) refresh();
  }, 1_000);
  document.addEventListener("visibilitychange", refresh);
  document.body.addEventListener("gap-changed", (event) => { if (!event.detail?.isTold) refresh(); });
}

// The board refreshes itself by htmx; here is what happens when it could not: the page turns grey,
// says of when it is, and shows that the time goes on. What is old must not look like now.
const PATIENCE = 95_000; // a refresh is due each minute
const notice = document.getElementById("stale");
const board = () => document.getElementById("board");
let heard = Date.now();
let scrolled = 0;

const isBoard = (event) => event.detail.elt?.id === "board" || event.detail.target?.id === "board";

function turnStale() {
  if (notice.hidden) {
    document.getElementById("stale-at").textContent = board().dataset.at;
    notice.hidden = false;
    document.documentElement.classList.add("is-stale");
  }
}

function turnFresh() {
  heard = Date.now();
  notice.hidden = true;
  document.documentElement.classList.remove("is-stale");
}

for (const trouble of ["htmx:sendError", "htmx:timeout", "htmx:responseError", "htmx:sendAbort"]) {
  document.addEventListener(trouble, (event) => { if (isBoard(event)) turnStale(); });
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isBoard(event)) return;
  const { xhr } = event.detail;
  const isElsewhere = new URL(xhr.responseURL).pathname !== window.location.pathname;
  if ([401, 403].includes(xhr.status) || isElsewhere) { // no longer signed in: the whole page says so
    event.detail.shouldSwap = false;
    window.location.reload();
    return;
  }
  if (xhr.status !== 200) {
    event.detail.shouldSwap = false;
    turnStale();
    return;
  }
  scrolled = document.querySelector(".timelines")?.scrollLeft ?? 0;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "board" && event.detail.elt?.id !== "board") return;
  turnFresh();
  const timelines = document.querySelector(".timelines");
  if (timelines) timelines.scrollLeft = scrolled;
});

const time = new Intl.DateTimeFormat("nl-NL", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: notice.dataset.zone });
window.setInterval(() => {
  if (Date.now() - heard > PATIENCE) turnStale();
  if (!notice.hidden) document.getElementById("stale-clock").textContent = time.format(new Date());
}, 1000);

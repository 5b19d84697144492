// The roster grid: the keyboard first, the mouse second. The server judges each edit, and sends the
// rows that it touched and a panel that says what it did.
const grid = document.getElementById("grid");
const box = document.getElementById("box");
const { panel, begin, hide, place, fill, say, act, enter, keys } = globalThis.rosterPanel;
const announce = document.getElementById("announce");
const token = document.querySelector('meta[name="csrf-token"]').content;
const address = `/rosters/${grid.dataset.roster}`;
const mayEdit = "edit" in grid.dataset;
const codes = grid.dataset.codes.split(" ");
const days = [...grid.querySelectorAll("thead .days th")].map((head) => head.dataset.day);
const FIRST = 4; // cells before the days: the name and three figures

let current = null; // the cell that the keyboard is in
let marked = null; // the cell that waits for another to change places with
let entry = null; // where a code is typed
let queue = Promise.resolve(); // edits go one after the other: each says what it saw

const placeOf = (cell) => cell.cellIndex - FIRST;
const rowOf = (cell) => cell.closest("tr[data-p]");
const isCell = (cell) => cell?.tagName === "TD" && placeOf(cell) >= 0 && rowOf(cell) !== null;
const where = (cell) => ({ person: rowOf(cell).dataset.p, day: days[placeOf(cell)] });
const cellAt = (person, place) =>
  grid.querySelector(`tr[data-p="${CSS.escape(person)}"]`)?.cells[place + FIRST];

function select(cell, { focus = true } = {}) {
  if (current && current !== cell) current.removeAttribute("tabindex");
  current = cell;
  cell.tabIndex = 0;
  if (focus) {
    cell.focus({ preventScroll: true });
    show(cell);
  }
}

// Scroll so far that a cell is not under the sticky head or the names.
function show(cell) {
  const head = grid.tHead.offsetHeight;
  const names = stuck(rowOf(cell).cells[0]) + stuck(rowOf(cell).cells[1]) * 3;
  const strip = stuck(document.getElementById("cover"), "offsetHeight");
  const left = cell.offsetLeft, top = cell.offsetTop;
  if (left - names < box.scrollLeft) box.scrollLeft = left - names;
  if (left + cell.offsetWidth > box.scrollLeft + box.clientWidth) box.scrollLeft = left + cell.offsetWidth - box.clientWidth;
  if (top - head < box.scrollTop) box.scrollTop = top - head;
  const foot = box.clientHeight - strip;
  if (top + cell.offsetHeight > box.scrollTop + foot) box.scrollTop = top + cell.offsetHeight - foot;
}

// How much of the box something takes that stays in its place: on a phone less does.
function stuck(element, side = "offsetWidth") {
  return getComputedStyle(element).position === "sticky" ? element[side] : 0;
}

// The rows that are in sight: those of a team that is folded away are not.
const rows = () => [...grid.querySelectorAll("tr[data-p]")].filter((row) => row.offsetParent);

function neighbour(right, down) {
  const all = rows(), row = all.indexOf(rowOf(current));
  const there = all[Math.min(Math.max(row + down, 0), all.length - 1)];
  return there.cells[Math.min(Math.max(placeOf(current) + right, 0), days.length - 1) + FIRST];
}

function move(right, down) {
  const cell = neighbour(right, down);
  hide();
  tell("leave");
  select(cell);
}

// Says to whoever listens that something happens in the grid.
const tell = (what, detail) => grid.dispatchEvent(new CustomEvent(`grid:${what}`, { detail }));

async function ask(path, body) {
  const answer = await fetch(address + path, {
    method: body ? "POST" : "GET",
    body,
    headers: { "HX-Request": "true", "X-CSRFToken": token, Accept: "text/html, application/json" },
  });
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  return isJson ? await answer.json() : { panel: await answer.text() };
}

async function open(path, beside) {
  const isWanted = begin();
  const answer = await ask(path);
  if (!isWanted()) return;
  fill(answer.panel);
  place(beside);
}

const query = (values) => {
  const all = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(values)) all.set(name, value);
  return `?${all}`;
};

const look = (cell) => open(`/cell${query(where(cell))}`, cell);

function edit(values) {
  const cell = current;
  begin();
  queue = queue.then(async () => {
    grid.setAttribute("aria-busy", "true");
    if (values.do === "repair") say(panel.dataset.busy, cell);
    try {
      const body = new URLSearchParams({ ...values, seen: grid.dataset.seen });
      answered(await ask(`/edit${window.location.search}`, body), cell);
    } catch {
      announce.textContent = panel.dataset.lost;
      say(panel.dataset.lost, cell);
    } finally {
      grid.removeAttribute("aria-busy");
    }
  });
  return queue;
}

// Put what an edit changed in its place.
function answered(answer, cell) {
  const at = cell && isCell(cell) ? { ...where(cell), place: placeOf(cell) } : null;
  if (answer.seen) {
    grid.dataset.seen = answer.seen;
    for (const field of document.querySelectorAll('.undoing input[name="seen"]')) field.value = answer.seen;
    for (const spoiled of grid.querySelectorAll(".spoiled")) spoiled.classList.remove("spoiled");
    for (const [person, html] of Object.entries(answer.rows)) replaceRow(person, html);
    const strip = document.getElementById("cover");
    strip.innerHTML = answer.cover;
    document.getElementById("sum").innerHTML = answer.open;
    document.getElementById("figures").innerHTML = answer.figures;
    document.getElementById("changes").innerHTML = answer.changes;
    document.getElementById("behind").innerHTML = answer.behind;
    document.getElementById("history").innerHTML = answer.history;
    document.getElementById("undo").disabled = !answer.steps[0];
    document.getElementById("redo").disabled = !answer.steps[1];
    outline(answer.spoiled);
    announce.textContent = answer.said;
  }
  if (at) {
    const isHere = panel.contains(document.activeElement) || document.activeElement === document.body || box.contains(document.activeElement);
    select(cellAt(at.person, at.place), { focus: isHere });
  }
  fill(answer.panel);
  place(current);
  if (panel.querySelector("[data-first]")) enter();
  if (answer.seen) tell("changed");
}

function replaceRow(person, html) {
  const row = grid.querySelector(`tr[data-p="${CSS.escape(person)}"]`);
  if (row) row.outerHTML = html;
}

// Later duties that an edit spoils.
function outline(spoiled) {
  for (const [person, first, last] of spoiled) {
    for (let at = first; at <= last; at += 1) {
      const cell = cellAt(person, at);
      if (cell?.querySelector("b")) cell.classList.add("spoiled");
    }
  }
}

function exchange(cell) {
  if (!marked?.isConnected) {
    marked = cell;
    cell.classList.add("marked");
    return;
  }
  const from = where(marked), to = where(cell);
  marked.classList.remove("marked");
  marked = null;
  if (from.person === to.person && from.day === to.day) return;
  edit({ do: "exchange", ...to, other: from.person, other_day: from.day });
}

// A code is typed into a field over the cell; it is sent when nothing longer can be meant.
function type(cell, first) {
  endEntry();
  entry = document.createElement("input");
  entry.className = "entry";
  entry.maxLength = 24;
  entry.setAttribute("aria-label", panel.dataset.code);
  entry.style.left = `${cell.offsetLeft}px`;
  entry.style.top = `${cell.offsetTop}px`;
  box.append(entry);
  entry.focus({ preventScroll: true });
  entry.value = first;
  entry.addEventListener("input", () => complete(cell));
  entry.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter") send(cell);
    if (event.key === "Escape") endEntry(cell);
  });
  entry.addEventListener("blur", () => endEntry());
  complete(cell);
}

function complete(cell) {
  const typed = entry.value.toUpperCase();
  const longer = codes.filter((code) => code.startsWith(typed));
  if (longer.length === 1 && longer[0] === typed) send(cell);
}

function send(cell) {
  const code = entry.value.trim();
  endEntry(cell);
  if (code) edit({ do: "type", code, ...where(cell) });
}

function endEntry(cell) {
  const old = entry;
  entry = null;
  old?.remove();
  if (cell) select(cell);
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], PageUp: [0, -10], PageDown: [0, 10] };

const KEYS = {
  Delete: (cell) => edit({ do: "remove", ...where(cell) }),
  Backspace: (cell) => edit({ do: "remove", ...where(cell) }),
  z: () => edit({ do: "undo", ...where(current) }),
  y: () => edit({ do: "redo", ...where(current) }),
  x: exchange,
  "?": keys,
};

globalThis.rosterGrid = {
  ...{ grid, box, days, codes, mayEdit, address, announce },
  ...{ isCell, placeOf, rowOf, where, cellAt, rows, neighbour, select, look, edit, ask, query },
  current: () => current,
};

box.addEventListener("keydown", (event) => {
  if (!isCell(event.target)) return;
  const cell = event.target, key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if ((event.ctrlKey || event.metaKey) && !["z", "y"].includes(key)) return;
  if (event.altKey || event.defaultPrevented) return;
  if (ARROWS[key]) move(...ARROWS[key]);
  else if (key === "Home") move(-days.length, 0);
  else if (key === "End") move(days.length, 0);
  else if (key === "Enter") {
    if (!enter()) look(cell);
  } else if (key === "F6" || (key === "Tab" && !event.shiftKey)) {
    if (!enter()) return;
  } else if (!mayEdit) return;
  else if (!codes.some((code) => code.startsWith(key)) && act(key)) {
    event.preventDefault();
    return;
  }
  else if (key === "p" && cell.querySelector("b:not(.gone)")) edit({ do: "pin", ...where(cell) });
  else if (KEYS[key]) KEYS[key](cell);
  else if (/^[\p{L}\p{N}]$/u.test(key)) type(cell, event.key);
  else return;
  event.preventDefault();
});

box.addEventListener("click", (event) => {
  const uncovered = event.target.closest(".uncovered a");
  if (uncovered) {
    event.preventDefault();
    open(uncovered.getAttribute("href").replace(address, ""), uncovered);
    return;
  }
  const cell = event.target.closest("td");
  if (!isCell(cell) || event.defaultPrevented) return;
  tell("leave");
  select(cell);
  look(cell);
});

// The box is entered by Tab: the keyboard goes to a cell at once. A finger or mouse chooses its own.
box.addEventListener("focus", () => {
  if (!box.matches(":focus-visible")) return;
  const first = current ?? grid.querySelector("tr[data-p]")?.cells[FIRST];
  if (first) select(first);
});

// What the panel leads to opens in it.
panel.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-open]");
  if (!link) return;
  event.preventDefault();
  open(link.getAttribute("href").replace(address, ""), current).then(enter);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-edit]");
  if (!form) return;
  event.preventDefault();
  const values = Object.fromEntries(new FormData(form, event.submitter));
  if (!values.day && current) Object.assign(values, where(current));
  edit(values);
});

panel.addEventListener("keydown", (event) => {
  const isTyped = event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey;
  const [first] = panel.querySelectorAll("button, a, summary");
  if (event.key === "F6" || (event.key === "Tab" && event.shiftKey && event.target === first)) current?.focus();
  else if (isTyped || !act(event.key)) return;
  event.preventDefault();
});

panel.addEventListener("click", (event) => {
  if (!event.target.closest("[data-close]")) return;
  hide();
  current?.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || panel.hidden) return;
  hide();
  current?.focus();
});

// A team is folded away, or comes back; the address says so, for the next who opens it.
box.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-fold]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const isClosed = link.closest("tbody").classList.toggle("closed");
  link.setAttribute("aria-expanded", String(!isClosed));
  const all = new URLSearchParams(window.location.search);
  const others = all.getAll("closed").filter((key) => key !== link.dataset.fold);
  all.delete("closed");
  for (const key of isClosed ? [...others, link.dataset.fold] : others) all.append("closed", key);
  history.replaceState(null, "", `${window.location.pathname}${all.size ? `?${all}` : ""}${window.location.hash}`);
});

// On paper stand the whole weeks that are in sight: all of them together fit no sheet.
const PAPER_WEEKS = 5;
let unprinted = [];

window.addEventListener("beforeprint", () => {
  const names = grid.querySelector("tr[data-p]")?.cells;
  if (!names || days.length <= PAPER_WEEKS * 7) return;
  const wide = grid.querySelector("thead .days th").offsetWidth;
  const seen = Math.floor(box.scrollLeft / wide + 0.5), first = Math.min(seen - (seen % 7), days.length - PAPER_WEEKS * 7);
  const isOut = (place) => place < first || place >= first + PAPER_WEEKS * 7;
  const put = (element) => unprinted.push(element) && element.classList.add("not-printed");
  for (const row of grid.querySelectorAll("tr[data-p], #cover tr, #sum")) {
    const cells = [...row.cells].slice(-days.length);
    cells.forEach((cell, place) => isOut(place) && put(cell));
  }
  [...grid.querySelectorAll("thead .days th")].forEach((head, place) => isOut(place) && put(head));
  for (const head of grid.querySelectorAll("thead .months th[colspan], thead .weeks th[colspan]")) {
    const from = days.indexOf(head.dataset.from), left = [...Array(head.colSpan).keys()].filter((n) => !isOut(from + n));
    head.dataset.span = head.colSpan;
    if (left.length) head.colSpan = left.length;
    else put(head);
  }
});

window.addEventListener("afterprint", () => {
  for (const element of unprinted) element.classList.remove("not-printed");
  for (const head of grid.querySelectorAll("thead [data-span]")) head.colSpan = head.dataset.span;
  unprinted = [];
});

// Today is where a reader begins.
const today = grid.querySelector("thead .days .today");
const names = grid.querySelector("tr[data-p]")?.cells;
if (today && names) {
  box.scrollLeft = today.offsetLeft - stuck(names[0]) - 3 * stuck(names[1]) - 3 * today.offsetWidth;
}

// An address may end in a cell, as #person/2027-01-04: then that is where the reader begins.
const [person, day] = decodeURIComponent(window.location.hash.slice(1)).split("/");
const meant = days.includes(day) ? cellAt(person, days.indexOf(day)) : null;
if (meant) {
  select(meant);
  look(meant);
}

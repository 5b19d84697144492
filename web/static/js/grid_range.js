// More than one cell of the roster grid at once, and duties that are dragged onto a person.
// Every drag has its keys: Shift with arrows chooses a range, and the panel gives a duty away.
const { grid, box, days, mayEdit, announce, isCell, placeOf, rowOf, where, cellAt, rows, neighbour, select, edit, ask, query, current } =
  globalThis.rosterGrid;
const { panel, place, hide, say } = globalThis.rosterPanel;
const FIRST = 4; // cells before the days
const EDGE = 30, STEP = 12; // pixels
const FAR = 5; // pixels: a shorter way is no drag

let anchor = null; // where a range begins
let range = null; // its rows and the places of its first and last day
let copied = ""; // as a spreadsheet would have it
let pressed = null; // where the mouse went down
let carried = null; // the duty that is dragged
let wasDrag = false; // the click that ends a drag means no cell

const cellsOf = ({ people, from, to }) => people.flatMap((row) => [...row.cells].slice(FIRST + from, FIRST + to + 1));

function clear() {
  for (const cell of grid.querySelectorAll(".chosen")) {
    cell.classList.remove("chosen");
    cell.removeAttribute("aria-selected");
  }
  anchor = null;
  range = null;
}

// Choose all cells between two.
function choose(one, other) {
  const all = rows(), ends = [one, other].map((cell) => all.indexOf(rowOf(cell))).sort((a, b) => a - b);
  const [from, to] = [one, other].map(placeOf).sort((a, b) => a - b);
  clear();
  anchor = one;
  range = { people: all.slice(ends[0], ends[1] + 1), from, to };
  for (const cell of cellsOf(range)) {
    cell.classList.add("chosen");
    cell.setAttribute("aria-selected", "true");
  }
}

// The range, or the one cell that the keyboard is in.
function chosen() {
  if (range?.people.every((row) => row.isConnected)) return range;
  const cell = current();
  return cell && { people: [rowOf(cell)], from: placeOf(cell), to: placeOf(cell) };
}

const isRange = () => Boolean(range) && (range.people.length > 1 || range.to > range.from);

const fields = ({ people, from, to }) => ({
  people: JSON.stringify(people.map((row) => row.dataset.p)),
  day: days[from],
  days: to - from + 1,
});

// What can be done with a range, for whoever uses no keys.
function offer() {
  const template = document.getElementById("range-panel").content.cloneNode(true);
  template.querySelector("[data-count]").textContent = cellsOf(range).length;
  template.querySelector('[data-range="paste"]').disabled = !copied;
  panel.replaceChildren(template);
  place(current());
}

// A cell as its codes: those of duties that begin on its day.
function codesOf(cell) {
  const marks = [...cell.querySelectorAll("b:not(.gone)")].filter((mark) => !mark.matches(".bar") || mark.matches(".from"));
  return marks.map((mark) => mark.firstChild?.textContent.replace("+", "") ?? "").join(" ").trim();
}

function copy() {
  const { people, from, to } = chosen();
  for (const old of grid.querySelectorAll(".copied")) old.classList.remove("copied");
  copied = people.map((row) => [...row.cells].slice(FIRST + from, FIRST + to + 1).map(codesOf).join("\t")).join("\n");
  for (const cell of cellsOf({ people, from, to })) cell.classList.add("copied");
  announce.textContent = panel.dataset.copied;
  return copied;
}

function remove() {
  edit({ do: "remove", ...fields(chosen()) });
}

// Into a range that it fits into several times, it is pasted as often.
function paste(text) {
  const lines = text.replaceAll("\r", "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
  const { people, from, to } = chosen(), wide = Math.max(...lines.map((line) => line.length));
  const times = (there, one) => (there > one && there % one === 0 ? there / one : 1);
  const across = times(to - from + 1, wide), down = times(people.length, lines.length);
  const row = (line) => Array(across).fill([...line, ...Array(wide - line.length).fill("")]).flat();
  const filled = Array(down).fill(lines).flat().map(row);
  const all = rows(), first = all.indexOf(people[0]), width = Math.min(wide * across, days.length - from);
  const target = { people: all.slice(first, first + filled.length), from, to: from + width - 1 };
  const written = filled.slice(0, target.people.length).map((line) => line.slice(0, width).join("\t"));
  edit({ do: "paste", ...fields(target), rows: written.join("\n") });
}

const COMMANDS = {
  remove,
  pin: () => edit({ do: "pin", ...fields(chosen()) }),
  copy,
  paste: () => copied && paste(copied),
};

// Not every browser tells of a copy where nothing is selected: so the text is selected for it.
function handOver(text) {
  const area = document.createElement("textarea");
  area.className = "visually-hidden";
  area.setAttribute("aria-label", panel.dataset.copied);
  area.value = `${text}\n`;
  document.getElementById("work").append(area);
  const back = () => {
    if (!area.isConnected) return;
    area.remove();
    current()?.focus({ preventScroll: true });
  };
  for (const kind of ["copy", "cut"]) {
    area.addEventListener(kind, (event) => {
      event.clipboardData.setData("text/plain", text);
      event.preventDefault();
      event.stopPropagation();
      back(); // before the next key, which is for the grid again
    });
  }
  area.select();
  setTimeout(back, 0);
}

let awaited = 0; // a paste by key, of which the browser may say nothing

const CLIPBOARD = {
  c: () => handOver(copy()),
  x: () => {
    handOver(copy());
    remove();
  },
  v: () => {
    awaited = setTimeout(COMMANDS.paste, 300);
  },
};

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// Before the keys of one cell.
box.addEventListener("keydown", (event) => {
  if (!isCell(event.target) || event.altKey) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.shiftKey && ARROWS[key]) {
    const from = anchor?.isConnected ? anchor : event.target, to = neighbour(...ARROWS[key]);
    hide();
    select(to);
    choose(from, to);
    if (mayEdit) offer();
  } else if ((event.ctrlKey || event.metaKey) && CLIPBOARD[key]) {
    if (mayEdit || key === "c") CLIPBOARD[key]();
    return; // and the browser does its part
  } else if (key === "Escape" && range) clear();
  else if (!mayEdit || !isRange() || event.ctrlKey || event.metaKey) return;
  else if (key === "Delete" || key === "Backspace") COMMANDS.remove();
  else if (key === "p") COMMANDS.pin();
  else return;
  event.preventDefault();
}, true);

const isOurs = (event) => isCell(event.target) || (event.target === document.body && range);

for (const kind of ["copy", "cut"]) {
  document.addEventListener(kind, (event) => {
    if (!isOurs(event) || (kind === "cut" && !mayEdit)) return;
    event.clipboardData.setData("text/plain", copy());
    event.preventDefault();
    if (kind === "cut") remove();
  });
}

document.addEventListener("paste", (event) => {
  if (!mayEdit || !isOurs(event)) return;
  event.preventDefault();
  clearTimeout(awaited);
  paste(event.clipboardData.getData("text/plain"));
});

panel.addEventListener("click", (event) => {
  const button = event.target.closest("[data-range]");
  if (!button) return;
  COMMANDS[button.dataset.range]();
  if (button.dataset.range === "copy") offer();
});

// The head of a week chooses that week of the row that the keyboard is in.
grid.tHead.addEventListener("click", (event) => {
  const head = event.target.closest("[data-week]");
  const row = current() ? rowOf(current()) : rows()[0];
  if (!head || !row) return;
  const from = days.indexOf(head.dataset.from), to = from + head.colSpan - 1;
  select(row.cells[from + FIRST]);
  choose(row.cells[from + FIRST], row.cells[to + FIRST]);
  if (mayEdit) offer();
});

grid.addEventListener("grid:leave", clear);
grid.addEventListener("grid:changed", () => {
  clear();
  for (const old of grid.querySelectorAll(".copied")) old.classList.remove("copied");
});

// The mouse: from an empty cell, or with Shift, it chooses a range; from a duty it carries that.
box.addEventListener("pointerdown", (event) => {
  const cell = event.target.closest("td");
  wasDrag = false;
  if (!isCell(cell) || event.button !== 0 || event.pointerType === "touch") return;
  const mark = event.target.closest("b:not(.gone, .given)");
  if (event.shiftKey && current()) {
    event.preventDefault();
    choose(anchor?.isConnected ? anchor : current(), cell);
    wasDrag = true;
  }
  pressed = { cell: event.shiftKey && anchor ? anchor : cell, x: event.clientX, y: event.clientY };
  pressed.mark = mayEdit && !event.shiftKey && !cell.classList.contains("past") ? mark : null;
});

document.addEventListener("pointermove", (event) => {
  if (!pressed) return;
  const isFar = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > FAR;
  if (carried) carry(event);
  else if (isFar && pressed.mark) lift();
  else if (isFar) {
    const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest("td");
    if (!isCell(cell) || (cell === pressed.cell && !range)) return;
    window.getSelection().removeAllRanges();
    choose(pressed.cell, cell);
    wasDrag = true;
  }
});

document.addEventListener("pointerup", (event) => {
  if (carried) drop(event);
  else if (wasDrag && range) {
    const cell = event.target.closest?.("td");
    select(isCell(cell) ? cell : cellAt(range.people.at(-1).dataset.p, range.to));
    if (mayEdit && isRange()) offer();
  }
  pressed = null;
});

document.addEventListener("pointercancel", putDown);
document.addEventListener("keydown", (event) => event.key === "Escape" && putDown());
box.addEventListener("dragstart", (event) => event.preventDefault());
// The click after a drag is the end of it.
box.addEventListener("click", (event) => {
  if (!wasDrag) return;
  wasDrag = false;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

// A duty is taken up: the server says for everybody what it would do if they had it.
async function lift() {
  const { cell, mark } = pressed, from = where(cell);
  wasDrag = true;
  clear();
  hide();
  window.getSelection().removeAllRanges();
  const ghost = document.createElement("div");
  ghost.className = "ghost";
  ghost.textContent = mark.textContent;
  document.getElementById("work").append(ghost); // within the page proper, for who listens
  grid.classList.add("dragging");
  const mine = (carried = { from, mark, ghost, over: null, answer: null });
  const answer = await ask(`/takers${query({ ...from, ...(mark.matches(".bar") ? { bar: 1 } : {}) })}`);
  if (carried !== mine) return;
  mine.answer = answer;
  if (!answer.verdicts) return;
  const at = days.indexOf(answer.day);
  for (const [person, [verdict]] of Object.entries(answer.verdicts)) {
    const target = cellAt(person, Math.max(at, 0));
    if (!target) continue;
    rowOf(target).dataset.verdict = verdict;
    target.classList.add("target");
  }
  mine.over?.classList.remove("over");
  mine.over = null; // the next move says what this row is told
}

function carry(event) {
  const row = document.elementFromPoint(event.clientX, event.clientY)?.closest("tr[data-p]") ?? null;
  const { ghost, over, mark, answer } = carried;
  ghost.style.left = `${event.clientX + 14}px`;
  ghost.style.top = `${event.clientY + 10}px`;
  const edge = box.getBoundingClientRect(); // near the edge the grid goes along
  if (event.clientY > edge.bottom - EDGE) box.scrollTop += STEP;
  if (event.clientY < edge.top + grid.tHead.offsetHeight + EDGE) box.scrollTop -= STEP;
  if (row === over) return;
  over?.classList.remove("over");
  row?.classList.add("over");
  carried.over = row;
  const name = row?.querySelector(".name")?.textContent, why = row && answer?.verdicts?.[row.dataset.p]?.[1];
  ghost.dataset.verdict = row?.dataset.verdict ?? "";
  ghost.textContent = `${mark.firstChild.textContent}${name ? ` → ${name}` : ""}${why ? `: ${why}` : ""}`;
}

function drop(event) {
  const { from, answer } = carried;
  const row = document.elementFromPoint(event.clientX, event.clientY)?.closest("tr[data-p]");
  putDown();
  if (!row || row.dataset.p === from.person) return;
  const at = Math.max(days.indexOf(answer?.day ?? from.day), 0), cell = row.cells[at + FIRST];
  select(cell);
  if (answer && !answer.verdicts) {
    panel.innerHTML = answer.panel; // it cannot change hands at all
    place(cell);
  } else if (answer?.verdicts[row.dataset.p]?.[0] === "impossible") say(answer.verdicts[row.dataset.p][1], cell);
  else if (answer) edit({ do: "take", ask: 1, person: row.dataset.p, day: answer.day, shift: answer.shift, holder: from.person });
}

function putDown() {
  if (!carried) return;
  carried.ghost.remove();
  carried.over?.classList.remove("over");
  grid.classList.remove("dragging");
  for (const row of grid.querySelectorAll("tr[data-verdict]")) delete row.dataset.verdict;
  for (const cell of grid.querySelectorAll(".target")) cell.classList.remove("target");
  carried = null;
  pressed = null;
}

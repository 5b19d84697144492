// The panel beside the grid: what stands in a cell, what could, what a change did or would do.
// It stands in a column of its own on a wide screen and at the foot of a narrow one, so it never
// covers the cell that it speaks of.
const work = document.getElementById("work");
const box = document.getElementById("box");
const panel = document.getElementById("panel");
const ACTIONS = "form[data-edit] button, [data-range], a[data-open]";

let turn = 0; // grows whenever the panel is asked for something else

// Whether nothing else was asked of the panel since: an answer that comes late is not shown.
function begin() {
  turn += 1;
  const mine = turn;
  return () => mine === turn;
}

function hide() {
  begin();
  panel.hidden = true;
  work.classList.remove("is-open");
}

// Show the panel, and keep what it speaks of in sight.
function place(beside) {
  begin();
  panel.hidden = false;
  work.classList.add("is-open");
  number();
  if (!beside?.isConnected || getComputedStyle(panel).position !== "fixed") return;
  const covered = () => beside.getBoundingClientRect().bottom + 8 - panel.getBoundingClientRect().top;
  if (covered() > 0) box.scrollTop += covered();
  if (covered() > 0) window.scrollBy(0, covered());
}

// What the server sent; a refusal has no button to close it, so it gets one.
function fill(html) {
  panel.innerHTML = html;
  if (!panel.querySelector("[data-close]")) panel.prepend(closing());
  panel.scrollTop = 0;
}

function closing() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "close";
  button.dataset.close = "";
  button.setAttribute("aria-label", panel.dataset.shut);
  button.textContent = "×";
  return button;
}

// A sentence of our own.
function say(sentence, beside) {
  const line = document.createElement("p");
  line.textContent = sentence;
  panel.replaceChildren(closing(), line);
  place(beside);
}

// What can be done has a number, which is the key that does it.
function actions() {
  return [...panel.querySelectorAll(ACTIONS)].filter((one) => one.checkVisibility() && !one.disabled);
}

function number() {
  for (const old of panel.querySelectorAll(".digit")) old.remove();
  for (const old of panel.querySelectorAll("[aria-keyshortcuts]")) old.removeAttribute("aria-keyshortcuts");
  actions().slice(0, 9).forEach((one, at) => {
    const digit = document.createElement("kbd");
    digit.className = "digit";
    digit.setAttribute("aria-hidden", "true");
    digit.textContent = at + 1;
    one.prepend(digit);
    one.setAttribute("aria-keyshortcuts", at + 1);
  });
}

// Do the n-th thing that the panel can do.
function act(digit) {
  const one = /^[1-9]$/.test(digit) && !panel.hidden ? actions()[digit - 1] : null;
  one?.click();
  return Boolean(one);
}

// The keyboard goes into the panel: to what it asks, else to what it can do.
function enter() {
  if (panel.hidden) return false;
  const others = panel.querySelectorAll("summary, a, button");
  const [first] = [panel.querySelector("[data-first]"), ...actions(), ...others].filter(Boolean);
  first?.focus();
  return Boolean(first);
}

// The list of keys: who asks for it is in the midst of work.
function keys(cell) {
  const help = document.getElementById("help"), title = document.createElement("h2");
  const list = document.createElement("div");
  title.textContent = help.querySelector("summary").textContent;
  list.className = "help";
  list.append(help.querySelector("dl").cloneNode(true));
  panel.replaceChildren(closing(), title, list);
  place(cell);
}

panel.addEventListener("toggle", number, true); // what is folded open has its numbers too

globalThis.rosterPanel = { panel, begin, hide, place, fill, say, act, enter, keys };

// What all pages do: the token with each request of htmx, errors in their place, the menu on a phone.
const token = document.querySelector('meta[name="csrf-token"]')?.content;

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = token;
});

// An answer that says why something cannot be done is shown where the answer would have been.
document.addEventListener("htmx:beforeSwap", (event) => {
  const status = event.detail.xhr.status;
  if ([400, 403, 404, 409, 422, 429].includes(status) && event.detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/html")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

const menu = document.querySelector("[data-menu]");
const wide = window.matchMedia("(min-width: 62rem)");
const fold = () => { if (menu) menu.open = wide.matches; };
fold();
wide.addEventListener("change", fold);

// Buttons that copy: data-copy names the element whose text or value is copied.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
  document.getElementById("announce").textContent = button.dataset.copied ?? "";
  button.classList.add("copied");
  window.setTimeout(() => button.classList.remove("copied"), 2000);
});

// A calendar beside a field for a day, of the browser's own; what is chosen is written into the field.
for (const button of document.querySelectorAll("[data-pick]")) addCalendar(button);
document.addEventListener("htmx:load", (event) => event.target.querySelectorAll?.("[data-pick][hidden]").forEach(addCalendar));

function addCalendar(button) {
  const field = button.parentElement.querySelector("input[type=text]");
  const calendar = document.createElement("input");
  if (!calendar.showPicker || !button.hidden) return;
  calendar.type = "date";
  calendar.tabIndex = -1;
  calendar.className = "calendar";
  calendar.setAttribute("aria-hidden", "true");
  button.after(calendar);
  button.hidden = false;
  button.addEventListener("click", () => calendar.showPicker());
  calendar.addEventListener("change", () => {
    if (!calendar.value) return;
    const said = new Intl.DateTimeFormat(document.documentElement.lang === "nl" ? "nl-NL" : "en-GB", {weekday: "short", day: "numeric", month: "short", year: "numeric"});
    const clock = field.name.endsWith(".moment") ? ` ${/\d{1,2}:\d{2}\s*$/.exec(field.value)?.[0] ?? "00:00"}` : "";
    field.value = said.format(new Date(`${calendar.value}T12:00`)) + clock;
    field.dispatchEvent(new Event("change", {bubbles: true}));
    field.dispatchEvent(new Event("input", {bubbles: true}));
    field.focus();
  });
}

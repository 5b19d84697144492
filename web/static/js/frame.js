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

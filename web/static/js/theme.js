// Before the first paint: dark or light as the system is.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
follow();
dark.addEventListener("change", follow);

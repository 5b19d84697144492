// A month of wishes: a tap on a day goes from free to rather not to gladly. The boxes stay what is sent.
const form = document.querySelector("[data-days]");

if (form) {
  const words = form.querySelector("[data-words]").dataset;
  const unkept = form.querySelector("[data-unkept]");
  const NEXT = { free: "no", no: "yes", yes: "free" };

  for (const cell of form.querySelectorAll("td[data-day]")) {
    const [no, yes] = cell.querySelectorAll("input");
    const button = document.createElement("button");
    const shown = document.createElement("b");
    button.type = "button";
    button.append(cell.querySelector(".wish-day"), shown);
    let state = no.checked ? "no" : yes.checked ? "yes" : "free";

    const draw = () => {
      no.checked = state === "no";
      yes.checked = state === "yes";
      cell.dataset.state = state;
      shown.textContent = { free: "", no: "−", yes: "+" }[state];
      button.setAttribute("aria-label", `${cell.dataset.day}: ${words[state]}`);
    };
    button.addEventListener("click", () => {
      state = NEXT[state];
      draw();
      unkept.hidden = false;
    });
    for (const label of cell.querySelectorAll("label")) label.hidden = true;
    cell.prepend(button);
    draw();
  }
}

// Weights: a preset moves every slider, and whoever moves one slider chooses own weights.
const quality = document.getElementById("quality");

const show = (slider) => { document.getElementById(slider.id.replace("weight-", "value-")).value = slider.value; };

quality?.addEventListener("input", (event) => {
  const field = event.target;
  if (field.name === "preset") {
    for (const [name, points] of Object.entries(JSON.parse(field.dataset.points))) {
      const slider = document.getElementById(`weight-${name}`);
      slider.value = points;
      show(slider);
    }
  } else if (field.type === "range") {
    show(field);
    document.getElementById("preset-own").checked = true;
  }
  event.stopPropagation(); // what is known beforehand does not depend on weights
});

// Another book has other posts and its own next period: the page is asked for again.
const planBook = document.getElementById("book");

if (planBook?.tagName === "SELECT") {
  document.getElementById("of-book").hidden = true;
  planBook.addEventListener("change", () => {
    window.location.assign(`/plan?book=${encodeURIComponent(planBook.value)}`);
  });
}

// The rows of the board and their timelines stand in two lists, side by side at a desk. Without this
// all are as tall as the tallest; with it each is as tall as what stands in it.
const atDesk = window.matchMedia("(min-width: 62rem)");

function alignRows() {
  const posts = document.querySelector(".posts ul"), lines = document.querySelector(".lines");
  if (!posts || !lines) return;
  posts.parentElement.parentElement.classList.toggle("by-row", atDesk.matches);
  [...posts.children].forEach((row, place) => {
    lines.children[place].style.height = atDesk.matches ? `${row.getBoundingClientRect().height}px` : "";
  });
}

const heights = new ResizeObserver(alignRows);
const watchRows = () => {
  heights.disconnect();
  for (const row of document.querySelectorAll(".post-row")) heights.observe(row);
  alignRows();
};

atDesk.addEventListener("change", alignRows);
document.addEventListener("htmx:afterSwap", watchRows);
watchRows();

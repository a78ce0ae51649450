
// From here on the page moves.

const THEMES = ["system", "light", "dark"];
function toggleTheme() {
  const root = document.documentElement;
  const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? "system") + 1) % THEMES.length];
  root.dataset.theme = next;
  at("theme").textContent = `Theme: ${next}`;
}

/// Shows what is asked for, after a step to something else.
function show(step = () => {}) {
  step();
  const { selected, counts } = select();
  sort(selected);
  fillFields(counts);
  drawTable(selected);
  markLinks();
}

function lookAtSources() {
  at("sources").focus({ preventScroll: true });
  at("sources").scrollIntoView();
}

/// A link to some of the sources: from here on it is like the fields.
function follow(event) {
  const filter = event.target.closest('a[href^="#"]');
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (filter === null || !filter.hash.includes("=") || !isPlain) return;
  event.preventDefault();
  show(() => go(stateIn(filter.hash)));
  lookAtSources();
}

at("theme").addEventListener("click", toggleTheme);
document.addEventListener("click", follow);
window.addEventListener("popstate", () => {
  // An anchor asks for nothing else than what is shown.
  if (location.hash !== "" && !location.hash.includes("=")) return;
  typedIn = null;
  show(() => {
    state = stateIn(location.hash);
  });
});
listenToFields();
listenToTable();
proposeOutlets();
offerOutlets();
for (const id of ["theme", "filters", "marks-key"]) at(id).hidden = false;
show();
if (location.hash.includes("=")) lookAtSources();

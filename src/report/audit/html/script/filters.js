
// The fields above the table, which say what is asked for and how much there is of it.

/// How many outlets are proposed to whoever types.
const PROPOSED = 500;
const SELECTS = FACETS.filter((facet) => facet.key !== "outlet");

function fillFields(counts) {
  for (const facet of SELECTS) fillSelect(facet, counts[FACETS.indexOf(facet)]);
  for (const key of ["outlet", "text"]) {
    // Not under the hands of whoever types.
    if (at(key).value.trim() !== state[key].trim()) at(key).value = state[key];
  }
}

function fillSelect({ key, names, words = names }, counts) {
  const asked = state[key];
  const values = [...names.keys()].filter((value) => counts[value] > 0 || names[value] === asked);
  if (key === "year") values.sort((a, b) => compare(names[b], names[a]));
  if (key === "cause") values.sort((a, b) => counts[b] - counts[a] || compare(names[a], names[b]));
  const option = (value) => element("option", { value: names[value] }, `${words[value]} (${number.format(counts[value])})`);
  const unknown = asked === "" || names.includes(asked) ? [] : [element("option", { value: asked }, `${asked} (0)`)];
  const all = counts.reduce((sum, count) => sum + count, 0);
  const any = element("option", { value: "" }, `any (${number.format(all)})`);
  at(key).replaceChildren(any, ...values.map(option), ...unknown);
  at(key).value = asked;
}

function proposeOutlets() {
  const counts = data.outlets.map(() => 0);
  for (const row of rows) counts[row[OUTLET]] += 1;
  const most = [...counts.keys()].sort((a, b) => counts[b] - counts[a]).slice(0, PROPOSED);
  const others = data.pages.map(([name]) => name);
  const names = new Set([...others, ...most.map((outlet) => data.outlets[outlet])]);
  at("known-outlets").append(...[...names].map((name) => element("option", { value: name })));
}

/// Marks the links that lead to what is shown.
function markLinks() {
  for (const filter of document.querySelectorAll('a[href^="#"]')) {
    const pairs = [...new URLSearchParams(filter.hash.slice(1))];
    const isShown = filter.hash.includes("=") && pairs.every(([key, value]) => state[key] === value);
    if (isShown) filter.setAttribute("aria-current", "true");
    else filter.removeAttribute("aria-current");
  }
}

let typedIn = null;

function listenToFields() {
  for (const { key } of SELECTS) at(key).addEventListener("change", () => show(() => go({ [key]: at(key).value })));
  for (const key of ["outlet", "text"]) {
    at(key).addEventListener("input", () => show(() => {
      go({ [key]: at(key).value.trim() }, typedIn === key);
      typedIn = key;
    }));
    at(key).addEventListener("change", () => {
      typedIn = null;
    });
  }
  at("filters").addEventListener("submit", (event) => event.preventDefault());
  at("filters").addEventListener("reset", (event) => {
    event.preventDefault();
    show(() => go(stateIn("")));
  });
}

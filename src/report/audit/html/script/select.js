
// Which rows are like what is asked for.

/// Of a facet's values those that are asked for, as a flag for each; null if any will do.
function wanted(facet) {
  const asked = state[facet.key].trim().toLowerCase();
  if (asked === "") return null;
  const names = facet.names.map((name) => name.toLowerCase());
  // An outlet may be half typed.
  const matches = facet.key === "outlet" && !names.includes(asked) ? (name) => name.includes(asked) : (name) => name === asked;
  return names.map(matches);
}

function has(row, words) {
  return row[URL_].toLowerCase().includes(words) || texts[row[WHY]].toLowerCase().includes(words) ||
    row[CITATIONS].some((path, nth) => nth % 2 === 1 && texts[path].toLowerCase().includes(words));
}

/// The rows that are asked for, and of each facet how many there are of each value, whichever of its own is asked for.
function select() {
  const words = state.text.trim().toLowerCase();
  const flags = FACETS.map(wanted);
  const counts = FACETS.map((facet) => facet.names.map(() => 0));
  const selected = [];
  for (const row of rows) {
    let misses = 0;
    let missed = 0;
    for (let facet = 0; facet < flags.length && misses < 2; facet += 1) {
      if (flags[facet] === null || flags[facet][row[OUTLET + facet]]) continue;
      misses += 1;
      missed = facet;
    }
    if (misses > 1 || (words !== "" && !has(row, words))) continue;
    if (misses === 1) {
      counts[missed][row[OUTLET + missed]] += 1;
      continue;
    }
    selected.push(row);
    for (let facet = 0; facet < flags.length; facet += 1) counts[facet][row[OUTLET + facet]] += 1;
  }
  return { selected, counts };
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const byUrl = (a, b) => compare(a[URL_], b[URL_]);
/// By column, as the first click on its head sorts, and whether that is from the largest on.
const ORDERS = {
  url: { order: byUrl, falls: false },
  verdict: { order: (a, b) => a[VERDICT] - b[VERDICT] || linksOf(b) - linksOf(a) || byUrl(a, b), falls: false },
  since: { order: (a, b) => compare(a[SINCE] ?? 0, b[SINCE] ?? 0) || byUrl(a, b), falls: true },
  links: { order: (a, b) => linksOf(a) - linksOf(b) || byUrl(b, a), falls: true },
};

/// The column by which rows are sorted, and whether from the largest on. Without either they are by verdict, as written.
function sorting() {
  const falls = state.sort.startsWith("-");
  const column = state.sort.slice(falls ? 1 : 0);
  return Object.hasOwn(ORDERS, column) ? { column, falls } : { column: "", falls: false };
}

function sort(selected) {
  const { column, falls } = sorting();
  if (column === "") return;
  const { order } = ORDERS[column];
  selected.sort(falls ? (a, b) => order(b, a) : order);
}


// The table: a page of what was selected.

const PAGE = 100;
const KINDS = ["there", "gone", "blocked", "unclear"];
const odd = new Set(data.odd);

function cell(label, properties, ...children) {
  const made = element("td", properties, ...children);
  made.setAttribute("role", "cell");
  made.dataset.label = label;
  return made;
}

/// Where the source is cited, linked to the line in the repository. With `plain=1`, without which GitHub renders a
/// Markdown file and knows no lines.
function place([path, line]) {
  const text = `${texts[path]}:${line}`;
  if (data.web === null || odd.has(texts[path])) return element("li", {}, text);
  const encoded = texts[path].split("/").map(encodeURIComponent).join("/");
  return element("li", {}, link(`${data.web}${encoded}?plain=1#L${line}`, text));
}

function places(row) {
  const made = groups(row[CITATIONS], 2).map(place);
  const more = linksOf(row) - made.length;
  if (more > 0) made.push(element("li", {}, `and ${number.format(more)} more`));
  return element("ul", { className: "places" }, ...made);
}

function marks(row) {
  const last = groups(row[MARKS], 3);
  const said = last.map(([days, , cause]) => `${day(days)} ${causes[cause]}`);
  const strip = element("span", { className: "history" }, ...last.map(([, kind], nth) =>
    element("i", { className: `mark ${KINDS[kind]}`, title: said[nth] })));
  strip.setAttribute("role", "img");
  strip.setAttribute("aria-label", said.length ? said.join(", ") : "none");
  const earlier = row[MARKS][0] - last.length;
  return earlier > 0 ? [element("span", { className: "earlier" }, `${number.format(earlier)} +`), strip] : [strip];
}

function drawn(row) {
  const url = row[URL_];
  const why = [texts[row[WHY]], row[LANDING]].filter((words) => words !== "");
  const settled = row[SETTLED] === null ? [] : [element("span", { className: "why" }, `settled ${day(row[SETTLED])}`)];
  const advice = texts[row[ADVICE]];
  const made = element(
    "tr",
    {},
    cell("Source", { className: "source" }, element("span", { className: "url" }, row[OPENS] ? link(url, url) : url), places(row)),
    cell("Verdict", {}, element("span", { className: "verdict" }, swatch(verdictOf(row)), verdictOf(row)),
      ...why.map((words) => element("span", { className: "why" }, words))),
    cell("Since", { className: "date" }, day(row[SINCE]), ...settled),
    cell("Links", { className: "number" }, number.format(linksOf(row))),
    cell("Visits", { className: "marks" }, ...marks(row)),
    cell("What to do", { className: "to-do" }, row[ADDRESS] ? link(row[ADDRESS], advice) : advice),
  );
  made.setAttribute("role", "row");
  return made;
}

/// What is said of a selection: how much of it is shown, or where it may be instead.
function tell(selected, first, last) {
  const own = data.pages.find(([name]) => name === state.outlet);
  const elsewhere = own ? [`${selected.length === 0 ? "" : "."} All ${number.format(own[2])} of this outlet are on `, element("a", { href: own[1] }, "pages of their own"), "."] : [];
  const words = selected.length === 0
    ? "No source is like this."
    : `${number.format(first + 1)} to ${number.format(last)} of ${number.format(selected.length)} ${selected.length === 1 ? "source" : "sources"}`;
  at("shown").replaceChildren(words, ...elsewhere);
}

function drawTable(selected) {
  const turns = Math.max(1, Math.ceil(selected.length / PAGE));
  const turn = Math.min(Math.max(1, Math.trunc(Number(state.page)) || 1), turns);
  const first = (turn - 1) * PAGE;
  const page = selected.slice(first, first + PAGE);
  at("table").tBodies[0].replaceChildren(...page.map(drawn));
  tell(selected, first, first + page.length);
  at("turn").textContent = `Page ${number.format(turn)} of ${number.format(turns)}`;
  at("turns").hidden = turns === 1;
  for (const [id, to] of [["before", turn - 1], ["after", turn + 1]]) {
    at(id).disabled = to < 1 || to > turns;
    at(id).dataset.turn = to;
  }
  const { column, falls } = sorting();
  for (const header of at("table").querySelectorAll("th[data-sort]")) {
    header.setAttribute("aria-sort", header.dataset.sort !== column ? "none" : falls ? "descending" : "ascending");
  }
}

function listenToTable() {
  for (const header of at("table").querySelectorAll("th[data-sort]")) {
    const button = element("button", { type: "button" }, header.textContent);
    header.replaceChildren(button);
    button.addEventListener("click", () => show(() => {
      const { column, falls } = sorting();
      const { sort } = header.dataset;
      const next = column === sort ? !falls : ORDERS[sort].falls;
      go({ sort: `${next ? "-" : ""}${sort}` });
    }));
  }
  for (const id of ["before", "after"]) {
    at(id).addEventListener("click", () => {
      const { turn } = at(id).dataset;
      show(() => go({ page: turn === "1" ? "" : turn }));
      at("shown").scrollIntoView();
    });
  }
}

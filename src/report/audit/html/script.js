"use strict";
// The table of sources: filtered, sorted, and a page of it drawn. Texts come from archives and servers, so they only
// ever become text: no markup is made of a string.

const data = JSON.parse(document.getElementById("data").textContent);
const [URL_, OPENS, HOST, VERDICT, CAUSE, LANDING, SINCE, LINKS, CITATIONS, TO_DO, ADDRESS, OBSERVATIONS, MARKS] =
  Array(13).keys();
const PAGE = 100;
const KINDS = ["there", "gone", "blocked", "unclear"];
const { verdicts, texts, rows } = data;
const at = (id) => document.getElementById(id);
const number = new Intl.NumberFormat("en");
const state = { sort: "verdict", descending: false, page: 0, rows };

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/// A link only to the web, whatever the text says.
function link(address, text) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return text;
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") return text;
  return element("a", { href: url.href, rel: "noopener noreferrer nofollow", target: "_blank" }, text);
}

function swatch(verdict) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  svg.setAttribute("class", "swatch");
  svg.setAttribute("aria-hidden", "true");
  rect.setAttribute("class", verdict);
  rect.setAttribute("width", "100%");
  rect.setAttribute("height", "100%");
  svg.append(rect);
  return svg;
}

function history(row) {
  const day = (mark) => new Date(mark[0] * 86400000).toISOString().slice(0, 10);
  const said = row[MARKS].map((mark) => `${day(mark)} ${texts[mark[2]]}`);
  const marks = row[MARKS].map((mark, nth) => element("i", { className: `mark ${KINDS[mark[1]]}`, title: said[nth] }));
  const strip = element("span", { className: "history" }, ...marks);
  strip.setAttribute("role", "img");
  strip.setAttribute("aria-label", said.length ? said.join(", ") : "never visited");
  const earlier = row[OBSERVATIONS] - row[MARKS].length;
  return earlier > 0 ? [element("span", { className: "earlier" }, `${number.format(earlier)} +`), strip] : [strip];
}

function citations(row) {
  const places = row[CITATIONS].map(([path, line, column]) => element("li", {}, `${texts[path]}:${line}:${column}`));
  const more = row[LINKS] - places.length;
  if (more > 0) places.push(element("li", {}, `and ${number.format(more)} more`));
  return element("details", {}, element("summary", {}, "cited in"), element("ul", {}, ...places));
}

function cell(label, properties, ...children) {
  const made = element("td", properties, ...children);
  made.setAttribute("role", "cell");
  made.dataset.label = label;
  return made;
}

function drawn(row) {
  const url = row[OPENS] ? link(row[URL_], row[URL_]) : row[URL_];
  const verdict = verdicts[row[VERDICT]];
  const toDo = [texts[row[TO_DO]]];
  if (row[ADDRESS]) toDo.push(element("br"), link(row[ADDRESS], row[ADDRESS]));
  const made = element(
    "tr",
    {},
    cell("Source", { className: "source" }, element("span", { className: "url" }, url), citations(row)),
    cell("Verdict", {}, element("span", { className: "verdict" }, swatch(verdict), verdict),
      element("span", { className: "why" }, texts[row[CAUSE]]),
      ...(row[LANDING] ? [element("span", { className: "why" }, row[LANDING])] : [])),
    cell("Since", { className: "date" }, row[SINCE] || "–"),
    cell("Links", { className: "number" }, number.format(row[LINKS])),
    cell("History", { className: "marks" }, ...history(row)),
    cell("What to do", { className: "to-do" }, ...toDo),
  );
  made.setAttribute("role", "row");
  return made;
}

function draw() {
  const pages = Math.max(1, Math.ceil(state.rows.length / PAGE));
  state.page = Math.min(state.page, pages - 1);
  const first = state.page * PAGE;
  const page = state.rows.slice(first, first + PAGE);
  at("table").tBodies[0].replaceChildren(...page.map(drawn));
  const count = number.format(state.rows.length);
  at("shown").textContent = page.length === 0
    ? "No source is like this."
    : `${number.format(first + 1)} to ${number.format(first + page.length)} of ${count} sources`;
  at("page").textContent = `Page ${number.format(state.page + 1)} of ${number.format(pages)}`;
  at("before").disabled = state.page === 0;
  at("after").disabled = state.page === pages - 1;
  at("pages").hidden = pages === 1;
  for (const header of document.querySelectorAll("th[data-sort]")) {
    const order = state.descending ? "descending" : "ascending";
    header.setAttribute("aria-sort", header.dataset.sort === state.sort ? order : "none");
  }
}

const text = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const ORDERS = {
  url: (a, b) => text(a[URL_], b[URL_]),
  verdict: (a, b) => a[VERDICT] - b[VERDICT] || b[LINKS] - a[LINKS] || text(a[URL_], b[URL_]),
  since: (a, b) => text(a[SINCE], b[SINCE]) || text(a[URL_], b[URL_]),
  links: (a, b) => a[LINKS] - b[LINKS] || text(a[URL_], b[URL_]),
};

function choose() {
  const wanted = at("verdict").value;
  const host = at("host").value.trim().toLowerCase();
  const words = at("text").value.trim().toLowerCase();
  const has = (row) => row[URL_].toLowerCase().includes(words) || texts[row[CAUSE]].toLowerCase().includes(words) ||
    row[CITATIONS].some(([path]) => texts[path].toLowerCase().includes(words));
  state.rows = rows.filter((row) =>
    (wanted === "" || verdicts[row[VERDICT]] === wanted) && texts[row[HOST]].toLowerCase().includes(host) && has(row));
  state.rows.sort(ORDERS[state.sort]);
  if (state.descending) state.rows.reverse();
  state.page = 0;
  draw();
}

function turn(pages) {
  state.page += pages;
  draw();
  at("sources").scrollIntoView();
}

function fillFilters() {
  const count = (verdict) => rows.filter((row) => verdicts[row[VERDICT]] === verdict).length;
  const option = (verdict) => element("option", { value: verdict }, `${verdict} (${number.format(count(verdict))})`);
  const present = verdicts.filter((verdict) => count(verdict) > 0);
  at("verdict").append(element("option", { value: "" }, `all (${number.format(rows.length)})`), ...present.map(option));
  const hosts = [...new Set(rows.map((row) => texts[row[HOST]]))].slice(0, 500);
  at("known-hosts").append(...hosts.map((host) => element("option", { value: host })));
}

function tellOmitted() {
  const said = [];
  if (data.omitted) said.push(`${number.format(data.omitted)} more sources are not in this page: the JSON report has them.`);
  if (data.alive) said.push(`${number.format(data.alive)} sources are there and need nobody.`);
  at("omitted").textContent = said.join(" ");
}

const THEMES = ["system", "light", "dark"];
function toggleTheme() {
  const root = document.documentElement;
  const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? "system") + 1) % THEMES.length];
  root.dataset.theme = next;
  at("theme").textContent = `Theme: ${next}`;
}

at("theme").addEventListener("click", toggleTheme);
at("filters").addEventListener("input", choose);
at("filters").addEventListener("submit", (event) => event.preventDefault());
// The fields are empty only after the event.
at("filters").addEventListener("reset", () => setTimeout(choose));
at("before").addEventListener("click", () => turn(-1));
at("after").addEventListener("click", () => turn(1));
for (const header of document.querySelectorAll("th[data-sort]")) {
  header.querySelector("button").addEventListener("click", () => {
    const { sort } = header.dataset;
    state.descending = state.sort === sort ? !state.descending : sort === "links";
    state.sort = sort;
    choose();
  });
}
for (const button of document.querySelectorAll("button[data-host]")) {
  button.addEventListener("click", () => {
    at("filters").reset();
    at("host").value = button.dataset.host;
    choose();
    at("sources").focus();
    at("sources").scrollIntoView();
  });
}
at("unscripted").hidden = true;
for (const id of ["theme", "filters", "table", "key"]) at(id).hidden = false;
fillFilters();
tellOmitted();
choose();

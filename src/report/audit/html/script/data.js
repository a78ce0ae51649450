"use strict";
// The page's sources, as they are written in it.

const data = JSON.parse(document.getElementById("data").textContent);
const { texts, causes, rows } = data;

// What a row has, by its position.
const [URL_, OPENS, OUTLET, , VERDICT, , , , WHY, LANDING, SINCE, SETTLED, CITATIONS, ADVICE, ADDRESS, MARKS] = Array(16).keys();

// What rows are filtered by, from OUTLET on: the key in the address, and the names of the values there.
const FACETS = [
  { key: "outlet", names: data.outlets },
  { key: "year", names: data.years.map((year) => year || "none") },
  { key: "verdict", names: data.verdicts },
  { key: "to-do", names: data.to_do.map(([name]) => name), words: data.to_do.map(([, words]) => words) },
  { key: "change", names: data.changes.map(([name]) => name), words: data.changes.map(([, words]) => words) },
  { key: "cause", names: causes.map((cause) => cause || "none") },
];
const verdictOf = (row) => data.verdicts[row[VERDICT]];
/// How many links there are to it; the citations follow, each with its path and line.
const linksOf = (row) => row[CITATIONS][0];
/// What follows the first of a list, so many together.
const groups = ([, ...list], size) =>
  Array.from({ length: list.length / size }, (_, nth) => list.slice(nth * size, (nth + 1) * size));

const at = (id) => document.getElementById(id);
const number = new Intl.NumberFormat("en");
const day = (days) => (days === null ? "–" : new Date(days * 86400000).toISOString().slice(0, 10));

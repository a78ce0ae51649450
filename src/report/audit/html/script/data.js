"use strict";
// The page's sources, as they are written in it.

const data = JSON.parse(document.getElementById("data").textContent);
const { texts, causes, rows } = data;

// What a row has, by its position.
const [SOURCE, VALUES, WHY, LANDING, SINCE, LINKS, CITATIONS, ADVICE, ADDRESS, VISITS, MARKS] = Array(11).keys();

// What rows are filtered by, in the order of their values: the key in the address, and the names of the values there.
const FACETS = [
  { key: "outlet", names: data.outlets },
  { key: "year", names: data.years.map((year) => year || "none") },
  { key: "verdict", names: data.verdicts },
  { key: "to-do", names: data.to_do.map(([name]) => name), words: data.to_do.map(([, words]) => words) },
  { key: "change", names: data.changes.map(([name]) => name), words: data.changes.map(([, words]) => words) },
  { key: "cause", names: causes.map((cause) => cause || "none") },
];
const [, , VERDICT] = FACETS.keys();
const verdictOf = (row) => data.verdicts[row[VALUES][VERDICT]];

const at = (id) => document.getElementById(id);
const number = new Intl.NumberFormat("en");
const day = (days) => (days === null ? "–" : new Date(days * 86400000).toISOString().slice(0, 10));


// The outlets that have no bar in the page as it is written: more of them at each press.

const MORE = 100;

function share(part, whole) {
  const percent = Math.round((part * 100) / whole);
  if (percent === 0 && part > 0) return "< 1 %";
  if (percent === 100 && part < whole) return "> 99 %";
  return `${percent} %`;
}

function bar(name, parts, all) {
  const names = ["gone", "unsure", "there"];
  const drawing_ = drawing("svg", { role: "img" });
  let before = 0;
  for (const [nth, part] of parts.entries()) {
    const width = (part * 100) / all;
    if (part > 0) drawing_.append(drawing("rect", { class: names[nth], x: `${before}%`, width: `${width}%`, height: "100%" }));
    before += width;
  }
  const [gone, unsure, there] = parts.map((part) => number.format(part));
  drawing_.setAttribute("aria-label", `${name}: ${there} there, ${unsure} uncertain, ${gone} gone`);
  return drawing_;
}

function outletLine([name, there, unsure, gone, isListed]) {
  const all = there + unsure + gone;
  const own = data.pages.find(([outlet]) => outlet === name);
  const href = own ? own[1] : `#${new URLSearchParams({ outlet: name })}`;
  const head = element("th", { scope: "row" }, isListed ? element("a", { href }, name) : name);
  const cells = [share(there, all), number.format(gone), number.format(all)];
  return element("tr", {}, head, element("td", { className: "bar" }, bar(name, [gone, unsure, there], all)),
    ...cells.map((text) => element("td", { className: "number" }, text)));
}

function offerOutlets() {
  const note = at("more-outlets");
  if (note === null) return;
  const body = at("survival").tBodies[0];
  const left = () => data.survival.length - body.rows.length;
  const button = element("button", { type: "button" });
  const name = () => {
    button.textContent = `Show ${number.format(Math.min(MORE, left()))} more of ${number.format(left())}`;
    note.hidden = left() <= 0;
  };
  button.addEventListener("click", () => {
    const from = body.rows.length;
    body.append(...data.survival.slice(from, from + MORE).map(outletLine));
    name();
  });
  note.replaceChildren(button);
  name();
}

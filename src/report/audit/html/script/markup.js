
// Elements. Texts come from archives and servers, so they only ever become text: no markup is made of a string.

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

function drawing(name, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

function swatch(verdict) {
  const rect = drawing("rect", { class: verdict, width: "100%", height: "100%" });
  return drawing("svg", { class: "swatch", "aria-hidden": "true" }, rect);
}


// What is shown is in the address, behind the `#`: so it can be sent to somebody, and back leads back.

const KEYS = [...FACETS.map((facet) => facet.key), "text", "sort", "page"];

/// The state in an address: a string for each key, empty where nothing is asked for. Without any it is an anchor.
function stateIn(hash) {
  const pairs = new URLSearchParams(hash.slice(1));
  return Object.fromEntries(KEYS.map((key) => [key, hash.includes("=") ? pairs.get(key) ?? "" : ""]));
}

/// The address of a state, with what is asked for and nothing else.
function addressOf(state) {
  const pairs = KEYS.filter((key) => state[key] !== "").map((key) => [key, state[key]]);
  return location.href.split("#")[0] + (pairs.length === 0 ? "" : `#${new URLSearchParams(pairs)}`);
}

let state = stateIn(location.hash);

/// Goes on to what is asked for now. What is typed letter by letter is one step of the way back.
function go(asked, replaces = false) {
  state = { ...state, page: "", ...asked };
  if (addressOf(state) === location.href) return;
  if (replaces) history.replaceState(null, "", addressOf(state));
  else history.pushState(null, "", addressOf(state));
}

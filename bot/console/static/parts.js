// Keeps the parts of a page that the server renders up to date, without touching what has not changed.

/** The document that the server renders at this address; throws when it refuses. */
export async function rendered(address, whenSignedOut) {
  const answer = await fetch(address, { headers: { "x-asked-by": "desk" } });
  const text = await answer.text();
  if (answer.status === 401) whenSignedOut(text);
  if (!answer.ok) throw new Error(text);
  return new DOMParser().parseFromString(text, "text/html");
}

/** Put the new element in the place of the old one of the same id, if it differs; focus stays on its namesake. */
export function swap(fresh, id) {
  const [old, next] = [document.getElementById(id), fresh.getElementById(id)];
  if (!next || asSent(old) === next.outerHTML) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const same = focused?.id ? `#${CSS.escape(focused.id)}` : focused?.href && `a[href="${CSS.escape(focused.getAttribute("href"))}"]`;
  remember(next);
  old.replaceWith(next);
  if (same) next.querySelector(same)?.focus({ preventScroll: true });
}

/** Make the list's items those of the new one; how many there are that were not there before. */
export function merge(fresh, id) {
  const [list, next] = [document.getElementById(id), fresh.getElementById(id)];
  const known = new Map([...list.children].map((item) => [item.id, item]));
  let added = 0;
  let after = null;
  for (const item of [...next.children]) {
    const old = known.get(item.id);
    known.delete(item.id);
    let placed = old;
    if (!old || asSent(old) !== item.outerHTML) {
      added += old ? 0 : 1;
      placed = remember(item);
      if (old) old.replaceWith(item);
    }
    const expected = after ? after.nextElementSibling : list.firstElementChild;
    if (expected !== placed) list.insertBefore(placed, expected);
    after = placed;
  }
  for (const gone of known.values()) gone.remove();
  return added;
}

const originals = new WeakMap();

/** Times are written in the reader's own zone; what the server sent is kept, to be compared with. */
export function remember(node) {
  originals.set(node, node.outerHTML);
  for (const time of node.querySelectorAll("time")) {
    const moment = new Date(time.dateTime);
    const today = moment.toDateString() === new Date().toDateString();
    const day = today ? {} : { day: "numeric", month: "short" };
    time.textContent = moment.toLocaleString([], { ...day, hour: "2-digit", minute: "2-digit" });
    time.title = moment.toLocaleString();
  }
  return node;
}

function asSent(node) {
  return originals.get(node) ?? node.outerHTML;
}

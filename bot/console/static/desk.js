// The desk: keeps the queue and the open conversation live, and does what the agent presses.

import { Composer } from "./composer.js";
import { send } from "./forms.js";
import { Live } from "./live.js";
import { merge, remember, rendered, swap } from "./parts.js";

const room = document.querySelector("[data-page]");
const { place, opened = "", shown = "" } = room.dataset;
const banner = document.getElementById("banner").firstElementChild;
const pill = document.getElementById("pill");
const scroller = document.getElementById("scroller");
const words = document.getElementById("desk-words")?.dataset;
const refusal = document.getElementById("refusal");
const address = `/desk/conversations/${encodeURIComponent(opened)}`;
let known = {};
let unread = 0;
let atEnd = true;
let looking = Promise.resolve();

const composer = opened && new Composer(document.getElementById("composer"), words, saved);
const live = new Live(
  () => `/desk/stream?opened=${encodeURIComponent(opened)}`,
  { changed },
  () => (banner.hidden = false),
  () => (banner.hidden = true),
);

function changed(told) {
  if (told.queue !== known.queue) lookAtQueue();
  if (opened && told.conversation !== known.conversation) lookAtConversation();
  known = told;
}

/** One look at a time, in order: an older answer must not overwrite a newer one. */
function look(what) {
  looking = looking.then(what, what).catch(() => undefined);
  return looking;
}

function lookAtQueue() {
  return look(async () => {
    const fresh = await rendered(`/desk/queue?opened=${encodeURIComponent(opened)}`, signedOut);
    swap(fresh, "queue");
    showCount();
  });
}

function lookAtConversation() {
  return look(async () => {
    const fresh = await rendered(`${address}/parts?lines=${shown}`, signedOut);
    const { stand } = document.getElementById("case").dataset;
    swap(fresh, "case");
    announce(stand);
    composer.follow(document.getElementById("case").dataset);
    unread += merge(fresh, "transcript");
    showUnread();
  });
}

/** The minutes that pass are not worth saying aloud; a change of hands is. */
function announce(before) {
  const now = document.getElementById("case");
  if (now.dataset.stand !== before) document.getElementById("announced").textContent = now.querySelector(".stand").textContent;
}

function saved() {
  atEnd = true;
  lookAtConversation();
}

function signedOut(sentence) {
  live.stop();
  banner.textContent = sentence;
  banner.hidden = false;
}

function showCount() {
  const { waiting } = document.getElementById("queue").dataset;
  document.title = `${waiting === "0" ? "" : `(${waiting}) `}${place} · Frontdesk`;
}

function showUnread() {
  if (atEnd) toEnd();
  const said = pill.firstElementChild;
  pill.hidden = atEnd || !unread;
  said.textContent = unread === 1 ? said.dataset.one : said.dataset.many.replace("{}", unread);
}

function toEnd() {
  scroller.scrollTop = scroller.scrollHeight;
  unread = 0;
}

function noticeScroll() {
  atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60;
  if (atEnd) unread = 0;
  showUnread();
}

/** Claim, Return to bot, Resolve. */
async function press(event) {
  const form = event.target.closest("form[data-act]");
  if (!form) return;
  event.preventDefault();
  await send(form, refusal, words.away);
  await lookAtConversation();
}

/** A page that nobody looks at gives its connection back: a browser has six to one address. */
function rest() {
  clearInterval(rest.again);
  if (!document.hidden) return live.open();
  live.stop();
  rest.again = setInterval(lookAtQueue, 20000);
}

for (const id of ["queue", "case"]) remember(document.getElementById(id) ?? document.createElement("i"));
for (const item of document.querySelectorAll("#transcript > li")) remember(item);
if (opened) {
  scroller.addEventListener("scroll", noticeScroll, { passive: true });
  document.getElementById("parts").addEventListener("submit", press);
  pill.addEventListener("click", () => {
    toEnd();
    showUnread();
  });
  const sizes = new ResizeObserver(() => atEnd && toEnd());
  for (const part of [scroller, document.getElementById("transcript")]) sizes.observe(part);
  toEnd();
}
document.addEventListener("visibilitychange", rest);
live.open();

// The web chat: shows the conversation as the stream tells it, and sends what the customer writes.

import { bubble, closeChips, tell } from "./bubbles.js";
import { Live } from "./live.js";
import { Outbox } from "./outbox.js";

const page = Object.fromEntries(
  ["standing", "banner", "log", "welcome", "bubbles", "typing", "composer", "text", "start-over", "start-over-dialog", "stay"].map(
    (id) => [id, document.getElementById(id)],
  ),
);
const marker = document.querySelector("main").dataset.marker;
const unsent = new Map();
const shown = new Set();
let lastId = "";
let holder = "bot";
let atEnd = true;

const outbox = new Outbox(marker, showLetter);
const live = new Live(
  () => `/chat/stream${lastId && `?after=${lastId}`}`,
  // After a restore the journal knows less than this page: begin anew with what it knows.
  { message: showMessage, state: showState, restored: () => location.reload() },
  () => showLost(true),
  () => {
    showLost(false);
    outbox.send();
  },
);

function showMessage(message, id) {
  lastId = id || lastId;
  if (shown.has(message.position)) return;
  shown.add(message.position);
  if (message.author === "customer") take(message);
  else place(bubble(message, press));
  page.typing.hidden = true;
}

/** The customer's own message came back: it takes the place of the bubble that waited for it. */
function take(message) {
  outbox.remove(message.message_id);
  const waiting = unsent.get(message.message_id);
  unsent.delete(message.message_id);
  closeChips(page.bubbles);
  if (waiting) tell(waiting, "stored");
  else place(bubble(message, press));
}

function showLetter(letter) {
  let item = unsent.get(letter.id);
  if (!item) {
    item = bubble({ ...letter, author: "customer" }, press);
    unsent.set(letter.id, item);
    closeChips(page.bubbles);
    place(item, true);
  }
  tell(item, letter.fate);
  if (letter.fate === "stored") showTyping(holder === "bot");
}

function showState(state) {
  holder = state.holder;
  for (const line of page.standing.children) line.hidden = line.dataset.holder !== holder;
  page.standing.querySelector("[data-agent]").textContent = state.agent;
  const stored = outbox.letters.some(({ fate }) => fate === "stored");
  showTyping(state.awaited || (stored && holder === "bot"));
  page.log.setAttribute("aria-busy", "false");
  showWelcome();
}

/** What the server told stands before what still waits to be stored. */
function place(item, isLetter = false) {
  const next = isLetter ? null : [...page.bubbles.children].find((other) => isUnsent(other));
  const before = next ? next.previousElementSibling : page.bubbles.lastElementChild;
  const close = before && Date.parse(item.querySelector("time").dateTime) - Date.parse(before.querySelector("time").dateTime) < 120000;
  const names = (node) => node.dataset.author + node.querySelector(".name").textContent;
  item.classList.toggle("follows", Boolean(close) && names(before) === names(item));
  page.bubbles.insertBefore(item, next ?? null);
  showWelcome();
  if (isLetter || atEnd) toEnd();
}

function isUnsent(item) {
  return [...unsent.values()].includes(item);
}

function showWelcome() {
  const empty = !page.bubbles.children.length;
  page.welcome.hidden = !empty;
  page["start-over"].hidden = empty;
}

function showTyping(wanted) {
  page.typing.hidden = !wanted;
  if (wanted && atEnd) toEnd();
}

function showLost(lost) {
  page.banner.firstElementChild.hidden = !lost;
}

function noticeScroll() {
  const { scrollHeight, scrollTop, clientHeight } = page.log;
  atEnd = scrollHeight - scrollTop - clientHeight < 80;
}

function toEnd() {
  page.log.scrollTop = page.log.scrollHeight;
}

function press({ title, payload }) {
  outbox.add(title, payload);
  // On a phone this would open the keyboard over the answer.
  if (matchMedia("(pointer: fine)").matches) page.text.focus({ preventScroll: true });
}

function submit(event) {
  event.preventDefault();
  const text = page.text.value.trim();
  if (!text) return;
  page.text.value = "";
  outbox.add(text);
}

page.composer.addEventListener("submit", submit);
page.text.addEventListener("keydown", (key) => {
  if (key.key === "Enter" && !key.shiftKey && !key.isComposing) submit(key);
});
for (const chip of page.welcome.querySelectorAll(".chip")) {
  chip.addEventListener("click", () => press({ title: chip.textContent, payload: chip.dataset.payload }));
}
page["start-over"].addEventListener("click", () => page["start-over-dialog"].showModal());
page.stay.addEventListener("click", () => page["start-over-dialog"].close());
page.log.addEventListener("scroll", noticeScroll, { passive: true });
// A picture that arrives late pushes the end away; so do a banner and a keyboard that opens.
const sizes = new ResizeObserver(() => atEnd && toEnd());
for (const part of [page.log, page.bubbles]) sizes.observe(part);

outbox.letters.forEach(showLetter);
outbox.send();
live.open();

// How a message looks. Everything a person wrote goes in as text, never as HTML.

const WEB_ADDRESS = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g;
const words = document.getElementById("bubble-words").dataset;

/** A list item for a message: { author, name, at, text, buttons, attachments, position }; press(button) sends. */
export function bubble(message, press) {
  const item = element("li", `bubble ${message.author}`);
  item.dataset.author = message.author;
  item.append(element("span", "name", nameOf(message)));
  if (message.text) item.append(linked(element("div", "words"), message.text));
  for (const attachment of message.attachments ?? []) item.append(attached(attachment));
  if (message.buttons?.length) item.append(chips(message.buttons, press));
  item.append(clock(message.at));
  return item;
}

/** Say under a bubble how far it is on its way; no words when it is there. */
export function tell(item, fate) {
  const said = { sending: words.sending, waiting: words.waiting, refused: words.refused, "too-long": words.tooLong, "session-over": words.sessionOver }[fate] ?? "";
  item.querySelector(".fate")?.remove();
  item.classList.toggle("unsent", Boolean(said));
  item.classList.toggle("refused", ["refused", "too-long", "session-over"].includes(fate));
  if (said) item.append(element("span", "fate", said));
}

/** No chip under this node can be pressed any more. */
export function closeChips(node) {
  for (const chip of node.querySelectorAll("button.chip:not(:disabled)")) chip.disabled = true;
}

function nameOf({ author, name }) {
  return { customer: words.you, agent: name || words.agent, bot: words.bot }[author] ?? words.system;
}

function chips(buttons, press) {
  const row = element("div", "chips");
  row.setAttribute("role", "group");
  for (const button of buttons) row.append(button.url ? link(button.url, button.title, "chip") : chip(button, press));
  return row;
}

function chip(button, press) {
  const node = element("button", "chip", button.title);
  node.type = "button";
  node.addEventListener("click", () => {
    node.setAttribute("aria-pressed", "true");
    press(button);
  });
  return node;
}

function attached({ kind, name, url }) {
  const label = name || (kind === "photo" ? words.photo : words.file);
  if (!isWebAddress(url)) return element("span", "file", `[${label}]`);
  if (kind !== "photo" && kind !== "image") return link(url, label, "file");
  const image = element("img");
  image.src = url;
  image.alt = label;
  image.referrerPolicy = "no-referrer";
  return image;
}

function clock(at) {
  const moment = new Date(at);
  const node = element("time", "", moment.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
  node.dateTime = at;
  node.title = moment.toLocaleString();
  return node;
}

function linked(node, text) {
  let end = 0;
  for (const found of text.matchAll(WEB_ADDRESS)) {
    node.append(text.slice(end, found.index), link(found[0], found[0]));
    end = found.index + found[0].length;
  }
  node.append(text.slice(end));
  return node;
}

function link(address, title, kind = "") {
  const node = element("a", kind, title);
  if (isWebAddress(address)) node.href = address;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
}

function isWebAddress(address) {
  return /^(https?:\/\/|\/chat\/files\/)/i.test(address ?? "");
}

function element(name, kind = "", text = "") {
  const node = document.createElement(name);
  if (kind) node.className = kind;
  node.textContent = text;
  return node;
}

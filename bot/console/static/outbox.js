// What the customer wrote and the server has not yet told back. It survives a reload, and is sent in order.

const FORGOTTEN_AFTER = 60 * 60 * 1000;
const LONGEST_WAIT = 15000;

export class Outbox {
  /** marker: names this conversation; whenChanged: told with each letter whose fate changed. */
  constructor(marker, whenChanged) {
    this.place = `frontdesk-chat:${marker}`;
    this.whenChanged = whenChanged;
    this.letters = this.#load();
    this.failures = 0;
  }

  /** Add a letter and send it: { id, text, payload, at, fate }. */
  add(text, payload = "") {
    const letter = { id: newId(), text, payload, at: new Date().toISOString(), fate: "sending" };
    this.letters.push(letter);
    this.#keep();
    this.whenChanged(letter);
    this.send();
  }

  /** The server told it back: it is in the conversation now. */
  remove(id) {
    this.letters = this.letters.filter((letter) => letter.id !== id);
    this.#keep();
  }

  /** Send the oldest letter that is not stored yet; then the next. */
  async send() {
    clearTimeout(this.again);
    if (this.busy) return;
    this.busy = true;
    let letter;
    while ((letter = this.letters.find(({ fate }) => fate === "sending" || fate === "waiting"))) {
      if (!(await this.#try(letter))) break;
    }
    this.busy = false;
  }

  async #try(letter) {
    const status = await post(letter);
    const fate = { 202: "stored", 400: "refused", 403: "session-over", 413: "too-long" }[status] ?? "waiting";
    letter.fate = fate;
    this.failures = fate === "waiting" ? this.failures + 1 : 0;
    this.#keep();
    this.whenChanged(letter);
    if (fate !== "waiting") return true;
    this.again = setTimeout(() => this.send(), Math.min(LONGEST_WAIT, 1000 * 2 ** Math.min(this.failures - 1, 5)));
    return false;
  }

  #load() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.place) ?? "[]");
      return kept.filter(({ at }) => Date.now() - Date.parse(at) < FORGOTTEN_AFTER);
    } catch {
      return [];
    }
  }

  #keep() {
    try {
      const kept = this.letters.filter(({ fate }) => ["sending", "waiting", "stored"].includes(fate));
      if (kept.length) localStorage.setItem(this.place, JSON.stringify(kept));
      else localStorage.removeItem(this.place);
    } catch {
      // A browser that keeps nothing only loses what a reload would have brought back.
    }
  }
}

/** The status of the answer; 0 when there was none. */
async function post({ id, text, payload }) {
  try {
    const answer = await fetch("/chat/messages", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ message_id: id, text, payload }),
      signal: AbortSignal.timeout(15000),
    });
    return answer.status;
  } catch {
    return 0;
  }
}

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

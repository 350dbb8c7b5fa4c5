// The box that an agent writes in: replies and notes, sent once.

import { newKey, send } from "./forms.js";

const TOLD_AGAIN = 4000;

export class Composer {
  /** whenDone: told after something was saved. */
  constructor(form, words, whenDone) {
    Object.assign(this, { form, words, whenDone });
    this.refusal = document.getElementById("refusal");
    this.text = form.elements.text;
    this.tried = "";
    form.addEventListener("submit", (event) => this.#submit(event));
    this.text.addEventListener("input", () => this.#tellWriting());
    form.addEventListener("keydown", (key) => key.key === "Enter" && (key.ctrlKey || key.metaKey) && form.requestSubmit());
  }

  /** Follow who holds the conversation; what is being written stays. */
  follow({ mayReply, onlyNotes, send: label }) {
    const [reply, note] = ["reply", "note"].map((mode) => document.getElementById(`mode-${mode}`));
    const may = mayReply === "yes";
    if (!may && reply.checked) note.checked = true;
    reply.disabled = !may;
    document.getElementById("attach").hidden = !may;
    const why = document.getElementById("only-notes");
    why.hidden = may;
    why.textContent = onlyNotes;
    document.getElementById("send-reply").textContent = label;
  }

  async #submit(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    // The same words again are the same message; other words after a failure are another one.
    const written = `${this.form.elements.mode.value} ${this.text.value}`;
    if (this.tried !== written) this.form.elements.key.value = newKey();
    this.tried = written;
    const sent = this.text.value;
    if (await send(this.form, this.refusal, this.words.away)) this.#saved(sent);
    this.busy = false;
    this.text.focus();
  }

  /** The customer sees that somebody writes; a note is nobody's business. */
  #tellWriting() {
    const now = Date.now();
    if (this.form.elements.mode.value !== "reply" || now - (this.told ?? 0) < TOLD_AGAIN) return;
    this.told = now;
    const body = new URLSearchParams({ token: this.form.elements.token.value });
    fetch(this.form.action.replace(/messages$/, "writing"), { method: "POST", headers: { "x-asked-by": "desk" }, body }).catch(() => {});
  }

  #saved(sent) {
    if (this.text.value === sent) this.text.value = "";
    this.tried = "";
    this.whenDone();
  }
}

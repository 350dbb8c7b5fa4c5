// An event stream that comes back by itself, whatever ended it.

const LONGEST_WAIT = 15000;
const NOTICED_AFTER = 4000;
// The server speaks every 15 s; a connection that died unnoticed says nothing at all.
const SILENT_AFTER = 40000;

export class Live {
  /**
   * address: a function that gives the address, asked anew at each attempt.
   * handlers: by event name, each gets the event's JSON and its id.
   * whenLost, whenBack: told when the connection has been away for a while, and when it is back.
   */
  constructor(address, handlers, whenLost, whenBack) {
    Object.assign(this, { address, handlers, whenLost, whenBack });
    this.failures = 0;
    window.addEventListener("online", () => this.open());
    window.addEventListener("offline", () => this.#isLost());
    window.addEventListener("pagehide", () => this.stop());
    window.addEventListener("pageshow", (shown) => shown.persisted && this.open());
  }

  open() {
    this.#drop();
    this.source = new EventSource(this.address());
    this.#isAlive();
    this.source.onopen = () => this.#isBack();
    this.source.onerror = () => this.#isLost();
    this.source.addEventListener("beat", () => this.#isAlive());
    for (const [name, handle] of Object.entries(this.handlers)) {
      this.source.addEventListener(name, (told) => {
        this.#isAlive();
        handle(JSON.parse(told.data), told.lastEventId);
      });
    }
  }

  /** Be silent until it is opened again. */
  stop() {
    this.#drop();
    clearTimeout(this.notice);
    this.notice = undefined;
  }

  #drop() {
    clearTimeout(this.again);
    clearTimeout(this.silence);
    this.source?.close();
  }

  #isBack() {
    this.failures = 0;
    clearTimeout(this.notice);
    this.notice = undefined;
    this.#isAlive();
    this.whenBack();
  }

  #isAlive() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.#isLost(), SILENT_AFTER);
  }

  #isLost() {
    // Ourselves rather than the browser: it gives up for good at the first answer that is no stream.
    this.#drop();
    this.failures += 1;
    this.notice ??= setTimeout(() => this.whenLost(), NOTICED_AFTER);
    this.again = setTimeout(() => this.open(), Math.min(LONGEST_WAIT, 500 * 2 ** Math.min(this.failures - 1, 6)));
  }
}

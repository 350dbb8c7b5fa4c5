// Sends the desk's forms without leaving the page. A form keeps its key until it was answered, so it is done once.

/** Send a form; what was refused is said in `refusal`. True when it was done. */
export async function send(form, refusal, away) {
  const buttons = form.querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  const problem = await attempt(form, away);
  for (const button of buttons) button.disabled = false;
  refusal.textContent = problem;
  refusal.hidden = !problem;
  return !problem;
}

/** The sentence that says why not; empty when it was done. */
async function attempt(form, away) {
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { "x-asked-by": "desk" },
      body: new URLSearchParams(new FormData(form)),
      redirect: "error",
      signal: AbortSignal.timeout(15000),
    });
    return answer.ok ? "" : (await answer.text()).trim() || away;
  } catch {
    return away;
  }
}

/** A key that no form had before. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Steps as chips, and paths that begin alike as one tree. Nothing here is HTML: every word becomes text.

const files = JSON.parse(document.getElementById("files").textContent);

/** An element; `about` holds attributes and listeners, and what is empty is left out. */
function made(tag, about = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== "" && value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...inside.filter((part) => part !== "" && part != null));
  return element;
}

const isForm = (name) => name in files.forms;
const utters = (name) => name.startsWith("utter_");

/** How a step looks: customer, desk, says, does, condition or state. */
function look(step) {
  if (step.kind === "slot" || step.kind === "loop") return step.part === "condition" ? "condition" : "state";
  if (step.kind === "intent") return files.intents[step.names[0]]?.from_desk ? "desk" : "customer";
  if (step.kind === "user") return "customer";
  if (step.kind === "checkpoint") return "state";
  return step.kind === "bot" || utters(step.names[0]) ? "says" : "does";
}

/** A step in words. */
function words(step) {
  const [name, ...others] = step.names;
  if (step.kind === "loop") return loopInWords(name, step.part === "condition");
  if (step.kind === "slot") return slotInWords(step.names.join(" or "), step.value);
  return others.length ? `${name} or ${others.length === 1 ? others[0] : `${others.length} others`}` : name;
}

function loopInWords(form, isCondition) {
  if (isCondition) return form ? `while ${form} asks` : "while no form asks";
  return form ? `${form} goes on` : "the form ends";
}

function slotInWords(slot, value) {
  if (value === "null") return `${slot} is empty`;
  return value ? `${slot} is ${value}` : `${slot} is set`;
}

/** What is read or said first under that name; empty where nobody knows. */
function sentence(name) {
  const answers = Object.keys(files.responses).filter((one) => one.startsWith(`${name}/`));
  if (files.responses[name]) return files.responses[name].said[0]?.text ?? "";
  if (answers.length) return `one of ${answers.length} answers`;
  if (files.intents[name]) return files.intents[name].examples[0] ? `“${files.intents[name].examples[0]}”` : "";
  return files.actions[name]?.about ?? (isForm(name) ? "asks for what it needs" : "");
}

/** Whether a step stands for that name; `faq` stands for each of its answers. */
const names = (step, name) => step.names.some((one) => one && (one === name || name.startsWith(`${one}/`)));

/** Steps that must be written, and say nothing new: a form asks once it is called, and ends when it is put aside. */
function telling(steps) {
  let action = "";
  return steps.filter((step) => {
    if (step.kind === "action") [action] = step.names;
    if (look(step) !== "state" || step.kind === "checkpoint") return true;
    return !(action === "action_deactivate_loop" || (step.kind === "loop" && step.names[0] === action));
  });
}

/** Paths as nodes of steps that they share: each has its step, the talks that pass and end there, and what follows. */
function grown(talks) {
  const root = { following: new Map(), ending: [] };
  for (const talk of talks) {
    let node = root;
    for (const step of telling(talk.steps)) {
      const key = JSON.stringify([step.part, step.kind, step.names, step.value]);
      if (!node.following.has(key)) node.following.set(key, { step, stands: [], following: new Map(), ending: [] });
      node = node.following.get(key);
      node.stands.push({ talk, at: step.at });
    }
    node.ending.push(talk);
  }
  return root;
}

/** The branches below a node, as items of a list. */
function branches(node, chosen, open) {
  return [...node.following.values()].map((first) => {
    const row = [first];
    while (row.at(-1).following.size === 1 && !row.at(-1).ending.length) row.push([...row.at(-1).following.values()][0]);
    const last = row.at(-1);
    const chips = row.map((one) => made("li", {}, chip(one, chosen, open)));
    const below = branches(last, chosen, open);
    return made("li", {}, made("ol", { class: "row" }, ...chips), ...last.ending.map(ended), below.length ? made("ul", {}, ...below) : "");
  });
}

function ended(talk) {
  const goesOn = talk.waits ? "" : made("span", {}, "goes on without waiting");
  return made("div", { class: "ends" }, made("span", { class: "kind" }, talk.kind), made("span", {}, talk.name), goesOn, made("span", { class: "place" }, talk.at));
}

function chip(node, chosen, open) {
  const { step } = node;
  const said = step.kind === "slot" || step.kind === "loop" ? "" : sentence(step.names[0]);
  const meant = chosen && names(step, chosen) ? " meant" : "";
  const about = { type: "button", class: `chip ${look(step)}${meant}`, "aria-pressed": "false" };
  const button = made("button", about, made("b", {}, words(step)), said ? made("span", {}, said) : "");
  button.addEventListener("click", () => open(node, button));
  return button;
}

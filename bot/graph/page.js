// The list of what there is, the paths through what is chosen, and the details of one step.

const search = document.getElementById("search");
const groups = document.getElementById("groups");
const paths = document.getElementById("paths");
const details = document.getElementById("details");
const found = document.getElementById("found");
const isWide = window.matchMedia("(min-width: 72.01rem)");

const FILTERS = {
  all: () => true,
  rule: (talk) => talk.kind === "rule",
  story: (talk) => talk.kind === "story",
  form: (talk) => talk.in_form,
};

const shownTalks = () => files.talks.filter(FILTERS[document.querySelector("#filter input:checked").value]);
const talksWith = (name) => shownTalks().filter((talk) => talk.steps.some((step) => names(step, name)));
const chosen = () => decodeURIComponent(location.hash.slice(1));
const counted = (count, one, several = `${one}s`) => `${count} ${count === 1 ? one : several}`;

// What there is

function stepNames(...kinds) {
  const steps = files.talks.flatMap((talk) => talk.steps).filter((step) => kinds.includes(step.kind));
  return steps.flatMap((step) => step.names).filter(Boolean);
}

function sorted(...names) {
  return [...new Set(names.flat())].sort((one, other) => one.localeCompare(other));
}

function allGroups() {
  const intents = sorted(Object.keys(files.intents), stepNames("intent"));
  const actions = sorted(Object.keys(files.responses), Object.keys(files.forms), stepNames("action"));
  const fromDesk = (name) => Boolean(files.intents[name]?.from_desk);
  return [
    ["Customers say", "customer", intents.filter((name) => !fromDesk(name))],
    ["The desk tells", "desk", intents.filter(fromDesk)],
    ["The bot says", "says", actions.filter(utters)],
    ["The bot does", "does", actions.filter((name) => !utters(name))],
    ["It depends on", "condition", sorted(stepNames("slot"))],
  ];
}

const ALL = allGroups();

/** The sentence or example in which the words stand; empty where they stand in none. */
function heard(name, wanted) {
  const said = [...(files.responses[name]?.said.map((one) => one.text) ?? []), ...(files.intents[name]?.examples ?? [])];
  return wanted ? said.find((text) => text.toLowerCase().includes(wanted)) ?? "" : "";
}

function list() {
  const wanted = search.value.trim().toLowerCase();
  const matches = (name) => name.toLowerCase().includes(wanted) || heard(name, wanted);
  const sections = ALL.map(([title, look, names]) => [title, look, names.filter(matches)]).filter(([, , names]) => names.length);
  groups.replaceChildren(...sections.flatMap(([title, look, names]) => [made("h2", { class: look }, title), made("ul", {}, ...names.map((name) => item(name, wanted)))]));
  const count = sections.reduce((sum, [, , names]) => sum + names.length, 0);
  found.textContent = wanted ? counted(count, "name") + " found" : `${counted(shownTalks().length, "path")}, ${counted(count, "name")}`;
}

function item(name, wanted) {
  const count = talksWith(name).length;
  const said = name.toLowerCase().includes(wanted) ? "" : heard(name, wanted);
  const about = { href: `#${encodeURIComponent(name)}`, "aria-current": name === chosen() ? "true" : "", class: count ? "" : "none", title: name };
  const link = made("a", about, made("span", {}, name), made("small", { "aria-label": counted(count, "path") }, String(count)));
  return made("li", {}, link, said ? made("span", { class: "said" }, said) : "");
}

// The paths

function choose() {
  const name = chosen();
  document.body.classList.toggle("chosen", Boolean(name));
  document.body.classList.remove("looking");
  paths.replaceChildren(...(name ? through(name) : welcome()));
  paths.scrollTop = 0;
  details.replaceChildren(...(name ? described(name) : []));
}

function welcome() {
  const rules = files.talks.filter(FILTERS.rule).length;
  return [
    made("h2", {}, "What follows what"),
    made("p", { class: "hint" }, `${counted(rules, "rule")} and ${counted(files.talks.length - rules, "story", "stories")}. Choose a name on the left to see every path on which it stands.`),
  ];
}

function through(name) {
  const talks = talksWith(name);
  const back = made("a", { class: "back", href: "#" }, "‹ All names");
  const title = made("h2", {}, name);
  if (!talks.length) return [back, title, made("p", { class: "hint" }, nowhere(name))];
  const tree = made("ul", { class: "tree", "aria-label": `Paths with ${name}` }, ...branches(grown(talks), name, open));
  return [back, title, made("p", { class: "hint" }, `Stands in ${counted(talks.length, "path")}.`), around(name, talks), tree];
}

function nowhere(name) {
  const filtered = files.talks.some((talk) => talk.steps.some((step) => names(step, name)));
  if (filtered) return "Stands in none of the paths that are shown: choose All.";
  return utters(name) ? "Stands in no rule or story: an action, a form or Frontdesk itself says it." : "Stands in no rule or story.";
}

/** What comes just before and just after, on all of these paths. */
function around(name, talks) {
  const before = new Map();
  const after = new Map();
  const count = (counts, step) => step?.names.forEach((one) => one && counts.set(one, (counts.get(one) ?? 0) + 1));
  for (const { steps } of talks) {
    const talked = steps.filter((step) => !["condition", "state"].includes(look(step)));
    talked.forEach((step, at) => {
      if (!names(step, name)) return;
      count(before, talked[at - 1]);
      count(after, talked[at + 1]);
    });
  }
  const rows = [["comes after", before], ["is followed by", after]].filter(([, counts]) => counts.size);
  return made("dl", { class: "around" }, ...rows.flatMap(([title, counts]) => [made("dt", {}, title), made("dd", {}, ...[...counts].sort((one, other) => other[1] - one[1]).map(([one, times]) => link(one, times > 1 ? ` ${times}×` : "")))]));
}

function link(name, more = "") {
  return made("a", { class: "link", href: `#${encodeURIComponent(name)}` }, name, more ? made("small", {}, more) : "");
}

// One step

/** The details of a step in the tree. */
function open(node, button) {
  document.querySelectorAll(".chip[aria-pressed=true]").forEach((one) => one.setAttribute("aria-pressed", "false"));
  button.setAttribute("aria-pressed", "true");
  const { step, stands } = node;
  const several = step.names.length > 1;
  const shown = several ? [made("h2", {}, "One of these"), made("div", { class: "several" }, ...step.names.map((name) => link(name)))] : described(step.names[0], words(step));
  details.replaceChildren(closing(), ...shown.filter((part) => !part.classList.contains("close")), made("h3", {}, "This step stands in"), made("ul", { class: "stands" }, ...stands.map(stand)));
  details.scrollTop = 0;
  document.body.classList.add("looking");
}

const stand = ({ talk, at }) => made("li", {}, `${talk.kind} “${talk.name}”`, made("span", { class: "place" }, at));

function closing() {
  return made("button", { type: "button", class: "quiet-button close", click: close }, "Close");
}

function close() {
  document.body.classList.remove("looking");
  document.querySelector(".chip[aria-pressed=true]")?.focus();
}

/** All that is known of a name. */
function described(name, title = name) {
  const about = [files.intents[name] && ofIntent(files.intents[name]), files.responses[name] && ofResponse(files.responses[name]), files.actions[name] && ofAction(files.actions[name]), files.forms[name] && ofForm(files.forms[name])];
  const more = name && name !== chosen() ? [made("p", {}, link(name, " – its paths"))] : [];
  return [closing(), made("h2", {}, title), ...about.filter(Boolean).flat(), ...answers(name), ...more];
}

const placed = (at) => made("p", { class: "place" }, at);

function ofIntent({ at, count, examples, from_desk: fromDesk }) {
  const told = fromDesk ? "What happens at the desk, told to the bot. No typed text may become it." : "There are no examples.";
  if (!count) return [placed(at), made("p", { class: "hint" }, told)];
  return [placed(at), made("h3", {}, counted(count, "example") + (count > examples.length ? ", the first" : "")), made("ul", { class: "examples" }, ...examples.map((text) => made("li", {}, text)))];
}

function ofResponse({ at, said }) {
  return [placed(at), made("div", { class: "bubbles" }, ...said.map(bubble))];
}

function bubble({ text, channel, buttons, beside }) {
  const only = channel ? made("span", { class: "hint" }, `on ${channel} only`) : "";
  const more = beside.length ? made("span", { class: "hint" }, `with ${beside.join(", ")}`) : "";
  const below = buttons.length ? made("div", { class: "buttons" }, ...buttons.map(pressed)) : "";
  return made("div", { class: "bubble" }, only, made("p", {}, text), more, below);
}

function pressed({ title, leads }) {
  const intent = /^\/([\w/]+)/.exec(leads)?.[1];
  return intent ? made("a", { class: "link", href: `#${encodeURIComponent(intent)}`, title: leads }, title) : made("span", { class: "link", title: leads }, `${title} ↗`);
}

function ofAction({ at, about }) {
  return [placed(at), about ? made("p", {}, about) : ""].filter(Boolean);
}

function ofForm({ at, asks }) {
  return [placed(at), made("h3", {}, "It asks"), ...asks.map((name) => made("p", {}, link(name), " ", files.responses[name]?.said[0]?.text ?? ""))];
}

/** Of a retrieval intent, or the action that answers it. */
function answers(name) {
  const several = sorted(Object.keys(files.intents), Object.keys(files.responses)).filter((one) => name && one.startsWith(`${name}/`));
  return several.length ? [made("h3", {}, counted(several.length, "answer")), made("div", { class: "several" }, ...several.map((one) => link(one)))] : [];
}

// Keys

/** Up and down through the list; from the search into it. */
function walk(event) {
  if (event.target.type === "radio" || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const links = [...groups.querySelectorAll("a")];
  const here = links.indexOf(document.activeElement);
  const there = here + (event.key === "ArrowDown" ? 1 : -1);
  event.preventDefault();
  (there < 0 ? search : links[Math.min(there, links.length - 1)])?.focus();
}

function shortcut(event) {
  if (event.key === "/" && document.activeElement !== search) {
    event.preventDefault();
    search.focus();
  } else if (event.key === "Escape") {
    close();
  }
}

function changed() {
  list();
  choose();
}

function arrived() {
  choose();
  groups.querySelectorAll("a").forEach((one) => {
    if (one.title === chosen()) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  });
}

search.addEventListener("input", list);
document.getElementById("filter").addEventListener("change", changed);
document.getElementById("index").addEventListener("keydown", walk);
document.addEventListener("keydown", shortcut);
window.addEventListener("hashchange", arrived);
if (!location.hash && isWide.matches) history.replaceState(null, "", `#${encodeURIComponent(ALL[0][2][0] ?? "")}`);
changed();
groups.querySelector("[aria-current=true]")?.scrollIntoView({ block: "center" });

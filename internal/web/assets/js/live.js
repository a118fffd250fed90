// Keeps the figures of a page current. The page is complete without it; ui/live.templ writes most of
// what it reads. One connection serves all tabs of a browser that ask the same, through a shared worker
// (this same file, without a document); where there is none, each page has its own.
//
// What a page may put on its elements:
//   data-live            on the kit of ui.Live, once: the address of the feed; the kit also holds the
//                        words and the marks (a template for each state) that may be shown
//   data-offer="id"      around the figures of one offer (ui.LiveOffer). With it go
//     data-state         the state as the server wrote it
//     data-steps         'moment state moment state …': what the state becomes if nothing is told
//   data-figure="…"      within it, what changes in place:
//     status             holds a ui.StatusMark; it is replaced when the state changes. A detail within
//                        the mark goes away at the first change: put figures beside it
//     available, total   a number; data-one and data-many add the unit ('bed', 'bedden')
//     wait               '4 weken', '10 dagen'
//     observed           a <time>, or something that holds one: absolute; the script adds
//                        how long ago, and who said it behind the <time>
//     source             who said it; data-person, data-system, data-derived replace the usual words
//     confidence         'ongeveer 8 van de 10 keer'
//   data-live-list       around a list or table that stands still: a state that changes in it is
//                        counted ("all" counts every offer of the feed, also those not in the list) in
//   data-live-more       within it, hidden (ui.LiveMore): '3 nieuwe cijfers.' and the page's way to refresh
//   data-live-news="desk|org"     hidden (ui.LiveNews): how much is new for the desk or the organisation,
//                        with the page's way to refresh
//   data-live-refresh="desk org offers"  on an element with an id: fetched anew, with this very page,
//                        when something of these topics is new. It is left alone, and the news is shown,
//                        while somebody works in it, points at something to press in it, or nobody has
//                        touched the page for ten minutes: a screen left alone must not keep its session alive.
"use strict";

// Three heartbeats of the server.
const silence = 12000;

// follow keeps a connection to the feed and tells what comes, from a number of the record on.
function follow(feed, from, tell) {
  let seq = from;
  let heard = Date.now();
  let tried = heard;
  let pause = 5000;
  let lost = false;
  let source;
  const open = () => {
    tried = Date.now();
    source?.close();
    source = new EventSource(`${feed}${feed.includes("?") ? "&" : "?"}since=${seq}`);
    for (const kind of ["offers", "desk", "org", "beat", "bye", "ended"]) {
      source.addEventListener(kind, (event) => {
        heard = Date.now();
        pause = 5000;
        if (lost) tell({ kind: "back" });
        lost = false;
        if (event.lastEventId) seq = Math.max(seq, Number(event.lastEventId));
        // What it says is complete up to its own number; after a break the line goes on from resume.
        tell({ kind, resume: seq, ...JSON.parse(event.data) });
        if (kind === "ended") stop();
      });
    }
  };
  // The browser connects again by itself after a break; not after a refusal, nor when a network falls
  // silent without a word.
  const timer = setInterval(() => {
    const now = Date.now();
    if (!lost && now - heard > silence) {
      lost = true;
      tell({ kind: "lost", at: heard });
    }
    if (now - Math.max(heard, tried) > (source.readyState === EventSource.CLOSED ? pause : silence)) {
      pause = Math.min(pause * 2, 60000) * (0.75 + Math.random() / 2);
      open();
    }
  }, 1000);
  const stop = () => {
    clearInterval(timer);
    source.close();
  };
  open();
  return stop;
}

// share is the worker: it remembers what came, for tabs that open later.
function share() {
  const ports = new Set();
  const told = new Map(); // by offer, or by topic
  let start = Infinity; // the number from which it is complete
  let latest;
  let stop;
  const tell = (message) => {
    for (const c of message.changed ?? []) told.set(c.offer?.id ?? message.kind, { ...message, changed: [c], gone: [] });
    for (const id of message.gone ?? []) told.set(id, { ...message, changed: [], gone: [id] });
    if (["lost", "back", "ended"].includes(message.kind)) latest = message;
    for (const port of ports) port.postMessage(message);
  };
  self.onconnect = ({ ports: [port] }) => {
    port.onmessage = ({ data: { since, leave } }) => {
      if (leave) {
        ports.delete(port);
        return;
      }
      ports.add(port);
      if (since < start || latest?.kind === "ended") {
        stop?.();
        told.clear();
        start = since;
        latest = undefined;
        stop = follow(self.name, since, tell);
      }
      for (const message of told.values()) {
        if (message.seq > since) port.postMessage(message);
      }
      if (latest?.kind === "lost") port.postMessage(latest);
    };
  };
}

// connect gives a page its news, and gives what ends that.
function connect(feed, since, tell) {
  if (typeof SharedWorker === "undefined") return follow(feed, since, tell);
  const { port } = new SharedWorker(script, { name: new URL(feed, location.href).href });
  port.onmessage = (event) => tell(event.data);
  port.postMessage({ since });
  return () => port.postMessage({ leave: true });
}

function page(kit) {
  const lang = document.documentElement.lang || "nl";
  const words = kit.dataset;
  const byFigure = (el, name) => el.querySelectorAll(`[data-figure="${name}"]`);
  const ago = new Intl.RelativeTimeFormat(lang, { numeric: "always" });
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Amsterdam", hour: "numeric", minute: "2-digit", hourCycle: "h23" });
  const day = new Intl.DateTimeFormat(lang, { timeZone: "Europe/Amsterdam", day: "numeric", month: "long" });
  const unit = (n, name) => new Intl.NumberFormat(lang, { style: "unit", unit: name, unitDisplay: "long" }).format(n);
  let skew = 0; // by how much the server's clock is ahead of ours
  let lost = false;
  let since = Number(words.since);
  let touched = Date.now();
  const now = () => Date.now() + skew;

  // clockText writes a time of day as the kit shows 13:07 written.
  const clockText = (at) => {
    const [hour, minute] = parts.format(at).split(":");
    return words.clock.replace("13", Number(hour)).replace("07", minute);
  };
  const agoText = (at) => {
    const minutes = Math.max(0, Math.round((now() - at) / 60000));
    if (minutes < 60) return ago.format(-minutes, "minute");
    return minutes < 2880 ? ago.format(-Math.round(minutes / 60), "hour") : ago.format(-Math.round(minutes / 1440), "day");
  };
  const waitText = (days) => words.wait.replace("%s", days < 14 ? unit(days, "day") : unit(Math.round(days / 7), "week"));
  const count = (el, n) => {
    if (n === null) return words.none;
    if (!el.dataset.many) return String(n);
    return `${n} ${n === 1 ? el.dataset.one : el.dataset.many}`;
  };
  const times = (el) => el.querySelectorAll("time[data-figure=observed][datetime], [data-figure=observed] time[datetime]");
  const write = (el, name, text) => {
    for (const at of byFigure(el, name)) at.textContent = text(at);
  };

  // paint shows an offer's state as it is now: what was told, less what time and silence took away.
  const paint = (el) => {
    let { state = "unknown" } = el.dataset;
    const steps = (el.dataset.steps ?? "").split(" ");
    for (let i = 0; i + 1 < steps.length; i += 2) {
      if (Date.parse(steps[i]) <= now()) state = steps[i + 1];
    }
    if (lost && (state === "room" || state === "limited")) state = "ageing";
    const shown = el.dataset.shown ?? el.dataset.state;
    if (state === shown) return;
    el.dataset.shown = state;
    const mark = kit.querySelector(`template[data-state="${CSS.escape(state)}"]`);
    for (const at of byFigure(el, "status")) {
      if (mark) at.replaceChildren(mark.content.cloneNode(true));
    }
    if (state === "unknown") {
      for (const name of ["available", "confidence"]) write(el, name, () => words.none);
    }
  };
  const show = (el, offer, steps) => {
    const changed = el.dataset.state !== offer.state;
    el.dataset.shown ??= el.dataset.state;
    el.dataset.state = offer.state;
    el.dataset.steps = steps;
    for (const old of el.querySelectorAll('[data-figure="status"] .status__detail')) old.remove();
    write(el, "available", (at) => count(at, offer.available));
    write(el, "total", (at) => count(at, offer.total));
    write(el, "wait", () => (offer.waiting_days === null ? words.none : waitText(offer.waiting_days)));
    write(el, "confidence", () => (offer.confidence === 0 ? words.none : words.confidence.replace("%s", Math.round(offer.confidence * 10))));
    if (offer.source) write(el, "source", (at) => at.dataset[offer.source] ?? words[offer.source]);
    if (offer.observed_at) {
      for (const time of times(el)) {
        const at = Date.parse(offer.observed_at);
        const today = day.format(at) === day.format(now());
        time.setAttribute("datetime", offer.observed_at);
        time.replaceChildren(Object.assign(document.createElement("span"), { className: today ? "print-only" : "", textContent: `${day.format(at)}, ` }), clockText(at));
        if (time.nextSibling && offer.source) time.nextSibling.textContent = `, ${words[offer.source]}`;
      }
    }
    paint(el);
    return changed;
  };
  // age says behind each moment how long ago that is; paper has no use for it.
  const age = () => {
    for (const el of document.querySelectorAll("[data-offer]")) {
      for (const time of times(el)) {
        const text = ` (${agoText(Date.parse(time.dateTime))})`;
        const said = time.querySelector("[data-ago]") ?? time.appendChild(Object.assign(document.createElement("span"), { className: "no-print" }));
        said.dataset.ago = "";
        if (said.textContent !== text) said.textContent = text;
      }
    }
  };

  // What is new in lists that stand still, and what has yet to be said aloud.
  const fresh = new Map();
  const more = (at, ids) => {
    const all = fresh.get(at) ?? new Set();
    for (const id of ids) all.add(id);
    fresh.set(at, all);
    const { one = words.one, many = words.many } = at.dataset;
    at.querySelector("[data-live-text]").textContent = all.size === 1 ? one : many.replace("%s", all.size);
    at.hidden = false;
  };
  const unsaid = new Set();
  let said = 0;
  const say = () => {
    if (unsaid.size === 0 || Date.now() - said < 30000) return;
    said = Date.now();
    kit.querySelector("[data-live-say]").textContent = unsaid.size === 1 ? words.one : words.many.replace("%s", unsaid.size);
    unsaid.clear();
  };

  const offers = ({ changed = [], gone = [] }) => {
    const moved = new Set(gone);
    for (const { offer, steps } of changed) {
      for (const el of document.querySelectorAll(`[data-offer="${CSS.escape(offer.id)}"]`)) {
        if (show(el, offer, steps)) moved.add(offer.id);
        unsaid.add(offer.id);
      }
    }
    for (const id of gone) {
      for (const el of document.querySelectorAll(`[data-offer="${CSS.escape(id)}"]`)) {
        el.dataset.state = "unknown";
        el.dataset.steps = "";
        paint(el);
      }
    }
    for (const list of document.querySelectorAll("[data-live-list]")) {
      const at = list.querySelector("[data-live-more]");
      const ids = list.dataset.liveList === "all" ? [...changed.map((c) => c.offer.id), ...gone] : [...moved].filter((id) => list.querySelector(`[data-offer="${CSS.escape(id)}"]`));
      if (at && ids.length > 0) more(at, ids);
    }
    age();
  };

  // Parts of the page that are fetched anew.
  const due = new Set();
  let fetching = 0;
  // Nothing moves away under a hand that is about to press.
  const aimed = (part) => matchMedia("(hover: hover)").matches && part.querySelector(":is(a, button, summary, label):hover") !== null;
  const busy = (part) => aimed(part) || part.contains(document.activeElement) || [...part.querySelectorAll("input, textarea, select")].some((f) => f.type !== "hidden" && (f.value !== f.defaultValue && f.defaultValue !== undefined || f.checked !== f.defaultChecked));
  const news = (topic, ids) => {
    const parts = [...document.querySelectorAll(`[data-live-refresh~="${topic}"]`)];
    const awake = Date.now() - touched < 600000;
    for (const part of parts) if (part.id && awake && !busy(part)) due.add(part.id);
    if (parts.some((part) => !due.has(part.id)) || parts.length === 0) {
      for (const at of document.querySelectorAll(`[data-live-news="${topic}"]`)) more(at, ids);
    }
  };
  const refresh = async () => {
    if (due.size === 0 || document.hidden || Date.now() - fetching < 2000) return;
    fetching = Date.now();
    const ids = [...due];
    due.clear();
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" });
      if (!answer.ok) throw new Error(answer.statusText);
      const got = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of ids) {
        const [old, anew] = [document.getElementById(id), got.getElementById(id)];
        if (old && anew && !busy(old)) old.replaceWith(document.adoptNode(anew));
      }
      for (const el of document.querySelectorAll("[data-offer]")) paint(el);
    } catch {
      for (const at of document.querySelectorAll("[data-live-news]")) more(at, ids);
    }
  };

  const notice = (text) => {
    const box = kit.querySelector("[data-live-lost]");
    box.hidden = text === "";
    box.querySelector("[data-live-text]").textContent = text;
  };
  const repaint = () => {
    for (const el of document.querySelectorAll("[data-offer]")) paint(el);
  };
  const tell = (message) => {
    since = Math.max(since, message.resume ?? 0);
    switch (message.kind) {
      case "offers":
        offers(message);
        if (message.changed?.length || message.gone?.length) news("offers", (message.changed ?? []).map((c) => c.offer.id));
        break;
      case "desk":
      case "org":
        news(message.kind, message.changed.map((c) => c.id));
        break;
      case "beat":
        skew = Date.parse(message.at) - Date.now();
        break;
      case "lost":
        lost = true;
        notice(words.lost.replace("%s", clockText(message.at + skew)));
        repaint();
        break;
      case "back":
        lost = false;
        notice("");
        repaint();
        break;
      case "ended":
        lost = true;
        notice(words.ended);
        repaint();
        break;
    }
  };

  for (const kind of ["pointerdown", "keydown", "scroll"]) addEventListener(kind, () => (touched = Date.now()), { passive: true });
  setInterval(() => {
    repaint();
    age();
    say();
    refresh();
  }, 1000);
  let leave = connect(words.live, since, tell);
  addEventListener("pagehide", () => leave());
  addEventListener("pageshow", (event) => {
    if (event.persisted) leave = connect(words.live, since, tell);
  });
  age();
}

const script = typeof document === "undefined" ? "" : document.currentScript?.src;
if (typeof document === "undefined") {
  share();
} else if (typeof EventSource !== "undefined") {
  for (const kit of document.querySelectorAll("[data-live]")) page(kit);
}

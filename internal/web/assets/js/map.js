// Lets a map drawn by the server be seen closer: by buttons, by the keys + - 0 and the arrows when the
// map has the focus, and by dragging once it is enlarged. The map is complete without it.
"use strict";

for (const figure of document.querySelectorAll("[data-map]")) {
  const svg = figure.querySelector("svg");
  const tools = figure.querySelector("[data-map-tools]");
  const full = svg.viewBox.baseVal;
  const whole = { x: full.x, y: full.y, width: full.width, height: full.height };
  let zoom = 1;
  let x = whole.x + whole.width / 2;
  let y = whole.y + whole.height / 2;

  const clamp = (v, low, high) => Math.min(Math.max(v, low), high);
  const draw = () => {
    const w = whole.width / zoom;
    const h = whole.height / zoom;
    x = clamp(x, whole.x + w / 2, whole.x + whole.width - w / 2);
    y = clamp(y, whole.y + h / 2, whole.y + whole.height - h / 2);
    svg.setAttribute("viewBox", `${x - w / 2} ${y - h / 2} ${w} ${h}`);
    svg.classList.toggle("map__svg--closer", zoom > 1);
    // Labels and lines keep their size on the screen.
    for (const label of svg.querySelectorAll(".map__label")) {
      const at = `translate(${label.dataset.x} ${label.dataset.y}) scale(${1 / zoom})`;
      label.setAttribute("transform", at);
    }
  };
  const acts = {
    in: () => (zoom = Math.min(zoom * 1.5, 12)),
    out: () => (zoom = Math.max(zoom / 1.5, 1)),
    all: () => (zoom = 1),
  };
  const step = () => whole.width / zoom / 6;
  const keys = {
    "+": acts.in, "=": acts.in, "-": acts.out, 0: acts.all,
    ArrowLeft: () => (x -= step()), ArrowRight: () => (x += step()),
    ArrowUp: () => (y -= step()), ArrowDown: () => (y += step()),
  };

  const box = figure.querySelector("[data-map-box]");
  box.tabIndex = 0;
  tools.hidden = false;
  for (const button of tools.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      acts[button.dataset.mapTool]();
      draw();
    });
  }
  box.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.startsWith("Arrow") && zoom === 1) return; // the page scrolls then
    act();
    draw();
    event.preventDefault();
  });

  let from = null;
  svg.addEventListener("pointerdown", (event) => {
    if (zoom > 1) from = { x: event.clientX, y: event.clientY, mapX: x, mapY: y };
  });
  svg.addEventListener("pointermove", (event) => {
    if (!from) return;
    if (!event.buttons) { from = null; return; }
    const unit = whole.width / zoom / svg.clientWidth;
    x = from.mapX - (event.clientX - from.x) * unit;
    y = from.mapY - (event.clientY - from.y) * unit;
    draw();
  });
  // A drag that ends on an area must not follow its link.
  svg.addEventListener("click", (event) => {
    if (from && Math.hypot(event.clientX - from.x, event.clientY - from.y) > 6) event.preventDefault();
    from = null;
  }, true);
  svg.addEventListener("dragstart", (event) => event.preventDefault());
}

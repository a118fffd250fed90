// "Gebruik mijn plek": fills the form's hidden place and sends the form. The place is rounded to about
// a hundred metres before it leaves the browser, and goes by POST. Without this script, without
// permission or without a signal, the postcode field does the same work.
"use strict";

// At 52 degrees north a hundred metres are about these fractions of a degree.
const latStep = 0.0009;
const lonStep = 0.00146;
const round = (degrees, step) => (Math.round(degrees / step) * step).toFixed(5);

for (const box of document.querySelectorAll("[data-near]")) {
  const button = box.querySelector("button");
  const status = box.querySelector("[role=status]");
  const lat = box.querySelector("input[name=lat]");
  const lon = box.querySelector("input[name=lon]");
  // A place in an address would stay in histories and logs.
  if (!navigator.geolocation || button.form?.method !== "post") continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    status.textContent = box.dataset.busy;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        lat.value = round(coords.latitude, latStep);
        lon.value = round(coords.longitude, lonStep);
        status.textContent = "";
        button.form.requestSubmit();
      },
      () => {
        status.textContent = box.dataset.failed;
      },
      { timeout: 10000, maximumAge: 300000 },
    );
  });
}

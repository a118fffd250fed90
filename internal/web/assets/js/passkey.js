// Makes a passkey, or signs in with one, inside a form that goes by POST: the browser's answer travels
// in its hidden field. The question comes from the address in data-passkey when the form is sent. The
// browser alone can do this, so without this script the form's button is not there and the page says
// what to do instead.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// What travels as text is bytes to the browser. Done by hand: half of the browsers in use cannot yet.
const opened = (options) => {
  const out = { ...options, challenge: bytes(options.challenge) };
  if (options.user) out.user = { ...options.user, id: bytes(options.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (options[list]) out[list] = options[list].map((c) => ({ ...c, id: bytes(c.id) }));
  }
  return out;
};

const closed = (credential) => {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
    clientExtensionResults: credential.getClientExtensionResults(),
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
  });
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button");
  const status = form.querySelector("[role=status]");
  const words = form.dataset;
  form.querySelector("[data-without]").hidden = true;
  if (!window.PublicKeyCredential || !navigator.credentials) {
    status.textContent = words.unknown;
    continue;
  }
  button.hidden = false;
  const back = form.querySelector("input[name=terug]");
  if (back) back.value = new URLSearchParams(location.search).get("terug") ?? "";

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    status.textContent = words.busy;
    try {
      const asked = await fetch(words.passkey, { method: "POST", headers: { Accept: "application/json" } });
      if (!asked.ok) throw new Error(asked.status);
      const { publicKey } = await asked.json();
      const answer = words.make
        ? await navigator.credentials.create({ publicKey: opened(publicKey) })
        : await navigator.credentials.get({ publicKey: opened(publicKey) });
      form.querySelector("input[name=antwoord]").value = closed(answer);
      form.submit();
    } catch (problem) {
      button.disabled = false;
      status.textContent = problem.name === "InvalidStateError" ? words.double : words.failed;
      status.focus();
    }
  });
}

// Reads the page aloud with a voice of this device. A voice that lives elsewhere would send the page,
// and with it a question, to somebody else: without a voice of its own for the language of the page
// the button stays away.
"use strict";

for (const button of document.querySelectorAll("[data-aloud]")) {
  const speech = window.speechSynthesis;
  if (!speech) continue;
  const page = document.documentElement.lang.slice(0, 2);
  const start = button.textContent;
  const voiceOf = (lang) => speech.getVoices().find((v) => v.localService && v.lang.slice(0, 2).toLowerCase() === lang);
  const show = () => { button.hidden = !voiceOf(page); };
  const stop = () => {
    speech.cancel();
    button.textContent = start;
    button.setAttribute("aria-pressed", "false");
  };
  // Parts in the order of the page; what stands in Dutch is read by a Dutch voice if there is one.
  const parts = () => [...document.querySelectorAll("main h1, main h2, main h3, main p, main li, main dt, main dd, main label")]
    .filter((e) => e.offsetParent && !e.closest("svg, [aria-hidden=true]") && !e.querySelector("p, li, h2, h3"))
    .map((e) => ({ text: e.innerText.trim(), lang: (e.closest("[lang]") || document.documentElement).lang.slice(0, 2) }))
    .filter((p) => p.text);

  button.addEventListener("click", () => {
    if (speech.speaking) { stop(); return; }
    const all = parts();
    all.forEach((part, i) => {
      const voice = voiceOf(part.lang) || voiceOf(page);
      const say = new SpeechSynthesisUtterance(part.text);
      say.voice = voice;
      say.lang = voice.lang;
      say.rate = 0.9;
      if (i === all.length - 1) say.onend = stop;
      speech.speak(say);
    });
    button.textContent = button.dataset.stop;
    button.setAttribute("aria-pressed", "true");
  });
  window.addEventListener("pagehide", stop);
  speech.addEventListener?.("voiceschanged", show);
  show();
}

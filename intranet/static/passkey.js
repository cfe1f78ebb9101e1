/* Passkeys (WebAuthn). A form[data-passkey="get|make"] shows its button where the browser can; pressing it asks
   data-options for a challenge, lets the key answer, and sends the answer as the form's field. */
(() => {
  "use strict";
  const isName = !/^[\d.]+$|:|^\[/.test(location.hostname);          /* keys belong to names, not to addresses */
  const can = isSecureContext && isName && "PublicKeyCredential" in window;

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) => buffer
    ? btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")
    : null;
  const keys = (list) => (list ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

  function readable(options) {
    const made = { ...options, challenge: bytes(options.challenge) };
    if (options.user) made.user = { ...options.user, id: bytes(options.user.id) };
    if (options.allowCredentials) made.allowCredentials = keys(options.allowCredentials);
    if (options.excludeCredentials) made.excludeCredentials = keys(options.excludeCredentials);
    return made;
  }

  function sendable(key) {
    const { response } = key, sent = { clientDataJSON: text(response.clientDataJSON) };
    if (response.attestationObject) sent.attestationObject = text(response.attestationObject);
    if (response.authenticatorData) sent.authenticatorData = text(response.authenticatorData);
    if (response.signature) sent.signature = text(response.signature);
    if (response.userHandle) sent.userHandle = text(response.userHandle);
    return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response: sent });
  }

  async function run(form) {
    const asked = await fetch(form.dataset.options, { method: "POST", body: new FormData(form) });
    if (!asked.ok || asked.redirected) { location.reload(); return; }    /* the attempt is over: the page says so */
    const { state, options } = await asked.json();
    const given = { publicKey: readable(options) };
    const key = await (form.dataset.passkey === "make" ? navigator.credentials.create(given) : navigator.credentials.get(given));
    const shared = document.querySelector("input[type=checkbox][name=is_shared]");
    form.elements.state.value = state;
    form.elements.answer.value = sendable(key);
    if (shared?.checked && form.elements.is_shared) form.elements.is_shared.value = "y";
    form.submit();
  }

  function offer(form) {
    const button = form.querySelector("button"), said = form.querySelector("[role=status]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      said.hidden = button.disabled = true;
      try {
        await run(form);
      } catch {                                                         /* cancelled, too late, or no key here */
        said.hidden = button.disabled = false;
      }
    });
  }

  for (const form of document.querySelectorAll("form[data-passkey]:not([data-ready])")) {
    form.dataset.ready = "";
    if (can) offer(form);
  }
  for (const note of document.querySelectorAll("[data-no-passkey]")) note.hidden = can;
})();

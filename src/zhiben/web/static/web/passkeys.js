// Passkeys: what the server asks stands in the form (data-zb-passkey: "get" or "create", data-zb-options), what the browser answers goes into its field.
"use strict";
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
const asked = (options) => {
  const key = { ...options, challenge: bytes(options.challenge) };
  if (key.user) key.user = { ...key.user, id: bytes(key.user.id) };
  if (key.allowCredentials) key.allowCredentials = known(key.allowCredentials);
  if (key.excludeCredentials) key.excludeCredentials = known(key.excludeCredentials);
  return key;
};
const told = (made) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[name]) response[name] = text(made.response[name]);
  }
  return JSON.stringify({
    id: made.id, rawId: text(made.rawId), type: made.type, response,
    clientExtensionResults: made.getClientExtensionResults(),
    authenticatorAttachment: made.authenticatorAttachment,
  });
};
document.querySelectorAll("form[data-zb-passkey]").forEach((form) => {
  const said = form.querySelector("[data-zb-said]");
  if (!window.PublicKeyCredential) {
    said.textContent = said.dataset.zbNone;
    return;
  }
  form.addEventListener("submit", (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    event.stopPropagation();
    if (!form.reportValidity()) return;
    said.textContent = said.dataset.zbAsking;
    const publicKey = asked(JSON.parse(form.dataset.zbOptions).publicKey);
    navigator.credentials[form.dataset.zbPasskey]({ publicKey }).then((made) => {
      form.elements.credential.value = told(made);
      form.requestSubmit();
    }).catch(() => { said.textContent = said.dataset.zbFailed; });
  });
});

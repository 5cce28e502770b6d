// Passkeys: ask the site for its question, let the browser answer it, send the answer with the form.
"use strict";

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0)).buffer;
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function known(list) {
  return (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
}

async function answer(kind, question) {
  const asked = { ...question.publicKey, challenge: bytes(question.publicKey.challenge) };
  if (kind === "create") {
    asked.user = { ...asked.user, id: bytes(asked.user.id) };
    asked.excludeCredentials = known(asked.excludeCredentials);
    return navigator.credentials.create({ publicKey: asked });
  }
  asked.allowCredentials = known(asked.allowCredentials);
  return navigator.credentials.get({ publicKey: asked });
}

function plain(credential) {
  const said = credential.response;
  const response = { clientDataJSON: text(said.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (said[name]) response[name] = text(said[name]);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const failed = form.querySelector("[data-failed]");
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const asking = new URLSearchParams({ ask: "1" });
      const token = form.elements.csrfmiddlewaretoken.value;
      const reply = await fetch(form.action, { method: "POST", body: asking, headers: { "X-CSRFToken": token } });
      if (!reply.ok || reply.redirected) throw new Error(String(reply.status));
      const credential = await answer(form.dataset.passkey, await reply.json());
      form.elements.credential.value = JSON.stringify(plain(credential));
      form.submit();
    } catch {
      failed.hidden = false;
      button.disabled = false;
    }
  });
}

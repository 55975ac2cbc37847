// Asks the browser for a passkey, or to make one, and posts what it answers. The challenge is the
// hidden field "challenge" of the form.
"use strict";
(() => {
  const form = document.getElementById("passkey");
  if (!form) {
    return;
  }
  const failed = document.getElementById("passkey-failed");
  if (!window.PublicKeyCredential) {
    if (form.dataset.alone) {
      // Where people were to use one, they see why there is no button.
      form.querySelectorAll(".field, .actions").forEach((part) => part.remove());
      failed.textContent = form.dataset.none;
      failed.hidden = false;
      form.hidden = false;
    }
    return;
  }
  const encoder = new TextEncoder();
  const field = (name) => form.elements.namedItem(name);
  const encoded = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const decoded = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const listed = (text) =>
    (text || "").split(" ").filter(Boolean).map((id) => ({ type: "public-key", id: decoded(id) }));
  const challenge = () => encoder.encode(field("challenge").value);
  let waiting = null;

  const post = (id, values) => {
    field("credential_id").value = id;
    for (const [name, buffer] of Object.entries(values)) {
      field(name).value = buffer ? encoded(buffer) : "";
    }
    if (!form.hasAttribute("action")) {
      // It may be long, and is on the page with the other form.
      form.action = document.getElementById("username").form.action;
    }
    HTMLFormElement.prototype.submit.call(form);
  };

  const get = async (mediation) => {
    if (waiting) {
      waiting.abort();
    }
    waiting = new AbortController();
    const signal = waiting.signal;
    try {
      const credential = await navigator.credentials.get({
        mediation,
        signal,
        publicKey: {
          challenge: challenge(),
          userVerification: "required",
          allowCredentials: listed(form.dataset.allow),
        },
      });
      const answer = credential.response;
      post(encoded(credential.rawId), {
        client_data: answer.clientDataJSON,
        authenticator_data: answer.authenticatorData,
        signature: answer.signature,
        user_handle: answer.userHandle,
      });
    } catch (error) {
      if (mediation !== "conditional" && !signal.aborted) {
        failed.hidden = false;
      }
    }
  };

  const create = async () => {
    try {
      const credential = await navigator.credentials.create({
        publicKey: {
          challenge: challenge(),
          rp: { name: form.dataset.rp },
          user: {
            id: decoded(form.dataset.user),
            name: form.dataset.username,
            displayName: form.dataset.username,
          },
          pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: "public-key", alg })),
          excludeCredentials: listed(form.dataset.exclude),
          authenticatorSelection: { residentKey: "required", userVerification: "required" },
          attestation: "none",
        },
      });
      post(encoded(credential.rawId), {
        client_data: credential.response.clientDataJSON,
        attestation_object: credential.response.attestationObject,
      });
    } catch (error) {
      failed.hidden = false;
    }
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    failed.hidden = true;
    if (form.dataset.passkey === "create") {
      create();
    } else {
      get("optional");
    }
  });
  if (form.dataset.passkey === "discover" && PublicKeyCredential.isConditionalMediationAvailable) {
    PublicKeyCredential.isConditionalMediationAvailable().then((can) => {
      if (can) {
        get("conditional");
      }
    });
  }
})();

// The form below an article is baked: it holds nothing that is for one reader alone. This fetches
// it when a reader begins to write, and solves a puzzle that costs half a second. A form that was
// made for whoever asked has its puzzle with it (data-puzzle). Without this script both work: with
// a preview in between, or a mail.
"use strict";

(() => {
  const PATIENCE_MILLISECONDS = 15_000;
  const form = document.querySelector("form[data-token], form[data-puzzle]");
  if (!form || !globalThis.crypto?.subtle) {
    return;
  }
  let prepared = null;
  let isReady = false;

  const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const hex = (buffer) =>
    Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

  // ALTCHA, version 2: count up until the derived key begins as asked.
  async function solve({ parameters, signature }) {
    const nonce = bytes(parameters.nonce);
    const password = new Uint8Array(nonce.length + 4);
    password.set(nonce);
    const counted = new DataView(password.buffer, nonce.length);
    const method = {
      name: "PBKDF2",
      hash: parameters.algorithm.split("/")[1],
      salt: bytes(parameters.salt),
      iterations: parameters.cost,
    };
    for (let counter = 0; ; counter += 1) {
      counted.setUint32(0, counter);
      const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
      const derivedKey = hex(await crypto.subtle.deriveBits(method, key, parameters.keyLength * 8));
      if (derivedKey.startsWith(parameters.keyPrefix)) {
        const solution = { counter, derivedKey };
        return btoa(JSON.stringify({ challenge: { parameters, signature }, solution }));
      }
    }
  }

  async function prepare() {
    if (form.dataset.puzzle) {
      form.elements.puzzle.value = await solve(JSON.parse(form.dataset.puzzle));
      return;
    }
    // With a question mark: the answer is nobody else's.
    const response = await fetch(`${form.dataset.token}?fresh`, { cache: "no-store" });
    if (!response.ok) {
      return;
    }
    const { token, puzzle, name } = await response.json();
    form.elements.token.value = token;
    if (name !== null) {
      form.elements.email.required = false;
      form.elements.name.value ||= name;
    }
    form.elements.puzzle.value = await solve(puzzle);
  }

  // What goes wrong costs a preview, no more.
  const begin = () => (prepared ??= prepare().catch(() => {}).finally(() => (isReady = true)));

  form.addEventListener("focusin", begin, { once: true });
  form.addEventListener("submit", (event) => {
    if (isReady || event.submitter?.value === "preview") {
      return;
    }
    event.preventDefault();
    const impatience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MILLISECONDS));
    Promise.race([begin(), impatience]).then(() => {
      isReady = true;
      form.requestSubmit(event.submitter);
    });
  });
})();

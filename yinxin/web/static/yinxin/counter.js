// The counter by keyboard and scanner: the scan field keeps the focus, an empty Enter goes one step on, tones say what
// the colours say, and a hand-out that no network took is kept here and sent once. Without this script the page works
// as plain forms.
"use strict";

(() => {
  const page = document.getElementById("counter");
  if (!page) return;
  const words = page.dataset;
  const scan = document.getElementById("scan");
  const desk = document.getElementById("desk");
  const said = document.getElementById("said");
  const SETTLE = 300; // a scanner may send two line ends: what comes sooner than a person can read is not a key

  let shown = 0;
  let drawn = false;

  // Focus

  const writes = (one) => one?.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  const rests = (one) => !one || one === document.body || one.id === "main" || one === desk;
  const toScan = () => scan.focus({ preventScroll: true });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("a, button, input, select, textarea, label, summary, canvas")) toScan();
    else if (event.detail && event.target.closest("#give-form [type=checkbox], #give-form [type=radio]")) toScan();
  });
  window.addEventListener("focus", () => rests(document.activeElement) && toScan());

  // Tones

  const MUTE = "yinxin-counter-mute";
  const TONES = { good: [[880, 0.09]], given: [[880, 0.07], [1320, 0.1]], warn: [[520, 0.12], [520, 0.12]], bad: [[180, 0.35]] };
  const mute = document.getElementById("mute");
  let sound = null;

  function muted(on) {
    if (on !== undefined) localStorage.setItem(MUTE, on ? "1" : "");
    const is = localStorage.getItem(MUTE) === "1";
    mute.setAttribute("aria-pressed", String(is));
    return is;
  }

  function play(tone) {
    if (!TONES[tone] || muted() || !window.AudioContext) return;
    sound = sound || new AudioContext();
    let at = sound.currentTime;
    for (const [pitch, long] of TONES[tone]) {
      const [voice, volume] = [sound.createOscillator(), sound.createGain()];
      voice.frequency.value = pitch;
      volume.gain.setValueAtTime(0.2, at);
      volume.gain.exponentialRampToValueAtTime(0.001, at + long);
      voice.connect(volume).connect(sound.destination);
      voice.start(at);
      voice.stop(at + long);
      at += long + 0.05;
    }
  }

  mute.hidden = false;
  mute.addEventListener("click", () => {
    muted(!muted());
    toScan();
  });
  muted();

  // Answers

  function say(text) {
    said.textContent = "";
    requestAnimationFrame(() => (said.textContent = text));
  }

  function settle() {
    shown = performance.now();
    drawn = false;
    const answer = desk.querySelector(".answer");
    if (answer) {
      say(answer.dataset.said);
      play(answer.dataset.tone);
    }
    pad();
    const form = document.getElementById("give-form");
    const first = form && form.dataset.kind !== "holder" && form.querySelector("#unit, #name");
    const unit = form?.dataset.kind === "unit";
    if (first && !unit && !first.value) first.focus();
    else toScan();
    send();
  }

  function note(text, tone) {
    let line = desk.querySelector(".spoken");
    if (!line) {
      line = document.createElement("p");
      line.className = "spoken note";
      desk.querySelector(".answer")?.after(line);
    }
    line.textContent = text;
    line.className = `spoken note ${tone}`;
    say(text);
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    if (target === desk && xhr.status >= 400 && xhr.status < 500 && xhr.getResponseHeader("Content-Type")?.includes("html")) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target === desk) settle();
  });

  // One key for the next step

  function advance() {
    const form = document.getElementById("give-form");
    if (!form || form.dataset.busy || performance.now() - shown < SETTLE) return;
    const open = [...form.querySelectorAll("[name=papers]:not(:checked)")];
    if (open.length && form.dataset.kind === "holder") {
      for (const box of open) box.checked = true;
      form.classList.add("checked");
      shown = performance.now();
      note(words.checked, "good");
    } else if (open.length) open[0].focus();
    else form.requestSubmit();
  }

  document.addEventListener("submit", (event) => {
    if (event.target.id !== "give-form") return;
    const canvas = event.target.querySelector("canvas");
    const onPad = event.target.querySelector("[name=signing][value=pad]")?.checked;
    if (onPad && !drawn) {
      event.preventDefault();
      event.stopImmediatePropagation();
      note(words.sign, "warn");
      return;
    }
    event.target.querySelector("[name=signature]").value = onPad ? canvas.toDataURL("image/png") : "";
  }, true);

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.id === "give-form") event.target.dataset.busy = "1";
    if (event.target === scan.form) scan.value = ""; // what is typed from now on is the next scan
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target.id === "give-form") delete event.target.dataset.busy;
  });

  scan.form.addEventListener("submit", (event) => {
    if (scan.value.trim()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && document.activeElement === scan && !scan.value.trim()) {
      event.preventDefault();
      if (!event.repeat) advance();
      return;
    }
    const typing = writes(event.target);
    const key = event.key === "?" && (!typing || (event.target === scan && !scan.value)) ? "F1" : event.key;
    const button = desk.querySelector(`[data-key="${key}"]`) || page.querySelector(`[data-key="${key}"]`);
    if (button) {
      event.preventDefault();
      if (!event.repeat) button.click();
    } else if (event.key.length === 1 && !typing && event.key !== " ") toScan();
  }, true);

  // The pad

  function pad() {
    const form = document.getElementById("give-form");
    const box = form?.querySelector(".pad");
    if (!box) return;
    const canvas = box.querySelector("canvas");
    const pen = canvas.getContext("2d");
    form.querySelector(".pad-only").hidden = false;
    const show = () => (box.hidden = !form.querySelector("[name=signing][value=pad]").checked);
    form.querySelector(".signing").addEventListener("change", show);
    show();
    const point = (event) => {
      const edge = canvas.getBoundingClientRect();
      return [((event.clientX - edge.left) * canvas.width) / edge.width, ((event.clientY - edge.top) * canvas.height) / edge.height];
    };
    const clear = () => {
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      drawn = false;
    };
    clear();
    pen.lineWidth = 5;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#000";
    canvas.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      pen.beginPath();
      pen.moveTo(...point(event));
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!canvas.hasPointerCapture(event.pointerId)) return;
      pen.lineTo(...point(event));
      pen.stroke();
      drawn = true;
    });
    canvas.addEventListener("pointerup", toScan);
    box.querySelector("[data-clear]").addEventListener("click", () => {
      clear();
      toScan();
    });
  }

  // What no network took: number of the copy, token, papers, time; no name and no number of anybody.

  const STORE = "yinxin-counter-queue";
  const box = document.getElementById("queue");
  const account = Number(words.account);
  let sending = false;

  function kept(change) {
    const list = JSON.parse(localStorage.getItem(STORE) || "[]");
    if (!change) return list;
    const next = change(list);
    localStorage.setItem(STORE, JSON.stringify(next));
    draw(next);
    return next;
  }

  function draw(list) {
    box.hidden = !list.length;
    box.querySelector("[data-count]").textContent = list.length;
    const lines = box.querySelector("[data-list]");
    lines.replaceChildren(...list.map((one) => {
      const line = document.createElement("li");
      const why = one.why || (one.account === account ? "" : words.other);
      line.textContent = `${new Date(one.at).toLocaleTimeString()} · #${one.copies.join(", #")} ${why} `;
      if (one.why) {
        const done = document.createElement("button");
        done.type = "button";
        done.className = "plain";
        done.textContent = lines.dataset.done;
        done.addEventListener("click", () => kept((all) => all.filter((other) => other.token !== one.token)));
        line.append(done);
      }
      return line;
    }));
  }

  function keep(form) {
    const given = new FormData(form);
    const one = {
      account,
      copies: given.getAll("copies").map(Number),
      papers: given.getAll("papers"),
      token: given.get("token"),
      at: new Date().toISOString(),
    };
    kept((list) => [...list.filter((other) => other.token !== one.token), one]);
    form.remove();
    note(words.kept, "warn");
    shown = performance.now();
    play("warn");
    toScan();
  }

  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const form = event.target.closest?.("#give-form");
      if (!form) note(words.offline, "bad");
      else if (form.dataset.kind === "holder" && form.querySelector("[name=signing][value=paper]").checked) keep(form);
      else note(words.hold, "bad");
    });
  }

  async function post(one) {
    const headers = { "Content-Type": "application/json", ...JSON.parse(document.body.getAttribute("hx-headers")) };
    const { account: whose, copies, papers, token, at } = one;
    const body = JSON.stringify({ account: whose, copies, papers, token, at });
    const answer = await fetch(words.queue, { method: "POST", headers, body, redirect: "manual" });
    if (answer.type === "opaqueredirect") return words.away;
    if (answer.ok) kept((list) => list.filter((other) => other.token !== one.token));
    else if (answer.status < 500) {
      const { why, do: next } = await answer.json();
      kept((list) => list.map((other) => (other.token === one.token ? { ...other, why: `${why} ${next}` } : other)));
    }
    return "";
  }

  async function send() {
    if (sending || !navigator.onLine) return;
    sending = true;
    try {
      for (const one of kept().filter((each) => each.account === account && !each.why)) {
        const away = await post(one);
        if (away) note(away, "bad");
        if (away) break;
      }
    } catch {
      // Still no network: it is tried again with the next answer, and every few seconds.
    } finally {
      sending = false;
    }
  }

  box.querySelector("[data-send]").addEventListener("click", () => {
    send();
    toScan();
  });
  window.addEventListener("online", send);
  window.addEventListener("storage", (event) => event.key === STORE && draw(kept()));
  setInterval(send, 5000);
  draw(kept());
  settle();
})();

// The page that verifies without a network: it keeps itself, the published keys and the status lists in the browser,
// reads a code from the camera, a picture or a text, and says of the present only what its lists say, and since when.
"use strict";

(() => {
  const page = document.getElementById("offline");
  if (!page) return;
  const say = page.dataset;
  const part = (name) => page.querySelector(`[data-part="${name}"]`);
  const KEPT = "yinxin-offline-1";
  const KEYS = "/.well-known/yinxin/keys.json";
  const LISTS = ["revocation", "refresh"];
  const moment = (at) => at.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Shanghai" });

  // What is kept

  async function kept(address) {
    const found = await (await caches.open(KEPT)).match(address, { ignoreVary: true });
    return found || null;
  }

  async function fetched(address) {
    const answer = await fetch(address, { cache: "no-store", credentials: "omit" });
    if (!answer.ok) throw new Error(String(answer.status));
    await (await caches.open(KEPT)).put(address, answer.clone());
    return answer;
  }

  async function keys() {
    const answer = (await kept(KEYS)) || (await fetched(KEYS));
    return answer.json();
  }

  async function listAt(name, known) {
    const answer = await kept(`/status/${name}`);
    return answer ? Records.list(await answer.text(), known).catch(() => null) : null;
  }

  async function listsOf(record, known) {
    return Promise.all(LISTS.map((purpose) => listAt(`${purpose}-${record.shard}`, known)));
  }

  async function renew(shards) {
    await fetched(KEYS);
    for (const shard of shards) for (const purpose of LISTS) await fetched(`/status/${purpose}-${shard}`);
  }

  async function allShards() {
    const shards = [];
    for (let shard = 0; shard < 1000; shard += 1) {
      const answer = await fetch(`/status/revocation-${shard}`, { credentials: "omit" });
      if (!answer.ok) return shards;
      shards.push(shard);
    }
    return shards;
  }

  async function tellKept() {
    const known = await kept(KEYS).then((answer) => answer?.json());
    const names = (await (await caches.open(KEPT)).keys()).map((one) => new URL(one.url).pathname).filter((one) => one.startsWith("/status/"));
    const lists = known ? (await Promise.all(names.map((name) => listAt(name.slice(8), known)))).filter(Boolean) : [];
    const oldest = lists.reduce((at, one) => (!at || one.at < at ? one.at : at), null);
    part("keys").textContent = known ? say.kept : say.missing;
    part("lists").textContent = oldest ? say.since.replace("{at}", moment(oldest)).replace("{count}", String(lists.length)) : say.missing;
  }

  // The verdict

  function fact(name, value) {
    const row = document.createElement("div");
    const label = document.createElement("dt");
    const text = document.createElement("dd");
    label.textContent = say[`item${name}`];
    text.textContent = value || "--";
    row.append(label, text);
    return row;
  }

  function third(name, tone, tag, words) {
    const box = part(name);
    box.className = `${tone} flow`;
    const mark = box.querySelector(".tag");
    mark.className = `tag ${tone}`;
    mark.textContent = tag;
    box.querySelector("[data-words]").textContent = words;
  }

  function headline(tone, sign, words) {
    const box = part("verdict");
    box.className = `verdict ${tone}`;
    box.querySelector(".sign").textContent = sign;
    box.querySelector("h2").textContent = words;
    part("answer").hidden = false;
    box.focus();
    box.scrollIntoView({ block: "nearest" });
  }

  function refuse(reason) {
    const known = ["none", "damaged", "stranger", "altered", "untrusted"].includes(reason) ? reason : "damaged";
    third("unaltered", "bad", say.no, say[`why${known}`]);
    third("whose", "bad", say.unknown, say.nobody);
    third("present", "warn", say.unknown, say.nothing);
    part("record").hidden = true;
    headline("bad", "!", say.refused);
  }

  function present(state) {
    const since = state.at ? say.asof.replace("{at}", moment(state.at)) : say.nolist;
    if (state.standing === "unknown") third("present", "warn", say.stateunknown, say.nolist);
    else if (state.standing === "valid" && state.fresh) third("present", "good", say.statevalid, since);
    else if (state.standing === "valid") third("present", "warn", say.statevalid, `${since} ${say.old}`);
    else third("present", state.standing === "revoked" ? "bad" : "warn", say[`state${state.standing}`], since);
  }

  function accept(record, state, over) {
    third("unaltered", "good", say.yes, say.whole);
    third("whose", "good", record.signed_by, say.bykey);
    present(state);
    if (over && state.standing === "valid") third("present", "bad", say.over, record.valid_until);
    const names = ["name", "qualification", "level", "specialty", "management_number", "approved_on", "valid_until", "sealed_by"];
    const rows = names.filter((name) => name !== "valid_until" || record[name]).map((name) => fact(name.replace("_", ""), record[name]));
    part("facts").replaceChildren(...rows);
    part("record").hidden = false;
    const tone = over ? "bad" : { valid: state.fresh ? "good" : "warn", unknown: "warn", superseded: "warn", revoked: "bad" }[state.standing];
    const words = over ? say.over : state.standing === "valid" && !state.fresh ? say.headold : say[`head${state.standing}`];
    headline(tone, tone === "good" ? "✓" : "!", words);
  }

  async function judge(text) {
    const known = await keys().catch(() => null);
    if (!known) return problem(say.nokeys);
    problem("");
    try {
      const record = await Records.verify(text, known);
      let lists = await listsOf(record, known);
      const now = new Date();
      if (lists.some((one) => !one || one.until < now)) {
        await renew([record.shard]).catch(() => {});
        lists = await listsOf(record, known);
      }
      const today = now.toLocaleDateString("sv", { timeZone: "Asia/Shanghai" });
      accept(record, Records.standing(record, lists[0], lists[1], now), Boolean(record.valid_until) && record.valid_until < today);
    } catch (error) {
      refuse(error instanceof Records.Refused ? error.message : "damaged");
    }
    return tellKept();
  }

  function problem(words) {
    part("problem").textContent = words;
    part("problem").hidden = !words;
  }

  // Reading a code

  const MOST = 1600;
  const canvas = document.createElement("canvas");

  async function codeIn(source, width, height) {
    if ("BarcodeDetector" in window) {
      const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(source).catch(() => []);
      if (found.length) return found[0].rawValue;
    }
    const scale = Math.min(1, MOST / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const drawn = canvas.getContext("2d", { willReadFrequently: true });
    drawn.drawImage(source, 0, 0, canvas.width, canvas.height);
    const pixels = drawn.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(pixels.data, pixels.width, pixels.height)?.data || "";
  }

  async function readPicture(file) {
    const picture = await createImageBitmap(file).catch(() => null);
    const text = picture && (await codeIn(picture, picture.width, picture.height));
    if (text) return judge(text);
    return problem(picture ? say.nocode : say.nopicture);
  }

  let stream = null;

  function stop() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    part("video").hidden = true;
    part("stop").hidden = true;
  }

  async function look() {
    const video = part("video");
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } } }).catch(() => null);
    if (!stream) return problem(say.nocamera);
    problem("");
    video.srcObject = stream;
    video.hidden = false;
    part("stop").hidden = false;
    await video.play();
    while (stream) {
      const text = video.videoWidth ? await codeIn(video, video.videoWidth, video.videoHeight) : "";
      if (text) {
        stop();
        return judge(text);
      }
      await new Promise((done) => setTimeout(done, 200));
    }
    return undefined;
  }

  part("camera").hidden = !navigator.mediaDevices?.getUserMedia;
  part("camera").addEventListener("click", look);
  part("stop").addEventListener("click", stop);
  part("picture").addEventListener("change", (event) => event.target.files[0] && readPicture(event.target.files[0]));
  page.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = part("text").value;
    if (text.trim()) judge(text);
  });
  part("renew").addEventListener("click", async () => {
    part("renewed").textContent = say.renewing;
    const done = await allShards().then(renew).then(() => true, () => false);
    part("renewed").textContent = done ? say.renewed : say.notrenewed;
    tellKept();
  });

  // Keeping the page

  async function keep() {
    const worker = await navigator.serviceWorker.register(say.worker, { scope: "/verify/offline" });
    await navigator.serviceWorker.ready;
    const ours = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map((one) => one.href || one.src);
    const loaded = performance.getEntriesByType("resource").map((one) => one.name).filter((one) => one.includes("/static/"));
    (worker.active || worker.waiting || worker.installing).postMessage([location.pathname, ...new Set([...ours, ...loaded])]);
  }

  const able = window.isSecureContext && "caches" in window && "subtle" in crypto;
  if (!able) problem(say.insecure);
  else {
    keys().then(tellKept, tellKept);
    if ("serviceWorker" in navigator) {
      navigator.serviceWorker.addEventListener("message", (event) => {
        part("ready").textContent = event.data ? say.ready : say.notready;
        page.toggleAttribute("data-kept", Boolean(event.data));
      });
      keep().catch(() => (part("ready").textContent = say.notready));
    }
  }
})();

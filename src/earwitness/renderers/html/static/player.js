
(function () {
  "use strict";
  var item = document.querySelector(".item"), pane = item && item.querySelector(".heard");
  if (!pane) { return; }
  var player = pane.querySelector(".player"), media = player && player.querySelector("audio,video");
  var SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2], BACK = 10, FORWARD = 30, LEAST = 15;
  var speed = null, panel = null, asked = null;

  // What a reader set stays in this browser; where nothing may be kept, nothing is.
  function kept(name) { try { return localStorage.getItem("earwitness:" + name); } catch (_error) { return null; } }
  function keep(name, value) {
    try {
      if (value === null) { localStorage.removeItem("earwitness:" + name); } else { localStorage.setItem("earwitness:" + name, value); }
    } catch (_error) { /* a browser that keeps nothing */ }
  }

  function clock(seconds) {
    var whole = Math.floor(seconds), hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60, rest = whole % 60;
    return (hours ? hours + ":" + two(minutes) : minutes) + ":" + two(rest);
  }
  function two(number) { return (number < 10 ? "0" : "") + number; }

  function button(text, label, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    if (label) { made.title = label; }
    made.addEventListener("click", act);
    return made;
  }

  function skip(seconds) {
    var end = isFinite(media.duration) ? media.duration : Infinity;
    media.currentTime = Math.max(0, Math.min(end, media.currentTime + seconds));
  }

  function pace(value) {
    speed.value = String(value);
    media.defaultPlaybackRate = value;
    media.playbackRate = value;
    keep("speed", value === 1 ? null : String(value));
  }

  function step(by) {
    var at = SPEEDS.indexOf(Number(speed.value));
    pace(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at + by))]);
  }

  function controls() {
    var row = document.createElement("div"), follow = player.querySelector(".follow");
    row.className = "controls";
    row.append(button("−10 s", "10 seconds back", function () { skip(-BACK); }));
    row.append(button("+30 s", "30 seconds forward", function () { skip(FORWARD); }));
    speed = document.createElement("select");
    speed.setAttribute("aria-label", "Speed");
    SPEEDS.forEach(function (value) {
      var option = document.createElement("option");
      option.value = String(value);
      option.textContent = value + "×";
      speed.append(option);
    });
    speed.addEventListener("change", function () { pace(Number(speed.value)); });
    row.append(speed);
    if (follow) { row.append(follow); }
    media.after(row);
    var held = Number(kept("speed"));
    pace(SPEEDS.indexOf(held) >= 0 ? held : 1);
    remember(row);
  }

  // Where one stopped: offered, not taken, for an address may ask for another second.
  function remember(row) {
    var name = "at:" + location.pathname, saved = Number(kept(name)), last = 0;
    function save() {
      if (media.currentTime < LEAST || (isFinite(media.duration) && media.duration - media.currentTime < LEAST)) { keep(name, null); }
      else { keep(name, String(Math.floor(media.currentTime))); }
    }
    if (saved >= LEAST && !location.hash) {
      var again = button("Continue at " + clock(saved), "", function () { again.remove(); say("play", { seconds: saved }); });
      again.className = "again";
      row.append(again);
      media.addEventListener("playing", function () { again.remove(); }, { once: true });
    }
    media.addEventListener("timeupdate", function () {
      if (media.paused || Math.abs(media.currentTime - last) < 5) { return; }
      last = media.currentTime;
      save();
    });
    media.addEventListener("pause", save);
  }

  function say(what, detail) { item.dispatchEvent(new CustomEvent("ew:" + what, { detail: detail })); }

  // What an address or a click asked for: its words stand by the player, to be heard and copied where the reader looks.
  function ask(event) {
    asked = event.detail;
    if (!asked && !panel) { return; }
    if (!player) {
      player = document.createElement("div");
      player.className = "player";
      pane.prepend(player);
    }
    if (!panel) { panel = document.createElement("div"); panel.className = "asked"; player.prepend(panel); }
    panel.textContent = "";
    if (!asked) { panel.hidden = true; return; }
    panel.hidden = false;
    var words = document.createElement("p"), line = document.createElement("p"), copy = window.ewCopyButton();
    words.className = "words";
    words.textContent = "“" + asked.words.trim() + "”";
    line.className = "where";
    if (media && !isNaN(asked.seconds)) {
      var play = button("▸ Play from " + clock(asked.seconds), "", function () { say("play", { seconds: asked.seconds }); });
      play.className = "play";
      line.append(play, " ");
    }
    copy.addEventListener("click", function () { window.ewCopy(copy, window.ewCitation(asked)); });
    line.append(copy, " ");
    if (asked.who) { var who = document.createElement("span"); who.className = "who"; who.textContent = asked.who; line.append(who); }
    var close = button("×", "Close", function () { panel.hidden = true; });
    close.className = "close";
    close.setAttribute("aria-label", "Close");
    panel.append(words, line, close);
  }

  item.addEventListener("ew:asked", ask);
  if (media) { controls(); }

  document.addEventListener("keydown", function (event) {
    var busy = event.target.closest && event.target.closest("input,textarea,select,[contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey || busy) { return; }
    if (event.key === "c") {
      var copy = item.querySelector(".told .at .copy") || (panel && !panel.hidden && panel.querySelector(".copy"));
      if (copy) { copy.click(); }
    } else if (media && event.key === "b") { skip(-BACK); }
    else if (media && event.key === "f") { skip(FORWARD); }
    else if (media && event.key === "<") { step(-1); }
    else if (media && event.key === ">") { step(1); }
  });
})();

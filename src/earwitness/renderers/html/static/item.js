
(function () {
  "use strict";
  var root = document.documentElement, item = document.querySelector(".item");
  root.classList.add("js");
  if (!item) { return; }
  var media = item.querySelector(".player audio,.player video"), open = item.querySelector(".player .open");
  var pane = item.querySelector(".heard"), strip = item.querySelector(".strip"), button = item.querySelector(".follow");
  var passages = Array.prototype.slice.call(item.querySelectorAll(".passage")).map(function (element) {
    var place = /^(\d+)\+(\d+)(?:@(\d+))?/.exec(element.dataset.at);
    var from = Number(place[1]);
    return { element: element, from: from, to: from + Number(place[2]), start: place[3] ? place[3] / 1000 : NaN };
  });
  var timed = passages.filter(function (one) { return !isNaN(one.start); });
  var chapters = chapterTimes(), following = true, now = null, line = -1;

  function calm() { return matchMedia("(prefers-reduced-motion: reduce)").matches; }
  function beside() { return getComputedStyle(pane).position === "sticky"; }

  // Where an address leads: the pieces of evidence, the second, the element to be seen.
  function meant(hash) {
    var found = { key: "", seconds: NaN, element: null, range: null }, text = plain(hash);
    var match = /^(?:t=([0-9.]+)&?)?(?:s=([0-9a-z-]+)|c=(\d+)-(\d+))?$/.exec(text);
    if (text && match) {
      found.seconds = match[1] ? Number(match[1]) : NaN;
      found.key = match[2] || "";
      if (match[3]) { charactersAt(found, Number(match[3]), Number(match[4])); }
    } else if (/^e-[0-9a-z-]+$/.test(text)) { found.key = text.slice(2); }
    else if (text) { found.element = document.getElementById(text); }
    var pieces = found.key ? piecesOf(found.key) : [];
    var own = pieces.length ? secondOf(found.key) : NaN;
    if (pieces.length && (isNaN(found.seconds) || Math.abs(own - found.seconds) < 1 || isNaN(own))) {
      found.element = pieces[0];
      if (isNaN(found.seconds)) { found.seconds = own; }
    } else if (!isNaN(found.seconds)) {  // another mention of the same name, or a bare second
      found.key = "";
      var at = found.element ? null : passageAt(found.seconds);
      found.element = at ? at.element : found.element;
    }
    if (isNaN(found.seconds) && found.element && found.element.classList.contains("passage")) {
      found.seconds = passages.filter(function (one) { return one.element === found.element; })[0].start;
    }
    return found;
  }

  function plain(hash) {
    try { return decodeURIComponent(hash.replace(/^#/, "")); } catch (_error) { return ""; }
  }

  // The passage with these characters of the text, as Python counts them, and the range they are in it.
  function charactersAt(found, from, to) {
    var at = passages.filter(function (one) { return one.from <= from && from < one.to; })[0];
    if (!at) { return; }
    var letters = Array.from(at.element.querySelector(".w").textContent);
    function units(count) { return letters.slice(0, Math.max(0, count)).join("").length; }
    found.element = at.element;
    found.range = rangeOf(at, units(from - at.from), units(to - at.from));
  }

  function piecesOf(key) { return Array.prototype.slice.call(pane.querySelectorAll('.e[data-e~="' + key + '"]')); }

  function secondOf(key) {
    var anchor = pane.querySelector('[id$="&s=' + key + '"]');
    var match = /^t=([0-9.]+)&/.exec(anchor ? anchor.id : "");
    return match ? Number(match[1]) : NaN;
  }

  function light(found) {
    pane.querySelectorAll(".e.on,.passage.on").forEach(function (piece) { piece.classList.remove("on"); });
    (found.key ? piecesOf(found.key) : []).forEach(function (piece) { piece.classList.add("on"); });
    item.querySelectorAll(".told .lit").forEach(function (card) { card.classList.remove("lit"); });
    var card = found.key && cardOf(found.key);
    if (card) { card.classList.add("lit"); }
    if (window.CSS && CSS.highlights && window.Highlight) {
      if (found.range) { CSS.highlights.set("asked", new Highlight(found.range)); } else { CSS.highlights.delete("asked"); }
    }
    if (!found.key && found.element && found.element.classList.contains("passage")) { found.element.classList.add("on"); }
    item.dispatchEvent(new CustomEvent("ew:asked", { detail: quoted(found, card) }));
  }

  function cardOf(key) {
    return cards.filter(function (card) { return card.dataset.id === key.replace(/-\d+$/, ""); })[0] || null;
  }

  // What was asked for as a citation: a finding's own, else the words of the hit, else the sentence around a name.
  function quoted(found, card) {
    var link = location.href.split("#")[0] + location.hash;
    if (card) { return Object.assign(cited(card), { seconds: found.seconds, link: link }); }
    var passage = found.element && found.element.closest(".passage");
    if (!passage || !(found.key || found.range || !isNaN(found.seconds))) { return null; }
    var who = passage.querySelector(".head .who"), time = passage.querySelector(".head .t");
    return {
      words: found.range ? found.range.toString() :
        found.key ? sentenceAt(passage, found.element) : passage.querySelector(".w").textContent,
      who: who && who.textContent, title: item.dataset.title, show: item.dataset.show, day: item.dataset.day,
      time: isNaN(found.seconds) ? time && time.textContent : clock(found.seconds), link: link, seconds: found.seconds
    };
  }

  function sentenceAt(passage, piece) {
    var words = passage.querySelector(".w"), before = document.createRange(), gone = 0;
    before.setStart(words, 0);
    before.setEndBefore(piece);
    var at = before.toString().length;
    return words.textContent.split(/(?<=[.!?…]["”’)]?\s)/).filter(function (sentence) {
      gone += sentence.length;
      return gone > at && gone - sentence.length <= at;
    })[0] || words.textContent;
  }

  // On wide screens the transcript alone scrolls: who reads on the left keeps the place.
  function show(element, gently, range) {
    if (!element) { return; }
    var manner = gently && !calm() ? "smooth" : "instant", box = (range || element).getBoundingClientRect();
    if (pane.contains(element) && beside()) {
      var top = box.top - pane.getBoundingClientRect().top;
      pane.scrollTo({ top: pane.scrollTop + top - pane.clientHeight * 0.35, behavior: manner });
    } else if (range) { window.scrollBy({ top: box.top - window.innerHeight * 0.35, behavior: manner });
    } else { element.scrollIntoView({ block: pane.contains(element) ? "center" : "start", behavior: manner }); }
  }

  function cue(seconds, play) {
    if (isNaN(seconds)) { return; }
    if (open) {
      open.href = open.dataset.open.replace(/t=0(s?)$/, "t=" + Math.floor(seconds) + "$1");
      open.textContent = "Open the video at " + clock(seconds);
    }
    if (!media) { return; }
    following = true;
    if (button) { button.hidden = true; }
    media.preload = "metadata";
    media.currentTime = seconds;
    if (play) { var started = media.play(); if (started) { started.catch(function () { /* the player itself says why */ }); } }
  }

  function clock(seconds) {
    var whole = Math.floor(seconds), hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60, rest = whole % 60;
    return (hours ? hours + ":" + two(minutes) : minutes) + ":" + two(rest);
  }
  function two(number) { return (number < 10 ? "0" : "") + number; }

  // A time clicked on another page of the hub was clicked to be heard; a browser that wants a click on this page is not forced.
  function wanted() {
    try {
      var mine = sessionStorage.getItem("earwitness:play") === location.href;
      sessionStorage.removeItem("earwitness:play");
      return mine;
    } catch (_error) { return false; }
  }

  function arrive(gently) {
    var found = meant(location.hash), play = wanted();
    light(found);
    if (!location.hash || !found.element) { return; }
    if (found.key || found.range || !isNaN(found.seconds)) { show(found.element, gently, found.range); }
    cue(found.seconds, play);
  }
  item.addEventListener("ew:play", function (event) { cue(event.detail.seconds, true); });
  window.addEventListener("hashchange", function () { arrive(true); });
  window.addEventListener("load", function () { arrive(false); });

  item.addEventListener("click", function (event) {
    var link = event.target.closest('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
    var evidence = link.classList.contains("t") || link.closest(".strip");
    if (!evidence) { return; }
    var hash = link.getAttribute("href"), found = meant(hash);
    if (!found.element) { return; }
    event.preventDefault();
    if (location.hash !== hash) { history.pushState(null, "", hash); }
    light(found);
    show(found.element, true);
    cue(found.seconds, true);
  });
  window.addEventListener("popstate", function () { arrive(false); });

  // The recording plays: the passage and its line are lit, the chapter on the strip, and the words stay in view.
  function passageAt(seconds) {
    var low = 0, high = timed.length;
    while (low < high) { var mid = (low + high) >> 1; if (timed[mid].start <= seconds + 0.05) { low = mid + 1; } else { high = mid; } }
    return timed[low - 1] || null;
  }

  function linesOf(passage) {
    if (!passage.lines) {
      var at = 0, tenths = 0;
      passage.lines = (passage.element.dataset.l || "").split(" ").filter(Boolean).map(function (pair) {
        var parts = pair.split(":");
        at += Number(parts[0]);
        tenths += Number(parts[1]);
        return { at: at, seconds: passage.start + tenths / 10 };
      });
    }
    return passage.lines;
  }

  function rangeOf(passage, from, to) {
    var walker = document.createTreeWalker(passage.element.querySelector(".w"), NodeFilter.SHOW_TEXT);
    var range = document.createRange(), gone = 0, node = walker.nextNode(), begun = false;
    while (node) {
      var size = node.data.length;
      if (!begun && from < gone + size) { range.setStart(node, from - gone); begun = true; }
      if (begun) { range.setEnd(node, Math.min(size, to - gone)); }
      if (to <= gone + size) { break; }
      gone += size;
      node = walker.nextNode();
    }
    return begun ? range : null;
  }

  function follow() {
    var seconds = media.currentTime, at = passageAt(seconds);
    if (at !== now) {
      if (now) { now.element.classList.remove("now"); }
      if (at) { at.element.classList.add("now"); }
      now = at;
      line = -1;
    }
    mark(seconds);
    if (!at) { return; }
    var lines = linesOf(at), current = -1;
    lines.forEach(function (one, number) { if (one.seconds <= seconds + 0.05) { current = number; } });
    if (current === line && line >= 0) { return; }
    line = current;
    var range = current >= 0 ? rangeOf(at, lines[current].at, current + 1 < lines.length ? lines[current + 1].at : 1e9) : null;
    if (window.CSS && CSS.highlights && window.Highlight) {
      if (range) { CSS.highlights.set("line", new Highlight(range)); } else { CSS.highlights.delete("line"); }
    }
    if (following && !media.paused) { keep(range ? range.getBoundingClientRect() : at.element.getBoundingClientRect()); }
  }

  function keep(box) {
    var frame = beside() ? pane.getBoundingClientRect() : { top: 0, height: window.innerHeight };
    var above = box.top - frame.top;
    if (above > frame.height * 0.2 && above < frame.height * 0.7) { return; }
    (beside() ? pane : window).scrollBy({ top: above - frame.height * 0.35, behavior: calm() ? "auto" : "smooth" });
  }

  function chapterTimes() {
    var found = [];
    item.querySelectorAll(".chapters [data-at]").forEach(function (entry) {
      var place = /@(\d+)/.exec(entry.dataset.at);
      if (place) { found.push(place[1] / 1000); }
    });
    return found;
  }

  function mark(seconds) {
    var length = strip ? Number(strip.dataset.length) / 1000 : 0;
    if (!length) { return; }
    strip.querySelector(".head").setAttribute("x", Math.min(998, 1000 * seconds / length));
    var current = -1;
    chapters.forEach(function (start, number) { if (start <= seconds + 0.05) { current = number; } });
    strip.querySelectorAll("a").forEach(function (link, number) { link.classList.toggle("now", number === current); });
  }

  if (media) {
    media.addEventListener("timeupdate", follow);
    media.addEventListener("seeked", follow);
    ["wheel", "touchmove"].forEach(function (name) {
      window.addEventListener(name, function (event) {
        var reading = beside() ? pane.contains(event.target) : true;
        if (reading && !media.paused) { following = false; if (button) { button.hidden = false; } }
      }, { passive: true });
    });
    if (button) {
      button.addEventListener("click", function () { following = true; button.hidden = true; line = -1; follow(); });
    }
  }

  // Copying: every statement with its speaker, show, day, time and permanent link.
  var STATEMENTS = "takeaway summary insight principle practice quote number prediction".split(" ");
  var cards = Array.prototype.slice.call(item.querySelectorAll(".told [data-ew]")).filter(function (card) {
    return STATEMENTS.indexOf(card.dataset.ew) >= 0;
  });
  cards.forEach(function (card) { (card.querySelector(".where") || card).appendChild(window.ewCopyButton()); });

  function cited(card) {
    var who = card.querySelector(".where .who"), time = card.querySelector(".where .t");
    return {
      words: card.querySelector(".w").textContent, who: who && who.textContent, title: item.dataset.title, show: item.dataset.show,
      day: item.dataset.day, time: time.textContent, link: time.href
    };
  }

  item.addEventListener("click", function (event) {
    var copy = event.target.closest(".told .copy");
    if (copy) { window.ewCopy(copy, window.ewCitation(cited(copy.closest("[data-ew]")))); }
  });

  function move(step) {
    var seen = cards.filter(function (card) { return card.offsetParent !== null; });
    var at = seen.findIndex(function (card) { return card.classList.contains("at"); });
    var next = seen[Math.max(0, Math.min(seen.length - 1, at + step))];
    if (!next) { return; }
    if (at >= 0) { seen[at].classList.remove("at"); }
    next.classList.add("at");
    next.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    var link = next.querySelector("a.t");
    if (link) { link.focus({ preventScroll: true }); }
  }

  document.addEventListener("keydown", function (event) {
    var busy = event.target.closest && event.target.closest("input,textarea,select,[contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey || busy) { return; }
    if (event.key === "j") { move(1); }
    else if (event.key === "k") { move(-1); }
    else if (event.key === "p" && media) {
      event.preventDefault();
      if (media.paused) { media.play(); } else { media.pause(); }
    }
  });
})();

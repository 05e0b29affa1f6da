"""The page's one script: lights all pieces of the evidence that the address points at, copies links, plays from a time.

The page works without it. Its hash stands in the content security policy; it writes no HTML and makes no request.
"""

from __future__ import annotations

SCRIPT = """
(function () {
  "use strict";
  var root = document.documentElement, audio = document.querySelector("audio");
  root.classList.add("js");
  function light() {
    document.querySelectorAll(".e.on").forEach(function (piece) { piece.classList.remove("on"); });
    var hash = location.hash;
    if (!/^#e-[0-9a-z-]+$/.test(hash)) { return; }
    document.querySelectorAll('.e[data-e~="' + hash.slice(3) + '"]').forEach(function (piece) { piece.classList.add("on"); });
  }
  window.addEventListener("hashchange", light);
  light();
  document.addEventListener("click", function (event) {
    var copy = event.target.closest(".copy"), time = event.target.closest("a[data-s]");
    if (copy && navigator.clipboard) {
      navigator.clipboard.writeText(location.href.split("#")[0] + "#" + copy.dataset.copy).then(function () {
        copy.textContent = "Copied";
        setTimeout(function () { copy.textContent = "Copy link"; }, 1500);
      });
    }
    if (time && audio) {
      audio.currentTime = Number(time.dataset.s);
      audio.play();
    }
  });
})();
"""

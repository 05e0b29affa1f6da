// Searches the site without a server: loads the scripts of the words asked for, and of the items shown. Writes text, never HTML.
(function () {
  "use strict";
  var held = {}, waiting = {}, SHOWN = 20;
  var place = document.getElementById("hits"), state = document.getElementById("state"), field = document.getElementById("q");
  var root = place.dataset.root;
  window.earwitness = {
    take: function (kind, key, value) {
      var name = kind + key;
      held[name] = value;
      (waiting[name] || []).forEach(function (tell) { tell(value); });
      delete waiting[name];
      if (kind === "index") { begin(); }
    }
  };
  function load(kind, key, file) {
    var name = kind + key;
    if (name in held) { return Promise.resolve(held[name]); }
    return new Promise(function (tell) {
      if (waiting[name]) { waiting[name].push(tell); return; }
      waiting[name] = [tell];
      var script = document.createElement("script");
      script.src = root + "search/" + file;
      script.onerror = function () { window.earwitness.take(kind, key, null); };
      document.head.appendChild(script);
    });
  }
  // Stems by the Porter algorithm, as earwitness.search.stemming computes them; a test compares the two.
  var VOWELS = "aeiou";
  function shape(word) {
    var made = "";
    for (var at = 0; at < word.length; at++) {
      made += VOWELS.indexOf(word[at]) >= 0 || (word[at] === "y" && at > 0 && made[at - 1] === "b") ? "a" : "b";
    }
    return made;
  }
  function measure(word) { return (shape(word).match(/a+b+/g) || []).length; }
  function hasVowel(word) { return shape(word).indexOf("a") >= 0; }
  function isShort(word) { return word.length > 2 && shape(word).slice(-3) === "bab" && "wxy".indexOf(word.slice(-1)) < 0; }
  function ends(word, tail) { return word.slice(-tail.length) === tail; }
  var TWO = [["ational", "ate"], ["tional", "tion"], ["enci", "ence"], ["anci", "ance"], ["izer", "ize"], ["abli", "able"],
    ["alli", "al"], ["entli", "ent"], ["eli", "e"], ["ousli", "ous"], ["ization", "ize"], ["ation", "ate"], ["ator", "ate"],
    ["alism", "al"], ["iveness", "ive"], ["fulness", "ful"], ["ousness", "ous"], ["aliti", "al"], ["iviti", "ive"], ["biliti", "ble"]];
  var THREE = [["icate", "ic"], ["ative", ""], ["alize", "al"], ["iciti", "ic"], ["ical", "ic"], ["ful", ""], ["ness", ""]];
  var FOUR = ["ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "al", "er", "ic", "ou"];
  function replaced(word, table) {
    for (var at = 0; at < table.length; at++) {
      if (ends(word, table[at][0])) {
        var rest = word.slice(0, -table[at][0].length);
        return measure(rest) > 0 ? rest + table[at][1] : word;
      }
    }
    return word;
  }
  function plurals(word) {
    if (ends(word, "sses") || ends(word, "ies")) { return word.slice(0, -2); }
    return ends(word, "s") && !ends(word, "ss") ? word.slice(0, -1) : word;
  }
  function past(word) {
    if (ends(word, "eed")) { return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word; }
    var cut = ends(word, "ed") ? 2 : ends(word, "ing") ? 3 : 0;
    if (!cut || !hasVowel(word.slice(0, -cut))) { return word; }
    word = word.slice(0, -cut);
    if (ends(word, "at") || ends(word, "bl") || ends(word, "iz")) { return word + "e"; }
    var last = word.slice(-1);
    if (word.length > 1 && last === word.slice(-2, -1) && "bdfgmnprt".indexOf(last) >= 0) { return word.slice(0, -1); }
    return measure(word) === 1 && isShort(word) ? word + "e" : word;
  }
  function finalY(word) { return ends(word, "y") && hasVowel(word.slice(0, -1)) ? word.slice(0, -1) + "i" : word; }
  function bare(word) {
    for (var at = 0; at < FOUR.length; at++) {
      if (ends(word, FOUR[at])) {
        var rest = word.slice(0, -FOUR[at].length);
        return measure(rest) > 1 ? rest : word;
      }
    }
    return (ends(word, "sion") || ends(word, "tion")) && measure(word.slice(0, -3)) > 1 ? word.slice(0, -3) : word;
  }
  function tidy(word) {
    if (ends(word, "e")) {
      var rest = word.slice(0, -1), count = measure(rest);
      if (count > 1 || (count === 1 && !isShort(rest))) { word = rest; }
    }
    return ends(word, "ll") && measure(word) > 1 ? word.slice(0, -1) : word;
  }
  function stem(word) {
    if (!/^[a-z]{3,64}$/.test(word)) { return word; }
    word = finalY(past(plurals(word)));
    return tidy(bare(replaced(replaced(word, TWO), THREE)));
  }
  var UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff";
  var WORD = new RegExp("[" + UNSPACED + "]|\\d+(?:[.,]\\d+)*[\\p{L}\\d]*|[\\p{L}\\d]+(?:['’][\\p{L}]+)*[+#]*|[\\p{L}]&[\\p{L}]", "gu");
  function stems(text) {
    var folded = text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]/g, "");
    return (folded.match(WORD) || []).map(function (word) {
      word = word.replace(/['’]s$/, "").replace(/['’]/g, "");
      if (/^\d{1,3}(,\d{3})+/.test(word)) { word = word.replace(/,/g, ""); }
      return stem(word);
    });
  }
  function shardOf(word, shards) {
    var value = 0x811c9dc5;
    for (var at = 0; at < word.length; at++) { value = Math.imul(value ^ word.charCodeAt(at), 0x01000193) >>> 0; }
    return value % shards;
  }
  function two(number) { return (number < 10 ? "0" : "") + number; }
  function find(text) {
    var words = Array.from(new Set(stems(text))), facts = held.index, jobs = [];
    for (var block = 0; block < facts.blocks; block++) { jobs.push(inBlock(block, words, facts.shards)); }
    return Promise.all(jobs).then(function (parts) {
      return [].concat.apply([], parts).sort(function (one, other) { return other.score - one.score || (one.row[3] < other.row[3] ? 1 : -1); });
    });
  }
  function inBlock(block, words, shards) {
    return load("items", block, "b" + block + ".js").then(function (about) {
      if (!about) { return []; }
      var rare = words.filter(function (word) { return about.common.indexOf(word) < 0; });
      return Promise.all(rare.map(function (word) {
        var shard = shardOf(word, shards);
        return load("words", block + "-" + shard, "b" + block + "-" + two(shard) + ".js").then(function (table) {
          return table && Object.hasOwn(table, word) ? table[word] : [];
        });
      })).then(function (lists) {
        var scores = {}, count = {};
        lists.forEach(function (list) {
          for (var at = 0; at < list.length; at += 2) {
            scores[list[at]] = (scores[list[at]] || 0) + Math.log(1 + list[at + 1]) * Math.log(2 + about.items.length / (list.length / 2));
            count[list[at]] = (count[list[at]] || 0) + 1;
          }
        });
        if (!rare.length) { about.items.forEach(function (_row, at) { scores[at] = 0; count[at] = 0; }); }
        return Object.keys(scores).filter(function (at) { return count[at] === rare.length; })
          .map(function (at) { return { row: about.items[at], score: scores[at] }; });
      });
    });
  }
  function put(parent, name, kind, text) {
    var made = document.createElement(name);
    if (kind) { made.className = kind; }
    if (text) { made.textContent = text; }
    parent.appendChild(made);
    return made;
  }
  function clock(ms) {
    var seconds = Math.floor(ms / 1000), hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
    return (hours ? hours + ":" + two(minutes) : minutes) + ":" + two(seconds % 60);
  }
  function show(hit, words) {
    var row = put(place, "article", "row"), link = put(put(row, "h3"), "a", "", hit.row[1]);
    link.href = root + "items/" + hit.row[0] + ".html";
    put(row, "p", "by", [hit.row[4], hit.row[2], hit.row[3]].filter(Boolean).join(" · "));
    load("lines", hit.row[0], "lines/" + hit.row[0] + ".js").then(function (lines) {
      (lines || []).map(function (line) {
        var own = stems(line[1]);
        return { line: line, held: words.filter(function (word) { return own.indexOf(word) >= 0; }).length };
      }).filter(function (one) { return one.held; }).sort(function (one, other) { return other.held - one.held; }).slice(0, 3)
        .forEach(function (one) {
          var said = put(row, "p", "said", one.line[1] + " "), at = one.line[3];
          if (one.line[2]) { put(said, "cite", "who", one.line[2] + " "); }
          var time = put(said, "a", "t", at === null ? "¶" : clock(at));
          time.href = link.getAttribute("href") + "#" + (at === null ? "" : "t=" + at / 1000 + "&") + "s=" + one.line[4];
        });
    });
  }
  var asked = 0;
  function search() {
    var text = field.value.trim(), mine = ++asked;
    if (!text) { place.textContent = ""; return; }
    state.textContent = "Searching …";
    find(text).then(function (hits) {
      if (mine !== asked) { return; }
      place.textContent = "";
      state.textContent = hits.length === 1 ? "1 item" : hits.length.toLocaleString("en") + " items" + (hits.length > SHOWN ? ", the best " + SHOWN : "");
      hits.slice(0, SHOWN).forEach(function (hit) { show(hit, stems(text)); });
    });
  }
  function begin() {
    var given = /[?&]q=([^&]*)/.exec(location.search);
    if (given) { field.value = decodeURIComponent(given[1].replace(/\+/g, " ")); }
    var timer = 0;
    field.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(search, 150); });
    field.form.addEventListener("submit", function (event) { event.preventDefault(); search(); });
    field.focus();
    search();
  }
  window.earwitness.stems = stems;
  window.earwitness.shardOf = shardOf;
})();

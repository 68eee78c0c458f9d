// Puts a list of activities in the place of this script: <script src=".../embed.js" data-filter="municipality=259"></script>
(function () {
  var script = document.currentScript;
  var frame = document.createElement("iframe");
  var filter = (script.dataset.filter || "").replace(/^\?/, "");
  frame.src = new URL("/embed?" + filter, script.src).href;
  frame.title = script.dataset.title || "Kulturhub";
  frame.loading = "lazy";
  frame.width = script.dataset.width || "100%";
  frame.height = script.dataset.height || "600";
  frame.style.border = "0";
  script.replaceWith(frame);
})();

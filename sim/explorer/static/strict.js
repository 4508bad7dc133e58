// The charts' library under a policy without inline styles: a style attribute that it sets as text is set by script
// instead, which the policy allows; the style sheet of its maps, of which none is drawn, is left out.
"use strict";
(() => {
  const set = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name, value) {
    if (name === "style") this.style.cssText = value;
    else set.call(this, name, value);
  };
  const append = Node.prototype.appendChild;
  document.head.appendChild = (node) =>
    node.nodeName === "STYLE" && node.textContent !== "" ? node : append.call(document.head, node);
})();

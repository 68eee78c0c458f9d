// What the Playground leaves out for those who do not see it or use a keyboard: mended as it changes. Its version is pinned,
// and a test tells when this no longer fits.

function mend() {
  for (const field of document.querySelectorAll('#root :is(input, textarea):not([aria-label])')) {
    field.setAttribute('aria-label', field.readOnly ? 'Answer' : field.matches('textarea') ? 'Query, variables or headers' : 'Address');
  }
  // What scrolls must be reached by the keyboard, also where it is the editor's answer.
  const scrolling = '.sc-caSCKo:not([tabindex]), .CodeMirror:has([readonly]) .CodeMirror-scroll[tabindex="-1"]';
  for (const part of document.querySelectorAll(scrolling)) part.tabIndex = 0;
}

export function mendAsItChanges() {
  new MutationObserver(mend).observe(document.body, { subtree: true, childList: true });
}

// What GraphiQL leaves out for those who do not see it: mended as it changes. Its version is pinned, and a test tells when
// this no longer fits.

/** It puts buttons into elements with the role of a tab, where screen readers do not look for any. */
function mendTab(tab: Element): void {
  tab.querySelector('.graphiql-tab-button')?.setAttribute('aria-current', tab.getAttribute('aria-selected') ?? 'false');
  tab.removeAttribute('role');
  tab.removeAttribute('aria-selected');
  tab.parentElement?.removeAttribute('role');
}

function mend(): void {
  document.querySelectorAll('.graphiql-tab:is([role], [aria-selected])').forEach(mendTab);
  for (const choice of document.querySelectorAll('.graphiql-container select:not([aria-label])')) {
    choice.setAttribute('aria-label', 'Kind of operation');
  }
  for (const value of document.querySelectorAll('.graphiql-container input[type=text]:not([aria-label])')) {
    value.setAttribute('aria-label', 'Value');
  }
}

export function mendAsItChanges(): void {
  const changes = { subtree: true, childList: true, attributes: true, attributeFilter: ['role', 'aria-selected'] };
  new MutationObserver(mend).observe(document.body, changes);
}

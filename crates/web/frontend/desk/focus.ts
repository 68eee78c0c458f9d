// Where the focus goes when what had it is gone.

/** Takes the focus there, unless somebody has it elsewhere by now. */
export function focusIfLost(element: HTMLElement | null | undefined): void {
  if (document.activeElement === document.body) element?.focus();
}

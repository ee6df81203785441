/**
 * Gives the keyboard back to where it was before a question. What was asked for may take that away, at once or with the next answer of
 * the daemon: then it goes on at the page, not at the top of everything.
 */
export function giveBackFocus(to: Element | null): void {
  if (!(to instanceof HTMLElement) || to === document.body) return;
  if (!to.isConnected) {
    toPage();
    return;
  }
  to.focus();
  const watch = new MutationObserver(() => {
    if (document.activeElement === to) return;
    watch.disconnect();
    if (!to.isConnected) toPage();
  });
  watch.observe(document.body, { childList: true, subtree: true });
}

function toPage(): void {
  if (document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true });
}

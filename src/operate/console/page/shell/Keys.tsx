import { useEffect } from 'preact/hooks';
import { Button } from '../parts/Button.js';
import { Dialog } from '../parts/Dialog.js';
import { Fact } from '../parts/Fact.js';
import { pages } from '../routes.js';
import { go } from '../state/route.js';

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Keys that go somewhere: `g` and then the letter of a page, and `?` for the list of them. */
export function Keys({ open, setOpen }: { open: boolean; setOpen: (open: boolean) => void }) {
  useEffect(() => {
    let went = 0;
    const pressed = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isWriting(event.target)) return;
      if (document.querySelector('dialog[open]')) return;
      if (event.key === '?') {
        event.preventDefault();
        setOpen(true);
      } else if (event.key === 'g') {
        went = event.timeStamp;
      } else if (went > 0 && event.timeStamp - went < 1_500) {
        went = 0;
        const page = pages.find((one) => one.key === event.key);
        if (!page) return;
        event.preventDefault();
        go(page.path);
      }
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [setOpen]);
  if (!open) return null;
  return (
    <Dialog title="Keys" onClose={() => setOpen(false)}>
      <dl class="facts">
        {pages.map(({ name, key }) => (
          <Fact key={name} name={name}>
            <kbd>g</kbd> <kbd>{key}</kbd>
          </Fact>
        ))}
        <Fact name="This list">
          <kbd>?</kbd>
        </Fact>
        <Fact name="Close a question">
          <kbd>Esc</kbd>
        </Fact>
      </dl>
      <footer>
        <Button onClick={() => setOpen(false)}>Close</Button>
      </footer>
    </Dialog>
  );
}

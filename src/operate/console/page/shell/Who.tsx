import { Button } from '../parts/Button.js';
import { Icon } from '../parts/Icon.js';
import { logOut } from '../state/logIn.js';
import type { Session } from '../state/session.js';
import { useStore } from '../state/store.js';
import { light, themeStore, themes } from '../state/theme.js';

const names = { device: 'As the device', light: 'Light', dark: 'Dark' } as const;

/** Who is logged in and with what rights, how the page is lit, and the way out. */
export function Who({ session }: { session: Session }) {
  const theme = useStore(themeStore);
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'device';
  return (
    <div class="who">
      <div class="row" title={`May: ${session.rights.join(', ')}`}>
        <Icon name="person" />
        <span>
          <strong>{session.name}</strong> <span class="soft">{session.role}</span>
        </span>
      </div>
      <div class="row">
        <Button kind="bare" onClick={() => light(next)} label={`Theme: ${names[theme]}. Change to: ${names[next]}`}>
          <Icon name={theme} /> {names[theme]}
        </Button>
        <Button kind="bare" onClick={() => void logOut().catch(() => undefined)}>
          Log out
        </Button>
      </div>
    </div>
  );
}

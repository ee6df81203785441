import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { hasTools } from '../../../test/hasTools.js';
import { createProgram } from '../cli/program.js';
import { monitoringMetrics } from './monitoringMetrics.js';

const root = join(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Of Prometheus itself. */
const outside = ['up'];
/** Words of its language that stand where a name may. */
const words = new Set(
  'sum by min max rate increase histogram_quantile time vector absent and or unless label_values'.split(' '),
);

/** What is wrong with a question to Prometheus, as far as names, labels and brackets tell. */
function faultsOf(expression: string): string[] {
  const faults: string[] = [];
  const open: string[] = [];
  const bare = expression.replace(/"[^"]*"/g, '""');
  for (const one of bare) {
    if ('([{'.includes(one)) open.push(one);
    if (')]}'.includes(one) && '([{'.indexOf(open.pop() ?? ' ') !== ')]}'.indexOf(one)) faults.push(`stray ${one}`);
  }
  if (open.length > 0) faults.push(`open ${open.join('')}`);
  const outer = bare.replace(/\[[^\]]*\]/g, '');
  for (const [, name = '', , matchers = ''] of outer.matchAll(/\b([a-z_][a-z0-9_]*)\b(\{([^}]*)\})?/g)) {
    if (words.has(name) || outside.includes(name) || !name.startsWith('ballast_')) continue;
    const metric = metricCalled(name);
    if (!metric) faults.push(`${name} is no metric`);
    const asked = [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label);
    for (const label of asked)
      if (metric && ![...metric.labels, 'le', 'instance', 'job'].includes(label))
        faults.push(`${name} has no ${label}`);
  }
  return faults;
}

const metricCalled = (name: string) =>
  monitoringMetrics.find((metric) =>
    metric.type === 'histogram' ? name.replace(/_(bucket|sum|count)$/, '') === metric.name : name === metric.name,
  );

test('default: the check of questions finds what is wrong', () => {
  expect(faultsOf('sum by (chain) (rate(ballast_ticks_total[5m])) > 0')).toEqual([]);
  expect(faultsOf('rate(ballast_tick_total[5m])')).toEqual(['ballast_tick_total is no metric']);
  expect(faultsOf('ballast_up{book="a"}')).toEqual(['ballast_up has no book']);
  expect(faultsOf('ballast_tick_duration_seconds > 1')).toEqual([]);
  expect(faultsOf('sum(ballast_up')).toEqual(['open (']);
});

interface Rule {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: string };
  annotations: { summary: string };
}

describe('deploy/prometheus/ballast.rules.yml', () => {
  const { groups } = parse(read('deploy/prometheus/ballast.rules.yml')) as { groups: { rules: Rule[] }[] };
  const rules = groups.flatMap((group) => group.rules);

  test.each(rules.map((rule) => [rule.alert, rule] as const))('behavior: %s', (name, rule) => {
    expect(faultsOf(rule.expr)).toEqual([]);
    expect(rule.for ?? '1m').toMatch(/^\d+[ms]$/);
    expect(['warning', 'critical']).toContain(rule.labels.severity);
    expect(read('docs/monitoring.md')).toContain(`\`${name}\``);
    const known = new Set(
      [...rule.expr.matchAll(/ballast_\w+/g)].flatMap(([metric]) => metricCalled(metric)?.labels ?? []),
    );
    for (const [, label = ''] of rule.annotations.summary.matchAll(/\$labels\.(\w+)/g))
      expect([...known]).toContain(label);
  });

  test('behavior: the page tells of no rule that is not there', () => {
    const told = [...read('docs/monitoring.md').matchAll(/`(Ballast\w+)`/g)].map(([, name]) => name);
    expect(told.sort()).toEqual(rules.map(({ alert }) => alert).sort());
  });

  const { tests } = parse(read('deploy/prometheus/ballast.rules.test.yml')) as {
    tests: {
      name: string;
      input_series: { series: string }[];
      alert_rule_test: { alertname: string; exp_alerts: unknown[] }[];
    }[];
  };

  test('behavior: each rule is tried with what makes it call, of figures as they are told', () => {
    const calling = tests.flatMap((one) => one.alert_rule_test).filter((one) => one.exp_alerts.length > 0);
    expect([...new Set(calling.map(({ alertname }) => alertname))].sort()).toEqual(
      rules.map((rule) => rule.alert).sort(),
    );
    const faults = tests.flatMap((one) => one.input_series.flatMap(({ series }) => faultsOf(series)));
    expect(faults).toEqual([]);
  });

  test.runIf(hasTools('promtool'))('behavior: Prometheus reads the files, and each rule calls when it should', () => {
    const cwd = join(root, 'deploy/prometheus');
    const promtool = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync('promtool', args, { cwd, encoding: 'utf8' });
      return { status, said: status === 0 ? '' : `${stdout}${stderr}` };
    };
    expect(promtool('check', 'config', '--syntax-only', 'prometheus.yml')).toEqual({ status: 0, said: '' });
    expect(promtool('check', 'rules', 'ballast.rules.yml')).toEqual({ status: 0, said: '' });
    expect(promtool('test', 'rules', 'ballast.rules.test.yml')).toEqual({ status: 0, said: '' });
  });
});

interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string; legendFormat: string; refId: string }[];
}

describe('deploy/grafana/ballast.json', () => {
  const dashboard = JSON.parse(read('deploy/grafana/ballast.json')) as {
    panels: Panel[];
    templating: { list: { name: string; type: string; query: string | { query: string } }[] };
  };
  const asking = dashboard.panels.filter(({ type }) => type !== 'row');

  test.each(asking.map((panel) => [panel.title, panel] as const))('behavior: %s', (_, { targets = [] }) => {
    expect(targets.length).toBeGreaterThan(0);
    expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    for (const { expr, legendFormat } of targets) {
      expect(faultsOf(expr)).toEqual([]);
      const labels = [...expr.matchAll(/ballast_\w+/g)].flatMap(([name]) => metricCalled(name)?.labels ?? []);
      for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) expect(labels).toContain(label);
    }
  });

  test('behavior: every panel has a place of its own, and every variable is there', () => {
    const places = new Set<string>();
    for (const { gridPos, title } of dashboard.panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        expect(places.has(`${x} ${gridPos.y}`), title).toBe(false);
        places.add(`${x} ${gridPos.y}`);
      }
    }
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    const variables = dashboard.templating.list.map(({ name }) => name);
    const used = [...read('deploy/grafana/ballast.json').matchAll(/"\$\{?(\w+)\}?|=~\\"\$(\w+)\\"/g)].map(
      ([, one, other]) => one ?? other,
    );
    for (const name of used) expect(['__all', ...variables]).toContain(name);
    for (const { query } of dashboard.templating.list)
      if (typeof query === 'object') expect(faultsOf(query.query)).toEqual([]);
  });
});

describe('what starts it', () => {
  const verbs = createProgram().commands.map((command) => command.name());
  const unit = read('deploy/systemd/ballast.service');
  const dockerfile = read('deploy/Dockerfile');

  test('behavior: verbs that files and pages say are there', () => {
    expect(unit).toMatch(/^ExecStart=\/usr\/local\/bin\/ballast run /m);
    const [, command = '[]'] = /^CMD (\[.*\])$/m.exec(dockerfile) ?? [];
    expect(verbs).toContain((JSON.parse(command) as string[])[0]);
    const [, check = '[]'] = /^HEALTHCHECK .* CMD (\[.*\])$/m.exec(dockerfile) ?? [];
    expect(JSON.parse(check)).toEqual(['ballast', 'health']);
    expect(verbs).toContain('health');
    for (const page of ['docs/monitoring.md', 'docs/deploying.md']) {
      for (const [, verb = ''] of read(page).matchAll(/(?:`|ballast |\$ )ballast ([a-z-]+)/g)) {
        expect([...verbs, 'ballast']).toContain(verb);
      }
    }
  });

  test('behavior: what the image copies is there, and node is one that ballast runs on', () => {
    const { engines, bin } = JSON.parse(read('package.json')) as {
      engines: { node: string };
      bin: { ballast: string };
    };
    const copied = [...dockerfile.matchAll(/^COPY --from=build (.*) \S+$/gm)].flatMap(([, from = '']) =>
      from.split(' '),
    );
    const made = ['node_modules', 'dist'];
    for (const path of copied.map((one) => one.replace('/opt/ballast/', ''))) {
      expect(made.includes(path) || existsSync(join(root, path)), path).toBe(true);
    }
    expect(dockerfile).toContain(`/opt/ballast/${bin.ballast} /usr/local/bin/ballast`);
    expect(read('docs/deploying.md')).toContain(`/opt/ballast/${bin.ballast} /usr/local/bin/ballast`);
    const [, major, minor] = /^ARG NODE=(\d+)\.(\d+)\.\d+-/m.exec(dockerfile) ?? [];
    const [, leastMajor, leastMinor] = /(\d+)\.(\d+)/.exec(engines.node) ?? [];
    expect(Number(major) * 1_000 + Number(minor)).toBeGreaterThanOrEqual(
      Number(leastMajor) * 1_000 + Number(leastMinor),
    );
    expect(dockerfile).toMatch(/^USER node$/m);
  });

  test('behavior: compose takes nothing that it does not need', () => {
    const { services, secrets, volumes } = parse(read('deploy/compose.yaml')) as {
      services: Record<string, { ports?: string[]; secrets?: string[]; volumes?: string[] } & Record<string, unknown>>;
      secrets: object;
      volumes: object;
    };
    expect(services['ballast']).toMatchObject({
      read_only: true,
      init: true,
      cap_drop: ['ALL'],
      stop_grace_period: '5m',
    });
    expect(services['ballast']?.['security_opt']).toEqual(['no-new-privileges:true']);
    for (const { ports = [], secrets: used = [], volumes: mounted = [] } of Object.values(services)) {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
      for (const name of used) expect(Object.keys(secrets)).toContain(name);
      for (const mount of mounted) {
        const [from = ''] = mount.split(':');
        if (!from.startsWith('.')) expect(Object.keys(volumes)).toContain(from);
        else if (!from.startsWith('./config')) expect(existsSync(join(root, 'deploy', from)), from).toBe(true);
      }
    }
  });

  test('behavior: Prometheus, who runs as nobody, has a token file of its own, and a page says how it is made', () => {
    const { services, secrets } = parse(read('deploy/compose.yaml')) as {
      services: Record<string, { secrets?: string[] }>;
      secrets: Record<string, { file: string }>;
    };
    const files = (services['prometheus']?.secrets ?? []).map((name) => secrets[name]?.file.replace('./', 'deploy/'));
    expect(files).toHaveLength(1);
    const lines = read('docs/deploying.md').split('\n');
    const made = lines.findIndex((line) => line.includes(`-o 65534 -g 65534 -m 400`) && line.includes(`${files[0]} `));
    // What comes before takes everything in there for the user of ballast.
    expect(made).toBeGreaterThan(lines.findIndex((line) => line.includes('chown -R 1000:1000 deploy/config')));
  });

  test.runIf(hasTools('systemd-analyze'))('behavior: systemd understands the unit, and finds it closed', () => {
    const file = join(root, 'deploy/systemd/ballast.service');
    const { stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
    // Where these are tested it is not installed.
    const faults = stderr.split('\n').filter((line) => line !== '' && !line.includes('ballast is not executable'));
    expect(faults).toEqual([]);
    const args = ['security', '--offline=yes', '--threshold=20', '--no-pager', file];
    expect(spawnSync('systemd-analyze', args, { encoding: 'utf8' })).toMatchObject({ status: 0 });
  });

  test('behavior: the unit asks for the watchdog, for word of readiness, and for no start where none would help', () => {
    for (const line of [
      'Type=notify',
      'NotifyAccess=all',
      'WatchdogSec=90',
      'LimitCORE=0',
      'Restart=on-failure',
      'RestartPreventExitStatus=2 3',
      'ProtectSystem=strict',
      'NoNewPrivileges=yes',
    ])
      expect(unit).toContain(`\n${line}\n`);
  });
});

describe('what is secret', () => {
  const inRoot = [
    'console.tokens',
    'metrics.token',
    'keys/book.json',
    'keys/book.password',
    'book-password.cred',
    '.env',
  ];
  const secret = [...inRoot, ...inRoot.map((file) => `deploy/config/${file}`), 'deploy/config/prometheus.token'];
  // What an operator writes is not the project's either.
  const own = ['deploy/config/ballast.yaml', 'deploy/config/strategies/book.yaml'];

  test('behavior: git does not take it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ballast-ignored-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    spawnSync('git', ['init', '-q', folder]);
    copyFileSync(join(root, '.gitignore'), join(folder, '.gitignore'));
    const input = [...secret, ...own, 'deploy/compose.yaml', 'src/keeper.ts'].join('\n');
    const { stdout } = spawnSync('git', ['check-ignore', '--stdin'], { cwd: folder, input, encoding: 'utf8' });
    expect(stdout.trim().split('\n')).toEqual([...secret, ...own]);
  });

  /** A line of such a file, from the root on, and what is in a folder with it. */
  const ignored = (line: string): RegExp => {
    const [depth, path] = line.startsWith('**/') ? ['(.*/)?', line.slice(3)] : ['', line];
    return new RegExp(`^${depth}${path.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}(/|$)`);
  };

  test('behavior: nor does an image', () => {
    const patterns = read('deploy/Dockerfile.dockerignore').split('\n').filter(Boolean).map(ignored);
    const isIgnored = (file: string) => patterns.some((pattern) => pattern.test(file));
    expect([...secret, ...own].filter((file) => !isIgnored(file))).toEqual([]);
    expect(['deploy/Dockerfile', 'src/keeper.ts', 'package.json'].filter(isIgnored)).toEqual([]);
  });
});

// Swim lanes: a lane for each host, a mark for each few pixels of time, its colour the worst level in it, its height the count.
const lanesAtFirst = 12, laneHeight = 24, axisHeight = 22, markWidth = 7;

function drawTimeline() {
  const box = $('timeline');
  let all = false;

  const update = () => {
    const findings = view.findings('time').filter(f => f.time !== undefined);
    if (findings.length === 0) { box.replaceChildren(el('p', { className: 'empty' }, 'No findings with a time.')); return; }
    const ordered = laneOrder(findings), shown = all ? ordered : ordered.slice(0, lanesAtFirst);
    const range = span(findings), width = Math.max(280, box.getBoundingClientRect().width), labels = Math.min(170, Math.round(width * 0.26));
    const x = time => labels + (time - range.from) / (range.to - range.from) * (width - labels - markWidth);
    const height = axisHeight + shown.length * laneHeight;
    const picture = svg('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'group', 'aria-label': 'Findings over time, a lane for each host' });
    drawAxis(picture, range, x, labels, width, height);
    shown.forEach((host, row) => drawLane(picture, host, findings.filter(f => f.hostName === host), axisHeight + row * laneHeight, range, x, labels, width));
    roving(picture, '.mark');
    brush(picture, labels, width, px => range.from + (px - labels) / (width - labels - markWidth) * (range.to - range.from));
    box.replaceChildren(picture);
    const rest = ordered.length - shown.length;
    if (rest > 0 || all) box.append(el('button', { type: 'button', className: 'link', onclick: () => { all = !all; update(); } },
      all ? 'Show fewer hosts' : `Show ${plural(rest, 'more host')}`));
  };
  view.listeners.push(update);
  let timer;
  addEventListener('resize', () => { clearTimeout(timer); timer = setTimeout(update, 100); });
}

/** Hosts with the worst findings first, then the most. */
function laneOrder(findings) {
  const weight = new Map();
  for (const f of findings) {
    const w = weight.get(f.hostName) ?? { level: 0, count: 0 };
    w.level = Math.max(w.level, f.level);
    w.count++;
    weight.set(f.hostName, w);
  }
  return [...weight].sort(([a, v], [b, w]) => w.level - v.level || w.count - v.count || a.localeCompare(b)).map(([host]) => host);
}

/** The range on show: the one chosen, or that of the findings, never shorter than a second. */
function span(findings) {
  let from = view.from, to = view.to;
  if (from === null) { from = Infinity; to = -Infinity; for (const f of findings) { from = Math.min(from, f.time); to = Math.max(to, f.time); } }
  const short = Math.max(0, 1000 - (to - from)) / 2;
  return { from: from - short, to: to + short };
}

function drawAxis(picture, range, x, labels, width, height) {
  const second = 1000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;
  const steps = [100, 200, 500, second, 2 * second, 5 * second, 10 * second, 30 * second, minute, 2 * minute, 5 * minute, 10 * minute, 30 * minute, hour, 3 * hour, 6 * hour, 12 * hour,
    day, 2 * day, 7 * day, 14 * day, 30 * day, 91 * day, 182 * day, 365 * day, 730 * day, 3650 * day];
  const wanted = Math.max(2, Math.floor((width - labels) / 130));
  const step = steps.find(s => (range.to - range.from) / s <= wanted) ?? steps.at(-1);
  for (let t = Math.ceil(range.from / step) * step; t <= range.to; t += step) {
    const at = Math.round(x(t)) + 0.5, iso = new Date(t).toISOString();
    const text = step >= day ? iso.slice(0, 10) : step >= minute ? `${iso.slice(5, 10)} ${iso.slice(11, 16)}` : step >= second ? iso.slice(11, 19) : iso.slice(14, 23);
    picture.append(svg('line', { class: 'tick', x1: at, x2: at, y1: axisHeight - 5, y2: height }), svg('text', { class: 'axis', ...(at > width - 80 ? { x: at - 4, 'text-anchor': 'end' } : { x: at + 4 }), y: 12 }, text));
  }
}

function drawLane(picture, host, findings, top, range, x, labels, width) {
  const name = visible(host), room = Math.max(4, Math.floor((labels - 12) / 7));
  const label = svg('text', { class: `lane-name${view.host === host ? ' chosen' : ''}`, x: 0, y: top + 16, onclick: () => view.set({ host: view.host === host ? null : host }) },
    name.length > room ? name.slice(0, room - 1) + '…' : name);
  label.append(svg('title', {}, name));
  picture.append(svg('line', { class: 'lane', x1: 0, x2: width, y1: top + 0.5, y2: top + 0.5 }), label);
  const bins = new Map();
  for (const f of findings) {
    if (f.time < range.from || f.time > range.to) continue;
    const bin = Math.floor((x(f.time) - labels) / markWidth);
    if (!bins.has(bin)) bins.set(bin, []);
    bins.get(bin).push(f);
  }
  for (const [bin, members] of [...bins].sort(([a], [b]) => a - b)) picture.append(mark(host, members, labels + bin * markWidth, top));
}

function mark(host, members, left, top) {
  const level = Math.max(...new Set(members.map(f => f.level)));
  const tall = Math.min(laneHeight - 6, 7 + 2.6 * Math.log2(members.length));
  let from = Infinity, to = -Infinity;
  for (const f of members) { from = Math.min(from, f.time); to = Math.max(to, f.time); }
  const byRule = new Map();
  members.forEach(f => byRule.set(f.rule, (byRule.get(f.rule) ?? 0) + 1));
  const lines = () => [
    `${visible(host)} · ${clock(from)}${clock(to) === clock(from) ? '' : ' – ' + clock(to).slice(11)}`,
    ...[...byRule].sort(([a, n], [b, m]) => data.rules[b].level - data.rules[a].level || m - n).slice(0, 6)
      .map(([rule, n]) => `${levels[data.rules[rule].level]} · ${visible(data.rules[rule].title)}${n > 1 ? ` × ${number(n)}` : ''}`),
    ...(byRule.size > 6 ? [`and ${plural(byRule.size - 6, 'more rule')}`] : []),
  ];
  const node = svg('rect', { class: `mark l${level}`, x: left, y: top + (laneHeight - tall) / 2, width: markWidth - 1, height: tall, rx: 1.5, role: 'button',
    'aria-label': `${visible(host)}, ${clock(from)}, ${plural(members.length, 'finding')}, worst ${levels[level]}`,
    onclick: () => { tip.hide(); view.set({ host, from, to }); } });
  return withTip(node, lines);
}

/** Dragging over the lanes chooses a time range. */
function brush(picture, labels, width, timeAt) {
  picture.onpointerdown = down => {
    if (down.button !== 0 || down.offsetX < labels || down.pointerType === 'touch') return;
    const area = svg('rect', { class: 'brush', y: 0, height: '100%', x: down.offsetX, width: 0 });
    const edge = event => Math.min(Math.max(event.clientX - picture.getBoundingClientRect().left, labels), width);
    const move = event => { area.setAttribute('x', Math.min(down.offsetX, edge(event))); area.setAttribute('width', Math.abs(edge(event) - down.offsetX)); if (!area.isConnected) picture.append(area); };
    const up = event => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', up);
      area.remove();
      const [a, b] = [down.offsetX, edge(event)].sort((p, q) => p - q);
      if (b - a > 6) view.set({ from: timeAt(a), to: timeAt(b) });
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', up);
  };
}

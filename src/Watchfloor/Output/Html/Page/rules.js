// A table with a heading that sorts. Rows are drawn a chunk at a time, as the reader comes near the end of those drawn.
const chunk = 200;

/**
 * columns: { label, className, key(item), desc } – desc: sorts downwards first.
 * row(item) answers one or more <tr>.
 */
function sortable(box, className, columns, row, items, firstSort) {
  let by = firstSort, down = columns[firstSort].desc ?? false, sorted = [], drawn = 0;
  const body = el('tbody'), end = el('div', { className: 'more' }), empty = el('p', { className: 'empty' }, 'Nothing fits the filter.');
  const heads = columns.map((column, i) => el('th', { scope: 'col', className: column.className ?? '' },
    el('button', { type: 'button', onclick: () => { down = by === i ? !down : column.desc ?? false; by = i; update(); } }, column.label)));
  box.append(el('table', { className }, el('thead', {}, el('tr', {}, ...heads)), body), empty, end);

  const draw = (upTo = drawn + chunk) => {
    const rows = document.createDocumentFragment();
    for (; drawn < Math.min(upTo, sorted.length); drawn++) rows.append(row(sorted[drawn]));
    body.append(rows);
    end.textContent = drawn < sorted.length ? `${number(sorted.length - drawn)} more` : '';
  };
  const compare = (a, b) => a < b ? -1 : a > b ? 1 : 0;
  const update = () => {
    const key = columns[by].key, sign = down ? -1 : 1;
    sorted = items().map(item => [key(item), item]).sort(([a, x], [b, y]) => sign * compare(a, b) || compare(x.index, y.index)).map(([, item]) => item);
    heads.forEach((head, i) => head.setAttribute('aria-sort', i !== by ? 'none' : down ? 'descending' : 'ascending'));
    body.replaceChildren();
    drawn = 0;
    draw();
    empty.hidden = sorted.length > 0;
    body.parentElement.hidden = sorted.length === 0;
  };
  new IntersectionObserver(seen => { if (seen.some(s => s.isIntersecting) && drawn < sorted.length) draw(); }, { rootMargin: '600px' }).observe(end);
  addEventListener('beforeprint', () => draw(5000));
  view.listeners.push(update);
}

const badge = level => el('span', { className: `badge l${level}` }, el('i', { className: 'dot' }), levels[level]);

function drawRules() {
  const items = () => {
    const tallies = new Map();
    for (const [index, count] of view.counts('rule')) tallies.set(index, { index, rule: data.rules[index], count, hosts: new Set(), first: undefined, last: undefined });
    for (const f of view.findings('rule')) {
      const t = tallies.get(f.rule);
      if (f.host !== undefined) t.hosts.add(f.host);
      if (f.time === undefined) continue;
      if (t.first === undefined || f.time < t.first) t.first = f.time;
      if (t.last === undefined || f.time > t.last) t.last = f.time;
    }
    // A rule that was cut tells the truth about itself as long as nothing narrows the view within it.
    for (const t of tallies.values()) {
      t.hostCount = t.hosts.size;
      if (view.isOfRules('rule')) [t.hostCount, t.first, t.last] = [t.rule.hosts, t.rule.first, t.rule.last];
    }
    return [...tallies.values()];
  };
  const row = t => el('tr', { className: view.rule === t.index ? 'chosen' : '' },
    el('td', { className: 'c-level' }, badge(t.rule.level)),
    el('td', { className: 'c-main' }, el('button', { type: 'button', className: 'row-button', title: 'Show only findings of this rule',
      'aria-pressed': String(view.rule === t.index), onclick: () => view.set({ rule: view.rule === t.index ? null : t.index }) }, visible(t.rule.title))),
    el('td', { className: 'c-num' }, number(t.count)),
    el('td', { className: 'c-num c-hosts' }, number(t.hostCount)),
    el('td', { className: 'c-time' }, clock(t.first)),
    el('td', { className: 'c-time' }, clock(t.last)));
  sortable($('rules'), 'rules', [
    { label: 'Level', className: 'c-level', key: t => t.rule.level * 1e9 + Math.min(t.count, 1e9 - 1), desc: true },
    { label: 'Rule', className: 'c-main', key: t => t.rule.title.toLowerCase() },
    { label: 'Findings', className: 'c-num', key: t => t.count, desc: true },
    { label: 'Hosts', className: 'c-num c-hosts', key: t => t.hostCount, desc: true },
    { label: 'First seen', className: 'c-time', key: t => t.first ?? Infinity },
    { label: 'Last seen', className: 'c-time', key: t => t.last ?? -Infinity, desc: true },
  ], row, items, 0);
}

// The bar that stays in sight: text, levels, host, and what was clicked elsewhere.
function drawFigures() {
  const dated = times.length > 0 ? `${clock(times[0])} – ${clock(times.at(-1))} UTC` : 'no event carried a time';
  $('span').textContent = data.findings.length > 0 ? dated : `${plural(data.events, 'event')} read`;
  const worst = data.rules.reduce((most, rule) => Math.max(most, rule.level), -1);
  const figure = (value, label, note) => el('div', { className: 'figure' },
    el('span', { className: 'value' }, value), el('span', { className: 'label' }, label), el('span', { className: 'note' }, note));
  $('figures').append(
    figure(number(data.total), 'findings', worst < 0 ? 'nothing was found' : `worst: ${levels[worst]}`),
    figure(number(data.rules.length), 'rules fired', `of ${number(data.rulesLoaded)} loaded`),
    figure(number(data.hostCount), 'hosts', data.elsewhere > 0 ? `${plural(data.elsewhere, 'finding')} on more` : 'with findings'),
    figure(number(data.events), 'events read', `${plural(data.inputCount, 'file')}, ${size(data.bytes)}`),
    figure(number(data.unknown.reduce((n, [, count]) => n + count, 0)), 'events not judged', 'no known log source'),
    figure(number(data.unparsed), 'records unparsed', data.faultCount > 0 ? `${plural(data.faultCount, 'file')} not read` : 'every file was read'));

  const notice = text => $('notices').append(el('p', { className: 'notice' }, text));
  if (data.cancelled) notice('The scan was interrupted. What is shown was found until then.');
  const listed = data.rules.map(() => 0);
  data.findings.forEach(f => listed[f.rule]++);
  const cut = data.rules.filter((r, i) => r.total > listed[i]);
  if (cut.length > 0)
    notice(`${plural(cut.length, 'rule')} matched too often to list every finding: ${number(data.findings.length)} of ${number(data.total)} are listed, `
      + 'the first of each rule. All are counted, but filters by text, host and time see only those listed. To have them all, scan with --output ndjson.');
}

function drawFilters() {
  const box = el('input', { type: 'search', id: 'text', placeholder: 'Filter by rule, host, file, tag or value', autocomplete: 'off', spellcheck: false,
    'aria-label': 'Filter by text', oninput: () => { clearTimeout(box.timer); box.timer = setTimeout(() => view.set({ text: box.value }), 120); } });
  const toggles = [4, 3, 2, 1, 0].map(level => el('button', { type: 'button', className: `level l${level}`, 'data-level': level,
    onclick: () => { const next = new Set(view.levels); if (!next.delete(level)) next.add(level); view.set({ levels: next }); } }));
  const hosts = el('select', { id: 'host', 'aria-label': 'Host', onchange: () => view.set({ host: hosts.value === '' ? null : hostNames[+hosts.value] }) },
    el('option', { value: '' }, 'All hosts'), ...hostNames.map((name, i) => el('option', { value: String(i) }, visible(name))));
  const chips = el('div', { className: 'chips' });
  const shown = el('output', { id: 'shown' });
  $('filters').append(box, el('div', { className: 'levels', role: 'group', 'aria-label': 'Levels' }, ...toggles), hosts, chips, shown);

  const chip = (text, wish) => el('button', { type: 'button', className: 'chip', title: 'Remove this filter', onclick: () => view.set(wish) }, text, el('span', { 'aria-hidden': 'true' }, ' ×'));
  const update = () => {
    const counts = [0, 0, 0, 0, 0];
    view.counts('levels').forEach((count, rule) => counts[data.rules[rule].level] += count);
    toggles.forEach(t => {
      const level = +t.dataset.level;
      t.setAttribute('aria-pressed', view.levels.has(level));
      t.replaceChildren(el('i', { className: 'dot' }), levels[level], el('b', {}, number(counts[level])));
      t.disabled = counts[level] === 0 && !view.levels.has(level);
    });
    if (box.value !== view.text) box.value = view.text;
    hosts.value = view.host === null ? '' : String(hostNames.indexOf(view.host));
    chips.replaceChildren(...[
      view.rule === null ? null : chip(visible(data.rules[view.rule].title), { rule: null }),
      view.technique === null ? null : chip(view.technique, { technique: null }),
      view.from === null ? null : chip(`${clock(view.from)} – ${clock(view.to)}`, { from: null, to: null }),
      view.isEmpty ? null : el('button', { type: 'button', className: 'link', onclick: () => view.clear() }, 'Clear all'),
    ].filter(c => c !== null));
    const n = view.findings().length;
    shown.textContent = n === data.total ? plural(n, 'finding') : `${number(n)} of ${plural(data.total, 'finding')}`;
  };
  view.listeners.push(update);
  addEventListener('keydown', event => {
    if (event.key === '/' && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) { event.preventDefault(); box.focus(); }
    if (event.key === 'Escape' && document.activeElement === box) view.set({ text: '' });
  });
}

// The ATT&CK matrix as a heat map: tactics in order, under each the techniques seen, darker the more findings.
function drawMatrix() {
  const box = $('matrix');
  const update = () => {
    const counts = view.counts('technique');
    const sum = technique => technique.rules.reduce((n, rule) => n + (counts.get(rule) ?? 0), 0);
    const most = Math.max(1, ...data.tactics.flatMap(t => t.techniques.map(sum)));
    // The two that took the place of Defense Evasion are shown when rules use them, and it only when rules use it.
    const renamed = ['Stealth', 'Defense Impairment'];
    const newer = data.tactics.some(t => renamed.includes(t.name) && t.techniques.length > 0);
    const tactics = data.tactics.filter(t => t.techniques.length > 0 || !(renamed.includes(t.name) || (newer && t.name === 'Defense Evasion')));
    if (tactics.every(t => t.techniques.length === 0)) { box.replaceChildren(el('p', { className: 'empty' }, 'No finding names a technique.')); return; }
    const columns = tactics.map(tactic => el('div', { className: `tactic${tactic.techniques.length === 0 ? ' none' : ''}` },
      el('h3', {}, el('span', {}, tactic.name)), ...tactic.techniques.map(t => cell(t, sum(t), most, counts))));
    box.replaceChildren(el('div', { className: 'matrix', tabIndex: 0, role: 'region', 'aria-label': 'ATT&CK matrix' }, ...columns));
    roving(box, '.cell:not([disabled])');
  };
  view.listeners.push(update);
}

function cell(technique, count, most, counts) {
  const level = technique.rules.reduce((worst, rule) => counts.has(rule) ? Math.max(worst, data.rules[rule].level) : worst, 0);
  // A technique newer than the table has no name there.
  const short = technique.name === technique.id ? 'name not known' : technique.name.split(': ').at(-1);
  const node = el('button', { type: 'button', className: `cell l${level}`, disabled: count === 0, 'aria-pressed': String(view.technique === technique.id),
    onclick: () => view.set({ technique: view.technique === technique.id ? null : technique.id }) },
    el('span', { className: 'cell-id' }, technique.id, el('b', {}, number(count))), el('span', { className: 'cell-name' }, short));
  node.style.setProperty('--heat', count === 0 ? '0' : String(Math.round(14 + 40 * Math.log(1 + count) / Math.log(1 + most))) + '%');
  return withTip(node, () => [technique.name === technique.id ? technique.id : `${technique.id} ${technique.name}`,
    ...technique.rules.filter(r => counts.has(r)).sort((a, b) => data.rules[b].level - data.rules[a].level).slice(0, 8)
      .map(r => `${levels[data.rules[r].level]} · ${visible(data.rules[r].title)} × ${number(counts.get(r))}`)]);
}

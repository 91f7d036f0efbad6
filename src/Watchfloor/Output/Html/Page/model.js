// What the scan found, and what the reader wants to see of it.
const data = JSON.parse($('data').textContent);
const levels = ['informational', 'low', 'medium', 'high', 'critical'];
const nowhere = 'no host';

data.findings.forEach((f, i) => {
  f.index = i;
  f.level = data.rules[f.rule].level;
  f.hostName = f.host === undefined ? nowhere : data.hosts[f.host];
});
const hostNames = [...new Set(data.findings.map(f => f.hostName))].sort((a, b) => a.localeCompare(b));
const times = data.findings.filter(f => f.time !== undefined).map(f => f.time).sort((a, b) => a - b);

/** The text that the filter box looks through. Made on first use: most findings are never looked at. */
function haystack(f) {
  return f.haystack ??= [data.rules[f.rule].title, data.rules[f.rule].id, ...data.rules[f.rule].tags, f.hostName, data.files[f.file],
    ...f.matches.flat(), f.event].join('\n').toLowerCase();
}

const rulesOfTechnique = new Map();
for (const tactic of data.tactics)
  for (const technique of tactic.techniques)
    rulesOfTechnique.set(technique.id, new Set([...(rulesOfTechnique.get(technique.id) ?? []), ...technique.rules]));

const view = {
  text: '', levels: new Set(), host: null, rule: null, technique: null, from: null, to: null,
  listeners: [],

  /** Changes what is wanted and has everything drawn again. */
  set(change) {
    Object.assign(this, change);
    this.listeners.forEach(draw => draw());
  },

  get isEmpty() {
    return !this.text && this.levels.size === 0 && [this.host, this.rule, this.technique, this.from].every(v => v === null);
  },

  /** True when nothing but a rule decides which findings are wanted, so that the true numbers are known of rules that were cut too. */
  isOfRules(except) { return !this.text && (except === 'host' || this.host === null) && (except === 'time' || this.from === null); },

  /** How many findings are wanted of each rule. */
  counts(except = '') {
    const counts = new Map();
    if (this.isOfRules(except)) data.rules.forEach((rule, i) => { if (this.wants(rule, i, except)) counts.set(i, rule.total); });
    else this.findings(except).forEach(f => counts.set(f.rule, (counts.get(f.rule) ?? 0) + 1));
    return counts;
  },

  wants(rule, index, except) {
    return (except === 'levels' || this.levels.size === 0 || this.levels.has(rule.level))
      && (except === 'rule' || this.rule === null || index === this.rule)
      && (except === 'technique' || this.technique === null || rulesOfTechnique.get(this.technique).has(index));
  },

  clear() { this.set({ text: '', levels: new Set(), host: null, rule: null, technique: null, from: null, to: null }); },

  /** The findings wanted. `except` names one wish to pass over: a control must not hide its own alternatives. */
  findings(except = '') {
    const words = this.text.toLowerCase().split(/\s+/).filter(w => w);
    const wanted = data.rules.map((rule, i) => this.wants(rule, i, except));
    return data.findings.filter(f =>
      wanted[f.rule]
      && (except === 'host' || this.host === null || f.hostName === this.host)
      && (except === 'time' || this.from === null || (f.time >= this.from && f.time <= this.to))
      && words.every(w => haystack(f).includes(w)));
  },
};

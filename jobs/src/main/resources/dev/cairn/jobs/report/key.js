// How experiments are told apart in charts: short names, colours with marks, and a key to choose by.

/** Outlines in a box of 10 by 10, by ECharts' names. */
const MARKS = {
  circle: 'M5 0a5 5 0 1 0 .01 0Z',
  rect: 'M.5 .5h9v9h-9Z',
  triangle: 'M5 0 10 9.5H0Z',
  diamond: 'M5 0 10 5 5 10 0 5Z',
};

/** The mark of the i-th experiment; with its colour it tells 32 apart. */
function markOf(i) {
  return Object.keys(MARKS)[(i + Math.floor(i / 8)) % 4];
}

/** Names of experiments without the parameters that are the same wherever they stand; whole names if that would make two alike. */
function shortened(names) {
  const split = names.map(name => {
    const [, base, inside] = /^([^(]+)\((.+)\)$/.exec(name) ?? [null, name, ''];
    const parts = inside === '' ? [] : inside.split(/, (?![^(]*\))/).map(part => /^([^=(]+)=(.*)$/.exec(part));
    return parts.includes(null) ? { base: name, parts: [] } : { base, parts: parts.map(([, key, value]) => ({ key, value })) };
  });
  const values = new Map();
  split.flatMap(each => each.parts).forEach(({ key, value }) => values.set(key, (values.get(key) ?? new Set()).add(value)));
  const short = split.map(({ base, parts }) => {
    const told = parts.filter(({ key }) => values.get(key).size > 1)
      .map(({ key, value }) => /^[a-z]/.test(value) ? value : `${key}=${value}`);
    return told.length > 0 ? `${base}(${told.join(', ')})` : base;
  });
  return new Set(short).size < names.length ? names : short;
}

/** The key of a chart. A click takes an entry out of the chart or brings it back, a double click leaves it alone. */
function keys(box, entries) {
  const hidden = CHARTS.find(entry => entry.box === box).hidden;
  hidden.clear();
  const buttons = entries.map(([name, i]) => el('button', {
    type: 'button', 'aria-pressed': 'true', title: `${name}\nClick: take out or bring back. Double click: this one alone.`,
    onclick: () => choose(() => hidden.delete(i) || hidden.add(i)),
    ondblclick: () => choose(() => entries.forEach(([, other]) => other === i ? hidden.delete(other) : hidden.add(other))),
  }, svg('svg', { viewBox: '0 0 10 10', style: `--key:var(--c${i % 8})`, 'aria-hidden': 'true' }, svg('path', { d: MARKS[markOf(i)] })), name));
  const choose = change => {
    change();
    if (hidden.size === entries.length) {
      hidden.clear();
    }
    buttons.forEach((button, n) => button.setAttribute('aria-pressed', String(!hidden.has(entries[n][1]))));
    redraw(box);
  };
  return el('ul', { class: 'keys', 'aria-label': 'What the chart shows' }, ...buttons.map(button => el('li', {}, button)));
}

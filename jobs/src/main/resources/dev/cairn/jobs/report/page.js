// Building the page: elements by plain calls, text only as text nodes, numbers in words.

const REPORT = JSON.parse(document.getElementById('report').textContent);
const SEARCHES = JSON.parse(document.getElementById('searches').textContent);
const LICENCES = JSON.parse(document.getElementById('licences').textContent);

/** An element; children that are no nodes become text. */
function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

/** A table; a cell is text, an element, or {text} for a column of words. */
function table(header, rows, best = -1) {
  const cell = (tag, value, attributes = {}) => {
    const isText = value !== null && typeof value === 'object' && 'text' in value;
    return el(tag, { ...attributes, class: isText ? 'text' : null }, isText ? value.text : value);
  };
  return el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table' },
    el('table', {},
      el('thead', {}, el('tr', {}, ...header.map(name => cell('th', name, { scope: 'col' })))),
      el('tbody', {}, ...rows.map((row, i) =>
        el('tr', { class: i === best ? 'best' : null }, ...row.map(value => cell('td', value)))))));
}

/** A section with its link in the navigation. */
function section(id, title, lede, ...children) {
  document.getElementById('sections').append(el('a', { href: '#' + id }, title));
  const made = el('section', { id, 'aria-labelledby': id + '-title' },
    el('h2', { id: id + '-title' }, title), el('p', { class: 'lede' }, lede), ...children);
  document.getElementById('content').append(made);
  return made;
}

function panel(...children) {
  return el('div', { class: 'panel' }, ...children);
}

function basis(text) {
  const made = REPORT.report.metrics.simulated ? ' Simulated workers.' : '';
  return el('p', { class: 'basis' }, 'Basis: ' + text + made);
}

function asTable(header, rows) {
  return el('details', {}, el('summary', {}, 'The figures as a table'), table(header, rows));
}

/** Buttons of which one is pressed. */
function choice(label, options, chosen, choose) {
  const buttons = options.map(([value, text, disabled]) =>
    el('button', {
      type: 'button', 'aria-pressed': String(value === chosen), disabled,
      onclick: () => {
        buttons.forEach(button => button.setAttribute('aria-pressed', String(button.value === value)));
        choose(value);
      },
      value,
    }, text));
  return el('div', { class: 'tools', role: 'group', 'aria-label': label },
    el('span', { class: 'label' }, label), ...buttons);
}

function pick(label, options, chosen, choose) {
  return el('label', { class: 'label' }, label + ' ',
    el('select', { onchange: event => choose(event.target.value) },
      ...options.map(([value, text]) => el('option', { value, selected: value === chosen }, text))));
}

// ---- numbers ----

function percent(share, digits = 1) {
  return share === null || share === undefined ? '–' : (100 * share).toFixed(digits) + ' %';
}

function range(estimate) {
  return `${(100 * estimate.low).toFixed(1)} to ${(100 * estimate.high).toFixed(1)} %`;
}

function points(difference) {
  return (difference > 0 ? '+' : difference < 0 ? '−' : '±') + Math.abs(100 * difference).toFixed(1);
}

function chance(p) {
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

const LETTERS = [[1e18, 'E'], [1e15, 'P'], [1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']];

function amount(value) {
  if (value === null || value === undefined) {
    return '–';
  }
  for (const [size, letter] of LETTERS) {
    if (Math.abs(value) >= size) {
      return Number((value / size).toPrecision(3)) + ' ' + letter;
    }
  }
  return String(Number(value.toPrecision(3)));
}

/** How an interval was found, in few words. */
function method(estimate) {
  return estimate.method.startsWith('wilson') ? "Wilson's intervals, 95 %" : 'intervals by bootstrap over problems, 95 %';
}

// ---- text of models ----

// Characters that show nothing or turn the text round: told by their numbers.
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text of a model, never as markup; {@code leftOut} characters of it were cut off. */
function modelText(text, leftOut = 0) {
  const shown = el('div', { class: 'model', dir: 'auto' });
  let at = 0;
  for (const match of text.matchAll(CONTROL)) {
    shown.append(text.slice(at, match.index),
      el('span', { class: 'control', title: 'a character that is not shown' },
        'U+' + match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')));
    at = match.index + match[0].length;
  }
  shown.append(text.slice(at));
  if (leftOut > 0) {
    return el('div', {}, shown, el('p', { class: 'cut' },
      `Cut: ${leftOut.toLocaleString('en')} more characters are left out; the run's tables have them all.`));
  }
  return shown;
}

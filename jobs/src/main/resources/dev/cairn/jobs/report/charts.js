// Charts by Apache ECharts, drawn as SVG in the colours of the style sheet.

const CHARTS = [];

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

/** The colour of the i-th experiment. */
function seriesColour(i) {
  return colour('c' + i % 8);
}

/** A chart; {@code option} is called with its width and what its key lets it show, again when they or colours change. */
function chart(label, height, option) {
  const box = el('div', { class: 'chart', role: 'img', 'aria-label': label, style: `height:${height}px` });
  CHARTS.push({ box, option, instance: null, hidden: new Set() });
  return box;
}

function draw(entry) {
  if (!entry.box.isConnected || entry.box.clientWidth === 0) {
    return;
  }
  if (entry.instance === null) {
    entry.instance = echarts.init(entry.box, null, { renderer: 'svg' });
  }
  entry.instance.resize();
  entry.instance.setOption({ ...common(), ...entry.option(entry.box.clientWidth, i => !entry.hidden.has(i)) }, true);
}

function drawCharts() {
  CHARTS.forEach(draw);
}

function redraw(box) {
  CHARTS.filter(entry => entry.box === box).forEach(draw);
}

/** What all charts have. */
function common() {
  return {
    animation: false,
    aria: { enabled: false },
    textStyle: { fontFamily: 'Inter, system-ui, sans-serif', color: colour('ink') },
    tooltip: {
      confine: true, borderColor: colour('line'), backgroundColor: colour('panel'),
      textStyle: { color: colour('ink'), fontSize: 13 },
      formatter: params => tip(params),
    },
  };
}

/** A tooltip of plain text: data carry {@code tip: [title, line, ...]}. */
function tip(params) {
  const lines = params.data && params.data.tip;
  return lines ? el('div', { class: 'tip' }, el('strong', {}, lines[0]), ...lines.slice(1).map(line => el('div', {}, line))) : '';
}

function axis(name, more = {}) {
  return {
    type: 'value', name, nameLocation: 'middle', nameGap: 30,
    nameTextStyle: { color: colour('soft'), fontSize: 12 },
    axisLabel: { color: colour('soft'), fontSize: 11, hideOverlap: true },
    axisLine: { show: true, lineStyle: { color: colour('line') } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: colour('faint') } },
    ...more,
  };
}

function shareAxis(name, more = {}) {
  return axis(name, {
    axisLabel: { color: colour('soft'), fontSize: 11, formatter: value => Math.round(100 * value) + ' %' },
    ...more,
  });
}

/** An axis of names, cut in their middle where they are longer: what they begin and end with tells them apart. */
function names(all, width) {
  const fits = Math.max(8, Math.floor(width / 6.5));
  const cut = name => name.length <= fits ? name
    : `${name.slice(0, Math.ceil(fits / 2) - 1)}…${name.slice(name.length - Math.floor(fits / 2))}`;
  return { type: 'category', inverse: true, data: all, axisTick: { show: false }, axisLine: { show: false },
    axisLabel: { color: colour('ink'), fontSize: 12, formatter: cut } };
}

/** Lines with caps from low to high; data are [x, low, high], or [low, high, y] if across. */
function whiskers(data, colourOf, across = false) {
  return {
    type: 'custom', silent: true, z: 1, data,
    renderItem: (params, api) => {
      const at = i => across ? [api.value(i), api.value(2)] : [api.value(0), api.value(i + 1)];
      const [from, to] = [api.coord(at(0)), api.coord(at(1))];
      const stroke = colourOf(params.dataIndex);
      const line = (x1, y1, x2, y2) =>
        ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke, lineWidth: 1.5, opacity: .65 } });
      const [dx, dy] = across ? [0, 4] : [4, 0];
      return {
        type: 'group',
        children: [
          line(from[0], from[1], to[0], to[1]),
          line(from[0] - dx, from[1] - dy, from[0] + dx, from[1] + dy),
          line(to[0] - dx, to[1] - dy, to[0] + dx, to[1] + dy),
        ],
      };
    },
  };
}

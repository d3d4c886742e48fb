// The sections of figures, in the order of the page. Each draws a chart, says what its figures
// rest on, and has them all as a table.

const METRICS = REPORT.report.metrics;
const EXPERIMENTS = METRICS.experiments;
const NUMBER = new Map(EXPERIMENTS.map((each, i) => [each.name, i]));
const SHORT = shortened(EXPERIMENTS.map(each => each.name));
const MEASURES = {
  TOKENS: ['generated tokens', 'Generated tokens a search'],
  FLOPS: ['FLOPs', 'FLOPs a search, both models'],
  MONEY: ['money', `Money a search, ${REPORT.report.basis.currency}`],
  SECONDS: ['time', 'Seconds a search, start to end'],
};

function costOf(name) {
  return REPORT.report.costs.find(cost => cost.experiment === name).amounts;
}

/** Where an axis of shares may begin so that differences are seen. */
function floorOf(lows) {
  return Math.max(0, Math.floor(10 * (Math.min(...lows) - 0.03)) / 10);
}

/** Such as 200, or 4 to 6 where they differ, as experiments on several data sets do. */
function spanOf(counts) {
  const [least, most] = [Math.min(...counts), Math.max(...counts)].map(count => count.toLocaleString('en'));
  return least === most ? least : `${least} to ${most}`;
}

function summary() {
  const remarks = sort => REPORT.remarks.filter(remark => sort.includes(remark.sort));
  document.getElementById('content').append(
    el('h1', {}, METRICS.run),
    el('p', { class: 'meta' },
      METRICS.simulated ? el('span', { class: 'tag' }, 'Simulated') : null,
      ` ${spanOf(EXPERIMENTS.map(each => each.problems))} problems of ${REPORT.report.basis.data.join(', ')} · ${EXPERIMENTS.length} experiments · `
      + `${METRICS.items.toLocaleString('en')} searches in ${METRICS.seconds.toFixed(0)} s · seed ${METRICS.seed} · ${REPORT.report.basis.versions}`),
    el('div', { class: 'verdict' },
      panel(el('p', { class: 'eyebrow' }, 'What was best, at what cost'),
        ...remarks(['BEST']).map(remark => el('p', { class: 'headline' }, remark.text)),
        ...remarks(['COST', 'RIVAL']).map(remark => el('p', {}, remark.text))),
      panel(el('p', { class: 'eyebrow' }, 'Can I trust it'),
        el('ul', { class: 'trust' }, ...remarks(['WORSE', 'SOUND', 'DOUBT']).map(remark =>
          el('li', { class: remark.sort.toLowerCase() }, remark.text))))));
  overview();
}

function bar(estimate) {
  const style = `left:${100 * estimate.low}%;width:${Math.max(1, 100 * (estimate.high - estimate.low))}%`;
  return el('span', { class: 'range', 'aria-hidden': 'true' },
    el('i'), el('b', { style }), el('em', { style: `left:${100 * estimate.value}%` }));
}

function overview() {
  const best = Math.max(...EXPERIMENTS.map(each => each.accuracy.value));
  const measures = Object.keys(MEASURES).filter(measure => EXPERIMENTS.some(each => costOf(each.name)[measure].estimate));
  const rows = EXPERIMENTS.map(each => [
    each.name, percent(each.accuracy.value), bar(each.accuracy), range(each.accuracy),
    each.rankAt1 ? percent(each.rankAt1.value) : '–', percent(each.coverage.value),
    ...measures.map(measure => amount(costOf(each.name)[measure].estimate?.value)), each.failed,
  ]);
  document.getElementById('content').append(panel(
    table(['experiment', 'accuracy', '0 to 100 %', '95 % interval', 'rank@1', 'coverage',
      ...measures.map(measure => MEASURES[measure][0]), 'failed'],
    rows, EXPERIMENTS.findIndex(each => each.accuracy.value === best)),
    basis(`n = ${spanOf(EXPERIMENTS.map(each => each.accuracy.n))} problems, ${method(EXPERIMENTS[0].accuracy)}, seed ${METRICS.seed}. Costs are means per search, pruned branches included. Failed searches are wrong answers.`),
    el('details', {}, el('summary', {}, 'What each experiment is'),
      table(['experiment', ...['strategy', 'policy', 'reward', 'vote'].map(text => ({ text }))],
        EXPERIMENTS.map(each => [each.name, { text: each.strategy }, { text: each.policy || 'the one' }, { text: each.reward }, { text: each.vote }])))));
}

function costs() {
  let measure = 'TOKENS';
  const note = el('p', { class: 'basis' });
  const at = () => EXPERIMENTS.map((each, i) => ({ each, i, cost: costOf(each.name)[measure].estimate })).filter(point => point.cost);
  const box = chart('Accuracy against cost, with 95 % intervals; figures in the table below', 400, (width, shows) => {
    const shown = at().filter(point => shows(point.i));
    const frontier = REPORT.report.frontiers[measure];
    const [least, most] = [Math.min(...shown.map(p => p.cost.value)), Math.max(...shown.map(p => p.cost.value))];
    const spread = most / least > 20;
    const middle = spread ? Math.sqrt(least * most) : most / 2;
    return {
      grid: { left: 58, right: 40, top: 34, bottom: 46 },
      xAxis: axis(MEASURES[measure][1], { type: spread ? 'log' : 'value', max: spread ? null : value => Math.max(value.max, 1.04 * Math.max(...shown.map(p => p.cost.high))), axisLabel: { color: colour('soft'), fontSize: 11, formatter: amount, hideOverlap: true, showMaxLabel: false } }),
      yAxis: shareAxis('', { min: floorOf(shown.map(p => p.each.accuracy.low)), max: 1 }),
      series: [
        whiskers(shown.map(p => [p.cost.value, p.each.accuracy.low, p.each.accuracy.high]), i => seriesColour(shown[i].i)),
        whiskers(shown.map(p => [p.cost.low, p.cost.high, p.each.accuracy.value]), i => seriesColour(shown[i].i), true),
        {
          type: 'line', name: 'Pareto frontier', symbol: 'none', silent: true, step: 'end', z: 0,
          lineStyle: { color: colour('soft'), type: [5, 4], width: 1.5 },
          data: frontier.flatMap(name => shown.filter(p => p.each.name === name)).map(p => [p.cost.value, p.each.accuracy.value]),
        },
        {
          // Where names do not all fit, those of larger marks stay.
          type: 'scatter', symbolSize: (value, params) => params.data.onIt ? 14 : 12, z: 3,
          labelLayout: { hideOverlap: true },
          data: shown.map(p => {
            const onIt = frontier.includes(p.each.name);
            return {
              onIt, symbol: markOf(p.i), value: [p.cost.value, p.each.accuracy.value],
              label: {
                show: width > 480, formatter: () => SHORT[p.i], color: colour('ink'), fontSize: 12, lineHeight: 18, textBorderColor: colour('panel'), textBorderWidth: 3,
                position: 'top', distance: 3, ...(p.cost.value > middle ? { align: 'right', offset: [-6, 0] } : { align: 'left', offset: [6, 0] }),
              },
              itemStyle: { color: onIt ? seriesColour(p.i) : colour('panel'), borderColor: seriesColour(p.i), borderWidth: 2 },
              tip: [p.each.name, `accuracy ${percent(p.each.accuracy.value)} (${range(p.each.accuracy)})`,
                `${MEASURES[measure][0]} ${amount(p.cost.value)} (${amount(p.cost.low)} to ${amount(p.cost.high)})`,
                onIt ? 'on the Pareto frontier' : 'another experiment is as good for less'],
            };
          }),
        },
      ],
    };
  });
  const show = () => {
    const some = at()[0];
    note.textContent = 'Basis: ' + (measure === 'SECONDS' ? 'times depend on how the run was spread and on load. ' : '')
      + `accuracy n = ${spanOf(at().map(point => point.each.accuracy.n))}, ${method(some.each.accuracy)}; cost: bootstrap over problems, 95 %, seed ${METRICS.seed}. Filled: on the Pareto frontier.`
      + (METRICS.simulated ? ' Simulated workers.' : '');
  };
  const missing = Object.keys(MEASURES).filter(key => costOf(EXPERIMENTS[0].name)[key].missing);
  section('cost', 'Cost', 'What an accuracy costs. The dashed line joins the experiments that no other one beats at equal or less cost.',
    panel(
      choice('Cost in', Object.entries(MEASURES).map(([key, [name]]) => [key, name, !EXPERIMENTS.some(each => costOf(each.name)[key].estimate)]), measure,
        value => { measure = value; show(); redraw(box); }),
      box, keys(box, EXPERIMENTS.map((each, i) => [SHORT[i], i])), note,
      ...missing.map(key => el('p', { class: 'basis' }, `No ${MEASURES[key][0]}: ${costOf(EXPERIMENTS[0].name)[key].missing}.`)),
      asTable(['experiment', 'measure', 'mean', '95 % interval', 'Pareto', 'accuracy'],
        EXPERIMENTS.flatMap(each => Object.entries(costOf(each.name)).filter(([, cost]) => cost.estimate).map(([key, { estimate }]) => [
          each.name, MEASURES[key][0], amount(estimate.value), `${amount(estimate.low)} to ${amount(estimate.high)}`,
          REPORT.report.frontiers[key].includes(each.name) ? 'yes' : 'no', percent(each.accuracy.value)])))));
  show();
}

function curvesOf(each) {
  const own = points => points.filter(point => point.estimate);
  return [
    ['an oracle (pass@k)', own(each.passAtK)],
    ['majority (maj@k)', own(each.majorityAtK)],
    ...REPORT.report.curves.filter(curve => curve.experiment === each.name).map(curve => [curve.vote, curve.points]),
  ];
}

function candidates() {
  const several = EXPERIMENTS.filter(each => own(each) > 1);
  if (several.length === 0) {
    return;
  }
  let name = several[several.length - 1].name;
  several.forEach(each => { if (own(each) > own(several.find(other => other.name === name))) name = each.name; });
  const lines = () => curvesOf(EXPERIMENTS[NUMBER.get(name)]);
  const key = el('div');
  const figures = el('div');
  const box = chart('Accuracy over the number of candidates, by vote; figures in the table below', 360, (width, shows) => ({
    grid: { left: 58, right: 24, top: 16, bottom: 46 },
    xAxis: axis('candidates n', { type: 'log', logBase: 2 }),
    yAxis: shareAxis('', { min: floorOf(lines().flatMap(([, points]) => points.map(p => p.estimate.low))), max: 1 }),
    series: lines().flatMap(([vote, points], i) => !shows(i) ? [] : [
      whiskers(points.map(p => [p.k, p.estimate.low, p.estimate.high]), () => seriesColour(i)),
      {
        type: 'line', name: vote, symbol: markOf(i), symbolSize: 8,
        lineStyle: { color: seriesColour(i), width: 2, type: i === 0 ? 'dashed' : 'solid' }, itemStyle: { color: seriesColour(i) },
        data: points.map(p => ({ value: [p.k, p.estimate.value], tip: [vote, `n = ${p.k}`, `${percent(p.estimate.value)} (${range(p.estimate)})`] })),
      },
    ]),
  }));
  const show = () => {
    key.replaceChildren(keys(box, lines().map(([vote], i) => [vote, i])));
    figures.replaceChildren(asTable(['vote', 'n', 'accuracy', '95 % interval'],
      lines().flatMap(([vote, points]) => points.map(p => [vote, p.k, percent(p.estimate.value), range(p.estimate)]))));
  };
  section('candidates', 'Candidates', 'What more candidates bring, by the vote that chooses among them: n of a search\'s candidates are drawn at random.',
    panel(el('div', { class: 'tools' }, pick('Experiment', several.map(each => [each.name, each.name]), name, value => { name = value; show(); redraw(box); })),
      box, key,
      basis(`all ${EXPERIMENTS[0].problems} problems, intervals 95 %; pass@k and best-reward in closed form, other votes over 100 random draws. Curves end at the smallest pool.`), figures));
  show();
}

function own(each) {
  return each.passAtK.filter(point => point.estimate).length;
}

function selection() {
  const box = chart('Accuracy of a choice at random, of the vote and of an oracle; figures in the table below', 60 + 46 * EXPERIMENTS.length, width => ({
    grid: { left: 12, right: 24, top: 10, bottom: 46, containLabel: true },
    xAxis: shareAxis('accuracy', { min: 0, max: 1 }),
    yAxis: names(SHORT, Math.min(260, width / 3)),
    series: [
      {
        type: 'custom', silent: true, data: EXPERIMENTS.map((each, i) => [each.selection.meanAccuracy, each.coverage.value, i]),
        renderItem: (params, api) => {
          const [from, to] = [api.coord([api.value(0), api.value(2)]), api.coord([api.value(1), api.value(2)])];
          return { type: 'line', shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] }, style: { stroke: colour('line'), lineWidth: 6, lineCap: 'round' } };
        },
      },
      ...[['choice at random', each => each.selection.meanAccuracy, 'soft', 'emptyCircle'], ['its vote', each => each.accuracy.value, 'accent', 'circle'], ['oracle', each => each.coverage.value, 'ink', 'diamond']]
        .map(([label, value, tone, symbol]) => ({
          type: 'scatter', name: label, symbol, symbolSize: 12, itemStyle: { color: colour(tone) },
          data: EXPERIMENTS.map((each, i) => ({ value: [value(each), i], tip: [each.name, `${label}: ${percent(value(each))}`, `regret: ${(100 * each.selection.regret).toFixed(1)} points`] })),
        })),
    ],
  }));
  const votes = EXPERIMENTS.flatMap(each => Object.entries(each.votes).map(([vote, estimate]) => [
    each.name, { text: vote + (vote === each.vote ? ' (its own)' : '') }, percent(estimate.value), range(estimate), (100 * (each.coverage.value - estimate.value)).toFixed(1)]));
  section('selection', 'Selection', 'What the vote leaves on the table: regret is the distance from its choice to an oracle that finds a right candidate wherever there is one.',
    panel(box,
      el('p', { class: 'basis' }, '○ a choice at random   ● the experiment\'s vote   ◆ an oracle'),
      table(['experiment', 'random', 'vote', 'oracle', 'regret, points', 'efficiency'],
        EXPERIMENTS.map(each => [each.name, percent(each.selection.meanAccuracy), percent(each.accuracy.value), percent(each.coverage.value),
          (100 * each.selection.regret).toFixed(1), each.selection.efficiency.value === null ? '–' : percent(each.selection.efficiency.value)])),
      basis(`all candidates of ${EXPERIMENTS[0].problems} problems; efficiency: 0 as a choice at random, 100 % as the oracle.`),
      el('details', {}, el('summary', {}, 'Every vote of every experiment'),
        table(['experiment', { text: 'vote' }, 'accuracy', '95 % interval', 'regret, points'], votes))));
}

function calibration() {
  const rewarded = REPORT.report.reliability;
  if (rewarded.length === 0) {
    return;
  }
  const drawn = rewarded.filter(each => each.bins.length > 0);
  const box = chart('Reliability diagram: share of right candidates over their reward; figures in the table below', 400, (width, shows) => ({
    grid: { left: 58, right: 24, top: 16, bottom: 46 },
    xAxis: axis('reward of the candidate', { min: 0, max: 1 }),
    yAxis: shareAxis('', { min: 0, max: 1 }),
    series: [
      { type: 'line', silent: true, symbol: 'none', data: [[0, 0], [1, 1]], lineStyle: { color: colour('soft'), type: [4, 4], width: 1 } },
      ...drawn.filter(each => shows(NUMBER.get(each.experiment))).flatMap(each => {
        const tone = seriesColour(NUMBER.get(each.experiment));
        const most = Math.max(...each.bins.map(bin => bin.count));
        return [
          whiskers(each.bins.map(bin => [bin.reward, bin.right.low, bin.right.high]), () => tone),
          {
            type: 'line', name: each.experiment, symbol: markOf(NUMBER.get(each.experiment)), lineStyle: { color: tone, width: 1.5 }, itemStyle: { color: tone },
            symbolSize: (value, params) => 6 + 12 * Math.sqrt(each.bins[params.dataIndex].count / most),
            data: each.bins.map(bin => ({ value: [bin.reward, bin.right.value],
              tip: [each.experiment, `reward ${bin.reward.toFixed(2)} in the mean`, `right: ${percent(bin.right.value)} (${range(bin.right)})`, `${bin.count.toLocaleString('en')} candidates`] })),
          },
        ];
      }),
    ],
  }));
  section('calibration', 'Calibration', 'Whether a reward is the chance of being right that it looks like. On the dashed line it is; below it the reward model is too sure. Larger marks are more candidates.',
    panel(drawn.length > 0 ? box : null, keys(box, drawn.map(each => [SHORT[NUMBER.get(each.experiment)], NUMBER.get(each.experiment)])),
      table(['experiment', 'aggregation', 'candidates', 'expected calibration error', 'AUROC', 'Brier'],
        rewarded.map(each => {
          const quality = EXPERIMENTS[NUMBER.get(each.experiment)].rewardQuality;
          return [each.experiment, each.aggregation, each.candidates.toLocaleString('en'), figure(each.expectedCalibrationError), figure(quality.auroc), figure(quality.brier)];
        })),
      basis('candidates by their aggregated reward, 10 bins of equal width, against the equality of their answer with the reference; intervals by bootstrap over problems, 95 %, since candidates of one problem are alike. A searched pool is not a random sample of solutions.'),
      asTable(['experiment', 'mean reward', 'right', '95 % interval', 'candidates'],
        rewarded.flatMap(each => each.bins.map(bin => [each.experiment, bin.reward.toFixed(3), percent(bin.right.value), range(bin.right), bin.count])))));
}

function figure(each) {
  return each.value === null ? el('span', { title: each.missing }, '– ' + each.missing) : each.value.toFixed(3);
}

function difficulty() {
  const levels = REPORT.report.difficulty.filter(level => level.problems > 0);
  const box = chart('Accuracy by difficulty; figures in the table below', 340, (width, shows) => ({
    grid: { left: 58, right: 24, top: 16, bottom: 56 },
    xAxis: { type: 'category', data: levels.map(level => level.label + '\nn = ' + level.problems), axisTick: { show: false },
      axisLine: { lineStyle: { color: colour('line') } }, axisLabel: { color: colour('soft'), fontSize: width < 480 ? 9 : 11, lineHeight: 14, interval: 0 } },
    yAxis: shareAxis('', { min: 0, max: 1 }),
    series: EXPERIMENTS.flatMap((each, i) => !shows(i) ? [] : [{
      type: 'bar', name: each.name, barGap: '15%', itemStyle: { color: seriesColour(i), borderRadius: [2, 2, 0, 0] },
      data: levels.map(level => {
        const right = level.accuracy[each.name];
        return right === undefined ? { value: null }
          : { value: right.value, tip: [each.name, level.label, `${percent(right.value)} (${range(right)})`, `n = ${right.n}`] };
      }),
    }]),
  }));
  section('difficulty', 'Difficulty', 'Where the accuracy comes from: problems by the share of right candidates over all experiments, from the hardest to the easiest. Bars stand in the order of the key.',
    panel(box, keys(box, EXPERIMENTS.map((each, i) => [SHORT[i], i])),
      basis('the same candidates tell the difficulty and the accuracy, so the outer groups say little of methods; the middle ones do. 95 % intervals in the table.'),
      asTable(['problems', 'n', ...EXPERIMENTS.map(each => each.name)],
        levels.map(level => [level.label, level.problems, ...EXPERIMENTS.map(each => {
          const right = level.accuracy[each.name];
          return right === undefined ? '–' : `${percent(right.value)} (${range(right)})`;
        })]))));
}

function forest(label, comparisons, title) {
  return chart(label, 70 + 30 * comparisons.length, width => ({
    grid: { left: 12, right: 24, top: 8, bottom: 46, containLabel: true },
    xAxis: axis('difference of accuracy, points', { axisLabel: { color: colour('soft'), fontSize: 11, formatter: value => points(value).replace('.0', '') } }),
    yAxis: names(comparisons.map(title), Math.min(300, width / 2.4)),
    series: [
      whiskers(comparisons.map((each, i) => [each.difference.low, each.difference.high, i]), i => tone(comparisons[i]), true),
      {
        type: 'scatter', symbolSize: 10,
        markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: colour('soft'), type: 'solid', width: 1 }, data: [{ xAxis: 0 }] },
        data: comparisons.map((each, i) => ({ value: [each.difference.value, i], itemStyle: { color: tone(each) },
          tip: [title(each), `${points(each.difference.value)} points (${points(each.difference.low)} to ${points(each.difference.high)})`, `p ${chance(each.pHolm)} after Holm`] })),
      },
    ],
  }));
}

function tone(comparison) {
  return comparison.pHolm >= 0.05 ? colour('soft') : comparison.difference.value > 0 ? colour('good') : colour('bad');
}

/** A second column is there where the names differ. */
function comparisonTable(comparisons, first, second = null) {
  return table([first, ...(second === null ? [] : [second]), 'difference, points', '95 % interval', ...(second === null ? ['right only here', 'only there'] : ['only first right', 'only second']), 'p', 'p after Holm', { text: 'test' }],
    comparisons.map(each => [each.first, ...(second === null ? [] : [each.second]), points(each.difference.value), `${points(each.difference.low)} to ${points(each.difference.high)}`,
      each.onlyFirst ?? '–', each.onlySecond ?? '–', chance(each.p),
      el('span', { class: each.pHolm < 0.05 ? (each.difference.value > 0 ? 'better' : 'worse') : null }, chance(each.pHolm)), { text: each.test }]));
}

function comparison() {
  const pairs = METRICS.comparisons;
  if (pairs.length === 0) {
    return;
  }
  section('comparison', 'Comparison', 'Every two experiments, problem by problem. Grey: not shown to differ.',
    panel(pairs.length <= 40 ? forest('Differences between experiments, with 95 % intervals; figures in the table below', pairs, each => `${SHORT[NUMBER.get(each.first)]} − ${SHORT[NUMBER.get(each.second)]}`) : null,
      basis(`n = ${pairs[0].difference.n} problems; intervals by paired bootstrap, 95 %; p two-sided, corrected for ${pairs.length} comparisons by Holm's method.`),
      el('details', { open: pairs.length > 40 }, el('summary', {}, 'The figures as a table'), comparisonTable(pairs, 'first', 'second'))));
}

function baseline() {
  const other = REPORT.report.baseline;
  if (other === null) {
    return;
  }
  const lists = [
    other.onlyHere.length > 0 ? `Not in the baseline: ${other.onlyHere.join(', ')}. ` : '',
    other.onlyThere.length > 0 ? `Only in the baseline: ${other.onlyThere.join(', ')}. ` : ''].join('');
  section('baseline', 'Baseline', `Against ${other.run} (${other.directory}), experiments of the same name, problem by problem. Left of zero: this run is worse.`,
    panel(other.comparisons.length > 0 ? forest('Differences from the baseline, with 95 % intervals; figures in the table below', other.comparisons, each => SHORT[NUMBER.get(each.first)]) : el('p', {}, 'No experiment has the same name in both runs.'),
      other.comparisons.length > 0 ? comparisonTable(other.comparisons, 'experiment') : null,
      basis(`${lists}n = ${other.comparisons[0]?.difference.n ?? 0} problems; paired bootstrap, 95 %; p two-sided, corrected for ${other.comparisons.length} comparisons by Holm's method. Seed here ${METRICS.seed}, there ${other.seed}; the baseline's workers were ${other.simulated ? 'simulated' : 'real'}.`)));
}

const NIGHTS = 90;

/** The nights of each experiment of this run, the oldest first. */
function nights() {
  const known = [...new Set(REPORT.report.nights.map(night => night.time))];
  const times = known.slice(-NIGHTS);
  const all = REPORT.report.nights.filter(night => times.includes(night.time));
  if (times.length < 2) {
    return;
  }
  const when = time => time.slice(5, 16).replace('T', ' ');
  const lines = EXPERIMENTS.map((each, i) => ({ each, i, own: all.filter(night => night.experiment === each.name) }))
    .filter(line => line.own.length > 0);
  const here = REPORT.report.basis.directory.replace(/.*\//, '');
  const isThis = night => night.directory.replace(/.*\//, '') === here;
  const shift = (line, at) => at + 0.5 * ((lines.indexOf(line) + 0.5) / lines.length - 0.5);
  const x = (line, night) => shift(line, times.indexOf(night.time));
  const verdict = night => night.regression === null ? (night.baseline === null ? 'not compared' : 'new')
    : night.regression ? 'regression' : 'no regression';
  const box = chart('Accuracy of every night, with 95 % intervals; figures in the table below', 340, (width, shows) => ({
    grid: { left: 58, right: 24, top: 16, bottom: 46 },
    xAxis: axis('end of the sweep, UTC', { min: -1, max: times.length, interval: Math.max(1, Math.ceil(times.length / 8)), splitLine: { show: false },
      axisLabel: { color: colour('soft'), fontSize: 11, hideOverlap: true, formatter: value => Number.isInteger(value) && times[value] ? when(times[value]) : '' } }),
    yAxis: shareAxis('', { axisLine: { show: false }, min: floorOf(lines.flatMap(line => line.own.map(night => night.low))), max: 1 }),
    series: lines.filter(line => shows(line.i)).flatMap(line => [
      whiskers(line.own.map(night => [x(line, night), night.low, night.high]), () => seriesColour(line.i)),
      {
        type: 'line', name: line.each.name, z: 2, symbol: markOf(line.i), lineStyle: { color: seriesColour(line.i), width: 1.5 },
        data: line.own.map(night => ({
          value: [x(line, night), night.accuracy], symbolSize: night.regression ? 15 : 8,
          itemStyle: { color: night.regression ? colour('bad') : seriesColour(line.i), borderColor: seriesColour(line.i), borderWidth: 2 },
          tip: [line.each.name, `${when(night.time)}, ${night.directory}`, `accuracy ${percent(night.accuracy)} (${range(night)}), ${night.problems.toLocaleString('en')} problems`,
            night.pHolm === null ? verdict(night) : `${points(night.difference)} points from ${night.baseline}, p ${chance(night.pHolm)} after Holm: ${verdict(night)}`],
        })),
      },
    ]),
  }));
  const others = new Set(all.map(night => night.experiment).filter(name => !NUMBER.has(name)));
  section('nights', 'Nights', `Accuracy of the last ${times.length} of ${known.length} sweeps named ${METRICS.run}. A large red mark is a regression: worse than its baseline.`,
    panel(box, keys(box, lines.map(line => [SHORT[line.i], line.i])),
      basis("each night's own figures from the history, 95 % intervals; p against that night's baseline, problem by problem, corrected by Holm's method."
        + (others.size > 0 ? ` Not drawn, since this run does not have them: ${[...others].join(', ')}.` : '')),
      el('details', {}, el('summary', {}, 'The figures as a table'),
        table([{ text: 'night' }, { text: 'experiment' }, 'accuracy', '95 % interval', 'problems', 'tokens a search', 'change, points', 'p after Holm', { text: 'verdict' }],
          [...lines.flatMap(line => line.own)].sort((one, other) => one.time < other.time ? 1 : one.time > other.time ? -1 : 0).map(night => [
            { text: when(night.time) + (isThis(night) ? ', this run' : '') }, { text: night.experiment }, percent(night.accuracy), range(night), night.problems, amount(night.generatedTokens),
            night.difference === null ? '–' : points(night.difference), night.pHolm === null ? '–' : chance(night.pHolm),
            { text: el('span', { class: night.regression ? 'worse' : null }, verdict(night)) }])))));
}

function processBench() {
  const verifiers = REPORT.report.processBench.flatMap(each => each.verifiers);
  if (verifiers.length === 0) {
    return;
  }
  const subsets = [...new Set(verifiers.flatMap(each => each.subsets.map(subset => subset.name)))];
  const label = each => each.name || 'reward model';
  const of = (each, subset) => each.subsets.find(other => other.name === subset);
  const box = chart('ProcessBench F1 by subset; figures in the table below', 340, (width, shows) => ({
    grid: { left: 58, right: 24, top: 16, bottom: 40 },
    xAxis: { type: 'category', data: subsets, axisTick: { show: false }, axisLine: { lineStyle: { color: colour('line') } }, axisLabel: { color: colour('soft'), interval: 0 } },
    yAxis: shareAxis('', { min: 0, max: 1 }),
    series: verifiers.flatMap((each, i) => !shows(i) ? [] : [{
      type: 'bar', name: label(each), barMaxWidth: 34, itemStyle: { color: seriesColour(i), borderRadius: [2, 2, 0, 0] },
      data: subsets.map(name => {
        const subset = of(each, name);
        return { value: subset?.f1.value ?? null, tip: [label(each), name, `F1 ${percent(subset?.f1.value)}`, subset?.interval ? range(subset.interval) : ''] };
      }),
    }]),
  }));
  section('processbench', 'ProcessBench', 'How well reward models find the first wrong step: F1 is the harmonic mean of the accuracies on solutions with and without an error.',
    panel(box, keys(box, verifiers.map((each, i) => [label(each), i])),
      table(['reward model', 'subset', 'F1', '95 % interval', 'errors found', 'correct kept', 'with error', 'without', 'threshold'],
        verifiers.flatMap(each => [
          ...each.subsets.map(subset => [label(each), subset.name, percent(subset.f1.value), subset.interval ? range(subset.interval) : '–', percent(subset.errorAccuracy.value), percent(subset.correctAccuracy.value), subset.errors, subset.correct, each.threshold.toFixed(3)]),
          [label(each), 'average', percent(each.averageF1.value), '', '', '', '', '', ''],
        ])),
      el('p', { class: 'basis' }, `Basis: intervals by bootstrap over solutions, 95 %. Threshold ${verifiers[0].foundOn ? 'of the best F1 on ' + verifiers[0].foundOn : 'as given'}. These results were given to the report; they are not of this run.`)));
}

function servers() {
  const all = REPORT.report.servers;
  const total = all.reduce((sum, each) => sum + each.promptTokens + each.generatedTokens, 0);
  const rows = all.map(each => [each.role, { text: each.endpoint }, each.calls.toLocaleString('en'), amount(each.promptTokens), amount(each.cachedTokens), amount(each.generatedTokens),
    percent(total === 0 ? 0 : (each.promptTokens + each.generatedTokens) / total), figure2(each.money), `${each.latencyP50.toFixed(2)} / ${each.latencyP99.toFixed(2)}`, each.retries, each.failures]);
  const box = chart('Tokens read and written by each server; figures in the table below', 60 + 34 * all.length, (width, shows) => ({
    grid: { left: 12, right: 24, top: 8, bottom: 46, containLabel: true },
    xAxis: axis('tokens', { axisLabel: { color: colour('soft'), fontSize: 11, formatter: amount } }),
    yAxis: names(all.map(each => `${each.role} ${each.endpoint.replace(/^https?:\/\//, '')}`), Math.min(240, width / 2.4)),
    series: [['read', each => each.promptTokens - each.cachedTokens, 0], ['read from the cache', each => each.cachedTokens, 6], ['written', each => each.generatedTokens, 1]].filter(([, , i]) => shows(i)).map(([name, value, i]) => ({
      type: 'bar', stack: 'tokens', name, itemStyle: { color: seriesColour(i) }, barMaxWidth: 20,
      data: all.map(each => ({ value: value(each), tip: [each.endpoint, `${name}: ${amount(value(each))} tokens`] })),
    })),
  }));
  section('workers', 'Workers', 'What each server was asked for, and what it cost.',
    panel(...(all.length === 0 ? [el('p', {}, 'The run has no table of its servers.')] : [
      box, keys(box, [['read', 0], ['read from the cache', 6], ['written', 1]]),
      table(['role', { text: 'server' }, 'calls', 'tokens read', 'of these cached', 'tokens written', 'share of tokens', `money, ${REPORT.report.basis.currency}`, 'seconds p50 / p99', 'retries', 'failures'], rows),
      basis('all submissions of the run, answered calls; what an executor that died had not written is not in it.')])));
}

function figure2(money) {
  return money.value === null ? el('span', { title: money.missing }, '–') : amount(money.value);
}

function failures() {
  const causes = REPORT.report.causes;
  section('failures', 'Failures', 'Searches that failed, which count as wrong answers, and why.',
    panel(causes.length === 0 ? el('p', {}, `None: all ${METRICS.items.toLocaleString('en')} searches were completed.`)
      : table(['experiment', 'cause', 'searches', { text: 'for example' }],
        causes.map(each => [each.experiment, each.failure, each.searches, { text: modelText(each.example.slice(0, 600), Math.max(0, each.example.length - 600)) }]))));
}

function about() {
  section('about', 'About', 'What the figures are, and what was run.',
    panel(
      el('details', {}, el('summary', {}, 'Definitions'),
        el('dl', {}, ...Object.entries(METRICS.definitions).flatMap(([name, text]) => [el('dt', {}, el('strong', {}, name)), el('dd', {}, text)]))),
      el('details', {}, el('summary', {}, 'The spec of the run (run.yaml)'), el('pre', { tabindex: 0 }, REPORT.report.basis.spec)),
      el('details', {}, el('summary', {}, 'Licences of the libraries in this file'),
        ...LICENCES.map(([name, text]) => el('details', {}, el('summary', {}, name), el('pre', { tabindex: 0 }, text))))));
  document.getElementById('foot').append(el('div', {}, `Report of ${REPORT.report.basis.directory}. This file needs no network and asks for nothing. Charts by Apache ECharts (Apache 2.0), tree layout by d3-hierarchy (ISC).`));
}

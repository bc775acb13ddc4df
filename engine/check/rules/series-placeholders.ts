import type { Rule } from '../rule.ts';

const known = /^(year|month|by|number(:([1-9]|1[0-9]))?)$/;

/** A pattern holds `{number}` (with its digits) once, and may hold `{year}`, `{month}` and `{by}`; a reset must show in it. */
export const seriesPlaceholders: Rule = function* ({ model }) {
  for (const series of model.series.values()) {
    const pointer = `/${series.key}/pattern`;
    const holes = [...series.pattern.matchAll(/\{([^{}]*)\}/g)];
    for (const hole of holes)
      if (!known.test(hole[1] ?? '')) {
        const span = { start: hole.index, end: hole.index + hole[0].length };
        yield {
          code: 'series-placeholder',
          file: 'series.json',
          pointer,
          span,
          params: { name: hole[0], allowed: '{year}, {month}, {by}, {number:5}' },
        };
      }
    // A brace that belongs to no placeholder would be read as one that is misspelt.
    for (const stray of series.pattern
      .replaceAll(/\{[^{}]*\}/g, (hole) => ' '.repeat(hole.length))
      .matchAll(/[{}]/g))
      yield {
        code: 'series-placeholder',
        file: 'series.json',
        pointer,
        span: { start: stray.index, end: stray.index + 1 },
        params: { name: stray[0], allowed: '{year}, {month}, {by}, {number:5}' },
      };
    if (/\{by\}\{number|\{number(:\d+)?\}\{by\}/.test(series.pattern))
      yield {
        code: 'series-adjoining',
        severity: 'warning',
        file: 'series.json',
        pointer,
        params: { series: series.key, by: '{by}' },
      };
    const names = holes.map((hole) => (hole[1] ?? '').split(':')[0]);
    if (names.filter((name) => name === 'number').length !== 1)
      yield { code: 'series-number', file: 'series.json', pointer, params: { series: series.key } };
    const lacks =
      series.reset === 'year'
        ? !names.includes('year')
        : series.reset === 'month' && !(names.includes('year') && names.includes('month'));
    if (lacks)
      yield {
        code: 'series-reset',
        file: 'series.json',
        pointer,
        params: { series: series.key, reset: series.reset },
      };
  }
};

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * A recipe of so many lines over the model `model_<model>.tflite`: rules for one block of the model after the other, a wrong key near the end, which is what
 * every server has to find, and places to type on, hover over and complete at.
 * @param {string} folder holds the model
 */
export function makeRecipe(folder, lineCount, model) {
  const blocks = model === 'large' ? 100 : Math.ceil(model / 3);
  const pattern = rule => (model === 'large' ? `model/dense_${rule % blocks}/*` : `block_${rule % blocks}/*`);
  const lines = ['recipe: 1', 'name: bench', `model: model_${model}.tflite`, 'targets:', '  - xnnpack: {runtime: tflite-2.9}'];
  lines.push('steps:', '  - quantize:', '      scheme: dynamic', '      rules:');
  for (let rule = 0; lines.length < lineCount - 5; rule++) {
    lines.push(`        - where: {tensors: "${pattern(rule)}"}   # rule ${rule}`, '          scheme: float32');
  }
  lines.push('outputs:', '  - tflite: out/bench.tflite', 'budgt:', '  file: 100 KiB', '');
  const path = join(folder, `bench_${lineCount}_${model}.optrecipe.yaml`);
  writeFileSync(path, lines.join('\n'));
  const at = (start, word) => {
    const line = lines.findIndex(text => text.startsWith(start));
    return { line, character: lines[line].indexOf(word) + 1 };
  };
  const lastRule = lines.findLastIndex(text => text.startsWith('        - where'));
  return {
    folder: pathToFileURL(folder).href,
    uri: pathToFileURL(path).href,
    text: lines.join('\n'),
    nameLine: 1,
    wrongLine: lines.indexOf('budgt:'),
    hovers: [
      at('model:', 'model_'), at('  - xnnpack', 'xnnpack'), at('      scheme:', 'scheme'), at('  - quantize', 'quantize'),
      { line: lastRule, character: 12 },
    ],
    completions: [
      { line: lastRule + 1, character: lines[lastRule + 1].length },
      { line: lastRule, character: lines[lastRule].indexOf('"') + 2 },
      { line: lines.length - 1, character: 0 },
    ],
  };
}

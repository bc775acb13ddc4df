// `node tests/docs/generate-expressions.ts` writes docs/expressions.md anew.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expressionsPage } from './expressions-page.ts';

writeFileSync(join(import.meta.dirname, '../../docs/expressions.md'), expressionsPage());

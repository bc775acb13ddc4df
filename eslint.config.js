import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

export default ts.config(
  {
    ignores: [
      'node_modules/**',
      'data/**',
      'studio/build/**',
      'studio/.svelte-kit/**',
      'coverage/**',
      '**/*.js',
      '**/*.generated.*',
    ],
  },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only: a thing has one name.' },
      ],
    },
  },
  {
    files: ['engine/**/*.ts', 'runtime/**/*.ts', 'tests/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ['studio/**/*.svelte', 'studio/**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    files: ['studio/**/*.svelte', 'studio/**/*.ts'],
    rules: {
      // The studio is always served from the root of its own address.
      'svelte/no-navigation-without-resolve': 'off',
      // Maps and sets here are replaced whole ($state.raw), never changed in place.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    // The tools that read these files demand a default export.
    files: [
      '*.config.ts',
      'studio/*.config.ts',
      'tests/reporter.ts',
      'tests/global-setup.ts',
      'tests/kit-setup.ts',
      'tests/studio-setup.ts',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
);

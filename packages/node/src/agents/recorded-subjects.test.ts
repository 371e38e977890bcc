import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { checkScreens } from './check-screens.ts';

/** What the model asked for where these labels were recorded. */
const subjects: [label: RegExp, subject: RegExp][] = [
  [/permission-(bash|command|shell)-\d/, /^rm -rf build$/],
  [
    /permission-(bash|command|shell)-lines-\d/,
    /^for f in src\/\*\.js; do\n {2}sed -i "s\/var \/let \/" "\$f" && echo "changed \$f"\ndone\ngit --no-pager diff --stat$/,
  ],
  [/permission-(bash|command|shell)-long-\d/, /^node -e "(console\.log\(1\); ){20}" && touch build\/x$/],
  [/permission-(bash|command|shell)-push-\d/, /^git push --force origin main$/],
  [
    /permission-(bash|command|shell)-hard-\d/,
    /^cat > build\/dialog\.md <<'END'\n# Dialogs\n\n─+\n❯ ?\n─+\n\nDo you want to proceed\?\n❯ 1\. Yes\n› 2[\s\S]*\n\nEsc to cancel\nEND\nrm -rf build\/cache$/,
  ],
  [/permission-(bash|command|shell)-(first|second)/, /^(mkdir -p|touch) \S+$/],
  [/permission-(bash|command|shell)-loop-\d/, /^touch build\/started; for i in .*; sleep 1; done$/],
  [/permission-(bash|command|shell)-no-selected-\d/, /^(touch build\/started; .*|rm build\/old\.txt)$/],
  [/permission-bash-redirect-\d/, /^echo "built \$\(date \+%s\) by \$\(whoami\)" > build\/STAMP$/],
  [/permission-write-hard-\d/, /^(\/.*\/)?(notes\/)?dialogs\.md$/],
  [/permission-write-long-\d/, /^(\/.*\/)?(src\/rates\.js|notes\/long\.md)$/],
  [/permission-webfetch-\d/, /^https:\/\/docs\.example\.com\/invoices(\/rounding)?$/],
  [/permission-edit-\d/, /^(\/.*\/)?src\/total\.js$/],
  [/permission-notebook-\d/, /^(\/.*\/)?a\.ipynb$/],
  [/permission-write-\d/, /^(\/.*\/)?(CHANGES|CHANGELOG|notes\/todo)\.md$/],
  [/permission-write-outside-\d/, /^(\/.*|.*\.\.\/)\w[\w-]*\.txt$/],
];

const versions = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => /screens\/\d[^/]*\/index\.json$/.test(name))
  .map((name) => join(import.meta.dirname, dirname(name)));

it.each(versions)('%s: a dialog tells what was asked for, or is said to be incomplete', async (folder) => {
  const { results } = await checkScreens(folder);
  const wrong = results.flatMap(({ file, dialog }) => {
    const wanted = subjects.find(([label]) => label.test(file))?.[1];
    const isRight = wanted === undefined || !dialog?.complete || wanted.test(dialog.subject);
    return isRight ? [] : [[file, dialog?.subject]];
  });
  expect(wrong).toEqual([]);
});

import type { ControlClient } from './control-client.ts';
import { quoteArgument } from './quote.ts';

/** User option of a pane: how often other programs have typed into it by commands of tmux. */
export const typedOption = '@architect_typed';

/** Of ours among the hooks that a person may have set; tmux runs all of an event. */
const place = 7919;
const count = `set-option -pF ${typedOption} "#{e|+|:#{${typedOption}},1}"`;
/** A repeat of one changes nothing for `send-keys`, and tells the hook that the keys are ours. */
export const ownKeys = 'send-keys -N 1';
/** Begins the names of our paste buffers. */
export const ownBuffer = 'architect-';
const hooks = {
  'after-send-keys': '#{!=:#{hook_flag_N},1}',
  'after-paste-buffer': `#{?#{m:${ownBuffer}*,#{hook_flag_b}},0,1}`,
};

/**
 * Lets tmux count what other programs type into each pane (`send-keys`, `paste-buffer`): nothing else of it shows before the
 * program in the pane draws it. What costs people: two hooks in `show-hooks -g`.
 */
export async function countTyping(commander: ControlClient): Promise<void> {
  for (const [event, isForeign] of Object.entries(hooks)) {
    const hook = `if-shell -F "${isForeign}" ${quoteArgument(count)}`;
    await commander.run(`set-hook -g ${quoteArgument(`${event}[${place}]`)} ${quoteArgument(hook)}`);
  }
}

/** Takes the hooks away. What is counted stays and means nothing. */
export async function stopCounting(commander: ControlClient): Promise<void> {
  for (const event of Object.keys(hooks))
    await commander.run(`set-hook -gu ${quoteArgument(`${event}[${place}]`)}`);
}

import type { ReplyOf, RequestOf } from '@architect/contracts/endpoint';
import { type Pattern, type Policy, type PolicyMode, patternEndpoints } from '@architect/contracts/patterns';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from './app-context.tsx';
import { queryKeys } from './query-keys.ts';
import { useAct } from './use-act.tsx';

type BodyOf<E extends (typeof patternEndpoints)[keyof typeof patternEndpoints]> = NonNullable<
  RequestOf<E>['body']
>;
export type RuleBody = BodyOf<typeof patternEndpoints.createPattern>;
export type RuleChange = BodyOf<typeof patternEndpoints.updatePattern>;
export type RuleOfInteraction = BodyOf<typeof patternEndpoints.createPatternOfInteraction>;
export type PolicyWish = BodyOf<typeof patternEndpoints.changePolicy>;
export type PolicyQuestion = BodyOf<typeof patternEndpoints.testPolicy>;
export type PolicyPreviewWish = BodyOf<typeof patternEndpoints.previewPolicy>;
export type PolicyAnswer = ReplyOf<typeof patternEndpoints.testPolicy>;

const pageSize = 200;

/** Whether and where dialogs are answered automatically; kept current by live events. */
export function usePolicy() {
  const api = useApi();
  return useQuery<Policy>({
    queryKey: queryKeys.policy,
    queryFn: async ({ signal }) => (await api.call(patternEndpoints.getPolicy, {}, signal)).data,
  });
}

/** Null until it is known. */
export function usePolicyMode(): PolicyMode | null {
  return usePolicy().data?.mode ?? null;
}

export function useChangePolicy() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    // A browser that believes to be offline would hold the kill switch back.
    networkMode: 'always',
    mutationFn: async (body: PolicyWish) => (await api.call(patternEndpoints.changePolicy, { body })).data,
    onSuccess: (policy) => client.setQueryData<Policy>(queryKeys.policy, policy),
    onError: () => client.invalidateQueries({ queryKey: queryKeys.policy }),
  });
}

/** The kill switch: nothing is answered automatically from the moment the server has it. It asks nothing back. */
export function useStopAnswers(): () => void {
  const { mutateAsync } = useChangePolicy();
  const act = useAct();
  return () =>
    void act(
      () => mutateAsync({ mode: 'off' }),
      'Automatic answers are off. Every dialog waits for a person now.',
    );
}

/** Every rule that people made, in order of id. */
export function useRules() {
  const api = useApi();
  return useQuery<Pattern[]>({
    queryKey: queryKeys.rules,
    queryFn: async ({ signal }) => {
      const rules: Pattern[] = [];
      for (let page = 1; ; page++) {
        const query = { page, per_page: pageSize, sort: 'id' };
        const { data, pagination } = await api.call(patternEndpoints.listPatterns, { query }, signal);
        rules.push(...data);
        if (page >= pagination.total_pages) return rules;
      }
    },
  });
}

/** Changes of rules: each answers with the rule as the server keeps it. */
export function useRuleActions() {
  const api = useApi();
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: queryKeys.rules });
  const create = useMutation({
    mutationFn: async (body: RuleBody) => (await api.call(patternEndpoints.createPattern, { body })).data,
    onSettled,
  });
  const createOfInteraction = useMutation({
    mutationFn: async ({ id, body }: { id: number; body: RuleOfInteraction }) =>
      (await api.call(patternEndpoints.createPatternOfInteraction, { params: { id }, body })).data,
    onSettled,
  });
  const update = useMutation({
    mutationFn: async ({ id, change }: { id: number; change: RuleChange }) =>
      (await api.call(patternEndpoints.updatePattern, { params: { id }, body: change })).data,
    onSettled,
  });
  const remove = useMutation({
    mutationFn: async (id: number) =>
      (await api.call(patternEndpoints.deletePattern, { params: { id } })).data,
    onSettled,
  });
  return { create, createOfInteraction, update, remove };
}

/** What a rule that is being written would have decided about past dialogs; `null` while it says nothing yet. */
export function usePolicyPreview(wish: PolicyPreviewWish | null) {
  const api = useApi();
  return useQuery({
    queryKey: ['policy-preview', wish],
    enabled: wish !== null,
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await api.call(patternEndpoints.previewPolicy, { body: wish ?? {} }, signal)).data,
  });
}

/** Asks what the policy would do; nothing is recorded or answered. */
export function useTestPolicy() {
  const api = useApi();
  return useMutation({
    mutationFn: (body: PolicyQuestion) => api.call(patternEndpoints.testPolicy, { body }),
  });
}

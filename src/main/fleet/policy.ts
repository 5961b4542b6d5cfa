export { type Policy, parseAmount, parseAmounts } from '../../provision/fleet/rollout.ts';

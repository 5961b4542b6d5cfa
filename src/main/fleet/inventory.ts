export { readInventory } from '../../provision/inventory/read.ts';

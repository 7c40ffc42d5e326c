import { playTests } from '../support/playTests';

playTests({
	name: 'chaos',
	flag: 'items',
	variable: 'CHAOS_ITEMS',
	preset: '300',
	about: 'messages and deliveries; contacts, lists and polls are fewer',
	verdict: '0 lost, 0 repeated, 0 wrongly failed, 0 wrongly succeeded',
});

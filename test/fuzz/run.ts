import { playTests } from '../support/playTests';

playTests({
	name: 'fuzz',
	flag: 'runs',
	variable: 'FUZZ_RUNS',
	preset: '1000',
	about: 'how many hostile cases each operation meets',
	verdict: '0 crashes, 0 foreign paths, 0 leaks of the key in any operation',
});

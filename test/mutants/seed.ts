import fc from 'fast-check';

// A property needs no hundreds of cases to notice a mutant, and there are many mutants.
fc.configureGlobal({ seed: 20261122, interruptAfterTimeLimit: 300 });

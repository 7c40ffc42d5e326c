import fc from 'fast-check';

// The same cases in every run, so that a change is judged and not the draw; TEST_SEED draws others.
fc.configureGlobal({ seed: Number(process.env.TEST_SEED ?? 20261122) });

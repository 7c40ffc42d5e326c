// Runs before an `npm publish` from a clone, and ends it: what is published comes from the publish workflow.
console.error(
	'This package is published by GitHub Actions from a tag: see "Release" in CONTRIBUTING.md.',
);
process.exit(1);

/** What of Stryker's JSON report is read (mutation-testing-report-schema). */
export interface Report {
	files: Record<string, { source: string; mutants: Mutant[] }>;
}

export interface Mutant {
	mutatorName: string;
	replacement: string;
	status: string;
	location: { start: { line: number; column: number } };
}

/** A change that no test noticed, with the line of code it was made in. */
export interface Survivor extends Mutant {
	file: string;
	code: string;
}

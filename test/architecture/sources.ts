import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '../..');

/** What one file imports from another, or from a package. */
export interface Import {
	/** The importing file, as a path from the root of the project. */
	from: string;
	/** The imported file, or the name of the package. */
	to: string;
	isPackage: boolean;
	/** Only types, of which nothing is left at run time. */
	isTypeOnly: boolean;
}

/** All TypeScript files below a folder, as paths from the root of the project. */
export function sourcesIn(folder: string): string[] {
	return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
		.map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

/** What a file imports or re-exports, as the compiler reads it. */
export function importsOf(file: string): Import[] {
	const text = readFileSync(join(ROOT, file), 'utf8');
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
	return source.statements.flatMap((statement) => {
		if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
		if (!statement.moduleSpecifier || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
		const name = statement.moduleSpecifier.text;
		const isPackage = !name.startsWith('.');
		const to = isPackage ? name : fileAt(join(dirname(file), name));
		return [{ from: file, to, isPackage, isTypeOnly: isTypeOnly(statement) }];
	});
}

/** The names that a file imports from a package to run with; `*` for the package as a whole. */
export function valuesFrom(file: string, name: string): string[] {
	const text = readFileSync(join(ROOT, file), 'utf8');
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
	return source.statements.flatMap((statement) => {
		if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier))
			return [];
		const { importClause: clause, moduleSpecifier } = statement;
		if (moduleSpecifier.text !== name || !clause || clause.isTypeOnly) return [];
		const { namedBindings: names } = clause;
		if (!names || !ts.isNamedImports(names)) return ['*'];
		return names.elements
			.filter((element) => !element.isTypeOnly)
			.map((element) => (element.propertyName ?? element.name).text);
	});
}

function isTypeOnly(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
	if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
	const { importClause: clause } = statement;
	if (!clause) return false;
	if (clause.isTypeOnly) return true;
	const { name, namedBindings: names } = clause;
	if (name || !names || !ts.isNamedImports(names)) return false;
	return names.elements.length > 0 && names.elements.every((element) => element.isTypeOnly);
}

function fileAt(path: string): string {
	const candidates = [path, `${path}.ts`, join(path, 'index.ts')];
	const file = candidates.find((each) => /\.\w+$/.test(each) && existsSync(join(ROOT, each)));
	if (file === undefined) throw new Error(`There is no file at ${path}.`);
	return file;
}

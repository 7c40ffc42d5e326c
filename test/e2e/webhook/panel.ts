import assert from 'node:assert/strict';

import { Canvas } from '../editor/canvas';
import { NodeView } from '../editor/nodeView';
import { openEditor } from '../support/browser';
import type { Round } from '../support/suite';
import { TRIGGER, type Scene } from './scene';

const STEPS = [
	...['Copy the Production URL above', 'In Relasi, under Settings'],
	...['Copy the signing secret', 'Publish this workflow'],
];

/** What the editor shows of the trigger. */
export async function checkPanel(round: Round, scene: Scene): Promise<void> {
	const page = await openEditor(round, scene.n8n.url);
	const canvas = new Canvas(page, scene.n8n.url);
	const view = new NodeView(page);
	await round.checks.check(
		'the panel shows four steps one below the other, and says what it waits for',
		async () => {
			await canvas.open(scene.workflowId);
			await view.open(TRIGGER);
			const tops: number[] = [];
			for (const step of STEPS) {
				const box = await page.getByText(step).first().boundingBox();
				tops.push(box!.y);
			}
			assert.deepEqual(
				tops,
				[...new Set(tops)].sort((a, b) => a - b),
			);
			await view.execute();
			await page.getByText('Listening for test event').first().waitFor();
			await view.close();
			await page.getByText('Waiting for Relasi to deliver an event').first().waitFor();
			await scene.stopListening();
		},
	);
}

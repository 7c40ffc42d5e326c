import assert from 'node:assert/strict';

import { N8nApi } from '../../../scripts/n8n/api';
import type { Round } from '../support/suite';
import type { Asker, Scene } from './scene';

/** What executions that wait make of a workflow that is edited, and of items with a key each. */
interface Changed {
	/** Makes the changes, once the executions wait; then the customers write. */
	change(): Promise<void>;
	/** Each execution goes on. */
	check(): Promise<void>;
}

export async function askBeforeChanges({ checks }: Round, scene: Scene): Promise<Changed> {
	const [edited, one, two] = scene.chats(3);
	const editor = await scene.publish();
	const keys = [scene.simulator.addKey(), scene.simulator.addKey()];
	const keyed = await scene.publish({}, { credential: await scene.credentialWith(keyOf()) });
	const asked = {
		edited: await scene.ask(editor, [edited]),
		keyed: await scene.ask(keyed, [one, two]),
	};
	return {
		async change() {
			for (const id of Object.values(asked)) await scene.parked(id);
			await editAndPublish(scene.api, editor);
			for (const chat of [edited, one, two]) scene.write(chat, `from ${chat.id}`);
		},
		async check() {
			await checks.check(
				'an execution goes on as its workflow was when it asked',
				async () => {
					const [{ given }] = await scene.answersOf(asked.edited, 300_000);
					assert.equal(given.text, `from ${edited.id}`);
					assert.equal(scene.questionsIn([edited]), 1);
				},
			);
			await checks.check(
				'items whose keys differ are each checked with their own',
				async () => {
					const given = await scene.answersOf(asked.keyed, 300_000);
					assert.deepEqual(
						given.map((each) => [each.asked, each.given.text]),
						[one, two].map(({ id }) => [id, `from ${id}`]),
					);
					for (const [at, { id }] of [one, two].entries()) {
						const used = scene.simulator.requests
							.filter(({ query }) => query.conversation_id === id)
							.map(({ headers }) => headers.authorization);
						assert.deepEqual([...new Set(used)], [`Bearer ${keys[at]}`]);
					}
				},
			);
		},
	};

	/** The key of an item, as an expression. */
	function keyOf(): string {
		return `={{ $json["body.conversations"] === "${one.id}" ? "${keys[0]}" : "${keys[1]}" }}`;
	}
}

/** Renames the node that asks and changes what it asks, as an editor does. */
async function editAndPublish(api: N8nApi, { workflowId }: Asker): Promise<void> {
	const { nodes, connections } = await api.getWorkflow(workflowId);
	const renamed = nodes.map((node) =>
		node.name === 'Ask'
			? { ...node, name: 'Ask again', parameters: { ...node.parameters, message: 'Changed' } }
			: node,
	);
	const text = JSON.stringify(connections).replaceAll('"Ask"', '"Ask again"');
	await api.updateWorkflow(workflowId, { nodes: renamed, connections: JSON.parse(text) });
	await api.activate(workflowId);
}

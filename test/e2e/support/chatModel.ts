import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message of the conversation between agent and model, as the OpenAI protocol has it. */
export interface ChatMessage {
	role: 'system' | 'user' | 'assistant' | 'tool';
	content: string | null | Array<{ type: string; text?: string }>;
	tool_calls?: Array<{ id: string; function: { name: string; arguments: string } }>;
	tool_call_id?: string;
}

/** A tool as the model is told of it; `parameters` is a JSON Schema. */
export interface Tool {
	name: string;
	description: string;
	parameters: { properties?: Record<string, { type?: string; description?: string }> };
}

/** What the model says: a text, or which tools it calls with which arguments, all at once. */
export type Answer = string | Array<{ tool: string; args: object }>;

/** Plays the model: from all that was said to what it says next. */
type Script = (messages: ChatMessage[], tools: Tool[]) => Answer;

interface Completion {
	model: string;
	messages: ChatMessage[];
	tools?: Array<{ function: Tool }>;
	stream?: boolean;
}

/** The text of a message. */
export const textOf = ({ content }: ChatMessage): string =>
	typeof content === 'string' ? content : (content ?? []).map(({ text }) => text ?? '').join('');

/** Every call of a tool so far that was answered, in order, with its result read from JSON. */
export function callsOf(messages: ChatMessage[]): Array<{ tool: string; result: unknown }> {
	const calls = messages.flatMap(({ tool_calls: made }) => made ?? []);
	return messages.flatMap((message) => {
		if (message.role !== 'tool') return [];
		const call = calls.find(({ id }) => id === message.tool_call_id);
		return [{ tool: call?.function.name ?? '', result: parsed(textOf(message)) }];
	});
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/** A chat model on loopback that speaks the OpenAI chat completions protocol and says what a script tells it. */
export class ChatModel {
	/** What it was asked, one entry for each time. */
	readonly turns: Completion[] = [];
	script: Script = () => 'Nothing to say.';
	private readonly server = createServer(
		(request, response) => void this.serve(request, response),
	);

	async listen(): Promise<this> {
		// n8n's client fails where a connection that idled is closed while it is used again.
		this.server.keepAliveTimeout = 0;
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		return this;
	}

	/** The base URL for the credential. */
	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
	}

	close(): void {
		this.server.close();
		this.server.closeAllConnections();
	}

	private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		if (!request.url?.endsWith('/chat/completions')) return void response.writeHead(404).end();
		const turn = JSON.parse(Buffer.concat(chunks).toString()) as Completion;
		this.turns.push(turn);
		try {
			const tools = (turn.tools ?? []).map((tool) => tool.function);
			send(response, turn, messageOf(this.script(turn.messages, tools)));
		} catch (error) {
			const { message } = error as Error;
			response.writeHead(400, { 'content-type': 'application/json' });
			response.end(JSON.stringify({ error: { message, type: 'script' } }));
		}
	}
}

function messageOf(answer: Answer) {
	if (typeof answer === 'string') return { role: 'assistant', content: answer };
	const calls = answer.map(({ tool, args }, index) => ({
		index,
		id: `call_${randomUUID().replaceAll('-', '')}`,
		type: 'function',
		function: { name: tool, arguments: JSON.stringify(args) },
	}));
	return { role: 'assistant', content: null, tool_calls: calls };
}

function send(response: ServerResponse, { model, stream }: Completion, message: object): void {
	const reason = 'tool_calls' in message ? 'tool_calls' : 'stop';
	const head = { id: `chatcmpl-${randomUUID()}`, created: 0, model };
	const usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
	if (!stream) {
		response.writeHead(200, { 'content-type': 'application/json' });
		const choices = [{ index: 0, message, finish_reason: reason }];
		return void response.end(
			JSON.stringify({ ...head, object: 'chat.completion', choices, usage }),
		);
	}
	response.writeHead(200, { 'content-type': 'text/event-stream' });
	for (const choice of [
		{ delta: message, finish_reason: null },
		{ delta: {}, finish_reason: reason },
	]) {
		const choices = [{ index: 0, ...choice }];
		response.write(
			`data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices })}\n\n`,
		);
	}
	response.end('data: [DONE]\n\n');
}

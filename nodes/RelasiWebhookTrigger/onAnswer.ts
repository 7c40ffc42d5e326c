import type { IWebhookFunctions } from 'n8n-workflow';

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/**
 * Tells the status of n8n's answer when n8n gives it, also to a sender that has hung up:
 * a response whose sender is gone has no event for that, and its close event comes long before.
 */
export function onAnswer(response: Response, tell: (status: number) => void): void {
	const end = response.end.bind(response) as (...args: unknown[]) => Response;
	response.end = (...args: unknown[]) => {
		tell(response.statusCode);
		return end(...args);
	};
}

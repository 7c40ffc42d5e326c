import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { isBlank, secretFault } from './signingSecret';

/** Looks at the form of the secrets, as only Relasi's deliveries can show whether they are right. */
export async function relasiWebhookApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const [current, previous] = ['signingSecret', 'previousSigningSecret'].map((field) =>
		String(credential.data?.[field] ?? ''),
	);
	const fault =
		secretFault(current) ??
		(isBlank(previous) ? undefined : secretFault(previous, 'previous signing secret'));
	return fault
		? { status: 'Error', message: fault }
		: {
				status: 'OK',
				message: 'Looks like a signing secret; deliveries will show whether it is right',
			};
}

import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

/** Signing secret of one webhook endpoint in the Relasi dashboard. */
export class RelasiWebhookApi implements ICredentialType {
	name = 'relasiWebhookApi';

	displayName = 'Relasi Webhook API';

	icon: Icon = { light: 'file:../icons/relasi.svg', dark: 'file:../icons/relasi.dark.svg' };

	documentationUrl = 'https://github.com/relasi-u/n8n-nodes-relasi#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Signing Secret',
			name: 'signingSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'Shown when you create the webhook in the Relasi dashboard under Settings → Developer / API → Webhooks',
		},
		{
			displayName: 'Previous Signing Secret',
			name: 'previousSigningSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The old secret, while you replace it in Relasi: deliveries signed with either one are accepted. Clear this field afterwards.',
		},
	];
}

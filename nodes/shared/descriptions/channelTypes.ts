import type { INodePropertyOptions } from 'n8n-workflow';

/** The channels that Relasi connects, as a menu. */
export const channelTypes: INodePropertyOptions[] = [
	{ name: 'Email', value: 'email' },
	{ name: 'Facebook', value: 'facebook' },
	{ name: 'Instagram', value: 'instagram' },
	{ name: 'Live Chat', value: 'livechat' },
	{ name: 'Telegram', value: 'telegram' },
	{ name: 'WhatsApp', value: 'whatsapp' },
];

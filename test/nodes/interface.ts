// Literally what the interface promises to saved workflows: nothing of it is taken from the code.
const LOCATOR = { mode: 'list', value: '' };
const MANY = { returnAll: false, limit: 50 };
const TO = { sendTo: 'conversation', conversationId: LOCATOR, contactId: LOCATOR };
const CONTACT = {
	...{ address: '', city: '', comment: '', company: '', country: '', email: '' },
	...{ jobTitle: '', leadSource: '', leadStatus: '', phone: '' },
};
const INCLUDE = { includeContact: false, includeLastMessage: false };
const SENDING = {
	asSystem: false,
	channelType: 'whatsapp',
	clientRequestId: '',
	fromUserId: '',
	markdown: 'keep',
	onlyWithinHours: 24,
	replyToMessageId: '',
};
const LIMIT = {
	values: { limitType: 'afterTimeInterval', resumeAmount: 24, resumeUnit: 'hours' },
};

/** Fields with their defaults; the ones of a collection stand in an object of their own. */
type Fields = Record<string, unknown>;
export const COLLECTIONS = ['filters', 'options', 'additionalFields', 'updateFields'];

/** All fields of each operation, with the operation's name in the menu. */
export const INTERFACE: Record<string, [label: string, fields: Fields]> = {
	'message getAll': [
		'Get Many',
		{
			...{ ...MANY, simplify: false },
			filters: {
				contactId: LOCATOR,
				conversationId: LOCATOR,
				createdAfter: '',
				direction: 'received',
				messageSessionId: '',
			},
			options: { asTranscript: false, maxCharacters: 12000, order: 'asReturned' },
		},
	],
	'message handOver': [
		'Hand Over to Human',
		{ ...TO, text: '', options: { channelType: 'whatsapp', pauseHours: 12 } },
	],
	'message prepareReply': [
		'Prepare Reply',
		{
			conversationId: {
				mode: 'id',
				value: '={{ $json.data?.conversation_id ?? $json.conversation_id }}',
			},
			messageId: '={{ $json.data?.id ?? $json.id }}',
			options: { quietSeconds: 5, agentPauseHours: 12, maxCharacters: 12000 },
		},
	],
	'message send': [
		'Send',
		{
			...{ ...TO, text: '' },
			options: {
				...SENDING,
				skipIfEmpty: false,
				splitLongText: false,
				waitForDelivery: false,
				deliveryTimeout: 30,
			},
		},
	],
	'message sendAndWait': [
		'Send and Wait for Response',
		{
			...{ ...TO, message: '', responseType: 'reply', choices: '' },
			options: {
				...SENDING,
				approvalPage: true,
				approveLabel: 'Yes',
				approveWords: expect.stringMatching(/^yes, /),
				clarification: '',
				declineLabel: 'No',
				declineWords: expect.stringMatching(/^no, /),
				ifUnclear: 'keepWaiting',
				limitWaitTime: LIMIT,
				linkText: 'Or answer here:',
				lookSeconds: 8,
				quietSeconds: 10,
			},
		},
	],
	'message sendMedia': [
		'Send Media',
		{
			...{ ...TO, mediaType: 'image', binaryPropertyName: 'data' },
			options: { ...SENDING, caption: '' },
		},
	],
	'conversation get': ['Get', { conversationId: LOCATOR, simplify: false, options: INCLUDE }],
	'conversation getAll': [
		'Get Many',
		{
			...{ ...MANY, simplify: false },
			filters: {
				...{ updatedAfter: '', contactId: LOCATOR, channelIds: [], channelTypes: [] },
				...{ statuses: [], lastMessageFrom: 'customer' },
			},
			options: INCLUDE,
		},
	],
	'contact create': ['Create', { name: '', additionalFields: CONTACT }],
	'contact upsert': [
		'Create or Update',
		{
			...{ matchBy: 'email', matchValue: '', name: '', additionalFields: CONTACT },
			options: { defaultCountryCode: '' },
		},
	],
	'contact get': ['Get', { contactId: LOCATOR, simplify: false }],
	'contact getAll': [
		'Get Many',
		{ ...MANY, simplify: false, filters: { search: '', leadStatus: 'new' } },
	],
	'contact merge': ['Merge', { primaryContactId: LOCATOR, secondaryContactId: LOCATOR }],
	'contact update': ['Update', { contactId: LOCATOR, updateFields: { ...CONTACT, name: '' } }],
	'channel getAll': ['Get Many', MANY],
	'apiKey get': ['Get', {}],
};

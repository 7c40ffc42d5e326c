/**
 * The objects of the Relasi API, version 2026-06-01, as its reference documents them. Fields marked "assumed" are
 * not documented. These are type aliases, not interfaces: each is an `IDataObject` of n8n, and a misspelt field
 * still doesn't compile.
 */

/** Time in RFC 3339, in UTC; a fraction of a second is possible (assumed). */
type Time = string;

/** The values of `lead_status`; an empty text means none. */
type LeadStatus = '' | 'new' | 'contacted' | 'qualified' | 'won' | 'lost';

/** A person; the API also calls it a customer. A comment can be written, and is never returned. */
export type Contact = {
	id: string;
	app_id?: string;
	name?: string | null;
	phone?: string | null;
	email?: string | null;
	company?: string | null;
	job_title?: string | null;
	lead_status?: LeadStatus | null;
	lead_source?: string | null;
	address?: string | null;
	city?: string | null;
	country?: string | null;
	created_at?: Time;
	updated_at?: Time;
};

/** A chat with one contact on one channel. */
export type Conversation = {
	id: string;
	app_id?: string;
	/** The channel's type, such as `telegram`. */
	channel?: string;
	channel_id?: string;
	external_id?: string | null;
	/** The ID of its contact. */
	customer_id?: string;
	/** Its values are not documented. */
	status?: string;
	created_at?: Time;
	updated_at?: Time;
};

/** One message of a conversation. */
export type Message = {
	id: string;
	app_id?: string;
	conversation_id: string;
	message_session_id?: string | null;
	channel_id?: string;
	/** The channel's type. */
	channel?: string;
	from_user_id?: string | null;
	from_customer: boolean;
	client_request_id?: string | null;
	content?: string | null;
	message_type?: string;
	/** `pending`; its other values are not documented. */
	send_state?: string;
	created_at: Time;
	updated_at?: Time;
};

/** A connected account, such as a WhatsApp number. */
export type Channel = {
	id: string;
	app_id?: string;
	type?: string;
	external_id?: string | null;
	name?: string | null;
	username?: string | null;
	phone_number?: string | null;
	email?: string | null;
	is_active?: boolean;
	created_at?: Time;
};

/** The API key, as `GET /me` describes it. */
export type ApiKey = {
	app_id: string;
	key_id?: string;
	name?: string;
	public_id?: string;
	mode?: 'live' | 'test';
	scopes?: string[];
	created_at?: Time;
};

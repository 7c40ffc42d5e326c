/** What a conversation looks like in an answer; times are RFC 3339, UTC. */
export interface Conversation {
	id: string;
	app_id: string;
	channel: string;
	channel_id: string;
	external_id: string;
	customer_id: string;
	status: string;
	created_at: string;
	updated_at: string;
}

/** What a message looks like in an answer; `error` appears only when a failed delivery was ordered with a reason. */
export interface Message {
	id: string;
	app_id: string;
	conversation_id: string;
	message_session_id: string;
	channel_id: string;
	channel: string;
	from_user_id: string | null;
	from_customer: boolean;
	client_request_id: string | null;
	content: string;
	message_type: string;
	send_state: string;
	created_at: string;
	updated_at: string;
	error?: string;
}

/** What a contact looks like in an answer; a field never given is null, a field given as '' stays ''. */
export interface Contact {
	id: string;
	app_id: string;
	name: string;
	phone: string | null;
	email: string | null;
	company: string | null;
	job_title: string | null;
	lead_status: string | null;
	lead_source: string | null;
	address: string | null;
	city: string | null;
	country: string | null;
	created_at: string;
	updated_at: string;
}

/** What a channel looks like in an answer; `type` is the lower-case channel type. */
export interface Channel {
	id: string;
	app_id: string;
	type: string;
	external_id: string;
	name: string;
	username: string | null;
	phone_number: string | null;
	email: string | null;
	is_active: boolean;
	created_at: string;
}

/** What was kept of an uploaded file: never its bytes, only their SHA-256 (hex) and count. */
export interface MediaFile {
	sha256: string;
	size: number;
	file_name: string;
	mime_type: string;
}

export const APP_ID = 'app_5kq0w2m8vd';
export const KEY_CREATOR_ID = 'usr_nadia01';
/** Users of the workspace: the only values `from_user_id` may take. */
export const USER_IDS = [KEY_CREATOR_ID, 'usr_marco02', 'usr_aiko03', 'usr_bea04'];
export const CHANNEL_TYPES = ['whatsapp', 'telegram', 'instagram', 'facebook', 'email', 'livechat'];
export const LEAD_STATUSES = ['new', 'contacted', 'qualified', 'won', 'lost'];

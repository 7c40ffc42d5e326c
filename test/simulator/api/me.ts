import { onlyParameters } from '../http/queryParameters';
import { APP_ID } from '../inbox/rows';
import type { Operation } from './operation';

/** GET /me: what the key is; any valid key may ask. */
export const me: Operation = {
	method: 'GET',
	path: '/me',
	scope: null,
	handle: ({ key, query }) => {
		onlyParameters(query, []);
		const { key_id, name, mode, scopes, created_at } = key;
		return {
			app_id: APP_ID,
			key_id,
			name,
			public_id: `pub_${key_id}`,
			mode,
			scopes,
			created_at,
		};
	},
};

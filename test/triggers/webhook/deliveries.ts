import fc from 'fast-check';
import { createHash, createHmac } from 'node:crypto';

import { sign } from '../../simulator/webhooks/sign';

/** A delivery as its sender makes it; `change` tells what was done to it. */
export interface Delivery {
	change: string;
	id: string;
	timestamp: string;
	signature: string;
	body: Buffer;
}

type Mutation = (delivery: Delivery, secret: string, at: number, pick: number) => Partial<Delivery>;

/** Genuine deliveries sent within two minutes of `nowMs`, signed by the simulator. */
export function genuine(secret: string, nowMs: number): fc.Arbitrary<Delivery> {
	const letter = fc.constantFrom('é', 'ß', '漢', '👋', '\\', '"', 'a', ' ');
	const text = fc.string({ unit: letter, maxLength: 40 });
	return fc
		.record({
			key: fc.uuid(),
			skewMs: fc.integer({ min: -120_000, max: 120_000 }),
			text,
			number: fc.nat(),
		})
		.map(({ key, skewMs, text, number }) => {
			const id = `evt_${key}`;
			const timestamp = new Date(nowMs + skewMs).toISOString();
			// Signed byte for byte: reading and writing this again would give 1 and no space.
			const body = `{"id":"${id}", "type":"message.created","data":{"n":1.0,"amount":${number},"content":${JSON.stringify(text)}}}`;
			const signature = sign({ id, timestamp, body, secret });
			return { change: 'none', id, timestamp, signature, body: Buffer.from(body) };
		});
}

/** Deliveries that differ from a genuine one in what is signed, in how, or with what. */
export function mutated(secret: string, nowMs: number): fc.Arbitrary<Delivery> {
	return fc
		.record({
			delivery: genuine(secret, nowMs),
			change: fc.constantFrom(...Object.keys(MUTATIONS)),
			at: fc.nat(),
			pick: fc.nat(),
		})
		.map(({ delivery, change, at, pick }) => {
			const changes = MUTATIONS[change](delivery, secret, at, pick);
			return { original: delivery, delivery: { ...delivery, ...changes, change } };
		})
		.filter(
			({ original, delivery }) => canBeSent(delivery) && !meansTheSame(original, delivery),
		)
		.map(({ delivery }) => delivery);
}

export function headersOf({ id, timestamp, signature }: Delivery): Record<string, string> {
	return {
		'content-type': 'application/json',
		'x-relasi-webhook-id': id,
		'x-relasi-timestamp': timestamp,
		'x-relasi-signature': signature,
	};
}

const resigned = (delivery: Delivery, secret: string, changes: Partial<Delivery>) => {
	const changed = { ...delivery, ...changes };
	return { ...changes, signature: sign({ ...changed, body: changed.body.toString(), secret }) };
};

const shifted = (delivery: Delivery, secret: string, ms: number) =>
	resigned(delivery, secret, {
		timestamp: new Date(Date.parse(delivery.timestamp) + ms).toISOString(),
	});

/** Signs the right seconds, but sends them in another form. */
const rewritten = (delivery: Delivery, write: (ms: number) => string) => ({
	timestamp: write(Date.parse(delivery.timestamp)),
});

const digestOf = (delivery: Delivery): Buffer => Buffer.from(delivery.signature.slice(3), 'base64');

const MUTATIONS: Record<string, Mutation> = {
	'body: a bit flipped': ({ body }, _secret, at, pick) => ({
		body: flippedBytes(body, at, pick),
	}),
	'body: cut off': ({ body }, _secret, at) => ({ body: body.subarray(0, at % body.length) }),
	'body: more at the end': ({ body }, _secret, at) => ({
		body: Buffer.concat([body, Buffer.alloc(1 + (at % 9), ' \n')]),
	}),
	'body: read and written again': ({ body }) => ({
		body: Buffer.from(JSON.stringify(JSON.parse(body.toString()))),
	}),
	'body: UTF-16': ({ body }) => ({ body: Buffer.from(body.toString(), 'utf16le') }),
	'body: Latin-1': ({ body }) => ({ body: Buffer.from(`${body.toString()}é`, 'latin1') }),
	'body: byte order mark': ({ body }) => ({ body: Buffer.concat([Buffer.from('\ufeff'), body]) }),
	'body: base64': ({ body }) => ({ body: Buffer.from(JSON.stringify(body.toString('base64'))) }),
	'id: a bit flipped': ({ id }, _secret, at, pick) => ({ id: flippedText(id, at, pick) }),
	'id: cut off': ({ id }, _secret, at) => ({ id: id.slice(0, at % id.length) }),
	'id: takes over the seconds': ({ id, timestamp }) => ({
		id: `${id}.${Math.floor(Date.parse(timestamp) / 1000)}`,
	}),
	'time: a bit flipped': ({ timestamp }, _secret, at, pick) => ({
		timestamp: flippedText(timestamp, at, pick),
	}),
	'time: cut off': ({ timestamp }, _secret, at) => ({
		timestamp: timestamp.slice(0, at % timestamp.length),
	}),
	'time: too old': (delivery, secret, at) => shifted(delivery, secret, -(600_000 + (at % 1e9))),
	'time: in the future': (delivery, secret, at) =>
		shifted(delivery, secret, 600_000 + (at % 1e9)),
	'time: UNIX seconds': (delivery) => rewritten(delivery, (ms) => `${Math.floor(ms / 1000)}`),
	'time: UNIX milliseconds': (delivery) => rewritten(delivery, (ms) => `${ms}`),
	'time: HTTP date': (delivery) => rewritten(delivery, (ms) => new Date(ms).toUTCString()),
	'time: without a zone': (delivery) =>
		rewritten(delivery, (ms) => new Date(ms).toISOString().slice(0, -1)),
	'signature: a bit flipped': ({ signature }, _secret, at, pick) => ({
		signature: flippedText(signature, at, pick),
	}),
	'signature: cut off': ({ signature }, _secret, at) => ({
		signature: signature.slice(0, at % signature.length),
	}),
	'signature: without v1=': ({ signature }) => ({ signature: signature.slice(3) }),
	'signature: other version': ({ signature }, _secret, at) => ({
		signature: `v${at % 9 === 1 ? 0 : at % 9}${signature.slice(2)}`,
	}),
	'signature: hexadecimal': (delivery) => ({
		signature: `v1=${digestOf(delivery).toString('hex')}`,
	}),
	'signature: base64url': (delivery) => ({
		signature: `v1=${digestOf(delivery).toString('base64url')}`,
	}),
	'signature: base64 twice': ({ signature }) => ({
		signature: `v1=${Buffer.from(signature.slice(3)).toString('base64')}`,
	}),
	'signature: lower case': ({ signature }) => ({ signature: signature.toLowerCase() }),
	'signature: hash without a key': ({ body }) => ({
		signature: `v1=${createHash('sha256').update(body).digest('base64')}`,
	}),
	'signature: body only': ({ body }, secret) => ({
		signature: `v1=${createHmac('sha256', secret).update(body).digest('base64')}`,
	}),
	'signature: SHA-1': ({ body }, secret) => ({
		signature: `v1=${createHmac('sha1', secret).update(body).digest('base64')}`,
	}),
	'signature: of another delivery': (delivery, secret) => ({
		signature: resigned(delivery, secret, { id: `${delivery.id}0` }).signature,
	}),
	'secret: a bit flipped': (delivery, secret, at, pick) =>
		resigned(delivery, flippedText(secret, at, pick), {}),
	'secret: cut off': (delivery, secret, at) =>
		resigned(delivery, secret.slice(0, at % secret.length), {}),
	'secret: white space': (delivery, secret, at) =>
		resigned(delivery, at % 2 ? ` ${secret}` : `${secret}\n`, {}),
	'secret: as base64': (delivery, secret) =>
		resigned(delivery, Buffer.from(secret).toString('base64'), {}),
	'headers: left out': (_delivery, _secret, at) =>
		[{ id: '' }, { timestamp: '' }, { signature: '' }][at % 3],
};

function flippedBytes(bytes: Buffer, at: number, pick: number): Buffer {
	const copy = Buffer.from(bytes);
	copy[at % copy.length] ^= 1 << (pick % 8);
	return copy;
}

const flippedText = (text: string, at: number, pick: number): string =>
	flippedBytes(Buffer.from(text), at, pick).toString('latin1');

/** HTTP carries visible characters in headers and drops white space around them. */
const canBeSent = ({ id, timestamp, signature }: Delivery): boolean =>
	[id, timestamp, signature].every((value) =>
		/^([\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?)?$/.test(value),
	);

/** The same bytes are signed by the same signature: nobody signs the fraction, nor the case of T and Z. */
function meansTheSame(a: Delivery, b: Delivery): boolean {
	const secondsOf = (text: string) => {
		const isRfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(text);
		return isRfc3339 ? Math.floor(Date.parse(text.toUpperCase()) / 1000) : text;
	};
	return (
		a.id === b.id &&
		a.body.equals(b.body) &&
		secondsOf(a.timestamp) === secondsOf(b.timestamp) &&
		b.signature.split(/[\s,]+/).includes(a.signature)
	);
}

import { isPublic } from '../../nodes/Relasi/resources/message/sendAndWait/page';

describe('a link goes out only to an address that others can reach', () => {
	test.each([
		...[
			'n8n.example.com',
			'N8N.Shop.co.id',
			'n8n.shop.id.',
			'8.8.8.8',
			'172.32.0.1',
			'100.128.0.1',
		],
		...[
			'192.169.0.1',
			'11.0.0.1',
			'[2606:4700::1111]',
			'local.shop.id',
			'10.shop.id',
			'xn--bcher-kva.de',
		],
	])('%s is public', (hostname) => {
		expect(isPublic(hostname)).toBe(true);
	});

	test.each([
		...[
			'localhost',
			'LOCALHOST.',
			'n8n.localhost',
			'n8n',
			'server',
			'n8n.local',
			'n8n.internal',
		],
		...[
			'host.docker.internal',
			'n8n.lan',
			'nas.home.arpa',
			'127.0.0.1',
			'127.9.9.9',
			'0.0.0.0',
		],
		...['10.0.0.5', '172.16.0.1', '172.31.255.1', '192.168.1.2', '169.254.1.1', '100.64.0.1'],
		...['224.0.0.1', '255.255.255.255', '[::1]', '[::]', '[fe80::1]', '[fd12::1]', '[fc00::1]'],
		...['[::ffff:c0a8:102]', '[ff02::1]', ''],
	])('%s is not', (hostname) => {
		expect(isPublic(hostname)).toBe(false);
	});
});

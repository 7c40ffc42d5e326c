import { runSuite } from '../support/suite';
import { buildByHand } from './build';
import { createCredential } from './credential';
import { publishFirstWorkflow } from './firstWorkflow';
import { installPackage, uninstallPackage, updatePackage } from './package';
import { publishTriggers } from './triggers';
import { setStage } from './stage';

/** A user's whole way, in a browser: install, connect, build, run, publish, update, uninstall. */
void runSuite('browser', async (round) => {
	const stage = await setStage(round);
	await installPackage(stage);
	await createCredential(stage);
	await publishFirstWorkflow(stage);
	await buildByHand(stage);
	await publishTriggers(stage);
	await updatePackage(stage);
	await uninstallPackage(stage);
});

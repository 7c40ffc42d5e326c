/** How often each kind of trouble happened in the histories played so far: what never happens is not tested. */
export const troubles = {
	activationNotStored: 0,
	globalStoredAlone: 0,
	killedBetweenWrites: 0,
	overlapReadInPart: 0,
	slowDate: 0,
	frozenDate: 0,
	slowLocalClock: 0,
	frozenLocalClock: 0,
	swappedName: 0,
	reusedName: 0,
	unreadableChat: 0,
	unreadableContact: 0,
	passedOver: 0,
};

export const allTroubles = Object.keys(troubles) as Array<keyof typeof troubles>;

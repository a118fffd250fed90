// Package mandate holds who may speak and sign for whom: the affiliation of providers to the body of
// their discipline, the standing of those bodies in a region, the mandates they give to people, who
// stands in for whom, the seats around a table and how votes count there.
//
// Everything here has two times. From and until say when a fact holds; known_from and known_until say
// when it stood in these tables. A change closes the row that stood and adds one, so that 'what did we
// know then' is one condition and its answer never changes: [Service.Chain] of a signature of years ago
// is computed anew from the rows that were known on that day, whatever was corrected or revoked since.
//
// Start reading at [Force], which says when a mandate has force, and at [Service.Chain], which says why
// somebody may bind a party.
package mandate

// Package audit reads the ledger for people: an auditor who searches, somebody who looks at their own
// acts, an organisation that asks what happened to its data, and whoever checks a proof.
//
// Reading the ledger is an act as well: each look here is recorded, with how much it found, before its
// answer leaves. Names are resolved only for whoever may see them; somebody who manages the platform
// sees none, because no policy lets them read. RESV staff do not search the ledger either: entries of
// their region tell what people of other organisations did, which is for an auditor to weigh.
//
// A copy of everything, and the erasing of a name, need two people (see package approval).
//
// Start reading at [Service.Search].
package audit

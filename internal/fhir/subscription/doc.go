// Package subscription tells programs of organisations that something changed (FHIR Subscription), by HL7's
// guide that brings the subscriptions of R5 to R4 (Subscriptions R5 Backport, 1.1).
//
// What is told is a number and a moment, and never what changed: health data is not pushed in this country.
// Whoever is told reads it at the face of FHIR, with its own rights.
//
// The way of a change:
//
//		ledger or journal → Follower → numbers (subscription_event) → a job per subscription → the program's address
//
//	  - A [Follower] runs on each node. It locks the row of a topic's progress, gives each change its number in
//	    every subscription that is about it, and moves the progress on, in one transaction: so each change is
//	    numbered once, in one order and without gaps, however many nodes there are and wherever one is killed.
//	  - [Service.Run] tells one subscription at a time, in order and at least once: a number counts as told when
//	    the program took it. While a program does not answer, its numbers wait.
//	  - A program reads its numbers again with $events, and how it stands with $status.
//
// Topics are data: see topic.go. Start reading at [Follower.Step] and [Service.Run].
package subscription

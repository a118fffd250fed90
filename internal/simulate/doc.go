// Package simulate lives a region's year twice: once with the platform, once without.
//
// A [Script] is drawn from a seed: who needs what and when, who comes to a provider by other ways, who leaves, which
// provider closes its doors, who keeps its figures up and who forgets them. [Platform] lets people go through it
// with the real services on a real database and a simulated clock; [Peer] lets the same people go through
// the same script with the newest figure that each provider gave and a telephone: one by one, waiting for
// each answer. Whatever is left to chance is drawn per question (does this provider suit that person, how long
// does it think) and not in the order in which questions come up, so that both meet the same truth.
//
// Both are measured against that truth, which neither sees. What people do and how long they take is
// assumed, not measured: [Assumptions] says it in words, and the command prints them above its table.
//
// Start reading at [Draw], then [world].
package simulate

// Package obligation weighs what parties took upon themselves: for each obligation of each party that
// signed, once a period is over, whether it was kept. Nothing is weighed that those who signed did not
// choose, and nothing of anybody who did not sign.
//
// A period is weighed once. Its row keeps the number of occasions and of those that went well, and is never
// altered; corrections of the data beneath it change nothing any more. A second node, or the same one after
// a crash, finds the row and leaves it. What a party says of a period comes beside it, each time a row of
// its own: that it did not keep an obligation and why (comply or explain), or how it went with one that
// nothing can measure.
//
// Only whole periods count: from the first week (month, quarter, year) that begins when the obligation
// bound the party already, to the last one that ended while it did. An agreement under review still binds.
// The text that binds when a period begins says what is weighed, as long as the next one has that
// obligation too.
//
// Without occasions an outcome is unknown, which is neither kept nor not kept. Few occasions count and are
// said to be few.
//
// Start reading at [Service.Weigh], then answer.go.
package obligation

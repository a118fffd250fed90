// Package link makes the one-time links that are mailed to somebody: each permits one act on one
// thing, once, for a short time, without an account.
//
// The token in a link is chance, and stands nowhere but in the mail: the database holds a keyed
// fingerprint, so that a stolen copy opens nothing. A link that is unknown, spent, withdrawn or too
// old gets one answer, by one way, so that nobody learns by trying which of these it is.
//
// Who holds a link acts as [Link.Actor] and so passes the policies as everybody does. The act itself
// spends the link with [Links.UseTx] in its own transaction: an act that fails leaves it whole.
//
// Start reading at [Links.MakeTx].
package link

// Package notice tells parties that a placement waits for them, and nothing of what it is about: a mail
// with a link that answers, and a message to the program of an organisation that gave an address for
// it. What is asked stays behind the link or the API.
//
// Both are put down in the transaction of the act that they tell of. [Service.InvitedTx] notes each
// message in placement_notice first, so that an act that is tried again makes no second one. Outside,
// a message may arrive twice, when a node dies after sending and before saying so: it then carries the
// same number, which lets the receiver see that it is the same.
//
// Messages to programs follow Standard Webhooks (webhook-id, webhook-timestamp, webhook-signature), with
// a signature by the platform's key, so that no secret is shared. They reach public addresses alone and
// follow no redirect; see package outward.
//
// Start reading at [Service.InvitedTx].
package notice

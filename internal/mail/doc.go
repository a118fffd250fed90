// Package mail sends short messages that say that something is waiting, with a link to it. What it is
// about stays behind the link: a mail is read by more programs and people than its owner knows.
//
// [Outbox.QueueTx] puts a message in the transaction of the act it belongs to, sealed: no mail leaves
// for an act that failed, and none is lost when the program stops. A job hands it to the one server that
// the operator named. Without a server messages wait, and [Outbox.Status] says so; in the demonstration
// they wait for ever and a page lists them.
//
// A message that cannot be delivered is tried again until its own end, and then dropped: nobody is
// helped by a link that has expired, and an address is not kept for nothing.
//
// Start reading at [Outbox.QueueTx].
package mail

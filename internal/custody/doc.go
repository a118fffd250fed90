// Package custody looks after the keys of a running installation: which there are, what is still
// sealed under the older ones, and who may change that.
//
// A rotation makes a new key that is used some minutes later, when every node has read the key file.
// From then on a job in the background puts the sealed values of every [keys.Rewrapper] under it, so
// that an older key can be retired. Rows that are found by a keyed hash ([Counter]) move when their
// owner comes, and keep the key until then. On pages both are done by two people together (package approval).
// Whoever has the key file in hand needs nobody, and uses the command line.
//
// Start reading at [Service.Rotate]; [Service.Rewrap] is the job.
package custody

// Package passkey lets people sign in with a passkey: a key on their telephone, computer or key ring
// that opens with a finger, a face or a code. Nothing that can be phished or guessed is kept, and no
// other site can use it.
//
// Both ways begin with a question to the browser ([Service.AskNew], [Service.AskSignIn]) and end with
// its answer ([Service.Check] with [Service.AddTx], [Service.SignIn]). A question is kept here, not in
// the browser; it is answered once, whatever the answer, within five minutes. The browser must have
// made sure of its user, which is what makes a passkey [access.Substantial].
//
// A key whose counter goes back may have been copied: it opens nothing any more, and that is recorded.
//
// Start reading at [Service.AskNew].
package passkey

// Package invitation lets somebody who manages accounts ask others to take part, and helps back in who
// can no longer sign in.
//
// An invitation is a one-time link by mail. Whoever opens it sees who asks and for what, makes a
// passkey and has an account. Recovery is the same link for an account that there is: all its sessions
// end and its old passkeys open nothing from the moment that it is asked for. It goes to the address
// that is known of the person, never to one that the administrator types, so that nobody can take over a
// colleague's account by helping them.
//
// Which roles somebody may hand out for which place stands in access/policies/identity_account.cedar.
// Roles that administer or audit the platform need a second person; see package approval.
//
// Start reading at [Service.Invite].
package invitation

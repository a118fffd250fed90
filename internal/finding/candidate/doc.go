// Package candidate puts the offers that could take somebody in order for the person who asks, and
// says of each why it stands there or why it was left out.
//
// It is a function of its arguments: no database, no clock, no chance. Whoever asks twice with the
// same facts gets the same list, in whatever order the facts came.
//
// An offer is left out when asking it now is bound to be a no: full, not known, too far, without a
// contract, not in the language, not for this group, not for this wijk, closed in a crisis, or asked
// by so many already that one more would only wait. A person may still ask it by hand: the list says
// why not, it forbids nothing.
//
// The others are scored between 0 and 1 on five parts (weight.go): the chance of a yes in time, how
// near, how well it fits, whether it knows the person already, and the wishes. Start reading at [Rank].
package candidate

// Package placement finds somebody a place, care or advice: it asks several providers at once, holds
// what they offer, lets the person choose, and sees to it that nobody is left with a bare no.
//
// A [Request] says what is needed without saying who it is about. An [Invitation] puts it to one
// provider, who answers yes, which holds a place, or no, with a reason. In a crisis the first yes is the
// place; otherwise each yes is an offer and the asker chooses. The others are then told, and what they held
// is free again, in the same transaction. When nobody is found in time, bridging begins by itself: by the
// region's rule, and where none fits the desk of the region owns it.
//
// What may follow what stands as data in moves.go. Five things hold whatever happens at once, and the
// tests try to break them: no more places are promised than there are; one provider ends up with the
// person; a hold ends once; every invitation ends in one state; and a request that has not ended has a
// moment at which something happens by itself. Three of them stand as constraints in the database too.
// Every act locks the row of the request first and then the offers that it touches, in the order of
// their ids, so that two acts never wait for each other.
//
// Who it is about is sealed, and read by the asker and the chosen provider alone ([Service.HandOver]).
//
// Start reading at [Service.Answer]; [Service.Expire] keeps the clocks.
package placement

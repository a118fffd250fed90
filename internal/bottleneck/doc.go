// Package bottleneck keeps what does not work in the care of a place until it is solved: somebody reports
// it, one owner at a time sees to it, and whoever reported hears of every step.
//
// It begins with the wijkverband of the place, or with the region where there is none, and can be passed up
// to the region and to the nation. What a higher level answers goes back word for word to every level
// that it came through and to every reporter. What may follow what stands as data in moves.go.
//
// Four things hold whatever happens at once, and the tests try to break them: an open bottleneck has one
// level, one owner and one next date; passing up hands it over in one step; passing up, answering,
// ending, merging and reopening leave a receipt for every reporter of the whole merged tree and for every
// level of its trail; and it ends only by the yes of all reporters, or by their documented silence after
// two reminders. The first stands as a constraint in the database too.
//
// History is kept as it was: a bottleneck's state is a row with a beginning and an end, so that any board
// can be asked at any moment. Events and receipts are added and never altered.
//
// A reporter may stay unnamed. Then nothing that others can read tells who it was: not the rows shown, not
// the order of ids, and not the ledger, where they act under a number of their own for each bottleneck.
//
// Every act locks the root rows that it touches in the order of their ids, so that two acts never wait for
// each other. Start reading at [Service.Report] and [Service.PassUp]; [Service.RunClocks] keeps the clocks.
package bottleneck

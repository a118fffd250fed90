// Package notified tells other systems that something is asked there, and takes what they tell us: TA Notified
// Pull, on both sides.
//
// A provider may work in another system than the one in which it is asked for a place. Its directory entry then
// names an address (package endpoint) at which that system takes notifications:
//
//  1. An invitation puts a row in notice_sent, in the transaction of the act. A job sends a Task to that address
//     again and again until it is taken or nobody is helped by it any more; when nothing is asked any more it
//     is cancelled the same way. The Task tells that there is something to read and where, never what or whom.
//  2. The other system reads the Task and the ServiceRequest from our FHIR face (package work), as a program of
//     the provider, and answers by putting a status there. The authorization-base that came along binds what it
//     reads to what it was told of ([Service.Narrow]): it takes rights away and gives none.
//  3. The other way round a notification that comes in ([Service.ServeHTTP]) is kept without its content, and a
//     job reads where the question stands. People of the organisation read it live and answer ([Service.Answer]).
//     Nothing is held here for a yes: the place is taken where it is asked, when the yes arrives in time.
//  4. Once the provider is chosen there, its people tell here that the care began, ended or does not come about
//     ([Service.Report]).
//     The last that was told, answer or report, is kept in notice_report. A first try puts it on the Task there at
//     once, and a job tries again until it stands there or never can ([Service.RunReport]). Each try decides on what
//     it reads there just before, so that what was overtaken changes nothing.
//  5. A subscription at the other system tells when something changed. It is a hint: what is open is read
//     again every so often, whether hints come or not.
//
// Everything outside may happen twice, and does the second time what it did the first: a Task has an identifier,
// and a status that stands already can be put again.
//
// Start reading at [Service.InvitedTx] for what goes out and at [Service.Receive] for what comes in.
package notified

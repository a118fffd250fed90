// Package meeting keeps the meetings of the tables at which a wijk, a region or the nation talks: what is
// on the agenda, who was there, what was decided and who does what before when.
//
// A meeting is made while it is held: minutes and decisions are written under each item, tasks get an
// owner and a day at once, and closing it takes a minute. After that it says what it said: nothing of a
// closed meeting changes but that a task is done. What stood in it at a moment follows from the moments
// in its rows.
//
// An item may point to a bottleneck or an agreement. This package knows neither: whoever shows the meeting
// does their acts beside its own, and the agenda's order is a function of what it was told
// ([AgendaWeight]). When a meeting starts it writes down who was expected, so that an obligation to be
// there is weighed by what held that day (view meeting_attendance).
//
// Start reading at [Service.Plan] and [Service.Close].
package meeting

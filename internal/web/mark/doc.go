// Package mark says on public pages how much room there is: a mark, how long people wait, and when
// and by whom it was told. The fill of a mark says what, its edge how sure; a figure never stands
// without its age and its source.
//
// Citizens read a word and what to do, and never a number of places or a percentage: who is told of
// two places counts on one, and a figure of this morning promises nothing. Professionals who signed in
// read the numbers too. Start reading at [Maker.Offer].
package mark

// Package number gives the figures that placements leave behind by themselves: how long people waited,
// why askers heard no, how many days were bridged, where nobody had room.
//
// A waiting time is measured over who has started and who still waits. Leaving the last out would praise
// the provider whose longest waits have not ended yet; see [Estimate]. The views of migration 0013 hold one row
// per request, per refusal and per bridging, for indicators to come; this package counts over them.
//
// The desk of a region and the staff of its RESV see every figure. Everybody else sees totals over one
// whole month, without numbers under ten and without what would give those away by subtraction; see
// [partition]. Reasons of one provider are the desk's alone.
//
// Start reading at [Service.Of].
package number

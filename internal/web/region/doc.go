// Package region is the page of one region: in how many wijken the team is complete, what asks for
// action and whom to call about it, the map, and how far the regional cooperation (RESV) has come.
package region

// Package figure is one figure of room as the workplace shows it and asks for it: its words, its three
// buttons (one less, still right, one more) and the reading of what somebody pressed. Any page that
// asks for a figure uses it; it knows no page.
package figure

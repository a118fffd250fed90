// Package whonow is the page 'Wie bel ik nu?': a moment, a place and a need give a number to call, until
// when it answers and why this one; where nobody of the wijk answers, who does instead.
//
// A place goes by POST and stands in no address; links may carry the code of a wijk.
package whonow

package demo

// Rhythms are seen by tests.
var Rhythms = rhythms

// Package service is the page of one service: what it is, whether it is open, how to reach it, its
// hours for two weeks, what it costs, and when all this was last checked.
//
// Start reading at [Page.Get]; view.go makes the view, words.go has the Dutch of codes.
package service
